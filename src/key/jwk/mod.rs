//! JSON Web Keys: [`Jwk`] (RFC 7517, RFC 7518 section 6, RFC 8037) and [`JwkSet`].
//!
//! What a JSON Web Key says about its purpose is enforced: a key with `"use":"enc"` never verifies, one with
//! `"alg":"RS256"` works with RS256 only, and its `key_ops` must name what it is used for. These restrictions go with
//! the [`SigningKey`](crate::SigningKey) or [`VerifyingKey`](crate::VerifyingKey) that is made from it.

mod members;
mod read;
mod set;
mod text;
mod thumbprint;
mod write;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::error::KeyError;
use members::Members;
pub use set::{JwkLookupError, JwkSet, SkippedKey};

/// A JSON Web Key. Reading it checks that it is an object with a `kty`, without duplicate names, and that its fields
/// have the right types; the key itself is checked when a [`SigningKey`](crate::SigningKey) or
/// [`VerifyingKey`](crate::VerifyingKey) is made from it.
///
/// `Debug` shows no key material. Serializing writes everything, **private fields too**.
///
/// ```
/// use webtoken::{Jwk, VerifyingKey};
/// let jwk: Jwk = serde_json::from_str(
///     r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"k1"}"#,
/// )?;
/// assert_eq!((jwk.kty(), jwk.kid(), jwk.has_secret()), ("OKP", Some("k1"), false));
/// let key = VerifyingKey::from_jwk(&jwk)?;
/// assert_eq!(key.info().kind(), "ed25519");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Jwk(Members);

impl Jwk {
    /// Reads a key from a JSON string.
    ///
    /// ```
    /// use webtoken::Jwk;
    /// assert_eq!(Jwk::from_json(r#"{"kty":"oct","k":"c2hoaGho"}"#)?.kty(), "oct");
    /// let twice = Jwk::from_json(r#"{"kty":"oct","k":"c2hoaGho","k":"aHVzaA"}"#);
    /// assert_eq!(twice.unwrap_err().code(), "key_malformed");
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for anything but an object with a `kty`, unique names and fields of the right types.
    pub fn from_json(json: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        serde_json::from_slice(json.as_ref()).map_err(|source| KeyError::malformed(FORM, source))
    }

    /// The key type (`kty`): `RSA`, `EC`, `OKP`, `oct`, or one that this crate does not know.
    #[must_use]
    pub fn kty(&self) -> &str {
        self.0.get("kty").unwrap_or_default()
    }

    /// The key's identifier (`kid`).
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.0.get("kid")
    }

    /// The only algorithm that the key is for (`alg`).
    #[must_use]
    pub fn alg(&self) -> Option<&str> {
        self.0.get("alg")
    }

    /// What the key is for (`use`): `sig` or `enc`.
    #[must_use]
    pub fn key_use(&self) -> Option<&str> {
        self.0.get("use")
    }

    /// The operations that the key is for (`key_ops`).
    #[must_use]
    pub fn key_ops(&self) -> Option<&[String]> {
        self.0.key_ops.as_deref()
    }

    /// Whether it has any private or symmetric field, and so must not be published.
    #[must_use]
    pub fn has_secret(&self) -> bool {
        self.0.has_secret()
    }

    /// With this `kid`.
    #[must_use]
    pub fn with_kid(self, kid: impl Into<String>) -> Self {
        self.with("kid", kid.into())
    }

    /// For this algorithm only.
    #[must_use]
    pub fn with_alg(self, alg: impl Into<String>) -> Self {
        self.with("alg", alg.into())
    }

    /// With this `use`, such as `sig`.
    #[must_use]
    pub fn with_use(self, key_use: impl Into<String>) -> Self {
        self.with("use", key_use.into())
    }

    /// With these `key_ops`, such as `["verify"]`.
    #[must_use]
    pub fn with_key_ops<I: Into<String>>(mut self, key_ops: impl IntoIterator<Item = I>) -> Self {
        self.0.key_ops = Some(key_ops.into_iter().map(Into::into).collect());
        self
    }

    fn with(mut self, name: &'static str, text: String) -> Self {
        self.0.set(name, Zeroizing::new(text));
        self
    }
}

const FORM: &str = "JSON Web Key";

impl FromStr for Jwk {
    type Err = KeyError;

    fn from_str(json: &str) -> Result<Self, KeyError> {
        Self::from_json(json)
    }
}

impl<'de> Deserialize<'de> for Jwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Members::deserialize(deserializer).map(Self)
    }
}

/// Writes the whole key, private fields too. Fields that this crate does not know are not kept.
impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwk")
            .field("kty", &self.kty())
            .field("kid", &self.kid())
            .field("alg", &self.alg())
            .field("use", &self.key_use())
            .field("key_ops", &self.key_ops())
            .field("has_secret", &self.has_secret())
            .finish_non_exhaustive()
    }
}
