//! Tokens that are none: each is refused with a typed error, and nothing panics.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde_json::{Value, json};
use webtoken::{
    Bytes, DecodeError, DecodeOptions, InvalidReason, NoKey, SignOptions, Text, VerifyError, VerifyOptions, decode,
    options::Encoding, sign, try_decode, verify, verify_all, verify_borrowed,
};

const SECRET: &str = "a secret for these tests";

/// A token with these parts, signed so that nothing but the parts themselves can be wrong.
fn token(header: &[u8], payload: &[u8]) -> String {
    use webtoken::{Algorithm, SigningKey, alg};
    let algorithm: &dyn Algorithm = alg::HS256;
    let signer = algorithm.signer(&SigningKey::from_secret(SECRET).unwrap()).unwrap();
    let message = format!("{}.{}", base64url(header), base64url(payload));
    let signature = signer.sign(message.as_bytes()).unwrap();
    format!("{message}.{}", base64url(signature.as_ref()))
}

fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for index in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * index)) as usize & 63]));
        }
    }
    text
}

#[track_caller]
fn refused(token: impl AsRef<[u8]>, code: &str) {
    let options = VerifyOptions::new();
    let error = verify::<Value>(&token, SECRET, &options).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    assert_eq!(verify_all::<Value>(&token, SECRET, &options).unwrap_err().first().code(), code);
    // As text and as bytes no token holds that does not hold otherwise, unless its payload is the only trouble.
    if !code.starts_with("payload") {
        assert_eq!(verify::<Text>(&token, SECRET, &options).unwrap_err().code(), code);
        assert_eq!(verify::<Bytes>(&token, SECRET, &options).unwrap_err().code(), code);
    }
}

