//! What the backends share: an algorithm as a row of the table with the functions that bind keys, and the shell around
//! a bound key.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use super::{
    Algorithm, KeyRequirement, MessageSigner, MessageVerifier, check,
    table::{Row, SLOTS},
};
use crate::{
    error::{KeyError, KeyRole},
    key::{Curve, Key, KeyMaterial, SigningKey, VerifyingKey},
};

pub(super) type SignerResult = Result<Arc<dyn MessageSigner>, KeyError>;
pub(super) type VerifierResult = Result<Arc<dyn MessageVerifier>, KeyError>;

/// An algorithm of a backend.
pub(super) struct Recipe {
    row: &'static Row,
    backend: &'static Backend,
}

/// How a backend binds keys, for each of its algorithms.
pub(super) struct Backend {
    /// Each backend has slots of its own, in which a key keeps its bound forms: a key that one backend bound is never
    /// used by another.
    pub(super) first_slot: usize,
    pub(super) signer: fn(&'static Row, &KeyMaterial) -> SignerResult,
    pub(super) verifier: fn(&'static Row, &KeyMaterial) -> VerifierResult,
}

/// A key that an algorithm is bound to. `Debug` shows the name of the algorithm, but no key material.
pub(super) struct Bound<K> {
    pub(super) name: &'static str,
    pub(super) key: K,
}

impl Recipe {
    pub(super) const fn new(row: &'static Row, backend: &'static Backend) -> Self {
        assert!(backend.first_slot + row.slot < SLOTS);
        Self { row, backend }
    }

    const fn slot(&self) -> usize {
        self.backend.first_slot + self.row.slot
    }

    /// The same checks that signing and verifying make, so that no key is bound, and no bound key is found, for an
    /// algorithm that does not accept it. The size of RSA keys is the caller's decision.
    fn admit(&self, key: &Key, role: KeyRole) -> Result<(), KeyError> {
        check::class_and_size(self, key, role, true)?;
        Ok(check::purpose_and_kind(self, key, role, false)?)
    }
}

impl Algorithm for Recipe {
    fn name(&self) -> &str {
        self.row.name
    }

    fn key_requirement(&self) -> KeyRequirement {
        self.row.requirement
    }

    fn signer(&self, key: &SigningKey) -> SignerResult {
        self.admit(key.inner(), KeyRole::Signing)?;
        get_or_bind(key.inner().bound(self.slot()).map(|forms| &forms.signer), || {
            let is_public = matches!(
                key.material(),
                KeyMaterial::RsaPublic(_) | KeyMaterial::EcPublic { .. } | KeyMaterial::OkpPublic { .. }
            );
            if is_public {
                return Err(check::public_key_for_signing(self.row.requirement, self.row.name));
            }
            (self.backend.signer)(self.row, key.material())
        })
    }

    fn verifier(&self, key: &VerifyingKey) -> VerifierResult {
        self.admit(key.inner(), KeyRole::Verifying)?;
        get_or_bind(key.inner().bound(self.slot()).map(|forms| &forms.verifier), || {
            (self.backend.verifier)(self.row, key.material())
        })
    }
}

/// The bound form that the key keeps, or the one that `bind` makes now. Failures are not kept.
fn get_or_bind<T: Clone>(
    kept: Option<&OnceLock<T>>,
    bind: impl FnOnce() -> Result<T, KeyError>,
) -> Result<T, KeyError> {
    let Some(kept) = kept else { return bind() };
    if let Some(form) = kept.get() {
        return Ok(form.clone());
    }
    let form = bind()?;
    Ok(kept.get_or_init(|| form).clone())
}

/// The key passed the check of its kind, but is not of that kind. This cannot happen with keys that this crate reads;
/// they are refused all the same.
pub(super) fn contradictory() -> KeyError {
    KeyError::invalid("the key is not what it says it is")
}

/// A point, compressed or not (SEC1, section 2.3.3). The libraries read more, and differ in what they read: the hybrid
/// and the compact form, infinity, a whole SPKI.
pub(super) fn plain_point(curve: Curve, point: &[u8]) -> Result<&[u8], KeyError> {
    match point {
        [2 | 3, x @ ..] if x.len() == curve.field_bytes() => Ok(point),
        [4, xy @ ..] if xy.len() == 2 * curve.field_bytes() => Ok(point),
        _ => Err(KeyError::invalid("the public key is not an encoded point")),
    }
}

impl fmt::Debug for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row.name)
    }
}

impl<K> fmt::Debug for Bound<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
