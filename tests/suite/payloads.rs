//! What a payload may be and how it is written: order, numbers, every shape that serde knows.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json, value::RawValue};
use webtoken::{Bytes, SignError, SignOptions, Text, VerifyOptions, decode, sign, verify};

const SECRET: &str = "a secret for these tests";

fn options() -> SignOptions {
    SignOptions::new().clock_timestamp(1000)
}

#[track_caller]
fn written(payload: &(impl Serialize + ?Sized), options: &SignOptions) -> String {
    let token = sign(payload, SECRET, options).unwrap();
    decode::<Text>(&token).unwrap().payload.0
}

#[track_caller]
fn header(payload: &(impl Serialize + ?Sized), options: &SignOptions) -> Value {
    let token = sign(payload, SECRET, options).unwrap();
    decode::<Bytes>(&token).unwrap().header.as_value().clone()
}

#[derive(Serialize)]
struct Claims<'a> {
    zebra: u8,
    alpha: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    absent: Option<u8>,
    null: Option<u8>,
    #[serde(flatten)]
    more: BTreeMap<&'a str, f64>,
}

fn claims() -> Claims<'static> {
    Claims {
        zebra: 1,
        alpha: "a/b\u{7f}\u{2028}\n\"",
        absent: None,
        null: None,
        more: [("x", 2.0), ("y", 1e21)].into(),
    }
}

#[test]
fn a_struct_keeps_its_order_and_claims_come_after() {
    let all = options().not_before("1s").expires_in("2s").audience(["a", "b"]).issuer("i\"").subject("s").jwt_id("j");
    assert_eq!(
        written(&claims(), &all),
        "{\"zebra\":1,\"alpha\":\"a/b\u{7f}\u{2028}\\n\\\"\",\"null\":null,\"x\":2,\"y\":1e+21,\"iat\":1000,\
         \"nbf\":1001,\"exp\":1002,\"aud\":[\"a\",\"b\"],\"iss\":\"i\\\"\",\"sub\":\"s\",\"jti\":\"j\"}"
    );
}

