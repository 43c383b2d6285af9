use super::{Given, Row, Table};
use crate::{
    error::OptionError,
    options::{Audience, Encoding, SignOptions},
    time::{TimeSpan, TimeSpanInput},
};

impl Table for SignOptions {
    const ROWS: &'static [Row<Self>] = &[
        ("algorithm", |options, given| Ok(options.algorithm(algorithm(given)?))),
        ("expiresIn", |options, given| Ok(options.expires_in(span(given)?))),
        ("notBefore", |options, given| Ok(options.not_before(span(given)?))),
        ("audience", |options, given| Ok(options.audience(given.text_or_texts::<Audience>("a string or array")?))),
        ("issuer", |options, given| Ok(options.issuer(given.text()?))),
        ("subject", |options, given| Ok(options.subject(given.text()?))),
        ("jwtid", |options, given| Ok(options.jwt_id(given.text()?))),
        ("keyid", |options, given| Ok(options.key_id(given.text()?))),
        ("header", header),
        ("noTimestamp", |options, given| Ok(options.no_timestamp(given.boolean()?))),
        ("encoding", |options, given| Ok(options.encoding(given.text()?.parse::<Encoding>()?))),
        // What it asks for cannot be done to a payload that is only borrowed.
        ("mutatePayload", |options, given| given.boolean().map(|_| options)),
        ("allowInsecureKeySizes", |options, given| Ok(options.allow_insecure_key_sizes(given.boolean()?))),
        ("allowInvalidAsymmetricKeyTypes", |options, given| {
            Ok(options.allow_invalid_asymmetric_key_types(given.boolean()?))
        }),
    ];

    fn wrong_type(option: &'static str, expected: &'static str) -> OptionError {
        OptionError::Type { option, expected }
    }
}

/// The names of [`alg`](crate::alg), whichever are compiled in: one that is not is reported when it is used.
const ALGORITHMS: [&str; 15] = [
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
    "EdDSA", "Ed25519", "none",
];

fn algorithm(given: &Given) -> Result<String, OptionError> {
    let known = given.value.read().filter(|name: &String| ALGORITHMS.contains(&name.as_str()));
    known.ok_or(OptionError::Algorithm)
}

/// A whole number of seconds, or a text. One that is no time span is reported when it is used, as in npm.
fn span(given: &Given) -> Result<TimeSpanInput, OptionError> {
    let number = given.value.read().map(TimeSpan::secs_f64).filter(|span| !span.is_fractional_number());
    let text = || given.value.read().filter(|text: &String| !text.is_empty()).map(TimeSpanInput::from);
    number.map(TimeSpanInput::from).or_else(text).ok_or(OptionError::TimeSpanType(given.option))
}

fn header(mut options: SignOptions, given: &Given) -> Result<SignOptions, OptionError> {
    let members = given.value.to_members().ok_or_else(|| SignOptions::wrong_type(given.option, "an object"))?;
    options.header.extend(members.into_iter().map(|(name, value)| (name, Ok(value))));
    Ok(options)
}
