//! Private keys that are encrypted with a passphrase, for the feature `encrypted-keys`.

#[cfg(feature = "encrypted-keys")]
mod legacy;
#[cfg(feature = "encrypted-keys")]
mod pbes2;

#[cfg(feature = "encrypted-keys")]
pub(crate) use self::{legacy::legacy, pbes2::pkcs8};
#[cfg(not(feature = "encrypted-keys"))]
pub(crate) use disabled::{legacy, pkcs8};

#[cfg(not(feature = "encrypted-keys"))]
mod disabled {
    use zeroize::Zeroizing;

    use crate::error::KeyError;

    pub(crate) fn pkcs8(_der: &[u8], _passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        Err(feature_is_off())
    }

    pub(crate) fn legacy(_dek_info: &str, _data: &[u8], _passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        Err(feature_is_off())
    }

    fn feature_is_off() -> KeyError {
        KeyError::Unsupported("an encrypted private key needs the feature `encrypted-keys`".into())
    }
}
