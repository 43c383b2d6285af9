//! Keys from their components: the same keys as from a JSON Web Key with these, and refused where that is.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use webtoken::{
    Jwk, KeyError, SignOptions, SigningKey, VerifyOptions, VerifyingKey, alg,
    key::{Curve, KeyMaterial},
    sign, verify,
};

fn code<T>(result: Result<T, KeyError>) -> &'static str {
    result.map(drop).unwrap_err().code()
}

/// The bytes of a parameter.
fn bytes(jwk: &Jwk, name: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(jwk.get(name).unwrap().as_str().unwrap()).unwrap()
}

fn verifies(signing: &SigningKey, verifying: &VerifyingKey) {
    let token = sign(&json!({ "n": 1 }), signing, &SignOptions::new()).unwrap();
    assert_eq!(verify::<Value>(&token, verifying, &VerifyOptions::new()).unwrap().payload["n"], 1);
}

#[test]
fn rsa() {
    let signing = SigningKey::generate(alg::RS256).unwrap();
    let jwk = VerifyingKey::from(&signing).to_jwk().unwrap();
    let (n, e) = (bytes(&jwk, "n"), bytes(&jwk, "e"));
    let key = VerifyingKey::from_rsa_components(&n, &e).unwrap();
    assert_eq!(key.info(), VerifyingKey::from_jwk(&jwk).unwrap().info());
    verifies(&signing, &key);
    // DER has a zero before a first bit that is set; other libraries give the number so.
    verifies(&signing, &VerifyingKey::from_rsa_components([&[0], &n[..]].concat(), &e).unwrap());

    let even = [&n[..n.len() - 1], &[2]].concat();
    assert_eq!(code(VerifyingKey::from_rsa_components(even, &e)), "key_malformed");
    assert_eq!(code(VerifyingKey::from_rsa_components("", &e)), "key_malformed");
    assert_eq!(code(VerifyingKey::from_rsa_components(&n, "")), "key_malformed");
    assert_eq!(code(VerifyingKey::from_rsa_components(&n, [1])), "key_malformed");
    assert_eq!(code(VerifyingKey::from_rsa_components(&n, [0xff; 9])), "key_unsupported");
    assert_eq!(code(VerifyingKey::from_rsa_components([0xff; 4096], &e)), "key_unsupported");
}

#[test]
fn ec() {
    for (algorithm, curve) in [(alg::ES256, Curve::P256), (alg::ES384, Curve::P384), (alg::ES512, Curve::P521)] {
        let signing = SigningKey::generate(algorithm).unwrap();
        let jwk = signing.to_jwk().unwrap();
        let again = SigningKey::from_ec_scalar(curve, bytes(&jwk, "d")).unwrap();
        assert_eq!(VerifyingKey::from(&again).to_der().unwrap(), VerifyingKey::from(&signing).to_der().unwrap());
        let point = [&[4], &bytes(&jwk, "x")[..], &bytes(&jwk, "y")[..]].concat();
        verifies(&again, &VerifyingKey::from_ec_point(curve, &point).unwrap());
        let compressed = [&[2 + (point.last().unwrap() & 1)], &bytes(&jwk, "x")[..]].concat();
        verifies(&again, &VerifyingKey::from_ec_point(curve, compressed).unwrap());

        for wrong in [&point[1..], &point[..point.len() - 1], &[], &[4], &[&[5], &point[1..]].concat()] {
            assert_eq!(code(VerifyingKey::from_ec_point(curve, wrong)), "key_malformed", "{curve} {wrong:?}");
        }
        let off_the_curve = VerifyingKey::from_ec_point(
            curve,
            [&[4], &point[1..=curve.field_bytes()], &point[1..=curve.field_bytes()]].concat(),
        )
        .unwrap();
        assert_eq!(code(algorithm.verifier(&off_the_curve)), "key_invalid");
        for wrong in [vec![], vec![0; curve.field_bytes()], vec![7; curve.field_bytes() - 1], vec![7; 67]] {
            assert_eq!(code(SigningKey::from_ec_scalar(curve, wrong)), "key_malformed");
        }
        let beyond_the_order = SigningKey::from_ec_scalar(curve, vec![0xff; curve.field_bytes()]).unwrap();
        assert_eq!(code(algorithm.signer(&beyond_the_order)), "key_invalid");
    }
    for curve in [Curve::Ed25519, Curve::Ed448, Curve::X25519, Curve::X448] {
        assert_eq!(code(SigningKey::from_ec_scalar(curve, [7; 32])), "key_unsupported");
        assert_eq!(code(VerifyingKey::from_ec_point(curve, [7; 32])), "key_unsupported");
    }
}

#[test]
fn ed25519() {
    let signing = SigningKey::from_ed25519_seed([7; 32]).unwrap();
    let public = bytes(&VerifyingKey::from(&signing).to_jwk().unwrap(), "x");
    verifies(&signing, &VerifyingKey::from_ed25519(&public).unwrap());
    for wrong in [0, 31, 33, 64] {
        assert_eq!(code(SigningKey::from_ed25519_seed(vec![7; wrong])), "key_malformed");
        assert_eq!(code(VerifyingKey::from_ed25519(vec![7; wrong])), "key_malformed");
    }
    let of_small_order = VerifyingKey::from_ed25519([0; 32]).unwrap();
    assert_eq!(code(alg::EDDSA.verifier(&of_small_order)), "key_invalid");
}

#[test]
fn secrets_in_base64() {
    let secret = |text: &str| {
        let (signing, verifying) =
            (SigningKey::from_base64_secret(text).unwrap(), VerifyingKey::from_base64_secret(text).unwrap());
        let (KeyMaterial::Secret(bytes), KeyMaterial::Secret(same)) = (signing.material(), verifying.material()) else {
            panic!("not a secret")
        };
        assert!(bytes == same);
        bytes.to_vec()
    };
    for text in ["+/8A", "-_8A", " +/8A\n"] {
        assert_eq!(secret(text), [0xfb, 0xff, 0]);
    }
    assert_eq!(secret("c2hoaGhoaA=="), b"shhhhhh");
    assert_eq!(secret("c2hoaGhoaA"), b"shhhhhh");
    let message = |text: &str| SigningKey::from_base64_secret(text).unwrap_err().to_string();
    assert_eq!(message("c2ho!Gho"), "base64 secret cannot be read: invalid base64 at byte 4");
    assert_eq!(message("  c2ho!Gho"), "base64 secret cannot be read: invalid base64 at byte 6");
    assert_eq!(message("c2h/aGh-"), "base64 secret cannot be read: invalid base64 at byte 3");
    assert_eq!(message("c2hoa"), "base64 secret cannot be read: invalid base64 at byte 5");
    assert_eq!(code(SigningKey::from_base64_secret("")), "key_empty_secret");
    assert_eq!(code(SigningKey::from_base64_secret("AAAA")), "key_empty_secret");
    // Base64 of a public key.
    let encoded = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    assert_eq!(code(SigningKey::from_base64_secret(encoded)), "key_not_a_secret");
}
