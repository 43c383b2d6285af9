use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use serde::Deserialize;

use super::{Verified, pipeline::parse};
use crate::{
    alg,
    alg::{AlgorithmChoice, MessageVerifier},
    cache::{Cache, CacheLimits},
    claims::payload::FromPayload,
    error::{InvalidReason, VerifyError, VerifyErrors},
    jws::{Authentic, Bound, Held, KeySource, OneKey, bind},
    key::{IntoVerifyingKey, KeyId, VerifyingKey},
    options::VerifyOptions,
    provider::{AsyncKeyProvider, KeyProvider},
};

/// Verifies many tokens with one set of options, and with one key or one provider of keys. `Send + Sync`, cheap to
/// clone and share.
///
/// ```
/// use webtoken::{SignOptions, Verifier, VerifyOptions, sign};
/// let verifier = Verifier::new("shhhhh", &VerifyOptions::new().issuer("urn:me"))?;
/// let token = sign(&serde_json::json!({}), "shhhhh", &SignOptions::new().issuer("urn:me"))?;
/// assert_eq!(verifier.verify::<serde_json::Value>(&token)?.payload["iss"], "urn:me");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Verifier(Arc<Inner<Keys>>);

#[derive(Clone)]
struct Inner<K> {
    options: VerifyOptions,
    keys: K,
    cache: Option<Cache>,
}

#[derive(Clone)]
enum Keys {
    One(BoundKey),
    Provider(Arc<dyn KeyProvider>),
}

/// One key, which is bound to each algorithm when the first token needs it.
#[derive(Clone)]
struct BoundKey {
    key: Option<VerifyingKey>,
    allowed: Vec<Allowed>,
}

/// An algorithm that a token may name.
#[derive(Clone)]
struct Allowed {
    algorithm: AlgorithmChoice,
    bound: OnceLock<Arc<dyn MessageVerifier>>,
}

impl Verifier {
    /// Verifies with one key, which is read once.
    ///
    /// # Errors
    /// [`VerifyError`] if an option is invalid or the key cannot be read. A key that does not work with an algorithm is
    /// reported when a token names that algorithm.
    pub fn new(key: impl IntoVerifyingKey, options: &VerifyOptions) -> Result<Self, VerifyError> {
        options.validate()?;
        let key = key.into_verifying_key().map_err(InvalidReason::InvalidKeyMaterial)?;
        let algorithms = match &options.algorithms {
            Some(algorithms) => algorithms.clone(),
            None => alg::defaults_for(key.as_ref().map(VerifyingKey::info)).iter().copied().map(Into::into).collect(),
        };
        let allowed = algorithms.into_iter().map(|algorithm| Allowed { algorithm, bound: OnceLock::new() }).collect();
        Self::of(Keys::One(BoundKey { key, allowed }), options)
    }

    /// Verifies with keys that a provider looks up. The provider is asked for every well-formed token.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use webtoken::{SignOptions, Verifier, VerifyOptions, VerifyingKey, sign};
    /// let keys = HashMap::from([("k1", VerifyingKey::from_secret("shhhhh")?)]);
    /// let verifier = Verifier::with_provider(keys, &VerifyOptions::new())?;
    /// let token = sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new().kid("k1"))?;
    /// assert_eq!(verifier.verify::<serde_json::Value>(&token)?.payload["sub"], "alice");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`VerifyError`] if an option is invalid.
    pub fn with_provider(provider: impl KeyProvider + 'static, options: &VerifyOptions) -> Result<Self, VerifyError> {
        Self::of(Keys::Provider(Arc::new(provider)), options)
    }

    /// Verifies with a key that is elsewhere, for example in a hardware module. A token's `alg` must be this one; the
    /// option `algorithms` is ignored.
    ///
    /// # Errors
    /// [`VerifyError`] if an option is invalid.
    pub fn with_message_verifier(
        alg: &str,
        verifier: Arc<dyn MessageVerifier>,
        options: &VerifyOptions,
    ) -> Result<Self, VerifyError> {
        let allowed = vec![Allowed { algorithm: alg.into(), bound: OnceLock::from(verifier) }];
        Self::of(Keys::One(BoundKey { key: None, allowed }), options)
    }

