//! The three parts of a token against a strict base64url decoder.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use webtoken::{Bytes, Verifier, VerifyOptions, decode};
use webtoken_fuzz::{json::Json, token};

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    let options = VerifyOptions::new().clock_timestamp(0);
    Verifier::new(token::SECRET, &options).expect("a secret")
});

fn code(token: &[u8]) -> Result<Vec<u8>, &'static str> {
    VERIFIER.verify::<Bytes>(token).map(|verified| verified.payload.0).map_err(|error| error.code())
}

fuzz_target!(|part: &[u8]| {
    let is_split = part.contains(&b'.');
    let strict = token::decode(part).filter(|bytes| !bytes.is_empty());
    // Without `typ`: what says that it is claims must be JSON.
    let header = token::encode(r#"{"alg":"HS256"}"#);

    let as_payload = token::signed(&[header.as_bytes(), b".", part].concat());
    let decoded = decode::<Bytes>(&as_payload).map(|decoded| decoded.payload.0);
    match (&strict, code(&as_payload)) {
        (_, Err("token_malformed")) => assert!(is_split),
        (None, outcome) => assert_eq!((outcome, decoded), (Err("token_invalid"), None)),
        (Some(bytes), Ok(payload)) => assert!(*bytes == payload && decoded.as_ref() == Some(bytes)),
        // JSON that the crate does not take, or claims that do not hold: only what JavaScript would read.
        (Some(bytes), Err(code)) => assert!(Json::is_grammatical(bytes), "{code}"),
    }

    let message = format!("{header}.e30");
    let as_signature = [message.as_bytes(), b".", part].concat();
    let in_alphabet = part.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let expected = match &strict {
        _ if is_split => Err("token_malformed"),
        _ if part.is_empty() => Err("signature_required"),
        _ if !in_alphabet => Err("token_invalid"),
        None => Err("signature_encoding"),
        Some(given) if token::mac("HS256", message.as_bytes()).as_ref() == Some(given) => Ok(b"{}".to_vec()),
        Some(_) => Err("signature_invalid"),
    };
    assert_eq!(code(&as_signature), expected);

    let as_header = token::signed(&[part, b".e30"].concat());
    if strict.is_none() {
        assert_eq!(code(&as_header), Err(if is_split { "token_malformed" } else { "token_invalid" }));
    }
});
