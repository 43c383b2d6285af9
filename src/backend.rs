//! The implementations of the algorithms, by the library that does the arithmetic.
//!
//! Users take their algorithms from [`alg`](crate::alg), which re-exports the preferred backend. Each
//! backend that is compiled in stays reachable here, for who wants one in particular.
//!
//! Every `cfg` about backends stands in this file: a feature that is off is a small stand-in file, so
//! that no caller asks which features are on.

#[cfg(feature = "aws-lc-rs")]
pub mod aws_lc;
#[cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
mod hmac;
mod none;
#[cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
mod recipe;
#[cfg(feature = "rust-crypto")]
pub mod rust_crypto;

// The preferred backend: the faster one.
#[cfg(not(any(feature = "aws-lc-rs", feature = "rust-crypto")))]
#[path = "backend/absent.rs"]
pub(crate) mod preferred;
#[cfg(feature = "aws-lc-rs")]
pub(crate) use aws_lc as preferred;
#[cfg(all(feature = "rust-crypto", not(feature = "aws-lc-rs")))]
pub(crate) use rust_crypto as preferred;

// New keys and public halves, by the preferred backend too.
#[cfg(feature = "aws-lc-rs")]
#[path = "backend/aws_lc/keys.rs"]
pub(crate) mod aws_lc_keys;
#[cfg(feature = "aws-lc-rs")]
pub(crate) use aws_lc_keys as keys;
#[cfg(not(any(feature = "aws-lc-rs", feature = "rust-crypto")))]
#[path = "backend/keys_absent.rs"]
pub(crate) mod keys;
#[cfg(feature = "rust-crypto")]
#[cfg_attr(feature = "aws-lc-rs", expect(dead_code, reason = "with AWS-LC on, only `rsa` is used from here"))]
#[path = "backend/rust_crypto/keys.rs"]
pub(crate) mod rust_crypto_keys;
#[cfg(all(feature = "rust-crypto", not(feature = "aws-lc-rs")))]
pub(crate) use rust_crypto_keys as keys;

#[cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
pub(crate) use hmac::sha256;
#[cfg(not(any(feature = "aws-lc-rs", feature = "rust-crypto")))]
pub(crate) use keys::sha256;

// ES256 on secp256k1, for each backend, or what stands in for it.
#[cfg(all(feature = "k256", feature = "aws-lc-rs"))]
#[path = "backend/aws_lc/secp256k1.rs"]
mod aws_lc_secp256k1;
#[cfg(all(feature = "k256", feature = "rust-crypto"))]
#[path = "backend/rust_crypto/secp256k1.rs"]
mod rust_crypto_secp256k1;
#[cfg(all(not(feature = "k256"), any(feature = "aws-lc-rs", feature = "rust-crypto")))]
mod secp256k1_absent;
#[cfg(all(not(feature = "k256"), feature = "aws-lc-rs"))]
use secp256k1_absent as aws_lc_secp256k1;
#[cfg(all(not(feature = "k256"), feature = "rust-crypto"))]
use secp256k1_absent as rust_crypto_secp256k1;

#[cfg(test)]
mod tests;

// What takes the RSA keys of sizes that AWS-LC does not.
#[cfg(all(feature = "aws-lc-rs", not(feature = "rust-crypto")))]
#[path = "backend/aws_lc/no_other_rsa.rs"]
mod other_rsa;
#[cfg(all(feature = "aws-lc-rs", feature = "rust-crypto"))]
#[path = "backend/aws_lc/other_rsa.rs"]
mod other_rsa;

pub(crate) use none::NONE;

use crate::algorithm::Algorithm;

/// An algorithm of this crate: a constant.
pub type Builtin = &'static dyn Algorithm;

/// The backends that the suite runs over.
#[cfg(test)]
static COMPILED: &[tests::Backend] = &[
    #[cfg(feature = "aws-lc-rs")]
    tests::Backend {
        name: "aws-lc-rs",
        all: aws_lc::ALL,
        secp256k1: aws_lc_secp256k1::BINDS,
        signing_bits: if cfg!(feature = "rust-crypto") { 1024..=16384 } else { 2048..=8192 },
        verifying_bits: |alg| match alg {
            _ if cfg!(feature = "rust-crypto") => 1024..=16384,
            "RS256" | "RS512" => 1024..=8192,
            _ => 2048..=8192,
        },
    },
    #[cfg(feature = "rust-crypto")]
    tests::Backend {
        name: "rust-crypto",
        all: rust_crypto::ALL,
        secp256k1: rust_crypto_secp256k1::BINDS,
        signing_bits: 1024..=16384,
        verifying_bits: |_| 1024..=16384,
    },
];
