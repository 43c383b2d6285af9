//! The errors: [`KeyError`], [`SignError`], [`VerifyError`].
//!
//! Where npm has a message, `Display` is exactly that message; `name()` is npm's class name, `code()` a stable machine
//! code, and the causes are available through [`source`](std::error::Error::source).

mod key;
mod option;
mod reason;
mod sign;
mod signature;
mod verify;
mod verify_all;

pub use key::{KeyError, KeyRole};
pub use option::OptionError;
pub use reason::{ClaimMismatch, InvalidReason};
pub use sign::{PayloadKind, SignError};
pub use signature::SignatureError;
pub use verify::{ExpiredReason, VerifyError};
pub use verify_all::VerifyErrors;

/// Any error, as the source of one of this crate's.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;
