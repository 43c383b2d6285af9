//! The layer below tokens: bytes under a header of one's own.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use std::{error::Error, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use webtoken::{
    Header, NoKey, SignOptions, Signature, SignatureError, SigningKey, VerifyOptions, VerifyingKey, alg, jws, sign,
    verify,
};

const SECRET: &str = "a secret for these tests";

fn header(json: &str) -> Header {
    Header::from_json(json).unwrap()
}

#[test]
fn the_header_is_written_to_the_byte() {
    for json in [
        r#"{"alg":"HS256"}"#,
        r#"{"typ":"JWT","alg":"HS256"}"#,
        r#"{ "kid" : "é", "alg":"HS256" , "n":1.50 }"#,
        r#"{"alg":"HS512","x":{"b":1,"a":[2]}}"#,
    ] {
        let token = jws::sign(&header(json), b"\x00\xff", SECRET).unwrap();
        let parts: Vec<_> = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap()).collect();
        assert_eq!((str::from_utf8(&parts[0]).unwrap(), &*parts[1]), (json, &b"\x00\xff"[..]));
        let mut buffer = Vec::new();
        let parsed = jws::Token::parse(&token, &mut buffer).unwrap();
        assert_eq!(parsed.header().as_json(), json);
        assert_eq!(parsed.signature(), token.rsplit('.').next().unwrap());
        let authentic = parsed.verify(SECRET, &VerifyOptions::new()).unwrap();
        assert_eq!((authentic.payload(), authentic.header().as_json()), (&b"\x00\xff"[..], json));
        assert!(authentic.signature().len() > 40 && !format!("{authentic:?}").contains(authentic.signature()));
    }
}

