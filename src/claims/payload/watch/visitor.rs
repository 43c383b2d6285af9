use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};

use super::{
    Role, Sight, Watched,
    map::{InnerMembers, PayloadMembers},
};
use crate::{claims::ClaimValue, json::MemberNames};

/// The methods that hand a number on, as the double that the claim is.
macro_rules! numbers {
    ($($method:ident: $number:ty),*) => {$(
        #[expect(clippy::cast_precision_loss, reason = "npm reads every number as a double")]
        fn $method<E: Error>(self, value: $number) -> Result<V::Value, E> {
            self.role.note(ClaimValue::Number(value as f64));
            self.inner.$method(value)
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Watched<'_, 'de, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    numbers!(visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128);

    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        self.role.note(ClaimValue::Number(value));
        self.inner.visit_f64(value)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<V::Value, E> {
        self.role.note(ClaimValue::Bool(value));
        self.inner.visit_bool(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<V::Value, E> {
        if let Role::Claim(claim) = self.role {
            *claim = Some(ClaimValue::String(Cow::Owned(value.to_owned())));
        }
        self.inner.visit_str(value)
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<V::Value, E> {
        self.role.note(ClaimValue::String(Cow::Borrowed(value)));
        self.inner.visit_borrowed_str(value)
    }

    fn visit_bytes<E: Error>(self, value: &[u8]) -> Result<V::Value, E> {
        self.sight.was_blocked.set(true);
        self.inner.visit_bytes(value)
    }

    fn visit_borrowed_bytes<E: Error>(self, value: &'de [u8]) -> Result<V::Value, E> {
        self.sight.was_blocked.set(true);
        self.inner.visit_borrowed_bytes(value)
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.role.note(ClaimValue::Null);
        self.inner.visit_unit()
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.role.note(ClaimValue::Null);
        self.inner.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        let Self { inner, role, sight } = self;
        inner.visit_some(Watched { inner: deserializer, role, sight })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        let Self { inner, role, sight } = self;
        inner.visit_newtype_struct(Watched { inner: deserializer, role, sight })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        let list = match self.role {
            Role::Claim(claim) => {
                *claim = Some(ClaimValue::Array(Vec::new()));
                match claim {
                    Some(ClaimValue::Array(list)) => Some(list),
                    _ => None,
                }
            }
            // A payload that is a list has no claims; reading it again as such costs little.
            Role::Payload(_) => {
                self.sight.was_blocked.set(true);
                None
            }
            Role::Other => None,
        };
        self.inner.visit_seq(WatchedItems { items, list, sight: self.sight })
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        let Self { inner, role, sight } = self;
        match role {
            Role::Payload(claims) => return inner.visit_map(PayloadMembers { members, claims, claim: None, sight }),
            Role::Claim(claim) => *claim = Some(ClaimValue::Object),
            Role::Other => {}
        }
        inner.visit_map(InnerMembers { members, names: MemberNames::default(), sight })
    }
}

struct WatchedItems<'w, 'de, A> {
    items: A,
    /// The claim that the list is.
    list: Option<&'w mut Vec<ClaimValue<'de>>>,
    sight: &'w Sight,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for WatchedItems<'_, 'de, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        let Some(list) = &mut self.list else {
            let seed = Watched { inner: seed, role: Role::Other, sight: self.sight };
            return self.sight.through(self.items.next_element_seed(seed));
        };
        let mut item = None;
        let seed = Watched { inner: seed, role: Role::Claim(&mut item), sight: self.sight };
        let element = self.sight.through(self.items.next_element_seed(seed))?;
        match (&element, item) {
            (Some(_), Some(item)) => list.push(item),
            (Some(_), None) => self.sight.was_blocked.set(true),
            (None, _) => {}
        }
        Ok(element)
    }

    fn size_hint(&self) -> Option<usize> {
        self.items.size_hint()
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Watched<'_, 'de, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        let Self { inner, role, sight } = self;
        inner.deserialize(Watched { inner: deserializer, role, sight })
    }
}
