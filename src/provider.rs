//! Key lookup, npm's `getKey`: the key is chosen by looking at the token.

use std::{
    borrow::{Borrow, Cow},
    collections::HashMap,
    fmt,
    future::{Future, ready},
    hash::{BuildHasher, Hash},
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
};

use crate::{
    claims::payload::{FromPayload, Payload},
    error::{BoxError, DecodeError, LookupError},
    jws::Header,
    key::{IntoVerifyingKey, JwkLookupError, JwkSet, VerifyingKey},
};

/// The token that a provider finds a key for: its header and, on request, its unverified claims.
///
/// Nothing here is verified: the author of the token chose it. Use it only to choose among keys that you already trust.
///
/// ```
/// use webtoken::{Header, KeyRequest};
/// let header = Header::from_json(r#"{"alg":"RS256","kid":"k1"}"#)?;
/// let request = KeyRequest::new(&header, br#"{"iss":"urn:me"}"#);
/// assert_eq!(request.header().kid(), Some("k1"));
/// let claims: serde_json::Value = request.unverified_claims()?;
/// assert_eq!(claims["iss"], "urn:me");
/// # Ok::<(), webtoken::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct KeyRequest<'t> {
    header: Header,
    payload: Cow<'t, [u8]>,
}

impl<'t> KeyRequest<'t> {
    /// A request for the key of a token with this header and this payload (decoded, as bytes).
    #[must_use]
    pub fn new(header: &Header, payload: &'t [u8]) -> Self {
        Self { header: header.clone(), payload: Cow::Borrowed(payload) }
    }

    /// The header of the token.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Reads the payload of the token. The claims are **not verified**.
    ///
    /// # Errors
    /// [`DecodeError`] if the payload is not a `T`.
    pub fn unverified_claims<T: FromPayload>(&self) -> Result<T, DecodeError> {
        let (payload, _) = Payload::read(&self.payload, self.header.is_jwt())?;
        T::from_payload(&payload)
    }

    /// The same request with its own copy of the payload, for a lookup in another task or thread.
    ///
    /// ```
    /// use webtoken::{Header, KeyRequest};
    /// let header = Header::from_json(r#"{"alg":"RS256","kid":"k1"}"#)?;
    /// let request = KeyRequest::new(&header, &[]).into_owned();
    /// let found = std::thread::spawn(move || request.header().kid() == Some("k1")).join();
    /// assert!(found.is_ok_and(|found| found));
    /// # Ok::<(), webtoken::DecodeError>(())
    /// ```
    #[must_use]
    pub fn into_owned(self) -> KeyRequest<'static> {
        KeyRequest { header: self.header, payload: Cow::Owned(self.payload.into_owned()) }
    }
}

impl fmt::Debug for KeyRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRequest").field("header", &self.header).finish_non_exhaustive()
    }
}

/// Finds the key for a token. Implemented for [`VerifyingKey`] (the same key for every token), for `HashMap` (keys by
/// `kid`) and [`JwkSet`], and for references, `Box` and `Arc` of a provider; [`key_fn`] makes a provider from a
/// closure.
///
/// ```
/// use webtoken::{KeyProvider, KeyRequest, LookupError, SignOptions, VerifyOptions, VerifyingKey, sign, verify_with};
/// struct Tenants;
///
/// impl KeyProvider for Tenants {
///     fn key(&self, request: &KeyRequest<'_>) -> Result<VerifyingKey, LookupError> {
///         match request.header().kid() {
///             Some("tenant-1") => Ok(VerifyingKey::from_secret("shhhhh")?),
///             _ => Err(LookupError::not_found("no such tenant")),
///         }
///     }
/// }
///
/// let token = sign(&serde_json::json!({}), "shhhhh", &SignOptions::new().kid("tenant-1"))?;
/// assert!(verify_with::<serde_json::Value>(&token, &Tenants, &VerifyOptions::new()).is_ok());
/// # Ok::<(), webtoken::SignError>(())
/// ```
pub trait KeyProvider: Send + Sync {
    /// The key for this token.
    ///
    /// # Errors
    /// [`LookupError`] if there is no key for the token, or the key cannot be fetched or read.
    fn key(&self, request: &KeyRequest<'_>) -> Result<VerifyingKey, LookupError>;
}

/// Like [`KeyProvider`], for lookups that are asynchronous. It works with every runtime. Implemented for the same
/// types; [`async_key_fn`] makes a provider from a closure.
///
/// ```
/// use std::sync::Arc;
/// use webtoken::{AsyncKeyProvider, KeyRequest, LookupFuture, SignOptions, VerifyOptions, VerifyingKey};
/// struct Database;
///
/// impl AsyncKeyProvider for Database {
///     fn key<'a>(&'a self, request: &'a KeyRequest<'_>) -> LookupFuture<'a> {
///         Box::pin(async move { Ok(VerifyingKey::from_secret("shhhhh")?) })
///     }
/// }
///
/// let provider: Arc<dyn AsyncKeyProvider> = Arc::new(Database);
/// let token = webtoken::sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new())?;
/// let options = VerifyOptions::new();
/// let verified = pollster::block_on(webtoken::verify_with_async::<serde_json::Value>(&token, &provider, &options))?;
/// assert_eq!(verified.payload["sub"], "alice");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait AsyncKeyProvider: Send + Sync {
    /// The key for this token.
    ///
    /// # Errors
    /// [`LookupError`] if there is no key for the token, or the key cannot be fetched or read.
    fn key<'a>(&'a self, request: &'a KeyRequest<'_>) -> LookupFuture<'a>;
}

