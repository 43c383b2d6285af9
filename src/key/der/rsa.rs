//! RSA keys in PKCS#1 (RFC 8017, appendix A) and the parameters of RSA-PSS (RFC 4055).

use der::{
    Decode,
    asn1::{Any, AnyRef, UintRef},
};
use pkcs1::{RsaPrivateKeyRef, RsaPssParamsOwned, RsaPublicKeyRef};
use spki::{AlgorithmIdentifierOwned, ObjectIdentifier};
use zeroize::Zeroizing;

use super::{KeyInfo, KeyMaterial, Stored};
use crate::{
    error::KeyError,
    key::{HashAlgorithm, PssParameters, numbers::bits},
};

/// The same limit as OpenSSL's; larger keys only keep a server busy.
const MAX_MODULUS_BITS: usize = 16_384;
/// Larger public exponents make verifying as slow as signing; the backends refuse them as well.
const MAX_PUBLIC_EXPONENT: u64 = 1 << 33;
const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");

/// The size of the modulus, and the key itself as it was read.
pub(in crate::key) fn private(der: &[u8]) -> Result<Stored, KeyError> {
    let form = "PKCS#1 private key";
    let key = RsaPrivateKeyRef::from_der(der).map_err(|source| KeyError::malformed(form, source))?;
    if key.other_prime_infos.is_some() {
        return Err(KeyError::Unsupported("RSA with more than two primes".into()));
    }
    let bits = checked_bits(form, key.modulus, key.public_exponent)?;
    let members = [key.private_exponent, key.prime1, key.prime2, key.exponent1, key.exponent2, key.coefficient];
    if members.iter().any(|member| member.len() > key.modulus.len() || is_zero(*member)) {
        return Err(KeyError::malformed(form, "a private parameter is zero or longer than the modulus"));
    }
    if !is_odd(key.prime1) || !is_odd(key.prime2) {
        return Err(KeyError::malformed(form, "a prime is even"));
    }
    Ok(Stored { info: KeyInfo::Rsa { bits }, material: KeyMaterial::RsaPrivate(Zeroizing::new(der.to_vec())) })
}

/// The size of the modulus, and the key itself as it was read.
pub(in crate::key) fn public(der: &[u8]) -> Result<Stored, KeyError> {
    let form = "PKCS#1 public key";
    let key = RsaPublicKeyRef::from_der(der).map_err(|source| KeyError::malformed(form, source))?;
    let bits = checked_bits(form, key.modulus, key.public_exponent)?;
    Ok(Stored { info: KeyInfo::Rsa { bits }, material: KeyMaterial::RsaPublic(der.to_vec()) })
}

/// Whether these are the numbers of a public key, even of one that is refused for being too large or weak.
pub(super) fn is_public(der: &[u8]) -> bool {
    match public(der) {
        Ok(_) | Err(KeyError::Unsupported(_) | KeyError::Weak(_)) => true,
        Err(_) => false,
    }
}

/// Refuses numbers that are not an RSA key, before they reach arithmetic that relies on an odd modulus.
fn checked_bits(form: &'static str, modulus: UintRef<'_>, exponent: UintRef<'_>) -> Result<usize, KeyError> {
    let bits = bits(modulus);
    if bits > MAX_MODULUS_BITS {
        return Err(KeyError::Unsupported(format!("an RSA modulus of more than {MAX_MODULUS_BITS} bits")));
    }
    if !is_odd(modulus) || bits < 2 {
        return Err(KeyError::malformed(form, "the modulus is even"));
    }
    let Some(value) = small(exponent).filter(|value| *value <= MAX_PUBLIC_EXPONENT) else {
        return Err(KeyError::Unsupported("an RSA public exponent of more than 33 bits".into()));
    };
    if value < 3 || value.is_multiple_of(2) {
        return Err(KeyError::malformed(form, "the public exponent is even or one"));
    }
    if has_roca_fingerprint(modulus) {
        return Err(KeyError::Weak("a flawed generator made it (ROCA, CVE-2017-15361)"));
    }
    Ok(bits)
}

fn is_odd(number: UintRef<'_>) -> bool {
    number.as_bytes().last().is_some_and(|byte| byte & 1 == 1)
}

fn is_zero(number: UintRef<'_>) -> bool {
    number.as_bytes().iter().all(|byte| *byte == 0)
}

fn small(number: UintRef<'_>) -> Option<u64> {
    let bytes = number.as_bytes();
    (bytes.len() <= 8).then(|| bytes.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)))
}

/// Missing fields have the defaults of RFC 4055: SHA-1, MGF1 with SHA-1, a salt of 20 bytes.
pub(super) fn pss_parameters(parameters: AnyRef<'_>) -> Result<PssParameters, KeyError> {
    let parameters: RsaPssParamsOwned =
        parameters.decode_as().map_err(|source| KeyError::malformed("RSA-PSS parameters", source))?;
    if parameters.mask_gen.oid != MGF1 {
        return Err(KeyError::Unsupported("an RSA-PSS mask generation function other than MGF1".into()));
    }
    let mgf1_hash = parameters
        .mask_gen
        .parameters
        .ok_or_else(|| KeyError::malformed("RSA-PSS parameters", "MGF1 names no hash"))?;
    Ok(PssParameters::new(hash(&parameters.hash)?, hash(&mgf1_hash)?, parameters.salt_len.into()))
}

fn hash(algorithm: &AlgorithmIdentifierOwned) -> Result<HashAlgorithm, KeyError> {
    const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
    const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
    const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
    const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
    const SHA224: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.4");

    if !algorithm.parameters.as_ref().is_none_or(Any::is_null) {
        return Err(KeyError::malformed("RSA-PSS parameters", "the hash has parameters"));
    }
    match algorithm.oid {
        SHA1 => Ok(HashAlgorithm::Sha1),
        SHA224 => Ok(HashAlgorithm::Sha224),
        SHA256 => Ok(HashAlgorithm::Sha256),
        SHA384 => Ok(HashAlgorithm::Sha384),
        SHA512 => Ok(HashAlgorithm::Sha512),
        oid => Err(KeyError::Unsupported(format!("the RSA-PSS hash with the OID {oid}"))),
    }
}

/// Modulo each of these primes, the generator's moduli are a power of 65537. The primes up to 167 for which every
/// remainder is such a power are left out.
const PRIMES: [u32; 17] = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

/// Whether the modulus has the fingerprint of that generator (Nemec and others, "The Return of Coppersmith's Attack",
/// section 2.1). One in 2^27 other moduli has it too, and is refused as well.
fn has_roca_fingerprint(modulus: UintRef<'_>) -> bool {
    PRIMES.iter().all(|prime| is_power_of_65537(remainder(modulus, *prime), *prime))
}

fn remainder(number: UintRef<'_>, prime: u32) -> u32 {
    number.as_bytes().iter().fold(0, |remainder, byte| ((remainder << 8) | u32::from(*byte)) % prime)
}

fn is_power_of_65537(number: u32, prime: u32) -> bool {
    let mut power = 1;
    loop {
        if power == number {
            return true;
        }
        power = power * (65_537 % prime) % prime;
        if power == 1 {
            return false;
        }
    }
}
