//! Hostile tokens cost stack, memory and time in proportion to their length at most, also where the limit to it is lifted.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use std::{
    hint::black_box,
    thread,
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use webtoken::{
    Bytes, Header, Jwk, JwkSet, SignOptions, SigningKey, Text, VerifyOptions, VerifyingKey, alg, claims::Claims,
    decode, sign, verify, verify_all,
};

const SECRET: &str = "a secret of at least thirty-two bytes";

fn token(header: &str, payload: &str) -> String {
    let signer = alg::HS256.signer(&SigningKey::from_secret(SECRET).unwrap()).unwrap();
    let message = format!("{}.{}", BASE64URL.encode(header), BASE64URL.encode(payload));
    let signature = BASE64URL.encode(signer.sign(message.as_bytes()).unwrap());
    format!("{message}.{signature}")
}

fn unlimited() -> VerifyOptions {
    VerifyOptions::new().max_token_size(usize::MAX)
}

/// Frames are several times as large where nothing is optimized.
const STACK: usize = if cfg!(debug_assertions) { 1 << 20 } else { 256 << 10 };

/// A million levels in a thread with a stack of 256 KiB: the readers of JSON stop at 128.
#[test]
fn nesting_takes_no_stack() {
    const LEVELS: usize = 1_000_000;
    let small = thread::Builder::new().stack_size(STACK);
    let test = || {
        let lists = format!("{}{}", "[".repeat(LEVELS), "]".repeat(LEVELS));
        let objects = format!("{}1{}", "{\"a\":".repeat(LEVELS), "}".repeat(LEVELS));
        // And as deep as is allowed: what is accepted fits too.
        let deepest = format!("{}{}", "[".repeat(127), "]".repeat(127));
        for (json, is_read) in [(&lists, false), (&objects, false), (&deepest, true)] {
            let member = format!("{{\"alg\":\"HS256\",\"x\":{json}}}");
            let read = verify::<Value>(token(&member, "{}"), SECRET, &unlimited());
            assert!(read.is_err() || json.len() < 1000);
            let token = token(r#"{"alg":"HS256","typ":"JWT"}"#, json);
            assert_eq!(verify::<Value>(&token, SECRET, &unlimited()).is_ok(), is_read);
            assert_eq!(verify::<IgnoredAny>(&token, SECRET, &unlimited()).is_ok(), is_read);
            assert_eq!(verify::<Bytes>(&token, SECRET, &unlimited()).is_ok(), is_read);
            assert_eq!(verify::<Text>(&token, SECRET, &unlimited()).is_ok(), is_read);
            assert_eq!(verify_all::<Value>(&token, SECRET, &unlimited()).is_ok(), is_read);
            assert_eq!((Header::from_json(json).is_ok(), Claims::from_json(json).is_ok()), (is_read, is_read));
            assert_eq!(decode::<Value>(&token).is_some(), is_read);
            let (jwk, set) = (format!("{{\"kty\":{json}}}"), format!("{{\"keys\":{json}}}"));
            assert!(Jwk::from_json(&jwk).is_err() && VerifyingKey::from_text(&jwk).is_err());
            // What is no key in a set is skipped, unread.
            let keys = JwkSet::from_json(&set).map_or(0, |set| set.len());
            assert_eq!(keys, 0);
            let _ = black_box(serde_json::from_str::<VerifyOptions>(json).is_err());
        }
    };
    small.spawn(test).unwrap().join().unwrap();
}

fn joined(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

/// The shortest of several runs: noise only ever adds.
fn shortest(mut run: impl FnMut()) -> Duration {
    let timed = (0..7).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    timed.min().unwrap()
}

/// Makes a token of some length.
type Make<'a> = &'a dyn Fn(usize) -> String;

/// Eight times the length takes about eight times as long; were anything quadratic, 64 times.
#[test]
fn cost_grows_with_length() {
    let typed = r#"{"alg":"HS256","typ":"JWT"}"#;
    let members = |count| joined(count, |index| format!("\"member{index}\":{index}"));
    let cases: [(&str, Make); 8] = [
        ("header members", &|count| token(&format!("{{\"alg\":\"HS256\",{}}}", members(count)), "{}")),
        ("payload members", &|count| token(typed, &format!("{{{}}}", members(count)))),
        ("a member twice", &|count| token(typed, &format!("{{{},\"member0\":0}}", members(count)))),
        ("audiences", &|count| {
            token(typed, &format!("{{\"aud\":[{}]}}", joined(count, |index| format!("\"urn:{index}\""))))
        }),
        ("objects in a list", &|count| token(typed, &format!("[{}]", joined(count, |_| "{\"a\":1}".into())))),
        ("escapes", &|count| token(typed, &format!("\"{}\"", "\\u0041\\n".repeat(count)))),
        ("dots", &|count| ".".repeat(count * 64)),
        ("a long signature", &|count| format!("{}{}", token(typed, "{}"), "A".repeat(count * 64))),
    ];
    for (what, make) in cases {
        for options in [unlimited(), unlimited().audience("urn:me")] {
            grows_in_proportion(what, make, &|token| {
                drop(black_box(verify::<Value>(token, SECRET, &options)));
                drop(black_box(verify::<IgnoredAny>(token, SECRET, &options)));
                drop(black_box(decode::<Value>(token)));
            });
        }
    }
}

#[test]
fn cost_of_signing_grows_with_fields() {
    let fields: Make = &|count| format!("{{{}}}", joined(count, |index| format!("\"field{index}\":{index}")));
    let read = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap();
    grows_in_proportion("fields of a payload", fields, &|text| {
        assert!(sign(&read(text), SECRET, &SignOptions::new()).is_ok());
    });
    grows_in_proportion("fields of the header option", fields, &|text| {
        let options = read(text).iter().fold(SignOptions::new(), |options, (name, value)| options.header(name, value));
        assert!(sign(&Map::new(), SECRET, &options).is_ok());
    });
}

/// Strings that may be keys.
#[test]
fn cost_of_key_texts_grows_with_length() {
    let cases: [(&str, Make); 12] = [
        ("hyphens", &|count| "-".repeat(count * 16)),
        ("quotes and backslashes", &|count| "\"\\".repeat(count * 8)),
        ("base64 in lines", &|count| "TUlJQklqQU5CZ2tx\n".repeat(count)),
        ("words", &|count| "MIIB and ".repeat(count * 2)),
        ("continued lines", &|count| "MIIBIjANBgkq\\ ".repeat(count)),
        ("beginnings of marks", &|count| "ssh-begin\"kty".repeat(count)),
        ("objects in objects", &|count| "{\"a\":".repeat(count)),
        ("beginnings of PEM", &|count| "-----BEGIN ".repeat(count)),
        ("empty PEM", &|count| "-----BEGIN A-----".repeat(count)),
        ("spelled-out line breaks", &|count| "\\n\\r".repeat(count * 4)),
        ("quotes and whitespace", &|count| "' \"\n".repeat(count * 4)),
        ("lists in DER", &|count| format!("0\u{4}{}", "0\0".repeat(count * 8))),
    ];
    for (what, make) in cases {
        grows_in_proportion(what, make, &|text| drop(black_box(SigningKey::from_text(text))));
    }
}

fn grows_in_proportion(what: &str, make: Make, read: &dyn Fn(&str)) {
    let [short, long] = [2_000, 16_000].map(make);
    // Memory is counted, and so is exact: all that is ever asked for, with room for what grows by doubling.
    let memory = |text: &str| allocation_counter::measure(|| read(text)).bytes_total;
    let (less, more) = (memory(&short), memory(&long));
    assert!(more < less * 16 + 4096, "{what}: {less} bytes, then {more}");
    // Other work on the machine may spoil a measurement, not five in a row.
    let in_proportion = (0..5).any(|_| {
        let [short, long] = [&short, &long].map(|text| shortest(|| read(text)));
        println!("{what}: {short:?}, eight times as much {long:?}");
        // What is over in a moment is no measure, and no harm.
        long < Duration::from_millis(1) || long < short * 24
    });
    assert!(in_proportion, "{what}");
}
