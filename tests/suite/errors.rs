//! Whose fault an error is, and the chain of its causes.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use std::{error::Error, iter};

use serde_json::{Value, json};
use webtoken::{
    BoxError, Fault, Jwk, LookupError, NoKey, SignOptions, SigningKey, VerifyError, VerifyOptions, VerifyingKey, alg,
    key_fn, sign, verify, verify_with,
};

const SECRET: &str = "a secret for these tests";

fn chain(error: &(dyn Error + 'static)) -> Vec<String> {
    iter::successors(Some(error), |error| (*error).source()).map(ToString::to_string).collect()
}

struct Row {
    /// The code of the error.
    code: &'static str,
    fault: Fault,
    error: VerifyError,
}

fn rows() -> Vec<Row> {
    let token = sign(&json!({ "exp": 10, "iss": "urn:me" }), SECRET, &SignOptions::new().kid("k1")).unwrap();
    let now = VerifyOptions::new().clock_timestamp(5);
    let error = |token: &str, options: &VerifyOptions| verify::<Value>(token, SECRET, options).unwrap_err();
    let with_key = |key: &str| verify::<Value>(&token, key, &now).unwrap_err();
    let p256 = SigningKey::generate(alg::ES256).unwrap();
    let es256 = sign(&json!({}), &p256, &SignOptions::new()).unwrap();
    let p384 = VerifyingKey::from(&SigningKey::generate(alg::ES384).unwrap());
    let for_es384 = VerifyingKey::from(&p256).to_jwk().unwrap().with_alg("ES384");
    let for_signing = p256.to_jwk().unwrap().with_key_ops(["sign"]);
    let with = |key: &(dyn Fn() -> Result<VerifyingKey, LookupError> + Sync)| {
        verify_with::<Value>(&token, &key_fn(|_| key()), &now).unwrap_err()
    };
    let io = || BoxError::from(std::io::Error::other("connection refused"));
    vec![
        Row { code: "token_required", fault: Fault::Token, error: error("", &now) },
        Row { code: "token_malformed", fault: Fault::Token, error: error("a.b", &now) },
        Row { code: "token_invalid", fault: Fault::Token, error: error("a.e30.c", &now) },
        Row { code: "token_too_large", fault: Fault::Token, error: error(&token, &now.clone().max_token_size(9)) },
        Row { code: "token_expired", fault: Fault::Token, error: error(&token, &VerifyOptions::new()) },
        Row { code: "claim_mismatch", fault: Fault::Token, error: error(&token, &now.clone().issuer("urn:you")) },
        Row { code: "claim_required", fault: Fault::Token, error: error(&token, &now.clone().required_claims(["x"])) },
        Row {
            code: "check_failed",
            fault: Fault::Token,
            error: error(&token, &now.clone().check("tenant", |_| Err::<(), _>("not ours"))),
        },
        Row { code: "payload_type", fault: Fault::Token, error: verify::<u8>(&token, SECRET, &now).unwrap_err() },
        Row { code: "signature_invalid", fault: Fault::Token, error: with_key("another secret") },
        Row { code: "signature_required", fault: Fault::Token, error: error("eyJhbGciOiJub25lIn0.e30.", &now) },
        Row { code: "algorithm_invalid", fault: Fault::Token, error: error(&es256, &now) },
        Row {
            code: "key_symmetric_required",
            fault: Fault::Token,
            error: verify::<Value>(&token, &p384, &now.clone().algorithms(["ES384", "HS256"])).unwrap_err(),
        },
        Row { code: "key_wrong_curve", fault: Fault::Token, error: verify::<Value>(&es256, &p384, &now).unwrap_err() },
        Row {
            code: "key_other_algorithm",
            fault: Fault::Token,
            error: verify::<Value>(&es256, &for_es384, &now).unwrap_err(),
        },
        Row { code: "option_invalid", fault: Fault::Configuration, error: error(&token, &now.clone().nonce("")) },
        Row { code: "key_required", fault: Fault::Configuration, error: with_key("") },
        Row {
            code: "key_invalid_material",
            fault: Fault::Configuration,
            error: with_key("-----BEGIN PUBLIC KEY-----"),
        },
        Row {
            code: "key_invalid_material",
            fault: Fault::Configuration,
            error: verify::<Value>(&es256, &for_signing, &now).unwrap_err(),
        },
        Row {
            code: "none_not_allowed",
            fault: Fault::Configuration,
            error: verify::<Value>("eyJhbGciOiJub25lIn0.e30.", NoKey, &now).unwrap_err(),
        },
        Row { code: "key_not_found", fault: Fault::Token, error: with(&|| Err(LookupError::not_found("no such key"))) },
        Row {
            code: "key_invalid_material",
            fault: Fault::Configuration,
            error: with(&|| Ok(VerifyingKey::from_jwk(&Jwk::from_json(r#"{"kty":"RSA"}"#)?)?)),
        },
    ]
    .into_iter()
    .chain([with(&|| Err(LookupError::failed(io()))), with(&|| Err(LookupError::unavailable(io(), None)))].map(
        |error| {
            let Fault::Lookup { retry_after: None, .. } = error.fault() else { panic!("{error}") };
            Row { code: error.code(), fault: error.fault(), error }
        },
    ))
    .collect()
}

#[test]
fn a_fault_is_somebodys() {
    for Row { code, fault, error } in rows() {
        assert_eq!((error.code(), error.fault()), (code, fault), "{error}");
    }
}

/// A message contains its cause, or the cause is the source: not both.
#[test]
fn causes_appear_once() {
    let sign_errors = [
        sign(&json!({}), "-----BEGIN PUBLIC KEY-----", &SignOptions::new()).unwrap_err(),
        sign(&json!({}), SECRET, &SignOptions::new().expires_in("3600")).unwrap_err(),
        sign(&json!({}), SECRET, &SignOptions::new().algorithm("RS256")).unwrap_err(),
        sign(&std::collections::HashMap::from([((), 1)]), SECRET, &SignOptions::new()).unwrap_err(),
    ];
    let sign_errors = sign_errors.iter().map(|error| chain(error));
    for messages in rows().iter().map(|row| chain(&row.error)).chain(sign_errors) {
        for (index, message) in messages.iter().enumerate() {
            let again = messages.iter().skip(index + 1).find(|cause| message.contains(cause.as_str()));
            assert_eq!(again, None, "{messages:?}");
        }
    }
}
