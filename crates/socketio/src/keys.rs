//! Where the key of a token comes from.

use std::{fmt, future::Future, sync::Arc};

use futures_util::future::BoxFuture;
use http::request::Parts;
use serde_json::Value;
use webtoken::{
    AsyncKeyProvider, AsyncVerifier, DecodeError, FromPayload, Header, IntoVerifyingKey, KeyError, KeyRequest,
    LookupError, Verified, Verifier, VerifyError, VerifyOptions, VerifyingKey, async_key_fn, error::BoxError,
    verify_with_async,
};

use crate::error::AuthorizeError;

/// The input of a lookup of the secret: `request`, `header` and `payload` of `socketio-jwt`.
///
/// Nothing here is verified; the client controls all of it. Use it only to choose among secrets that you already trust.
#[derive(Clone)]
pub struct SecretRequest {
    parts: Arc<Parts>,
    token: KeyRequest<'static>,
}

impl SecretRequest {
    /// The HTTP request: the first one of the connection, or that given to
    /// [`authenticate_request`](crate::Auth::authenticate_request).
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The header of the token, **not verified**.
    #[must_use]
    pub fn header(&self) -> &Header {
        self.token.header()
    }

    /// The claims of the token, **not verified**.
    ///
    /// # Errors
    /// [`DecodeError`] if the payload is not a `C`.
    pub fn unverified_claims<C: FromPayload>(&self) -> Result<C, DecodeError> {
        self.token.unverified_claims()
    }
}

/// Omits the HTTP request, which contains the token.
impl fmt::Debug for SecretRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretRequest").field("header", self.header()).finish_non_exhaustive()
    }
}

/// A key, or the way to find one, as the caller gave it.
pub(crate) enum KeySource {
    Key(Result<Option<VerifyingKey>, KeyError>),
    Provider(Arc<dyn AsyncKeyProvider>),
    Lookup(Box<Lookup>),
}

pub(crate) type Lookup =
    dyn Fn(SecretRequest) -> BoxFuture<'static, Result<Option<VerifyingKey>, LookupError>> + Send + Sync;

impl KeySource {
    pub(crate) fn lookup<F, Fut, K, E>(lookup: F) -> Self
    where
        F: Fn(SecretRequest) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<K, E>> + Send + 'static,
        K: IntoVerifyingKey,
        E: Into<BoxError>,
    {
        Self::Lookup(Box::new(move |request| {
            let secret = lookup(request);
            Box::pin(async move {
                let secret = secret.await.map_err(LookupError::failed)?;
                Ok(secret.into_verifying_key()?)
            })
        }))
    }

    pub(crate) fn bind(self, options: &VerifyOptions) -> Result<Keys, AuthorizeError> {
        let keys = match self {
            Self::Key(key) => match key? {
                Some(key) => Keys::One(Verifier::new(&key, options)?),
                None => return Err(AuthorizeError::NoSecret),
            },
            Self::Provider(provider) => Keys::Provider(AsyncVerifier::new(provider, options)?),
            Self::Lookup(lookup) => {
                // Reports invalid options now, and not with the first token.
                AsyncVerifier::new(async_key_fn(async |_| Ok::<_, BoxError>("")), options)?;
                Keys::Lookup(lookup)
            }
        };
        Ok(keys)
    }
}

/// Verifies tokens.
pub(crate) enum Keys {
    One(Verifier),
    Provider(AsyncVerifier),
    Lookup(Box<Lookup>),
}

impl Keys {
    pub(crate) async fn verify(
        &self,
        token: &str,
        parts: &Parts,
        options: &VerifyOptions,
    ) -> Result<Verified<Value>, VerifyError> {
        match self {
            Self::One(verifier) => verifier.verify(token),
            Self::Provider(verifier) => verifier.verify(token).await,
            Self::Lookup(lookup) => {
                let parts = Arc::new(parts.clone());
                let provider = async_key_fn(|token| lookup(SecretRequest { parts: Arc::clone(&parts), token }));
                verify_with_async(token, &provider, options).await
            }
        }
    }
}
