//! Options from data: accepted if every field is what its option takes, otherwise refused; and accepted options can be used.
#![no_main]

use arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use webtoken::{SignOptions, VerifyOptions, sign, verify};
use webtoken_fuzz::{json::Json, token};

#[derive(Clone, Copy)]
enum Takes {
    Boolean,
    Number,
    Size,
    Text,
    Texts,
    TextOrTexts,
    NotBlank,
    Age,
    Span,
    Object,
    Encoding,
    Algorithm,
}

const SIGN: &[(&str, Takes)] = &[
    ("algorithm", Takes::Algorithm),
    ("expiresIn", Takes::Span),
    ("notBefore", Takes::Span),
    ("audience", Takes::TextOrTexts),
    ("issuer", Takes::Text),
    ("subject", Takes::Text),
    ("jwtid", Takes::Text),
    ("keyid", Takes::Text),
    ("header", Takes::Object),
    ("noTimestamp", Takes::Boolean),
    ("encoding", Takes::Encoding),
    ("mutatePayload", Takes::Boolean),
    ("allowInsecureKeySizes", Takes::Boolean),
    ("allowInvalidAsymmetricKeyTypes", Takes::Boolean),
];

const VERIFY: &[(&str, Takes)] = &[
    ("algorithms", Takes::Texts),
    ("audience", Takes::TextOrTexts),
    ("issuer", Takes::TextOrTexts),
    ("subject", Takes::Text),
    ("jwtid", Takes::Text),
    ("nonce", Takes::NotBlank),
    ("ignoreExpiration", Takes::Boolean),
    ("ignoreNotBefore", Takes::Boolean),
    ("clockTolerance", Takes::Number),
    ("clockTimestamp", Takes::Number),
    ("maxAge", Takes::Age),
    ("complete", Takes::Boolean),
    ("allowInvalidAsymmetricKeyTypes", Takes::Boolean),
    ("requiredClaims", Takes::Texts),
    ("typ", Takes::Text),
    ("maxTokenSize", Takes::Size),
    ("allowInsecureKeySizes", Takes::Boolean),
];

const ENCODINGS: &[&str] = &["utf8", "utf-8", "latin1", "binary", "ascii", "utf16le", "utf-16le", "ucs2", "ucs-2"];

const ALGORITHMS: &[&str] = &[
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
    "ES256K", "EdDSA", "Ed25519", "none",
];

/// JSON of any shape, for members.
const VALUES: &[&str] = &[
    "true",
    "null",
    "0",
    "-1",
    "1.5",
    "5.0",
    "-0.0",
    "1e20",
    "1e300",
    "18446744073709551615",
    "\"\"",
    "\" \"",
    "\"1h\"",
    "\"1 fortnight\"",
    "\"HS256\"",
    "\"none\"",
    "\"UTF-8\"",
    "\"latin1\"",
    "\"utf16le\"",
    "[]",
    "[\"a\"]",
    "[\"a\",5]",
    "[\"HS256\",\"none\"]",
    "{}",
    "{\"alg\":\"HS512\"}",
    "{\"alg\":5}",
    "{\"typ\":null,\"kid\":[1]}",
    "\"18446744073709551615s 1000ms\"",
    "\"ES256K\"",
];

impl Takes {
    fn takes(self, value: &Json) -> bool {
        let (text, number) = (value.as_text(), value.as_f64());
        match self {
            Self::Boolean => matches!(value, Json::Bool(_)),
            Self::Number => number.is_some(),
            Self::Size => number.is_some_and(|size| size >= 0.0 && size.fract() == 0.0) && fits_usize(value),
            Self::Text => text.is_some(),
            Self::Texts => value.as_texts().is_some(),
            Self::TextOrTexts => text.is_some() || value.as_texts().is_some(),
            Self::NotBlank => text.is_some_and(|text| !text.trim().is_empty()),
            Self::Age => text.is_some() || number.is_some(),
            Self::Span => {
                number.is_some_and(|seconds| seconds.fract() == 0.0) || text.is_some_and(|text| !text.is_empty())
            }
            Self::Object => value.members().is_some(),
            Self::Encoding => text.is_some_and(|name| ENCODINGS.contains(&&*name.to_ascii_lowercase())),
            Self::Algorithm => text.is_some_and(|name| ALGORITHMS.contains(&name)),
        }
    }
}

fn fits_usize(number: &Json) -> bool {
    matches!(number, Json::Number(number) if number.is_u64() || number.as_f64().is_some_and(|size| size < 18_446_744_073_709_551_616.0))
}

fn takes(options: &[(&str, Takes)], json: &Json) -> bool {
    json.members().is_some_and(|members| {
        members.iter().all(|(name, value)| options.iter().any(|(option, takes)| option == name && takes.takes(value)))
    })
}

/// An object of known names and of values that may be theirs.
fn grown(u: &mut Unstructured<'_>) -> Result<String> {
    let names = if u.arbitrary()? { SIGN } else { VERIFY };
    let mut members = Vec::new();
    for _ in 0..u.int_in_range(0..=5)? {
        members.push(format!("\"{}\":{}", u.choose(names)?.0, u.choose(VALUES)?));
    }
    Ok(format!("{{{}}}", members.join(",")))
}

fuzz_target!(|data: &[u8]| {
    let text = match data.split_first() {
        Some((first, rest)) if *first >= 0x80 => grown(&mut Unstructured::new(rest)).unwrap_or_default(),
        Some(_) | None => String::from_utf8_lossy(data).into_owned(),
    };
    let json = Json::read(text.as_bytes());
    let expected = |options| json.as_ref().is_some_and(|json| takes(options, json));

    let to_sign = serde_json::from_str::<SignOptions>(&text);
    assert_eq!(to_sign.is_ok(), expected(SIGN), "{text} {to_sign:?}");
    let to_verify = serde_json::from_str::<VerifyOptions>(&text);
    assert_eq!(to_verify.is_ok(), expected(VERIFY), "{text} {to_verify:?}");
    if let Some(json) = &json {
        let value = json.to_value();
        assert_eq!(serde_json::from_value::<SignOptions>(value.clone()).is_ok(), to_sign.is_ok());
        assert_eq!(serde_json::from_value::<VerifyOptions>(value).is_ok(), to_verify.is_ok());
    }

    let token = to_sign.and_then(|options| Ok(sign(&Map::new(), token::SECRET, &options)));
    let token = match token {
        Ok(Ok(token)) => token,
        _ => String::from_utf8(token::mint(token::HEADER, b"{\"iat\":1}")).expect("ASCII"),
    };
    let _ = verify::<Value>(&token, token::SECRET, &VerifyOptions::new());
    if let Ok(options) = to_verify {
        let _ = verify::<Value>(&token, token::SECRET, &options);
    }
});
