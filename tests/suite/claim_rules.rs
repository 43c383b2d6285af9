//! The validator alone, without tokens: the boundaries of every claim rule, fractions and extremes included.

use serde_json::json;
use webtoken::{
    NumericDate, TimeSpan, VerifyError, VerifyOptions,
    claims::{ClaimValue, Claims, Validator},
};

/// The codes of all failures, in order.
#[track_caller]
fn failures(claims: &str, options: &VerifyOptions) -> Vec<&'static str> {
    let claims = Claims::from_json(claims).unwrap();
    let validator = Validator::new(options);
    let failures: Vec<_> = validator.failures(&claims).iter().map(VerifyError::code).collect();
    // The first failure is what `validate` reports.
    assert_eq!(validator.validate(&claims).err().map(|error| error.code()), failures.first().copied());
    failures
}

fn at(now: f64) -> VerifyOptions {
    VerifyOptions::new().clock_timestamp(NumericDate::from_secs_f64(now).unwrap())
}

struct Boundary {
    claims: &'static str,
    tolerance: f64,
    max_age: Option<TimeSpan>,
    /// The last moment at which the token holds, and the first at which it does not.
    holds: f64,
    fails: f64,
    code: &'static str,
}

#[test]
fn boundaries() {
    let exp = |claims, tolerance, holds, fails| Boundary {
        claims,
        tolerance,
        max_age: None,
        holds,
        fails,
        code: "token_expired",
    };
    let nbf = |claims, tolerance, holds, fails| Boundary {
        claims,
        tolerance,
        max_age: None,
        holds,
        fails,
        code: "token_not_active",
    };
    let age = |claims, max_age, tolerance, holds, fails| Boundary {
        claims,
        tolerance,
        max_age: Some(max_age),
        holds,
        fails,
        code: "max_age_exceeded",
    };
    for boundary in [
        exp(r#"{"exp":100}"#, 0.0, 99.0, 100.0),
        exp(r#"{"exp":100}"#, 0.0, 99.999, 100.0),
        exp(r#"{"exp":100}"#, 10.0, 109.0, 110.0),
        exp(r#"{"exp":100}"#, 0.5, 100.0, 100.5),
        exp(r#"{"exp":100}"#, -1.0, 98.0, 99.0),
        exp(r#"{"exp":100.5}"#, 0.0, 100.0, 100.5),
        exp(r#"{"exp":1e2}"#, 0.0, 99.0, 100.0),
        exp(r#"{"exp":0}"#, 0.0, -1.0, 0.0),
        exp(r#"{"exp":-5}"#, 0.0, -6.0, -5.0),
        exp(r#"{"exp":1.7976931348623157e308}"#, 0.0, 1e308, f64::MAX),
        exp(r#"{"exp":9223372036854775808}"#, 0.0, 9_223_372_036_854_774_784.0, 9_223_372_036_854_775_808.0),
        nbf(r#"{"nbf":100}"#, 0.0, 100.0, 99.0),
        nbf(r#"{"nbf":100}"#, 0.0, 100.0, 99.999),
        nbf(r#"{"nbf":100}"#, 10.0, 90.0, 89.0),
        nbf(r#"{"nbf":100.5}"#, 0.0, 100.5, 100.0),
        nbf(r#"{"nbf":100}"#, -1.0, 101.0, 100.0),
        nbf(r#"{"nbf":0}"#, 0.0, 0.0, -1.0),
        age(r#"{"iat":100}"#, TimeSpan::secs(10), 0.0, 109.0, 110.0),
        age(r#"{"iat":100}"#, TimeSpan::secs(10), 2.0, 111.0, 112.0),
        age(r#"{"iat":100}"#, TimeSpan::secs_f64(1.5), 0.0, 101.0, 101.5),
        age(r#"{"iat":100}"#, TimeSpan::millis(1500), 0.0, 100.0, 101.0),
        age(r#"{"iat":100.5}"#, TimeSpan::millis(1000), 0.0, 100.0, 101.0),
        age(r#"{"iat":100.5}"#, TimeSpan::secs(1), 0.0, 101.0, 101.5),
        age(r#"{"iat":100}"#, TimeSpan::secs(0), 1.0, 100.0, 101.0),
        age(r#"{"iat":0}"#, TimeSpan::secs(10), 0.0, 9.0, 10.0),
    ] {
        let options = |now| {
            let options = at(now).clock_tolerance(TimeSpan::secs_f64(boundary.tolerance));
            boundary.max_age.map_or(options.clone(), |max_age| options.max_age(max_age))
        };
        assert_eq!(failures(boundary.claims, &options(boundary.holds)), [""; 0], "{} holds", boundary.claims);
        assert_eq!(failures(boundary.claims, &options(boundary.fails)), [boundary.code], "{} fails", boundary.claims);
    }
}

#[test]
fn sums_that_overflow_a_double() {
    let oldest = at(0.0).max_age(TimeSpan::secs_f64(-1e308));
    assert_eq!(failures(r#"{"iat":-1e308}"#, &oldest), ["max_age_exceeded"]);
    let never = at(1e308).max_age(TimeSpan::secs_f64(1e308));
    assert_eq!(failures(r#"{"iat":1e308}"#, &never), [""; 0]);
}

/// Numbers that are not finite are refused, by the validator alone as by `verify`: they would let everything pass.
#[test]
fn spans_that_are_no_finite_numbers() {
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(TimeSpan::secs_f64) {
        assert_eq!(failures(r#"{"iat":1}"#, &at(1.0).max_age(odd)), ["option_invalid"]);
        assert_eq!(failures(r#"{"nbf":5}"#, &at(1.0).clock_tolerance(odd))[0], "option_invalid");
        assert_eq!(failures(r#"{"exp":1}"#, &at(1.0).clock_tolerance(odd))[0], "option_invalid");
    }
}

#[test]
fn issued_in_the_future() {
    let one_minute = at(100.0).max_age(TimeSpan::secs(60));
    assert_eq!(failures(r#"{"iat":100.9}"#, &one_minute), [""; 0]);
    assert_eq!(failures(r#"{"iat":101}"#, &one_minute), ["issued_in_future"]);
    assert_eq!(failures(r#"{"iat":1e308}"#, &one_minute), ["issued_in_future"]);
    let tolerant = one_minute.clock_tolerance(TimeSpan::secs(5));
    assert_eq!(failures(r#"{"iat":105}"#, &tolerant), [""; 0]);
    assert_eq!(failures(r#"{"iat":106}"#, &tolerant), ["issued_in_future"]);
    // Too old is the news where it is both, and without `max_age` the claim is not looked at.
    assert_eq!(failures(r#"{"iat":100}"#, &at(96.0).max_age(TimeSpan::secs(-5))), ["max_age_exceeded"]);
    assert_eq!(failures(r#"{"iat":101}"#, &at(100.0)), [""; 0]);
}

#[test]
fn dates_of_the_wrong_type() {
    for value in ["null", "\"100\"", "true", "[100]", "{}"] {
        let claims = format!(r#"{{"exp":{value},"nbf":{value},"iat":{value}}}"#);
        assert_eq!(failures(&claims, &at(1.0)), ["claim_not_a_number", "claim_not_a_number"]);
        assert_eq!(failures(&claims, &at(1.0).ignore_expiration(true)), ["claim_not_a_number"]);
        let ignored = at(1.0).ignore_expiration(true).ignore_not_before(true);
        assert!(failures(&claims, &ignored).is_empty());
        assert_eq!(failures(&claims, &ignored.max_age("1d")), ["iat_required"]);
    }
}

#[test]
fn what_is_set_is_enforced_also_when_empty_or_zero() {
    let strict = at(0.0).audience("").issuer("").subject("").jwt_id("").max_age(TimeSpan::secs(0));
    assert_eq!(
        failures(r#"{"aud":"a","iss":"i","sub":"s","jti":"j","iat":0}"#, &strict),
        ["claim_mismatch", "claim_mismatch", "claim_mismatch", "claim_mismatch", "max_age_exceeded"]
    );
    let tolerant = strict.clock_tolerance(TimeSpan::secs(1));
    assert_eq!(failures(r#"{"aud":"","iss":"","sub":"","jti":"","iat":0}"#, &tolerant), [""; 0]);
    assert_eq!(failures(r#"{"exp":5}"#, &at(0.0)), [""; 0]);
    assert_eq!(failures(r#"{"aud":"a"}"#, &at(0.0).audience([""; 0])), ["claim_mismatch"]);
}

#[test]
fn a_wrong_type_never_matches_an_expectation() {
    let strict = at(0.0).audience("5").issuer("5").subject("5").jwt_id("5").nonce("5");
    let all = ["claim_mismatch"; 5];
    for value in ["5", "null", "true", "[5]", "{\"5\":\"5\"}", "[\"5\",5]", "[[\"5\"]]"] {
        let claims = format!(r#"{{"aud":{value},"iss":{value},"sub":{value},"jti":{value},"nonce":{value}}}"#);
        assert_eq!(failures(&claims, &strict), all, "{value}");
    }
    assert_eq!(failures("{}", &strict), all);
    assert_eq!(failures("[]", &strict), all);
    assert_eq!(failures("\"5\"", &strict), all);
    // `aud` alone may be a list.
    assert_eq!(failures(r#"{"aud":["5"],"iss":["5"],"sub":["5"],"jti":["5"],"nonce":["5"]}"#, &strict), all[1..]);
}

#[test]
fn audience() {
    let one_of = at(0.0).audience(["a", "b"]);
    for good in [r#"{"aud":"a"}"#, r#"{"aud":"b"}"#, r#"{"aud":["x","b"]}"#, r#"{"aud":"\u0061"}"#] {
        assert_eq!(failures(good, &one_of), [""; 0], "{good}");
    }
    for bad in [r#"{"aud":"A"}"#, r#"{"aud":"ab"}"#, r#"{"aud":[]}"#, r#"{"aud":"a "}"#, r#"{"aud":["x"]}"#] {
        assert_eq!(failures(bad, &one_of), ["claim_mismatch"], "{bad}");
    }
}

#[test]
fn the_error_holds_what_was_expected_and_what_is_there() {
    let options = at(0.0).audience(["a", "b"]);
    let error = Validator::new(&options).validate(&Claims::from_json(r#"{"aud":["x",5]}"#).unwrap()).unwrap_err();
    let Some(webtoken::InvalidReason::ClaimMismatch(mismatch)) = error.reason() else { panic!("{error:?}") };
    assert_eq!((mismatch.claim, mismatch.expected.as_str()), ("aud", "a or b"));
    assert_eq!(mismatch.actual, Some(ClaimValue::Array(vec![ClaimValue::String("x".into()), ClaimValue::Number(5.0)])));
    assert_eq!(error.to_string(), "jwt audience invalid. expected: a or b");
}

#[test]
fn strict_options() {
    let strict = VerifyOptions::strict().clock_timestamp(10);
    assert_eq!(failures(r#"{"exp":20}"#, &strict), [""; 0]);
    assert_eq!(failures("{}", &strict), ["claim_required"]);
    assert_eq!(failures(r#"{"exp":10}"#, &strict), ["token_expired"], "no leeway");
    for audience in [r#""urn:a""#, r#"["urn:a"]"#, "[]", "null", r#""""#] {
        let claims = format!(r#"{{"exp":20,"aud":{audience}}}"#);
        assert_eq!(failures(&claims, &strict), ["audience_unexpected"], "{audience}");
        assert!(failures(&claims, &VerifyOptions::new().clock_timestamp(10)).is_empty(), "npm accepts it");
    }
    assert!(failures(r#"{"exp":20,"aud":"urn:a"}"#, &strict.clone().audience("urn:a")).is_empty());
    assert_eq!(failures(r#"{"exp":20}"#, &strict.clone().audience("urn:a")), ["claim_mismatch"]);
    // In the place of the audience's rule, and `exp` stays required.
    let more = strict.issuer("urn:me").required_claims(["sub"]);
    let all = ["token_not_active", "audience_unexpected", "claim_mismatch", "claim_required", "claim_required"];
    assert_eq!(failures(r#"{"nbf":20,"aud":"urn:a"}"#, &more), all);
    let data: VerifyOptions =
        serde_json::from_str(r#"{"strict":true,"requiredClaims":["sub","exp"],"clockTimestamp":10}"#).unwrap();
    assert_eq!(failures(r#"{"aud":"urn:a"}"#, &data), ["audience_unexpected", "claim_required", "claim_required"]);
    let not: VerifyOptions = serde_json::from_str(r#"{"strict":false}"#).unwrap();
    assert!(failures(r#"{"aud":"urn:a"}"#, &not).is_empty());
}

#[test]
fn required_claims() {
    let options = at(0.0).required_claims(["sub", "tenant", "exp"]);
    assert_eq!(failures(r#"{"sub":null,"tenant":false,"exp":1}"#, &options), [""; 0]);
    assert_eq!(failures(r#"{"exp":1}"#, &options), ["claim_required", "claim_required"]);
}

#[test]
fn claims_of_a_parsed_payload() {
    let payload = json!({ "exp": 5, "aud": ["a"], "nested": { "exp": "x" } });
    let claims = Claims::from_value(&payload).unwrap();
    assert_eq!(claims.exp, Some(ClaimValue::Number(5.0)));
    assert!(claims.contains("nested"));
    let options = at(4.0).audience("a");
    assert!(Validator::new(&options).validate(&claims).is_ok());
}

#[test]
fn claims_show_what_they_hold() {
    let claims = Claims::from_json(r#"{"exp":5,"iss":"urn:me","other":"hidden"}"#).unwrap();
    let shown = format!("{claims:?}");
    assert!(shown.contains("exp: Some(Number(5.0))") && shown.contains("urn:me"), "{shown}");
    assert!(!shown.contains("hidden"), "{shown}");
}

#[test]
fn checks_are_shown_by_their_names() {
    let options = VerifyOptions::new().check("revocation", |_: &serde_json::Value| Ok::<_, &str>(()));
    let shown = format!("{options:?}");
    assert!(shown.contains("\"revocation\""), "{shown}");
}

/// Claims that cannot be read are an error and not none: no rule would see them.
#[test]
fn a_parsed_payload_that_cannot_be_read() {
    for name in ["$serde_json::private::RawValue", "$serde_json::private::Number", "exp"] {
        let payload: serde_json::Value =
            serde_json::from_str(&format!(r#"{{"exp":1,"z":{{"a":0,"{name}":0}}}}"#)).unwrap();
        let expired = Claims::from_value(&payload).map(|claims| Validator::new(&at(4.0)).validate(&claims).is_err());
        assert_eq!(expired.ok(), (name == "exp").then_some(true), "{name}");
    }
}

/// However the program's `serde_json` hands out numbers.
#[test]
fn numbers_of_a_parsed_payload() {
    for number in ["18446744073709551616", "-9223372036854775809", "123456789012345678901234567890", "1e300", "0.1"] {
        let json = format!(r#"{{"exp":{number},"x":[{number}]}}"#);
        let payload: serde_json::Value = serde_json::from_str(&json).unwrap();
        for claims in [Claims::from_value(&payload), Claims::from_json(&json)] {
            assert_eq!(claims.unwrap().exp.unwrap().as_f64(), number.parse().ok(), "{number}");
        }
    }
}

#[test]
fn a_clock_that_moves() {
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };
    let now = Arc::new(AtomicU32::new(99));
    let clock = Arc::clone(&now);
    let options = VerifyOptions::new().clock(move || NumericDate::from(clock.load(Ordering::Relaxed)));
    assert_eq!(failures(r#"{"exp":100}"#, &options), [""; 0]);
    now.store(100, Ordering::Relaxed);
    assert_eq!(failures(r#"{"exp":100}"#, &options), ["token_expired"]);
}

#[cfg(feature = "regex")]
#[test]
fn patterns() {
    use webtoken::Pattern;
    let options = at(0.0).audience(Pattern::new("(?i)^urn:[a-z]+$").unwrap());
    assert_eq!(failures(r#"{"aud":"URN:abc"}"#, &options), [""; 0]);
    assert_eq!(failures(r#"{"aud":["x","urn:abc"]}"#, &options), [""; 0]);
    let unanchored = at(0.0).audience(Pattern::new("b").unwrap());
    assert_eq!(failures(r#"{"aud":"abc"}"#, &unanchored), [""; 0]);
    let any = at(0.0).audience(Pattern::new("").unwrap()).issuer(Pattern::new("").unwrap());
    for claims in ["{}", r#"{"aud":5,"iss":5}"#, r#"{"aud":null,"iss":null}"#, r#"{"aud":[],"iss":[]}"#] {
        assert_eq!(failures(claims, &any), ["claim_mismatch", "claim_mismatch"], "{claims}");
    }
    for beyond_linear_time in ["(?=a)", "(?<!a)", r"(a)\1"] {
        assert!(Pattern::new(beyond_linear_time).is_err(), "{beyond_linear_time}");
    }
    // The syntax is the `regex` crate's, in which `\d` is a digit of any script.
    assert!(Pattern::new(r"^\d$").unwrap().is_match("\u{663}"));
}

/// The claims pass until the time left is over, and not after it.
#[test]
fn time_left() {
    struct Case {
        claims: &'static str,
        options: VerifyOptions,
        /// In seconds; none if the claims never expire.
        left: Option<f64>,
    }
    let now = || at(1000.0);
    let cases = [
        Case { claims: r#"{"iat":1}"#, options: now(), left: None },
        Case { claims: r#"{"exp":1060}"#, options: now(), left: Some(60.0) },
        Case { claims: r#"{"exp":1060.5}"#, options: now().clock_tolerance("5s"), left: Some(65.5) },
        Case { claims: r#"{"exp":1000}"#, options: now(), left: Some(0.0) },
        Case { claims: r#"{"exp":-1e300}"#, options: now(), left: Some(0.0) },
        Case { claims: r#"{"exp":"soon"}"#, options: now(), left: Some(0.0) },
        Case { claims: r#"{"exp":1060}"#, options: now().ignore_expiration(true), left: None },
        Case { claims: r#"{"iat":990}"#, options: now().max_age("20s"), left: Some(10.0) },
        Case { claims: r#"{"iat":990,"exp":1005}"#, options: now().max_age("20s"), left: Some(5.0) },
        Case { claims: r#"{"iat":990,"exp":1060}"#, options: now().max_age("20s"), left: Some(10.0) },
        Case { claims: r#"{"exp":1060}"#, options: now().max_age("20s"), left: Some(0.0) },
        Case { claims: r#"{"iat":990}"#, options: now().max_age("soon"), left: Some(0.0) },
    ];
    for Case { claims: json, options, left } in cases {
        let claims = Claims::from_json(json).unwrap();
        assert_eq!(Validator::new(&options).time_left(&claims).map(|left| left.as_secs_f64()), left, "{json}");
        let passes = |later: f64| {
            let options = options.clone().clock_timestamp(NumericDate::from_secs_f64(1000.0 + later).unwrap());
            Validator::new(&options).validate(&claims).is_ok()
        };
        match left {
            None => assert!(passes(1e9), "{json}"),
            Some(left) => assert!(!passes(left) && (left == 0.0 || passes(left - 0.25)), "{json}"),
        }
    }
    let never = Claims::from_json(r#"{"exp":1e300}"#).unwrap();
    assert_eq!(Validator::new(&now()).time_left(&never), Some(std::time::Duration::MAX));
}
