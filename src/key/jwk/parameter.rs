//! The parameters of a JSON Web Key as JSON.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
    ser::SerializeMap,
};
use zeroize::Zeroizing;

use super::Jwk;
use crate::json::{FieldNames, JsonVisitor, OrderedJson};

/// The value of a parameter.
#[derive(Clone)]
pub(super) enum Parameter {
    /// A string. Some are private, so all are wiped.
    Text(Zeroizing<String>),
    /// The array of `key_ops` or `x5c`.
    Texts(Vec<String>),
    /// Any other value.
    Other(OrderedJson),
}

/// The parameters that are strings.
const TEXTS: [&str; 16] = ["kty", "use", "alg", "kid", "crv", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi", "k"];

/// The parameters that are arrays of strings.
const TEXT_ARRAYS: [&str; 2] = ["key_ops", "x5c"];

impl Parameter {
    /// Checks the type of a parameter that this crate reads. The error does not show the value.
    fn checked<E: Error>(self, name: &str) -> Result<Self, E> {
        let expected = match self {
            Self::Text(_) if TEXT_ARRAYS.contains(&name) => "an array of strings",
            Self::Other(json) if TEXT_ARRAYS.contains(&name) => match json.get() {
                Ok(texts) => return Ok(Self::Texts(texts)),
                Err(_) => "an array of strings",
            },
            Self::Other(_) if TEXTS.contains(&name) => "a string",
            known_or_unknown => return Ok(known_or_unknown),
        };
        Err(E::custom(format_args!("field \"{name}\": expected {expected}")))
    }
}

impl<'de> Deserialize<'de> for Jwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct JwkVisitor;

        impl<'de> Visitor<'de> for JwkVisitor {
            type Value = Jwk;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON Web Key, which is an object")
            }

            /// Without the string, which may be a secret.
            fn visit_str<E: Error>(self, _: &str) -> Result<Jwk, E> {
                Err(E::custom("expected an object, found a string"))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Jwk, A::Error> {
                let mut jwk = Jwk(Vec::new());
                let mut names = FieldNames::default();
                while let Some(name) = map.next_key::<String>()? {
                    let value: Parameter = map.next_value()?;
                    names.insert(name.clone().into()).map_err(A::Error::custom)?;
                    let value = value.checked(&name)?;
                    jwk.0.push((name, value));
                }
                if jwk.text("kty").is_none() {
                    return Err(A::Error::custom("field \"kty\" is missing"));
                }
                Ok(jwk)
            }
        }

        deserializer.deserialize_any(JwkVisitor)
    }
}

impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            match value {
                Parameter::Text(text) => map.serialize_entry(name, text.as_str())?,
                Parameter::Texts(texts) => map.serialize_entry(name, texts)?,
                Parameter::Other(json) => map.serialize_entry(name, json)?,
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Parameter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ParameterVisitor)
    }
}

struct ParameterVisitor;

macro_rules! other {
    ($($visit:ident: $type:ty,)*) => {$(
        fn $visit<E: Error>(self, value: $type) -> Result<Parameter, E> {
            JsonVisitor.$visit(value).map(Parameter::Other)
        }
    )*};
}

impl<'de> Visitor<'de> for ParameterVisitor {
    type Value = Parameter;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Parameter, E> {
        Ok(Parameter::Text(Zeroizing::new(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Parameter, E> {
        Ok(Parameter::Text(Zeroizing::new(text)))
    }

    other! {
        visit_bool: bool,
        visit_i64: i64,
        visit_u64: u64,
        visit_f64: f64,
    }

    fn visit_unit<E: Error>(self) -> Result<Parameter, E> {
        JsonVisitor.visit_unit().map(Parameter::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Parameter, A::Error> {
        JsonVisitor.visit_seq(items).map(Parameter::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Parameter, A::Error> {
        JsonVisitor.visit_map(fields).map(Parameter::Other)
    }
}
