//! DER to a checked key.
use super::Stored;
use crate::error::KeyError;
pub(super) fn private(der: &[u8], passphrase: Option<&[u8]>) -> Result<Stored, KeyError> {
    let _ = (der, passphrase);
    Err(KeyError::NoKeyInPem)
}
pub(super) fn public(der: &[u8], passphrase: Option<&[u8]>) -> Result<Stored, KeyError> {
    let _ = (der, passphrase);
    Err(KeyError::NoKeyInPem)
}
