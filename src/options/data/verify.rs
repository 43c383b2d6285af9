use super::{Given, Row, Table};
use crate::{
    error::OptionError,
    options::{Expected, VerifyOptions, verify::is_blank},
    time::{NumericDate, TimeSpan, TimeSpanInput},
};

impl Table for VerifyOptions {
    const ROWS: &'static [Row<Self>] = &[
        ("algorithms", |options, given| Ok(options.algorithms(given.texts()?))),
        ("audience", |options, given| Ok(options.audience(expected(given)?))),
        ("issuer", |options, given| Ok(options.issuer(expected(given)?))),
        ("subject", |options, given| Ok(options.subject(given.text()?))),
        ("jwtid", |options, given| Ok(options.jwt_id(given.text()?))),
        ("nonce", |options, given| Ok(options.nonce(nonce(given)?))),
        ("ignoreExpiration", |options, given| Ok(options.ignore_expiration(given.boolean()?))),
        ("ignoreNotBefore", |options, given| Ok(options.ignore_not_before(given.boolean()?))),
        ("clockTolerance", |options, given| Ok(options.clock_tolerance(TimeSpan::secs_f64(given.number()?)))),
        ("clockTimestamp", |options, given| Ok(options.clock_timestamp(given.read::<NumericDate>("a number")?))),
        ("maxAge", |options, given| Ok(options.max_age(max_age(given)?))),
        // What it asks for is always done: see `Verified`.
        ("complete", |options, given| given.boolean().map(|_| options)),
        ("allowInvalidAsymmetricKeyTypes", |options, given| {
            Ok(options.allow_invalid_asymmetric_key_types(given.boolean()?))
        }),
        // From here on they are this crate's own.
        ("requiredClaims", |options, given| Ok(options.required_claims(given.texts()?))),
        ("typ", |options, given| Ok(options.typ(given.text()?))),
        ("maxTokenSize", |options, given| Ok(options.max_token_size(given.read("a whole number of bytes")?))),
        ("allowInsecureKeySizes", |options, given| Ok(options.allow_insecure_key_sizes(given.boolean()?))),
    ];

    fn wrong_type(option: &'static str, expected: &'static str) -> OptionError {
        OptionError::VerifyType { option, expected }
    }
}

fn expected(given: &Given) -> Result<Expected, OptionError> {
    given.text_or_texts("a string or an array of strings")
}

/// A blank one is refused here already, not only when it is used.
fn nonce(given: &Given) -> Result<String, OptionError> {
    let nonce = given.value.read().filter(|nonce: &String| !is_blank(nonce));
    nonce.ok_or_else(|| VerifyOptions::wrong_type(given.option, "a non-empty string"))
}

/// A number of seconds, or a text. One that is no time span is reported when it is used, as in npm.
fn max_age(given: &Given) -> Result<TimeSpanInput, OptionError> {
    let number = given.value.read().map(|seconds| TimeSpan::secs_f64(seconds).into());
    let text = || given.value.read().map(|text: String| text.into());
    number.or_else(text).ok_or(OptionError::TimeSpan(given.option))
}
