//! Keys to begin with, and what they say of themselves changed here and there; and what key a string encodes, read slowly.

use std::sync::LazyLock;

use arbitrary::{Result, Unstructured};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::{Map, Value, json};
use webtoken::{Jwk, KeyError, SigningKey, VerifyingKey};

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The key that a string encodes, directly or as base64, and whether it can be used; `None` if it encodes none.
pub fn encoded(text: &[u8]) -> Option<std::result::Result<VerifyingKey, KeyError>> {
    directly(text).or_else(|| {
        let lossless = String::from_utf8(wrapped_in(text).to_vec()).ok()?;
        let symbols = lossless.replace("\\n", "").replace("\\r", "").replace('-', "+").replace('_', "/");
        let symbols: String = symbols.split_ascii_whitespace().collect();
        directly(&LENIENT.decode(symbols).ok().filter(|_| lossless.len() >= 52)?)
    })
}

fn directly(text: &[u8]) -> Option<std::result::Result<VerifyingKey, KeyError>> {
    let start = text.len() - without_start(text).len();
    // Bytes at the end of DER may look like whitespace.
    for end in (start..=text.len()).rev() {
        let der = &text[start..end];
        if wrapped_in(&text[end..]).is_empty() && VerifyingKey::from_der(der).is_ok() {
            return Some(VerifyingKey::from_der(der));
        }
        if !wrapped_in(&text[end..]).is_empty() {
            break;
        }
    }
    if let Ok(jwk) = Jwk::from_json(wrapped_in(text)) {
        return Some(VerifyingKey::from_jwk(&jwk));
    }
    let begin = b"-----BEGIN";
    let is_pem = text.windows(begin.len()).any(|here| here.eq_ignore_ascii_case(begin));
    is_pem.then(|| VerifyingKey::from_pem(with_line_breaks(text)))
}

fn with_line_breaks(text: &[u8]) -> Vec<u8> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let [first, after @ ..] = rest {
        (rest, _) = match rest {
            [b'\\', b'n' | b'r', after @ ..] => (after, lines.push(b'\n')),
            _ => (after, lines.push(*first)),
        };
    }
    lines
}

/// Without whitespace, quotes, padding and the bytes of a byte order mark around it.
fn wrapped_in(text: &[u8]) -> &[u8] {
    let mut inner = without_start(text);
    while let [rest @ .., last] = inner
        && is_wrapping(*last)
    {
        inner = rest;
    }
    inner
}

fn without_start(text: &[u8]) -> &[u8] {
    let mut inner = text;
    while let [first, rest @ ..] = inner
        && is_wrapping(*first)
    {
        inner = rest;
    }
    inner
}

fn is_wrapping(byte: u8) -> bool {
    b" \t\n\r\x0c\"'=\xef\xbb\xbf".contains(&byte)
}

/// Private and public JSON Web Keys, each whole.
pub static JWKS: LazyLock<Vec<Map<String, Value>>> = LazyLock::new(|| {
    let pems = [
        include_str!("../../examples/keys/ed25519_private.pem"),
        include_str!("../../tests/data/keys/p256.pem"),
        include_str!("../../tests/data/keys/rsa.pem"),
    ];
    let mut jwks = Vec::new();
    for pem in pems {
        let key = SigningKey::from_pem(pem).expect("a private key");
        jwks.push(VerifyingKey::from(&key).to_jwk().expect("a public key"));
        jwks.push(key.to_jwk().expect("a private key"));
    }
    let secret = r#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}"#;
    jwks.push(Jwk::from_json(secret).expect("a secret"));
    jwks.iter().map(|jwk| serde_json::to_value(jwk).expect("JSON").as_object().expect("an object").clone()).collect()
});

/// A JSON Web Key with a few members changed, as text.
pub fn jwk(u: &mut Unstructured<'_>) -> Result<Value> {
    let mut jwk = JWKS[usize::from(u.arbitrary::<u8>()?) % JWKS.len()].clone();
    for _ in 0..u.int_in_range(0..=4)? {
        match u.int_in_range(0..=6)? {
            0 => jwk.insert("alg".into(), (*u.choose(ALGORITHMS)?).into()),
            1 => jwk.insert("use".into(), (*u.choose(&["sig", "enc", "", "SIG"])?).into()),
            2 => jwk.insert("key_ops".into(), key_ops(u)?),
            3 => jwk.insert("kid".into(), (*u.choose(&["k1", "k2", "", "\u{e9}"])?).into()),
            4 => jwk.remove(*u.choose(MEMBERS)?),
            5 => jwk.insert((*u.choose(MEMBERS)?).into(), u.choose(&odd())?.clone()),
            _ => other(u, &mut jwk)?,
        };
    }
    Ok(jwk.into())
}

/// One member of another key.
fn other(u: &mut Unstructured<'_>, jwk: &mut Map<String, Value>) -> Result<Option<Value>> {
    let name = *u.choose(MEMBERS)?;
    let other = &JWKS[usize::from(u.arbitrary::<u8>()?) % JWKS.len()];
    Ok(other.get(name).and_then(|value| jwk.insert(name.into(), value.clone())))
}

fn key_ops(u: &mut Unstructured<'_>) -> Result<Value> {
    let mut ops = Vec::new();
    for _ in 0..u.int_in_range(0..=3)? {
        ops.push(*u.choose(&["sign", "verify", "encrypt", "deriveKey", "of the future"])?);
    }
    Ok(ops.into())
}

fn odd() -> [Value; 12] {
    [
        json!(null),
        json!(5),
        json!([]),
        json!({}),
        json!(""),
        json!("AA"),
        json!("AQAB"),
        json!("AB"),
        json!("A"),
        json!("====="),
        json!("P-384"),
        json!("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
    ]
}

const MEMBERS: &[&str] = &[
    "kty", "crv", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi", "k", "x5c", "oth", "unknown", "kid", "alg",
    "use",
];

pub const ALGORITHMS: &[&str] =
    &["HS256", "RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519", "none", "of the future"];

/// The members that only a private or symmetric key has.
pub const SECRET: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "k", "oth"];
