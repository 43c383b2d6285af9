//! Time spans in both units, and compound ones at their edges. What `ms` reads is in `npm_cases`.

use std::time::Duration;

use webtoken::TimeSpan;

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
    reads(&format!("{}5", "0".repeat(99)), Some(5.0));
    let longer = "0".repeat(101);
    assert_eq!(longer.parse::<TimeSpan>().unwrap_err().text, longer[..100]);
    reads(&format!("1{}h", " ".repeat(98)), Some(3_600_000.0));
    reads(&format!("1{}h", " ".repeat(99)), None);
}
