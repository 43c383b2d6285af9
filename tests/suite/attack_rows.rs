//! Attacks of `docs/attacks.md` that no other suite has a test for.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use std::collections::BTreeSet;

use crate::common::backends;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use serde_json::{Value, json};
use webtoken::{
    BoxError, Jwk, JwkSet, SignOptions, SigningKey, VerifyOptions, VerifyingKey, alg, key::KeyMaterial, key_fn, sign,
    verify, verify_with,
};

const SECRET: &str = "a secret for these tests";

fn keys() -> Value {
    let file: Value = serde_json::from_str(include_str!("../data/attacks/keys.json")).unwrap();
    file["keys"].clone()
}

fn with(object: &Value, name: &str, value: impl Into<Value>) -> Value {
    let mut object = object.clone();
    object[name] = value.into();
    object
}

fn private(jwk: &Value) -> Result<SigningKey, webtoken::KeyError> {
    Jwk::from_json(jwk.to_string()).and_then(|jwk| SigningKey::from_jwk(&jwk))
}

fn public(jwk: &Value) -> Result<VerifyingKey, webtoken::KeyError> {
    Jwk::from_json(jwk.to_string()).and_then(|jwk| VerifyingKey::from_jwk(&jwk))
}

/// T015: the halves keep their leading zeros. One in 128 signatures has one, on P-521 every other.
#[test]
fn ecdsa_signatures_have_the_length_of_the_curve() {
    let keys = keys();
    for backend in &backends() {
        for (name, key, length, count) in
            [("ES256", "p256", 64, 1000_u32), ("ES384", "p384", 96, 1000), ("ES512", "p521", 132, 100)]
        {
            let algorithm = backend.algorithm(name).unwrap();
            let signer = algorithm.signer(&private(&keys[key]["jwk_private"]).unwrap()).unwrap();
            let verifier = algorithm.verifier(&public(&keys[key]["jwk_public"]).unwrap()).unwrap();
            let mut with_zero = 0;
            for number in 0..count {
                let signature = signer.sign(&number.to_be_bytes()).unwrap();
                let signature = signature.as_ref();
                assert_eq!(signature.len(), length, "{} {name} {number}", backend.name);
                assert!(verifier.verify(&number.to_be_bytes(), signature).is_ok(), "{} {name} {number}", backend.name);
                with_zero += usize::from(signature[0] == 0 || signature[length / 2] == 0);
            }
            println!("{} {name}: {with_zero} of {count} with a leading zero", backend.name);
        }
    }
}

/// Nonces are RFC 6979's or alike, with randomness added: no two signatures share one, not even of one message.
#[test]
fn ecdsa_nonces_do_not_come_again() {
    for backend in &backends() {
        for (name, key) in [("ES256", "p256"), ("ES384", "p384"), ("ES512", "p521")] {
            let key = private(&keys()[key]["jwk_private"]).unwrap();
            let signer = backend.algorithm(name).unwrap().signer(&key).unwrap();
            let nonce = |signature: webtoken::Signature| signature.as_ref()[..signature.as_ref().len() / 2].to_vec();
            let nonces: BTreeSet<Vec<u8>> = (0..20).map(|_| nonce(signer.sign(b"one message").unwrap())).collect();
            assert_eq!(nonces.len(), 20, "{} {name}", backend.name);
        }
    }
}

/// T019, T021.
#[test]
fn exponents_and_primes_of_no_rsa_key() {
    let rsa = &keys()["rsa2048"];
    for e in ["AQ", "Ag", "BA", "AQAA", "AA"] {
        assert!(public(&with(&rsa["jwk_public"], "e", e)).is_err(), "e = {e}");
        assert!(private(&with(&rsa["jwk_private"], "e", e)).is_err(), "e = {e}");
    }
    for (member, value) in [("p", "AQ"), ("q", "AQ"), ("p", "AA"), ("d", "AQ"), ("dp", "AQ"), ("qi", "AQ")] {
        // Said when the key is read or when it is bound, before it signs anything.
        let Ok(key) = private(&with(&rsa["jwk_private"], member, value)) else { continue };
        for backend in &backends() {
            for name in ["RS256", "PS256"] {
                assert!(backend.algorithm(name).unwrap().signer(&key).is_err(), "{} {member} = {value}", backend.name);
            }
        }
    }
}

