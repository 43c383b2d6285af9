//! No other backend is there to take the RSA keys that AWS-LC does not.

use super::Builtin;

pub(super) const RS256: Option<Builtin> = None;
pub(super) const RS384: Option<Builtin> = None;
pub(super) const RS512: Option<Builtin> = None;
pub(super) const PS256: Option<Builtin> = None;
pub(super) const PS384: Option<Builtin> = None;
pub(super) const PS512: Option<Builtin> = None;