/// The future of [`AsyncKeyProvider::key`].
pub type LookupFuture<'a> = Pin<Box<dyn Future<Output = Result<VerifyingKey, LookupError>> + Send + 'a>>;

/// Pointers to a provider are providers.
macro_rules! forward {
    ($($pointer:ty),*) => {$(
        impl<P: KeyProvider + ?Sized> KeyProvider for $pointer {
            fn key(&self, request: &KeyRequest<'_>) -> Result<VerifyingKey, LookupError> {
                (**self).key(request)
            }
        }

        impl<P: AsyncKeyProvider + ?Sized> AsyncKeyProvider for $pointer {
            fn key<'a>(&'a self, request: &'a KeyRequest<'_>) -> LookupFuture<'a> {
                (**self).key(request)
            }
        }
    )*};
}

forward!(&P, Box<P>, Arc<P>);

/// A provider that calls a closure. The closure returns a key in any form that [`verify`](crate::verify) takes. Its
/// error is a [`LookupError`], or any other error, which [`LookupError::failed`] converts. No key (`None`, an empty
/// string) is [`LookupError::NotFound`].
///
/// ```
/// use webtoken::{KeyRequest, LookupError, SignOptions, VerifyOptions, key_fn, sign, verify_with};
/// let token = sign(&serde_json::json!({ "foo": "bar" }), "shhhhh", &SignOptions::new().kid("k1"))?;
/// let lookup = key_fn(|request| match request.header().kid() {
///     Some("k1") => Ok("shhhhh"),
///     _ => Err(LookupError::not_found("no such key")),
/// });
/// assert!(verify_with::<serde_json::Value>(&token, &lookup, &VerifyOptions::new()).is_ok());
/// # Ok::<(), webtoken::SignError>(())
/// ```
pub fn key_fn<K, E>(lookup: impl Fn(&KeyRequest<'_>) -> Result<K, E> + Send + Sync) -> impl KeyProvider
where
    K: IntoVerifyingKey,
    E: Into<BoxError>,
{
    KeyFn(lookup, PhantomData::<fn() -> (K, E)>)
}

/// A provider that calls an asynchronous closure. The closure receives an owned request. Otherwise like [`key_fn`].
///
/// ```
/// use webtoken::{KeyRequest, LookupError, SignOptions, VerifyOptions, async_key_fn, sign, verify_with_async};
/// let token = sign(&serde_json::json!({ "sub": "alice" }), "shhhhh", &SignOptions::new().kid("k1"))?;
/// let lookup = async_key_fn(async |request: KeyRequest<'static>| match request.header().kid() {
///     Some("k1") => Ok("shhhhh"),
///     _ => Err(LookupError::not_found("no such key")),
/// });
/// let verified = pollster::block_on(verify_with_async::<serde_json::Value>(&token, &lookup, &VerifyOptions::new()))?;
/// assert_eq!(verified.payload["sub"], "alice");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn async_key_fn<F, Fut, K, E>(lookup: F) -> impl AsyncKeyProvider
where
    F: Fn(KeyRequest<'static>) -> Fut + Send + Sync,
    Fut: Future<Output = Result<K, E>> + Send,
    K: IntoVerifyingKey,
    E: Into<BoxError>,
{
    KeyFn(lookup, PhantomData::<fn() -> (Fut, K, E)>)
}

struct KeyFn<F, R>(F, PhantomData<R>);

impl<F, K, E> KeyProvider for KeyFn<F, fn() -> (K, E)>
where
    F: Fn(&KeyRequest<'_>) -> Result<K, E> + Send + Sync,
    K: IntoVerifyingKey,
    E: Into<BoxError>,
{
    fn key(&self, request: &KeyRequest<'_>) -> Result<VerifyingKey, LookupError> {
        found((self.0)(request))
    }
}

impl<F, Fut, K, E> AsyncKeyProvider for KeyFn<F, fn() -> (Fut, K, E)>
where
    F: Fn(KeyRequest<'static>) -> Fut + Send + Sync,
    Fut: Future<Output = Result<K, E>> + Send,
    K: IntoVerifyingKey,
    E: Into<BoxError>,
{
    fn key<'a>(&'a self, request: &'a KeyRequest<'_>) -> LookupFuture<'a> {
        let lookup = (self.0)(request.clone().into_owned());
        Box::pin(async move { found(lookup.await) })
    }
}

fn found<K: IntoVerifyingKey, E: Into<BoxError>>(key: Result<K, E>) -> Result<VerifyingKey, LookupError> {
    let key = key.map_err(LookupError::failed)?.into_verifying_key()?;
    key.ok_or_else(|| LookupError::not_found("the lookup returned no key"))
}

/// The same key for every token.
impl KeyProvider for VerifyingKey {
    fn key(&self, _: &KeyRequest<'_>) -> Result<VerifyingKey, LookupError> {
        Ok(self.clone())
    }
}

impl AsyncKeyProvider for VerifyingKey {
    fn key<'a>(&'a self, _: &'a KeyRequest<'_>) -> LookupFuture<'a> {
        Box::pin(ready(Ok(self.clone())))
    }
}

impl KeyProvider for JwkSet {
    fn key(&self, request: &KeyRequest<'_>) -> Result<VerifyingKey, LookupError> {
        self.find(request.header()).cloned().map_err(LookupError::not_found)
    }
}

impl AsyncKeyProvider for JwkSet {
    fn key<'a>(&'a self, request: &'a KeyRequest<'_>) -> LookupFuture<'a> {
        Box::pin(ready(KeyProvider::key(self, request)))
    }
}

