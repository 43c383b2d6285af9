//! New keys, and the public halves of private ones.

use aws_lc_rs::rand;
use zeroize::Zeroizing;

use super::{
    aws_lc::{
        ecdsa::{self, P256, P384, P521},
        eddsa,
    },
    aws_lc_secp256k1 as secp256k1,
};
use crate::{
    error::KeyError,
    key::{Curve, KeyMaterial},
};

/// Fills with random bytes of AWS-LC's generator, which the operating system seeds.
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), KeyError> {
    rand::fill(bytes).map_err(KeyError::generation)
}

pub(crate) use super::aws_lc::rsa::generate as rsa;

/// A new private scalar, as long as the field.
pub(crate) fn scalar(curve: Curve) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    match curve {
        Curve::P256 => ecdsa::scalar::<P256>(),
        Curve::P384 => ecdsa::scalar::<P384>(),
        Curve::P521 => ecdsa::scalar::<P521>(),
        Curve::Secp256k1 => secp256k1::scalar(),
        Curve::Ed25519 | Curve::Ed448 | Curve::X25519 | Curve::X448 => Err(unsupported(curve)),
    }
}

/// The point of a key on a Weierstrass curve, uncompressed.
pub(crate) fn point(curve: Curve, key: KeyMaterial<'_>) -> Result<Vec<u8>, KeyError> {
    match curve {
        Curve::P256 => ecdsa::point::<P256>(key),
        Curve::P384 => ecdsa::point::<P384>(key),
        Curve::P521 => ecdsa::point::<P521>(key),
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
