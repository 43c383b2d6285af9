//! This crate and npm's `jsonwebtoken`, side by side: each reads what the other signs, the bytes are equal where
//! signing is deterministic, and so are the errors.
//!
//! The other side runs in Node (`npm.js`); without Node nothing is tested, and said so.
#![expect(clippy::cast_precision_loss, reason = "numbers are doubles to JavaScript")]

#[path = "../common/beside.rs"]
mod beside;
mod bytes;
#[expect(dead_code, reason = "what a backend can do besides is not asked here")]
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/dialogue.rs"]
mod dialogue;
mod errors;
mod json;
mod npm;
#[path = "../common/ordered.rs"]
mod ordered;
mod tokens;

use std::sync::LazyLock;

use serde_json::{Value, json};
use webtoken::{SignOptions, TimeSpan, alg, alg::Builtin};

use common::backends;
use json::Json;

/// The moment of all tests.
const NOW: i64 = 1_700_000_000;

/// The algorithms of npm's package, apart from `none`.
const NPM_ALGORITHMS: [&str; 12] =
    ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

/// What npm can do too, of every backend; and `none`, which is nobody's.
fn algorithms() -> Vec<Builtin> {
    let of_backends = backends().into_iter().flat_map(|backend| {
        NPM_ALGORITHMS.map(|name| backend.algorithm(name).unwrap_or_else(|| panic!("{} has no {name}", backend.name)))
    });
    of_backends.chain([alg::NONE]).collect()
}

fn is_deterministic(alg: Builtin) -> bool {
    ["HS", "RS", "none"].iter().any(|family| alg.name().starts_with(family))
}

/// A key of the test data by its name there.
#[track_caller]
fn key(name: &str) -> &'static str {
    static CASES: LazyLock<Value> =
        LazyLock::new(|| serde_json::from_str(include_str!("../data/jsonwebtoken-cases.json")).unwrap());
    CASES["keys"][name]["value"].as_str().unwrap_or_else(|| panic!("no key {name}"))
}

/// The key that signs, and the forms of the one that verifies.
fn keys(alg: Builtin) -> (Option<&'static str>, Vec<Option<&'static str>>) {
    let (private, public): (&str, &[&str]) = match alg.name() {
        "none" => return (None, vec![None]),
        "HS256" => ("secret", &["secret"]),
        "HS384" | "HS512" => ("secret_unicode", &["secret_unicode"]),
        "ES256" => ("p256", &["p256_pub", "p256_cert", "p256_sec1"]),
        "ES384" => ("p384", &["p384_pub", "p384"]),
        "ES512" => ("p521", &["p521_pub"]),
        "PS256" => ("rsa_pss256", &["rsa_pss256_pub"]),
        "RS256" | "RS384" | "RS512" | "PS384" | "PS512" => {
            ("rsa2048", &["rsa2048_pub", "rsa2048_pub_pkcs1", "rsa2048_cert", "rsa2048_pkcs1"])
        }
        other => panic!("no key for {other}"),
    };
    (Some(key(private)), public.iter().map(|name| Some(key(name))).collect())
}

