//! Options from data: npm's camelCase objects, in every format that serde reads.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Unexpected, Visitor},
};

use super::{SignOptions, VerifyOptions};
use crate::{
    alg::AlgorithmChoice,
    json::OrderedJson,
    time::{NumericDate, SpanOption, TimeSpan, span_from_data},
};

/// Sets an option.
type Set<T> = fn(T, &OrderedJson) -> serde_json::Result<T>;

/// The options by npm's names.
static SIGN: [(&str, Set<SignOptions>); 14] = [
    ("algorithm", |options, json| Ok(options.algorithm(json.get::<AlgorithmChoice>()?))),
    ("expiresIn", |options, json| Ok(options.expires_in(span(json)?))),
    ("notBefore", |options, json| Ok(options.not_before(span(json)?))),
    ("audience", |options, json| Ok(SignOptions { audience: Some(one_or_many(json)?), ..options })),
    ("issuer", |options, json| Ok(options.issuer(json.get::<String>()?))),
    ("subject", |options, json| Ok(options.subject(json.get::<String>()?))),
    ("jwtid", |options, json| Ok(options.jwt_id(json.get::<String>()?))),
    ("keyid", |options, json| Ok(options.kid(json.get::<String>()?))),
    ("header", |options, json| Ok(SignOptions { header: json.get::<Fields>()?.0, ..options })),
    ("noTimestamp", |options, json| Ok(options.no_timestamp(json.get()?))),
    ("encoding", |options, json| Ok(options.encoding(json.get::<String>()?.parse().map_err(Error::custom)?))),
    // The payload is only borrowed.
    ("mutatePayload", |options, json| json.get().map(|_: bool| options)),
    ("allowInsecureKeySizes", |options, json| Ok(options.allow_insecure_key_sizes(json.get()?))),
    ("allowInvalidAsymmetricKeyTypes", |options, json| Ok(options.allow_invalid_asymmetric_key_types(json.get()?))),
];

/// The options by npm's names. The last five are this crate's own.
static VERIFY: [(&str, Set<VerifyOptions>); 18] = [
    ("algorithms", |options, json| Ok(options.algorithms(json.get::<Vec<String>>()?))),
    ("audience", |options, json| Ok(VerifyOptions { audience: Some(one_or_many(json)?), ..options })),
    ("issuer", |options, json| Ok(VerifyOptions { issuer: Some(one_or_many(json)?), ..options })),
    ("subject", |options, json| Ok(options.subject(json.get::<String>()?))),
    ("jwtid", |options, json| Ok(options.jwt_id(json.get::<String>()?))),
    ("nonce", |options, json| Ok(options.nonce(json.get::<String>()?))),
    ("ignoreExpiration", |options, json| Ok(options.ignore_expiration(json.get()?))),
    ("ignoreNotBefore", |options, json| Ok(options.ignore_not_before(json.get()?))),
    ("clockTolerance", |options, json| Ok(options.clock_tolerance(TimeSpan::secs_f64(json.get()?)))),
    ("clockTimestamp", |options, json| Ok(options.clock_timestamp(json.get::<NumericDate>()?))),
    ("maxAge", |options, json| Ok(options.max_age(span(json)?))),
    // Tokens are always complete.
    ("complete", |options, json| json.get().map(|_: bool| options)),
    ("allowInvalidAsymmetricKeyTypes", |options, json| Ok(options.allow_invalid_asymmetric_key_types(json.get()?))),
    ("requiredClaims", |options, json| Ok(options.required_claims(json.get::<Vec<String>>()?))),
    ("strict", |options, json| {
        let is_strict: bool = json.get()?;
        let options = options.required_claims(is_strict.then_some("exp"));
        Ok(VerifyOptions { refuse_unexpected_audience: is_strict, ..options })
    }),
    ("typ", |options, json| Ok(options.typ(json.get::<String>()?))),
    ("maxTokenSize", |options, json| Ok(options.max_token_size(json.get()?))),
    ("allowInsecureKeySizes", |options, json| Ok(options.allow_insecure_key_sizes(json.get()?))),
];

impl<'de> Deserialize<'de> for SignOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let options = deserializer.deserialize_map(OptionsVisitor(&SIGN))?;
        options.validate().map_err(D::Error::custom)?;
        Ok(options)
    }
}

impl<'de> Deserialize<'de> for VerifyOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let options = deserializer.deserialize_map(OptionsVisitor(&VERIFY))?;
        options.validate().map_err(D::Error::custom)?;
        Ok(options)
    }
}

struct OptionsVisitor<T: 'static>(&'static [(&'static str, Set<T>)]);

impl<'de, T: Default> Visitor<'de> for OptionsVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of options")
    }

    /// An error says which option is wrong.
    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<T, A::Error> {
        let (mut options, mut seen) = (T::default(), Vec::new());
        while let Some(name) = object.next_key::<String>()? {
            let wrong = |message: &dyn fmt::Display| A::Error::custom(format_args!("option \"{name}\": {message}"));
            if matches!(&*name, "expiresInMinutes" | "expiresInSeconds") {
                return Err(wrong(&"is no longer an option; use \"expiresIn\", for example 60 (seconds) or \"1h\""));
            }
            let Some((known, set)) = self.0.iter().find(|(known, _)| *known == name) else {
                let names: Vec<String> = self.0.iter().map(|(known, _)| format!("`{known}`")).collect();
                let names = names.join(", ");
                return Err(A::Error::custom(format_args!("unknown field `{name}`, expected one of {names}")));
            };
            if seen.contains(known) {
                return Err(A::Error::duplicate_field(known));
            }
            seen.push(known);
            // As JSON first, because some formats turn `5` or an empty value into a string if a string is requested.
            let json: OrderedJson = object.next_value().map_err(|error| wrong(&error))?;
            if json.as_bytes() == b"null" {
                return Err(wrong(&"expected a value, found null or a number that is not finite"));
            }
            options = set(options, &json).map_err(|error| {
                // The position is relative to the value, not to the caller's file.
                let text = error.to_string();
                wrong(&text.rsplit_once(" at line ").map_or(&*text, |(message, _)| message))
            })?;
        }
        Ok(options)
    }
}

fn span(json: &OrderedJson) -> serde_json::Result<SpanOption> {
    span_from_data(&mut serde_json::Deserializer::from_slice(json.as_bytes()))
}

fn one_or_many<T: From<String> + From<Vec<String>>>(json: &OrderedJson) -> serde_json::Result<T> {
    let one = json.get::<String>().map(T::from);
    one.or_else(|_| json.get::<Vec<String>>().map(T::from)).map_err(|_| {
        let found = String::from_utf8_lossy(json.as_bytes());
        Error::invalid_value(Unexpected::Other(&found), &"a string or an array of strings")
    })
}

/// The header option: the fields of an object in their order.
struct Fields(Vec<(String, Result<OrderedJson, String>)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;

        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some((name, value)) = object.next_entry()? {
                    fields.push((name, Ok(value)));
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(FieldsVisitor)
    }
}
