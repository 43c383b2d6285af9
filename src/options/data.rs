//! Options from data: npm's camelCase objects, in every format that serde reads.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IntoDeserializer, MapAccess, Unexpected, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

use super::{SignOptions, VerifyOptions};
use crate::{
    alg::AlgorithmChoice,
    error::{InvalidReason, SignError},
    json::OrderedJson,
    time::{ClockOption, NumericDate, SpanOption, TimeSpan, span_from_data},
};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct SignData {
    algorithm: Option<AlgorithmChoice>,
    #[serde(deserialize_with = "time_span")]
    expires_in: Option<SpanOption>,
    #[serde(deserialize_with = "time_span")]
    not_before: Option<SpanOption>,
    audience: Option<OneOrMany>,
    issuer: Option<String>,
    subject: Option<String>,
    #[serde(rename = "jwtid")]
    jwt_id: Option<String>,
    #[serde(rename = "keyid")]
    kid: Option<String>,
    header: Fields,
    no_timestamp: Option<bool>,
    encoding: Option<String>,
    #[serde(rename = "mutatePayload")]
    _mutate_payload: bool,
    allow_insecure_key_sizes: bool,
    allow_invalid_asymmetric_key_types: bool,
}

impl TryFrom<SignData> for SignOptions {
    type Error = SignError;

    fn try_from(data: SignData) -> Result<Self, SignError> {
        let options = Self {
            algorithm: data.algorithm,
            expires_in: data.expires_in,
            not_before: data.not_before,
            audience: data.audience.map(OneOrMany::into),
            issuer: data.issuer,
            subject: data.subject,
            jwt_id: data.jwt_id,
            kid: data.kid,
            header: data.header.0.into_iter().map(|(name, value)| (name, Ok(value))).collect(),
            no_timestamp: data.no_timestamp,
            encoding: data.encoding.map(|name| name.parse()).transpose()?.unwrap_or_default(),
            allow_insecure_key_sizes: data.allow_insecure_key_sizes,
            allow_invalid_asymmetric_key_types: data.allow_invalid_asymmetric_key_types,
            clock: ClockOption::default(),
        };
        options.validate()?;
        Ok(options)
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "npm's options, each a switch of its own")]
struct VerifyData {
    algorithms: Option<Vec<String>>,
    audience: Option<OneOrMany>,
    issuer: Option<OneOrMany>,
    subject: Option<String>,
    #[serde(rename = "jwtid")]
    jwt_id: Option<String>,
    nonce: Option<String>,
    ignore_expiration: bool,
    ignore_not_before: bool,
    clock_tolerance: f64,
    clock_timestamp: Option<NumericDate>,
    #[serde(deserialize_with = "time_span")]
    max_age: Option<SpanOption>,
    #[serde(rename = "complete")]
    _complete: bool,
    allow_invalid_asymmetric_key_types: bool,
    // The rest are this crate's own.
    required_claims: Vec<String>,
    strict: bool,
    typ: Option<String>,
    max_token_size: Option<usize>,
    allow_insecure_key_sizes: bool,
}

impl TryFrom<VerifyData> for VerifyOptions {
    type Error = InvalidReason;

    fn try_from(data: VerifyData) -> Result<Self, InvalidReason> {
        let options = Self {
            algorithms: data.algorithms.map(|names| names.into_iter().map(Into::into).collect()),
            audience: data.audience.map(OneOrMany::into),
            issuer: data.issuer.map(OneOrMany::into),
            subject: data.subject,
            jwt_id: data.jwt_id,
            nonce: data.nonce,
            ignore_expiration: data.ignore_expiration,
            ignore_not_before: data.ignore_not_before,
            clock_tolerance: Some(Ok(TimeSpan::secs_f64(data.clock_tolerance))),
            max_age: data.max_age,
            required_claims: Vec::new(),
            refuse_unexpected_audience: data.strict,
            typ: data.typ,
            checks: Vec::new(),
            max_token_size: data.max_token_size,
            allow_insecure_key_sizes: data.allow_insecure_key_sizes,
            allow_invalid_asymmetric_key_types: data.allow_invalid_asymmetric_key_types,
            clock: data.clock_timestamp.map(ClockOption::new).unwrap_or_default(),
        };
        let options = options.required_claims(data.strict.then_some("exp")).required_claims(data.required_claims);
        options.validate()?;
        Ok(options)
    }
}

impl<'de> Deserialize<'de> for SignOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let data: SignData = deserializer.deserialize_map(ObjectVisitor(PhantomData))?;
        data.try_into().map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for VerifyOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let data: VerifyData = deserializer.deserialize_map(ObjectVisitor(PhantomData))?;
        data.try_into().map_err(D::Error::custom)
    }
}

/// Reads an object as a `T`. A derived `Deserialize` would also read an array, with its items in the order of the
/// fields.
struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of options")
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(Options { object, name: String::new() }))
    }
}

/// The options of an object. An error says which option is wrong.
struct Options<A> {
    object: A,
    name: String,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Options<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let Some(name) = self.object.next_key()? else { return Ok(None) };
        self.name = name;
        if matches!(&*self.name, "expiresInMinutes" | "expiresInSeconds") {
            return Err(self.error("is no longer an option; use \"expiresIn\", for example 60 (seconds) or \"1h\""));
        }
        seed.deserialize(self.name.as_str().into_deserializer()).map(Some)
    }

    /// The value is read as JSON first, because some formats turn `5` or an empty value into a string if a string is
    /// requested. With an `Option`, `null` would mean that the option is not set.
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let value: OrderedJson = self.object.next_value().map_err(|error| self.error(error))?;
        if value.as_bytes() == b"null" {
            return Err(self.error("expected a value, found null or a number that is not finite"));
        }
        value.read_seed(seed).map_err(|error| {
            // The position is relative to the value, not to the caller's file.
            let text = error.to_string();
            self.error(text.rsplit_once(" at line ").map_or(&*text, |(message, _)| message))
        })
    }
}

impl<'de, A: MapAccess<'de>> Options<A> {
    fn error(&self, message: impl fmt::Display) -> A::Error {
        A::Error::custom(format_args!("option \"{}\": {message}", self.name))
    }
}

fn time_span<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SpanOption>, D::Error> {
    span_from_data(deserializer).map(Some)
}

/// A string or an array of strings.
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let one = String::deserialize(&value).map(Self::One);
        let either = one.or_else(|_| Vec::deserialize(&value).map(Self::Many));
        either.map_err(|_| wrong(&value, "a string or an array of strings"))
    }
}

impl OneOrMany {
    fn into<T: From<String> + From<Vec<String>>>(self) -> T {
        match self {
            Self::One(text) => text.into(),
            Self::Many(list) => list.into(),
        }
    }
}

fn wrong<E: Error>(value: &Value, expected: &str) -> E {
    E::invalid_value(Unexpected::Other(&value.to_string()), &expected)
}

/// The fields of an object in their order.
#[derive(Default)]
struct Fields(Vec<(String, OrderedJson)>);

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
                while let Some(field) = object.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(FieldsVisitor)
    }
}
