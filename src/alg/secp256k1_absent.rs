//! The stand-in for builds without the feature `k256`: keys on secp256k1 are refused.

use zeroize::Zeroizing;

use super::recipe::{Bind, Recipe, SignerResult, VerifierResult};
use crate::{
    alg::KeyRequirement,
    error::KeyError,
    key::{Curve, KeyMaterial},
};

pub(super) const ES256: Recipe = Recipe::of::<Absent>("ES256", KeyRequirement::Ec(Curve::Secp256k1));

struct Absent;

impl Bind for Absent {
    fn signer(_: &'static str, _: KeyMaterial<'_>) -> SignerResult {
        Err(unsupported())
    }

    fn verifier(_: &'static str, _: KeyMaterial<'_>) -> VerifierResult {
        Err(unsupported())
    }
}

pub(super) fn scalar() -> Result<Zeroizing<Vec<u8>>, KeyError> {
    Err(unsupported())
}

pub(super) fn point(_: KeyMaterial<'_>) -> Result<Vec<u8>, KeyError> {
    Err(unsupported())
}

fn unsupported() -> KeyError {
    KeyError::Unsupported("secp256k1 needs the feature `k256`".into())
}

/// Whether the suite may sign on this curve.
#[cfg(test)]
pub(super) const BINDS: bool = false;
