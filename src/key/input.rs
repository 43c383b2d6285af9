use std::{borrow::Cow, sync::Arc};

use super::{Jwk, SigningKey, VerifyingKey, Zeroizing};
use crate::error::KeyError;

/// Types that can be passed as a signing key: a [`SigningKey`], a [`Jwk`], a string or bytes (see
/// [`SigningKey::from_text`]), or no key ([`NoKey`], `None`, and as in npm the empty string).
pub trait IntoSigningKey {
    /// Whether the key decides the algorithm if the options do not name any: RS256 for an RSA key, and so on. Strings
    /// and bytes do not decide: they are signed with HS256, as in npm.
    const DECIDES_ALGORITHM: bool = true;

    /// The key; `None` for no key.
    ///
    /// # Errors
    /// As for [`SigningKey::from_text`].
    fn into_signing_key(self) -> Result<Option<SigningKey>, KeyError>;
}

/// Types that can be passed as a verifying key: a [`VerifyingKey`], a [`SigningKey`], a [`Jwk`], a string or bytes (see
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

impl<K: IntoSigningKey> IntoSigningKey for Option<K> {
    const DECIDES_ALGORITHM: bool = K::DECIDES_ALGORITHM;

    fn into_signing_key(self) -> Result<Option<SigningKey>, KeyError> {
        self.map_or(Ok(None), K::into_signing_key)
    }
}

impl<K: IntoVerifyingKey> IntoVerifyingKey for Option<K> {
    fn into_verifying_key(self) -> Result<Option<VerifyingKey>, KeyError> {
        self.map_or(Ok(None), K::into_verifying_key)
    }
}

/// Keys that were read, and those that say what they are.
macro_rules! keys {
    ($trait:ident::$method:ident -> $key:ident; $($type:ty: |$value:ident| $read:expr,)*) => {$(
        impl $trait for $type {
            fn $method(self) -> Result<Option<$key>, KeyError> {
                let $value = self;
                $read
            }
        }
    )*};
}

keys! { IntoSigningKey::into_signing_key -> SigningKey;
    NoKey: |_none| Ok(None),
    SigningKey: |key| Ok(Some(key)),
    &SigningKey: |key| Ok(Some(key.clone())),
    Jwk: |jwk| SigningKey::from_jwk(&jwk).map(Some),
    &Jwk: |jwk| SigningKey::from_jwk(jwk).map(Some),
}

keys! { IntoVerifyingKey::into_verifying_key -> VerifyingKey;
    NoKey: |_none| Ok(None),
    VerifyingKey: |key| Ok(Some(key)),
    &VerifyingKey: |key| Ok(Some(key.clone())),
    SigningKey: |key| Ok(Some(key.into())),
    &SigningKey: |key| Ok(Some(key.into())),
    Jwk: |jwk| VerifyingKey::from_jwk(&jwk).map(Some),
    &Jwk: |jwk| VerifyingKey::from_jwk(jwk).map(Some),
}

/// npm's shorthand. An empty string is no key, as in npm; empty bytes are an empty secret, which is refused.
macro_rules! shorthand {
    (|$key:ident| $bytes:expr, no key if $is_none:expr; $($(const $n:ident:)? $type:ty),*) => {$(
        impl $(<const $n: usize>)? IntoSigningKey for $type {
            const DECIDES_ALGORITHM: bool = false;

            fn into_signing_key(self) -> Result<Option<SigningKey>, KeyError> {
                let $key = &self;
                if $is_none { Ok(None) } else { SigningKey::from_text($bytes).map(Some) }
            }
        }

        impl $(<const $n: usize>)? IntoVerifyingKey for $type {
            fn into_verifying_key(self) -> Result<Option<VerifyingKey>, KeyError> {
                let $key = &self;
                if $is_none { Ok(None) } else { VerifyingKey::from_text($bytes).map(Some) }
            }
        }
    )*};
}

shorthand! {
    |text| text.as_bytes(), no key if text.is_empty();
    &str, String, &String, Box<str>, Arc<str>, Cow<'_, str>, Zeroizing<String>, &Zeroizing<String>
}

shorthand! {
    |bytes| &bytes[..], no key if false;
    &[u8], Vec<u8>, &Vec<u8>, Zeroizing<Vec<u8>>, &Zeroizing<Vec<u8>>, const N: [u8; N], const N: &[u8; N]
}