/// T008, T024.
#[test]
fn empty_secrets_by_every_path() {
    let token = sign(&json!({}), SECRET, &SignOptions::new().kid("k")).unwrap();
    let options = VerifyOptions::new();
    for empty in ["", "\0", "\0\0\0\0"] {
        assert!(SigningKey::from_secret(empty).is_err() && VerifyingKey::from_secret(empty).is_err());
        assert!(SigningKey::from_text(empty).is_err() && VerifyingKey::from_text(empty).is_err());
        assert!(sign(&json!({}), empty, &SignOptions::new()).is_err());
        assert!(verify::<Value>(&token, empty, &options).is_err());
        assert!(verify_with::<Value>(&token, &key_fn(|_| Ok::<_, BoxError>(empty)), &options).is_err());
        let jwk = json!({ "kty": "oct", "kid": "k", "k": BASE64URL.encode(empty) });
        assert!(public(&jwk).is_err() && private(&jwk).is_err());
        let set = JwkSet::from_json_with_secrets(json!({ "keys": [jwk] }).to_string());
        assert!(set.is_ok_and(|set| verify_with::<Value>(&token, &set, &options).is_err()));
    }
}

/// T026.
#[test]
fn a_path_is_a_text_and_no_file() {
    for path in [concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"), "Cargo.toml", "file:///etc/hostname"] {
        let key = VerifyingKey::from_text(path).unwrap();
        assert!(matches!(key.material(), KeyMaterial::Secret(bytes) if **bytes == *path.as_bytes()));
    }
}

/// T028: where the header points to, nobody knocks.
#[test]
fn nothing_is_fetched() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    for member in ["jku", "x5u", "jwk", "kid"] {
        let url = format!("http://{address}/keys");
        let options = SignOptions::new().header(member, url);
        let token = sign(&json!({}), "the attacker's secret", &options).unwrap();
        assert!(verify::<Value>(&token, SECRET, &VerifyOptions::new()).is_err());
        let set = JwkSet::from_json(json!({ "keys": [keys()["p256"]["jwk_public"]] }).to_string()).unwrap();
        assert!(verify_with::<Value>(&token, &set, &VerifyOptions::new()).is_err());
    }
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

/// T042: no length of any member of any kind of key panics, and few are keys.
#[test]
fn members_of_keys_of_any_length() {
    let keys = keys();
    for name in ["rsa2048", "p256", "p384", "p521", "ed25519", "secp256k1"] {
        let jwk = &keys[name]["jwk_private"];
        for member in jwk.as_object().unwrap().keys().filter(|member| !["kty", "crv"].contains(&member.as_str())) {
            for length in 0..=200 {
                for byte in [0, 0xff] {
                    let odd = with(jwk, member, BASE64URL.encode(vec![byte; length]));
                    let _ = public(&odd);
                    let Ok(key) = private(&odd) else { continue };
                    let algorithms = backends().into_iter().flat_map(|backend| {
                        ["RS256", "ES256", "ES384", "ES512", "EdDSA"].map(|name| backend.algorithm(name).unwrap())
                    });
                    for algorithm in algorithms {
                        let Ok(signer) = algorithm.signer(&key) else { continue };
                        panic!("{name} signs with {length} bytes {byte} as {member}: {signer:?}");
                    }
                }
            }
        }
    }
}

