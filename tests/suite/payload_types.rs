//! Whatever the caller's type: a token is judged by all its claims, and the payload is what `serde_json` reads.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
#![expect(clippy::zero_sized_map_values, reason = "that the values are ignored is what is tested")]

use std::{collections::BTreeMap, fmt, fmt::Debug, sync::LazyLock};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Value, value::RawValue};
use webtoken::{
    NumericDate, SigningKey, TimeSpan, VerifyOptions, VerifyingKey, alg,
    claims::{Claims, Validator},
    verify, verify_all,
};

const NOW: i64 = 1_700_000_000;

static SECRET: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::from_secret("a secret for these tests").unwrap());

/// Signed as it stands, so that the payload alone decides.
fn token(payload: &str) -> String {
    let message = format!("{}.{}", BASE64URL.encode(r#"{"alg":"HS256","typ":"JWT"}"#), BASE64URL.encode(payload));
    let signature = alg::HS256.signer(&SECRET).unwrap().sign(message.as_bytes()).unwrap();
    format!("{message}.{}", BASE64URL.encode(signature))
}

/// What verifying has to say, found out step by step: the claims by themselves, then the type by itself.
fn expected<T: DeserializeOwned + Debug>(payload: &str, options: &VerifyOptions) -> Result<String, &'static str> {
    let claims = Claims::from_json(payload).map_err(|_| "payload_invalid")?;
    Validator::new(options).validate(&claims).map_err(|error| error.code())?;
    serde_json::from_str::<T>(payload).map(|value| format!("{value:?}")).map_err(|_| "payload_type")
}

fn agrees<T: DeserializeOwned + Debug>(payload: &str, options: &VerifyOptions) {
    let token = token(payload);
    let key = VerifyingKey::from(&*SECRET);
    let expected = expected::<T>(payload, options);
    let one = verify::<T>(&token, &key, options);
    let one = one.map(|verified| format!("{:?}", verified.payload)).map_err(|error| error.code());
    let name = std::any::type_name::<T>();
    assert_eq!(one, expected, "verify::<{name}> of {payload}");
}

/// Payloads as hostile as an issuer can make them.
fn payloads() -> Vec<String> {
    let mut payloads: Vec<String> = PAYLOADS.iter().map(ToString::to_string).collect();
    for claim in ["exp", "nbf", "iat", "aud", "iss", "sub", "jti", "nonce", "\\u0065xp", "private"] {
        payloads.extend(VALUES.iter().map(|value| format!("{{\"{claim}\":{value}}}")));
        payloads.extend(VALUES.iter().map(|value| format!("{{\"a\":[{value}],\"{claim}\":{value},\"z\":{{}}}}")));
        payloads.push(format!("{{\"{claim}\":1,\"{claim}\":4102444800}}"));
        payloads.push(format!("{{\"{claim}\":1,\"a\":{{\"b\":1,\"\\u0062\":1}}}}"));
    }
    for depth in [100, 125, 126, 127, 128, 129, 300] {
        payloads.push(format!("{{\"exp\":4102444800,\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth)));
        payloads.push(format!("{{\"exp\":{}1{}}}", "{\"exp\":".repeat(depth), "}".repeat(depth)));
    }
    let many = (0..40).map(|index| format!("\"m{index}\":{index},")).collect::<Vec<_>>().concat();
    payloads.push(format!("{{{many}\"exp\":1}}"));
    payloads.push(format!("{{{many}\"exp\":4102444800}}"));
    payloads.push(format!("{{{many}\"m39\":0}}"));
    payloads.push(format!("{{\"private\":{{{many}\"\\u006d39\":0}}}}"));
    payloads
}

const PAYLOADS: &[&str] = &[
    "{}",
    " {\"exp\":1}",
    "{\"exp\":1} ",
    "{\"exp\":4102444800} x",
    "{\"exp\":4102444800",
    "{\"exp\":4102444800,}",
    "[]",
    "[{\"exp\":1}]",
    "[\"a\",{\"b\":1,\"b\":2}]",
    "null",
    "true",
    "5",
    "\"text\"",
    "{\"iss\":\"urn:me\",\"aud\":[\"urn:a\",\"urn:b\"],\"iat\":1699999990,\"exp\":1700000001}",
    "{\"iss\":\"urn:me\",\"aud\":[\"urn:a\",5],\"iat\":1699999990}",
    "{\"iss\":\"urn:me\",\"aud\":[\"urn:a\",[\"urn:b\"]],\"iat\":1699999990}",
    "{\"iss\":\"urn:me\",\"aud\":[\"urn:a\",null],\"iat\":1699999990}",
    "{\"iss\":\"urn:me\",\"aud\":[\"urn:a\",5],\"aud\":[\"urn:a\"],\"iat\":1699999990}",
    "{\"a\":{\"x\":1,\"x\"},\"exp\":4102444800}",
    "{\"a\":{\"x\":1,\"x\",\"exp\":4102444800}",
    "{\"a\":{\"x\":1,\"x\":2},\"exp\":4102444800}",
    "{\"aud\":[\"urn:a\",\"urn:b\"",
    "{\"iss\":\"urn:me\",\"aud\":\"urn:\\u0061\",\"iat\":1699999990}",
    "{\"iss\":\"urn:me\",\"aud\":[\"urn:\\u0061\"],\"iat\":1699999990.5}",
    "{\"kind\":\"Left\",\"exp\":1}",
    "{\"kind\":\"Left\",\"exp\":4102444800}",
    "{\"exp\":1,\"kind\":\"Left\"}",
    "{\"t\":\"Left\",\"c\":{\"exp\":1}}",
    "{\"t\":\"Left\",\"c\":{\"exp\":1},\"exp\":1}",
    "{\"c\":{\"exp\":1,\"exp\":2},\"t\":\"Left\"}",
    "{\"Left\":{\"exp\":1}}",
    "{\"Left\":{\"exp\":1,\"exp\":2}}",
    "{\"exp\":{\"Left\":1}}",
    "{\"5\":1,\"exp\":1}",
    "{\"5\":1,\"7\":2}",
    "{\"5\":1,\"5\":2}",
    "{\"true\":1}",
    "{\"\\ud800\":1}",
    "{\"private\":\"\\ud800\"}",
    "{\"private\":{\"$serde_json::private::Number\":\"5\"}}",
    "{\"private\":{\"a\":1,\"$serde_json::private::Number\":\"5\"}}",
    "{\"$serde_json::private::Number\":\"5\"}",
    "{\"\\u0024serde_json::private::Number\":\"5\"}",
    "{\"$serde_json::private::Number\":\"5\",\"exp\":1}",
    "{\"exp\":1,\"$serde_json::private::Number\":\"5\"}",
    "{\"exp\":{\"$serde_json::private::Number\":\"4102444800\"}}",
    "{\"exp\":{\"a\":1,\"$serde_json::private::Number\":\"4102444800\"}}",
    "{\"aud\":[{\"$serde_json::private::Number\":\"4102444800\"}]}",
    "{\"$serde_json::private::RawValue\":\"{\\\"exp\\\":1}\"}",
    "{\"$serde_json::private::RawValue\":\"{\\\"exp\\\":1,\\\"exp\\\":4102444800}\",\"exp\":4102444800}",
    "{\"private\":{\"$serde_json::private::RawValue\":\"{\\\"a\\\":1,\\\"a\\\":2}\"}}",
    "{\"exp\":{\"$serde_json::private::RawValue\":\"4102444800\"}}",
];

/// Dates on both sides of now in every spelling, and what no date is.
const VALUES: &[&str] = &[
    "1",
    "0",
    "-1",
    "-0",
    "1699999940",
    "1699999940.0",
    "1699999999.9",
    "1.69999994e9",
    "1700000000",
    "1700000000.0",
    "1700000001",
    "1700000001.5",
    "1700000060.0",
    "4102444800",
    "4102444800.0",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211455",
    "340282366920938463463374607431768211456",
    "1e39",
    "1e308",
    "1e400",
    "-1e400",
    "01",
    "1.",
    "NaN",
    "null",
    "true",
    "\"\"",
    "\"1\"",
    "\"4102444800\"",
    "\"urn:a\"",
    "\"\\u0075rn:a\"",
    "\"\\ud800\"",
    "\"\\ud83d\\ude00\"",
    "[]",
    "[4102444800]",
    "[\"urn:a\"]",
    "[\"urn:a\",\"urn:b\"]",
    "[\"urn:\\u0061\",null]",
    "[[\"urn:a\"]]",
    "{}",
    "{\"exp\":1}",
    "{\"a\":1,\"a\":2}",
    "{\"a\":1,\"\\u0061\":2}",
];

fn all_options() -> Vec<VerifyOptions> {
    let at = VerifyOptions::new().clock_timestamp(NOW);
    vec![
        at.clone(),
        at.clone().issuer("urn:me").audience("urn:a"),
        at.clone().max_age(TimeSpan::secs(60)).required_claims(["exp"]),
        at.clone().clock_tolerance(TimeSpan::secs(60)).subject("1"),
        at.clone().ignore_expiration(true).ignore_not_before(true).required_claims(["private", "a"]),
        at.nonce("urn:a").check("private", |payload| match payload.get("private") {
            Some(Value::Null) => Err("null"),
            _ => Ok(()),
        }),
    ]
}

/// One test a type, so that a failure names it.
macro_rules! types {
    ($($name:ident: $type:ty),* $(,)?) => {$(
        #[test]
        fn $name() {
            let options = all_options();
            for payload in payloads() {
                for options in &options[..options.len() - 1] {
                    agrees::<$type>(&payload, options);
                }
            }
        }
    )*};
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown by `Debug`")]
struct With<E> {
    exp: Option<E>,
    nbf: Option<E>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown by `Debug`")]
struct Bare<E> {
    exp: E,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown by `Debug`")]
struct Audience<A> {
    aud: A,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "shown by `Debug`")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Debug, Deserialize)]
struct Nothing {}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "shown by `Debug`")]
struct Only {
    exp: f64,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown by `Debug`")]
struct Flat<M> {
    exp: Option<f64>,
    #[serde(flatten)]
    more: M,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "shown by `Debug`")]
enum Untagged {
    Number { exp: u64 },
    Text { exp: String },
    Other(BTreeMap<String, Value>),
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind")]
#[expect(dead_code, reason = "shown by `Debug`")]
enum Internal {
    Left { exp: Option<f32> },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "t", content = "c")]
#[expect(dead_code, reason = "shown by `Debug`")]
enum Adjacent {
    Left(Value),
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown by `Debug`")]
enum External {
    Left(Value),
}

#[derive(Debug, Deserialize)]
struct Newtype<T>(T);

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown by `Debug`")]
struct Renamed {
    #[serde(rename = "private", alias = "exp", default)]
    value: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Unit;

/// Takes members only until it has what it wants.
#[derive(Debug)]
struct StopsEarly;

impl<'de> Deserialize<'de> for StopsEarly {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StopsEarlyVisitor)
    }
}

struct StopsEarlyVisitor;

impl<'de> Visitor<'de> for StopsEarlyVisitor {
    type Value = StopsEarly;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<StopsEarly, A::Error> {
        members.next_entry::<String, IgnoredAny>()?;
        Ok(StopsEarly)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<StopsEarly, A::Error> {
        items.next_element::<IgnoredAny>()?;
        Ok(StopsEarly)
    }
}

/// Looks at nothing.
#[derive(Debug)]
struct Blind;

impl<'de> Deserialize<'de> for Blind {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

/// Whatever the text, as bytes.
#[derive(Debug)]
#[expect(dead_code, reason = "shown by `Debug`")]
struct AsBytes(Vec<u8>);

impl<'de> Deserialize<'de> for AsBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BytesVisitor;

        impl Visitor<'_> for BytesVisitor {
            type Value = AsBytes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<AsBytes, E> {
                Ok(AsBytes(bytes.to_vec()))
            }

            fn visit_str<E>(self, text: &str) -> Result<AsBytes, E> {
                Ok(AsBytes(text.as_bytes().to_vec()))
            }
        }

        deserializer.deserialize_bytes(BytesVisitor)
    }
}

/// Goes on as if an error inside had never been, as fields that default on error do.
#[derive(Debug)]
struct Lenient<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(T::deserialize(deserializer).ok()))
    }
}

