use std::borrow::Cow;

use serde::de::{DeserializeSeed, MapAccess};

use super::{Role, Sight, Watched, key::KeySeed};
use crate::{claims::Claims, json::MemberNames};

/// An object's members. A name that comes again is an error, as it is where claims are read by themselves.
pub(super) struct WatchedMap<'w, 'de, A> {
    members: A,
    /// The payload's claims, if the object is the payload; they keep its names too.
    claims: Option<&'w mut Claims<'de>>,
    /// Another object's names.
    names: MemberNames<'de>,
    /// The current member, if it may be a claim.
    name: Option<Cow<'de, str>>,
    sight: &'w Sight,
}

impl<'w, 'de, A> WatchedMap<'w, 'de, A> {
    pub(super) fn new(members: A, claims: Option<&'w mut Claims<'de>>, sight: &'w Sight) -> Self {
        Self { members, claims, names: MemberNames::default(), name: None, sight }
    }
}

impl<'de, A: MapAccess<'de>> WatchedMap<'_, 'de, A> {
    fn note_name(&mut self, name: Cow<'de, str>) -> Result<(), A::Error> {
        // `serde_json`'s disguise for numbers, if a crate of the program asked for arbitrary precision.
        if name.starts_with("$serde_json::private::") {
            self.sight.was_blocked.set(true);
        }
        let Some(claims) = &mut self.claims else { return self.names.insert(name) };
        claims.names.insert(name.clone())?;
        self.name = Some(name);
        Ok(())
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WatchedMap<'_, 'de, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        let mut name = None;
        let key = self.members.next_key_seed(KeySeed { seed, name: &mut name })?;
        match (&key, name) {
            (None, _) if self.claims.is_some() => self.sight.reached_end.set(true),
            (None, _) => {}
            (Some(_), None) => self.sight.was_blocked.set(true),
            (Some(_), Some(name)) => self.note_name(name)?,
        }
        Ok(key)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let claim = match (&mut self.claims, self.name.take()) {
            (Some(claims), Some(name)) => claims.slot(&name),
            _ => None,
        };
        let Some(claim) = claim else {
            return self.members.next_value_seed(Watched { inner: seed, role: Role::Other, sight: self.sight });
        };
        let seed = Watched { inner: seed, role: Role::Claim(claim), sight: self.sight };
        let value = self.members.next_value_seed(seed)?;
        if claim.is_none() {
            self.sight.was_blocked.set(true);
        }
        Ok(value)
    }

    fn size_hint(&self) -> Option<usize> {
        self.members.size_hint()
    }
}