/// T044.
#[test]
fn names_that_objects_inherit_are_names() {
    let payload = json!({ "__proto__": { "exp": 1, "admin": true }, "constructor": 1, "toString": null });
    let options = SignOptions::new().no_timestamp(true).header("__proto__", json!({ "alg": "none" }));
    let token = sign(&payload, SECRET, &options).unwrap();
    let verified = verify::<Value>(&token, SECRET, &VerifyOptions::new()).unwrap();
    assert_eq!(verified.payload, payload);
    assert_eq!((verified.header.alg(), verified.payload.get("admin")), (Some("HS256"), None));
}

/// T054.
#[cfg(feature = "regex")]
#[test]
fn patterns_take_linear_time_and_remember_nothing() {
    use webtoken::Pattern;
    let hostile = "a".repeat(1 << 15) + "!";
    let options = |pattern: Pattern| VerifyOptions::new().audience(pattern).max_token_size(1 << 20);
    let token = sign(&json!({ "aud": hostile }), SECRET, &SignOptions::new()).unwrap();
    for source in ["^(a+)+$", "(a|aa)+$", "^(a|a?)+$", "^(.*a){20}$"] {
        let start = std::time::Instant::now();
        assert!(verify::<Value>(&token, SECRET, &options(Pattern::new(source).unwrap())).is_err(), "{source}");
        // Backtracking would take longer than the universe has lasted.
        assert!(start.elapsed().as_secs() < 10, "{source}: {:?}", start.elapsed());
    }
    let token = sign(&json!({ "aud": "urn:me" }), SECRET, &SignOptions::new()).unwrap();
    let options = options(Pattern::new("(?i)^urn:").unwrap());
    assert!((0..1000).all(|_| verify::<Value>(&token, SECRET, &options).is_ok()));
}

/// T055: what one call is allowed, the next is not.
#[test]
fn a_lenient_call_leaves_nothing_behind() {
    let token = sign(&json!({ "exp": 1, "aud": "urn:you" }), SECRET, &SignOptions::new()).unwrap();
    let strict = VerifyOptions::new().audience("urn:me");
    let key = VerifyingKey::from_secret(SECRET).unwrap();
    let lenient = strict.clone().ignore_expiration(true).audience("urn:you").algorithms([alg::HS256, alg::HS512]);
    for _ in 0..2 {
        assert!(verify::<Value>(&token, &key, &lenient).is_ok());
        assert_eq!(verify::<Value>(&token, &key, &strict).unwrap_err().code(), "token_expired");
    }
}

/// T056: whoever sees "expired" may rely on the signature.
#[test]
fn the_signature_is_judged_before_the_dates() {
    for payload in [json!({ "exp": 1 }), json!({ "nbf": 4_102_444_800_u64 }), json!({ "aud": "x" })] {
        let token = sign(&payload, "another secret", &SignOptions::new()).unwrap();
        let options = VerifyOptions::new().audience("urn:me").clock_timestamp(1_700_000_000);
        assert_eq!(verify::<Value>(&token, SECRET, &options).unwrap_err().to_string(), "invalid signature");
    }
}

/// T069: each verifier remembers for itself, and its own claims are checked each time.
#[test]
fn verifiers_believe_nothing_of_each_other() {
    use webtoken::{CacheLimits, Verifier};
    let verifier = |key: &str, options: VerifyOptions| Verifier::new(key, &options).unwrap().cached(CacheLimits::new());
    let token = sign(&json!({ "aud": "a", "iss": "i" }), SECRET, &SignOptions::new()).unwrap();
    let believing = verifier(SECRET, VerifyOptions::new().audience("a").issuer("i"));
    assert!(believing.verify::<Value>(&token).is_ok() && believing.verify::<Value>(&token).is_ok());
    for (other, code) in [
        (verifier(SECRET, VerifyOptions::new().audience("b")), "claim_mismatch"),
        (verifier(SECRET, VerifyOptions::new().issuer("j")), "claim_mismatch"),
        (verifier("another secret", VerifyOptions::new().audience("a")), "signature_invalid"),
    ] {
        assert_eq!(other.verify::<Value>(&token).unwrap_err().code(), code);
        assert_eq!(other.verify::<Value>(&token).unwrap_err().code(), code);
    }
}
