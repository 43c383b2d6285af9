//! The same payload, key, options and moment give the same bytes.

use serde_json::{Value, json};
use webtoken::{SignOptions, alg, alg::Builtin, sign};

use crate::{
    NOW, algorithms, inputs, is_deterministic,
    json::{Json, Random},
    keys,
    npm::{Npm, npm},
    objects, options_of_sign, scalars,
};

#[test]
fn all_algorithms() {
    let Some(npm) = npm() else { return };
    for alg in algorithms() {
        for (payload, theirs, ours) in inputs() {
            assert_equal(npm, &payload, alg, theirs, ours);
        }
    }
}

/// With the algorithms that cost nothing.
#[test]
fn all_payloads_under_all_options() {
    let Some(npm) = npm() else { return };
    for alg in algorithms().into_iter().filter(|alg| ["HS256", "none"].contains(&alg.name())) {
        for payload in objects().chain(scalars()) {
            for (theirs, ours) in options_of_sign() {
                assert_equal(npm, &payload, alg, theirs, ours);
            }
        }
    }
}

#[test]
fn random_payloads_under_random_options() {
    const SEED: u64 = 0x5eed_0f70_6b65_6e73;
    let Some(npm) = npm() else { return };
    eprintln!("seed {SEED:#x}");
    let mut random = Random::new(SEED);
    let options = options_of_sign();
    let hmac: Vec<_> = algorithms().into_iter().filter(|alg| alg.name().starts_with("HS")).collect();
    for alg in hmac {
        for _ in 0..300 {
            let payload = random.payload();
            let (theirs, ours) = &options[random.below(options.len())];
            assert_equal(npm, &payload, alg, theirs.clone(), ours.clone());
        }
    }
}

/// Numbers and texts survive being read: JavaScript and this crate see the same values.
#[test]
fn random_payloads_are_read_alike() {
    const SEED: u64 = 0x5eed_0f76_616c_7565;
    let Some(npm) = npm() else { return };
    eprintln!("seed {SEED:#x}");
    let mut random = Random::new(SEED);
    for _ in 0..400 {
        let payload = random.payload();
        let token = npm.sign(&payload, None, &json!({ "algorithm": "none", "noTimestamp": true })).unwrap();
        let read = webtoken::decode::<Value>(&token).unwrap().payload;
        let Json::Object(members) = &payload else { panic!("no object") };
        for (name, value) in members.iter().filter(|(name, _)| name != "iat") {
            assert!(value.is(&read[name]), "{name:?}: {value:?} became {}", read[name]);
        }
    }
}

/// Where this crate leaves JavaScript on purpose.
mod differences {
    use super::*;

    /// The decoded header or payload from both sides.
    fn parts(npm: &Npm, part: usize, payload: &Json, theirs: &Value, ours: SignOptions) -> [Vec<u8>; 2] {
        use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
        let mut theirs = theirs.clone();
        theirs["algorithm"] = "none".into();
        let theirs = npm.sign(payload, None, &theirs).unwrap();
        let ours = sign(payload, webtoken::NoKey, &ours.algorithm(alg::NONE).clock_timestamp(NOW)).unwrap();
        [theirs, ours].map(|token| BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(part).unwrap()).unwrap())
    }

    #[track_caller]
    fn payloads(npm: &Npm, payload: &str, theirs: &str, ours: &str) {
        let payloads = parts(npm, 1, &Json::read(payload), &json!({}), SignOptions::new());
        assert_eq!(payloads.map(|payload| String::from_utf8(payload).unwrap()), [theirs, ours]);
    }

    /// A JavaScript object has no order of its own for names such as `1`; here members stay where they are.
    #[test]
    fn array_indices_as_names() {
        let Some(npm) = npm() else { return };
        payloads(
            npm,
            r#"{"b":1,"10":2,"9":3,"iat":4}"#,
            r#"{"9":3,"10":2,"b":1,"iat":4}"#,
            r#"{"b":1,"10":2,"9":3,"iat":4}"#,
        );
    }

    /// JavaScript has doubles alone; here integers of 64 bits keep all their digits.
    #[test]
    fn integers_beyond_a_double() {
        let Some(npm) = npm() else { return };
        let [exact, rounded] = [r#"{"n":9007199254740993,"iat":4}"#, r#"{"n":9007199254740992,"iat":4}"#];
        payloads(npm, exact, rounded, exact);
    }

    /// npm looks up each member among its rules for claims, and finds what every JavaScript object inherits.
    #[test]
    fn names_that_objects_inherit() {
        let Some(npm) = npm() else { return };
        for name in ["constructor", "toString", "hasOwnProperty", "__proto__"] {
            let payload = Json::Object(vec![(name.to_owned(), Json::Int(1))]);
            let (class, _) = npm.sign(&payload, Some("secret"), &json!({})).unwrap_err();
            assert_eq!(class, "TypeError");
            let token = sign(&payload, webtoken::NoKey, &SignOptions::new().algorithm(alg::NONE)).unwrap();
            assert_eq!(webtoken::decode::<Value>(token).unwrap().payload[name], 1);
        }
    }

    /// npm takes an `iat` of zero for none.
    #[test]
    fn issued_at_zero() {
        let Some(npm) = npm() else { return };
        payloads(npm, r#"{"iat":0,"a":1}"#, r#"{"iat":1700000000,"a":1}"#, r#"{"iat":0,"a":1}"#);
    }

    /// npm writes headers in Latin-1, which loses what is not in it.
    #[test]
    fn headers_beyond_ascii() {
        let Some(npm) = npm() else { return };
        let [theirs, ours] = parts(npm, 0, &Json::read("{}"), &json!({ "keyid": "é" }), SignOptions::new().kid("é"));
        assert_eq!(theirs, b"{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"\xE9\"}");
        assert_eq!(ours, "{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"é\"}".as_bytes());
    }
}

/// The same token, or the same error; without the signature where that has a random part.
#[track_caller]
fn assert_equal(npm: &Npm, payload: &Json, alg: Builtin, mut theirs: Value, ours: SignOptions) {
    let (key, _) = keys(alg);
    theirs["algorithm"] = alg.name().into();
    let by_npm = npm.sign(payload, key, &theirs);
    let by_us = sign(payload, key, &ours.algorithm(alg).clock_timestamp(NOW));
    let by_us = by_us.map_err(|error| (error.name().to_owned(), error.to_string()));
    let compared = |token: &String| match token.rsplit_once('.') {
        Some((message, _)) if !is_deterministic(alg) => message.to_owned(),
        _ => token.clone(),
    };
    let message = || format!("{} {theirs}\n{}", alg.name(), serde_json::to_string(payload).unwrap());
    assert_eq!(by_npm.as_ref().map(compared), by_us.as_ref().map(compared), "{}", message());
}
