use std::{error::Error, fmt};

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{InvalidReason, KeyError, KeyMismatch};
use crate::time::NumericDate;

/// Why a token was refused: npm's three classes.
///
/// ```
/// use webtoken::{NumericDate, SignOptions, VerifyError, VerifyOptions, sign, verify};
/// let token = sign(&serde_json::json!({ "exp": 1_700_000_000 }), "shhhhh", &SignOptions::new())?;
/// let options = VerifyOptions::new().clock_timestamp(1_700_000_000);
/// let error = verify::<serde_json::Value>(&token, "shhhhh", &options).unwrap_err();
/// let VerifyError::TokenExpiredError { expired_at, .. } = &error else { panic!("{error}") };
/// assert_eq!(*expired_at, NumericDate::from(1_700_000_000));
/// assert_eq!((error.name(), error.code()), ("TokenExpiredError", "token_expired"));
/// assert_eq!(
///     serde_json::to_string(&error)?,
///     r#"{"name":"TokenExpiredError","message":"jwt expired","expiredAt":"2023-11-14T22:13:20.000Z"}"#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum VerifyError {
    /// The token is too old: `jwt expired` or `maxAge exceeded`.
    #[non_exhaustive]
    TokenExpiredError {
        /// The first moment at which it was too old, without the tolerance.
        expired_at: NumericDate,
        /// Which of the two.
        reason: ExpiredReason,
    },
    /// The token is not valid yet: `jwt not active`.
    #[non_exhaustive]
    NotBeforeError {
        /// The moment from which it is valid, without the tolerance.
        date: NumericDate,
    },
    /// Anything else.
    #[non_exhaustive]
    JsonWebTokenError {
        /// What exactly.
        reason: InvalidReason,
    },
}

/// What made a token too old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExpiredReason {
    /// Its `exp` claim.
    Exp,
    /// Its `iat` claim and the `max_age` option.
    MaxAge,
}

impl VerifyError {
    /// npm's class name. It is `Error` where npm throws a plain `Error` (a key of the wrong type).
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::TokenExpiredError { .. } => "TokenExpiredError",
            Self::NotBeforeError { .. } => "NotBeforeError",
            Self::JsonWebTokenError { reason } => match reason {
                InvalidReason::Key(KeyError::Mismatch(
                    KeyMismatch::UnknownKeyType { .. }
                    | KeyMismatch::AlgorithmNotForKeyType { .. }
                    | KeyMismatch::WrongCurve { .. }
                    | KeyMismatch::PssParameters { .. }
                    | KeyMismatch::PssSaltLength { .. },
                )) => "Error",
                _ => "JsonWebTokenError",
            },
        }
    }

    /// A stable machine code, such as `token_expired`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TokenExpiredError { reason: ExpiredReason::Exp, .. } => "token_expired",
            Self::TokenExpiredError { reason: ExpiredReason::MaxAge, .. } => "max_age_exceeded",
            Self::NotBeforeError { .. } => "token_not_active",
            Self::JsonWebTokenError { reason } => reason.code(),
        }
    }

    /// The reason, if it is a `JsonWebTokenError`.
    #[must_use]
    pub const fn reason(&self) -> Option<&InvalidReason> {
        match self {
            Self::JsonWebTokenError { reason } => Some(reason),
            Self::TokenExpiredError { .. } | Self::NotBeforeError { .. } => None,
        }
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TokenExpiredError { reason: ExpiredReason::Exp, .. } => f.write_str("jwt expired"),
            Self::TokenExpiredError { reason: ExpiredReason::MaxAge, .. } => f.write_str("maxAge exceeded"),
            Self::NotBeforeError { .. } => f.write_str("jwt not active"),
            Self::JsonWebTokenError { reason } => reason.fmt(f),
        }
    }
}

impl Error for VerifyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self.reason()? {
            // The cause's message is a part of this error's message.
            InvalidReason::KeyLookup(cause) => cause.source(),
            InvalidReason::InvalidSignature(cause) => cause.source(),
            InvalidReason::Check { error: cause, .. } => cause.source(),
            reason => reason.source(),
        }
    }
}

impl<R: Into<InvalidReason>> From<R> for VerifyError {
    fn from(reason: R) -> Self {
        Self::JsonWebTokenError { reason: reason.into() }
    }
}

/// Serializes like npm's errors: `name`, `message`, and `expiredAt` or `date`.
impl Serialize for VerifyError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        members.serialize_entry("name", self.name())?;
        members.serialize_entry("message", &self.to_string())?;
        match self {
            Self::TokenExpiredError { expired_at, .. } => {
                members.serialize_entry("expiredAt", &expired_at.to_string())?;
            }
            Self::NotBeforeError { date } => members.serialize_entry("date", &date.to_string())?,
            Self::JsonWebTokenError { .. } => {}
        }
        members.end()
    }
}
