//! Differences that the run has found, as small as they can be: what npm does and what this crate does instead.

use crate::{
    case::{Ask, Case, Content, Key},
    json::{Json, Members},
    npm::Npm,
    ours,
    outcome::Outcome,
    token::{Seen, Token},
};

const SECRET: &str = "shhhhh";

fn token(header: &str, payload: impl Into<Vec<u8>>) -> Token {
    let (header, payload) = (Content::Bytes(header.into()), Content::Bytes(payload.into()));
    Token { header, payload, signer: Some(("HS256", Key::Text(SECRET.to_owned()))), damage: Vec::new() }
}

fn verify(token: Token, secret: &str, options: Members) -> Case {
    Case { ask: Ask::Verify(token), key: Key::Text(secret.to_owned()), options }
}

/// Class and message on both sides; npm's are only looked at where Node is.
#[track_caller]
fn assert_failures(case: &Case, npm: (&str, &str), ours: (&str, &str)) {
    let failed = |outcome: &Outcome| (outcome.name().to_owned(), outcome.message().to_owned());
    let texts = |(name, message): (&str, &str)| (name.to_owned(), message.to_owned());
    assert_eq!(failed(&ours::run(case)), texts(ours));
    let Some(mut node) = Npm::start() else { return };
    assert_eq!(failed(&node.ask(std::slice::from_ref(case))[0].0), texts(npm));
}

