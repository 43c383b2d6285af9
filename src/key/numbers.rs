//! Keys from the numbers that they are made of, and back: in the form of JSON Web Keys (RFC 7518, section 6).

use ::der::{Decode, Encode};
use pkcs1::{RsaPrivateKey, RsaPrivateKeyRef, RsaPublicKey, RsaPublicKeyRef, UintRef};
use zeroize::Zeroizing;

use super::{Curve, KeyInfo, KeyMaterial, Stored, der};
use crate::error::KeyError;

/// Modulus and public exponent, big-endian.
pub(super) fn rsa_public(numbers: [&[u8]; 2]) -> Result<Stored, KeyError> {
    der::rsa_public(&pkcs1_public(numbers)?)
}

/// A PKCS#1 `RSAPublicKey` in DER.
pub(super) fn pkcs1_public([modulus, public_exponent]: [&[u8]; 2]) -> Result<Vec<u8>, KeyError> {
    let key = RsaPublicKey { modulus: uint(modulus)?, public_exponent: uint(public_exponent)? };
    key.to_der().map_err(|source| KeyError::malformed(RSA, source))
}

/// The eight numbers in the order of JWK and PKCS#1: n, e, d, p, q, dp, dq, qi.
pub(super) fn rsa_private(numbers: [&[u8]; 8]) -> Result<Stored, KeyError> {
    let [modulus, public_exponent, private_exponent, prime1, prime2, exponent1, exponent2, coefficient] =
        numbers.map(uint);
    let key = RsaPrivateKey {
        modulus: modulus?,
        public_exponent: public_exponent?,
        private_exponent: private_exponent?,
        prime1: prime1?,
        prime2: prime2?,
        exponent1: exponent1?,
        exponent2: exponent2?,
        coefficient: coefficient?,
        other_prime_infos: None,
    };
    let der = Zeroizing::new(key.to_der().map_err(|source| KeyError::malformed(RSA, source))?);
    der::rsa_private(&der)
}

/// A point by its coordinates. The backend checks that it is on the curve.
pub(super) fn ec_public(curve: Curve, [x, y]: [&[u8]; 2]) -> Result<Stored, KeyError> {
    der::ec_public(curve, &uncompressed(curve, x, y)?)
}

/// A scalar with its point, if there is one. The backend checks that they belong together.
pub(super) fn ec_private(curve: Curve, scalar: &[u8], point: Option<[&[u8]; 2]>) -> Result<Stored, KeyError> {
    let point = point.map(|[x, y]| uncompressed(curve, x, y)).transpose()?;
    let scalar = ec_scalar(curve, scalar)?;
    Ok(Stored { info: KeyInfo::Ec { curve }, material: KeyMaterial::EcPrivate { curve, scalar, point } })
}

/// The numbers of a public RSA key in PKCS#1: n, e.
pub(super) fn of_rsa_public(der: &[u8]) -> Result<[&[u8]; 2], KeyError> {
    let key = RsaPublicKeyRef::from_der(der).map_err(|source| KeyError::malformed(RSA, source))?;
    Ok([key.modulus, key.public_exponent].map(|number| number.as_bytes()))
}

/// The numbers of a private RSA key in PKCS#1: n, e, d, p, q, dp, dq, qi.
pub(super) fn of_rsa_private(der: &[u8]) -> Result<[&[u8]; 8], KeyError> {
    let key = RsaPrivateKeyRef::from_der(der).map_err(|source| KeyError::malformed(RSA, source))?;
    let numbers = [
        key.modulus,
        key.public_exponent,
        key.private_exponent,
        key.prime1,
        key.prime2,
        key.exponent1,
        key.exponent2,
        key.coefficient,
    ];
    Ok(numbers.map(|number| number.as_bytes()))
}

/// How many bits a number has. The parser strips leading zeros, so the first byte is the highest.
pub(crate) fn bits(number: UintRef<'_>) -> usize {
    let unused = number.as_bytes().first().map_or(0, |byte| byte.leading_zeros() as usize);
    (number.as_bytes().len() * 8).saturating_sub(unused)
}

const RSA: &str = "RSA key";
const EC: &str = "EC key";

fn uint(bytes: &[u8]) -> Result<UintRef<'_>, KeyError> {
    UintRef::new(bytes).map_err(|source| KeyError::malformed(RSA, source))
}

/// SEC1, section 2.3.3.
fn uncompressed(curve: Curve, x: &[u8], y: &[u8]) -> Result<Vec<u8>, KeyError> {
    if [x, y].iter().any(|coordinate| coordinate.len() != curve.field_bytes()) {
        return Err(KeyError::malformed(EC, "a coordinate has a wrong length"));
    }
    Ok([&[4], x, y].concat())
}

fn ec_scalar(curve: Curve, scalar: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    if scalar.len() != curve.field_bytes() || scalar.iter().all(|byte| *byte == 0) {
        return Err(KeyError::malformed(EC, "the scalar is zero or has a wrong length"));
    }
    Ok(Zeroizing::new(scalar.to_vec()))
}
