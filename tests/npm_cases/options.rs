//! The options of a case: through the builders where those can say it, else as data.

use serde::de::DeserializeOwned;
use webtoken::{
    AlgorithmChoice, NumericDate, SignOptions, TimeSpan, VerifyOptions,
    options::{Audience, Encoding, Expected, Matcher},
    time::TimeSpanError,
};

use crate::{cases::Case, common::Backend, json::Json};

/// How the options get into the crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionsBy {
    /// The builders; what they cannot say (another type, an unknown name) goes as data.
    Builder,
    /// Everything as data, as if read from a file.
    Data,
}

pub const NO_REGEXP_IN_DATA: &str = "data knows no regular expressions";

/// Why there are no options.
pub enum NoOptions {
    /// The crate refused the data, with this text.
    Refused(String),
    Unreachable(&'static str),
}

/// The builders have no words for it.
struct Unsayable;

pub fn sign(case: &Case, now: NumericDate, backend: &Backend, way: OptionsBy) -> Result<SignOptions, NoOptions> {
    let options = match way {
        OptionsBy::Builder if is_plain(case) => build_sign(case, backend).or_else(|Unsayable| from_data(case)),
        OptionsBy::Builder | OptionsBy::Data => from_data(case),
    };
    options.map(|options| options.clock_timestamp(now))
}

pub fn verify(case: &Case, now: NumericDate, backend: &Backend, way: OptionsBy) -> Result<VerifyOptions, NoOptions> {
    if !cfg!(feature = "regex") && case.options().iter().any(|(_, value)| holds_regexp(value)) {
        return Err(NoOptions::Unreachable("feature regex is off"));
    }
    let options = match way {
        OptionsBy::Builder if is_plain(case) => build_verify(case, backend).or_else(|Unsayable| from_data(case)),
        OptionsBy::Builder | OptionsBy::Data => from_data(case),
    };
    options.map(|options| if case.option("clockTimestamp").is_some() { options } else { options.clock_timestamp(now) })
}

/// Whether the options are an object at all.
fn is_plain(case: &Case) -> bool {
    case.options.as_ref().is_none_or(|options| options.members().is_some())
}

fn build_sign(case: &Case, backend: &Backend) -> Result<SignOptions, Unsayable> {
    case.options().iter().try_fold(SignOptions::new(), |options, (name, value)| {
        Ok(match name.as_str() {
            "algorithm" => options.algorithm(algorithm(text(value)?, backend)),
            "expiresIn" => options.expires_in(span(value)?),
            "notBefore" => options.not_before(span(value)?),
            "audience" => options.audience(audience(value)?),
            "issuer" => options.issuer(text(value)?),
            "subject" => options.subject(text(value)?),
            "jwtid" => options.jwt_id(text(value)?),
            "keyid" => options.kid(text(value)?),
            "header" => value
                .members()
                .ok_or(Unsayable)?
                .iter()
                .fold(options, |options, (name, value)| options.header(name, value)),
            "noTimestamp" => options.no_timestamp(boolean(value)?),
            "encoding" => options.encoding(text(value)?.parse::<Encoding>().map_err(|_| Unsayable)?),
            "allowInsecureKeySizes" => options.allow_insecure_key_sizes(boolean(value)?),
            "allowInvalidAsymmetricKeyTypes" => options.allow_invalid_asymmetric_key_types(boolean(value)?),
            _ => return Err(Unsayable),
        })
    })
}

fn build_verify(case: &Case, backend: &Backend) -> Result<VerifyOptions, Unsayable> {
    case.options().iter().try_fold(VerifyOptions::new(), |options, (name, value)| {
        Ok(match name.as_str() {
            "algorithms" => {
                let names = value.texts().ok_or(Unsayable)?;
                options.algorithms(names.into_iter().map(|name| algorithm(name, backend)))
            }
            "audience" => options.audience(expected(value)?),
            "issuer" => options.issuer(expected(value)?),
            "subject" => options.subject(text(value)?),
            "jwtid" => options.jwt_id(text(value)?),
            "nonce" => options.nonce(text(value)?),
            "ignoreExpiration" => options.ignore_expiration(boolean(value)?),
            "ignoreNotBefore" => options.ignore_not_before(boolean(value)?),
            "clockTolerance" => options.clock_tolerance(TimeSpan::secs_f64(number(value)?)),
            "clockTimestamp" => options.clock_timestamp(NumericDate::from_secs_f64(number(value)?).ok_or(Unsayable)?),
            "maxAge" => options.max_age(span(value)?),
            // Always on; the case says which part of the result is compared.
            "complete" if *value == Json::Bool(true) => options,
            "allowInvalidAsymmetricKeyTypes" => options.allow_invalid_asymmetric_key_types(boolean(value)?),
            _ => return Err(Unsayable),
        })
    })
}

/// The backend's own value; what it does not have goes by name.
fn algorithm(name: &str, backend: &Backend) -> AlgorithmChoice {
    backend.algorithm(name).map_or_else(|| name.into(), Into::into)
}

fn span(value: &Json) -> Result<Result<TimeSpan, TimeSpanError>, Unsayable> {
    match value.number() {
        Some(seconds) => Ok(Ok(TimeSpan::secs_f64(seconds))),
        None => text(value).map(npm_span),
    }
}

/// npm's string. In the builders a number without a unit is refused; it is written as the milliseconds that npm reads.
pub fn npm_span(text: &str) -> Result<TimeSpan, TimeSpanError> {
    match text.parse() {
        Err(TimeSpanError::NoUnit(_)) => Ok(serde_json::from_value(text.into()).expect("a number")),
        other => other,
    }
}

fn audience(value: &Json) -> Result<Audience, Unsayable> {
    match value.texts() {
        Some(texts) => Ok(texts.into()),
        None => text(value).map(Into::into),
    }
}

fn expected(value: &Json) -> Result<Expected, Unsayable> {
    match value {
        Json::List(items) => items.iter().map(matcher).collect(),
        one => Ok([matcher(one)?].into()),
    }
}

fn matcher(value: &Json) -> Result<Matcher, Unsayable> {
    match value.special() {
        Some(("$regexp", parts)) => pattern(&parts.texts().ok_or(Unsayable)?),
        _ => text(value).map(Into::into),
    }
}

/// JavaScript's flag `i` is part of the expression here.
#[cfg(feature = "regex")]
fn pattern(parts: &[&str]) -> Result<Matcher, Unsayable> {
    let source = match parts {
        [source, ""] => (*source).to_owned(),
        [source, "i"] => format!("(?i){source}"),
        _ => return Err(Unsayable),
    };
    Ok(webtoken::Pattern::new(&source).expect("a pattern").into())
}

#[cfg(not(feature = "regex"))]
fn pattern(_: &[&str]) -> Result<Matcher, Unsayable> {
    Err(Unsayable)
}

fn holds_regexp(value: &Json) -> bool {
    match value {
        Json::List(items) => items.iter().any(holds_regexp),
        one => matches!(one.special(), Some(("$regexp", _))),
    }
}

fn text(value: &Json) -> Result<&str, Unsayable> {
    value.text().ok_or(Unsayable)
}

fn boolean(value: &Json) -> Result<bool, Unsayable> {
    value.bool().ok_or(Unsayable)
}

fn number(value: &Json) -> Result<f64, Unsayable> {
    value.number().ok_or(Unsayable)
}

/// Reads the options as JSON; numbers that JSON cannot say as TOML.
fn from_data<O: DeserializeOwned + Default>(case: &Case) -> Result<O, NoOptions> {
    let Some(options) = &case.options else { return Ok(O::default()) };
    for (name, value) in case.options() {
        match value.special() {
            Some(("$undefined", _)) => return Err(NoOptions::Unreachable("data knows no undefined")),
            Some(("$number", number)) => return from_toml(name, number),
            _ if holds_regexp(value) => return Err(NoOptions::Unreachable(NO_REGEXP_IN_DATA)),
            _ => {}
        }
    }
    let json = serde_json::to_string(options).expect("JSON");
    serde_json::from_str(&json).map_err(|error| NoOptions::Refused(error.to_string()))
}

fn from_toml<O: DeserializeOwned>(name: &str, number: &Json) -> Result<O, NoOptions> {
    let number = match number.text() {
        Some("NaN") => "nan",
        Some("Infinity") => "inf",
        other => panic!("unknown number {other:?}"),
    };
    toml::from_str(&format!("{name} = {number}")).map_err(|error| NoOptions::Refused(error.message().to_owned()))
}
