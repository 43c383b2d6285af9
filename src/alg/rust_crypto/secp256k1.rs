//! ES256 for keys on secp256k1, as npm signs with them once told to allow invalid key types.

use k256::Secp256k1;
use zeroize::Zeroizing;

use super::{
    recipe::Recipe,
    rust_crypto::ecdsa::{self, Ecdsa, JoseCurve},
};
use crate::{
    alg::KeyRequirement,
    error::KeyError,
    key::{Curve, KeyMaterial},
};

pub(super) const ES256: Recipe = Recipe::of::<Ecdsa<Secp256k1>>("ES256", KeyRequirement::Ec(Curve::Secp256k1));

impl JoseCurve for Secp256k1 {
    const CURVE: Curve = Curve::Secp256k1;
}

pub(super) fn scalar() -> Result<Zeroizing<Vec<u8>>, KeyError> {
    ecdsa::scalar::<Secp256k1>()
}

pub(super) fn point(key: KeyMaterial<'_>) -> Result<Vec<u8>, KeyError> {
    ecdsa::point::<Secp256k1>(key)
}

/// Whether the suite may sign on this curve.
#[cfg(test)]
pub(super) const BINDS: bool = true;
