use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::Number;

use super::{MemberNames, stands_for_number};

/// A JSON value as text: what a header member is kept as, since text keeps the order of members.
///
/// It deserializes from any format (JSON, TOML, YAML) by writing down what it sees. An object with a member twice
/// is an error, however deep; a number that is not finite becomes `null`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct JsonText(Vec<u8>);

impl JsonText {
    pub(crate) fn new(value: &(impl Serialize + ?Sized)) -> serde_json::Result<Self> {
        let mut text = Vec::new();
        super::write(&mut text, value)?;
        Ok(Self(text))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The value as a type, if it is of that type.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.0).ok()
    }

    /// The members in their order, if the value is an object.
    pub(crate) fn to_members(&self) -> Option<Vec<(String, JsonText)>> {
        self.read().map(|Members(members)| members)
    }
}

impl fmt::Debug for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor).map(JsonText)
    }
}

struct TextVisitor;

impl TextVisitor {
    fn write<E: Error>(value: impl Serialize) -> Result<Vec<u8>, E> {
        JsonText::new(&value).map(|text| text.0).map_err(E::custom)
    }
}

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Self::write(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Self::write(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Self::write(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Self::write(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Self::write(value)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Self::write(())
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Self::write(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut text = vec![b'['];
        while let Some(JsonText(item)) = items.next_element()? {
            if text.len() > 1 {
                text.push(b',');
            }
            text.extend(item);
        }
        text.push(b']');
        Ok(text)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut text = vec![b'{'];
        let mut names = MemberNames::default();
        while let Some(name) = members.next_key::<String>()? {
            // From whichever format: options are trusted.
            if stands_for_number(&name, names.is_empty()) {
                let digits: String = members.next_value()?;
                return serde_json::from_str(&digits)
                    .map_err(A::Error::custom)
                    .and_then(|number: Number| Self::write(number));
            }
            let JsonText(value) = members.next_value()?;
            if text.len() > 1 {
                text.push(b',');
            }
            super::write_text(&mut text, &name);
            text.push(b':');
            text.extend(value);
            names.insert(name.into())?;
        }
        text.push(b'}');
        Ok(text)
    }
}

/// The members of an object in their order.
struct Members(Vec<(String, JsonText)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Members, A::Error> {
        let mut list = Vec::new();
        while let Some(member) = members.next_entry()? {
            list.push(member);
        }
        Ok(Members(list))
    }
}
