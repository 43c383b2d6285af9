//! ES256 for keys on secp256k1, as npm signs with them once told to allow invalid key types.

use aws_lc_rs::signature::{
    ECDSA_P256K1_SHA256_FIXED, ECDSA_P256K1_SHA256_FIXED_SIGNING, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm,
};
use zeroize::Zeroizing;

use super::{
    aws_lc::ecdsa::{self, Ecdsa, JoseCurve},
    recipe::Recipe,
};
use crate::{
    alg::KeyRequirement,
    error::KeyError,
    key::{Curve, KeyMaterial},
};

pub(super) const ES256: Recipe = Recipe::of::<Ecdsa<Secp256k1>>("ES256", KeyRequirement::Ec(Curve::Secp256k1));

struct Secp256k1;

impl JoseCurve for Secp256k1 {
    const CURVE: Curve = Curve::Secp256k1;
    const SIGNING: &'static EcdsaSigningAlgorithm = &ECDSA_P256K1_SHA256_FIXED_SIGNING;
    const VERIFYING: &'static EcdsaVerificationAlgorithm = &ECDSA_P256K1_SHA256_FIXED;
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
