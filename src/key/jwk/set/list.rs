use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    json::{FieldNames, Name, Walk},
    key::jwk::text::refuse,
};

/// The elements of `keys`, unread: an error in one does not affect the others.
pub(super) struct KeyList<'de>(pub(super) Vec<&'de RawValue>);

impl<'de> Deserialize<'de> for KeyList<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeyListVisitor)
    }
}

struct KeyListVisitor;

impl<'de> Visitor<'de> for KeyListVisitor {
    type Value = KeyList<'de>;

    refuse!("a JSON Web Key Set must be an object": numbers text list);

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut keys = None;
        let mut names = FieldNames::default();
        while let Some(Name(name)) = map.next_key()? {
            if name == "keys" {
                let RawKeys(list) = map.next_value()?;
                keys = Some(list);
            } else {
                map.next_value::<Walk>()?;
            }
            names.insert(name).map_err(A::Error::custom)?;
        }
        keys.map(KeyList).ok_or_else(|| A::Error::custom("field \"keys\" is missing"))
    }
}

/// More than anyone publishes. The shortest key takes a hundred times its length in memory.
const MOST_KEYS: usize = 1 << 16;

struct RawKeys<'de>(Vec<&'de RawValue>);

impl<'de> Deserialize<'de> for RawKeys<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawKeysVisitor)
    }
}

struct RawKeysVisitor;

impl<'de> Visitor<'de> for RawKeysVisitor {
    type Value = RawKeys<'de>;

    refuse!("keys must be an array": numbers text object);

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            if list.len() == MOST_KEYS {
                return Err(A::Error::custom("too many keys"));
            }
            list.push(item);
        }
        Ok(RawKeys(list))
    }
}
