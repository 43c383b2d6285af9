//! A JSON Web Key as JSON (RFC 7517, section 4).

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor},
    ser::SerializeMap,
};
use zeroize::Zeroizing;

use super::text::{Text, Texts, refuse};
use crate::json::{FieldNames, Name, Walk};

/// The fields of a key that this crate knows.
#[derive(Clone, Default)]
pub(super) struct Members {
    /// By name, which is one of [`TEXTS`].
    texts: Vec<(&'static str, Zeroizing<String>)>,
    pub(super) key_ops: Option<Vec<String>>,
    pub(super) x5c: Option<Vec<String>>,
    pub(super) has_other_primes: bool,
}

/// The fields that are strings, in the order in which they are written.
const TEXTS: [&str; 16] = ["kty", "use", "alg", "kid", "crv", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi", "k"];

/// The fields that only a private or symmetric key has.
const SECRET: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];

impl Members {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    }

    /// Sets a field; a name that is not in [`TEXTS`] is ignored.
    pub(super) fn set(&mut self, name: &str, text: Zeroizing<String>) {
        let Some((place, name)) = TEXTS.iter().enumerate().find(|(_, known)| **known == name) else { return };
        self.texts.retain(|(known, _)| known != name);
        let before = |(known, _): &(&str, _)| TEXTS.iter().take(place).any(|earlier| earlier == known);
        let at = self.texts.iter().take_while(|member| before(member)).count();
        self.texts.insert(at, (name, text));
    }

    pub(super) fn has_secret(&self) -> bool {
        self.has_other_primes || SECRET.iter().any(|name| self.get(name).is_some())
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    refuse!("a JSON Web Key must be an object": numbers text list);

    /// Unknown fields are ignored (RFC 7517, section 4).
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Members::default();
        let mut names = FieldNames::default();
        while let Some(Name(name)) = map.next_key()? {
            match &*name {
                "key_ops" => members.key_ops = Some(map.next_value::<Texts>()?.0),
                "x5c" => members.x5c = Some(map.next_value::<Texts>()?.0),
                known if TEXTS.contains(&known) => members.set(known, map.next_value::<Text>()?.0),
                unknown => {
                    members.has_other_primes |= unknown == "oth";
                    map.next_value::<Walk>()?;
                }
            }
            names.insert(name).map_err(A::Error::custom)?;
        }
        if members.get("kty").is_none() {
            return Err(A::Error::custom("field \"kty\" is missing"));
        }
        Ok(members)
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, text) in &self.texts {
            map.serialize_entry(name, text.as_str())?;
        }
        for (name, list) in [("key_ops", &self.key_ops), ("x5c", &self.x5c)] {
            if let Some(list) = list {
                map.serialize_entry(name, list)?;
            }
        }
        map.end()
    }
}