    fn of(keys: Keys, options: &VerifyOptions) -> Result<Self, VerifyError> {
        options.validate_all()?;
        Ok(Self(Arc::new(Inner { options: options.clone(), keys, cache: None })))
    }

    /// Remembers tokens whose signature was verified, so that a repeated token is not verified again; this gains most
    /// with RSA and ECDSA. Claims are checked every time. The cache belongs to this verifier and its clones. It also
    /// applies to a [`MessageVerifier`] of your own.
    ///
    /// With a provider, a remembered token counts only if the provider returns the same key or a clone of it. If the
    /// provider parses the key at each call, as [`key_fn`](crate::key_fn) does with a string, the cache has no effect.
    ///
    /// ```
    /// use webtoken::{CacheLimits, SignOptions, Verifier, VerifyOptions, sign};
    /// let verifier = Verifier::new("shhhhh", &VerifyOptions::new())?.cached(CacheLimits::new().tokens(10_000));
    /// let token = sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new())?;
    /// assert!(verifier.verify::<serde_json::Value>(&token).is_ok());
    /// assert!(verifier.verify::<serde_json::Value>(&token).is_ok()); // the signature was remembered
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn cached(&self, limits: CacheLimits) -> Self {
        Self(Arc::new(self.0.cached(limits)))
    }

    /// Verifies a token like [`verify`](crate::verify).
    ///
    /// # Errors
    /// As for [`verify_with`](crate::verify_with).
    pub fn verify<T: FromPayload>(&self, token: impl AsRef<[u8]>) -> Result<Verified<T>, VerifyError> {
        let mut buffer = Vec::new();
        self.authenticate(token.as_ref(), &mut buffer)?.validate(&self.0.options)?.read()
    }

    /// Verifies a token like [`verify_borrowed`](crate::verify_borrowed), into a type that borrows from a buffer.
    ///
    /// # Errors
    /// As for [`verify_with`](crate::verify_with).
    pub fn verify_borrowed<'p, T: Deserialize<'p>>(
        &self,
        token: impl AsRef<[u8]>,
        buffer: &'p mut Vec<u8>,
    ) -> Result<Verified<T>, VerifyError> {
        self.authenticate(token.as_ref(), buffer)?.validate(&self.0.options)?.read_borrowed()
    }

    /// Verifies a token like [`verify_all`](crate::verify_all), and reports every claim that failed.
    ///
    /// # Errors
    /// As for [`verify_all`](crate::verify_all).
    pub fn verify_all<T: FromPayload>(&self, token: impl AsRef<[u8]>) -> Result<Verified<T>, VerifyErrors> {
        let mut buffer = Vec::new();
        Ok(self.authenticate(token.as_ref(), &mut buffer)?.validate_all(&self.0.options)?.read()?)
    }

    fn authenticate<'t, 'p>(
        &self,
        token: &'t [u8],
        buffer: &'p mut Vec<u8>,
    ) -> Result<Authentic<'t, 'p>, InvalidReason> {
        let Inner { options, keys, cache } = &*self.0;
        let token = parse(token, options, buffer)?;
        match keys {
            Keys::One(key) => token.authenticate(&(key, cache.as_ref()), options),
            Keys::Provider(provider) => {
                let key = OneKey::found(provider.key(&token.key_request()), cache.as_ref())?;
                token.authenticate(&key, options)
            }
        }
    }
}

/// Like [`Verifier::with_provider`], for keys that are looked up asynchronously. It works with every runtime.
///
/// ```
/// use std::sync::Arc;
/// use webtoken::{AsyncKeyProvider, AsyncVerifier, KeyRequest, SignOptions, VerifyOptions, async_key_fn, sign};
/// let lookup = async_key_fn(async |request: KeyRequest<'static>| match request.header().kid() {
///     Some("k1") => Ok("shhhhh"),
///     _ => Err("no such key"),
/// });
/// let provider: Arc<dyn AsyncKeyProvider> = Arc::new(lookup);
/// let verifier = AsyncVerifier::new(provider, &VerifyOptions::new())?;
/// let token = sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new().kid("k1"))?;
/// let verified = pollster::block_on(verifier.verify::<serde_json::Value>(&token))?;
/// assert_eq!(verified.payload["sub"], "alice");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct AsyncVerifier(Arc<Inner<Arc<dyn AsyncKeyProvider>>>);

