//! Checked keys to DER: PKCS#8 (RFC 5958) and SPKI (RFC 5280, section 4.1.2.7).

use der::{
    Encode,
    asn1::{AnyRef, BitStringRef, OctetStringRef},
};
use pkcs8::PrivateKeyInfoRef;
use sec1::EcPrivateKey;
use spki::{AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef};
use zeroize::Zeroizing;

use super::{EC, RSA};
use crate::{error::KeyError, key::Curve};

const PKCS8: &str = "PKCS#8";
const SPKI: &str = "SPKI";

/// A PKCS#1 `RSAPrivateKey` in PKCS#8.
pub(crate) fn rsa_private(pkcs1: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    pkcs8(RSA_ALGORITHM, pkcs1)
}

/// A scalar with its uncompressed point in SEC1 in PKCS#8.
pub(crate) fn ec_private(curve: Curve, scalar: &[u8], point: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let oid = curve.oid();
    let sec1 = EcPrivateKey { private_key: scalar, parameters: None, public_key: Some(point) };
    let sec1 = Zeroizing::new(sec1.to_der().map_err(|source| KeyError::malformed(PKCS8, source))?);
    pkcs8(ec_algorithm(&oid), &sec1)
}

/// A seed in PKCS#8 (RFC 8410, section 7).
pub(crate) fn okp_private(curve: Curve, seed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let seed = OctetStringRef::new(seed).and_then(|seed| seed.to_der());
    let seed = Zeroizing::new(seed.map_err(|source| KeyError::malformed(PKCS8, source))?);
    pkcs8(okp_algorithm(curve), &seed)
}

/// A PKCS#1 `RSAPublicKey` in SPKI.
pub(crate) fn rsa_public(pkcs1: &[u8]) -> Result<Vec<u8>, KeyError> {
    spki(RSA_ALGORITHM, pkcs1)
}

/// A point in SPKI.
pub(crate) fn ec_public(curve: Curve, point: &[u8]) -> Result<Vec<u8>, KeyError> {
    let oid = curve.oid();
    spki(ec_algorithm(&oid), point)
}

/// The bytes of a public key in SPKI (RFC 8410, section 4).
pub(crate) fn okp_public(curve: Curve, bytes: &[u8]) -> Result<Vec<u8>, KeyError> {
    spki(okp_algorithm(curve), bytes)
}

const RSA_ALGORITHM: AlgorithmIdentifierRef<'static> =
    AlgorithmIdentifierRef { oid: RSA, parameters: Some(AnyRef::NULL) };

fn ec_algorithm(curve: &ObjectIdentifier) -> AlgorithmIdentifierRef<'_> {
    AlgorithmIdentifierRef { oid: EC, parameters: Some(curve.into()) }
}

const fn okp_algorithm(curve: Curve) -> AlgorithmIdentifierRef<'static> {
    AlgorithmIdentifierRef { oid: curve.oid(), parameters: None }
}

fn pkcs8(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let key = OctetStringRef::new(key).map_err(|source| KeyError::malformed(PKCS8, source))?;
    let der = PrivateKeyInfoRef::new(algorithm, key).to_der().map_err(|source| KeyError::malformed(PKCS8, source))?;
    Ok(Zeroizing::new(der))
}

fn spki(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8]) -> Result<Vec<u8>, KeyError> {
    let subject_public_key = BitStringRef::from_bytes(key).map_err(|source| KeyError::malformed(SPKI, source))?;
    let info = SubjectPublicKeyInfoRef { algorithm, subject_public_key };
    info.to_der().map_err(|source| KeyError::malformed(SPKI, source))
}