#[test]
fn tokens_of_both_layers_are_the_same() {
    let payload = json!({ "a": 1, "iat": 5 });
    let token = sign(&payload, SECRET, &SignOptions::new()).unwrap();
    let same = jws::sign(&header(r#"{"alg":"HS256","typ":"JWT"}"#), payload.to_string(), SECRET).unwrap();
    assert_eq!(token, same);
    assert_eq!(verify::<Value>(&same, SECRET, &VerifyOptions::new()).unwrap().payload, payload);
}

/// It does not look at claims, and an empty payload is a payload.
#[test]
fn the_payload_is_not_looked_at() {
    for payload in ["", "no json", r#"{"exp":1}"#] {
        let token = jws::sign(&header(r#"{"alg":"HS256","typ":"JWT"}"#), payload, SECRET).unwrap();
        let mut buffer = Vec::new();
        let parsed = jws::Token::parse(&token, &mut buffer).unwrap();
        let authentic = parsed.verify(SECRET, &VerifyOptions::new().issuer("urn:me")).unwrap();
        assert_eq!(authentic.payload(), payload.as_bytes());
        assert!(verify::<Value>(&token, SECRET, &VerifyOptions::new()).is_err());
    }
}

#[test]
fn what_is_not_signed() {
    let error = |json: &str, key: &str| jws::sign(&header(json), b"", key).unwrap_err().to_string();
    assert_eq!(error(r#"{"typ":"JWT"}"#, SECRET), "\"\" is not a valid algorithm.");
    assert_eq!(error(r#"{"alg":"hs256"}"#, SECRET), "\"hs256\" is not a valid algorithm.");
    assert_eq!(error(r#"{"alg":"none"}"#, SECRET), "\"none\" is not a valid algorithm.");
    assert_eq!(error(r#"{"alg":"HS256","crit":["b64"],"b64":false}"#, SECRET), "unsupported header: crit");
    assert_eq!(error(r#"{"alg":"HS256","b64":false}"#, SECRET), "unsupported header: b64");
    assert_eq!(error(r#"{"alg":"RS256"}"#, SECRET), "secretOrPrivateKey must be an asymmetric key when using RS256");
    assert_eq!(error(r#"{"alg":"HS256"}"#, ""), "secretOrPrivateKey must have a value");
    assert_eq!(error("[]", SECRET), "\"\" is not a valid algorithm.");
}

#[test]
fn what_is_not_verified() {
    let verify = |token: &str, key: Option<&str>, options: &VerifyOptions| {
        let mut buffer = Vec::new();
        let token = jws::Token::parse(token, &mut buffer).map_err(|error| error.code())?;
        token.verify(key, options).map(|authentic| authentic.payload().to_vec()).map_err(|error| error.code())
    };
    let encode = |part: &str| URL_SAFE_NO_PAD.encode(part);
    let options = VerifyOptions::new();
    let good = jws::sign(&header(r#"{"alg":"HS256"}"#), b"payload", SECRET).unwrap();
    let (message, signature) = good.rsplit_once('.').unwrap();
    assert_eq!(verify(&good, Some(SECRET), &options), Ok(b"payload".to_vec()));
    assert_eq!(verify(&good, Some("another"), &options), Err("signature_invalid"));
    assert_eq!(verify(&good, None, &options), Err("key_required"));
    assert_eq!(verify(&format!("{message}."), Some(SECRET), &options), Err("signature_required"));
    assert_eq!(verify(&format!("{message}x.{signature}"), Some(SECRET), &options), Err("token_invalid"));
    assert_eq!(verify(&good, Some(SECRET), &options.clone().algorithms(["HS512"])), Err("algorithm_invalid"));
    let unsigned = format!("{}.{}.", encode(r#"{"alg":"none"}"#), encode("payload"));
    assert_eq!(verify(&unsigned, None, &options), Err("none_not_allowed"));
    assert_eq!(verify(&unsigned, Some(SECRET), &options), Err("signature_required"));
    assert_eq!(verify(&unsigned, None, &options.clone().algorithms(["none"])), Ok(b"payload".to_vec()));
    for extension in [r#"{"alg":"HS256","crit":["exp"]}"#, r#"{"alg":"HS256","b64":false}"#] {
        let message = format!("{}.{}", encode(extension), encode("payload"));
        let key = SigningKey::from_secret(SECRET).unwrap();
        let signature = alg::HS256.signer(&key).unwrap().sign(message.as_bytes()).unwrap();
        let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature));
        assert_eq!(verify(&token, Some(SECRET), &options), Err("header_crit_unsupported"));
    }
    for (token, message) in [
        ("", "the token is empty"),
        ("a", "expected three parts separated by dots, found 1"),
        ("a.b.c.d", "expected three parts separated by dots, found 4"),
        ("..", "header: empty"),
        ("!.e30.", "header: invalid base64url at byte 0"),
        ("e30.ab!d.", "payload: invalid base64url at byte 2"),
        ("e30.abcde.", "payload: invalid base64url at byte 5"),
        ("e30.e31.", "payload: invalid base64url at byte 2"),
        ("e30.e30.a=", "signature: invalid base64url at byte 1"),
        ("_w.e30.", "header: not UTF-8"),
        ("bnVsbA.e30.", "header: not an object"),
        ("eyJhIjoxLCJhIjoyfQ.e30.", "header: duplicate field name at line 1 column 10"),
        ("ew.e30.", "header: EOF while parsing an object at line 1 column 1"),
    ] {
        let mut buffer = Vec::new();
        assert_eq!(jws::Token::parse(token, &mut buffer).unwrap_err().to_string(), message, "{token}");
        let error = verify_error(token);
        let source = error.source().map(ToString::to_string);
        assert_eq!(source.as_deref(), Some(message), "the source of {error}");
    }
}

fn verify_error(token: &str) -> webtoken::VerifyError {
    verify::<Value>(token, SECRET, &VerifyOptions::new()).unwrap_err()
}

#[test]
fn a_signer_for_many_payloads_and_one_elsewhere() {
    #[derive(Debug)]
    struct Fixed(bool);

    impl webtoken::MessageSigner for Fixed {
        fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
            if self.0 { Ok(Signature::from(message)) } else { Err(SignatureError::from_source("out of reach")) }
        }
    }
    let header = header(r#"{"alg":"HS256","kid":"k1"}"#);
    let signer = jws::Signer::new(&header, SECRET).unwrap();
    for payload in ["one", "two"] {
        assert_eq!(signer.sign(payload).unwrap(), jws::sign(&header, payload, SECRET).unwrap());
    }
    let elsewhere = jws::Signer::with_message_signer(&header, Arc::new(Fixed(true))).unwrap();
    let token = elsewhere.sign("payload").unwrap();
    let (message, signature) = token.rsplit_once('.').unwrap();
    assert_eq!(signature, URL_SAFE_NO_PAD.encode(message));
    let failing = jws::Signer::with_message_signer(&header, Arc::new(Fixed(false))).unwrap();
    let error = failing.sign("payload").unwrap_err();
    assert_eq!(error.to_string(), "signing failed");
    assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("out of reach"));
    let unsigned = jws::sign(&Header::from_json(r#"{"alg":"none"}"#).unwrap(), "payload", NoKey).unwrap();
    assert_eq!(unsigned, "eyJhbGciOiJub25lIn0.cGF5bG9hZA.");
}

#[test]
fn a_key_that_was_looked_up() {
    use webtoken::KeyProvider;
    let keys = std::collections::HashMap::from([("k1", VerifyingKey::from_secret(SECRET).unwrap())]);
    let options = VerifyOptions::new();
    for (kid, found) in [("k1", true), ("k2", false)] {
        let header = header(&json!({ "alg": "HS256", "kid": kid }).to_string());
        let token = jws::sign(&header, "payload", SECRET).unwrap();
        let mut buffer = Vec::new();
        let token = jws::Token::parse(&token, &mut buffer).unwrap();
        let key = keys.key(&token.key_request());
        let verified = key.map_err(webtoken::VerifyError::from).and_then(|key| token.verify(key, &options));
        assert_eq!(verified.map(drop).map_err(|error| error.code()), if found { Ok(()) } else { Err("key_not_found") });
    }
}