#[test]
fn objects_of_every_shape() {
    #[derive(Serialize)]
    enum Shape {
        Newtype(u8),
        Tuple(u8, u8),
        Struct { a: f64 },
    }
    #[derive(Serialize)]
    #[serde(tag = "kind")]
    enum Tagged {
        Point { x: f64 },
    }
    #[derive(Serialize)]
    struct Wrapper<T>(T);

    let options = options().no_timestamp(true);
    assert_eq!(written(&json!({}), &options), "{}");
    assert_eq!(written(&Some(json!({ "a": 1.0 })), &options), r#"{"a":1}"#);
    assert_eq!(written(&Wrapper(Wrapper(json!({ "a": 1 }))), &options), r#"{"a":1}"#);
    assert_eq!(written(&Shape::Newtype(1), &options), r#"{"Newtype":1}"#);
    assert_eq!(written(&Shape::Tuple(1, 2), &options), r#"{"Tuple":[1,2]}"#);
    assert_eq!(written(&Shape::Struct { a: 1.0 }, &options), r#"{"Struct":{"a":1}}"#);
    assert_eq!(written(&Tagged::Point { x: 0.5 }, &options), r#"{"kind":"Point","x":0.5}"#);
    assert_eq!(written(&BTreeMap::from([(17, "a"), (2, "b")]), &options), r#"{"2":"b","17":"a"}"#);
    assert_eq!(written(&BTreeMap::from([('x', 1), ('"', 2)]), &options), r#"{"\"":2,"x":1}"#);
    assert_eq!(written(&BTreeMap::from([(true, 1)]), &options), r#"{"true":1}"#);
}

#[test]
fn raw_json_is_looked_at_too() {
    let raw = |json: &str| RawValue::from_string(json.to_owned()).unwrap();
    assert_eq!(written(&raw(r#" {"b": 1.50, "a":[ 1 ]} "#), &options()), r#"{"b":1.50,"a":[ 1 ],"iat":1000}"#);
    assert_eq!(written(&raw(r#"{"iat":5}"#), &options().expires_in("1s")), r#"{"iat":5,"exp":6}"#);
    assert_eq!(written(&raw("\"te\\nxt\""), &SignOptions::new()), "te\nxt");
    assert_eq!(written(&raw("1.50"), &SignOptions::new()), "1.50");
    assert_eq!(written(&raw("false"), &SignOptions::new()), "false");
    for refused in ["null", "[]"] {
        assert!(matches!(sign(&raw(refused), SECRET, &options()), Err(SignError::PayloadNotAnObject)));
    }
    let error = sign(&raw(r#"{"exp":"1"}"#), SECRET, &options()).unwrap_err();
    assert_eq!(error.to_string(), "\"exp\" should be a number of seconds");
    for twice in [r#"{"exp":1,"\u0065xp":2}"#, r#"{"exp":1,"exp":2}"#] {
        let error = sign(&raw(twice), SECRET, &options()).unwrap_err();
        assert!(matches!(&error, SignError::DuplicateClaim { claim, .. } if claim == "exp"), "{error:?}");
    }
    assert_eq!(written(&raw(r#"{"\u0065xq":{"a":1.0}}"#), &options()), r#"{"exq":{"a":1.0},"iat":1000}"#);
}

/// A name that hides the claim that it is: raw JSON may escape any character.
#[test]
fn raw_json_is_not_a_name() {
    struct Raw(Box<RawValue>);
    impl Serialize for Raw {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map([(&self.0, 1)])
        }
    }
    for name in [r#""exp""#, r#""\u0065xp""#, r#""e\u0078p""#, r#""\u0065xq""#] {
        let raw = Raw(RawValue::from_string(name.to_owned()).unwrap());
        for options in [options(), options().expires_in("1h")] {
            let error = sign(&raw, SECRET, &options).unwrap_err();
            assert_eq!(error.to_string(), "payload cannot be serialized: key must be a string", "{name}");
        }
    }
}

#[test]
fn payloads_that_are_no_objects() {
    #[derive(Serialize)]
    enum Unit {
        Variant,
    }
    let options = SignOptions::new();
    assert_eq!(written("text \u{1F600}", &options), "text \u{1F600}");
    assert_eq!(written(&'c', &options), "c");
    assert_eq!(written(&Unit::Variant, &options), "Variant");
    assert_eq!(written(&5_u8, &options), "5");
    assert_eq!(written(&-5_i64, &options), "-5");
    assert_eq!(written(&1.5_f32, &options), "1.5");
    assert_eq!(written(&1e-7, &options), "1e-7");
    assert_eq!(written(&u128::MAX, &options), "340282366920938463463374607431768211455");
    assert_eq!(written(&true, &options), "true");
    assert_eq!(header("text", &options.clone().kid("k")), json!({ "alg": "HS256", "kid": "k" }));

    let token = sign(&Bytes([0xff, 0x00, 0x80]), SECRET, &options).unwrap();
    assert_eq!(verify::<Bytes>(&token, SECRET, &VerifyOptions::new()).unwrap().payload.0, [0xff, 0x00, 0x80]);
}

#[test]
fn what_is_no_payload() {
    #[derive(Serialize)]
    struct Unit;
    #[derive(Serialize)]
    struct Pair(u8, u8);
    for error in [
        sign(&(), SECRET, &options()),
        sign(&None::<u8>, SECRET, &options()),
        sign(&Unit, SECRET, &options()),
        sign(&f64::NAN, SECRET, &options()),
        sign(&f32::INFINITY, SECRET, &options()),
        sign(&Vec::<u8>::new(), SECRET, &options()),
        sign(&[1], SECRET, &options()),
        sign(&(1, 2), SECRET, &options()),
        sign(&Pair(1, 2), SECRET, &options()),
    ] {
        assert_eq!(error.unwrap_err().to_string(), "Expected \"payload\" to be a plain object.");
    }
}

#[test]
fn a_payload_that_fails_to_serialize_is_an_error() {
    struct Fails;
    impl Serialize for Fails {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("no luck"))
        }
    }
    for error in [
        sign(&Fails, SECRET, &options()).unwrap_err(),
        sign(&json!({ "a": 1 }), SECRET, &options().header("x", Fails)).unwrap_err(),
        sign(&json!({ "a": 1 }), SECRET, &options().header("alg", Fails)).unwrap_err(),
        sign(&json!({ "a": 1 }), SECRET, &options().header("alg", Fails).header("alg", "HS256")).unwrap_err(),
        sign(&BTreeMap::from([("a", vec![Fails])]), SECRET, &options()).unwrap_err(),
        sign(&BTreeMap::from([(vec![1], 1)]), SECRET, &options()).unwrap_err(),
    ] {
        assert!(matches!(error, SignError::Payload(_) | SignError::Header { .. }), "{error:?}");
    }
}

/// What counts is what is written, whatever error a value makes of one that it was told.
#[test]
fn errors_may_be_wrapped() {
    struct Wraps<T>(T);
    impl<T: Serialize> Serialize for Wraps<T> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.0.serialize(serializer).map_err(|error| serde::ser::Error::custom(format!("wrapped: {error}")))
        }
    }
    #[derive(Serialize)]
    enum Shape {
        Newtype(u8),
    }
    assert_eq!(written(&Wraps(Shape::Newtype(1)), &options()), r#"{"Newtype":1,"iat":1000}"#);
    let raw = RawValue::from_string(r#"{"iat":5}"#.to_owned()).unwrap();
    assert_eq!(written(&Wraps(raw), &options()), r#"{"iat":5}"#);
    assert!(matches!(sign(&Wraps(()), SECRET, &options()), Err(SignError::PayloadNotAnObject)));
    let error = sign(&Wraps(BTreeMap::from([(vec![1], 1)])), SECRET, &options()).unwrap_err();
    assert_eq!(error.to_string(), "payload cannot be serialized: wrapped: key must be a string");
}

#[test]
fn dates_of_many_digits() {
    let written = |iat: u128| written(&BTreeMap::from([("iat", iat)]), &options().expires_in("1s"));
    assert_eq!(written(999_999_999_999_999), r#"{"iat":999999999999999,"exp":1000000000000000}"#);
    assert_eq!(written(9_007_199_254_740_992), r#"{"iat":9007199254740992,"exp":9007199254740992}"#);
    assert_eq!(written(u128::MAX), r#"{"iat":340282366920938463463374607431768211455,"exp":3.402823669209385e+38}"#);
}

/// What is half written would be signed, and `exp` set a second time.
#[test]
fn a_payload_that_passes_over_errors_is_an_error() {
    struct Fails;
    impl Serialize for Fails {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str("no number")?;
            Err(serde::ser::Error::custom("no luck"))
        }
    }
    struct Careless;
    impl Serialize for Careless {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeMap;
            let mut map = serializer.serialize_map(None)?;
            let _ = map.serialize_entry("exp", &Fails);
            map.serialize_entry("a", &1)?;
            map.end()
        }
    }
    for options in [options(), options().expires_in("1h")] {
        let error = sign(&Careless, SECRET, &options).unwrap_err();
        assert!(matches!(error, SignError::Payload(_)), "{error:?}");
        let error = sign(&json!({}), SECRET, &options.header("x", Careless)).unwrap_err();
        assert!(matches!(error, SignError::Header { .. }), "{error:?}");
    }
}

#[test]
fn no_timestamp_cuts_iat_out_wherever_it_stands() {
    #[derive(Serialize)]
    struct First {
        iat: u8,
        a: u8,
    }
    #[derive(Serialize)]
    struct Middle {
        a: u8,
        iat: u8,
        b: u8,
    }
    #[derive(Serialize)]
    struct Last {
        a: u8,
        iat: u8,
    }
    #[derive(Serialize)]
    struct Only {
        iat: u8,
    }
    let cut = options().no_timestamp(true);
    assert_eq!(written(&First { iat: 5, a: 1 }, &cut), r#"{"a":1}"#);
    assert_eq!(written(&Middle { a: 1, iat: 5, b: 2 }, &cut), r#"{"a":1,"b":2}"#);
    assert_eq!(written(&Last { a: 1, iat: 5 }, &cut), r#"{"a":1}"#);
    assert_eq!(written(&Only { iat: 5 }, &cut), "{}");
    assert_eq!(written(&Only { iat: 5 }, &cut.clone().expires_in("1s")), r#"{"exp":6}"#);
    assert_eq!(written(&First { iat: 5, a: 1 }, &cut.expires_in("1s")), r#"{"a":1,"exp":6}"#);
    assert_eq!(written(&First { iat: 0, a: 1 }, &options()), r#"{"iat":0,"a":1}"#);
}

/// Readers would disagree on which value counts.
#[test]
fn a_claim_twice_is_refused() {
    #[derive(Serialize)]
    struct Twice<'a> {
        exp: u32,
        role: &'a str,
        #[serde(rename = "a\"\n")]
        escaped: u8,
        #[serde(flatten)]
        more: Value,
    }
    let refused = |more: Value, name: &str| {
        let payload = Twice { exp: 1, role: "user", escaped: 1, more };
        let error = sign(&payload, SECRET, &options()).unwrap_err();
        assert_eq!(error.to_string(), format!("the payload has more than one \"{name}\" property"));
        assert_eq!(error.code(), "claim_duplicate");
    };
    refused(json!({ "exp": 4_000_000_000_u32 }), "exp");
    refused(json!({ "role": "admin" }), "role");
    refused(json!({ "a\"\n": 2 }), "a\"\n");
    // The names of the first few fields are compared otherwise than those of many.
    for count in 0..50 {
        let mut more: serde_json::Map<_, _> = (0..count).map(|index| (format!("z{index:02}"), json!(1))).collect();
        let payload = Twice { exp: 1, role: "user", escaped: 1, more: more.clone().into() };
        assert!(sign(&payload, SECRET, &options()).is_ok());
        more.insert("role".to_owned(), json!("admin"));
        refused(more.into(), "role");
    }
}

/// However many fields there are, each name is compared with all before it.
#[test]
fn a_name_twice_is_refused_at_every_place() {
    struct Names(Vec<String>);
    impl Serialize for Names {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.0.iter().map(|name| (name, 1)))
        }
    }
    let names = |count| (0..count).map(|index| format!("name{index}")).collect::<Vec<_>>();
    for count in [1, 2, 15, 16, 17, 18, 40] {
        assert!(sign(&Names(names(count)), SECRET, &options()).is_ok());
        for first in 0..count {
            for second in first + 1..=count {
                let mut names = names(count);
                names.insert(second, format!("name{first}"));
                let error = sign(&Names(names), SECRET, &options()).unwrap_err();
                assert!(matches!(&error, SignError::DuplicateClaim { claim, .. } if *claim == format!("name{first}")));
            }
        }
    }
}

#[test]
fn headers_keep_order_and_places() {
    #[derive(Serialize)]
    struct Nested {
        z: u8,
        a: f64,
    }
    let options = options()
        .kid("k")
        .header("x5t", "t")
        .header("typ", "at+jwt")
        .header("nested", Nested { z: 1, a: 1e21 })
        .header("alg", "HS512")
        .header("kid", "другой")
        .header("x5t", 2);
    let token = sign(&json!({}), SECRET, &options).unwrap();
    let header = token.split('.').next().unwrap();
    // The same bytes as text payload: an independent way to read them.
    let text = decode::<Text>(format!("e30.{header}.")).map(|token| token.payload.0).unwrap();
    assert_eq!(text, r#"{"alg":"HS512","typ":"at+jwt","kid":"другой","x5t":2,"nested":{"z":1,"a":1e+21}}"#);
    assert!(verify::<Value>(&token, SECRET, &VerifyOptions::new().algorithms(["HS512"])).is_ok());
}

#[test]
fn an_alg_in_the_header_never_turns_the_signature_off() {
    let error = |options: SignOptions| sign(&json!({}), SECRET, &options).unwrap_err();
    assert!(matches!(error(options().header("alg", "none")), SignError::HeaderNone));
    assert!(matches!(error(options().algorithm("HS512").header("alg", "none")), SignError::HeaderNone));
    assert!(matches!(error(options().header("alg", "HS1")), SignError::HeaderAlgorithm(name) if name == "HS1"));
    assert!(matches!(error(options().header("alg", json!(["HS256"]))), SignError::HeaderAlgorithm(_)));
    let unsigned = sign(&json!({}), SECRET, &options().algorithm("none").header("alg", "none")).unwrap();
    assert!(unsigned.ends_with('.'));
}

#[test]
fn encodings() {
    use webtoken::options::Encoding;
    let bytes = |payload: &Value, encoding| {
        let options = SignOptions::new().no_timestamp(true).encoding(encoding);
        decode::<Bytes>(sign(payload, SECRET, &options).unwrap()).map(|token| token.payload.0)
    };
    assert_eq!(bytes(&json!({ "a": "é" }), Encoding::Utf8).unwrap(), "{\"a\":\"é\"}".as_bytes());
    let latin1 = sign(&json!({ "a": "é" }), SECRET, &SignOptions::new().no_timestamp(true).encoding(Encoding::Latin1));
    assert_eq!(latin1.unwrap().split('.').nth(1).unwrap(), "eyJhIjoi6SJ9");
    let utf16 = sign("aé", SECRET, &SignOptions::new().encoding(Encoding::Utf16Le)).unwrap();
    assert_eq!(utf16.split('.').nth(1).unwrap(), "YQDpAA");
    let error = sign("☃", SECRET, &SignOptions::new().encoding(Encoding::Latin1)).unwrap_err();
    assert_eq!(error.to_string(), "the payload cannot be written in latin1");
}

#[test]
fn dates_beyond_a_double_are_errors() {
    let years = "9".repeat(90) + "y";
    let error = sign(&json!({ "iat": 1.7e308 }), SECRET, &options().expires_in(years.as_str()));
    assert!(error.is_ok(), "the sum is rounded, as doubles are");
    let span = webtoken::TimeSpan::secs_f64(1.7e308);
    for (claim, options) in [("exp", options().expires_in(span)), ("nbf", options().not_before(span))] {
        let error = sign(&json!({ "iat": 1.7e308 }), SECRET, &options).unwrap_err();
        assert_eq!(error.to_string(), format!("\"{claim}\" should be a number of seconds"));
    }
}
