//! Payload and claims in one pass against two: whatever the type, the same comes out.
#![no_main]

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    fmt::Debug,
    sync::LazyLock,
};

use libfuzzer_sys::fuzz_target;
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::{Value, value::RawValue};
use webtoken::{
    Verifier, VerifyOptions,
    claims::{Claims, Validator},
};
use webtoken_fuzz::{grammar, token};

static OPTIONS: LazyLock<[VerifyOptions; 4]> = LazyLock::new(|| {
    let plain = VerifyOptions::new().clock_timestamp(grammar::NOW);
    [
        plain.clone(),
        plain.clone().audience(["urn:a"]).issuer("urn:me").subject("alice"),
        plain.clone().max_age("10s").required_claims(["a", "m3"]),
        plain.ignore_expiration(true).ignore_not_before(true).jwt_id("5").nonce("urn:a"),
    ]
});

static VERIFIERS: LazyLock<Vec<Verifier>> =
    LazyLock::new(|| OPTIONS.iter().map(|options| Verifier::new(token::SECRET, options).expect("a secret")).collect());

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown")]
struct Typed {
    exp: Option<u64>,
    sub: Option<String>,
    #[serde(default)]
    aud: Value,
    a: Option<Box<Typed>>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown")]
struct Rounded {
    exp: Option<f32>,
    iat: Option<f32>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "shown")]
struct Closed {
    exp: Option<i64>,
    aud: Option<Vec<String>>,
    a: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind")]
#[expect(dead_code, reason = "shown")]
enum Tagged {
    Left { a: Option<Value> },
    Right(BTreeMap<String, IgnoredAny>),
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown")]
enum Outer {
    Left(Value),
    Right { a: u8 },
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "shown")]
enum Untagged {
    Number(f64),
    Members(BTreeMap<String, Option<Value>>),
    Any(Value),
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown")]
struct Escaped {
    sub: Option<Cow<'static, str>>,
    iss: Option<Box<RawValue>>,
    t: Option<Outer>,
}

struct Case<'c> {
    payload: &'c [u8],
    token: &'c [u8],
    which: usize,
}

impl Case<'_> {
    /// Step by step: the claims by themselves, then the type by itself.
    fn expected<T: DeserializeOwned + Debug>(&self) -> Result<String, &'static str> {
        let text = str::from_utf8(self.payload).map_err(|_| "payload_not_utf8")?;
        let claims = Claims::from_json(text).map_err(|_| "payload_invalid")?;
        Validator::new(&OPTIONS[self.which]).validate(&claims).map_err(|error| error.code())?;
        serde_json::from_str::<T>(text).map(|value| format!("{value:?}")).map_err(|_| "payload_type")
    }

    fn check<T: DeserializeOwned + Debug>(&self) {
        let verified = VERIFIERS[self.which].verify::<T>(self.token);
        let verified = verified.map(|verified| format!("{:?}", verified.payload)).map_err(|error| error.code());
        assert_eq!(verified, self.expected::<T>(), "{}", std::any::type_name::<T>());
    }
}

fuzz_target!(|data: &[u8]| {
    // Which options, then the payload.
    let Some((which, text)) = data.split_first() else { return };
    let payload = grammar::text(text);
    if payload.is_empty() || str::from_utf8(&payload).is_err() {
        return;
    }
    let token = token::mint(token::HEADER, &payload);
    let case = Case { payload: &payload, token: &token, which: usize::from(*which) % OPTIONS.len() };
    case.check::<Value>();
    case.check::<Typed>();
    case.check::<Rounded>();
    case.check::<Closed>();
    case.check::<Tagged>();
    case.check::<Outer>();
    case.check::<Untagged>();
    case.check::<Escaped>();
    case.check::<BTreeMap<String, IgnoredAny>>();
    case.check::<BTreeMap<u8, Value>>();
    case.check::<IgnoredAny>();
    case.check::<()>();
    case.check::<Vec<Value>>();
    case.check::<Option<BTreeMap<char, BTreeMap<String, Value>>>>();
    let of_one: Result<HashMap<String, Value>, _> =
        VERIFIERS[case.which].verify(&token).map(|verified| verified.payload).map_err(|error| error.code());
    assert_eq!(of_one.is_ok(), case.expected::<HashMap<String, Value>>().is_ok());
});
