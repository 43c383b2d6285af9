//! The same mistakes give the same errors: `name` and `message` to the letter.

use serde_json::{Value, json};
use webtoken::{SignOptions, TimeSpan, VerifyOptions, sign, verify};

use crate::{
    NOW,
    common::backends,
    json::Json,
    key,
    npm::{Npm, npm},
};

/// What verifying is given, in both languages, and what both sides say.
struct Verify {
    token: String,
    key: Option<&'static str>,
    theirs: Value,
    ours: VerifyOptions,
    error: (&'static str, &'static str),
}

#[test]
fn verifying() {
    let Some(npm) = npm() else { return };
    if backends().is_empty() {
        return;
    }
    for Verify { token, key, theirs, ours, error } in verify_table(npm) {
        let by_npm = npm.verify(&token, key, &theirs).unwrap_err();
        let by_us = verify::<Value>(&token, key, &ours.clock_timestamp(NOW)).unwrap_err();
        let error = (error.0.to_owned(), error.1.to_owned());
        assert_eq!((by_npm, (by_us.name().to_owned(), by_us.to_string())), (error.clone(), error), "{token} {theirs}");
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn verify_table(npm: &Npm) -> Vec<Verify> {
    const JWT: &str = "JsonWebTokenError";
    let new = VerifyOptions::new;
    let secret = Some(key("secret"));
    let token = |payload: &str| npm.sign(&Json::read(payload), secret, &json!({})).unwrap();
    let signed = |alg: &str, private: &str| {
        npm.sign(&Json::read("{}"), Some(key(private)), &json!({ "algorithm": alg })).unwrap()
    };
    let unsigned = npm.sign(&Json::read("{}"), None, &json!({ "algorithm": "none" })).unwrap();
    let good = token("{}");
    let other = token(r#"{"admin":true}"#);
    let claims = |payload, theirs, ours, error| Verify { token: token(payload), key: secret, theirs, ours, error };
    let form = |token: &str, message| Verify {
        token: token.to_owned(),
        key: secret,
        theirs: json!({}),
        ours: new(),
        error: (JWT, message),
    };
    let with_key = |token: &str, key, algorithms: Option<&[&str]>, error| Verify {
        token: token.to_owned(),
        key,
        theirs: algorithms.map_or_else(|| json!({}), |algorithms| json!({ "algorithms": algorithms })),
        ours: algorithms.map_or_else(new, |algorithms| new().algorithms(algorithms.iter().copied())),
        error,
    };
    let (message, signature) = good.rsplit_once('.').unwrap();
    let max_age = r#""maxAge" should be a number of seconds or string representing a timespan eg: "1d", "20h", 60"#;
    vec![
        form("", "jwt must be provided"),
        form("one", "jwt malformed"),
        form("one.two", "jwt malformed"),
        form("one.two.three.four", "jwt malformed"),
        form("one.two.three", "invalid token"),
        form(&format!("{good}="), "invalid token"),
        form(&format!(" {good}"), "invalid token"),
        form(&format!("{good}\n"), "invalid token"),
        form(&format!("{}.{}", good.split_once('.').unwrap().0, ".sig"), "invalid token"),
        form(&format!("bnVsbA.e30.{signature}"), "invalid token"),
        form(&format!("MTIz.e30.{signature}"), "invalid algorithm"),
        form(&format!("W10.e30.{signature}"), "invalid algorithm"),
        form(&format!("e30.e30.{signature}"), "invalid algorithm"),
        form(&format!("{message}."), "jwt signature is required"),
        form(&format!("{message}.AAAA"), "invalid signature"),
        form(&format!("{}.{signature}", other.rsplit_once('.').unwrap().0), "invalid signature"),
        form(&unsigned, "jwt signature is required"),
        // Keys and algorithms.
        with_key(&good, Some(key("secret_other")), None, (JWT, "invalid signature")),
        with_key(&good, None, None, (JWT, "secret or public key must be provided")),
        with_key(&good, Some(""), None, (JWT, "secret or public key must be provided")),
        with_key(&good, secret, Some(&["HS384"]), (JWT, "invalid algorithm")),
        with_key(&good, secret, Some(&["hs256"]), (JWT, "invalid algorithm")),
        with_key(&good, secret, Some(&[]), (JWT, "invalid algorithm")),
        with_key(&good, Some(key("rsa2048_pub")), None, (JWT, "invalid algorithm")),
        with_key(
            &good,
            Some(key("rsa2048_pub")),
            Some(&["HS256"]),
            (JWT, "secretOrPublicKey must be a symmetric key when using HS256"),
        ),
        with_key(&unsigned, None, None, (JWT, r#"please specify "none" in "algorithms" to verify unsigned tokens"#)),
        with_key(&unsigned, None, Some(&["HS256"]), (JWT, "invalid algorithm")),
        with_key(&unsigned, secret, Some(&["none"]), (JWT, "jwt signature is required")),
        with_key(&signed("RS256", "rsa2048"), Some(key("rsa2048b_pub")), None, (JWT, "invalid signature")),
        with_key(&signed("PS384", "rsa2048"), Some(key("rsa2048b_pub")), None, (JWT, "invalid signature")),
        with_key(&signed("RS256", "rsa2048"), secret, None, (JWT, "invalid algorithm")),
        with_key(
            &signed("RS256", "rsa2048"),
            secret,
            Some(&["RS256"]),
            (JWT, "secretOrPublicKey must be an asymmetric key when using RS256"),
        ),
        with_key(
            &signed("RS256", "rsa2048"),
            Some(key("p256_pub")),
            Some(&["RS256"]),
            ("Error", r#""alg" parameter for "ec" key type must be one of: ES256, ES384, ES512."#),
        ),
        with_key(
            &signed("ES256", "p256"),
            Some(key("rsa2048_pub")),
            Some(&["ES256"]),
            (
                "Error",
                r#""alg" parameter for "rsa" key type must be one of: RS256, PS256, RS384, PS384, RS512, PS512."#,
            ),
        ),
        with_key(
            &signed("ES384", "p384"),
            Some(key("p256_pub")),
            None,
            ("Error", r#""alg" parameter "ES384" requires curve "secp384r1"."#),
        ),
        with_key(
            &signed("PS256", "rsa_pss256"),
            Some(key("rsa_pss512_pub")),
            None,
            (
                "Error",
                r#"Invalid key for this operation, its RSA-PSS parameters do not meet the requirements of "alg" PS256."#,
            ),
        ),
        // Claims.
        claims(r#"{"exp":1700000000}"#, json!({}), new(), ("TokenExpiredError", "jwt expired")),
        claims(
            r#"{"exp":1699999990}"#,
            json!({ "clockTolerance": 10 }),
            new().clock_tolerance(TimeSpan::secs(10)),
            ("TokenExpiredError", "jwt expired"),
        ),
        claims(r#"{"nbf":1700000001}"#, json!({}), new(), ("NotBeforeError", "jwt not active")),
        claims(r#"{"nbf":1700000001,"exp":1}"#, json!({}), new(), ("NotBeforeError", "jwt not active")),
        claims(
            r#"{"aud":"urn:b"}"#,
            json!({ "audience": "urn:a" }),
            new().audience("urn:a"),
            (JWT, "jwt audience invalid. expected: urn:a"),
        ),
        claims(
            r#"{"aud":["c","d"]}"#,
            json!({ "audience": ["a", "b"] }),
            new().audience(["a", "b"]),
            (JWT, "jwt audience invalid. expected: a or b"),
        ),
        claims(
            "{}",
            json!({ "audience": [] }),
            new().audience(Vec::<String>::new()),
            (JWT, "jwt audience invalid. expected: "),
        ),
        claims(r#"{"iss":"b"}"#, json!({ "issuer": "a" }), new().issuer("a"), (JWT, "jwt issuer invalid. expected: a")),
        claims(
            "{}",
            json!({ "issuer": ["a", "b"] }),
            new().issuer(["a", "b"]),
            (JWT, "jwt issuer invalid. expected: a,b"),
        ),
        claims(
            r#"{"sub":5}"#,
            json!({ "subject": "5" }),
            new().subject("5"),
            (JWT, "jwt subject invalid. expected: 5"),
        ),
        claims(r#"{"jti":"x"}"#, json!({ "jwtid": "y" }), new().jwt_id("y"), (JWT, "jwt jwtid invalid. expected: y")),
        claims("{}", json!({ "nonce": "n" }), new().nonce("n"), (JWT, "jwt nonce invalid. expected: n")),
        claims("{}", json!({ "nonce": "  " }), new().nonce("  "), (JWT, "nonce must be a non-empty string")),
        claims(
            r#"{"iat":1699999940}"#,
            json!({ "maxAge": "1m" }),
            new().max_age("1m"),
            ("TokenExpiredError", "maxAge exceeded"),
        ),
        claims(
            r#"{"iat":1699999940}"#,
            json!({ "maxAge": 60 }),
            new().max_age(TimeSpan::secs(60)),
            ("TokenExpiredError", "maxAge exceeded"),
        ),
        claims("{}", json!({ "maxAge": "soon" }), new().max_age("soon"), (JWT, max_age)),
        // The first in npm's order is reported.
        claims(
            r#"{"iss":"b","aud":"b","sub":"b"}"#,
            json!({ "subject": "a", "audience": "a", "issuer": "a" }),
            new().subject("a").audience("a").issuer("a"),
            (JWT, "jwt audience invalid. expected: a"),
        ),
    ]
}

#[cfg(feature = "regex")]
#[test]
fn patterns() {
    use webtoken::Pattern;

    let Some(npm) = npm() else { return };
    if backends().is_empty() {
        return;
    }
    let token = npm.sign(&Json::read(r#"{"aud":"urn:b"}"#), Some(key("secret")), &json!({})).unwrap();
    let (_, by_npm) =
        npm.verify(&token, Some(key("secret")), &json!({ "audience": { "$regexp": ["^URN:a$", ""] } })).unwrap_err();
    let options = VerifyOptions::new().audience(Pattern::new("^URN:a$").unwrap()).clock_timestamp(NOW);
    let by_us = verify::<Value>(&token, key("secret"), &options).unwrap_err().to_string();
    assert_eq!([by_npm.as_str(), &by_us], ["jwt audience invalid. expected: /^URN:a$/"; 2]);
}

/// What signing is given, in both languages, and what both sides say.
struct Sign {
    payload: &'static str,
    key: Option<&'static str>,
    theirs: Value,
    ours: SignOptions,
    error: &'static str,
}

#[test]
fn signing() {
    let Some(npm) = npm() else { return };
    if backends().is_empty() {
        return;
    }
    for Sign { payload, key, theirs, ours, error } in sign_table() {
        let by_npm = npm.sign(&Json::read(payload), key, &theirs).unwrap_err();
        let by_us = sign(&Json::read(payload), key, &ours.clock_timestamp(NOW)).unwrap_err();
        let error = ("Error".to_owned(), error.to_owned());
        assert_eq!(
            (by_npm, (by_us.name().to_owned(), by_us.to_string())),
            (error.clone(), error),
            "{payload} {theirs}"
        );
    }
}

fn sign_table() -> Vec<Sign> {
    let new = SignOptions::new;
    let secret = Some(key("secret"));
    let option = |payload, theirs, ours, error| Sign { payload, key: secret, theirs, ours, error };
    let with_key = |key, alg: &str, error| Sign {
        payload: "{}",
        key,
        theirs: json!({ "algorithm": alg }),
        ours: new().algorithm(alg),
        error,
    };
    let of = |name| Some(key(name));
    let unreadable =
        r#""expiresIn" should be a number of seconds or string representing a timespan eg: "1d", "20h", 60"#;
    vec![
        with_key(None, "HS256", "secretOrPrivateKey must have a value"),
        with_key(Some(""), "HS256", "secretOrPrivateKey must have a value"),
        with_key(of("rsa2048"), "HS256", "secretOrPrivateKey must be a symmetric key when using HS256"),
        with_key(secret, "ES256", "secretOrPrivateKey must be an asymmetric key when using ES256"),
        with_key(of("rsa2048_pub"), "PS256", "secretOrPrivateKey must be an asymmetric key when using PS256"),
        with_key(of("rsa1024"), "RS256", "secretOrPrivateKey has a minimum key size of 2048 bits for RS256"),
        with_key(of("ed25519"), "RS256", r#"Unknown key type "ed25519"."#),
        with_key(of("p256"), "RS256", r#""alg" parameter for "ec" key type must be one of: ES256, ES384, ES512."#),
        with_key(of("p256"), "ES512", r#""alg" parameter "ES512" requires curve "secp521r1"."#),
        with_key(
            of("rsa_pss256"),
            "RS256",
            r#""alg" parameter for "rsa-pss" key type must be one of: PS256, PS384, PS512."#,
        ),
        with_key(
            of("rsa_pss256salt64"),
            "PS256",
            r#"Invalid key for this operation, its RSA-PSS parameter saltLength does not meet the requirements of "alg" PS256."#,
        ),
        with_key(secret, "HS1", r#""algorithm" must be a valid string enum value"#),
        option("null", json!({}), new(), r#"Expected "payload" to be a plain object."#),
        option("[1]", json!({}), new(), r#"Expected "payload" to be a plain object."#),
        option(r#"{"exp":"1"}"#, json!({}), new(), r#""exp" should be a number of seconds"#),
        option(r#"{"nbf":null,"iat":"1"}"#, json!({}), new(), r#""nbf" should be a number of seconds"#),
        option(
            r#""text""#,
            json!({ "jwtid": "j", "expiresIn": "1h", "issuer": "i" }),
            new().jwt_id("j").expires_in("1h").issuer("i"),
            "invalid expiresIn,issuer,jwtid option for string payload",
        ),
        option("5", json!({ "subject": "s" }), new().subject("s"), "invalid subject option for number payload"),
        option(
            r#"{"exp":1}"#,
            json!({ "expiresIn": "1h" }),
            new().expires_in("1h"),
            r#"Bad "options.expiresIn" option the payload already has an "exp" property."#,
        ),
        option(
            r#"{"nbf":1}"#,
            json!({ "notBefore": "1h" }),
            new().not_before("1h"),
            r#"Bad "options.notBefore" option the payload already has an "nbf" property."#,
        ),
        option(
            r#"{"aud":null}"#,
            json!({ "audience": "a" }),
            new().audience("a"),
            r#"Bad "options.audience" option. The payload already has an "aud" property."#,
        ),
        option("{}", json!({ "expiresIn": "soon" }), new().expires_in("soon"), unreadable),
        option(
            "{}",
            json!({ "expiresIn": "" }),
            new().expires_in(""),
            r#""expiresIn" should be a number of seconds or string representing a timespan"#,
        ),
        option(
            "{}",
            json!({ "notBefore": 1.5 }),
            new().not_before(TimeSpan::secs_f64(1.5)),
            r#""notBefore" should be a number of seconds or string representing a timespan"#,
        ),
    ]
}
