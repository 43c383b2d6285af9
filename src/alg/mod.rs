//! The algorithms as values: `HS256` to `Ed25519`, and `none`.
//!
//! ```
//! use webtoken::{SigningKey, VerifyingKey, alg};
//!
//! let secret = SigningKey::from_secret("shhhhh")?;
//! let signature = alg::HS256.signer(&secret)?.sign(b"header.payload")?;
//!
//! let verifier = alg::HS256.verifier(&VerifyingKey::from(&secret))?;
//! assert!(verifier.verify(b"header.payload", signature.as_ref()).is_ok());
//! assert!(verifier.verify(b"header.forged", signature.as_ref()).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! They are those of the preferred backend among the features that are on; without any, [`ALL`] is empty
//! and [`NONE`] alone is left. An algorithm of your own is a value as well: implement [`Algorithm`] and
//! use it wherever one of these would go.

mod algorithm;
pub(crate) mod check;
mod choice;
mod signature;

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
#[path = "absent.rs"]
pub(crate) mod preferred;
#[cfg(feature = "aws-lc-rs")]
pub(crate) use aws_lc as preferred;
#[cfg(all(feature = "rust-crypto", not(feature = "aws-lc-rs")))]
pub(crate) use rust_crypto as preferred;

// New keys and public halves, by the preferred backend too.
#[cfg(feature = "aws-lc-rs")]
#[path = "aws_lc/keys.rs"]
pub(crate) mod aws_lc_keys;
#[cfg(feature = "aws-lc-rs")]
pub(crate) use aws_lc_keys as keys;
#[cfg(not(any(feature = "aws-lc-rs", feature = "rust-crypto")))]
#[path = "keys_absent.rs"]
pub(crate) mod keys;
#[cfg(feature = "rust-crypto")]
#[cfg_attr(feature = "aws-lc-rs", expect(dead_code, reason = "AWS-LC is preferred"))]
#[path = "rust_crypto/keys.rs"]
pub(crate) mod rust_crypto_keys;
#[cfg(all(feature = "rust-crypto", not(feature = "aws-lc-rs")))]
pub(crate) use rust_crypto_keys as keys;

#[cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
pub(crate) use hmac::sha256;
#[cfg(not(any(feature = "aws-lc-rs", feature = "rust-crypto")))]
pub(crate) use keys::sha256;

// ES256 on secp256k1, for each backend, or what stands in for it.
#[cfg(all(feature = "k256", feature = "aws-lc-rs"))]
#[path = "aws_lc/secp256k1.rs"]
mod aws_lc_secp256k1;
#[cfg(all(feature = "k256", feature = "rust-crypto"))]
#[path = "rust_crypto/secp256k1.rs"]
mod rust_crypto_secp256k1;
#[cfg(all(not(feature = "k256"), any(feature = "aws-lc-rs", feature = "rust-crypto")))]
mod secp256k1_absent;
#[cfg(all(not(feature = "k256"), feature = "aws-lc-rs"))]
use secp256k1_absent as aws_lc_secp256k1;
#[cfg(all(not(feature = "k256"), feature = "rust-crypto"))]
use secp256k1_absent as rust_crypto_secp256k1;

#[cfg(test)]
mod tests;

pub use algorithm::{Algorithm, AsyncMessageSigner, KeyRequirement, MessageSigner, MessageVerifier};
pub use choice::AlgorithmChoice;
pub(crate) use choice::Chosen;
#[doc(inline)]
pub use preferred::*;
pub use signature::Signature;

pub use crate::error::SignatureError;
use crate::key::{Curve, KeyInfo};

/// An algorithm of this crate: a constant.
pub type Builtin = &'static dyn Algorithm;

/// No signature (RFC 7518, section 3.6). Anyone can make such a token.
///
/// ```
/// use webtoken::alg;
/// assert_eq!(alg::NONE.name(), "none");
/// assert!(alg::ALL.iter().all(|alg| alg.name() != "none"));
/// ```
pub const NONE: Builtin = none::NONE;

/// The algorithm of a name, `none` among them. Exact: the names are case-sensitive (RFC 7515, section 4.1.1).
///
/// ```
/// use webtoken::alg;
/// assert_eq!(alg::by_name("ES256").map(|alg| alg.name()), Some("ES256"));
/// assert!(alg::by_name("es256").is_none());
/// ```
#[must_use]
pub fn by_name(name: &str) -> Option<Builtin> {
    ALL.iter().copied().chain([NONE]).find(|alg| alg.name() == name)
}

/// The algorithm of a choice; `None` for a name that is none.
pub(crate) fn chosen(choice: &AlgorithmChoice) -> Option<&dyn Algorithm> {
    match choice.get() {
        Chosen::Value(algorithm) => Some(algorithm),
        Chosen::Named(name) => by_name(name),
    }
}

/// The algorithms that verifying allows where its options name none: those for the kind of the key, as npm
/// has it. None for no key, and none for a key that signs no token.
///
/// ```
/// use webtoken::{SigningKey, alg};
/// let secret = SigningKey::from_secret("shhhhh")?;
/// let names: Vec<_> = alg::defaults_for(Some(secret.info())).iter().map(|alg| alg.name()).collect();
/// assert_eq!(names, ["HS256", "HS384", "HS512"]);
/// # Ok::<(), webtoken::KeyError>(())
/// ```
#[must_use]
pub fn defaults_for(key: Option<&KeyInfo>) -> &'static [Builtin] {
    let Some(key) = key else { return &[] };
    // In `ALL` each kind's algorithms stand side by side: its list is the one run of them.
    ALL.split(|alg| !is_default(alg.key_requirement(), key)).find(|run| !run.is_empty()).unwrap_or_default()
}

/// By kind alone: curve, size and PSS parameters are checked later, with an error that says what is wrong.
fn is_default(requirement: KeyRequirement, key: &KeyInfo) -> bool {
    match key {
        KeyInfo::Secret { .. } => requirement == KeyRequirement::Secret,
        KeyInfo::Rsa { .. } | KeyInfo::RsaPss { .. } => {
            matches!(requirement, KeyRequirement::Rsa | KeyRequirement::RsaPss(_))
        }
        KeyInfo::Ec { .. } => matches!(requirement, KeyRequirement::Ec(_)),
        KeyInfo::Okp { curve: Curve::Ed25519 } => requirement == KeyRequirement::Okp(Curve::Ed25519),
        KeyInfo::Okp { .. } => false,
    }
}

/// The backends that the suite runs over.
#[cfg(test)]
static COMPILED: &[tests::Backend] = &[
    #[cfg(feature = "aws-lc-rs")]
    tests::Backend {
        name: "aws-lc-rs",
        all: aws_lc::ALL,
        secp256k1: aws_lc_secp256k1::BINDS,
        signing_bits: 2048..=8192,
        verifying_bits: |alg| match alg {
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
