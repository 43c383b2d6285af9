//! New keys for every algorithm, written and read again in every form.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use crate::common::backends;
use serde_json::{Value, json};
use webtoken::{
    Jwk, KeyError, SignOptions, SigningKey, VerifyOptions, VerifyingKey, alg,
    alg::Builtin,
    key::{Curve, KeyInfo},
    sign, verify,
};

/// Signs with the one and verifies with the other, in every backend.
#[track_caller]
fn pair(algorithm: Builtin, private: &SigningKey, public: &VerifyingKey) {
    for backend in backends() {
        let algorithm = backend.algorithm(algorithm.name()).unwrap();
        let token = sign(&json!({ "n": 1 }), private, &SignOptions::new().algorithm(algorithm)).unwrap();
        let verified = verify::<Value>(&token, public, &VerifyOptions::new().algorithms([algorithm])).unwrap();
        assert_eq!(verified.payload["n"], 1);
        let other = sign(&json!({ "n": 2 }), private, &SignOptions::new().algorithm(algorithm)).unwrap();
        let mixed = format!("{}.{}", &token[..token.rfind('.').unwrap()], &other[other.rfind('.').unwrap() + 1..]);
        assert!(verify::<Value>(&mixed, public, &VerifyOptions::new().algorithms([algorithm])).is_err());
    }
}

fn expected(alg: &str) -> KeyInfo {
    match alg {
        "HS256" => KeyInfo::Secret { bytes: 32 },
        "HS384" => KeyInfo::Secret { bytes: 48 },
        "HS512" => KeyInfo::Secret { bytes: 64 },
        "ES256" => KeyInfo::Ec { curve: Curve::P256 },
        "ES384" => KeyInfo::Ec { curve: Curve::P384 },
        "ES512" => KeyInfo::Ec { curve: Curve::P521 },
        "ES256K" => KeyInfo::Ec { curve: Curve::Secp256k1 },
        "EdDSA" | "Ed25519" => KeyInfo::Okp { curve: Curve::Ed25519 },
        _ => KeyInfo::Rsa { bits: 2048 },
    }
}

/// One of each family: they take their time.
#[test]
fn asymmetric_keys_in_every_form() {
    for algorithm in [
        alg::PS256,
        alg::ES256,
        alg::ES384,
        alg::ES512,
        #[cfg(feature = "es256k")]
        alg::ES256K,
        alg::EDDSA,
    ] {
        let key = SigningKey::generate(algorithm).unwrap();
        assert_eq!(key.info(), &expected(algorithm.name()));
        let public = VerifyingKey::from(&key);
        let written = [
            SigningKey::from_pem(key.to_pem().unwrap()).unwrap(),
            SigningKey::from_der(key.to_der().unwrap()).unwrap(),
            SigningKey::from_text(key.to_pem().unwrap()).unwrap(),
            SigningKey::from_jwk(&key.to_jwk().unwrap()).unwrap(),
        ];
        let public = [
            VerifyingKey::from_pem(public.to_pem().unwrap()).unwrap(),
            VerifyingKey::from_der(public.to_der().unwrap()).unwrap(),
            VerifyingKey::from_jwk(&public.to_jwk().unwrap()).unwrap(),
            public,
        ];
        for private in &written {
            for public in &public {
                assert_eq!(private.info(), public.info());
                pair(algorithm, private, public);
            }
            assert_eq!(private.to_pem().unwrap(), key.to_pem().unwrap());
        }
        assert!(key.to_jwk().unwrap().has_secret());
        assert!(public.iter().all(|public| !public.to_jwk().unwrap().has_secret()));
        let thumbprint = key.to_jwk().unwrap().thumbprint().unwrap();
        assert!(public.iter().all(|public| public.to_jwk().unwrap().thumbprint().unwrap() == thumbprint));
    }
}

#[test]
fn secrets() {
    for algorithm in [alg::HS256, alg::HS384, alg::HS512] {
        let [key, other] = [(); 2].map(|()| SigningKey::generate(algorithm).unwrap());
        assert_eq!(key.info(), &expected(algorithm.name()));
        let jwk = key.to_jwk().unwrap().with_alg(algorithm.name());
        pair(algorithm, &key, &VerifyingKey::from_jwk(&jwk).unwrap());
        assert_ne!(jwk.thumbprint().unwrap(), other.to_jwk().unwrap().thumbprint().unwrap());
        for error in [key.to_pem().map(drop), VerifyingKey::from(&key).to_jwk().map(drop)] {
            assert_eq!(error.unwrap_err().code(), "key_unsupported");
        }
    }
}