#[test]
fn wrong_number_of_parts() {
    let good = token(br#"{"alg":"HS256"}"#, b"{}");
    refused("", "token_required");
    for bad in ["abc", "a.b", "a.b.c.d", ".", "...", ".....", " "] {
        refused(bad, "token_malformed");
    }
    refused(format!("{good}."), "token_malformed");
    refused(format!("{good}.{good}"), "token_malformed");
    refused("..", "token_invalid");
    refused(format!(".{}", good.split_once('.').unwrap().1), "token_invalid");
}

#[test]
fn not_strict_base64url() {
    let good = token(br#"{"alg":"HS256"}"#, br#"{"a":123}"#);
    for bad in
        [format!("{good}="), format!(" {good}"), format!("{good}\n"), good.replacen('e', "+", 1), format!("{good}\0")]
    {
        refused(bad, "token_invalid");
    }
    let [header, payload, signature] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    refused(format!("{header}A.{payload}.{signature}"), "token_invalid");
    refused(format!("{header}.{payload}A.{signature}"), "token_invalid");
    // The right bytes in other text: npm's "invalid signature".
    let last = signature.chars().last().unwrap();
    let other = char::from_u32(u32::from(last) + 1).unwrap();
    let spelled = format!("{header}.{payload}.{}{other}", &signature[..signature.len() - 1]);
    refused(&spelled, "signature_encoding");
    refused(format!("{good}AA"), "signature_encoding");
    let error = verify::<Value>(&spelled, SECRET, &VerifyOptions::new()).unwrap_err();
    assert_eq!(error.to_string(), "invalid signature");
}

#[test]
fn not_utf8() {
    refused([0xff, 0xfe, b'.', b'a', b'.', b'b'], "token_invalid");
    refused(token(b"{\"alg\":\"HS256\",\"x\":\"\xff\"}", b"{}"), "token_invalid");
    for header in [&br#"{"alg":"HS256"}"#[..], br#"{"alg":"HS256","typ":"JWT"}"#] {
        // A claims set in bytes that are not UTF-8 is refused in every form: its claims were not checked.
        let json = token(header, b"{\"exp\":1,\"x\":\"\xff\"}");
        for error in [
            verify::<Value>(&json, SECRET, &VerifyOptions::new()).unwrap_err(),
            verify::<serde::de::IgnoredAny>(&json, SECRET, &VerifyOptions::new()).unwrap_err(),
            verify::<Bytes>(&json, SECRET, &VerifyOptions::new()).unwrap_err(),
        ] {
            assert_eq!(error.code(), "payload_not_utf8");
        }
    }
    // Bytes that never were JSON are bytes, unless they say that they are claims.
    let bytes = token(br#"{"alg":"HS256"}"#, b"\xff\xfe");
    assert_eq!(verify::<Bytes>(&bytes, SECRET, &VerifyOptions::new()).unwrap().payload.0, b"\xff\xfe");
    refused(bytes, "payload_not_utf8");
    let claims = token(br#"{"alg":"HS256","typ":"JWT"}"#, b"\xff\xfe");
    assert_eq!(verify::<Bytes>(&claims, SECRET, &VerifyOptions::new()).unwrap_err().code(), "payload_not_utf8");
    assert!(decode::<Bytes>(&claims).is_none());
}

/// Where `typ` says so a payload is claims, which nobody could check if it were taken as text or bytes.
#[test]
fn claims_that_are_no_json() {
    let options = SignOptions::new().expires_in("1h").clock_timestamp(1).encoding(Encoding::Utf16Le);
    for token in [
        token(br#"{"alg":"HS256","typ":"JWT"}"#, b"not json"),
        token(br#"{"alg":"HS256","typ":"JWT"}"#, b"{\"exp\":1,}"),
        token(br#"{"alg":"HS256","typ":"JWT"}"#, b"{\"exp\":1}\0"),
        token(br#"{"alg":"HS256","typ":"JWT"}"#, "\u{feff}{\"exp\":1}".as_bytes()),
        sign(&json!({ "sub": "alice" }), SECRET, &options).unwrap(),
    ] {
        refused(&token, "payload_invalid");
        assert_eq!(verify::<Text>(&token, SECRET, &VerifyOptions::new()).unwrap_err().code(), "payload_invalid");
        assert_eq!(verify::<Bytes>(&token, SECRET, &VerifyOptions::new()).unwrap_err().code(), "payload_invalid");
    }
}

#[test]
fn header_is_no_object_with_each_member_once() {
    for header in ["", "{", "null", "0", "false", "\"\"", "{\"alg\":\"HS256\"", "{\"alg\":\"HS256\"}x", "\u{feff}{}"] {
        refused(token(header.as_bytes(), b"{}"), "token_invalid");
    }
    for header in ["1", "true", "\"HS256\"", "[]", "[\"HS256\"]"] {
        refused(token(header.as_bytes(), b"{}"), "header_not_an_object");
    }
    for header in [
        r#"{"alg":"HS256","alg":"none"}"#,
        r#"{"alg":"none","alg":"HS256"}"#,
        r#"{"alg":"HS256","\u0061lg":"none"}"#,
        r#"{"alg":"HS256","x":{"y":[{"z":1,"z":2}]}}"#,
    ] {
        refused(token(header.as_bytes(), b"{}"), "token_invalid");
    }
    for alg in ["null", "256", "[\"HS256\"]", "\"hs256\"", "\"HS256 \"", "\"none\"", "\"\""] {
        refused(token(format!("{{\"alg\":{alg}}}").as_bytes(), b"{}"), "algorithm_invalid");
    }
    refused(token(b"{}", b"{}"), "algorithm_invalid");
}

#[test]
fn critical_extensions() {
    for header in [
        r#"{"alg":"HS256","crit":["exp"],"exp":1}"#,
        r#"{"alg":"HS256","crit":[]}"#,
        r#"{"alg":"HS256","crit":null}"#,
        r#"{"alg":"HS256","b64":false}"#,
        r#"{"alg":"HS256","b64":"false"}"#,
    ] {
        refused(token(header.as_bytes(), b"{}"), "header_crit_unsupported");
    }
    let harmless = token(br#"{"alg":"HS256","Crit":["x"],"b64":true}"#, b"{}");
    assert!(verify::<Value>(harmless, SECRET, &VerifyOptions::new()).is_ok());
}

#[test]
fn payload_that_javascript_reads_and_this_crate_does_not() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let members: String = (0..1000).map(|index| format!("\"m{index}\":{index}")).collect::<Vec<_>>().join(",");
    for payload in [
        r#"{"exp":1,"exp":4102444800}"#,
        r#"{"exp":1,"\u0065xp":4102444800}"#,
        r#"{"a":{"b":1,"b":2}}"#,
        r#"{"exp":1e400}"#,
        r#"{"x":1e400}"#,
        r#"{"x":"\ud800"}"#,
        r#"[{"a":1,"a":1}]"#,
        deep.as_str(),
        format!("{{{members},\"m7\":0}}").as_str(),
    ] {
        for header in [&br#"{"alg":"HS256"}"#[..], br#"{"alg":"HS256","typ":"JWT"}"#] {
            let token = token(header, payload.as_bytes());
            refused(&token, "payload_invalid");
            // Text and bytes are no way around the claims.
            assert_eq!(verify::<Text>(&token, SECRET, &VerifyOptions::new()).unwrap_err().code(), "payload_invalid");
            assert_eq!(verify::<Bytes>(&token, SECRET, &VerifyOptions::new()).unwrap_err().code(), "payload_invalid");
            assert!(decode::<Value>(&token).is_none());
        }
    }
}

#[test]
fn payload_that_is_no_json() {
    let text = token(br#"{"alg":"HS256"}"#, b"{not json");
    assert_eq!(verify::<String>(&text, SECRET, &VerifyOptions::new()).unwrap().payload, "{not json");
    refused(token(br#"{"alg":"HS256","typ":"JWT"}"#, b"not json"), "payload_invalid");
    // Text has no claims: expectations fail.
    let options = VerifyOptions::new().issuer("urn:me");
    assert_eq!(verify::<String>(&text, SECRET, &options).unwrap_err().code(), "claim_mismatch");
}

/// As in npm, without `typ` only an object or a list is JSON.
#[test]
fn a_single_value_is_text() {
    for payload in ["5", "-5", "1.5", "true", "null", "\"x\""] {
        let untyped = token(br#"{"alg":"HS256"}"#, payload.as_bytes());
        assert_eq!(verify::<Value>(untyped, SECRET, &VerifyOptions::new()).unwrap().payload, payload);
        let typed = token(br#"{"alg":"HS256","typ":"JWT"}"#, payload.as_bytes());
        let value: Value = serde_json::from_str(payload).unwrap();
        assert_eq!(verify::<Value>(typed, SECRET, &VerifyOptions::new()).unwrap().payload, value);
    }
}

#[test]
fn payload_of_another_type() {
    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Claims {
        role: String,
    }
    let token = sign(&json!({ "role": 5 }), SECRET, &SignOptions::new()).unwrap();
    let error = verify::<Claims>(&token, SECRET, &VerifyOptions::new()).unwrap_err();
    assert!(matches!(
        error,
        VerifyError::JsonWebTokenError { reason: InvalidReason::Unreadable(DecodeError::PayloadType(_)), .. }
    ));
    // A claim that fails is the news, even if the type is wrong too.
    let token = sign(&json!({ "role": 5, "exp": 1 }), SECRET, &SignOptions::new()).unwrap();
    assert_eq!(verify::<Claims>(&token, SECRET, &VerifyOptions::new()).unwrap_err().code(), "token_expired");
}

#[test]
fn huge() {
    let size = 1 << 20;
    for huge in ["A".repeat(size), ".".repeat(size), format!("{}.e30.AA", "A".repeat(size))] {
        refused(&huge, "token_too_large");
        assert!(decode::<Value>(&huge).is_none());
    }
    let nested = format!("{{\"alg\":\"HS256\",\"x\":{}", "[".repeat(1_000_000));
    let options = VerifyOptions::new().max_token_size(usize::MAX);
    let error = verify::<Value>(token(nested.as_bytes(), b"{}"), SECRET, &options).unwrap_err();
    assert_eq!(error.code(), "token_invalid");
    let error = verify::<Value>(token(br#"{"alg":"HS256"}"#, "[".repeat(1_000_000).as_bytes()), SECRET, &options);
    // Not closed, hence no JSON: a text without claims, as npm has it.
    assert!(error.is_ok());
    let closed = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let error = verify::<Value>(token(br#"{"alg":"HS256"}"#, closed.as_bytes()), SECRET, &options).unwrap_err();
    assert_eq!(error.code(), "payload_invalid");
}

#[test]
fn decoding_has_options_too() {
    let token = token(br#"{"alg":"HS256"}"#, b"5");
    let decoded = |options: DecodeOptions| try_decode::<Value>(&token, &options).ok().map(|decoded| decoded.payload);
    assert_eq!(decoded(DecodeOptions::default()), Some(json!("5")));
    assert_eq!(decoded(DecodeOptions::new().json(true)), Some(json!(5)));
    assert_eq!(decoded(DecodeOptions::new().max_token_size(token.len())), Some(json!("5")));
    assert_eq!(decoded(DecodeOptions::new().max_token_size(token.len() - 1)), None);
}

#[test]
fn all_errors_are_listed_in_order() {
    let token = sign(&json!({ "exp": 1, "nbf": 4_102_444_800_u32 }), SECRET, &SignOptions::new()).unwrap();
    let errors = verify_all::<Value>(&token, SECRET, &VerifyOptions::new()).unwrap_err();
    let expected = ["token_not_active", "token_expired"];
    assert_eq!(errors.iter().map(VerifyError::code).collect::<Vec<_>>(), expected);
    assert_eq!(errors.iter().map(VerifyError::code).collect::<Vec<_>>(), expected);
    let written: Vec<Value> = errors.iter().map(|error| serde_json::to_value(error).unwrap()).collect();
    let date = "2100-01-01T00:00:00.000Z";
    assert_eq!(written[0], json!({ "name": "NotBeforeError", "message": "jwt not active", "date": date }));
    let date = "1970-01-01T00:00:01.000Z";
    assert_eq!(written[1], json!({ "name": "TokenExpiredError", "message": "jwt expired", "expiredAt": date }));
    assert_eq!(errors.into_vec().iter().map(VerifyError::code).collect::<Vec<_>>(), expected);
}

#[test]
fn a_payload_that_is_borrowed_is_checked_as_any() {
    let mut buffer = Vec::new();
    for (payload, code) in
        [(json!({ "sub": "alice" }), None), (json!({ "sub": "alice", "exp": 1 }), Some("token_expired"))]
    {
        let token = sign(&payload, SECRET, &SignOptions::new()).unwrap();
        let verified = verify_borrowed::<BTreeMap<&str, Value>>(&token, SECRET, &VerifyOptions::new(), &mut buffer);
        assert_eq!(verified.as_ref().err().map(VerifyError::code), code);
        assert!(verified.is_err() || verified.unwrap().payload["sub"] == "alice");
        let malformed = verify_borrowed::<IgnoredAny>("no token", SECRET, &VerifyOptions::new(), &mut buffer);
        assert_eq!((malformed.unwrap_err().code(), buffer.as_slice()), ("token_malformed", &[][..]));
        let verified = verify_borrowed::<IgnoredAny>(&token, "another secret", &VerifyOptions::new(), &mut buffer);
        assert_eq!(verified.unwrap_err().code(), "signature_invalid");
    }
}

#[test]
fn size_limit_is_exact() {
    let token = sign(&json!({ "x": "y".repeat(1000) }), SECRET, &SignOptions::new()).unwrap();
    assert!(verify::<Value>(&token, SECRET, &VerifyOptions::new().max_token_size(token.len())).is_ok());
    let error = verify::<Value>(&token, SECRET, &VerifyOptions::new().max_token_size(token.len() - 1)).unwrap_err();
    assert_eq!(error.to_string(), format!("jwt too large: {} bytes, at most {} allowed", token.len(), token.len() - 1));
}

#[test]
fn every_cut_and_every_flip_of_a_good_token() {
    let good = sign(&json!({ "sub": "alice" }), SECRET, &SignOptions::new().clock_timestamp(1)).unwrap();
    for end in 0..good.len() {
        assert!(verify::<Value>(&good[..end], SECRET, &VerifyOptions::new()).is_err(), "cut at {end}");
    }
    for index in 0..good.len() {
        for bit in 0..8 {
            let mut bad = good.clone().into_bytes();
            bad[index] ^= 1 << bit;
            assert!(verify::<Value>(&bad, SECRET, &VerifyOptions::new()).is_err(), "bit {bit} of byte {index}");
            let _ = decode::<Value>(&bad);
        }
    }
}

#[test]
fn unsigned_tokens() {
    let unsigned = sign(&json!({ "a": 1 }), NoKey, &SignOptions::new().algorithm("none")).unwrap();
    let allowed = VerifyOptions::new().algorithms(["none"]);
    assert!(verify::<Value>(&unsigned, NoKey, &allowed).is_ok());
    refused(&unsigned, "signature_required");
    let code =
        |key: Option<&str>, options: &VerifyOptions| verify::<Value>(&unsigned, key, options).unwrap_err().code();
    assert_eq!(code(None, &VerifyOptions::new()), "none_not_allowed");
    assert_eq!(code(Some(SECRET), &allowed), "signature_required");
    assert_eq!(code(None, &VerifyOptions::new().algorithms(["HS256"])), "algorithm_invalid");
    // A stripped HS256 token is not an unsigned one.
    let stripped = token(br#"{"alg":"HS256"}"#, b"{}");
    let stripped = &stripped[..=stripped.rfind('.').unwrap()];
    let error = verify::<Value>(stripped, NoKey, &VerifyOptions::new().algorithms(["HS256", "none"])).unwrap_err();
    assert_eq!(error.code(), "key_required");
}
