//! npm's shorthand: text or bytes without a type. What is any encoding of a key is never a secret.

use zeroize::Zeroizing;

use super::{
    Body, KeyInfo, Stored, der,
    disguise::{self, begins_with},
    pem,
};
use crate::error::KeyError;

/// A secret, unless it is an encoded key.
pub(super) fn secret(bytes: &[u8]) -> Result<Stored, KeyError> {
    if bytes.iter().all(|byte| *byte == 0) {
        return Err(KeyError::EmptySecret);
    }
    if let Some(form) = disguise::form(bytes) {
        return Err(KeyError::NotASecret { form });
    }
    Ok(Stored { info: KeyInfo::Secret { bytes: bytes.len() }, body: Body::Secret(Zeroizing::new(bytes.to_vec())) })
}

/// A private key in PEM or DER, or a secret.
pub(super) fn signing(text: &[u8]) -> Result<Stored, KeyError> {
    key_or_secret(text, pem::private, der::private)
}

/// A key in PEM or DER, or a secret.
pub(super) fn verifying(text: &[u8]) -> Result<Stored, KeyError> {
    key_or_secret(text, pem::public, der::public)
}

/// Reads a key; the second argument is a passphrase.
type Reader = fn(&[u8], Option<&[u8]>) -> Result<Stored, KeyError>;

fn key_or_secret(text: &[u8], pem: Reader, der: Reader) -> Result<Stored, KeyError> {
    if is_pem(text) {
        return pem(text, None);
    }
    if der::is_key(text) {
        return der(text, None);
    }
    secret(text)
}

/// Whether a PEM block begins anywhere, in any case of letters.
fn is_pem(text: &[u8]) -> bool {
    memchr::memchr_iter(b'-', text).any(|place| begins_with(text.get(place..).unwrap_or_default(), "-----begin"))
}
