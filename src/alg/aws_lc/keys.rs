//! New keys, and the public halves of private ones.

use aws_lc_rs::{
    encoding::{AsBigEndian, AsDer, EcPrivateKeyBin, Pkcs8V1Der, PublicKeyX509Der},
    rand,
    rsa::KeySize,
    signature::{EcdsaKeyPair, KeyPair, RsaKeyPair},
};
use der::Decode;
use spki::SubjectPublicKeyInfoRef;
use zeroize::Zeroizing;

#[cfg(feature = "es256k")]
use super::ecdsa::Secp256k1;
use super::{
    ecdsa::{self, JoseCurve, P256, P384, P521},
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

/// From AWS-LC's generator, which the operating system seeds.
fn random(bytes: &mut [u8]) -> Result<(), KeyError> {
    rand::fill(bytes).map_err(KeyError::generation)
}

/// A new private key in PKCS#8.
fn rsa(bits: usize) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let size = match bits {
        2048 => KeySize::Rsa2048,
        3072 => KeySize::Rsa3072,
        4096 => KeySize::Rsa4096,
        8192 => KeySize::Rsa8192,
        _ => {
            let sizes = format!("RSA key size must be 2048, 3072, 4096 or 8192 bits with AWS-LC, got {bits}");
            return Err(KeyError::Unsupported(sizes));
        }
    };
    let der: Pkcs8V1Der<'_> =
        RsaKeyPair::generate(size).and_then(|pair| pair.as_der()).map_err(KeyError::generation)?;
    Ok(Zeroizing::new(der.as_ref().to_vec()))
}

fn scalar(curve: Curve) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    match curve {
        Curve::P256 => new_scalar::<P256>(),
        Curve::P384 => new_scalar::<P384>(),
        Curve::P521 => new_scalar::<P521>(),
        #[cfg(feature = "es256k")]
        Curve::Secp256k1 => new_scalar::<Secp256k1>(),
        #[cfg(not(feature = "es256k"))]
        Curve::Secp256k1 => Err(unsupported(curve)),
        Curve::Ed25519 | Curve::Ed448 | Curve::X25519 | Curve::X448 => Err(unsupported(curve)),
    }
}

fn point(curve: Curve, key: &KeyMaterial) -> Result<Vec<u8>, KeyError> {
    match curve {
        Curve::P256 => point_of::<P256>(key),
        Curve::P384 => point_of::<P384>(key),
        Curve::P521 => point_of::<P521>(key),
        #[cfg(feature = "es256k")]
        Curve::Secp256k1 => point_of::<Secp256k1>(key),
        #[cfg(not(feature = "es256k"))]
        Curve::Secp256k1 => Err(unsupported(curve)),
        Curve::Ed25519 | Curve::Ed448 | Curve::X25519 | Curve::X448 => Err(unsupported(curve)),
    }
}

fn public_of_seed(curve: Curve, seed: &[u8]) -> Result<Vec<u8>, KeyError> {
    match curve {
        Curve::Ed25519 => Ok(eddsa::private_key(seed)?.public_key().as_ref().to_vec()),
        Curve::Ed448 | Curve::X25519 | Curve::X448 | Curve::P256 | Curve::P384 | Curve::P521 | Curve::Secp256k1 => {
            Err(unsupported(curve))
        }
    }
}

fn new_scalar<C: JoseCurve>() -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let key = EcdsaKeyPair::generate(C::SIGNING).map_err(KeyError::generation)?;
    let scalar: EcPrivateKeyBin<'_> = key.private_key().as_be_bytes().map_err(KeyError::generation)?;
    Ok(Zeroizing::new(scalar.as_ref().to_vec()))
}

/// Read from AWS-LC's SPKI.
fn point_of<C: JoseCurve>(key: &KeyMaterial) -> Result<Vec<u8>, KeyError> {
    let spki: PublicKeyX509Der<'_> = ecdsa::public_half::<C>(key)?.as_der().map_err(KeyError::invalid)?;
    let info = SubjectPublicKeyInfoRef::from_der(spki.as_ref()).map_err(KeyError::invalid)?;
    match info.subject_public_key.raw_bytes() {
        point @ [4, ..] => Ok(point.to_vec()),
        _ => Err(KeyError::Unsupported("a compressed point".into())),
    }
}
