//! The rules, by what they are about.

pub(crate) mod reading;
pub(crate) mod signing;
pub(crate) mod trust;

use crate::{
    case::{Ask, Case, Content, Key},
    json::Json,
    ours::pattern_of,
};

pub(crate) const fn is_sign(case: &Case) -> bool {
    matches!(case.ask, Ask::Sign(_))
}

pub(crate) const fn is_verify(case: &Case) -> bool {
    matches!(case.ask, Ask::Verify(_))
}

/// The payload to sign, if it is JSON.
pub(crate) const fn payload(case: &Case) -> Option<&Json> {
    if let Ask::Sign(Content::Json(payload)) = &case.ask { Some(payload) } else { None }
}

/// Whether somebody could take the key for an encoded one.
pub(crate) fn looks_encoded(key: &Key) -> bool {
    let text = String::from_utf8_lossy(key.bytes()).to_lowercase();
    ["-----", "kty", "ssh-"].iter().any(|mark| text.contains(mark))
}

/// Names of options whose value is of a type that they do not take, and names of none.
pub(crate) fn wrong_options(case: &Case) -> impl Iterator<Item = &str> {
    let is_right = if is_sign(case) { is_right_to_sign } else { is_right_to_verify };
    case.options.iter().filter(move |(name, value)| !is_right(name, value)).map(|(name, _)| name.as_str())
}

const ALGORITHMS: [&str; 16] = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "HS256", "HS384", "HS512",
    "EdDSA", "Ed25519", "ES256K", "none",
];

const ENCODINGS: [&str; 9] = ["utf8", "utf-8", "latin1", "binary", "ascii", "utf16le", "utf-16le", "ucs2", "ucs-2"];

fn is_right_to_sign(name: &str, value: &Json) -> bool {
    match name {
        "algorithm" => value.text().is_some_and(|alg| ALGORITHMS.contains(&alg)),
        "expiresIn" | "notBefore" => match value.number() {
            Some(number) => number.fract() == 0.0,
            None => value.text().is_some_and(|text| !text.is_empty()),
        },
        "audience" => value.text().is_some() || value.is_texts(),
        "issuer" | "subject" | "jwtid" | "keyid" => value.text().is_some(),
        "header" => matches!(value, Json::Object(_)),
        "encoding" => value.text().is_some_and(|name| ENCODINGS.contains(&name.to_ascii_lowercase().as_str())),
        "noTimestamp" | "mutatePayload" | "allowInsecureKeySizes" | "allowInvalidAsymmetricKeyTypes" => value.is_bool(),
        _ => false,
    }
}

fn is_right_to_verify(name: &str, value: &Json) -> bool {
    match name {
        "algorithms" => value.is_texts(),
        "audience" | "issuer" => value.text().is_some() || value.is_texts() || pattern_of(value).is_some(),
        "subject" | "jwtid" => value.text().is_some(),
        "nonce" => value.text().is_some_and(|nonce| !nonce.trim_matches('\u{feff}').trim().is_empty()),
        "clockTolerance" | "clockTimestamp" => value.number().is_some(),
        "maxAge" => value.number().is_some() || value.text().is_some(),
        "ignoreExpiration"
        | "ignoreNotBefore"
        | "complete"
        | "allowInvalidAsymmetricKeyTypes"
        | "allowInsecureKeySizes" => value.is_bool(),
        _ => false,
    }
}

/// A number of seconds or parts of a compound span, one after the other: what `humantime` reads and `ms` does not.
pub(crate) fn is_compound(span: &Json) -> bool {
    let parts = |text: &str| {
        text.as_bytes().windows(2).filter(|pair| !pair[0].is_ascii_digit() && pair[1].is_ascii_digit()).count()
    };
    span.text().is_some_and(|text| parts(text) > 0 && text.starts_with(|first: char| first.is_ascii_digit()))
}
