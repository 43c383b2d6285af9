use std::{ops::RangeInclusive, sync::Arc};

use der::oid::AssociatedOid;
use ecdsa::elliptic_curve::subtle::ConstantTimeEq;
use getrandom::SysRng;
use pkcs1::UintRef;
use rsa::{
    BoxedUint, Pkcs1v15Sign, PrivateKey, Pss, PublicKey,
    pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey},
    traits::SignatureScheme,
};
use sha2::{
    Sha256, Sha384, Sha512,
    digest::{Digest, FixedOutputReset},
};

use crate::{
    alg::recipe::{Bound, SignerResult, VerifierResult, contradictory},
    alg::table::Row,
    alg::{KeyRequirement, MessageSigner, MessageVerifier, Signature, SignatureError},
    error::KeyError,
    key::{HashAlgorithm, KeyMaterial},
};

/// The modulus sizes that can be bound. Fewer than 2048 bits need the caller's permission; fewer than 1024 are never
/// allowed. The upper limit is OpenSSL's: with larger keys one verification takes too long to be offered to strangers.
const MODULUS_BITS: RangeInclusive<usize> = 1024..=16384;

pub(super) fn signer(row: &'static Row, key: &KeyMaterial) -> SignerResult {
    let KeyMaterial::RsaPrivate(der) = key else { return Err(contradictory()) };
    Ok(Arc::new(Bound { name: row.name, key: (private_key(der)?, scheme(row)?) }))
}

pub(super) fn verifier(row: &'static Row, key: &KeyMaterial) -> VerifierResult {
    let key = match key {
        KeyMaterial::RsaPublic(der) => public_key(der)?,
        KeyMaterial::RsaPrivate(der) => public_half(der)?,
        _ => return Err(contradictory()),
    };
    Ok(Arc::new(Bound { name: row.name, key: (key, scheme(row)?) }))
}

impl MessageSigner for Bound<(PrivateKey, Scheme)> {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let (key, scheme) = &self.key;
        (scheme.sign)(key, message).map(Signature::from).map_err(SignatureError::from_source)
    }
}

impl MessageVerifier for Bound<(PublicKey, Scheme)> {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let (key, scheme) = &self.key;
        (scheme.verify)(key, message, signature).map_err(|_| SignatureError::invalid())
    }
}

/// A padding with a hash. A signature that is not exactly as long as the modulus is refused.
struct Scheme {
    sign: fn(&PrivateKey, &[u8]) -> rsa::Result<Vec<u8>>,
    verify: fn(&PublicKey, &[u8], &[u8]) -> rsa::Result<()>,
}

fn scheme(row: &Row) -> Result<Scheme, KeyError> {
    match (row.requirement, row.hash) {
        (KeyRequirement::Rsa, HashAlgorithm::Sha256) => Ok(pkcs1::<Sha256>()),
        (KeyRequirement::Rsa, HashAlgorithm::Sha384) => Ok(pkcs1::<Sha384>()),
        (KeyRequirement::Rsa, HashAlgorithm::Sha512) => Ok(pkcs1::<Sha512>()),
        (KeyRequirement::RsaPss(_), HashAlgorithm::Sha256) => Ok(pss::<Sha256>()),
        (KeyRequirement::RsaPss(_), HashAlgorithm::Sha384) => Ok(pss::<Sha384>()),
        (KeyRequirement::RsaPss(_), HashAlgorithm::Sha512) => Ok(pss::<Sha512>()),
        _ => Err(contradictory()),
    }
}

/// RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2). The random source is for blinding, which makes the time of the private
/// operation independent of the key. The operation checks its own result to prevent fault attacks.
fn pkcs1<Hash: Digest + AssociatedOid>() -> Scheme {
    Scheme {
        sign: |key, message| Pkcs1v15Sign::new::<Hash>().sign(Some(&mut SysRng), key, &Hash::digest(message)),
        verify: |key, message, signature| Pkcs1v15Sign::new::<Hash>().verify(key, &Hash::digest(message), signature),
    }
}

/// RSASSA-PSS (RFC 8017, section 8.1): the hash in MGF1 too, and a salt of exactly its length. The random source is for
/// the salt, and for blinding.
fn pss<Hash: Digest + FixedOutputReset>() -> Scheme {
    Scheme {
        sign: |key, message| Pss::<Hash>::new().sign(Some(&mut SysRng), key, &Hash::digest(message)),
        verify: |key, message, signature| Pss::<Hash>::new().verify(key, &Hash::digest(message), signature),
    }
}

/// Checks that the numbers belong together: the signatures of an inconsistent key can reveal it. The reader ignores the
/// last three numbers and computes them anew; written again, they must equal those that were read.
fn private_key(der: &[u8]) -> Result<PrivateKey, KeyError> {
    public_half(der)?; // for its limits, which the reader of private keys does not have
    let key = PrivateKey::from_pkcs1_der(der).map_err(KeyError::invalid)?;
    let written = key.to_pkcs1_der().map_err(KeyError::invalid)?;
    let same = written.as_bytes().ct_eq(der);
    if same.into() { Ok(key) } else { Err(KeyError::invalid("the numbers contradict each other")) }
}

fn public_half(private_der: &[u8]) -> Result<PublicKey, KeyError> {
    let key = pkcs1::RsaPrivateKeyRef::try_from(private_der).map_err(KeyError::invalid)?;
    public_key_of(key.modulus, key.public_exponent)
}

fn public_key(der: &[u8]) -> Result<PublicKey, KeyError> {
    let key = pkcs1::RsaPublicKeyRef::try_from(der).map_err(KeyError::invalid)?;
    public_key_of(key.modulus, key.public_exponent)
}

fn public_key_of(modulus: UintRef<'_>, exponent: UintRef<'_>) -> Result<PublicKey, KeyError> {
    PublicKey::new_with_size_limits(uint(modulus)?, uint(exponent)?, MODULUS_BITS).map_err(KeyError::invalid)
}

fn uint(number: UintRef<'_>) -> Result<BoxedUint, KeyError> {
    let bytes = number.as_bytes();
    let bits = u32::try_from(bytes.len().saturating_mul(8)).map_err(KeyError::invalid)?;
    BoxedUint::from_be_slice(bytes, bits).map_err(KeyError::invalid)
}
