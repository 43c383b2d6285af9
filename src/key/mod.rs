//! Keys: [`SigningKey`] and [`VerifyingKey`], from secrets, PEM, DER and JSON Web Keys, or newly generated.
//!
//! A key is read and checked once. It is cheap to clone (a shared pointer) and `Send + Sync`, its `Debug` shows nothing
//! secret, and its memory is wiped when the last clone is dropped.

mod components;
pub(crate) mod decrypt;
pub(crate) mod der;
pub(crate) mod export;
mod generate;
mod info;
mod input;
pub(crate) mod jwk;
mod material;
pub(crate) mod numbers;
mod pem;
mod text;

use std::{
    fmt,
    sync::{Arc, Weak},
};

/// The type that private keys are written into: it is wiped from memory when it is dropped.
pub use zeroize::Zeroizing;

pub use info::{Curve, HashAlgorithm, KeyInfo, PssParameters};
pub use input::{IntoSigningKey, IntoVerifyingKey, NoKey};
pub use jwk::{Jwk, JwkLookupError, JwkSet, SkippedKey};
pub use material::KeyMaterial;
pub(crate) use material::{Key, Restriction, Stored};

use crate::error::KeyError;

/// A key that signs: an HMAC secret or a private key.
///
/// The heap memory that a key was stored in is wiped before it is freed. There is one exception: with the backend
/// `alg::rust_crypto`, an RSA key leaves its prime factors in freed memory when it is bound, when it signs and when it
/// is dropped, because the crate `rsa` does not wipe them. With the feature `aws-lc-rs` it does not.
#[derive(Clone)]
pub struct SigningKey(Arc<Key>);

/// A key that verifies: an HMAC secret, a public key, or a private key (its public half is used).
#[derive(Clone)]
pub struct VerifyingKey(Arc<Key>);

impl SigningKey {
    /// An HMAC secret.
    ///
    /// ```
    /// use webtoken::{KeyError, SigningKey};
    /// assert!(SigningKey::from_secret("shhhhh").is_ok());
    /// let public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----";
    /// assert!(matches!(SigningKey::from_secret(public), Err(KeyError::NotASecret { .. })));
    /// ```
    ///
    /// # Errors
    /// [`KeyError::EmptySecret`]; [`KeyError::NotASecret`] for anything that [`from_text`](Self::from_text) would read
    /// as a key or refuse.
    pub fn from_secret(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        text::secret(secret.as_ref()).map(Self::new)
    }

