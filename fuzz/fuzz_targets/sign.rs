//! Signing any JSON with any options: what is written reads back, and the token is accepted.
#![no_main]

use arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};
use webtoken::{SignOptions, TimeSpan, VerifyOptions, sign, verify};
use webtoken_fuzz::{grammar, json::Json, token};

const TEXTS: &[&str] =
    &["urn:a", "", "\u{e9}\"\\\n\u{0}\u{1F600}", "alice", "\u{7f}\u{2028}", "eight by", "nine byte\t"];

struct Given {
    sign: SignOptions,
    verify: VerifyOptions,
    /// What the options add.
    claims: Map<String, Value>,
}

fn options(u: &mut Unstructured<'_>) -> Result<Given> {
    let set: u8 = u.arbitrary()?;
    let alg = *u.choose(&["HS256", "HS384", "HS512"])?;
    let mut sign = SignOptions::new().algorithm(alg).clock_timestamp(grammar::NOW);
    let mut verify = VerifyOptions::new().algorithms([alg]).ignore_expiration(true).ignore_not_before(true);
    let mut claims = Map::new();
    if set & 1 != 0 {
        let audience = *u.choose(TEXTS)?;
        (sign, verify) = (sign.audience([audience, "b"]), verify.audience(audience));
        claims.insert("aud".into(), json!([audience, "b"]));
    }
    if set & 2 != 0 {
        let issuer = *u.choose(TEXTS)?;
        (sign, verify) = (sign.issuer(issuer), verify.issuer(issuer));
        claims.insert("iss".into(), issuer.into());
    }
    if set & 4 != 0 {
        let subject = *u.choose(TEXTS)?;
        (sign, verify) = (sign.subject(subject), verify.subject(subject));
        claims.insert("sub".into(), subject.into());
    }
    if set & 8 != 0 {
        let id = *u.choose(TEXTS)?;
        (sign, verify) = (sign.jwt_id(id).kid(id), verify.jwt_id(id));
        claims.insert("jti".into(), id.into());
    }
    if set & 16 != 0 {
        let (span, seconds) = *u.choose(&[("1h", 3600), ("-1.5s", -2), ("0s", 0)])?;
        sign = sign.expires_in(span);
        claims.insert("exp".into(), seconds.into());
    }
    if set & 32 != 0 {
        sign = sign.not_before(TimeSpan::secs(60));
        claims.insert("nbf".into(), 60.into());
    }
    if set & 64 != 0 {
        sign = sign.no_timestamp(true);
    }
    if set & 128 != 0 {
        sign = sign.header(*u.choose(&["x", "typ", "kid"])?, u.choose(TEXTS)?);
    }
    Ok(Given { sign, verify, claims })
}

/// Equal, but for the form of numbers: JavaScript has one kind of them.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || (one.is_f64() && one.as_f64() == other.as_f64()),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|it| same(value, it)))
        }
        _ => one == other,
    }
}

/// The payload as it must stand in the token.
fn expected(given: &Given, payload: &Value, no_timestamp: bool) -> Value {
    let Value::Object(members) = payload else { return payload.clone() };
    let mut members = members.clone();
    let iat = members.get("iat").and_then(Value::as_f64);
    match iat {
        Some(_) if no_timestamp => _ = members.remove("iat"),
        None if !no_timestamp => _ = members.insert("iat".into(), grammar::NOW.into()),
        Some(_) | None => {}
    }
    let base = iat.unwrap_or(grammar::NOW as f64);
    for (name, value) in &given.claims {
        let date = |seconds: f64| if name == "exp" { (base + seconds).floor() } else { base + seconds };
        let value = match value.as_i64() {
            Some(-2) => json!((base - 1.5).floor()),
            Some(seconds) => json!(date(seconds as f64)),
            None => value.clone(),
        };
        members.insert(name.clone(), value);
    }
    members.into()
}

fuzz_target!(|data: &[u8]| {
    let mut u = Unstructured::new(data);
    let Ok(given) = options(&mut u) else { return };
    let text = grammar::text(u.take_rest());
    // What the crate itself would not read, it need not write so that it can be read.
    let Some(payload) = Json::read(&text).map(|json| json.to_value()) else { return };
    let Ok(token) = sign(&payload, token::SECRET, &given.sign) else { return };

    let part = token.split('.').nth(1).and_then(token::decode).expect("three parts");
    let no_timestamp = data[0] & 64 != 0;
    let expected = expected(&given, &payload, no_timestamp);
    let written = match &expected {
        Value::String(text) => {
            assert_eq!(part, text.as_bytes());
            return;
        }
        _ => serde_json::from_slice::<Value>(&part).expect("JSON"),
    };
    assert!(same(&expected, &written) || same(&written, &expected), "{expected} {written}");
    if let Value::Object(_) = payload {
        let verified = verify::<Value>(&token, token::SECRET, &given.verify).expect("what was signed here");
        assert!(same(&verified.payload, &written));
        assert_eq!(sign(&payload, token::SECRET, &given.sign).expect("again"), token);
    }
});
