use std::time::Duration;

use super::{InvalidReason, KeyError, KeyMismatch, LookupError, VerifyError};

/// Which side caused an error, and so which HTTP status fits.
///
/// ```
/// use webtoken::{Fault, VerifyOptions, verify};
/// let error = verify::<serde_json::Value>("no token", "shhhhh", &VerifyOptions::new()).unwrap_err();
/// let status = match error.fault() {
///     Fault::Token => 401,
///     Fault::Configuration => 500,
///     Fault::Lookup { .. } => 503,
///     _ => 500,
/// };
/// assert_eq!(status, 401);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The token is not acceptable (401 Unauthorized).
    Token,
    /// The verifier's key or options are wrong, as far as the error tells (500 Internal Server Error).
    Configuration,
    /// The key could not be looked up, or a key that is elsewhere did not answer. Nothing is known about the token (503
    /// Service Unavailable).
    #[non_exhaustive]
    Lookup {
        /// How long to wait before the next attempt, if that is known.
        retry_after: Option<Duration>,
    },
}

impl VerifyError {
    /// Which side caused it.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        match self {
            Self::TokenExpiredError { .. } | Self::NotBeforeError { .. } => Fault::Token,
            Self::JsonWebTokenError { reason } => reason.fault(),
        }
    }
}

impl InvalidReason {
    const fn fault(&self) -> Fault {
        match self {
            Self::InvalidOption(_) | Self::KeyRequired | Self::NoneNotAllowed | Self::InvalidKeyMaterial(_) => {
                Fault::Configuration
            }
            Self::KeyLookup(LookupError::Unavailable { retry_after, .. }) => {
                Fault::Lookup { retry_after: *retry_after }
            }
            Self::KeyLookup(LookupError::Failed(_)) => Fault::Lookup { retry_after: None },
            Self::InvalidSignature(error) if error.is_failure() => Fault::Lookup { retry_after: None },
            Self::Key(KeyError::Mismatch(mismatch)) => mismatch.fault(),
            Self::Key(_) | Self::KeyLookup(LookupError::InvalidKey(_)) => Fault::Configuration,
            Self::KeyLookup(LookupError::NotFound(_))
            | Self::Malformed(_)
            | Self::Unreadable(_)
            | Self::HeaderNotAnObject
            | Self::UnsupportedCrit(_)
            | Self::SignatureRequired
            | Self::InvalidAlgorithm { .. }
            | Self::InvalidSignature(_)
            | Self::SignatureEncoding
            | Self::ClaimNotANumber { .. }
            | Self::ClaimMismatch(_)
            | Self::UnexpectedAudience
            | Self::IatRequired
            | Self::IssuedInFuture { .. }
            | Self::ClaimRequired(_)
            | Self::Check { .. } => Fault::Token,
        }
    }
}

impl KeyMismatch {
    /// A token may name an algorithm that is allowed but does not work with this key: that is its own fault. No token
    /// can help a key that is too small or for another use.
    const fn fault(&self) -> Fault {
        match self {
            Self::TooSmall { .. } | Self::NotForUse { .. } => Fault::Configuration,
            Self::SymmetricRequired { .. }
            | Self::AsymmetricRequired { .. }
            | Self::UnknownKeyType { .. }
            | Self::AlgorithmNotForKeyType { .. }
            | Self::WrongCurve { .. }
            | Self::OtherAlgorithm { .. }
            | Self::PssParameters { .. }
            | Self::PssSaltLength { .. } => Fault::Token,
        }
    }
}