#[test]
fn by_name_and_never_for_what_takes_none() {
    assert_eq!(SigningKey::generate("Ed25519").unwrap().info(), &expected("Ed25519"));
    for name in ["none", "ES257", "es256", ""] {
        assert_eq!(SigningKey::generate(name).unwrap_err().code(), "key_unsupported", "{name}");
    }
    for bits in [0, 1024, 2047, 8193, 16_384, usize::MAX] {
        assert_eq!(SigningKey::generate_rsa(bits).unwrap_err().code(), "key_unsupported", "{bits}");
    }
}

/// AWS-LC makes keys of four sizes and says which.
#[test]
fn rsa_of_an_odd_size() {
    match SigningKey::generate_rsa(2176) {
        Ok(key) if cfg!(not(feature = "aws-lc-rs")) => assert_eq!(key.info(), &KeyInfo::Rsa { bits: 2176 }),
        Err(KeyError::Unsupported(reason)) if cfg!(feature = "aws-lc-rs") => {
            assert_eq!(reason, "RSA key size must be 2048, 3072, 4096 or 8192 bits with AWS-LC, got 2176");
        }
        other => panic!("{other:?}"),
    }
}

/// Keys of a size that AWS-LC does not accept are an error that says so, also where the other backend would take them.
#[cfg(feature = "aws-lc-rs")]
#[test]
fn rsa_sizes_that_aws_lc_refuses() {
    let cases: Value = serde_json::from_str(include_str!("../data/jsonwebtoken-cases.json")).unwrap();
    let small = cases["keys"]["rsa1024"]["value"].as_str().unwrap();
    let options = SignOptions::new().algorithm(alg::RS256).allow_insecure_key_sizes(true);
    let error = sign(&json!({}), small, &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "unsupported key: RSA key size must be 2048 to 8192 bits to sign RS256 with AWS-LC, got 1024"
    );
    let error = alg::PS256.verifier(&VerifyingKey::from_pem(small).unwrap()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "unsupported key: RSA key size must be 2048 to 8192 bits to verify PS256 with AWS-LC, got 1024"
    );
}

/// Without 8192 bits, which take AWS-LC too long for a test.
#[cfg(feature = "aws-lc-rs")]
#[test]
fn rsa_of_the_sizes_of_aws_lc() {
    for bits in [2048, 3072, 4096] {
        assert_eq!(SigningKey::generate_rsa(bits).unwrap().info(), &KeyInfo::Rsa { bits });
    }
}