/// Options of signing in both languages.
fn options_of_sign() -> Vec<(Value, SignOptions)> {
    let new = SignOptions::new;
    vec![
        (json!({}), new()),
        (json!({ "expiresIn": "1h" }), new().expires_in("1h")),
        (json!({ "expiresIn": 0 }), new().expires_in(TimeSpan::secs(0))),
        (
            json!({ "expiresIn": -60, "notBefore": -120 }),
            new().expires_in(TimeSpan::secs(-60)).not_before(TimeSpan::secs(-120)),
        ),
        (json!({ "notBefore": "-1.5s", "expiresIn": "2.5 hrs" }), new().not_before("-1.5s").expires_in("2.5 hrs")),
        (json!({ "expiresIn": "1500" }), new().expires_in(TimeSpan::millis(1500))),
        (json!({ "audience": "urn:a" }), new().audience("urn:a")),
        (json!({ "audience": ["urn:a", "\u{fc}\u{1f600}\"\\"] }), new().audience(["urn:a", "\u{fc}\u{1f600}\"\\"])),
        (json!({ "audience": [] }), new().audience(Vec::<String>::new())),
        (
            json!({ "issuer": "urn:i", "subject": "alice", "jwtid": "id-1" }),
            new().issuer("urn:i").subject("alice").jwt_id("id-1"),
        ),
        (json!({ "issuer": "", "subject": "", "jwtid": "" }), new().issuer("").subject("").jwt_id("")),
        (json!({ "keyid": "2026-11" }), new().kid("2026-11")),
        (json!({ "noTimestamp": true }), new().no_timestamp(true)),
        (json!({ "noTimestamp": true, "expiresIn": "1d" }), new().no_timestamp(true).expires_in("1d")),
        (
            json!({ "header": { "cty": "x", "jku": ["a", { "b": null }], "z": 1.5 } }),
            new().header("cty", "x").header("jku", json!(["a", { "b": null }])).header("z", 1.5),
        ),
        (
            json!({ "header": { "kid": "by header" }, "keyid": "by option" }),
            new().kid("by option").header("kid", "by header"),
        ),
        (json!({ "header": { "typ": "at+jwt" } }), new().header("typ", "at+jwt")),
        (
            json!({
                "expiresIn": 60, "notBefore": 0, "audience": "a", "issuer": "i", "subject": "s", "jwtid": "j",
                "keyid": "k", "header": { "cty": "c" },
            }),
            new()
                .expires_in(TimeSpan::secs(60))
                .not_before(TimeSpan::secs(0))
                .audience("a")
                .issuer("i")
                .subject("s")
                .jwt_id("j")
                .kid("k")
                .header("cty", "c"),
        ),
    ]
}

/// Payloads worth a look: each is JSON for both sides.
fn objects() -> impl Iterator<Item = Json> {
    const OBJECTS: [&str; 20] = [
        r"{}",
        r#"{"foo":"bar"}"#,
        r#"{"z":1,"a":2,"m":{"z":1,"a":2}}"#,
        r#"{"iat":1600000000}"#,
        r#"{"foo":1,"iat":1600000000.5,"bar":2}"#,
        r#"{"iat":-1}"#,
        r#"{"exp":1800000000,"nbf":1e9}"#,
        r#"{"exp":1800000000.25}"#,
        r#"{"aud":["a","b"],"iss":"i","sub":"s","jti":"j"}"#,
        r#"{"aud":null,"iss":5,"sub":{"a":[]},"jti":false}"#,
        r#"{"text":"\u0000\u0001\b\t\n\u000b\f\r\u001f \"\\/\u007f\u0080"}"#,
        r#"{"text":"é ß я 漢字 \u2028\u2029 \ufeff \ud83d\ude00 \udbff\udfff"}"#,
        r#"{"é":1,"\ud83d\ude00":2,"\"":3,"":4," ":5,"\u0000":6}"#,
        r#"{"n":[0,-0,1.0,-1.5,1e20,1e21,1e-6,1e-7,123456789012345680000,5e-324,1.7976931348623157e308]}"#,
        r#"{"n":[9007199254740991,-9007199254740991,9007199254740992.0,4294967296,0.1,0.30000000000000004]}"#,
        r#"{"a":{"b":{"c":{"d":[[[[{"e":[]}]]]]}}},"f":[null,true,false,{}]}"#,
        r#"{"length":1,"name":2,"prototype":3,"01":4,"-1":5,"1.5":6,"4294967295":7}"#,
        r#"{"html":"<script>&amp;</script>","path":"a/b\\c"}"#,
        r#"{"toJSON":"not a function"}"#,
        r#"{"nested":{"iat":"text","exp":null,"nbf":[]}}"#,
    ];
    OBJECTS.into_iter().map(Json::read)
}

/// Payloads that are no objects.
fn scalars() -> impl Iterator<Item = Json> {
    let numbers = [Json::Int(0), Json::Int(-5), Json::Number(1.5), Json::Number(1e21)];
    TEXTS.map(Json::from).into_iter().chain(numbers).chain([Json::Bool(true), Json::Bool(false)])
}

const TEXTS: [&str; 8] = ["text", "{\"a\":1}", " ", "123", "null", "\u{0}\u{1f600}é\"\\", "two\nlines", "[1,2"];

/// Every payload with one set of options, and every set of options with one payload.
fn inputs() -> impl Iterator<Item = (Json, Value, SignOptions)> {
    let plain = objects().chain(scalars()).map(|payload| (payload, json!({}), SignOptions::new()));
    let simple = Json::read(r#"{"foo":"bar"}"#);
    plain.chain(options_of_sign().into_iter().map(move |(npm, ours)| (simple.clone(), npm, ours)))
}
