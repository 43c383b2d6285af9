use std::borrow::Cow;

use serde::de::{DeserializeSeed, MapAccess};

use super::{Role, Sight, Watched, key::KeySeed};
use crate::{
    claims::{Claims, Registered},
    json::{MemberNames, is_private},
};

/// The members of the payload.
pub(super) struct PayloadMembers<'w, 'de, A> {
    pub(super) members: A,
    pub(super) claims: &'w mut Claims<'de>,
    /// What the current member is, if it is a claim.
    pub(super) claim: Option<Registered>,
    pub(super) sight: &'w Sight,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for PayloadMembers<'_, 'de, A> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        let Some((key, name)) = next_key(&mut self.members, seed, self.sight)? else {
            self.sight.reached_end.set(true);
            return Ok(None);
        };
        self.claim = match name {
            Some(name) => self.sight.through(self.claims.note(Cow::Borrowed(name)))?,
            None => None,
        };
        Ok(Some(key))
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let Some(claim) = self.claim.take() else {
            let seed = Watched { inner: seed, role: Role::Other, sight: self.sight };
            return self.sight.through(self.members.next_value_seed(seed));
        };
        let claim = self.claims.slot(claim);
        let seed = Watched { inner: seed, role: Role::Claim(claim), sight: self.sight };
        let value = self.sight.through(self.members.next_value_seed(seed))?;
        if claim.is_none() {
            self.sight.was_blocked.set(true);
        }
        Ok(value)
    }

    fn size_hint(&self) -> Option<usize> {
        self.members.size_hint()
    }
}

/// The members of an object inside the payload.
pub(super) struct InnerMembers<'w, 'de, A> {
    pub(super) members: A,
    pub(super) names: MemberNames<'de>,
    pub(super) sight: &'w Sight,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for InnerMembers<'_, 'de, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        let Some((key, name)) = next_key(&mut self.members, seed, self.sight)? else { return Ok(None) };
        if let Some(name) = name {
            self.sight.through(self.names.insert(Cow::Borrowed(name)))?;
        }
        Ok(Some(key))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let seed = Watched { inner: seed, role: Role::Other, sight: self.sight };
        self.sight.through(self.members.next_value_seed(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.members.size_hint()
    }
}

/// The caller's key and the member's name.
type Key<'de, K> = (K, Option<&'de str>);

/// Reads the next key. Without a name, or with one of `serde_json`'s own, the sight is blocked.
#[inline]
fn next_key<'de, A: MapAccess<'de>, S: DeserializeSeed<'de>>(
    members: &mut A,
    seed: S,
    sight: &Sight,
) -> Result<Option<Key<'de, S::Value>>, A::Error> {
    let mut name = None;
    let Some(key) = sight.through(members.next_key_seed(KeySeed { seed, name: &mut name }))? else { return Ok(None) };
    // `serde_json`'s disguise for numbers, if a crate of the program asked for arbitrary precision.
    if name.is_none_or(is_private) {
        sight.was_blocked.set(true);
    }
    Ok(Some((key, name)))
}
