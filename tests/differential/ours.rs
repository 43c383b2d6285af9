//! This crate's side.

use serde_json::Value;
use webtoken::{DecodeOptions, Header, NumericDate, SignOptions, VerifyError, VerifyOptions, sign, try_decode, verify};

use crate::{
    NOW,
    case::{Ask, Case, Content},
    json::Json,
    outcome::Outcome,
};

pub(crate) fn run(case: &Case) -> Outcome {
    match &case.ask {
        Ask::Sign(payload) => run_sign(case, payload),
        Ask::Verify(token) => run_verify(case, &token.text()),
        Ask::Decode(token) => run_decode(case, &token.text()),
    }
}

fn run_sign(case: &Case, payload: &Content) -> Outcome {
    let options = serde_json::from_str::<SignOptions>(&Json::Object(case.options.clone()).write());
    let options = match options {
        Ok(options) => options.clock_timestamp(NOW),
        Err(refused) => return Outcome::failed("", &refused, None),
    };
    match sign(payload, &case.key, &options) {
        Ok(token) => Outcome::Signed(token),
        Err(error) => Outcome::failed(error.name(), &error, None),
    }
}

fn run_verify(case: &Case, token: &str) -> Outcome {
    let options = match verify_options(case) {
        Ok(options) => options,
        Err(refused) => return Outcome::failed("", &refused, None),
    };
    match verify::<Value>(token, &case.key, &options) {
        Ok(verified) => read(&verified.header, &verified.payload, verified.signature),
        Err(error) => {
            let date = match &error {
                VerifyError::TokenExpiredError { expired_at, .. } => Some(*expired_at),
                VerifyError::NotBeforeError { date, .. } => Some(*date),
                _ => None,
            };
            Outcome::failed(error.name(), &error, date.map(NumericDate::as_secs_f64))
        }
    }
}

/// Read as data, but for regular expressions, which data has no words for.
fn verify_options(case: &Case) -> serde_json::Result<VerifyOptions> {
    let (patterns, plain): (Vec<_>, Vec<_>) =
        case.options.iter().cloned().partition(|(_, value)| pattern_of(value).is_some());
    let mut options: VerifyOptions = serde_json::from_str(&Json::Object(plain).write())?;
    if case.option("clockTimestamp").is_none() {
        options = options.clock_timestamp(NOW);
    }
    Ok(patterns.iter().fold(options, |options, (name, value)| with_pattern(options, name, value)))
}

/// Source and flags.
pub(crate) fn pattern_of(value: &Json) -> Option<(&str, &str)> {
    let Json::List(parts) = value.get("$regexp")? else { return None };
    Some((parts.first()?.text()?, parts.get(1)?.text()?))
}

/// JavaScript's flag `i` is part of the expression here.
#[cfg(feature = "regex")]
fn with_pattern(options: VerifyOptions, name: &str, value: &Json) -> VerifyOptions {
    let (source, flags) = pattern_of(value).unwrap();
    let flags = if flags.is_empty() { String::new() } else { format!("(?{flags})") };
    let pattern = webtoken::Pattern::new(&format!("{flags}{source}")).unwrap();
    if name == "issuer" { options.issuer(pattern) } else { options.audience(pattern) }
}

#[cfg(not(feature = "regex"))]
fn with_pattern(_: VerifyOptions, name: &str, _: &Json) -> VerifyOptions {
    panic!("a pattern as {name} without feature regex")
}

fn run_decode(case: &Case, token: &str) -> Outcome {
    let options = DecodeOptions::new().json(case.option("json") == Some(&Json::Bool(true)));
    let decoded = try_decode::<Value>(token, &options).ok();
    decoded.map_or(Outcome::Nothing, |token| read(&token.header, &token.payload, token.signature))
}

fn read(header: &Header, payload: &Value, signature: String) -> Outcome {
    let json = |value: &Value| Json::read(value.to_string().as_bytes()).unwrap();
    Outcome::Read { header: json(header.as_value()), payload: json(payload), signature }
}
