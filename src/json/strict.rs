use std::{borrow::Cow, collections::HashSet, fmt, sync::LazyLock};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

/// How many names are kept in place.
const FEW: usize = 16;

/// The member names of one object so far. A filter tells most new names at once; names that it cannot tell apart are
/// compared, the first few one by one and the rest by hash, so that a hostile object costs linear time.
#[derive(Default)]
pub(crate) struct MemberNames<'de> {
    filter: [u64; 4],
    few: [&'de str; FEW],
    count: usize,
    rest: Option<HashSet<Cow<'de, str>>>,
}

impl<'de> MemberNames<'de> {
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.few.iter().take(self.count).any(|known| *known == name)
            || self.rest.as_ref().is_some_and(|rest| rest.contains(name))
    }

    /// Notes a name; an error if it was there before, or is none that an object may have.
    #[inline]
    pub(crate) fn insert<E: Error>(&mut self, name: Cow<'de, str>) -> Result<(), E> {
        check_name(&name)?;
        if !self.is_new_to_filter(&name) && self.contains(&name) {
            return Err(duplicate_member());
        }
        match (name, self.few.get_mut(self.count)) {
            (Cow::Borrowed(name), Some(free)) => {
                *free = name;
                self.count += 1;
            }
            (name, _) => {
                self.rest.get_or_insert_default().insert(name);
            }
        }
        Ok(())
    }

    /// Sets one of 256 bits, by length and three characters of the name; whether it was not set.
    #[inline]
    fn is_new_to_filter(&mut self, name: &str) -> bool {
        let bytes = name.as_bytes();
        let at = |index: usize| usize::from(bytes.get(index).copied().unwrap_or_default());
        let hash = at(0) ^ (at(bytes.len() / 2) << 2) ^ (at(bytes.len().saturating_sub(1)) << 3) ^ (bytes.len() << 5);
        let Some(word) = self.filter.get_mut(hash >> 6 & 3) else { return false };
        let bit = 1 << (hash & 63);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

#[cold]
pub(crate) fn duplicate_member<E: Error>() -> E {
    E::custom("duplicate member")
}

/// A member name, borrowed from the text where it holds no escape.
pub(crate) struct Name<'de>(pub(crate) Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member name")
            }

            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }

        deserializer.deserialize_str(NameVisitor)
    }
}

/// The name under which `serde_json` hands out raw JSON, and its `Value` takes some: it would parse the member's text and
/// put what it finds in the object's place, claims and repeated members that nobody checked.
const RAW_JSON: &str = "$serde_json::private::RawValue";

fn check_name<E: Error>(name: &str) -> Result<(), E> {
    if name == RAW_JSON { Err(E::custom("reserved member name")) } else { Ok(()) }
}

/// The name under which `serde_json` hands out numbers as objects when its feature `arbitrary_precision` is on, which
/// any crate of the program may do.
const NUMBER: &str = "$serde_json::private::Number";

/// Whether the feature is on: with it numbers keep their text.
static HAS_ARBITRARY_PRECISION: LazyLock<bool> =
    LazyLock::new(|| serde_json::from_str::<Number>("1.50").is_ok_and(|number| number.to_string() == "1.50"));

/// The number that an object stands for, if its first member has that name.
pub(crate) fn arbitrary_number<'de, A: MapAccess<'de>>(
    name: &str,
    members: &mut A,
) -> Result<Option<Number>, A::Error> {
    if name != NUMBER || !*HAS_ARBITRARY_PRECISION {
        return Ok(None);
    }
    let digits: String = members.next_value()?;
    serde_json::from_str(&digits).map(Some).map_err(A::Error::custom)
}

/// Reads any value and keeps nothing; an object with a member twice is an error, however deep.
pub(crate) struct Walk;

impl<'de> Deserialize<'de> for Walk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WalkVisitor)
    }
}

struct WalkVisitor;

impl<'de> Visitor<'de> for WalkVisitor {
    type Value = Walk;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Walk, E> {
        Ok(Walk)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Walk, E> {
        Ok(Walk)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Walk, E> {
        Ok(Walk)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Walk, E> {
        Ok(Walk)
    }

    fn visit_str<E>(self, _: &str) -> Result<Walk, E> {
        Ok(Walk)
    }

    fn visit_unit<E>(self) -> Result<Walk, E> {
        Ok(Walk)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Walk, A::Error> {
        while items.next_element::<Walk>()?.is_some() {}
        Ok(Walk)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Walk, A::Error> {
        let mut names = MemberNames::default();
        while let Some(Name(name)) = members.next_key()? {
            names.insert(name)?;
            members.next_value::<Walk>()?;
        }
        Ok(Walk)
    }
}

/// A [`Value`] in which no object has a member twice.
pub(crate) struct StrictValue(pub(crate) Value);

impl<'de> Deserialize<'de> for StrictValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(StrictValue)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(StrictValue(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if let Some(number) = arbitrary_number(&name, &mut members)? {
                return Ok(number.into());
            }
            check_name(&name)?;
            let StrictValue(value) = members.next_value()?;
            if object.insert(name, value).is_some() {
                return Err(duplicate_member());
            }
        }
        Ok(object.into())
    }
}