    /// A private key in PEM: PKCS#8, PKCS#1 or SEC1. If there are several blocks, the first private key is used.
    ///
    /// # Errors
    /// [`KeyError::PassphraseRequired`] for an encrypted key, [`KeyError::NotPrivate`] if the PEM contains only public
    /// keys or certificates, [`KeyError::Malformed`], [`KeyError::Unsupported`], [`KeyError::NoKeyInPem`].
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        pem::private(pem.as_ref(), None).map(Self::new)
    }

    /// A private key in PEM under a passphrase: PKCS#8 with PBES2 (RFC 8018), or OpenSSL's older
    /// `Proc-Type: 4,ENCRYPTED`. For a key that is not encrypted the passphrase is ignored, as in npm.
    ///
    /// # Errors
    /// As for [`from_pem`](Self::from_pem), [`KeyError::Decryption`], and [`KeyError::Unsupported`] for an encrypted
    /// key without the feature `encrypted-keys`.
    pub fn from_encrypted_pem(pem: impl AsRef<[u8]>, passphrase: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        pem::private(pem.as_ref(), Some(passphrase.as_ref())).map(Self::new)
    }

    /// A private key in DER: PKCS#8, PKCS#1 or SEC1.
    ///
    /// # Errors
    /// As for [`from_pem`](Self::from_pem).
    pub fn from_der(der: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        der::private(der.as_ref(), None).map(Self::new)
    }

    /// A private key in DER, PKCS#8 under a passphrase (PBES2).
    ///
    /// # Errors
    /// As for [`from_encrypted_pem`](Self::from_encrypted_pem).
    pub fn from_encrypted_der(der: impl AsRef<[u8]>, passphrase: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        der::private(der.as_ref(), Some(passphrase.as_ref())).map(Self::new)
    }

    /// A string or bytes as in npm: a key in any encoding that this crate reads, or an HMAC secret.
    ///
    /// A string that is PEM (also with `\n` spelled out), DER, a JSON Web Key, or base64 or base64url of one of these
    /// is read as that key. Whitespace, quotes and a byte order mark around it do not matter. The `alg`, `use` and
    /// `key_ops` of a JSON Web Key are enforced, and an `oct` key is its `k`. A string that carries the mark of a key
    /// but cannot be read, such as an OpenSSH key, is refused. Every other string is an HMAC secret, with exactly its
    /// bytes.
    ///
    /// An encoded asymmetric key is either parsed as a key or rejected; it is never used as an HMAC secret.
    ///
    /// ```
    /// use webtoken::SigningKey;
    /// let encoded = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
    /// assert_eq!(SigningKey::from_text(encoded)?.info().kind(), "ed25519");
    /// assert_eq!(SigningKey::from_text("shhhhh")?.info().kind(), "secret");
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::NotPrivate`] for a public key; otherwise as for [`from_pem`](Self::from_pem),
    /// [`from_jwk`](Self::from_jwk) and [`from_secret`](Self::from_secret).
    pub fn from_text(text: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        text::signing(text.as_ref())
    }

    fn new(stored: Stored) -> Self {
        Self::restricted(stored, Restriction::NONE)
    }

    pub(crate) fn restricted(stored: Stored, restriction: Restriction) -> Self {
        Self(Arc::new(Key::new(stored, restriction)))
    }

    /// A key that no reader has checked, for tests of the backends.
    #[cfg(test)]
    pub(crate) fn from_body(info: KeyInfo, material: KeyMaterial) -> Self {
        Self::new(Stored { info, material })
    }

    /// What the key is.
    #[must_use]
    pub fn info(&self) -> &KeyInfo {
        &self.0.stored.info
    }

    /// The bytes of the key, for implementations of [`Algorithm`](crate::Algorithm).
    #[must_use]
    pub fn material(&self) -> &KeyMaterial {
        &self.0.stored.material
    }

    pub(crate) fn inner(&self) -> &Arc<Key> {
        &self.0
    }
}

impl VerifyingKey {
    /// An HMAC secret.
    ///
    /// # Errors
    /// [`KeyError::EmptySecret`]; [`KeyError::NotASecret`] for anything that [`from_text`](Self::from_text) would read
    /// as a key or refuse.
    pub fn from_secret(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        text::secret(secret.as_ref()).map(Self::new)
    }

    /// A key in PEM: SPKI, PKCS#1, an X.509 certificate (only its key is used: dates, chain and usage are not checked,
    /// as in npm), or a private key. Several blocks are searched in npm's order: `PUBLIC KEY`, `RSA PUBLIC KEY`,
    /// `CERTIFICATE`, then the first private key.
    ///
    /// # Errors
    /// [`KeyError::PassphraseRequired`], [`KeyError::Malformed`], [`KeyError::Unsupported`], [`KeyError::NoKeyInPem`].
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        pem::public(pem.as_ref(), None).map(Self::new)
    }

    /// Like [`from_pem`](Self::from_pem), with the passphrase of an encrypted private key.
    ///
    /// # Errors
    /// As for [`from_pem`](Self::from_pem), [`KeyError::Decryption`], and [`KeyError::Unsupported`] for an encrypted
    /// key without the feature `encrypted-keys`.
    pub fn from_encrypted_pem(pem: impl AsRef<[u8]>, passphrase: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        pem::public(pem.as_ref(), Some(passphrase.as_ref())).map(Self::new)
    }

    /// A key in DER: SPKI, PKCS#1, an X.509 certificate, or a private key.
    ///
    /// # Errors
    /// As for [`from_pem`](Self::from_pem).
    pub fn from_der(der: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        der::public(der.as_ref(), None).map(Self::new)
    }

    /// Like [`from_der`](Self::from_der), with the passphrase of an encrypted private key.
    ///
    /// # Errors
    /// As for [`from_encrypted_pem`](Self::from_encrypted_pem).
    pub fn from_encrypted_der(der: impl AsRef<[u8]>, passphrase: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        der::public(der.as_ref(), Some(passphrase.as_ref())).map(Self::new)
    }

    /// A string or bytes as in npm: a key in any encoding that this crate reads, or an HMAC secret.
    ///
    /// A string that is PEM (also with `\n` spelled out), DER, a JSON Web Key, or base64 or base64url of one of these
    /// is read as that key. Whitespace, quotes and a byte order mark around it do not matter. The `alg`, `use` and
    /// `key_ops` of a JSON Web Key are enforced, and an `oct` key is its `k`. A string that carries the mark of a key
    /// but cannot be read, such as an OpenSSH key, is refused. Every other string is an HMAC secret, with exactly its
    /// bytes.
    ///
    /// An encoded asymmetric key is either parsed as a key or rejected; it is never used as an HMAC secret.
    ///
    /// ```
    /// use webtoken::VerifyingKey;
    /// let jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    /// assert_eq!(VerifyingKey::from_text(jwk)?.info().kind(), "ed25519");
    /// let error = VerifyingKey::from_text("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA me@host").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "an OpenSSH key cannot be an HMAC secret: convert it to PEM, with `ssh-keygen -e -m PKCS8`"
    /// );
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`from_pem`](Self::from_pem), [`from_jwk`](Self::from_jwk) and [`from_secret`](Self::from_secret).
    pub fn from_text(text: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        text::verifying(text.as_ref())
    }

    fn new(stored: Stored) -> Self {
        Self::restricted(stored, Restriction::NONE)
    }

    pub(crate) fn restricted(stored: Stored, restriction: Restriction) -> Self {
        Self(Arc::new(Key::new(stored, restriction)))
    }

    /// What the key is.
    #[must_use]
    pub fn info(&self) -> &KeyInfo {
        &self.0.stored.info
    }

    /// The bytes of the key, for implementations of [`Algorithm`](crate::Algorithm).
    #[must_use]
    pub fn material(&self) -> &KeyMaterial {
        &self.0.stored.material
    }

    pub(crate) fn inner(&self) -> &Arc<Key> {
        &self.0
    }
}

