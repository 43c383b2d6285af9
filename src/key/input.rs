use super::{SigningKey, VerifyingKey};
use crate::error::KeyError;

/// What can stand where a signing key is expected: a [`SigningKey`], text or bytes (npm's shorthand, see
/// [`SigningKey::from_text`]), or nothing ([`NoKey`], `None`, and as in npm the empty text).
pub trait IntoSigningKey {
    /// The key; `None` for nothing.
    ///
    /// # Errors
    /// As [`SigningKey::from_text`].
    fn into_signing_key(self) -> Result<Option<SigningKey>, KeyError>;
}

/// What can stand where a verifying key is expected: a [`VerifyingKey`], a [`SigningKey`], text or bytes
/// (npm's shorthand, see [`VerifyingKey::from_text`]), or nothing ([`NoKey`], `None`, and as in npm the empty text).
pub trait IntoVerifyingKey {
    /// The key; `None` for nothing.
    ///
    /// # Errors
    /// As [`VerifyingKey::from_text`].
    fn into_verifying_key(self) -> Result<Option<VerifyingKey>, KeyError>;
}

/// No key, for unsigned tokens (`alg: none`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoKey;

impl IntoSigningKey for NoKey {
    fn into_signing_key(self) -> Result<Option<SigningKey>, KeyError> {
        Ok(None)
    }
}

impl IntoVerifyingKey for NoKey {
    fn into_verifying_key(self) -> Result<Option<VerifyingKey>, KeyError> {
        Ok(None)
    }
}

impl<K: IntoSigningKey> IntoSigningKey for Option<K> {
    fn into_signing_key(self) -> Result<Option<SigningKey>, KeyError> {
        self.map_or(Ok(None), K::into_signing_key)
    }
}

impl<K: IntoVerifyingKey> IntoVerifyingKey for Option<K> {
    fn into_verifying_key(self) -> Result<Option<VerifyingKey>, KeyError> {
        self.map_or(Ok(None), K::into_verifying_key)
    }
}

impl IntoSigningKey for SigningKey {
    fn into_signing_key(self) -> Result<Option<SigningKey>, KeyError> {
        Ok(Some(self))
    }
}

impl IntoSigningKey for &SigningKey {
    fn into_signing_key(self) -> Result<Option<SigningKey>, KeyError> {
        Ok(Some(self.clone()))
    }
}

impl IntoVerifyingKey for VerifyingKey {
    fn into_verifying_key(self) -> Result<Option<VerifyingKey>, KeyError> {
        Ok(Some(self))
    }
}

impl IntoVerifyingKey for &VerifyingKey {
    fn into_verifying_key(self) -> Result<Option<VerifyingKey>, KeyError> {
        Ok(Some(self.clone()))
    }
}

impl IntoVerifyingKey for SigningKey {
    fn into_verifying_key(self) -> Result<Option<VerifyingKey>, KeyError> {
        Ok(Some(self.into()))
    }
}

impl IntoVerifyingKey for &SigningKey {
    fn into_verifying_key(self) -> Result<Option<VerifyingKey>, KeyError> {
        Ok(Some(self.into()))
    }
}

/// npm's shorthand for text and bytes; empty is "no key".
macro_rules! from_text {
    (impl<$(const $n:ident: usize)?> for $type:ty) => {
        impl<$(const $n: usize)?> IntoSigningKey for $type {
            fn into_signing_key(self) -> Result<Option<SigningKey>, KeyError> {
                if self.is_empty() { Ok(None) } else { SigningKey::from_text(self).map(Some) }
            }
        }

        impl<$(const $n: usize)?> IntoVerifyingKey for $type {
            fn into_verifying_key(self) -> Result<Option<VerifyingKey>, KeyError> {
                if self.is_empty() { Ok(None) } else { VerifyingKey::from_text(self).map(Some) }
            }
        }
    };
}

from_text!(impl<> for &str);
from_text!(impl<> for String);
from_text!(impl<> for &String);
from_text!(impl<> for &[u8]);
from_text!(impl<> for Vec<u8>);
from_text!(impl<> for &Vec<u8>);
from_text!(impl<const N: usize> for [u8; N]);
from_text!(impl<const N: usize> for &[u8; N]);
