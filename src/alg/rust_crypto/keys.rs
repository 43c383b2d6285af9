//! New keys, and the public halves of private ones.

use ::rsa::{PrivateKey, pkcs1::EncodeRsaPrivateKey};
use getrandom::{SysRng, rand_core::TryRng};
use zeroize::Zeroizing;

use super::{ecdsa, eddsa};
use crate::{
    alg::{
        hmac::sha256,
        keys::{Keys, unsupported},
    },
    error::KeyError,
    key::Curve,
};

pub(in crate::alg) static KEYS: Keys =
    Keys { random, rsa, scalar: ecdsa::scalar, point: ecdsa::point, public_of_seed, sha256 };

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

fn public_of_seed(curve: Curve, seed: &[u8]) -> Result<Vec<u8>, KeyError> {
    if curve != Curve::Ed25519 {
        return Err(unsupported(curve));
    }
    Ok(eddsa::private_key(seed)?.verifying_key().to_bytes().to_vec())
}
