use std::{error::Error, fmt, sync::Arc};

use super::BoxError;

/// A signature could not be made or is not valid.
///
/// It deliberately says no more: the reason helps only an attacker. Signers can attach a source, such as an unreachable
/// key service.
#[derive(Debug, Clone, Default)]
pub struct SignatureError(Option<Arc<dyn Error + Send + Sync>>);

impl SignatureError {
    /// A signature that is not valid.
    #[must_use]
    pub const fn invalid() -> Self {
        Self(None)
    }

    /// A signer's failure with its cause.
    pub fn from_source(source: impl Into<BoxError>) -> Self {
        Self(Some(Arc::from(source.into())))
    }
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "signing failed" } else { "invalid signature" })
    }
}

impl Error for SignatureError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}
