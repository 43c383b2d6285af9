use std::{ops::RangeInclusive, sync::Arc};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{
        ParsedPublicKey, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
        RSA_PKCS1_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RSA_PSS_SHA256,
        RSA_PSS_SHA384, RSA_PSS_SHA512, RsaKeyPair, RsaParameters, RsaSignatureEncoding,
    },
};
use der::Encode;
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef, UintRef};

use crate::{
    alg::recipe::{Bound, SignerResult, VerifierResult, contradictory},
    alg::table::Row,
    alg::{KeyRequirement, MessageSigner, Signature, SignatureError},
    error::KeyError,
    key::{
        HashAlgorithm::{Sha256, Sha384, Sha512},
        KeyMaterial,
        numbers::bits,
    },
};

/// The modulus sizes that AWS-LC signs with. Those that it verifies with depend on the algorithm.
const SIGNING_BITS: RangeInclusive<usize> = 2048..=8192;

pub(super) fn signer(row: &'static Row, key: &KeyMaterial) -> SignerResult {
    let KeyMaterial::RsaPrivate(der) = key else { return Err(contradictory()) };
    let pair = private_key(row.name, der)?;
    Ok(Arc::new(Bound { name: row.name, key: Private { pair, encoding: schemes(row)?.0 } }))
}

pub(super) fn verifier(row: &'static Row, key: &KeyMaterial) -> VerifierResult {
    let (_, parameters) = schemes(row)?;
    let key = match key {
        KeyMaterial::RsaPublic(der) => public_key(row.name, parameters, der)?,
        KeyMaterial::RsaPrivate(der) => public_half(row.name, parameters, der)?,
        _ => return Err(contradictory()),
    };
    Ok(Arc::new(Bound { name: row.name, key }))
}

/// AWS-LC's parameters for signing and verifying. Verifying accepts the widest range of sizes that AWS-LC has.
fn schemes(row: &Row) -> Result<(&'static RsaSignatureEncoding, &'static RsaParameters), KeyError> {
    match (row.requirement, row.hash) {
        (KeyRequirement::Rsa, Sha256) => Ok((&RSA_PKCS1_SHA256, &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY)),
        (KeyRequirement::Rsa, Sha384) => Ok((&RSA_PKCS1_SHA384, &RSA_PKCS1_2048_8192_SHA384)),
        (KeyRequirement::Rsa, Sha512) => Ok((&RSA_PKCS1_SHA512, &RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY)),
        (KeyRequirement::RsaPss(_), Sha256) => Ok((&RSA_PSS_SHA256, &RSA_PSS_2048_8192_SHA256)),
        (KeyRequirement::RsaPss(_), Sha384) => Ok((&RSA_PSS_SHA384, &RSA_PSS_2048_8192_SHA384)),
        (KeyRequirement::RsaPss(_), Sha512) => Ok((&RSA_PSS_SHA512, &RSA_PSS_2048_8192_SHA512)),
        _ => Err(contradictory()),
    }
}

struct Private {
    pair: RsaKeyPair,
    encoding: &'static RsaSignatureEncoding,
}

impl MessageSigner for Bound<Private> {
    /// AWS-LC blinds the private operation, checks its result against faults, and uses its own random source whatever
    /// it is given. The buffer must be as long as the modulus.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let Private { pair, encoding } = &self.key;
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(*encoding, &SystemRandom::new(), message, &mut signature).map_err(SignatureError::from_source)?;
        Ok(Signature::from(signature))
    }
}

/// The key is read twice. AWS-LC's reader checks that the numbers belong together, because the signatures of an
/// inconsistent key can reveal it; but it accepts bytes after the key, and does not say when it refuses the size.
fn private_key(name: &str, der: &[u8]) -> Result<RsaKeyPair, KeyError> {
    let members = RsaPrivateKeyRef::try_from(der).map_err(KeyError::invalid)?;
    supported(members.modulus, &SIGNING_BITS, name, "sign")?;
    RsaKeyPair::from_der(der).map_err(KeyError::invalid)
}

/// Not by way of a key pair, because AWS-LC makes no pair with a short modulus.
fn public_half(name: &str, scheme: &'static RsaParameters, private_der: &[u8]) -> Result<ParsedPublicKey, KeyError> {
    let key = RsaPrivateKeyRef::try_from(private_der).map_err(KeyError::invalid)?;
    let der = key.public_key().to_der().map_err(KeyError::invalid)?;
    public_key(name, scheme, &der)
}

/// AWS-LC checks the size only when it verifies a signature.
fn public_key(name: &str, scheme: &'static RsaParameters, der: &[u8]) -> Result<ParsedPublicKey, KeyError> {
    let key = RsaPublicKeyRef::try_from(der).map_err(KeyError::invalid)?;
    supported(key.modulus, &verifying_bits(scheme), name, "verify")?;
    ParsedPublicKey::new(scheme, der).map_err(KeyError::invalid)
}

fn verifying_bits(scheme: &RsaParameters) -> RangeInclusive<usize> {
    let bits = |limit: u32| usize::try_from(limit).unwrap_or(usize::MAX);
    bits(scheme.min_modulus_len())..=bits(scheme.max_modulus_len())
}

fn supported(modulus: UintRef<'_>, range: &RangeInclusive<usize>, name: &str, verb: &str) -> Result<(), KeyError> {
    let bits = bits(modulus);
    if range.contains(&bits) {
        return Ok(());
    }
    let (least, most) = (range.start(), range.end());
    let limits = format!("RSA key size must be {least} to {most} bits to {verb} {name} with AWS-LC, got {bits}");
    Err(KeyError::Unsupported(limits))
}