/// Tells a key from every other key, also when the key is gone. It does not keep the key alive.
#[derive(Clone, Default)]
pub(crate) struct KeyId(Weak<Key>);

impl PartialEq for KeyId {
    fn eq(&self, other: &Self) -> bool {
        self.0.ptr_eq(&other.0)
    }
}

impl VerifyingKey {
    pub(crate) fn id(&self) -> KeyId {
        KeyId(Arc::downgrade(&self.0))
    }
}

/// A private key verifies with its public half, a secret with itself.
impl From<&SigningKey> for VerifyingKey {
    fn from(key: &SigningKey) -> Self {
        Self(Arc::clone(&key.0))
    }
}

impl From<SigningKey> for VerifyingKey {
    fn from(key: SigningKey) -> Self {
        Self(key.0)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SigningKey").field(&self.0.stored.info).finish()
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VerifyingKey").field(&self.0.stored.info).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyInfo, KeyMaterial, SigningKey, VerifyingKey, Zeroizing};

    #[test]
    fn debug_shows_what_a_key_is_and_no_part_of_it() {
        let body = KeyMaterial::Secret(Zeroizing::new(b"shhhhh".to_vec()));
        let key = SigningKey::from_body(KeyInfo::Secret { bytes: 6 }, body);
        assert_eq!(format!("{key:?}"), "SigningKey(Secret { bytes: 6 })");
        assert_eq!(format!("{:?}", key.material()), "Secret(..)");
        assert_eq!(format!("{:?}", VerifyingKey::from(key)), "VerifyingKey(Secret { bytes: 6 })");
    }
}
