//! Causes of differences, and cases without them: as JavaScript sees them, or as npm treats them.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::{
    NOW,
    case::{Ask, Case, Content},
    json::{Json, Members},
    outcome::Outcome,
    rules::{is_sign, is_verify},
    token::{Seen, Token},
};

/// A cause that can be taken out of a case.
pub(crate) struct Rewrite {
    pub(crate) row: &'static str,
    /// `None` where the cause is not there.
    pub(crate) rewrite: fn(&Case) -> Option<Case>,
}

pub(crate) const REWRITES: &[Rewrite] = &[
    Rewrite { row: "iat-zero", rewrite: without_iat_zero },
    Rewrite { row: "array_indices_as_names", rewrite: |case| with_json(case, &in_order_of_javascript) },
    Rewrite { row: "integers_beyond_a_double", rewrite: |case| with_json(case, &with_doubles) },
    Rewrite { row: "names_that_objects_inherit", rewrite: without_prototype },
    Rewrite { row: "empty-options", rewrite: without_empty_options },
    Rewrite { row: "json-in-json", rewrite: without_json_in_json },
];

/// The case with another JSON to sign and another header option, if either changes.
fn with_json(case: &Case, change: &dyn Fn(&Json) -> Json) -> Option<Case> {
    let mut changed = case.clone();
    if let Ask::Sign(Content::Json(payload)) = &mut changed.ask {
        *payload = change(payload);
    }
    for (_, value) in changed.options.iter_mut().filter(|(name, _)| name == "header") {
        *value = change(value);
    }
    let is_changed = format!("{:?}", changed.ask) != format!("{:?}", case.ask) || changed.options != case.options;
    (is_sign(case) && is_changed).then_some(changed)
}

fn with_payload(case: &Case, payload: Content) -> Case {
    Case { ask: Ask::Sign(payload), ..case.clone() }
}

/// npm takes zero for "not given": now takes its place.
fn without_iat_zero(case: &Case) -> Option<Case> {
    let Ask::Sign(Content::Json(Json::Object(members))) = &case.ask else { return None };
    let mut members = members.clone();
    let (_, iat) = members.iter_mut().find(|(name, value)| name == "iat" && value.number() == Some(0.0))?;
    *iat = Json::Int(NOW);
    Some(with_payload(case, Content::Json(Json::Object(members))))
}

/// Names that are array indices come first, in ascending order.
fn in_order_of_javascript(json: &Json) -> Json {
    let index = |name: &str| name.parse::<u32>().ok().filter(|index| *index < u32::MAX && index.to_string() == name);
    match json {
        Json::List(items) => Json::List(items.iter().map(in_order_of_javascript).collect()),
        Json::Object(members) => {
            let mut members: Members =
                members.iter().map(|(name, value)| (name.clone(), in_order_of_javascript(value))).collect();
            members.sort_by_key(|(name, _)| index(name).map_or(u64::from(u32::MAX), u64::from));
            Json::Object(members)
        }
        other => other.clone(),
    }
}

fn with_doubles(json: &Json) -> Json {
    match json {
        Json::Int(int) if int.unsigned_abs() > 1 << 53 => Json::Number(*int as f64),
        Json::List(items) => Json::List(items.iter().map(with_doubles).collect()),
        Json::Object(members) => {
            Json::Object(members.iter().map(|(name, value)| (name.clone(), with_doubles(value))).collect())
        }
        other => other.clone(),
    }
}

/// JavaScript takes it for the header's prototype.
fn without_prototype(case: &Case) -> Option<Case> {
    let mut changed = case.clone();
    let (_, header) = changed.options.iter_mut().find(|(name, _)| name == "header")?;
    let Json::Object(members) = header else { return None };
    let before = members.len();
    members.retain(|(name, _)| name != "__proto__");
    (is_sign(case) && members.len() < before).then_some(changed)
}

/// npm's verify takes what is empty or zero for "not given".
fn without_empty_options(case: &Case) -> Option<Case> {
    const SKIPPED: [&str; 6] = ["audience", "issuer", "subject", "jwtid", "maxAge", "clockTimestamp"];
    let mut changed = case.clone();
    let is_empty = |value: &Json| value.text() == Some("") || value.number() == Some(0.0);
    changed.options.retain(|(name, value)| !(SKIPPED.contains(&name.as_str()) && is_empty(value)));
    (is_verify(case) && changed.options.len() < case.options.len()).then_some(changed)
}

/// A payload that is a text with JSON in it is that JSON to npm.
fn without_json_in_json(case: &Case) -> Option<Case> {
    let token = case.token()?;
    let seen = Seen::new(&token.text())?;
    let Json::Text(text) = Json::read(&seen.payload)? else { return None };
    let inner = Json::read(text.as_bytes()).filter(|inner| matches!(inner, Json::Object(_) | Json::List(_)))?;
    let inner = inner.without_repetitions();
    let (header, payload) = (Content::Bytes(seen.header), Content::Json(inner));
    let token = Token { header, payload, signer: token.signer.clone(), damage: Vec::new() };
    let ask = if is_verify(case) { Ask::Verify(token) } else { Ask::Decode(token) };
    Some(Case { ask, ..case.clone() })
}

/// The bytes of a token's second part.
pub(crate) fn payload_of(token: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()
}

/// How npm writes a header otherwise.
#[derive(Debug, PartialEq)]
pub(crate) enum Difference {
    Latin1,
    Order,
}

/// Whether both tokens are the same but for the header, which is as JavaScript has it, and the signature of that.
pub(crate) fn header_of_javascript(ours: &Outcome, npm: &Outcome) -> Option<Difference> {
    let (Outcome::Signed(ours), Outcome::Signed(npm)) = (ours, npm) else { return None };
    let parts = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
    let (ours, npm) = (parts(ours), parts(npm));
    if ours[0] == npm[0] || ours[1] != npm[1] || ours[2].len() != npm[2].len() {
        return None;
    }
    let [header, of_npm] = [&ours[0], &npm[0]].map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap());
    let latin1: Vec<u8> = str::from_utf8(&header).unwrap().encode_utf16().map(|unit| unit.to_le_bytes()[0]).collect();
    let in_order = |header: &[u8]| {
        let text: String = header.iter().map(|byte| char::from(*byte)).collect();
        Json::read(text.as_bytes()).map(|header| in_order_of_javascript(&header))
    };
    // What is cut to Latin-1 need not be JSON any more.
    let sorted = |header: &[u8]| {
        let mut bytes = header.to_vec();
        bytes.sort_unstable();
        bytes
    };
    let is_same = latin1 == of_npm
        || match (in_order(&latin1), in_order(&of_npm)) {
            (Some(header), Some(of_npm)) => header == of_npm,
            _ => sorted(&latin1) == sorted(&of_npm),
        };
    is_same.then_some(if header.is_ascii() { Difference::Order } else { Difference::Latin1 })
}
