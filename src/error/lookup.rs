use std::{error::Error, sync::Arc, time::Duration};

use super::{BoxError, DecodeError, KeyError};
use crate::key::JwkLookupError;

/// Why a [`KeyProvider`](crate::KeyProvider) has no key for a token.
///
/// ```
/// use webtoken::{Fault, LookupError, SignOptions, VerifyOptions, key_fn, sign, verify_with};
/// let offline = key_fn(|_| -> Result<&str, _> { Err(LookupError::unavailable("connection refused", None)) });
/// let token = sign(&serde_json::json!({}), "shhhhh", &SignOptions::new())?;
/// let error = verify_with::<serde_json::Value>(&token, &offline, &VerifyOptions::new()).unwrap_err();
/// assert!(matches!(error.fault(), Fault::Lookup { retry_after: None, .. }));
/// # Ok::<(), webtoken::SignError>(())
/// ```
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum LookupError {
    /// There is no key for this token, and a retry will not find one.
    #[error(transparent)]
    NotFound(Arc<dyn Error + Send + Sync>),
    /// The keys cannot be fetched at the moment; the source says why.
    #[error("the keys are not available")]
    #[non_exhaustive]
    Unavailable {
        /// How long to wait before the next attempt, if that is known.
        retry_after: Option<Duration>,
        /// The reason.
        source: Arc<dyn Error + Send + Sync>,
    },
    /// A key was found but cannot be read.
    #[error(transparent)]
    InvalidKey(#[from] KeyError),
    /// The lookup failed for another reason.
    #[error(transparent)]
    Failed(Arc<dyn Error + Send + Sync>),
}

impl LookupError {
    /// There is no key for this token.
    pub fn not_found(error: impl Into<BoxError>) -> Self {
        Self::NotFound(Arc::from(error.into()))
    }

    /// The keys cannot be fetched at the moment.
    pub fn unavailable(error: impl Into<BoxError>, retry_after: Option<Duration>) -> Self {
        Self::Unavailable { retry_after, source: Arc::from(error.into()) }
    }

    /// The lookup failed. The errors of this crate keep their meaning: a `LookupError` is returned unchanged, a
    /// [`KeyError`] is `InvalidKey`, a [`JwkLookupError`] or a [`DecodeError`] of the claims is `NotFound`.
    pub fn failed(error: impl Into<BoxError>) -> Self {
        let error = match error.into().downcast::<Self>() {
            Ok(error) => return *error,
            Err(error) => error,
        };
        let error = match error.downcast::<KeyError>() {
            Ok(error) => return Self::InvalidKey(*error),
            Err(error) => error,
        };
        let is_of_the_token = error.is::<JwkLookupError>() || error.is::<DecodeError>();
        if is_of_the_token { Self::not_found(error) } else { Self::Failed(Arc::from(error)) }
    }

    /// A stable machine code, such as `key_not_found`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "key_not_found",
            Self::Unavailable { .. } => "keys_unavailable",
            Self::InvalidKey(_) => "key_invalid_material",
            Self::Failed(_) => "key_lookup_failed",
        }
    }
}
