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

#[doc(inline)]
pub use crate::backend::{Builtin, preferred::*};
use crate::{
    algorithm::{Algorithm, AlgorithmChoice, Chosen, KeyRequirement},
    backend,
    key::{Curve, KeyInfo},
};

/// No signature (RFC 7518, section 3.6). Anyone can make such a token.
///
/// ```
/// use webtoken::alg;
/// assert_eq!(alg::NONE.name(), "none");
/// assert!(alg::ALL.iter().all(|alg| alg.name() != "none"));
/// ```
pub const NONE: Builtin = backend::NONE;

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
