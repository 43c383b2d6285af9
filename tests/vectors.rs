//! Other people's vectors: Wycheproof's of keys, and the keys, tokens and thumbprints of RFC 7515, 7638 and 8037. They
//! lie beside the repository; without them the tests say `SKIPPED`, and fail where `CI` is `true`.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

#[expect(dead_code, reason = "what a backend can do besides is not asked here")]
mod common;

use std::{fs, path::Path};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use common::{Backend, backends};
use serde_json::Value;
use webtoken::{
    AlgorithmChoice, Bytes, InvalidReason, Jwk, JwkSet, KeyError, SigningKey, VerifyError, VerifyOptions, VerifyingKey,
    alg, verify, verify_with,
};

fn vectors(name: &str) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors").join(name);
    match fs::read_to_string(&path) {
        Ok(json) => Some(serde_json::from_str(&json).unwrap()),
        Err(error) if std::env::var("CI").is_ok_and(|ci| ci == "true") => panic!("{}: {error}", path.display()),
        Err(_) => {
            println!("SKIPPED: no {}", path.display());
            None
        }
    }
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().unwrap()
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap()
}

#[test]
fn wycheproof_keys() {
    let Some(file) = vectors("wycheproof/json_web_key_test.json") else { return };
    for backend in &backends() {
        let mut agreed = 0;
        for group in list(&file, "testGroups") {
            // Whatever it is for the tests, the set is public if it can be.
            let set = match group.get("public") {
                Some(public) => JwkSet::from_json(public.to_string()),
                None => JwkSet::from_json_with_secrets(group["private"].to_string()),
            };
            for test in list(group, "tests") {
                let outcome = holds(backend, &set, text(test, "jws"));
                assert_eq!(outcome.is_ok(), test["result"] == "valid", "{} {test}: {outcome:?}", backend.name);
                agreed += 1;
            }
        }
        println!("{}: {agreed} agreed", backend.name);
        assert_eq!(agreed, 26);
    }
}

/// The payloads are bytes. Every algorithm of the backend is allowed: only the keys decide.
fn holds(backend: &Backend, set: &Result<JwkSet, KeyError>, token: &str) -> Result<(), VerifyError> {
    let set = set.as_ref().map_err(|error| InvalidReason::InvalidKeyMaterial(error.clone()))?;
    let algorithms: Vec<AlgorithmChoice> = backend.algorithms.iter().copied().map(Into::into).collect();
    verify_with::<Bytes>(token, set, &VerifyOptions::new().algorithms(algorithms)).map(drop)
}

#[test]
fn rfc_tokens() {
    let Some(file) = vectors("rfc/rfc_vectors.json") else { return };
    for backend in &backends() {
        let cases = list(&file, "tests").iter().filter(|case| case.get("key").is_some());
        let agreed = cases.map(|case| {
            let outcome = rfc_token(backend, case);
            assert_eq!(outcome.is_ok(), case["expect"] == "accept", "{} {}: {outcome:?}", backend.name, case["id"]);
        });
        assert_eq!(agreed.count(), 13);
    }
}

fn rfc_token(backend: &Backend, case: &Value) -> Result<(), VerifyError> {
    let jwk = Jwk::from_json(case["key"].to_string()).unwrap();
    let mut options = VerifyOptions::new();
    if let Some(clock) = case["options"]["clockTimestamp"].as_i64() {
        options = options.clock_timestamp(clock);
    }
    if let Some(names) = case["options"]["algorithms"].as_array() {
        let named = |name: &Value| match name.as_str().unwrap() {
            "none" => AlgorithmChoice::from(alg::NONE),
            name => backend.algorithm(name).unwrap().into(),
        };
        options = options.algorithms(names.iter().map(named).collect::<Vec<_>>());
    }
    let key = VerifyingKey::from_jwk(&jwk).unwrap();
    let verified = verify::<Bytes>(text(case, "token"), &key, &options)?;
    // The deterministic algorithms reproduce the signature.
    let alg = verified.header.alg().unwrap();
    if matches!(alg, "HS256" | "RS256" | "EdDSA" | "Ed25519") {
        let (message, signature) = text(case, "token").rsplit_once('.').unwrap();
        let signer = backend.algorithm(alg).unwrap().signer(&SigningKey::from_jwk(&jwk).unwrap()).unwrap();
        assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(signer.sign(message.as_bytes()).unwrap()), signature);
    }
    Ok(())
}

#[test]
fn rfc_thumbprints() {
    let Some(file) = vectors("rfc/rfc_vectors.json") else { return };
    for case in list(&file, "thumbprints") {
        let jwk = Jwk::from_json(case["jwk"].to_string()).unwrap();
        assert_eq!(jwk.thumbprint().unwrap(), text(case, "sha256"), "{}", case["source"]);
        assert_eq!(jwk.with_thumbprint_kid().unwrap().kid().unwrap(), text(case, "sha256"));
    }
    assert_eq!(list(&file, "thumbprints").len(), 2);
}

/// RFC 7520, section 3: read, and written again with the same members.
#[test]
fn cookbook_keys() {
    for name in [
        "jwk_3_1.ec_public_key",
        "jwk_3_2.ec_private_key",
        "jwk_3_3.rsa_public_key",
        "jwk_3_4.rsa_private_key",
        "jwk_3_5.symmetric_key_mac_computation",
        "jwk_3_6.symmetric_key_encryption",
    ] {
        let Some(file) = vectors(&format!("rfc/cookbook/{name}.json")) else { return };
        let jwk = Jwk::from_json(file.to_string()).unwrap();
        assert_eq!(serde_json::to_value(&jwk).unwrap(), file, "{name}");
        match name {
            "jwk_3_6.symmetric_key_encryption" => {
                assert_eq!(SigningKey::from_jwk(&jwk).unwrap_err().code(), "key_not_for_use");
            }
            _ if jwk.has_secret() => written(&SigningKey::from_jwk(&jwk).unwrap().to_jwk().unwrap(), &file),
            _ => written(&VerifyingKey::from_jwk(&jwk).unwrap().to_jwk().unwrap(), &file),
        }
    }
}

/// All but `kid` and `use`, which a key does not keep.
#[track_caller]
fn written(jwk: &Jwk, file: &Value) {
    let mut expected = file.clone();
    for name in ["kid", "use"] {
        expected.as_object_mut().unwrap().remove(name);
    }
    assert_eq!(serde_json::to_value(jwk).unwrap(), expected);
}
