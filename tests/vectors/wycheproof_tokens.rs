//! Wycheproof's tokens: JWS, keys and sets of keys, and JWE, which is never a JWS.

use std::{collections::BTreeSet, sync::Arc};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use webtoken::{
    Bytes, Header, Jwk, JwkSet, KeyError, MessageVerifier, SignatureError, Verifier, VerifyOptions, VerifyingKey,
    decode, verify, verify_with,
};

use crate::{
    common::{Backend, backends},
    everything, list, own, vectors,
};

/// The labels of a file that a strict library must not follow, from the file of overrides: number and right answer.
fn overrides(file: &str) -> BTreeSet<(u64, bool)> {
    let all = own("overrides.json");
    let decided = list(&all, "overrides").iter().filter(|case| case["file"] == file && case["strict"] != "policy");
    decided.map(|case| (case["tcId"].as_u64().unwrap(), case["strict"] == "accept")).collect()
}

/// The cases of a file that this crate answers otherwise than their label says, with the answer; and how many there are.
fn disagreements(backend: &Backend, file: &Value) -> (BTreeSet<(u64, bool)>, usize) {
    let mut disagreements = BTreeSet::new();
    let mut count = 0;
    for group in list(file, "testGroups") {
        let key = Keys::read(group);
        for test in list(group, "tests").iter().filter(|test| test.get("jws").is_some()) {
            count += 1;
            let accepted = key.accepts(backend, &token(test, "jws"));
            if accepted != (test["result"] == "valid") {
                disagreements.insert((test["tcId"].as_u64().unwrap(), accepted));
            }
        }
    }
    (disagreements, count)
}

/// Some are no texts but objects: JSON forms.
fn token(test: &Value, form: &str) -> String {
    test[form].as_str().map_or_else(|| test[form].to_string(), str::to_owned)
}

/// What a group of cases is verified with.
enum Keys {
    One(Result<VerifyingKey, KeyError>),
    Set(Result<JwkSet, KeyError>),
    /// 32 zeros under HS256. To HMAC that is the empty secret, and the crate takes none; the tokens are read all the same.
    Zeros,
}

impl Keys {
    /// Public if it can be, whatever it is for the tests.
    fn read(group: &Value) -> Self {
        let json = group.get("public").unwrap_or(&group["private"]);
        if json.get("keys").is_some() {
            let is_public = group.get("public").is_some();
            let read = if is_public { JwkSet::from_json } else { JwkSet::from_json_with_secrets };
            return Self::Set(read(json.to_string()));
        }
        match Jwk::from_json(json.to_string()).and_then(|jwk| VerifyingKey::from_jwk(&jwk)) {
            Err(KeyError::EmptySecret) if json["alg"] == "HS256" => Self::Zeros,
            key => Self::One(key),
        }
    }

    fn accepts(&self, backend: &Backend, token: &str) -> bool {
        let options = VerifyOptions::new().algorithms(everything(backend));
        match self {
            Self::One(Ok(key)) => {
                verify::<Bytes>(token, key, &options).is_ok() || holds_without_payload(backend, key, token)
            }
            Self::Set(Ok(set)) => verify_with::<Bytes>(token, set, &options).is_ok(),
            Self::One(Err(_)) | Self::Set(Err(_)) => false,
            Self::Zeros => {
                let verifier = Verifier::with_message_verifier("HS256", Arc::new(HmacOfZeros), &options).unwrap();
                verifier.verify::<Bytes>(token).is_ok()
            }
        }
    }
}

#[derive(Debug)]
struct HmacOfZeros;

impl MessageVerifier for HmacOfZeros {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let mac = Hmac::<Sha256>::new_from_slice(&[0; 32]).unwrap().chain_update(message);
        mac.verify_slice(signature).map_err(|_| SignatureError::invalid())
    }
}

/// An empty payload is none of a JSON Web Token, in npm neither; the signature may hold nevertheless.
fn holds_without_payload(backend: &Backend, key: &VerifyingKey, token: &str) -> bool {
    let Some((header, signature)) = token.split_once("..") else { return false };
    let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).ok();
    let (Some(json), Some(signature)) = (decode(header), decode(signature)) else { return false };
    let header_read = str::from_utf8(&json).ok().and_then(|json| Header::from_json(json).ok());
    let alg = header_read.as_ref().and_then(Header::alg);
    let verifier = alg.and_then(|alg| backend.algorithm(alg)?.verifier(key).ok());
    verifier.is_some_and(|verifier| verifier.verify(format!("{header}.").as_bytes(), &signature).is_ok())
}

/// All 401, where the overrides take the place of 8 labels: no other may differ, and none of them may agree.
#[test]
fn signatures() {
    let overrides = overrides("json_web_signature_test.json");
    assert_eq!(overrides.len(), 8, "the list of overrides grew");
    let Some(file) = vectors("wycheproof/json_web_signature_test.json") else { return };
    for backend in &backends() {
        let (disagreements, count) = disagreements(backend, &file);
        println!("{}: {count} tokens, {} labels overridden", backend.name, disagreements.len());
        assert_eq!(disagreements, overrides, "{}", backend.name);
        assert_eq!(count, 401);
    }
}

/// All 49 as they are labelled: the key of the flawed generator is refused.
#[test]
fn signatures_among_other_things() {
    assert!(overrides("json_web_crypto_test.json").is_empty());
    let Some(file) = vectors("wycheproof/json_web_crypto_test.json") else { return };
    for backend in &backends() {
        let (disagreements, count) = disagreements(backend, &file);
        println!("{}: {count} tokens", backend.name);
        assert!(disagreements.is_empty(), "{}: {disagreements:?}", backend.name);
        assert_eq!(count, 49);
    }
}

/// All 26.
#[test]
fn keys() {
    assert!(overrides("json_web_key_test.json").is_empty());
    let Some(file) = vectors("wycheproof/json_web_key_test.json") else { return };
    for backend in &backends() {
        let (disagreements, count) = disagreements(backend, &file);
        println!("{}: {count} tokens", backend.name);
        assert!(disagreements.is_empty(), "{}: {disagreements:?}", backend.name);
        assert_eq!(count, 26);
    }
}

/// What is encrypted is no signed token, whatever its label and whether its key could be one for signatures.
#[test]
fn encrypted_tokens_are_refused() {
    for (name, of_these) in [("json_web_encryption_test", 139), ("json_web_crypto_test", 34)] {
        let Some(file) = vectors(&format!("wycheproof/{name}.json")) else { continue };
        let mut refused = 0;
        for group in list(&file, "testGroups") {
            let key = Keys::read(group);
            for test in list(group, "tests").iter().filter(|test| test.get("jwe").is_some()) {
                let token = token(test, "jwe");
                for backend in &backends() {
                    assert!(!key.accepts(backend, &token), "{} {test}", backend.name);
                    let options = VerifyOptions::new().algorithms(everything(backend));
                    // Before any key is looked at.
                    let error = verify::<Bytes>(&token, "a secret", &options).unwrap_err();
                    assert!(matches!(error.code(), "token_malformed" | "token_invalid"), "{test}: {error}");
                }
                assert!(decode::<Value>(&token).is_none(), "{test}");
                refused += 1;
            }
        }
        println!("{name}: {refused} refused");
        assert_eq!(refused, of_these, "{name}");
    }
}
