//! New keys, and the public halves of private ones.

use getrandom::{SysRng, rand_core::TryRng};
use p256::NistP256;
use p384::NistP384;
use p521::NistP521;
use zeroize::Zeroizing;

use super::{
    rust_crypto::{ecdsa, eddsa},
    rust_crypto_secp256k1 as secp256k1,
};
use crate::{
    error::KeyError,
    key::{Curve, KeyMaterial},
};

#[cfg(not(feature = "aws-lc-rs"))]
pub(crate) use super::rust_crypto::rsa::generate as rsa;

/// Fills with random bytes of the operating system.
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), KeyError> {
    SysRng.try_fill_bytes(bytes).map_err(KeyError::generation)
}

/// A new private scalar, as long as the field.
pub(crate) fn scalar(curve: Curve) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    match curve {
        Curve::P256 => ecdsa::scalar::<NistP256>(),
        Curve::P384 => ecdsa::scalar::<NistP384>(),
        Curve::P521 => ecdsa::scalar::<NistP521>(),
        Curve::Secp256k1 => secp256k1::scalar(),
        Curve::Ed25519 | Curve::Ed448 | Curve::X25519 | Curve::X448 => Err(unsupported(curve)),
    }
}

/// The point of a key on a Weierstrass curve, uncompressed.
pub(crate) fn point(curve: Curve, key: KeyMaterial<'_>) -> Result<Vec<u8>, KeyError> {
    match curve {
        Curve::P256 => ecdsa::point::<NistP256>(key),
        Curve::P384 => ecdsa::point::<NistP384>(key),
        Curve::P521 => ecdsa::point::<NistP521>(key),
        Curve::Secp256k1 => secp256k1::point(key),
        Curve::Ed25519 | Curve::Ed448 | Curve::X25519 | Curve::X448 => Err(unsupported(curve)),
    }
}

/// The public key of a seed.
pub(crate) fn public_of_seed(curve: Curve, seed: &[u8]) -> Result<Vec<u8>, KeyError> {
    match curve {
        Curve::Ed25519 => eddsa::public_of(seed),
        Curve::Ed448 | Curve::X25519 | Curve::X448 | Curve::P256 | Curve::P384 | Curve::P521 | Curve::Secp256k1 => {
            Err(unsupported(curve))
        }
    }
}

fn unsupported(curve: Curve) -> KeyError {
    KeyError::Unsupported(format!("private keys of this kind on {curve}"))
}
