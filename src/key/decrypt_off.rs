//! Stands where `decrypt.rs` does when the feature `encrypted-keys` is off.

use zeroize::Zeroizing;

use crate::error::KeyError;

pub(crate) fn pkcs8(_der: &[u8], _passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    Err(feature_is_off())
}

pub(crate) fn legacy(_dek_info: &str, _ciphertext: &[u8], _passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    Err(feature_is_off())
}

fn feature_is_off() -> KeyError {
    KeyError::Unsupported("encrypted keys need the feature `encrypted-keys`".into())
}
