//! RSA by the pure Rust backend, for keys that AWS-LC finds too small or too large.

pub(super) use super::rust_crypto_keys::rsa as generate;
use super::{Builtin, rust_crypto};

pub(super) const RS256: Option<Builtin> = Some(rust_crypto::RS256);
pub(super) const RS384: Option<Builtin> = Some(rust_crypto::RS384);
pub(super) const RS512: Option<Builtin> = Some(rust_crypto::RS512);
pub(super) const PS256: Option<Builtin> = Some(rust_crypto::PS256);
pub(super) const PS384: Option<Builtin> = Some(rust_crypto::PS384);
pub(super) const PS512: Option<Builtin> = Some(rust_crypto::PS512);
