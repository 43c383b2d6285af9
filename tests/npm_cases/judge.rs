//! Whether what this crate did is what npm did.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use webtoken::{VerifyOptions, verify};

use crate::{
    cases::{Case, NpmError, NpmToken, Op, Suite},
    json::Json,
    run::{Did, Ran},
};

/// An error says what differs.
pub fn as_npm(suite: &Suite, case: &Case, ran: &Ran) -> Result<(), String> {
    if let Some(called) = case.expect.callback_called {
        same("key lookup called", &called, &ran.looked_up.is_some())?;
        same("header of the key lookup", &case.expect.callback_header, &ran.looked_up)?;
    }
    if case.op == Op::Timespan {
        same("invalid", &case.expect.invalid, &case.expect.ms.is_none())?;
        return same("time span", &Did::Span(case.expect.ms), &ran.did);
    }
    match (&case.expect.error, &case.expect.ok, &ran.did) {
        // The text comes from the engine or from OpenSSL. Where npm's `decode` throws, this one answers `None`.
        (Some(_), None, Did::Failed { .. }) if case.runtime_message => Ok(()),
        (Some(_), None, Did::Read(Value::Null)) if case.runtime_message && case.op == Op::Decode => Ok(()),
        (Some(error), None, did) => same("failure", &expected_failure(error, did), did),
        (None, Some(ok), Did::Signed(token)) => {
            let npm = serde_json::from_value(ok.clone()).expect("a token of npm's");
            signed(suite, case, &npm, token)
        }
        (None, Some(ok), Did::Read(value)) => same("value", ok, value),
        (None, Some(ok), did) => Err(format!("npm: {ok}, here: {did:?}")),
        _ => panic!("a case expects an error or a value"),
    }
}

fn expected_failure(error: &NpmError, did: &Did) -> Did {
    let name = match did {
        // serde's own error type carries the text.
        Did::Failed { name: None, .. } => None,
        _ => Some(&*error.name.clone().leak()),
    };
    Did::Failed { name, message: error.message.clone(), date_ms: error.expired_at_ms.or(error.date_ms) }
}

fn signed(suite: &Suite, case: &Case, npm: &NpmToken, token: &str) -> Result<(), String> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else { return Err(format!("not three parts: {token}")) };
    same("header", &npm.header, &text(header))?;
    if let Some(encoded) = &npm.header_b64 {
        same("encoded header", encoded.as_str(), header)?;
    }
    match (&npm.payload, &npm.payload_b64) {
        (Some(expected), None) => same("payload", expected, &text(payload))?,
        (None, Some(encoded)) => same("encoded payload", encoded.as_str(), payload)?,
        _ => panic!("a token has one payload"),
    }
    match (&npm.token, npm.signature_bytes) {
        (Some(expected), None) => same("token", expected.as_str(), token)?,
        (None, Some(length)) => same("length of the signature", &length, &bytes(signature).len())?,
        _ => panic!("a token is deterministic, or its signature's length is known"),
    }
    if let Some(name) = &case.verify_with {
        let waived = |option| case.option(option) == Some(&Json::Bool(true));
        let options = VerifyOptions::new()
            .ignore_expiration(true)
            .allow_insecure_key_sizes(waived("allowInsecureKeySizes"))
            .allow_invalid_asymmetric_key_types(waived("allowInvalidAsymmetricKeyTypes"));
        verify::<Value>(token, &suite.key(name), &options)
            .map_err(|error| format!("verifying with {name}: {error}"))?;
    }
    match &npm.mutated {
        Some(mutated) => Err(format!("npm changed the payload to {mutated}")),
        None => Ok(()),
    }
}

/// A part of a token, as text.
pub fn text(part: &str) -> String {
    String::from_utf8_lossy(&bytes(part)).into_owned()
}

pub fn bytes(part: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(part).expect("base64url")
}

fn same<T: PartialEq + std::fmt::Debug + ?Sized>(what: &str, npm: &T, ours: &T) -> Result<(), String> {
    if npm == ours { Ok(()) } else { Err(format!("{what}\n    npm:  {npm:?}\n    here: {ours:?}")) }
}
