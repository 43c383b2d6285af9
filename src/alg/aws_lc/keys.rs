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

use super::{ecdsa, eddsa};
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
    let key = EcdsaKeyPair::generate(ecdsa::algorithms(curve)?.0).map_err(KeyError::generation)?;
    let scalar: EcPrivateKeyBin<'_> = key.private_key().as_be_bytes().map_err(KeyError::generation)?;
    Ok(Zeroizing::new(scalar.as_ref().to_vec()))
}

fn point(curve: Curve, key: &KeyMaterial) -> Result<Vec<u8>, KeyError> {
    let spki: PublicKeyX509Der<'_> = ecdsa::public_half(curve, key)?.as_der().map_err(KeyError::invalid)?;
    let info = SubjectPublicKeyInfoRef::from_der(spki.as_ref()).map_err(KeyError::invalid)?;
    match info.subject_public_key.raw_bytes() {
        point @ [4, ..] => Ok(point.to_vec()),
        _ => Err(KeyError::Unsupported("a compressed point".into())),
    }
}

fn public_of_seed(curve: Curve, seed: &[u8]) -> Result<Vec<u8>, KeyError> {
    if curve != Curve::Ed25519 {
        return Err(unsupported(curve));
    }
    Ok(eddsa::private_key(seed)?.public_key().as_ref().to_vec())
}
