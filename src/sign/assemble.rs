use std::ops::Range;

use crate::{
    claims::Registered,
    claims::payload::WrittenPayload,
    error::{OptionError, PayloadKind, SignError},
    json, jws,
    options::{Encoding, SignOptions},
    time::{TimeSpan, TimeSpanInput},
};

/// The time spans of the options, read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spans {
    not_before: Option<TimeSpan>,
    expires_in: Option<TimeSpan>,
}

impl Spans {
    /// npm's steps 12 and 13.
    pub(super) fn new(options: &SignOptions) -> Result<Self, SignError> {
        Ok(Self {
            not_before: span(options.not_before.as_ref(), "notBefore")?,
            expires_in: span(options.expires_in.as_ref(), "expiresIn")?,
        })
    }
}

fn span(input: Option<&TimeSpanInput>, option: &'static str) -> Result<Option<TimeSpan>, SignError> {
    let span = input.map(TimeSpanInput::get).transpose();
    span.map_err(|_| OptionError::TimeSpan(option).into())
}

/// npm's steps 7 to 9: options for claims need an object, and one without the dates that they set.
pub(super) fn check_options_fit(payload: &WrittenPayload, options: &SignOptions) -> Result<(), SignError> {
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

/// npm's step 14.
fn check_conflicts(payload: &WrittenPayload, options: &SignOptions) -> Result<(), SignError> {
    conflict(payload, options.audience.is_some(), "audience", Registered::Aud)?;
    conflict(payload, options.issuer.is_some(), "issuer", Registered::Iss)?;
    conflict(payload, options.subject.is_some(), "subject", Registered::Sub)?;
    conflict(payload, options.jwt_id.is_some(), "jwtid", Registered::Jti)
}

fn conflict(payload: &WrittenPayload, is_set: bool, option: &'static str, claim: Registered) -> Result<(), SignError> {
    if is_set && payload.members.contains(claim) {
        return Err(SignError::ClaimConflict { option, claim: claim.name() });
    }
    Ok(())
}

/// Appends `.payload` to the encoded header, after npm's step 14.
pub(super) fn append_payload(
    message: &mut String,
    payload: WrittenPayload,
    options: &SignOptions,
    spans: Spans,
) -> Result<(), SignError> {
    check_conflicts(&payload, options)?;
    let payload = encode(with_claims(payload, options, spans)?, options.encoding)?;
    // Room for the signature too: 86 characters for most algorithms, 342 for RSA with 2048 bits.
    message.reserve(payload.len().div_ceil(3) * 4 + 88);
    message.push('.');
    jws::encode(message, payload);
    Ok(())
}

/// Adds the claims from the options, in npm's order, behind the payload's own.
fn with_claims(mut payload: WrittenPayload, options: &SignOptions, spans: Spans) -> Result<WrittenPayload, SignError> {
    if payload.kind != PayloadKind::Object {
        return Ok(payload);
    }
    let object = &mut payload.bytes;
    object.pop();
    let no_timestamp = options.no_timestamp == Some(true);
    let issued_at = payload.members.iat.as_ref().map_or_else(|| options.now().as_secs_f64(), |(_, iat)| *iat);
    match &payload.members.iat {
        Some((member, _)) if no_timestamp => remove_member(object, member.clone()),
        None if !no_timestamp => append_date(object, "iat", issued_at)?,
        Some(_) | None => {}
    }
    if let Some(span) = spans.not_before {
        append_date(object, "nbf", span.after(issued_at))?;
    }
    if let Some(span) = spans.expires_in {
        append_date(object, "exp", span.after(issued_at))?;
    }
    append_texts(object, options);
    object.push(b'}');
    Ok(payload)
}

/// The `encoding` option; bytes are bytes already.
fn encode(payload: WrittenPayload, encoding: Encoding) -> Result<Vec<u8>, SignError> {
    if payload.kind == PayloadKind::Bytes {
        return Ok(payload.bytes);
    }
    let unencodable = || SignError::Unencodable { encoding: encoding.name() };
    let text = || str::from_utf8(&payload.bytes).map_err(|_| unencodable());
    match encoding {
        Encoding::Utf8 => Ok(payload.bytes),
        Encoding::Latin1 => text()?.chars().map(|char| u8::try_from(char).map_err(|_| unencodable())).collect(),
        Encoding::Utf16Le => Ok(text()?.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    }
}

/// Appends the claims that are texts.
fn append_texts(object: &mut Vec<u8>, options: &SignOptions) {
    if let Some(audience) = &options.audience {
        append_member(object, "aud", |text| audience.write(text));
    }
    for (name, value) in [("iss", &options.issuer), ("sub", &options.subject), ("jti", &options.jwt_id)] {
        if let Some(value) = value {
            append_member(object, name, |text| json::write_text(text, value));
        }
    }
}

/// Appends a claim that is a date. A sum that no double holds is an error; JavaScript would write it as `null`.
fn append_date(object: &mut Vec<u8>, claim: &'static str, date: f64) -> Result<(), SignError> {
    if !date.is_finite() {
        return Err(SignError::ClaimNotANumber { claim });
    }
    append_member(object, claim, |text| json::write_number(text, date));
    Ok(())
}

/// Appends a member. The name is one of this crate's and needs no escapes.
fn append_member(object: &mut Vec<u8>, name: &str, value: impl FnOnce(&mut Vec<u8>)) {
    json::separate(object);
    object.push(b'"');
    object.extend_from_slice(name.as_bytes());
    object.extend_from_slice(b"\":");
    value(object);
}

/// Cuts a member out of an open object, with the comma before it, or after it if it is the first.
fn remove_member(object: &mut Vec<u8>, mut member: Range<usize>) {
    if member.start > 1 {
        member.start -= 1;
    } else if object.get(member.end) == Some(&b',') {
        member.end += 1;
    }
    object.drain(member);
}
