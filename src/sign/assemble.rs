use std::borrow::Cow;

use serde::Serialize;

use crate::{
    error::{OptionError, PayloadKind, SignError},
    json,
    options::{Encoding, SignOptions},
    payload::WrittenPayload,
    time::{TimeSpan, TimeSpanInput},
    token,
};

/// What all tokens of one set of options have in common.
#[derive(Clone)]
pub(super) struct Frame<'o> {
    pub(super) options: Cow<'o, SignOptions>,
    not_before: Option<TimeSpan>,
    expires_in: Option<TimeSpan>,
    /// The encoded header of tokens that hold an object, and of those that do not.
    object_header: String,
    plain_header: String,
}

impl<'o> Frame<'o> {
    /// npm's steps 12 and 13, and the header.
    pub(super) fn new(alg: &str, options: Cow<'o, SignOptions>) -> Result<Self, SignError> {
        Ok(Self {
            not_before: span(options.not_before.as_ref(), "notBefore")?,
            expires_in: span(options.expires_in.as_ref(), "expiresIn")?,
            object_header: encoded_header(alg, Some("JWT"), &options)?,
            plain_header: encoded_header(alg, None, &options)?,
            options,
        })
    }

    /// `header.payload` of a payload that is checked first.
    pub(super) fn message_of<P: Serialize + ?Sized>(&self, payload: &P) -> Result<String, SignError> {
        let payload = WrittenPayload::new(payload)?;
        check_options_fit(&payload, &self.options)?;
        self.message(payload)
    }

    /// `header.payload`, after npm's step 14.
    pub(super) fn message(&self, payload: WrittenPayload) -> Result<String, SignError> {
        check_conflicts(&payload, &self.options)?;
        let header = if payload.kind == PayloadKind::Object { &self.object_header } else { &self.plain_header };
        let payload = self.encode(self.with_claims(payload))?;
        let mut message = String::with_capacity(header.len() + payload.len() / 3 * 4 + 192);
        message.push_str(header);
        message.push('.');
        token::encode(&mut message, payload);
        Ok(message)
    }

    /// Adds the claims from the options, in npm's order, behind the payload's own.
    fn with_claims(&self, payload: WrittenPayload) -> WrittenPayload {
        if payload.kind != PayloadKind::Object {
            return payload;
        }
        let WrittenPayload { mut bytes, kind, members } = payload;
        bytes.pop();
        let issued_at = members.iat.as_ref().map_or_else(|| self.options.now().as_secs_f64(), |(_, iat)| *iat);
        match &members.iat {
            Some((member, _)) if self.options.no_timestamp == Some(true) => remove_member(&mut bytes, member.clone()),
            None if self.options.no_timestamp != Some(true) => append_number(&mut bytes, "iat", issued_at),
            Some(_) | None => {}
        }
        if let Some(span) = self.not_before {
            append_number(&mut bytes, "nbf", span.after(issued_at));
        }
        if let Some(span) = self.expires_in {
            append_number(&mut bytes, "exp", span.after(issued_at));
        }
        append_texts(&mut bytes, &self.options);
        bytes.push(b'}');
        WrittenPayload { bytes, kind, members }
    }

    /// The `encoding` option; bytes are bytes already.
    fn encode(&self, payload: WrittenPayload) -> Result<Vec<u8>, SignError> {
        let encoding = self.options.encoding;
        if payload.kind == PayloadKind::Bytes || encoding == Encoding::Utf8 {
            return Ok(payload.bytes);
        }
        let unencodable = || SignError::Unencodable { encoding: encoding.name() };
        let text = str::from_utf8(&payload.bytes).map_err(|_| unencodable())?;
        match encoding {
            Encoding::Utf8 => Ok(text.as_bytes().to_vec()),
            Encoding::Latin1 => text.chars().map(|char| u8::try_from(char).map_err(|_| unencodable())).collect(),
            Encoding::Utf16Le => Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        }
    }
}

/// npm's steps 7 to 9: options for claims need an object, and one without the dates that they set.
pub(super) fn check_options_fit(payload: &WrittenPayload, options: &SignOptions) -> Result<(), SignError> {
    if payload.kind == PayloadKind::Object {
        conflict(payload, options.expires_in.is_some(), "expiresIn", "exp")?;
        return conflict(payload, options.not_before.is_some(), "notBefore", "nbf");
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
    conflict(payload, options.audience.is_some(), "audience", "aud")?;
    conflict(payload, options.issuer.is_some(), "issuer", "iss")?;
    conflict(payload, options.subject.is_some(), "subject", "sub")?;
    conflict(payload, options.jwt_id.is_some(), "jwtid", "jti")
}

fn conflict(
    payload: &WrittenPayload,
    is_set: bool,
    option: &'static str,
    claim: &'static str,
) -> Result<(), SignError> {
    if is_set && payload.members.contains(claim) {
        return Err(SignError::ClaimConflict { option, claim });
    }
    Ok(())
}

fn span(input: Option<&TimeSpanInput>, option: &'static str) -> Result<Option<TimeSpan>, SignError> {
    let span = input.map(TimeSpanInput::get).transpose();
    span.map_err(|_| OptionError::TimeSpan(option).into())
}

/// npm's order: `alg`, `typ`, `kid`, then the header option's members; one that is there already keeps its place.
fn encoded_header(alg: &str, typ: Option<&str>, options: &SignOptions) -> Result<String, SignError> {
    let mut members: Vec<(&str, Cow<'_, [u8]>)> = vec![("alg", quoted(alg))];
    members.extend(typ.map(|typ| ("typ", quoted(typ))));
    members.extend(options.key_id.as_deref().map(|key_id| ("kid", quoted(key_id))));
    for (name, value) in &options.header {
        let value = match value {
            _ if name == "alg" => continue,
            Ok(value) => Cow::Borrowed(value.as_bytes()),
            Err(message) => return Err(SignError::Header { name: name.clone(), message: message.clone() }),
        };
        match members.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => members.push((name, value)),
        }
    }
    let mut text = vec![b'{'];
    for (name, value) in members {
        append_member(&mut text, name, |text| text.extend_from_slice(&value));
    }
    text.push(b'}');
    let mut encoded = String::new();
    token::encode(&mut encoded, text);
    Ok(encoded)
}

fn quoted(text: &str) -> Cow<'static, [u8]> {
    let mut json = Vec::new();
    json::write_text(&mut json, text);
    Cow::Owned(json)
}

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

fn append_number(object: &mut Vec<u8>, name: &str, number: f64) {
    append_member(object, name, |text| json::write_number(text, number));
}

fn append_member(object: &mut Vec<u8>, name: &str, value: impl FnOnce(&mut Vec<u8>)) {
    if object.last() != Some(&b'{') {
        object.push(b',');
    }
    json::write_text(object, name);
    object.push(b':');
    value(object);
}

/// Cuts a member out of an open object, with the comma before it, or after it if it is the first.
fn remove_member(object: &mut Vec<u8>, mut member: std::ops::Range<usize>) {
    if member.start > 1 {
        member.start -= 1;
    } else if object.get(member.end) == Some(&b',') {
        member.end += 1;
    }
    object.drain(member);
}
