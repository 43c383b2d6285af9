//! PEM text (RFC 7468) to a checked key.
use super::Stored;
use crate::error::KeyError;
pub(super) fn private(pem: &[u8], passphrase: Option<&[u8]>) -> Result<Stored, KeyError> {
    let _ = (pem, passphrase);
    Err(KeyError::NoKeyInPem)
}
pub(super) fn public(pem: &[u8], passphrase: Option<&[u8]>) -> Result<Stored, KeyError> {
    let _ = (pem, passphrase);
    Err(KeyError::NoKeyInPem)
}
