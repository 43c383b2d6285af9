//! ES256 for keys on secp256k1, as npm signs with them once told to allow invalid key types.

use k256::Secp256k1;

use super::{
    recipe::Recipe,
    rust_crypto::ecdsa::{Ecdsa, JoseCurve},
};
use crate::{algorithm::KeyRequirement, key::Curve};

pub(super) const ES256: Recipe = Recipe::of::<Ecdsa<Secp256k1>>("ES256", KeyRequirement::Ec(Curve::Secp256k1));

impl JoseCurve for Secp256k1 {
    const CURVE: Curve = Curve::Secp256k1;
}

/// Whether the suite may sign on this curve.
#[cfg(test)]
pub(super) const BINDS: bool = true;
