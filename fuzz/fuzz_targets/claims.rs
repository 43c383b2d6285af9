//! The claims of a payload: what stands in the text, read off a tree of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use webtoken::claims::{ClaimValue, Claims};
use webtoken_fuzz::{grammar, json::Json};

fn same(claim: &ClaimValue<'_>, json: &Json) -> bool {
    match (claim, json) {
        (ClaimValue::Null, Json::Null) | (ClaimValue::Object, Json::Object(_)) => true,
        (ClaimValue::Bool(one), Json::Bool(other)) => one == other,
        (ClaimValue::Number(one), Json::Number(other)) => {
            other.as_f64().is_some_and(|other| other.to_bits() == one.to_bits())
        }
        (ClaimValue::String(one), Json::Text(other)) => one == other,
        (ClaimValue::Array(one), Json::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        _ => false,
    }
}

fn check(claims: &Claims<'_>, payload: &Json) {
    let registered = [
        ("exp", &claims.exp),
        ("nbf", &claims.nbf),
        ("iat", &claims.iat),
        ("aud", &claims.aud),
        ("iss", &claims.iss),
        ("sub", &claims.sub),
        ("jti", &claims.jti),
        ("nonce", &claims.nonce),
    ];
    for (name, claim) in registered {
        let is_same = match (claim, payload.get(name)) {
            (Some(claim), Some(json)) => same(claim, json),
            (None, None) => true,
            _ => false,
        };
        assert!(is_same, "{name}: {claim:?}");
    }
    for (name, _) in payload.members().unwrap_or_default() {
        assert!(claims.contains(name), "{name}");
    }
    for name in ["exp", "sub", "a", "b", "m0", "m40", ""] {
        assert_eq!(claims.contains(name), payload.get(name).is_some(), "{name}");
    }
}

fuzz_target!(|data: &[u8]| {
    let text = grammar::text(data);
    let Ok(text) = str::from_utf8(&text) else { return };
    let expected = Json::read(text.as_bytes());
    let claims = Claims::from_json(text);
    assert_eq!(claims.is_ok(), expected.is_some());
    let (Ok(claims), Some(expected)) = (claims, expected) else { return };
    check(&claims, &expected);
    check(&Claims::from_value(&expected.to_value()).expect("what was accepted as text"), &expected);
});
