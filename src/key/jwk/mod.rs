//! JSON Web Keys: [`Jwk`] (RFC 7517, RFC 7518 section 6, RFC 8037) and [`JwkSet`].
//!
//! What a JSON Web Key says about its purpose is enforced: a key with `"use":"enc"` never verifies, one with
//! `"alg":"RS256"` works with RS256 only, and its `key_ops` must name what it is used for. These restrictions go with
//! the [`SigningKey`](crate::SigningKey) or [`VerifyingKey`](crate::VerifyingKey) that is made from it.

mod parameter;
mod read;
mod set;
mod thumbprint;
mod write;

use std::{fmt, str::FromStr};

use serde_json::Value;
use zeroize::Zeroizing;

use crate::error::KeyError;
use parameter::Parameter;
pub use set::{JwkLookupError, JwkSet, SkippedKey};

/// A JSON Web Key. Reading it checks that it is an object with a `kty`, without duplicate names, and that its fields
/// have the right types; the key itself is checked when a [`SigningKey`](crate::SigningKey) or
/// [`VerifyingKey`](crate::VerifyingKey) is made from it.
///
/// It keeps all parameters in their order, also those that this crate does not know; numbers in these are written as
/// JavaScript writes them. `Debug` shows no key material.
/// Serializing writes everything, **private parameters too**.
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
pub struct Jwk(Vec<(String, Parameter)>);

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

    /// The value of a parameter, including those that this crate does not know. The returned copy is not wiped from
    /// memory, also if the parameter is private.
    ///
    /// ```
    /// use webtoken::Jwk;
    /// let jwk = Jwk::from_json(r#"{"kty":"oct","k":"c2hoaGho","x-owner":{"team":"a"}}"#)?;
    /// assert_eq!(jwk.get("x-owner").expect("a parameter")["team"], "a");
    /// assert_eq!(serde_json::to_string(&jwk).ok().as_deref(), Some(r#"{"kty":"oct","k":"c2hoaGho","x-owner":{"team":"a"}}"#));
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value> {
        Some(match self.parameter(name)? {
            Parameter::Text(text) => text.as_str().into(),
            Parameter::Texts(texts) => texts.as_slice().into(),
            Parameter::Other(json) => json.get().ok()?,
        })
    }

    /// The key type (`kty`): `RSA`, `EC`, `OKP`, `oct`, or one that this crate does not know.
    #[must_use]
    pub fn kty(&self) -> &str {
        self.text("kty").unwrap_or_default()
    }

    /// The key's identifier (`kid`).
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.text("kid")
    }

    /// The only algorithm that the key is for (`alg`).
    #[must_use]
    pub fn alg(&self) -> Option<&str> {
        self.text("alg")
    }

    /// What the key is for (`use`): `sig` or `enc`.
    #[must_use]
    pub fn key_use(&self) -> Option<&str> {
        self.text("use")
    }

    /// The operations that the key is for (`key_ops`).
    #[must_use]
    pub fn key_ops(&self) -> Option<&[String]> {
        self.texts("key_ops")
    }

    /// Whether it has any private or symmetric field, and so must not be published.
    #[must_use]
    pub fn has_secret(&self) -> bool {
        PRIVATE.iter().any(|name| self.parameter(name).is_some())
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
    pub fn with_key_ops<I: Into<String>>(self, key_ops: impl IntoIterator<Item = I>) -> Self {
        self.with_parameter("key_ops", Parameter::Texts(key_ops.into_iter().map(Into::into).collect()))
    }

    fn with(self, name: &str, text: String) -> Self {
        self.with_parameter(name, Parameter::Text(Zeroizing::new(text)))
    }

    /// Replaces a parameter, or adds it at the end.
    fn with_parameter(mut self, name: &str, value: Parameter) -> Self {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, before)) => *before = value,
            None => self.0.push((name.to_owned(), value)),
        }
        self
    }

    fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    fn text(&self, name: &str) -> Option<&str> {
        match self.parameter(name)? {
            Parameter::Text(text) => Some(text),
            Parameter::Texts(_) | Parameter::Other(_) => None,
        }
    }

    fn texts(&self, name: &str) -> Option<&[String]> {
        match self.parameter(name)? {
            Parameter::Texts(texts) => Some(texts),
            Parameter::Text(_) | Parameter::Other(_) => None,
        }
    }
}

/// The parameters that must not be published: of RSA, EC, OKP and oct keys, and `priv` of keys of the type `AKP`.
const PRIVATE: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

const FORM: &str = "JSON Web Key";

impl FromStr for Jwk {
    type Err = KeyError;

    fn from_str(json: &str) -> Result<Self, KeyError> {
        Self::from_json(json)
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
