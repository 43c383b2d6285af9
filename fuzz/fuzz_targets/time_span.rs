//! Time spans against their grammar.
#![no_main]

use libfuzzer_sys::fuzz_target;
use webtoken::{SignOptions, TimeSpan, sign};
use webtoken_fuzz::span;

fuzz_target!(|text: &str| {
    // As npm reads it, from data; in the builders a number needs a unit.
    let read = serde_json::from_value::<TimeSpan>(text.into()).ok();
    let has_unit = text.ends_with(|last: char| last.is_ascii_alphabetic());
    assert_eq!(text.parse().ok(), read.filter(|_| has_unit));
    let expected = span::read(text);
    assert_eq!(read.map(|span| span.as_millis_f64().to_bits()), expected.map(f64::to_bits), "{read:?}, {expected:?}");
    let Some(span) = read else { return };
    assert_eq!(span.as_secs_f64(), span.as_millis_f64() / 1000.0);
    // Whatever the span, signing ends in a token or an error.
    let options = SignOptions::new().expires_in(text).not_before(span).clock_timestamp(1_700_000_000);
    let _ = sign(&serde_json::Map::new(), "shhhhh", &options);
});
