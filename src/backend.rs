//! The implementations of the algorithms, by the library that does the arithmetic.
//!
//! Users take their algorithms from [`alg`](crate::alg), which re-exports the preferred backend. Each
//! backend that is compiled in stays reachable here, for who wants one in particular.
//!
//! Every `cfg` about backends stands in this file: a feature that is off is a small stand-in file, so
//! that no caller asks which features are on.

#[cfg(feature = "rust-crypto")]
mod hmac;
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
mod rust_crypto_secp256k1;
#[cfg(all(not(feature = "k256"), feature = "rust-crypto"))]
mod secp256k1_absent;
#[cfg(all(not(feature = "k256"), feature = "rust-crypto"))]
use secp256k1_absent as rust_crypto_secp256k1;

#[cfg(test)]
mod tests;

pub(crate) use none::NONE;

use crate::algorithm::Algorithm;

/// An algorithm of this crate: a constant.
pub type Builtin = &'static dyn Algorithm;

/// The backends that the suite runs over.
#[cfg(test)]
static COMPILED: &[tests::Backend] = &[
    #[cfg(feature = "rust-crypto")]
    tests::Backend {
        name: "rust-crypto",
        all: rust_crypto::ALL,
        secp256k1: rust_crypto_secp256k1::BINDS,
        signing_bits: 1024..=16384,
        verifying_bits: |_| 1024..=16384,
    },
];