/// npm reads the payload first of all.
#[test]
fn no_json_although_typ_says_jwt() {
    let text = token(r#"{"alg":"HS256","typ":"JWT"}"#, "{");
    let npm = ("SyntaxError", "Expected property name or '}' in JSON at position 1");
    let invalid = "invalid payload: EOF while parsing an object at line 1 column 1";
    assert_failures(&verify(text.clone(), SECRET, Vec::new()), npm, ("JsonWebTokenError", invalid));
    assert_failures(&verify(text, "another", Vec::new()), npm, ("JsonWebTokenError", "invalid signature"));
}

#[test]
fn a_payload_that_is_not_utf8() {
    let case = verify(token(r#"{"alg":"HS256"}"#, b"\xff"), SECRET, Vec::new());
    assert_failures(&case, ("", ""), ("JsonWebTokenError", "invalid payload: not UTF-8"));
}

/// npm looks for the type of the key that is not there.
#[test]
fn no_key_where_one_is_needed() {
    let options = |text: &str| Json::read(text.as_bytes()).unwrap().members().to_vec();
    let npm = ("TypeError", "Cannot read properties of null (reading 'type')");
    let sign = Case {
        ask: Ask::Sign(Content::Json(Json::Object(Vec::new()))),
        key: Key::Absent,
        options: options(r#"{"algorithm":"none","header":{"alg":"HS256"}}"#),
    };
    assert_failures(&sign, npm, ("Error", "secretOrPrivateKey must have a value"));
    let options_for_rsa = options(r#"{"algorithm":"none","header":{"alg":"RS512"}}"#);
    let sign = Case { key: Key::Text(String::new()), options: options_for_rsa, ..sign };
    let npm_of_rsa = ("Error", "secretOrPrivateKey must be an asymmetric key when using RS512");
    assert_failures(&sign, npm_of_rsa, ("Error", "secretOrPrivateKey must have a value"));
    let unsigned = Token { signer: None, ..token(r#"{"alg":"HS256"}"#, "{}") };
    let verify = Case { ask: Ask::Verify(unsigned), key: Key::Absent, options: options(r#"{"algorithms":["HS256"]}"#) };
    assert_failures(&verify, npm, ("JsonWebTokenError", "secret or public key must be provided"));
}

/// npm keeps the second and third place for `typ` and `kid`, also where only the header option has them.
#[test]
fn typ_and_kid_of_the_header_option_keep_their_places() {
    let options = r#"{"header":{"cty":"c","kid":"k","typ":"t"},"algorithm":"none"}"#;
    let options = Json::read(options.as_bytes()).unwrap().members().to_vec();
    let case = Case { ask: Ask::Sign(Content::Json("text".into())), key: Key::Absent, options };
    let ours = ours::run(&case);
    let Outcome::Signed(token) = &ours else { panic!("{ours:?}") };
    assert_eq!(Seen::new(token).unwrap().header, br#"{"alg":"none","typ":"t","kid":"k","cty":"c"}"#);
    let Some(mut node) = Npm::start() else { return };
    assert!(ours.is_like(&node.ask(&[case])[0].0));
}

/// JavaScript trims the byte order mark and leaves U+0085; Rust does it the other way round.
#[test]
fn blank_nonces_are_those_of_javascript() {
    let nonce = |nonce: &str| {
        let options = vec![("nonce".to_owned(), nonce.into()), ("algorithms".to_owned(), Json::List(Vec::new()))];
        verify(token(r#"{"alg":"HS256"}"#, "{}"), SECRET, options)
    };
    let error = ("JsonWebTokenError", "nonce must be a non-empty string");
    assert_failures(&nonce("\u{feff}"), error, ("", error.1));
    let error = ("JsonWebTokenError", "invalid algorithm");
    assert_failures(&nonce("\u{85}"), error, error);
}

/// A signature of PS512 does not fit into 1024 bits.
#[test]
fn what_openssl_refuses() {
    let options = r#"{"algorithm":"PS512","allowInsecureKeySizes":true}"#;
    let options = Json::read(options.as_bytes()).unwrap().members().to_vec();
    let ask = Ask::Sign(Content::Json(Json::Object(Vec::new())));
    let npm = ("Error", "error:0200006E:rsa routines::data too large for key size");
    let key = crate::keys::stored("rsa1024");
    let ours = if cfg!(feature = "aws-lc-rs") {
        "unsupported key: RSA key size must be 2048 to 8192 bits to sign PS512 with AWS-LC, got 1024"
    } else {
        "signing failed"
    };
    assert_failures(&Case { ask, key, options }, npm, ("Error", ours));
}

/// Both lists of names, the header's and the option's, may hold any text.
#[test]
fn an_algorithm_that_does_not_exist() {
    for (alg, npm) in [
        ("", ("Error", "Missing algorithm parameter for jws.verify")),
        (
            "hs256",
            (
                "TypeError",
                "\"hs256\" is not a valid algorithm.\n  Supported algorithms are:\n  \"HS256\", \"HS384\", \"HS512\", \
                 \"RS256\", \"RS384\", \"RS512\", \"PS256\", \"PS384\", \"PS512\", \"ES256\", \"ES384\", \"ES512\" and \
                 \"none\".",
            ),
        ),
    ] {
        let options = vec![("algorithms".to_owned(), Json::List(vec![alg.into()]))];
        let case = verify(token(&format!(r#"{{"alg":"{alg}"}}"#), "{}"), SECRET, options);
        assert_failures(&case, npm, ("JsonWebTokenError", "invalid algorithm"));
    }
}

/// npm looks at the option also where the header's algorithm goes before it.
#[test]
fn eddsa_behind_another_algorithm() {
    let options = |text: &str| Json::read(text.as_bytes()).unwrap().members().to_vec();
    let options = options(r#"{"header":{"alg":"HS256"},"algorithm":"EdDSA"}"#);
    let case = Case { ask: Ask::Sign(Content::Json(Json::Object(Vec::new()))), key: Key::Text(SECRET.into()), options };
    assert!(matches!(ours::run(&case), Outcome::Signed(_)));
    let Some(mut node) = Npm::start() else { return };
    assert_eq!(node.ask(&[case])[0].0.message(), "\"algorithm\" must be a valid string enum value");
}

/// npm finds an `iat` in the string, which is no claim here.
#[test]
fn a_string_that_is_json_has_no_claims() {
    let text = token(r#"{"alg":"HS256","typ":"JWT"}"#, r#""{\"iat\":0}""#);
    let case = verify(text, SECRET, vec![("maxAge".to_owned(), "9999999999999".into())]);
    assert_failures(&case, ("", ""), ("JsonWebTokenError", "iat required when maxAge is specified"));
}
