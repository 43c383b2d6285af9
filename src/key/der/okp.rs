//! Keys on Edwards and Montgomery curves (RFC 8410).

use der::{Decode, asn1::OctetStringRef};
use zeroize::Zeroizing;

use super::{KeyInfo, KeyMaterial, Stored};
use crate::{error::KeyError, key::Curve};

const FORM: &str = "RFC 8410 key";

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
