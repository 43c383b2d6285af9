//! Verifying, written a second time: slowly, in npm's order, and without anything of the crate.

use serde_json::Value;

use crate::{
    json::Json,
    rules::{Age, Rules},
    token,
};

/// The payload, or the code of every error that is to be reported.
pub fn verify(token: &[u8], rules: &Rules) -> Result<Value, Vec<&'static str>> {
    let (header, payload) = authenticate(token, rules).map_err(|code| vec![code])?;
    let must_be_json = header.get("typ").and_then(Json::as_text) == Some("JWT");
    let payload = Payload::read(&payload, must_be_json).map_err(|code| vec![code])?;
    let mut failures = Vec::new();
    failures.extend(typ(&header, rules).err());
    let none = Json::Null;
    claims(if let Payload::Json(json) = &payload { json } else { &none }, rules, &mut failures);
    match payload {
        _ if !failures.is_empty() => Err(failures),
        Payload::Json(json) => Ok(json.to_value()),
        Payload::Text(text) => Ok(text.into()),
        Payload::Bytes => Err(vec!["payload_not_utf8"]),
    }
}

/// The header and the payload's bytes.
fn authenticate(token: &[u8], rules: &Rules) -> Result<(Json, Vec<u8>), &'static str> {
    if rules.nonce.is_some_and(|nonce| nonce.trim().is_empty()) || !rules.tolerance.is_finite() {
        return Err("option_invalid");
    }
    if token.is_empty() {
        return Err("token_required");
    }
    if token.len() > rules.max_size.unwrap_or(65_536) {
        return Err("token_too_large");
    }
    let parts: Vec<&[u8]> = token.split(|byte| *byte == b'.').collect();
    let [head, body, signature] = parts[..] else { return Err("token_malformed") };
    if !signature.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
        return Err("token_invalid");
    }
    let header = token::decode(head).and_then(|json| Json::read(&json)).ok_or("token_invalid")?;
    let is_falsy = match &header {
        Json::Null | Json::Bool(false) => true,
        Json::Number(number) => number.as_f64() == Some(0.0),
        Json::Text(text) => text.is_empty(),
        _ => false,
    };
    let payload = token::decode(body).filter(|bytes| !bytes.is_empty()).ok_or("token_invalid")?;
    if is_falsy {
        return Err("token_invalid");
    }
    if header.get("crit").is_some() || header.get("b64").is_some_and(|b64| *b64 != Json::Bool(true)) {
        return Err("header_crit_unsupported");
    }
    if signature.is_empty() {
        return Err("signature_required");
    }
    if header.members().is_none() {
        return Err("header_not_an_object");
    }
    let alg = header.get("alg").and_then(Json::as_text).ok_or("algorithm_invalid")?;
    if !rules.algorithms.unwrap_or(&["HS256", "HS384", "HS512"]).contains(&alg) || alg == "hs256" {
        return Err("algorithm_invalid");
    }
    if alg == "RS256" {
        return Err("key_asymmetric_required");
    }
    let given = token::decode(signature).ok_or("signature_encoding")?;
    let message = &token[..head.len() + 1 + body.len()];
    if token::mac(alg, message) == Some(given) { Ok((header, payload)) } else { Err("signature_invalid") }
}

fn typ(header: &Json, rules: &Rules) -> Result<(), &'static str> {
    let Some(expected) = rules.typ else { return Ok(()) };
    let normal = |typ: &str| {
        let typ = typ.to_ascii_lowercase();
        if typ.contains('/') { typ } else { format!("application/{typ}") }
    };
    let actual = header.get("typ").and_then(Json::as_text).map(normal);
    if actual == Some(normal(expected)) { Ok(()) } else { Err("claim_mismatch") }
}

enum Payload {
    Json(Json),
    Text(String),
    /// Not UTF-8, and without claims.
    Bytes,
}

impl Payload {
    fn read(bytes: &[u8], must_be_json: bool) -> Result<Self, &'static str> {
        let is_json = Json::is_grammatical(bytes);
        let Ok(text) = str::from_utf8(bytes) else {
            return if is_json || must_be_json { Err("payload_not_utf8") } else { Ok(Self::Bytes) };
        };
        match Json::read(bytes) {
            Some(json @ (Json::Object(_) | Json::List(_))) => Ok(Self::Json(json)),
            Some(json) if must_be_json => Ok(Self::Json(json)),
            None if is_json || must_be_json => Err("payload_invalid"),
            Some(_) | None => Ok(Self::Text(text.to_owned())),
        }
    }
}

fn claims(payload: &Json, rules: &Rules, failures: &mut Vec<&'static str>) {
    let date = |name| payload.get(name).map(|claim| claim.as_f64().ok_or("claim_not_a_number")).transpose();
    let text = |name| payload.get(name).and_then(Json::as_text);
    let is_past = |limit: f64| !(rules.now < limit + rules.tolerance);

    match date("nbf") {
        _ if rules.ignore_not_before => {}
        Ok(Some(nbf)) if nbf > rules.now + rules.tolerance => failures.push("token_not_active"),
        nbf => failures.extend(nbf.err()),
    }
    match date("exp") {
        _ if rules.ignore_expiration => {}
        Ok(Some(exp)) if is_past(exp) => failures.push("token_expired"),
        exp => failures.extend(exp.err()),
    }
    if let Some(expected) = rules.audience {
        let one = text("aud").map(|audience| vec![audience]);
        let audiences = one.or_else(|| payload.get("aud")?.as_texts()).unwrap_or_default();
        if !audiences.iter().any(|audience| expected.contains(audience)) {
            failures.push("claim_mismatch");
        }
    }
    if rules.issuer.is_some_and(|expected| !text("iss").is_some_and(|issuer| expected.contains(&issuer))) {
        failures.push("claim_mismatch");
    }
    for (name, expected) in [("sub", rules.subject), ("jti", rules.jwt_id), ("nonce", rules.nonce)] {
        if expected.is_some() && text(name) != expected {
            failures.push("claim_mismatch");
        }
    }
    if let Some(age) = rules.max_age {
        match payload.get("iat").and_then(Json::as_f64) {
            None => failures.push("iat_required"),
            Some(iat) => match oldest(iat, age) {
                None => failures.push("option_invalid"),
                Some(limit) if is_past(limit) => failures.push("max_age_exceeded"),
                Some(_) if iat.floor() > rules.now + rules.tolerance => failures.push("issued_in_future"),
                Some(_) => {}
            },
        }
    }
    failures.extend(rules.required.iter().filter(|name| payload.get(name).is_none()).map(|_| "claim_required"));
}

/// The first moment at which a token is too old.
fn oldest(iat: f64, age: Age) -> Option<f64> {
    match age {
        Age::Seconds(seconds) => seconds.is_finite().then_some(iat + seconds),
        Age::Milliseconds(milliseconds) => Some((iat + milliseconds as f64 / 1000.0).floor()),
        Age::NoSpan => None,
    }
}
