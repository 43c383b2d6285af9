//! Time spans in both units, and compound ones at their edges. What `ms` reads is in `npm_cases`.

use std::time::Duration;

use serde_json::{Value, json};
use webtoken::{SignOptions, TimeSpan, VerifyOptions, sign, time::TimeSpanError, verify};

#[track_caller]
fn reads(text: &str, milliseconds: Option<f64>) {
    assert_eq!(text.parse::<TimeSpan>().ok().map(TimeSpan::as_millis_f64), milliseconds, "{text}");
}

#[test]
fn every_part_has_its_own_unit() {
    reads("1h 30m", Some(5_400_000.0));
    reads("1h30m", Some(5_400_000.0));
    reads("1 h  30 m 5ms", Some(5_400_005.0));
    for text in ["1 30m", "1h 2 30m", "1 000s 5ms", "1h 30", "1h 0", "1h 30m ", " 1h 30m", "1h30M", "1.5h 30m"] {
        reads(text, None);
    }
}

#[test]
fn sums_out_of_range_are_no_spans() {
    reads("18446744073709551615s 999ms", Some(18_446_744_073_709_551_616_000.0));
    for text in [
        "18446744073709551615s 1s",
        "18446744073709551615s 1000ms",
        "18446744073709551614s 1s 1000000000ns",
        "18446744073709551616s 1s",
    ] {
        reads(text, None);
    }
}

#[test]
fn both_units() {
    for (span, milliseconds) in [
        (TimeSpan::secs(90), 90_000.0),
        (TimeSpan::millis(1500), 1500.0),
        (Duration::from_secs(2).into(), 2000.0),
        (Duration::from_millis(2500).into(), 2500.0),
    ] {
        assert_eq!((span.as_millis_f64(), span.as_secs_f64()), (milliseconds, milliseconds / 1000.0), "{span:?}");
    }
}

/// As `ms` counts: in units of UTF-16.
#[test]
fn texts_end_at_a_hundred_characters() {
    reads(&format!("{}5s", "0".repeat(98)), Some(5000.0));
    let longer = "0".repeat(101);
    assert_eq!(longer.parse::<TimeSpan>().unwrap_err(), TimeSpanError::Invalid(longer[..100].to_owned()));
    reads(&format!("1{}h", " ".repeat(98)), Some(3_600_000.0));
    reads(&format!("1{}h", " ".repeat(99)), None);
}

/// npm reads `3600` as seconds and `"3600"` as milliseconds. Here a number needs a unit, but in options from data, which
/// are npm's.
#[test]
#[cfg_attr(not(any(feature = "aws-lc-rs", feature = "rust-crypto")), ignore = "needs a backend")]
fn a_number_without_a_unit_is_refused() {
    let error = |options: SignOptions| sign(&json!({}), "shhhhh", &options).unwrap_err();
    assert_eq!(
        error(SignOptions::new().expires_in("3600")).to_string(),
        r#""expiresIn": the time span "3600" has no unit; write "3600s""#
    );
    assert_eq!(
        error(SignOptions::new().not_before("-1.5 ")).to_string(),
        r#""notBefore": the time span "-1.5" has no unit; write "-1.5s""#
    );
    assert_eq!(error(SignOptions::new().expires_in("3600")).code(), "option_invalid");
    let token = sign(&json!({}), "shhhhh", &SignOptions::new()).unwrap();
    for (options, message) in [
        (VerifyOptions::new().max_age("60"), r#""maxAge": the time span "60" has no unit; write "60s""#),
        (VerifyOptions::new().clock_tolerance("5"), r#""clockTolerance": the time span "5" has no unit; write "5s""#),
    ] {
        let error = verify::<Value>(&token, "shhhhh", &options).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.code()), (message, "option_invalid"));
    }
    assert_eq!("60".parse::<TimeSpan>().unwrap_err().code(), "time_span_without_unit");

    let options: SignOptions = serde_json::from_str(r#"{"expiresIn":"3600"}"#).unwrap();
    let token = sign(&json!({ "iat": 10 }), "shhhhh", &options).unwrap();
    assert_eq!(webtoken::decode::<Value>(&token).unwrap().payload["exp"], 13, "npm's milliseconds");
}

#[test]
#[cfg_attr(not(any(feature = "aws-lc-rs", feature = "rust-crypto")), ignore = "needs a backend")]
fn a_tolerance_with_a_unit() {
    let token = sign(&json!({ "exp": 100 }), "shhhhh", &SignOptions::new()).unwrap();
    for (tolerance, now, is_valid) in [("5s", 104, true), ("5s", 105, false), ("1500ms", 101, true), ("2m", 219, true)]
    {
        let options = VerifyOptions::new().clock_tolerance(tolerance).clock_timestamp(now);
        assert_eq!(verify::<Value>(&token, "shhhhh", &options).is_ok(), is_valid, "{tolerance} at {now}");
    }
}

#[test]
fn spans_are_written_and_read_back() {
    for (span, text, json) in [
        (TimeSpan::secs(90), "90s", "90"),
        (TimeSpan::secs(-1), "-1s", "-1"),
        (TimeSpan::secs_f64(1.5), "1.5s", "1.5"),
        (TimeSpan::millis(1500), "1500ms", r#""1500ms""#),
        (Duration::from_millis(2500).into(), "2500ms", r#""2500ms""#),
    ] {
        assert_eq!((span.to_string().as_str(), serde_json::to_string(&span).unwrap().as_str()), (text, json));
        assert_eq!(text.parse::<TimeSpan>().unwrap(), span);
        assert_eq!(serde_json::from_str::<TimeSpan>(json).unwrap(), span);
    }
    assert_eq!(TimeSpan::secs(1), TimeSpan::millis(1000));
    assert_ne!(TimeSpan::secs(1), TimeSpan::millis(1001));
    assert_eq!(serde_json::from_str::<TimeSpan>(r#""1500""#).unwrap(), TimeSpan::millis(1500), "npm's string");
    for wrong in ["null", "[1]", "true", r#""1 fortnight""#] {
        assert!(serde_json::from_str::<TimeSpan>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn dates_in_whole_seconds() {
    use std::collections::HashSet;

    use webtoken::NumericDate;
    for (milliseconds, seconds) in [(1_500, 1), (-1, -1), (-1_000, -1), (0, 0), (1_999, 1)] {
        assert_eq!(NumericDate::from_millis(milliseconds).as_secs(), seconds);
    }
    assert_eq!(NumericDate::from_secs_f64(1e300).unwrap().as_secs(), i64::MAX);
    assert_eq!(NumericDate::now().as_secs_f64().fract().to_bits(), 0);
    let zeros: HashSet<_> = [0.0, -0.0].into_iter().filter_map(NumericDate::from_secs_f64).collect();
    assert_eq!(zeros.len(), 1);
}
