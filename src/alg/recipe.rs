//! What the backends share: a row of the table of algorithms, and the shell around a bound key.

use std::{any::TypeId, fmt, sync::Arc};

use crate::{
    alg::{Algorithm, KeyRequirement, MessageSigner, MessageVerifier, check},
    error::{KeyError, KeyRole},
    key::{BinderId, Curve, KeyInfo, KeyMaterial, Restriction, SigningKey, VerifyingKey},
};

pub(super) type SignerResult = Result<Arc<dyn MessageSigner>, KeyError>;
pub(super) type VerifierResult = Result<Arc<dyn MessageVerifier>, KeyError>;

/// An algorithm of a backend: all that is known of it, in one value.
pub(super) struct Recipe {
    pub(super) name: &'static str,
    pub(super) family: fn() -> TypeId,
    pub(super) requirement: KeyRequirement,
    pub(super) signer: fn(&'static str, KeyMaterial<'_>) -> SignerResult,
    pub(super) verifier: fn(&'static str, KeyMaterial<'_>) -> VerifierResult,
}

/// How a family of algorithms binds keys: HMAC over a hash, RSA with a padding, ECDSA on a curve.
pub(super) trait Bind {
    fn signer(name: &'static str, key: KeyMaterial<'_>) -> SignerResult;
    fn verifier(name: &'static str, key: KeyMaterial<'_>) -> VerifierResult;
}

/// A key that an algorithm is bound to. `Debug` shows the name of the algorithm and nothing of the key.
pub(super) struct Bound<K> {
    pub(super) name: &'static str,
    pub(super) key: K,
}

impl Recipe {
    pub(super) const fn of<Family: Bind + 'static>(name: &'static str, requirement: KeyRequirement) -> Self {
        let family = TypeId::of::<Family>;
        Self { name, family, requirement, signer: Family::signer, verifier: Family::verifier }
    }

    /// No two recipes have the same: so whatever is bound under it was admitted by this one's requirement.
    fn id(&self) -> BinderId {
        ((self.family)(), self.name)
    }

    /// The same checks that signing and verifying make before, so that no bound value ever exists for a
    /// key that is not one for the algorithm, whoever binds it. Made once: the key, what it says it is for and the
    /// requirement never change. The size of RSA keys is the caller's policy.
    fn admit(&self, key: &KeyInfo, restriction: &Restriction, role: KeyRole) -> Result<(), KeyError> {
        check::class(self.requirement, self.name, key, role)?;
        check::restriction(self.name, restriction, role)?;
        check::kind(self.requirement, self.name, key)
    }
}

impl Algorithm for Recipe {
    fn name(&self) -> &str {
        self.name
    }

    fn key_requirement(&self) -> KeyRequirement {
        self.requirement
    }

    fn signer(&self, key: &SigningKey) -> Result<Arc<dyn MessageSigner>, KeyError> {
        key.bound().get_or_bind(self.id(), || {
            self.admit(key.info(), key.restriction(), KeyRole::Signing)?;
            if is_public(key.material()) {
                return Err(check::public_key_for_signing(self.requirement, self.name));
            }
            (self.signer)(self.name, key.material())
        })
    }

    fn verifier(&self, key: &VerifyingKey) -> Result<Arc<dyn MessageVerifier>, KeyError> {
        key.bound().get_or_bind(self.id(), || {
            self.admit(key.info(), key.restriction(), KeyRole::Verifying)?;
            (self.verifier)(self.name, key.material())
        })
    }
}

fn is_public(key: KeyMaterial<'_>) -> bool {
    match key {
        KeyMaterial::RsaPublic(_) | KeyMaterial::EcPublic { .. } | KeyMaterial::OkpPublic { .. } => true,
        KeyMaterial::Secret(_)
        | KeyMaterial::RsaPrivate(_)
        | KeyMaterial::EcPrivate { .. }
        | KeyMaterial::OkpPrivate { .. } => false,
    }
}

/// The key passed the check of its kind and still is not of that kind. Cannot happen with the keys that this
/// crate reads, and is refused all the same.
pub(super) fn contradictory() -> KeyError {
    KeyError::invalid("the key is not what it says it is")
}

/// A point compressed or not (SEC1, section 2.3.3). The libraries read more, each something else: the hybrid and the
/// compact form, infinity, a whole SPKI.
pub(super) fn plain_point(curve: Curve, point: &[u8]) -> Result<&[u8], KeyError> {
    match point {
        [2 | 3, x @ ..] if x.len() == curve.field_bytes() => Ok(point),
        [4, xy @ ..] if xy.len() == 2 * curve.field_bytes() => Ok(point),
        _ => Err(KeyError::invalid("the public key is not an encoded point")),
    }
}

impl fmt::Debug for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl<K> fmt::Debug for Bound<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
