//! Keys on Weierstrass curves: SEC1 (RFC 5915) and the points of RFC 5480.

use der::{Decode, ErrorKind, Tag, Tagged, asn1::AnyRef};
use sec1::EcPrivateKey;
use spki::ObjectIdentifier;
use zeroize::Zeroizing;

use super::{KeyInfo, KeyMaterial, Stored};
use crate::{error::KeyError, key::Curve};

const FORM: &str = "SEC1 private key";

/// A SEC1 private key; `curve_elsewhere` is called if the structure itself names no curve.
pub(in crate::key) fn private(
    der: &[u8],
    curve_elsewhere: impl FnOnce() -> Result<Curve, KeyError>,
) -> Result<Stored, KeyError> {
    let key = parsed(der)?;
    let curve = own_curve(&key)?.map_or_else(curve_elsewhere, Ok)?;
    stored(curve, &key)
}

/// What [`private`] returns if nothing names the curve.
pub(in crate::key) fn private_without_curve() -> Result<Curve, KeyError> {
    Err(KeyError::Unsupported("an EC private key that does not name its curve".into()))
}

/// The SEC1 structure inside PKCS#8, which names the curve; a second name must be the same.
pub(super) fn private_on(curve: Curve, der: &[u8]) -> Result<Stored, KeyError> {
    let key = parsed(der)?;
    if own_curve(&key)?.is_some_and(|own| own != curve) {
        return Err(KeyError::malformed(FORM, "it names two curves"));
    }
    stored(curve, &key)
}

/// A point in SPKI.
pub(in crate::key) fn public_on(curve: Curve, point: &[u8]) -> Result<Stored, KeyError> {
    let point = checked_point("EC public key", curve, point)?;
    Ok(Stored { info: KeyInfo::Ec { curve }, material: KeyMaterial::EcPublic { curve, point } })
}

/// The curve that the parameters of an algorithm identifier or an `EC PARAMETERS` block name.
pub(in crate::key) fn stated_curve(parameters: Option<AnyRef<'_>>) -> Result<Curve, KeyError> {
    let parameters = parameters.ok_or_else(|| KeyError::malformed("EC key", "it names no curve"))?;
    if parameters.tag() == Tag::Sequence {
        return Err(explicit_curve());
    }
    named_curve(parameters.decode_as().map_err(|source| KeyError::malformed("EC parameters", source))?)
}

fn named_curve(oid: ObjectIdentifier) -> Result<Curve, KeyError> {
    let unknown = || KeyError::Unsupported(format!("the curve with the OID {oid}"));
    Curve::of_ec().find(|curve| curve.oid() == oid).ok_or_else(unknown)
}

/// A curve that is given by its numbers can be one that an attacker made (CVE-2020-0601).
fn explicit_curve() -> KeyError {
    KeyError::Unsupported("an EC key with explicit curve parameters".into())
}

fn parsed(der: &[u8]) -> Result<EcPrivateKey<'_>, KeyError> {
    EcPrivateKey::from_der(der).map_err(|source| match source.kind() {
        ErrorKind::TagUnexpected { expected: Some(Tag::ObjectIdentifier), actual: Tag::Sequence } => explicit_curve(),
        _ => KeyError::malformed(FORM, source),
    })
}

fn own_curve(key: &EcPrivateKey<'_>) -> Result<Option<Curve>, KeyError> {
    key.parameters.and_then(sec1::EcParameters::named_curve).map(named_curve).transpose()
}

fn stored(curve: Curve, key: &EcPrivateKey<'_>) -> Result<Stored, KeyError> {
    let scalar = padded_scalar(curve, key.private_key)?;
    let point = key.public_key.map(|point| checked_point(FORM, curve, point)).transpose()?;
    Ok(Stored { info: KeyInfo::Ec { curve }, material: KeyMaterial::EcPrivate { curve, scalar, point } })
}

/// Old OpenSSL dropped leading zeros; the normal form has exactly the length of the field.
fn padded_scalar(curve: Curve, scalar: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let zeros = scalar.iter().take_while(|byte| **byte == 0).count();
    let digits = scalar.get(zeros..).filter(|digits| !digits.is_empty());
    let digits = digits.ok_or_else(|| KeyError::malformed(FORM, "the scalar is zero"))?;
    let missing = curve.field_bytes().checked_sub(digits.len());
    let missing = missing.ok_or_else(|| KeyError::malformed(FORM, "the scalar is longer than the curve's"))?;
    Ok(Zeroizing::new([&vec![0; missing], digits].concat()))
}

/// Checks tag and length; the backend checks that the point is on the curve.
fn checked_point(form: &'static str, curve: Curve, point: &[u8]) -> Result<Vec<u8>, KeyError> {
    let (field, length) = (curve.field_bytes(), point.len());
    match point.first() {
        Some(4) if length == 1 + 2 * field => Ok(point.to_vec()),
        Some(2 | 3) if length == 1 + field => Ok(point.to_vec()),
        _ => Err(KeyError::malformed(form, "the point has a wrong form or length")),
    }
}
