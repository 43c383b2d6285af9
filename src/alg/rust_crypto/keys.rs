//! New keys, and the public halves of private ones.

use ::ecdsa::{SigningKey, elliptic_curve::Generate};
use ::rsa::{PrivateKey, pkcs1::EncodeRsaPrivateKey};
use getrandom::{SysRng, rand_core::TryRng};
#[cfg(feature = "es256k")]
use k256::Secp256k1;
use p256::NistP256;
use p384::NistP384;
use p521::NistP521;
use zeroize::Zeroizing;

use super::{
    ecdsa::{self, JoseCurve},
    eddsa,
};
use crate::{
    alg::{
        hmac::sha256,
        keys::{Keys, unsupported},
    },
    error::KeyError,
    key::{Curve, KeyMaterial},
};

pub(in crate::alg) static KEYS: Keys = Keys { random, rsa, scalar, point, public_of_seed, sha256 };

/// From the operating system.
fn random(bytes: &mut [u8]) -> Result<(), KeyError> {
    SysRng.try_fill_bytes(bytes).map_err(KeyError::generation)
}

/// A new private key in PKCS#1.
fn rsa(bits: usize) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let key = PrivateKey::new(&mut SysRng, bits).map_err(KeyError::generation)?;
    let der = key.to_pkcs1_der().map_err(KeyError::generation)?;
    Ok(Zeroizing::new(der.as_bytes().to_vec()))
}

fn scalar(curve: Curve) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    match curve {
        Curve::P256 => new_scalar::<NistP256>(),
        Curve::P384 => new_scalar::<NistP384>(),
        Curve::P521 => new_scalar::<NistP521>(),
        #[cfg(feature = "es256k")]
        Curve::Secp256k1 => new_scalar::<Secp256k1>(),
        #[cfg(not(feature = "es256k"))]
        Curve::Secp256k1 => Err(unsupported(curve)),
        Curve::Ed25519 | Curve::Ed448 | Curve::X25519 | Curve::X448 => Err(unsupported(curve)),
    }
}

fn point(curve: Curve, key: &KeyMaterial) -> Result<Vec<u8>, KeyError> {
    match curve {
        Curve::P256 => point_of::<NistP256>(key),
        Curve::P384 => point_of::<NistP384>(key),
        Curve::P521 => point_of::<NistP521>(key),
        #[cfg(feature = "es256k")]
        Curve::Secp256k1 => point_of::<Secp256k1>(key),
        #[cfg(not(feature = "es256k"))]
        Curve::Secp256k1 => Err(unsupported(curve)),
        Curve::Ed25519 | Curve::Ed448 | Curve::X25519 | Curve::X448 => Err(unsupported(curve)),
    }
}

fn public_of_seed(curve: Curve, seed: &[u8]) -> Result<Vec<u8>, KeyError> {
    match curve {
        Curve::Ed25519 => Ok(eddsa::private_key(seed)?.verifying_key().to_bytes().to_vec()),
        Curve::Ed448 | Curve::X25519 | Curve::X448 | Curve::P256 | Curve::P384 | Curve::P521 | Curve::Secp256k1 => {
            Err(unsupported(curve))
        }
    }
}

fn new_scalar<C: JoseCurve>() -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let key = SigningKey::<C>::try_generate_from_rng(&mut SysRng).map_err(KeyError::generation)?;
    Ok(Zeroizing::new(Zeroizing::new(key.to_bytes()).to_vec()))
}

fn point_of<C: JoseCurve>(key: &KeyMaterial) -> Result<Vec<u8>, KeyError> {
    Ok(ecdsa::public_half::<C>(key)?.to_sec1_point(false).as_bytes().to_vec())
}
