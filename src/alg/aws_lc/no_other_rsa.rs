//! No other backend is there to take the RSA keys that AWS-LC does not.

use zeroize::Zeroizing;

use super::Builtin;
use crate::error::KeyError;

pub(super) const RS256: Option<Builtin> = None;
pub(super) const RS384: Option<Builtin> = None;
pub(super) const RS512: Option<Builtin> = None;
pub(super) const PS256: Option<Builtin> = None;
pub(super) const PS384: Option<Builtin> = None;
pub(super) const PS512: Option<Builtin> = None;

pub(super) fn generate(bits: usize) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let sizes = format!("AWS-LC makes RSA keys of 2048, 3072, 4096 or 8192 bits, not of {bits}");
    Err(KeyError::Unsupported(sizes))
}
