use super::{SigningKey, VerifyingKey};
use crate::error::KeyError;

/// Types that can be passed as a signing key: a [`SigningKey`], a string or bytes (see [`SigningKey::from_text`]), or
/// no key ([`NoKey`], `None`, and as in npm the empty string).
pub trait IntoSigningKey {
    /// The key; `None` for no key.
    ///
    /// # Errors
    /// As for [`SigningKey::from_text`].
    fn into_signing_key(self) -> Result<Option<SigningKey>, KeyError>;
}

/// Types that can be passed as a verifying key: a [`VerifyingKey`], a [`SigningKey`], a string or bytes (see
/// [`VerifyingKey::from_text`]), or no key ([`NoKey`], `None`, and as in npm the empty string).
pub trait IntoVerifyingKey {
    /// The key; `None` for no key.
    ///
    /// # Errors
    /// As for [`VerifyingKey::from_text`].
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

/// npm's shorthand. An empty string is no key, as in npm; empty bytes are an empty secret, which is refused.
macro_rules! shorthand {
    (impl<$(const $n:ident: usize)?> for $type:ty, empty_is_no_key: $empty_is_no_key:literal) => {
        impl<$(const $n: usize)?> IntoSigningKey for $type {
            fn into_signing_key(self) -> Result<Option<SigningKey>, KeyError> {
                if $empty_is_no_key && self.is_empty() { Ok(None) } else { SigningKey::from_text(self).map(Some) }
            }
        }

        impl<$(const $n: usize)?> IntoVerifyingKey for $type {
            fn into_verifying_key(self) -> Result<Option<VerifyingKey>, KeyError> {
                if $empty_is_no_key && self.is_empty() { Ok(None) } else { VerifyingKey::from_text(self).map(Some) }
            }
        }
    };
}

shorthand!(impl<> for &str, empty_is_no_key: true);
shorthand!(impl<> for String, empty_is_no_key: true);
shorthand!(impl<> for &String, empty_is_no_key: true);
shorthand!(impl<> for &[u8], empty_is_no_key: false);
shorthand!(impl<> for Vec<u8>, empty_is_no_key: false);
shorthand!(impl<> for &Vec<u8>, empty_is_no_key: false);
shorthand!(impl<const N: usize> for [u8; N], empty_is_no_key: false);
shorthand!(impl<const N: usize> for &[u8; N], empty_is_no_key: false);