impl AsyncVerifier {
    /// Verifies with keys that a provider looks up. The provider is asked for every well-formed token.
    ///
    /// # Errors
    /// [`VerifyError`] if an option is invalid.
    pub fn new(provider: impl AsyncKeyProvider + 'static, options: &VerifyOptions) -> Result<Self, VerifyError> {
        options.validate_all()?;
        Ok(Self(Arc::new(Inner { options: options.clone(), keys: Arc::new(provider), cache: None })))
    }

    /// Remembers tokens whose signature was verified, like [`Verifier::cached`].
    #[must_use]
    pub fn cached(&self, limits: CacheLimits) -> Self {
        Self(Arc::new(self.0.cached(limits)))
    }

    /// Verifies a token like [`verify_with_async`](crate::verify_with_async).
    ///
    /// # Errors
    /// As for [`verify_with`](crate::verify_with).
    pub async fn verify<T: FromPayload>(&self, token: impl AsRef<[u8]>) -> Result<Verified<T>, VerifyError> {
        let mut buffer = Vec::new();
        self.authenticate(token.as_ref(), &mut buffer).await?.validate(&self.0.options)?.read()
    }

    /// Verifies a token like [`verify_borrowed`](crate::verify_borrowed), into a type that borrows from a buffer.
    ///
    /// # Errors
    /// As for [`verify_with`](crate::verify_with).
    pub async fn verify_borrowed<'p, T: Deserialize<'p>>(
        &self,
        token: impl AsRef<[u8]>,
        buffer: &'p mut Vec<u8>,
    ) -> Result<Verified<T>, VerifyError> {
        self.authenticate(token.as_ref(), buffer).await?.validate(&self.0.options)?.read_borrowed()
    }

    /// Verifies a token like [`verify_all`](crate::verify_all), and reports every claim that failed.
    ///
    /// # Errors
    /// As for [`verify_all`](crate::verify_all).
    pub async fn verify_all<T: FromPayload>(&self, token: impl AsRef<[u8]>) -> Result<Verified<T>, VerifyErrors> {
        let mut buffer = Vec::new();
        Ok(self.authenticate(token.as_ref(), &mut buffer).await?.validate_all(&self.0.options)?.read()?)
    }

    async fn authenticate<'t, 'p>(
        &self,
        token: &'t [u8],
        buffer: &'p mut Vec<u8>,
    ) -> Result<Authentic<'t, 'p>, InvalidReason> {
        let Inner { options, keys, cache } = &*self.0;
        let token = parse(token, options, buffer)?;
        let key = OneKey::found(keys.key(&token.key_request()).await, cache.as_ref())?;
        token.authenticate(&key, options)
    }
}

impl<K: Clone> Inner<K> {
    fn cached(&self, limits: CacheLimits) -> Self {
        Self { cache: Cache::new(limits, KeyId::default()), ..self.clone() }
    }
}

/// One key, and the tokens that were verified with it.
impl KeySource for (&BoundKey, Option<&Cache>) {
    /// A key, or a verifier whose key is elsewhere.
    fn has_key(&self) -> bool {
        self.0.key.is_some() || self.0.allowed.iter().any(|allowed| allowed.bound.get().is_some())
    }

    /// Bound values are borrowed, not shared, so that threads that verify at the same time do not contend for one
    /// reference count.
    fn bound(&self, alg: Option<&str>, options: &VerifyOptions) -> Result<Option<Bound<'_>>, InvalidReason> {
        let (BoundKey { key, allowed }, cache) = self;
        let invalid = || InvalidReason::InvalidAlgorithm { alg: alg.map(str::to_owned) };
        let allowed = alg.and_then(|alg| allowed.iter().find(|allowed| allowed.algorithm.name() == alg));
        let Allowed { algorithm, bound } = allowed.ok_or_else(invalid)?;
        if bound.get().is_none() {
            let algorithm = algorithm.algorithm().ok_or_else(invalid)?;
            let Some(verifier) = bind(algorithm, key.as_ref(), options)? else { return Ok(None) };
            bound.get_or_init(|| verifier);
        }
        Ok(bound.get().map(|verifier| Bound { verifier: Held::Kept(&**verifier), cache: *cache }))
    }
}

impl<K> fmt::Debug for Inner<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("options", &self.options).field("cache", &self.cache).finish_non_exhaustive()
    }
}