/// Several keys, chosen by the header's `kid`. A token without `kid`, or with an unknown one, is refused.
///
/// ```
/// use std::collections::HashMap;
/// use webtoken::{SignOptions, VerifyOptions, VerifyingKey, sign, verify_with};
/// let keys = HashMap::from([
///     ("old", VerifyingKey::from_secret("shhhhh")?),
///     ("new", VerifyingKey::from_secret("hush")?),
/// ]);
/// let token = sign(&serde_json::json!({ "foo": "bar" }), "hush", &SignOptions::new().kid("new"))?;
/// assert!(verify_with::<serde_json::Value>(&token, &keys, &VerifyOptions::new()).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<K, S> KeyProvider for HashMap<K, VerifyingKey, S>
where
    K: Borrow<str> + Eq + Hash + Send + Sync,
    S: BuildHasher + Send + Sync,
{
    fn key(&self, request: &KeyRequest<'_>) -> Result<VerifyingKey, LookupError> {
        let kid = request.header().kid().ok_or_else(|| LookupError::not_found("the token's header has no kid"))?;
        let unknown = || LookupError::not_found(JwkLookupError::UnknownKid(kid.to_owned()));
        self.get(kid).cloned().ok_or_else(unknown)
    }
}

impl<K, S> AsyncKeyProvider for HashMap<K, VerifyingKey, S>
where
    K: Borrow<str> + Eq + Hash + Send + Sync,
    S: BuildHasher + Send + Sync,
{
    fn key<'a>(&'a self, request: &'a KeyRequest<'_>) -> LookupFuture<'a> {
        Box::pin(ready(KeyProvider::key(self, request)))
    }
}
