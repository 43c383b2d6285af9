//! The implementations of the algorithms, by the library that does the arithmetic.
//!
//! Users take their algorithms from [`alg`](crate::alg), which re-exports the preferred backend. Each
//! backend that is compiled in stays reachable here, for who wants one in particular.
//!
//! Every `cfg` about backends stands in this file: a feature that is off is a small stand-in file, so
//! that no caller asks which features are on.

mod none;
#[cfg(feature = "rust-crypto")]
mod recipe;
#[cfg(feature = "rust-crypto")]
pub mod rust_crypto;

#[cfg(not(feature = "rust-crypto"))]
#[path = "backend/absent.rs"]
pub(crate) mod preferred;
#[cfg(feature = "rust-crypto")]
pub(crate) use rust_crypto as preferred;

#[cfg(feature = "k256")]
#[path = "backend/rust_crypto/secp256k1.rs"]
mod secp256k1;
#[cfg(all(feature = "rust-crypto", not(feature = "k256")))]
#[path = "backend/rust_crypto/secp256k1_absent.rs"]
mod secp256k1;

#[cfg(all(test, feature = "rust-crypto"))]
mod tests;

pub(crate) use none::NONE;

use crate::algorithm::Algorithm;

/// An algorithm of this crate: a constant.
pub type Builtin = &'static dyn Algorithm;