/// A list up to the first item that cannot be read.
#[derive(Debug)]
#[expect(dead_code, reason = "shown by `Debug`")]
struct UpToError(Vec<String>);

impl<'de> Deserialize<'de> for UpToError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor;

        impl<'de> Visitor<'de> for ListVisitor {
            type Value = UpToError;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<UpToError, A::Error> {
                let mut list = Vec::new();
                while let Ok(Some(item)) = items.next_element() {
                    list.push(item);
                }
                Ok(UpToError(list))
            }
        }

        deserializer.deserialize_seq(ListVisitor)
    }
}

types! {
    a_value: Value,
    nothing_at_all: IgnoredAny,
    an_optional_value: Option<Value>,
    a_newtype: Newtype<Newtype<Value>>,
    a_map: BTreeMap<String, Value>,
    a_map_of_ignored: BTreeMap<String, IgnoredAny>,
    a_map_of_raw: BTreeMap<String, Box<RawValue>>,
    a_map_by_numbers: BTreeMap<u64, Value>,
    raw_json: Box<RawValue>,
    a_list: Vec<Value>,
    a_tuple: (Value,),
    a_text: String,
    a_unit_struct: Unit,
    no_fields: Nothing,
    one_field_alone: Only,
    dates_f64: With<f64>,
    dates_f32: With<f32>,
    dates_u64: With<u64>,
    dates_i128: With<i128>,
    dates_u128: With<u128>,
    dates_text: With<String>,
    dates_unit: With<()>,
    dates_raw: With<Box<RawValue>>,
    dates_ignored: With<IgnoredAny>,
    dates_of_this_crate: With<NumericDate>,
    dates_untagged: With<OneOrMany>,
    dates_enum: With<External>,
    dates_in_part: With<StopsEarly>,
    dates_bytes: With<AsBytes>,
    dates_blind: With<Blind>,
    a_bare_f32: Bare<f32>,
    a_bare_blind: Bare<Blind>,
    audience_text: Audience<String>,
    audience_texts: Audience<Vec<String>>,
    audience_pair: Audience<(String, Value)>,
    audience_array: Audience<[Option<String>; 2]>,
    audience_either: Audience<OneOrMany>,
    audience_ignored: Audience<Vec<IgnoredAny>>,
    audience_in_part: Audience<StopsEarly>,
    audience_lenient: Audience<Lenient<Vec<String>>>,
    audience_up_to_an_error: Audience<UpToError>,
    dates_lenient: With<Lenient<f64>>,
    members_lenient: BTreeMap<String, Lenient<BTreeMap<String, u8>>>,
    all_lenient: Lenient<With<f64>>,
    flat_value: Flat<Value>,
    flat_map: Flat<BTreeMap<String, Value>>,
    flat_internal: Flat<Internal>,
    flat_adjacent: Flat<Adjacent>,
    flat_optional: Flat<Option<Internal>>,
    untagged: Untagged,
    internally_tagged: Internal,
    adjacently_tagged: Adjacent,
    externally_tagged: External,
    another_name: Renamed,
    stops_early: StopsEarly,
    blind: Blind,
    as_bytes: AsBytes,
}

