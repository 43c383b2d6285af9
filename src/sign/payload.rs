//! The payload of a token: the options must be compatible with it, and their claims are added to it.

use std::ops::Range;

use crate::{
    claims::{Registered, payload::WrittenPayload},
    error::{OptionError, PayloadKind, SignError},
    json,
    options::{Encoding, SignOptions},
    time::{SpanOption, TimeSpan},
};

/// The time spans of the options.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spans {
    not_before: Option<TimeSpan>,
    expires_in: Option<TimeSpan>,
}

impl Spans {
    /// npm's checks 12 and 13.
    pub(super) fn new(options: &SignOptions) -> Result<Self, SignError> {
        Ok(Self {
            not_before: span(options.not_before.as_ref(), "notBefore")?,
            expires_in: span(options.expires_in.as_ref(), "expiresIn")?,
        })
    }
}

fn span(span: Option<&SpanOption>, option: &'static str) -> Result<Option<TimeSpan>, SignError> {
    let span = span.cloned().transpose();
    span.map_err(|error| OptionError::time_span(option, error).into())
}

/// npm's checks 7 to 9: options that set claims need an object, and `expires_in` and `not_before` one without the claim
/// that they set.
pub(super) fn check_options(payload: &WrittenPayload, options: &SignOptions) -> Result<(), SignError> {
    if payload.kind == PayloadKind::Object {
        conflict(payload, options.expires_in.is_some(), "expiresIn", Registered::Exp)?;
        return conflict(payload, options.not_before.is_some(), "notBefore", Registered::Nbf);
    }
    let set = [
        ("expiresIn", options.expires_in.is_some()),
        ("notBefore", options.not_before.is_some()),
        ("noTimestamp", options.no_timestamp.is_some()),
        ("audience", options.audience.is_some()),
        ("issuer", options.issuer.is_some()),
        ("subject", options.subject.is_some()),
        ("jwtid", options.jwt_id.is_some()),
    ];
    let names: Vec<&str> = set.into_iter().filter_map(|(name, is_set)| is_set.then_some(name)).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(SignError::OptionsForPayload { options: names.join(","), payload: payload.kind })
}

/// Applies the options: adds their claims after the payload's own, in npm's order, and encodes the whole. npm's check
/// 14: the payload does not have a claim that an option sets.
pub(super) fn apply(payload: &mut WrittenPayload, options: &SignOptions, spans: Spans) -> Result<(), SignError> {
    conflict(payload, options.audience.is_some(), "audience", Registered::Aud)?;
    conflict(payload, options.issuer.is_some(), "issuer", Registered::Iss)?;
    conflict(payload, options.subject.is_some(), "subject", Registered::Sub)?;
    conflict(payload, options.jwt_id.is_some(), "jwtid", Registered::Jti)?;
    if payload.kind == PayloadKind::Object {
        add_claims(payload, options, spans)?;
    }
    if payload.kind != PayloadKind::Bytes && options.encoding != Encoding::Utf8 {
        let unencodable = SignError::Unencodable { encoding: options.encoding.name() };
        payload.bytes = encode(&payload.bytes, options.encoding).ok_or(unencodable)?;
    }
    Ok(())
}

fn conflict(payload: &WrittenPayload, is_set: bool, option: &'static str, claim: Registered) -> Result<(), SignError> {
    if is_set && payload.contains(claim) {
        return Err(SignError::ClaimConflict { option, claim: claim.name() });
    }
    Ok(())
}

fn add_claims(payload: &mut WrittenPayload, options: &SignOptions, spans: Spans) -> Result<(), SignError> {
    let iat = payload.iat();
    let issued_at = match &iat {
        // Only the time spans count from it.
        Some(_) if spans.not_before.is_none() && spans.expires_in.is_none() => 0.0,
        Some(_) => payload.issued_at().unwrap_or_default(),
        None => options.now().as_secs_f64(),
    };
    let object = &mut payload.bytes;
    object.pop();
    match iat {
        Some(field) if options.no_timestamp == Some(true) => remove_field(object, field),
        None if options.no_timestamp != Some(true) => add_date(object, "iat", issued_at)?,
        Some(_) | None => {}
    }
    if let Some(span) = spans.not_before {
        add_date(object, "nbf", span.after(issued_at))?;
    }
    if let Some(span) = spans.expires_in {
        add_date(object, "exp", span.after(issued_at))?;
    }
    if let Some(audience) = &options.audience {
        add_name(object, "aud");
        json::write(object, audience).map_err(SignError::payload)?;
    }
    for (name, value) in [("iss", &options.issuer), ("sub", &options.subject), ("jti", &options.jwt_id)] {
        if let Some(value) = value {
            add_name(object, name);
            json::write_text(object, value);
        }
    }
    object.push(b'}');
    Ok(())
}

/// Adds a claim that is a date. A sum that is out of a double's range is an error; JavaScript would write it as `null`.
fn add_date(object: &mut Vec<u8>, claim: &'static str, date: f64) -> Result<(), SignError> {
    if !date.is_finite() {
        return Err(SignError::ClaimNotANumber { claim });
    }
    add_name(object, claim);
    json::write_number(object, date);
    Ok(())
}

/// Begins a field of an object that is still open. The name is one of this crate's and needs no escapes.
fn add_name(object: &mut Vec<u8>, name: &str) {
    if object.last() != Some(&b'{') {
        object.push(b',');
    }
    object.push(b'"');
    object.extend_from_slice(name.as_bytes());
    object.extend_from_slice(b"\":");
}

/// Cuts a field out of an object that is still open, with the comma before it, or after it if it is the first.
fn remove_field(object: &mut Vec<u8>, mut field: Range<usize>) {
    if field.start > 1 {
        field.start -= 1;
    } else if object.get(field.end) == Some(&b',') {
        field.end += 1;
    }
    object.drain(field);
}

/// The `encoding` option; `None` if the payload has a character that cannot be written so.
fn encode(payload: &[u8], encoding: Encoding) -> Option<Vec<u8>> {
    let text = str::from_utf8(payload).ok()?;
    match encoding {
        Encoding::Utf8 => Some(payload.to_vec()),
        Encoding::Latin1 => text.chars().map(|char| u8::try_from(char).ok()).collect(),
        Encoding::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    }
}
