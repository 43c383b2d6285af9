use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor},
    ser,
};
use serde_json::value::RawValue;

use super::{Digits, FieldNames, stands_for_number};

/// A value as a JSON string, because a string keeps the order of fields at every depth. A [`serde_json::Value`] sorts
/// them.
///
/// It deserializes from every format that names its own types (JSON, TOML, YAML). A duplicate field is an error, at
/// every depth. A number that is not finite becomes `null`, as in JavaScript.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct OrderedJson(Vec<u8>);

impl OrderedJson {
    pub(crate) fn new(value: &(impl Serialize + ?Sized)) -> serde_json::Result<Self> {
        let mut text = Vec::new();
        super::write(&mut text, value)?;
        Ok(Self(text))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn get<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_slice(&self.0)
    }
}

impl fmt::Debug for OrderedJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl Serialize for OrderedJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = str::from_utf8(&self.0).map_err(ser::Error::custom)?;
        serde_json::from_str::<&RawValue>(text).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for OrderedJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

pub(crate) struct JsonVisitor;

/// The methods that write a value of one of the plain types.
macro_rules! write_plain_values {
    ($($visit:ident: $type:ty,)*) => {$(
        fn $visit<E: Error>(self, value: $type) -> Result<OrderedJson, E> {
            OrderedJson::new(&value).map_err(E::custom)
        }
    )*};
}

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = OrderedJson;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    write_plain_values! {
        visit_bool: bool,
        visit_i64: i64,
        visit_u64: u64,
        visit_f64: f64,
        visit_str: &str,
    }

    fn visit_unit<E: Error>(self) -> Result<OrderedJson, E> {
        Ok(OrderedJson(b"null".to_vec()))
    }

    fn visit_none<E: Error>(self) -> Result<OrderedJson, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<OrderedJson, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<OrderedJson, A::Error> {
        let mut text = vec![b'['];
        while let Some(OrderedJson(item)) = items.next_element()? {
            if text.len() > 1 {
                text.push(b',');
            }
            text.extend(item);
        }
        text.push(b']');
        Ok(OrderedJson(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<OrderedJson, A::Error> {
        let mut text = vec![b'{'];
        let mut names = FieldNames::default();
        while let Some(name) = fields.next_key::<String>()? {
            // With the feature `arbitrary_precision`, `serde_json` passes a number as an object.
            if stands_for_number(&name, names.is_empty()) {
                let Digits(number) = fields.next_value()?;
                return self.visit_f64(number);
            }
            if text.len() > 1 {
                text.push(b',');
            }
            super::write_text(&mut text, &name);
            text.push(b':');
            names.insert(name.into()).map_err(A::Error::custom)?;
            text.extend(fields.next_value::<OrderedJson>()?.0);
        }
        text.push(b'}');
        Ok(OrderedJson(text))
    }
}
