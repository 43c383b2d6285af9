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
//! `alg::RS256` and the others are the preferred backend's: `alg::aws_lc` with the feature `aws-lc-rs`, else
//! `alg::rust_crypto`. If both are on, each backend's algorithms can be used by the path of its module. A backend never
//! replaces another. Without a backend, [`ALL`] is empty and only [`NONE`] remains.
//!
//! An algorithm of your own is a value too: implement [`Algorithm`] and use it wherever one of these is accepted.

#[cfg(feature = "signature")]
mod adapters;
mod algorithm;
pub(crate) mod check;
mod choice;
#[cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
mod hmac;
mod keys;
#[cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
mod recipe;
mod signature;
pub(crate) mod table;
#[cfg(test)]
mod tests;

#[cfg(feature = "aws-lc-rs")]
pub mod aws_lc;
#[cfg(feature = "rust-crypto")]
pub mod rust_crypto;

use std::sync::Arc;

#[cfg(feature = "signature")]
pub use adapters::{from_signer, from_verifier};
pub use algorithm::{Algorithm, AsyncMessageSigner, KeyRequirement, MessageSigner, MessageVerifier, SignatureFuture};
pub use choice::AlgorithmChoice;
pub(crate) use keys::Keys;
pub use signature::Signature;

pub use crate::error::SignatureError;
use crate::{
    error::KeyError,
    key::{Curve, HashAlgorithm, KeyInfo, SigningKey, VerifyingKey},
};

// The preferred backend is the faster one.
#[cfg(feature = "aws-lc-rs")]
use aws_lc as preferred;
#[cfg(all(feature = "rust-crypto", not(feature = "aws-lc-rs")))]
use rust_crypto as preferred;

#[cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
#[doc(inline)]
pub use preferred::*;
/// The signing algorithms: empty, since no backend is compiled in.
#[cfg(not(any(feature = "aws-lc-rs", feature = "rust-crypto")))]
pub static ALL: &[Builtin] = &[];

#[cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
const KEYS: Option<&Keys> = Some(&preferred::keys::KEYS);
#[cfg(not(any(feature = "aws-lc-rs", feature = "rust-crypto")))]
const KEYS: Option<&Keys> = None;

/// What the preferred backend does with keys.
pub(crate) fn keys() -> Result<&'static Keys, KeyError> {
    KEYS.ok_or_else(|| KeyError::Unsupported("this needs the feature `rust-crypto` or `aws-lc-rs`".into()))
}

/// An algorithm of this crate.
pub type Builtin = &'static dyn Algorithm;

/// No signature (RFC 7518, section 3.6). Anyone can make such a token.
///
/// ```
/// use webtoken::alg;
/// assert_eq!(alg::NONE.name(), "none");
/// assert!(alg::ALL.iter().all(|alg| alg.name() != "none"));
/// ```
pub static NONE: Builtin = &Unsecured;

/// The algorithm with this name, including `none`. Exact: the names are case-sensitive (RFC 7515, section 4.1.1).
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

/// The feature that is missing for a name that [`by_name`] does not find; `None` if no algorithm has this name.
pub(crate) fn needed_for(name: &str) -> Option<KeyError> {
    let row = table::row(name)?;
    let feature = match row.name {
        "ES256K" if !ALL.is_empty() => "`es256k`",
        _ => "`rust-crypto` or `aws-lc-rs`",
    };
    Some(KeyError::Unsupported(format!("{} needs the feature {feature}", row.name)))
}

/// The algorithms that verifying allows if its options do not name any: those for the kind of the key, as in npm, and
/// for secp256k1 `ES256K` too. The list is empty without a key and for a key that no algorithm accepts.
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
    // In `ALL` the algorithms of a kind are side by side: the list is that one run.
    ALL.split(|alg| !is_default(alg.key_requirement(), key)).find(|run| !run.is_empty()).unwrap_or_default()
}

/// The name of the algorithm that a key signs with if the options do not name any.
pub(crate) fn default_for(key: &SigningKey) -> &str {
    if let Some(own) = &key.inner().restriction.alg {
        return own;
    }
    match key.info() {
        KeyInfo::Rsa { .. } => "RS256",
        KeyInfo::RsaPss { parameters, .. } => match parameters.as_ref().map(|parameters| parameters.hash) {
            Some(HashAlgorithm::Sha384) => "PS384",
            Some(HashAlgorithm::Sha512) => "PS512",
            Some(HashAlgorithm::Sha1 | HashAlgorithm::Sha224 | HashAlgorithm::Sha256) | None => "PS256",
        },
        KeyInfo::Ec { curve: Curve::P384 } => "ES384",
        KeyInfo::Ec { curve: Curve::P521 } => "ES512",
        KeyInfo::Ec { curve: Curve::Secp256k1 } => "ES256K",
        KeyInfo::Ec { .. } => "ES256",
        KeyInfo::Okp { .. } => "EdDSA",
        KeyInfo::Secret { .. } => "HS256",
    }
}

/// By kind only: curve, size and PSS parameters are checked later, with an error that says what is wrong.
fn is_default(requirement: KeyRequirement, key: &KeyInfo) -> bool {
    match key {
        KeyInfo::Secret { .. } => requirement == KeyRequirement::Secret,
        KeyInfo::Rsa { .. } | KeyInfo::RsaPss { .. } => {
            matches!(requirement, KeyRequirement::Rsa | KeyRequirement::RsaPss(_))
        }
        // npm's three for every curve, and ES256K for its own.
        KeyInfo::Ec { curve } => {
            matches!(requirement, KeyRequirement::Ec(own) if own != Curve::Secp256k1 || own == *curve)
        }
        KeyInfo::Okp { curve: Curve::Ed25519 } => requirement == KeyRequirement::Okp(Curve::Ed25519),
        KeyInfo::Okp { .. } => false,
    }
}

/// The algorithm `none`, and its own bound form: it accepts no key, so there is nothing to keep.
#[derive(Debug)]
struct Unsecured;

impl Algorithm for Unsecured {
    fn name(&self) -> &'static str {
        "none"
    }

    fn key_requirement(&self) -> KeyRequirement {
        KeyRequirement::None
    }

    fn signer(&self, _: &SigningKey) -> Result<Arc<dyn MessageSigner>, KeyError> {
        Ok(Arc::new(Self))
    }

    fn verifier(&self, _: &VerifyingKey) -> Result<Arc<dyn MessageVerifier>, KeyError> {
        Ok(Arc::new(Self))
    }
}

impl MessageSigner for Unsecured {
    fn sign(&self, _: &[u8]) -> Result<Signature, SignatureError> {
        Ok(Signature::from([]))
    }
}

impl MessageVerifier for Unsecured {
    /// RFC 7518, section 3.6: the signature must be the empty octet sequence.
    fn verify(&self, _: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        if signature.is_empty() { Ok(()) } else { Err(SignatureError::invalid()) }
    }
}
