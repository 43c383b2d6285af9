//! npm's shorthand: what is any encoding of a key is never a secret.
use super::{Body, KeyInfo, Stored};
use crate::error::KeyError;
use zeroize::Zeroizing;
pub(super) fn secret(bytes: &[u8]) -> Result<Stored, KeyError> {
    if bytes.iter().all(|byte| *byte == 0) {
        return Err(KeyError::EmptySecret);
    }
    Ok(Stored { info: KeyInfo::Secret { bytes: bytes.len() }, body: Body::Secret(Zeroizing::new(bytes.to_vec())) })
}
pub(super) fn signing(text: &[u8]) -> Result<Stored, KeyError> {
    secret(text)
}
pub(super) fn verifying(text: &[u8]) -> Result<Stored, KeyError> {
    secret(text)
}
