use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, Visitor},
    forward_to_deserialize_any,
};

/// Records a member's name as it is read.
pub(super) struct KeySeed<'w, 'de, S> {
    pub(super) seed: S,
    pub(super) name: &'w mut Option<&'de str>,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for KeySeed<'_, 'de, S> {
    type Value = S::Value;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.seed.deserialize(WatchedKey { inner: deserializer, name: self.name })
    }
}

struct WatchedKey<'w, 'de, T> {
    inner: T,
    name: &'w mut Option<&'de str>,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for WatchedKey<'_, 'de, D> {
    type Error = D::Error;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_any(WatchedKey { inner: visitor, name: self.name })
    }

    // A name that the caller wants as a number or the like is an error here, and the payload read in two passes.
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for WatchedKey<'_, 'de, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    /// A name with an escape, which is rare: not recorded.
    fn visit_str<E: Error>(self, name: &str) -> Result<V::Value, E> {
        self.inner.visit_str(name)
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<V::Value, E> {
        *self.name = Some(name);
        self.inner.visit_borrowed_str(name)
    }
}
