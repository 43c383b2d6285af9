//! Keys on Edwards and Montgomery curves (RFC 8410).

use der::{Decode, asn1::OctetStringRef};
use spki::ObjectIdentifier;
use zeroize::Zeroizing;

use super::{KeyInfo, KeyMaterial, Stored};
use crate::{error::KeyError, key::Curve};

const FORM: &str = "RFC 8410 key";

/// The curves and their names.
const CURVES: [(Curve, ObjectIdentifier); 4] = [
    (Curve::X25519, ObjectIdentifier::new_unwrap("1.3.101.110")),
    (Curve::X448, ObjectIdentifier::new_unwrap("1.3.101.111")),
    (Curve::Ed25519, ObjectIdentifier::new_unwrap("1.3.101.112")),
    (Curve::Ed448, ObjectIdentifier::new_unwrap("1.3.101.113")),
];

pub(super) fn curve(oid: ObjectIdentifier) -> Option<Curve> {
    CURVES.iter().find(|(_, known)| *known == oid).map(|(curve, _)| *curve)
}

pub(super) fn oid(curve: Curve) -> Option<ObjectIdentifier> {
    CURVES.iter().find(|(known, _)| *known == curve).map(|(_, oid)| *oid)
}

/// The seed is in an octet string of its own. A public key next to it (PKCS#8 v2) is not kept: a signature made with a
/// seed and another seed's public key would reveal the seed.
pub(super) fn private(curve: Curve, key: &[u8]) -> Result<Stored, KeyError> {
    let seed = <&OctetStringRef>::from_der(key).map_err(|source| KeyError::malformed(FORM, source))?.as_bytes();
    from_seed(curve, seed)
}

pub(in crate::key) fn from_seed(curve: Curve, seed: &[u8]) -> Result<Stored, KeyError> {
    let seed = Zeroizing::new(of_length(curve, seed)?.to_vec());
    Ok(Stored { info: KeyInfo::Okp { curve }, material: KeyMaterial::OkpPrivate { curve, seed } })
}

pub(in crate::key) fn public(curve: Curve, key: &[u8]) -> Result<Stored, KeyError> {
    let bytes = of_length(curve, key)?.to_vec();
    Ok(Stored { info: KeyInfo::Okp { curve }, material: KeyMaterial::OkpPublic { curve, bytes } })
}

fn of_length(curve: Curve, bytes: &[u8]) -> Result<&[u8], KeyError> {
    if bytes.len() == curve.field_bytes() {
        Ok(bytes)
    } else {
        Err(KeyError::malformed(FORM, "the key has a wrong length"))
    }
}