/// An `f32` is off by up to a minute for dates of our time: the claim is judged as it stands in the token.
#[test]
fn a_claim_is_not_rounded_to_the_type_of_the_field() {
    let options = VerifyOptions::new().clock_timestamp(NOW - 30);
    for payload in [r#"{"exp":1699999940.0}"#, r#"{"exp":1.69999994e9}"#] {
        let verified = verify::<Bare<f32>>(token(payload), VerifyingKey::from(&*SECRET), &options);
        assert_eq!(verified.unwrap_err().code(), "token_expired", "{payload}");
    }
}

/// As `verify`, and its first error is the same.
#[test]
fn all_failures() {
    let key = VerifyingKey::from(&*SECRET);
    for payload in payloads() {
        for options in all_options().into_iter().chain([VerifyOptions::new().clock_timestamp(NOW).typ("at+jwt")]) {
            let token = token(&payload);
            let one = verify::<With<f64>>(&token, &key, &options).map(drop).map_err(|error| error.code());
            let all = verify_all::<With<f64>>(&token, &key, &options).map(drop);
            assert_eq!(all.map_err(|errors| errors.first().code()), one, "{payload}");
        }
    }
}

/// Whether the format that it is read from is a text.
#[derive(Debug)]
struct FromText(bool);

impl<'de> Deserialize<'de> for FromText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let from_text = deserializer.is_human_readable();
        IgnoredAny::deserialize(deserializer).map(|_| Self(from_text))
    }
}

