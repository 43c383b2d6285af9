//! JSON read strictly: no object has a duplicate name, or a name that `serde_json` reserves, at any depth.

use std::{borrow::Cow, collections::HashSet, fmt, sync::LazyLock};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::Number;

use super::{ClaimValue, is_private};

/// How many names are kept in place.
const FEW: usize = 16;

/// The field names of one object so far: the first few are compared one by one and the rest by hash, so that a hostile
/// object costs linear time.
#[derive(Default)]
pub(crate) struct FieldNames<'de> {
    few: [&'de str; FEW],
    count: usize,
    rest: Option<HashSet<Cow<'de, str>>>,
}

impl<'de> FieldNames<'de> {
    pub(crate) const fn is_empty(&self) -> bool {
        self.count == 0 && self.rest.is_none()
    }

    #[inline]
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.few.iter().take(self.count).any(|known| *known == name)
            || self.rest.as_ref().is_some_and(|rest| rest.contains(name))
    }

    /// Adds a name that is new and not reserved.
    #[inline]
    pub(crate) fn insert(&mut self, name: Cow<'de, str>) -> Result<(), NameError> {
        if is_private(&name) {
            return Err(NameError::Reserved);
        }
        if self.contains(&name) {
            return Err(NameError::Duplicate);
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

/// Why an object may not have a name.
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub(crate) enum NameError {
    #[error("duplicate field name")]
    Duplicate,
    /// `serde_json` reads an object with such a name as raw JSON or a number and replaces the object by the field's
    /// content, whose claims and duplicate names were not checked.
    #[error("reserved field name")]
    Reserved,
}

/// A field name, borrowed from the JSON if it contains no escape.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Name<'n>(#[serde(borrow)] pub(crate) Cow<'n, str>);

/// The name under which `serde_json` passes numbers as objects when its feature `arbitrary_precision` is on, which any
/// crate of the program may do.
const NUMBER: &str = "$serde_json::private::Number";

/// Whether the feature is on: with it numbers keep their digits.
static HAS_ARBITRARY_PRECISION: LazyLock<bool> =
    LazyLock::new(|| serde_json::from_str::<Number>("1.50").is_ok_and(|number| number.to_string() == "1.50"));

/// Whether an object represents a number, by its first name.
pub(crate) fn stands_for_number(name: &str, is_first: bool) -> bool {
    is_first && name == NUMBER && *HAS_ARBITRARY_PRECISION
}

/// The number that an object represents. `serde_json` passes an owned string for an object that it made itself and a
/// borrowed one for a field in the JSON; the latter is an error.
pub(crate) struct Digits(pub(crate) f64);

impl<'de> Deserialize<'de> for Digits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DigitsVisitor;

        impl Visitor<'_> for DigitsVisitor {
            type Value = Digits;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number as a string")
            }

            fn visit_string<E: Error>(self, digits: String) -> Result<Digits, E> {
                let number: f64 = serde_json::from_str(&digits).map_err(E::custom)?;
                if number.is_finite() { Ok(Digits(number)) } else { Err(E::custom("number out of range")) }
            }

            fn visit_str<E: Error>(self, _: &str) -> Result<Digits, E> {
                Err(E::custom(NameError::Reserved))
            }
        }

        deserializer.deserialize_string(DigitsVisitor)
    }
}

/// As deep as `serde_json` reads arrays and objects within each other.
const MAX_DEPTH: u8 = 127;

/// Reads any value. An object with a duplicate or reserved name is an error, however deep it is.
#[derive(Clone, Copy)]
pub(crate) struct Strict {
    /// Whether the items of an array are kept.
    keep_items: bool,
    /// How many arrays and objects may be within each other.
    depth: u8,
}

impl Strict {
    /// The value of a field of the outermost object, which is one level.
    pub(crate) const fn in_object(keep_items: bool) -> Self {
        Self { keep_items, depth: MAX_DEPTH - 1 }
    }

    fn deeper<E: Error>(self) -> Result<Self, E> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| E::custom("recursion limit exceeded"))?;
        Ok(Self { depth, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = ClaimValue<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ClaimValue<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = ClaimValue<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(ClaimValue::Bool(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "npm reads every number as a double")]
    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(ClaimValue::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "npm reads every number as a double")]
    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(ClaimValue::Number(value as f64))
    }

    /// From a [`Value`](serde_json::Value) with the feature `arbitrary_precision`.
    #[expect(clippy::cast_precision_loss, reason = "npm reads every number as a double")]
    fn visit_i128<E>(self, value: i128) -> Result<Self::Value, E> {
        Ok(ClaimValue::Number(value as f64))
    }

    /// From a [`Value`](serde_json::Value) with the feature `arbitrary_precision`.
    #[expect(clippy::cast_precision_loss, reason = "npm reads every number as a double")]
    fn visit_u128<E>(self, value: u128) -> Result<Self::Value, E> {
        Ok(ClaimValue::Number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        if value.is_finite() { Ok(ClaimValue::Number(value)) } else { Err(E::custom("number out of range")) }
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(ClaimValue::String(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(ClaimValue::String(Cow::Owned(value.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(ClaimValue::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = array.next_element_seed(inner)? {
            if self.keep_items {
                items.push(item);
            }
        }
        Ok(ClaimValue::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut names = FieldNames::default();
        while let Some(Name(name)) = object.next_key()? {
            // A number is no level of its own.
            if stands_for_number(&name, names.is_empty()) {
                return object.next_value().map(|Digits(number)| ClaimValue::Number(number));
            }
            names.insert(name).map_err(A::Error::custom)?;
            object.next_value_seed(Self { keep_items: false, ..self.deeper()? })?;
        }
        self.deeper()?;
        Ok(ClaimValue::Object)
    }
}

/// A value that is read like [`Strict`] and not kept.
pub(crate) struct Walk;

impl<'de> Deserialize<'de> for Walk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Strict { keep_items: false, depth: MAX_DEPTH }.deserialize(deserializer).map(|_| Self)
    }
}
