//! The contents of a key: its bytes, its purpose and its bound forms.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use zeroize::Zeroizing;

use super::{Curve, KeyInfo};
use crate::alg::{MessageSigner, MessageVerifier, table::SLOTS};

/// The bytes of a key, for implementations of [`Algorithm`](crate::Algorithm).
///
/// ```
/// use webtoken::key::{KeyMaterial, SigningKey};
/// let key = SigningKey::from_secret("a secret of some length")?;
/// assert!(matches!(key.material(), KeyMaterial::Secret(bytes) if bytes.len() == 23));
/// # Ok::<(), webtoken::KeyError>(())
/// ```
#[non_exhaustive]
pub enum KeyMaterial {
    /// The bytes of an HMAC secret.
    Secret(Zeroizing<Vec<u8>>),
    /// A PKCS#1 `RSAPrivateKey` in DER (RFC 8017, A.1.2).
    RsaPrivate(Zeroizing<Vec<u8>>),
    /// A PKCS#1 `RSAPublicKey` in DER (RFC 8017, A.1.1).
    RsaPublic(Vec<u8>),
    /// A private scalar, and the public point if the encoding contains it.
    EcPrivate {
        /// The curve.
        curve: Curve,
        /// Big-endian, as long as the field.
        scalar: Zeroizing<Vec<u8>>,
        /// SEC1 point.
        point: Option<Vec<u8>>,
    },
    /// A public point.
    EcPublic {
        /// The curve.
        curve: Curve,
        /// SEC1 point, compressed or not.
        point: Vec<u8>,
    },
    /// A private seed (RFC 8410).
    OkpPrivate {
        /// The curve.
        curve: Curve,
        /// The seed.
        seed: Zeroizing<Vec<u8>>,
    },
    /// A public key (RFC 8410).
    OkpPublic {
        /// The curve.
        curve: Curve,
        /// The encoded point.
        bytes: Vec<u8>,
    },
}

/// What the clones of a key have in common.
pub(crate) struct Key {
    pub(crate) stored: Stored,
    pub(crate) restriction: Restriction,
    bound: OnceLock<Box<[BoundForms; SLOTS]>>,
}

/// The bound form of a key for one algorithm, so that functions that take a key bind it once and not for every token.
#[derive(Default)]
pub(crate) struct BoundForms {
    pub(crate) signer: OnceLock<Arc<dyn MessageSigner>>,
    pub(crate) verifier: OnceLock<Arc<dyn MessageVerifier>>,
}

impl Key {
    pub(super) fn new(stored: Stored, restriction: Restriction) -> Self {
        Self { stored, restriction, bound: OnceLock::new() }
    }

    /// `None` if this is the only handle to the key, such as the one that `sign` reads from a string: it is bound for
    /// one token only.
    pub(crate) fn bound(self: &Arc<Self>, slot: usize) -> Option<&BoundForms> {
        if Arc::strong_count(self) == 1 {
            return None;
        }
        self.bound.get_or_init(Box::default).get(slot)
    }
}

/// A checked key in its normal form.
pub(crate) struct Stored {
    pub(crate) info: KeyInfo,
    pub(crate) material: KeyMaterial,
}

impl fmt::Debug for KeyMaterial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secret(_) => "Secret(..)",
            Self::RsaPrivate(_) => "RsaPrivate(..)",
            Self::RsaPublic(_) => "RsaPublic(..)",
            Self::EcPrivate { .. } => "EcPrivate { .. }",
            Self::EcPublic { .. } => "EcPublic { .. }",
            Self::OkpPrivate { .. } => "OkpPrivate { .. }",
            Self::OkpPublic { .. } => "OkpPublic { .. }",
        })
    }
}

/// What a key is for, if it came with that information: the `alg`, `use` and `key_ops` of a JSON Web Key.
///
/// It stays with the key; `alg::check` enforces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Restriction {
    /// The only algorithm that the key works with.
    pub(crate) alg: Option<Box<str>>,
    pub(crate) signs: bool,
    pub(crate) verifies: bool,
}

impl Restriction {
    pub(crate) const NONE: Self = Self { alg: None, signs: true, verifies: true };
}
