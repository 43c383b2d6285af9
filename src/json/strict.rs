use std::{borrow::Cow, collections::HashSet, fmt, sync::LazyLock};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

use super::is_private;

/// How many names are kept in place.
const FEW: usize = 16;

/// The member names of one object so far: the first few are compared one by one and the rest by hash, so that a hostile
/// object costs linear time.
#[derive(Default)]
pub(crate) struct MemberNames<'de> {
    few: [&'de str; FEW],
    count: usize,
    rest: Option<HashSet<Cow<'de, str>>>,
}

impl<'de> MemberNames<'de> {
    pub(crate) const fn is_empty(&self) -> bool {
        self.count == 0 && self.rest.is_none()
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.few.iter().take(self.count).any(|known| *known == name)
            || self.rest.as_ref().is_some_and(|rest| rest.contains(name))
    }

    /// Notes a name; an error if it was there before, or is none that an object may have.
    #[inline]
    pub(crate) fn insert<E: Error>(&mut self, name: Cow<'de, str>) -> Result<(), E> {
        check_name(&name)?;
        if self.contains(&name) {
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

/// `serde_json` takes an object with such a name for raw JSON or a number, and puts what the member's text holds in the
/// object's place: claims and repeated members that nobody checked.
fn check_name<E: Error>(name: &str) -> Result<(), E> {
    if is_private(name) { Err(reserved_name()) } else { Ok(()) }
}

#[cold]
fn reserved_name<E: Error>() -> E {
    E::custom("reserved member name")
}

/// The name under which `serde_json` hands out numbers as objects when its feature `arbitrary_precision` is on, which
/// any crate of the program may do.
const NUMBER: &str = "$serde_json::private::Number";

/// Whether the feature is on: with it numbers keep their text.
static HAS_ARBITRARY_PRECISION: LazyLock<bool> =
    LazyLock::new(|| serde_json::from_str::<Number>("1.50").is_ok_and(|number| number.to_string() == "1.50"));

/// Whether an object stands for a number, by the name of its first member.
pub(crate) fn stands_for_number(name: &str, is_first: bool) -> bool {
    is_first && name == NUMBER && *HAS_ARBITRARY_PRECISION
}

/// The number that an object stands for: its member's value. `serde_json` owns the text where it made the object, and only
/// lends that of a member which stands in JSON: such an object is none of these, and an error.
pub(crate) struct Digits(pub(crate) Number);

impl<'de> Deserialize<'de> for Digits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DigitsVisitor;

        impl Visitor<'_> for DigitsVisitor {
            type Value = Digits;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the text of a number")
            }

            fn visit_string<E: Error>(self, digits: String) -> Result<Digits, E> {
                let number: Number = serde_json::from_str(&digits).map_err(E::custom)?;
                let is_finite = number.as_f64().is_some_and(f64::is_finite);
                if is_finite { Ok(Digits(number)) } else { Err(E::custom("number out of range")) }
            }

            fn visit_str<E: Error>(self, _: &str) -> Result<Digits, E> {
                Err(reserved_name())
            }
        }

        deserializer.deserialize_string(DigitsVisitor)
    }
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

    fn visit_i128<E>(self, _: i128) -> Result<Walk, E> {
        Ok(Walk)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Walk, E> {
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
            if stands_for_number(&name, names.is_empty()) {
                members.next_value::<Digits>()?;
                return Ok(Walk);
            }
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
            if stands_for_number(&name, object.is_empty()) {
                return members.next_value().map(|Digits(number)| number.into());
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
