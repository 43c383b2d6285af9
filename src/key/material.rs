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
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum KeyMaterial<'a> {
    /// The bytes of an HMAC secret.
    Secret(&'a [u8]),
    /// A PKCS#1 `RSAPrivateKey` in DER (RFC 8017, A.1.2).
    RsaPrivate(&'a [u8]),
    /// A PKCS#1 `RSAPublicKey` in DER (RFC 8017, A.1.1).
    RsaPublic(&'a [u8]),
    /// A private scalar, and the public point if the encoding contains it.
    EcPrivate {
        /// The curve.
        curve: Curve,
        /// Big-endian, as long as the field.
        scalar: &'a [u8],
        /// SEC1 point.
        point: Option<&'a [u8]>,
    },
    /// A public point.
    EcPublic {
        /// The curve.
        curve: Curve,
        /// SEC1 point, compressed or not.
        point: &'a [u8],
    },
    /// A private seed (RFC 8410).
    OkpPrivate {
        /// The curve.
        curve: Curve,
        /// The seed.
        seed: &'a [u8],
    },
    /// A public key (RFC 8410).
    OkpPublic {
        /// The curve.
        curve: Curve,
        /// The encoded point.
        bytes: &'a [u8],
    },
}

/// What the clones of a key have in common.
pub(super) struct Shared {
    pub(super) stored: Stored,
    pub(super) restriction: Restriction,
    bound: OnceLock<Box<[BoundForms; SLOTS]>>,
}

/// The bound form of a key for one algorithm, so that functions that take a key bind it once and not for every token.
#[derive(Default)]
pub(crate) struct BoundForms {
    pub(crate) signer: OnceLock<Arc<dyn MessageSigner>>,
    pub(crate) verifier: OnceLock<Arc<dyn MessageVerifier>>,
}

impl Shared {
    pub(super) fn new(stored: Stored, restriction: Restriction) -> Self {
        Self { stored, restriction, bound: OnceLock::new() }
    }

    /// `None` if this is the only handle to the key, such as the one that `sign` reads from a string: it is bound for
    /// one token only.
    pub(super) fn bound(self: &Arc<Self>, slot: usize) -> Option<&BoundForms> {
        if Arc::strong_count(self) == 1 {
            return None;
        }
        self.bound.get_or_init(Box::default).get(slot)
    }
}

/// A checked key in its normal form.
pub(crate) struct Stored {
    pub(super) info: KeyInfo,
    pub(super) body: Body,
}

impl Stored {
    /// The same key with the other's information about what it is.
    pub(crate) fn with_info_of(self, other: Self) -> Self {
        Self { info: other.info, body: self.body }
    }
}

/// Mirrors [`KeyMaterial`], owned.
pub(crate) enum Body {
    Secret(Zeroizing<Vec<u8>>),
    RsaPrivate(Zeroizing<Vec<u8>>),
    RsaPublic(Vec<u8>),
    EcPrivate { curve: Curve, scalar: Zeroizing<Vec<u8>>, point: Option<Vec<u8>> },
    EcPublic { curve: Curve, point: Vec<u8> },
    OkpPrivate { curve: Curve, seed: Zeroizing<Vec<u8>> },
    OkpPublic { curve: Curve, bytes: Vec<u8> },
}

impl Stored {
    pub(crate) fn info(&self) -> &KeyInfo {
        &self.info
    }

    pub(crate) fn material(&self) -> KeyMaterial<'_> {
        match &self.body {
            Body::Secret(bytes) => KeyMaterial::Secret(bytes),
            Body::RsaPrivate(der) => KeyMaterial::RsaPrivate(der),
            Body::RsaPublic(der) => KeyMaterial::RsaPublic(der),
            Body::EcPrivate { curve, scalar, point } => {
                KeyMaterial::EcPrivate { curve: *curve, scalar, point: point.as_deref() }
            }
            Body::EcPublic { curve, point } => KeyMaterial::EcPublic { curve: *curve, point },
            Body::OkpPrivate { curve, seed } => KeyMaterial::OkpPrivate { curve: *curve, seed },
            Body::OkpPublic { curve, bytes } => KeyMaterial::OkpPublic { curve: *curve, bytes },
        }
    }
}

impl fmt::Debug for KeyMaterial<'_> {
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