/// Without options every algorithm of the key's curve is allowed: `ES256K` for secp256k1, and for no other curve.
#[cfg(feature = "es256k")]
#[test]
fn es256k_is_allowed_for_its_curve() {
    let key = SigningKey::generate("ES256K").unwrap();
    assert_eq!(key.info(), &KeyInfo::Ec { curve: Curve::Secp256k1 });
    let token = sign(&json!({ "n": 1 }), &key, &SignOptions::new().algorithm(alg::ES256K)).unwrap();
    assert!(verify::<Value>(&token, &key, &VerifyOptions::new()).is_ok());
    let p256 = SigningKey::generate(alg::ES256).unwrap();
    assert_eq!(verify::<Value>(&token, &p256, &VerifyOptions::new()).unwrap_err().to_string(), "invalid algorithm");
    let error = sign(&json!({}), &p256, &SignOptions::new().algorithm(alg::ES256K)).unwrap_err();
    assert_eq!(error.to_string(), r#""alg" parameter "ES256K" requires curve "secp256k1"."#);
}

/// Keys on secp256k1 can be read and their public halves written; what computes on the curve names the feature.
#[cfg(not(feature = "es256k"))]
#[test]
fn es256k_names_its_feature() {
    let cases: Value = serde_json::from_str(include_str!("../data/jsonwebtoken-cases.json")).unwrap();
    let [private, public] = ["k256", "k256_pub"].map(|name| cases["keys"][name]["value"].as_str().unwrap());
    assert_eq!(VerifyingKey::from_pem(public).unwrap().to_pem().unwrap(), public);
    let key = SigningKey::from_pem(private).unwrap();
    for error in [key.to_pem().map(drop).unwrap_err(), key.to_jwk().map(drop).unwrap_err()] {
        assert_eq!(error.to_string(), "unsupported key: keys on secp256k1 need the feature `es256k`");
    }
    let needed = "unsupported key: ES256K needs the feature `es256k`";
    assert_eq!(SigningKey::generate("ES256K").unwrap_err().to_string(), needed);
    assert_eq!(sign(&json!({}), key, &SignOptions::new().algorithm("ES256K")).unwrap_err().to_string(), needed);
}

#[test]
fn a_point_is_written_uncompressed() {
    let compressed = VerifyingKey::from_pem(include_str!("../data/keys/p256-public-compressed.pem")).unwrap();
    let plain = VerifyingKey::from_pem(include_str!("../data/keys/p256-public.pem")).unwrap();
    assert_eq!(compressed.to_pem().unwrap(), include_str!("../data/keys/p256-public.pem"));
    assert_eq!(compressed.to_jwk().unwrap().thumbprint().unwrap(), plain.to_jwk().unwrap().thumbprint().unwrap());
    let without_point = SigningKey::from_pem(include_str!("../data/keys/p256-sec1-no-public.pem")).unwrap();
    let jwk = without_point.to_jwk().unwrap();
    assert!(SigningKey::from_jwk(&jwk).is_ok());
}

#[test]
fn what_cannot_be_written_says_so() {
    let pss = SigningKey::from_pem(include_str!("../data/keys/rsa-pss-defaults.pem")).unwrap();
    let x25519 = SigningKey::from_pem(include_str!("../data/keys/x25519.pem")).unwrap();
    for error in [
        pss.to_pem().map(drop),
        pss.to_jwk().map(drop),
        VerifyingKey::from(&pss).to_der().map(drop),
        VerifyingKey::from(&pss).to_jwk().map(drop),
        x25519.to_jwk().map(drop),
        VerifyingKey::from(&x25519).to_der().map(drop),
    ] {
        assert_eq!(error.unwrap_err().code(), "key_unsupported");
    }
}

/// A private key that says it belongs to another public one.
#[test]
fn two_keys_in_one_are_none() {
    let [one, other] = [(); 2].map(|()| SigningKey::generate(alg::EDDSA).unwrap().to_jwk().unwrap());
    let error = SigningKey::from_jwk(&mixed(&one, &other, &["x"])).unwrap_err();
    assert_eq!(error.code(), "key_invalid");

    let [one, other] = [(); 2].map(|()| SigningKey::generate(alg::ES256).unwrap().to_jwk().unwrap());
    let key = SigningKey::from_jwk(&mixed(&one, &other, &["x", "y"])).unwrap();
    refused(alg::ES256, &key);

    let keys: Value = serde_json::from_str(include_str!("../data/attacks/keys.json")).unwrap();
    let [one, other] = ["rsa2048", "rsa2048b"].map(|name| jwk(&keys["keys"][name]["jwk_private"]));
    for names in [&["n"][..], &["d"], &["p"], &["q"], &["dp"], &["dq"], &["qi"], &["p", "q"]] {
        refused(alg::RS256, &SigningKey::from_jwk(&mixed(&one, &other, names)).unwrap());
    }
}

#[track_caller]
fn refused(algorithm: Builtin, key: &SigningKey) {
    for backend in backends() {
        let algorithm = backend.algorithm(algorithm.name()).unwrap();
        let error = sign(&json!({}), key, &SignOptions::new().algorithm(algorithm)).unwrap_err();
        assert_eq!(error.code(), "key_invalid", "{}", backend.name);
    }
}

fn mixed(one: &Jwk, other: &Jwk, names: &[&str]) -> Jwk {
    let [mut mixed, other] = [one, other].map(|jwk| serde_json::to_value(jwk).unwrap());
    for name in names {
        mixed[name] = other[name].clone();
    }
    jwk(&mixed)
}

fn jwk(value: &Value) -> Jwk {
    Jwk::from_json(value.to_string()).unwrap()
}