#[test]
fn a_payload_is_read_from_text() {
    let options = VerifyOptions::new().clock_timestamp(NOW);
    let key = VerifyingKey::from(&*SECRET);
    assert!(verify::<FromText>(token("{}"), &key, &options).unwrap().payload.0);
    let members = verify::<BTreeMap<String, FromText>>(token(r#"{"exp":1800000000,"x":1}"#), &key, &options).unwrap();
    assert!(members.payload.values().all(|member| member.0));
}

/// A check of the caller's own sees the payload as it is, by either way.
#[test]
fn own_checks() {
    let options = all_options().pop().unwrap();
    for payload in [r#"{"nonce":"urn:a","private":null}"#, r#"{"nonce":"urn:a","private":1}"#] {
        let code = |error: webtoken::VerifyError| error.code();
        let key = VerifyingKey::from(&*SECRET);
        let one = verify::<BTreeMap<String, IgnoredAny>>(token(payload), &key, &options).map(drop).map_err(code);
        let two = verify::<BTreeMap<String, Box<RawValue>>>(token(payload), &key, &options).map(drop).map_err(code);
        assert_eq!(one, two);
        assert_eq!(one.is_err(), payload.contains("null"));
    }
}

/// What the type holds was checked: no name in a payload makes `serde_json` read claims that the rules did not see.
#[test]
fn claims_in_disguise() {
    for payload in PAYLOADS.iter().filter(|payload| payload.contains("serde_json::private::")) {
        let options = VerifyOptions::new().clock_timestamp(NOW);
        let verified = verify::<Value>(token(payload), VerifyingKey::from(&*SECRET), &options);
        assert_eq!(verified.unwrap_err().code(), "payload_invalid", "{payload}");
    }
}
