//! Key lookup, npm's `getKey`: the key is chosen by looking at the token's header.

use std::{
    collections::HashMap,
    future::{Future, ready},
};

use crate::{
    error::{BoxError, KeyError},
    jws::Header,
    key::{IntoVerifyingKey, VerifyingKey},
};

/// Finds the key for a token by its header. Implemented for closures, for one [`VerifyingKey`], for [`KeysById`] and
/// for [`JwkSet`](crate::JwkSet).
///
/// The header is not verified yet: the author of the token chose it. It must only select among keys that are trusted
/// anyway.
///
/// ```
/// use webtoken::{Header, SignOptions, VerifyOptions, sign, verify_with};
/// let token = sign(&serde_json::json!({ "foo": "bar" }), "shhhhh", &SignOptions::new().key_id("k1"))?;
/// let lookup = |header: &Header| match header.kid() {
///     Some("k1") => Ok("shhhhh"),
///     _ => Err("no such key"),
/// };
/// assert!(verify_with::<serde_json::Value>(&token, &lookup, &VerifyOptions::new()).is_ok());
/// # Ok::<(), webtoken::SignError>(())
/// ```
pub trait KeyProvider {
    /// The key. With `None` only unsigned tokens pass, and only if `none` is allowed.
    ///
    /// # Errors
    /// [`LookupError`] if there is no answer, or the key that was found cannot be read.
    fn key(&self, header: &Header) -> Result<Option<VerifyingKey>, LookupError>;
}

/// Like [`KeyProvider`], for lookups that are asynchronous. It works with every runtime. Implemented for closures that
/// take the [`Header`] by value, and for local keys: [`VerifyingKey`], [`KeysById`] and [`JwkSet`](crate::JwkSet).
///
/// ```
/// use webtoken::{KeysById, SignOptions, VerifyOptions, VerifyingKey, sign, verify_with_async};
/// let keys: KeysById = [("k1", VerifyingKey::from_secret("shhhhh")?)].into_iter().collect();
/// let token = sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new().key_id("k1"))?;
/// let verified = pollster::block_on(verify_with_async::<serde_json::Value>(&token, &keys, &VerifyOptions::new()))?;
/// assert_eq!(verified.payload["sub"], "alice");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait AsyncKeyProvider {
    /// The key. With `None` only unsigned tokens pass, and only if `none` is allowed.
    ///
    /// # Errors
    /// [`LookupError`] if there is no answer, or the key that was found cannot be read.
    fn key(&self, header: &Header) -> impl Future<Output = Result<Option<VerifyingKey>, LookupError>> + Send;
}

/// Why a lookup found no key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LookupError {
    /// The lookup itself failed; [`verify_with`](crate::verify_with) reports it with npm's message.
    #[error(transparent)]
    Failed(BoxError),
    /// A key was found but cannot be read.
    #[error(transparent)]
    InvalidKey(#[from] KeyError),
}

impl LookupError {
    /// A lookup that failed.
    pub fn failed(error: impl Into<BoxError>) -> Self {
        Self::Failed(error.into())
    }
}

impl<F, K, E> KeyProvider for F
where
    F: Fn(&Header) -> Result<K, E>,
    K: IntoVerifyingKey,
    E: Into<BoxError>,
{
    fn key(&self, header: &Header) -> Result<Option<VerifyingKey>, LookupError> {
        let key = self(header).map_err(LookupError::failed)?;
        Ok(key.into_verifying_key()?)
    }
}

impl<F, Fut, K, E> AsyncKeyProvider for F
where
    F: Fn(Header) -> Fut,
    Fut: Future<Output = Result<K, E>> + Send,
    K: IntoVerifyingKey,
    E: Into<BoxError>,
{
    fn key(&self, header: &Header) -> impl Future<Output = Result<Option<VerifyingKey>, LookupError>> + Send {
        let lookup = self(header.clone());
        async move {
            let key = lookup.await.map_err(LookupError::failed)?;
            Ok(key.into_verifying_key()?)
        }
    }
}

/// The same key for every token.
impl KeyProvider for VerifyingKey {
    fn key(&self, _: &Header) -> Result<Option<VerifyingKey>, LookupError> {
        Ok(Some(self.clone()))
    }
}

impl AsyncKeyProvider for VerifyingKey {
    fn key(&self, header: &Header) -> impl Future<Output = Result<Option<VerifyingKey>, LookupError>> + Send {
        ready(KeyProvider::key(self, header))
    }
}

/// Several keys, chosen by the header's `kid`. A token without `kid`, or with an unknown one, is refused.
///
/// ```
/// use webtoken::{KeysById, SignOptions, VerifyOptions, VerifyingKey, sign, verify_with};
/// let keys: KeysById = [
///     ("old", VerifyingKey::from_secret("shhhhh")?),
///     ("new", VerifyingKey::from_secret("hush")?),
/// ].into_iter().collect();
/// let token = sign(&serde_json::json!({ "foo": "bar" }), "hush", &SignOptions::new().key_id("new"))?;
/// assert!(verify_with::<serde_json::Value>(&token, &keys, &VerifyOptions::new()).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct KeysById(HashMap<String, VerifyingKey>);

impl KeysById {
    /// No keys yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a key; returns the one that had this `kid` before.
    pub fn insert(&mut self, key_id: impl Into<String>, key: VerifyingKey) -> Option<VerifyingKey> {
        self.0.insert(key_id.into(), key)
    }

    /// Removes a key.
    pub fn remove(&mut self, key_id: &str) -> Option<VerifyingKey> {
        self.0.remove(key_id)
    }

    /// The key with this `kid`.
    ///
    /// ```
    /// use webtoken::{KeysById, VerifyingKey};
    /// let mut keys = KeysById::new();
    /// assert!(keys.is_empty());
    /// keys.extend([("k1", VerifyingKey::from_secret("shhhhh")?)]);
    /// assert_eq!(keys.len(), 1);
    /// assert!(keys.get("k1").is_some() && keys.get("k2").is_none());
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    #[must_use]
    pub fn get(&self, key_id: &str) -> Option<&VerifyingKey> {
        self.0.get(key_id)
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no key: every token is refused.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<I: Into<String>> FromIterator<(I, VerifyingKey)> for KeysById {
    fn from_iter<T: IntoIterator<Item = (I, VerifyingKey)>>(keys: T) -> Self {
        Self(keys.into_iter().map(|(key_id, key)| (key_id.into(), key)).collect())
    }
}

/// Adds keys; each replaces the key that had its `kid` before.
impl<I: Into<String>> Extend<(I, VerifyingKey)> for KeysById {
    fn extend<T: IntoIterator<Item = (I, VerifyingKey)>>(&mut self, keys: T) {
        self.0.extend(keys.into_iter().map(|(key_id, key)| (key_id.into(), key)));
    }
}

impl KeyProvider for KeysById {
    fn key(&self, header: &Header) -> Result<Option<VerifyingKey>, LookupError> {
        let key_id = header.kid().ok_or_else(|| LookupError::failed("the token's header has no kid"))?;
        let unknown =
            || LookupError::failed(format!("Unable to find a signing key that matches '{}'", key_id.escape_debug()));
        self.0.get(key_id).cloned().map(Some).ok_or_else(unknown)
    }
}

impl AsyncKeyProvider for KeysById {
    fn key(&self, header: &Header) -> impl Future<Output = Result<Option<VerifyingKey>, LookupError>> + Send {
        ready(KeyProvider::key(self, header))
    }
}
