//! What can go wrong: [`KeyError`], [`SignError`], [`VerifyError`].

mod key;

pub use key::{KeyError, KeyRole};

/// Any error, as the source of one of this crate's.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;
