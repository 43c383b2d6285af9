use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Jwk, read::flaw};
use crate::{
    error::KeyError,
    key::export::Public,
    key::{KeyMaterial, Stored, der},
};

/// The key of the first certificate, if there is one; the other certificates, and everything else in them, are ignored.
/// The key must be of the type that the JSON Web Key names.
pub(super) fn key(jwk: &Jwk) -> Result<Option<Stored>, KeyError> {
    let Some(chain) = &jwk.0.x5c else { return Ok(None) };
    let first = chain.first().ok_or_else(|| flaw("x5c is empty"))?;
    let der = STANDARD.decode(first).map_err(|_| flaw("x5c is not base64"))?;
    let key = der::certificate(&der)?;
    if key.info().kty() == jwk.kty() { Ok(Some(key)) } else { Err(flaw("x5c contains a key of another type")) }
}

/// The certificate's key must be the key in the other fields (RFC 7517, section 4.7).
pub(super) fn check_same(certificate: &Stored, key: KeyMaterial<'_>) -> Result<(), KeyError> {
    let same = match (Public::of(certificate.material())?, Public::of(key)?) {
        (Public::Rsa(one), Public::Rsa(other)) => one == other,
        (Public::Ec { curve: one, point }, Public::Ec { curve: other, point: other_point }) => {
            one == other && point == other_point
        }
        (Public::Okp { curve: one, bytes }, Public::Okp { curve: other, bytes: other_bytes }) => {
            one == other && bytes == other_bytes
        }
        (Public::Rsa(_) | Public::Ec { .. } | Public::Okp { .. }, _) => false,
    };
    if same { Ok(()) } else { Err(flaw("the key in x5c differs from the key in the other fields")) }
}
