//! The errors: [`SignError`], [`VerifyError`], [`DecodeError`], [`KeyError`], [`LookupError`].
//!
//! Where npm has a message, `Display` is exactly that message; `name()` is npm's class name, `code()` a stable machine
//! code, and the causes are available through [`source`](std::error::Error::source).

mod decode;
mod fault;
mod key;
mod lookup;
mod reason;
mod sign;
mod verify;
mod verify_all;

use std::{error::Error, sync::Arc};

use crate::time::TimeSpanError;

pub(crate) use decode::base64_position;
pub use decode::{DecodeError, TokenPart};
pub use fault::Fault;
pub use key::{KeyError, KeyMismatch, KeyRole};
pub use lookup::LookupError;
pub use reason::{ClaimMismatch, InvalidReason};
pub use sign::{PayloadKind, SignError};
pub use verify::{ExpiredReason, VerifyError};
pub use verify_all::VerifyErrors;

/// Any error, as the source of one of this crate's.
pub type BoxError = Box<dyn Error + Send + Sync + 'static>;

/// A signature could not be made or is not valid.
///
/// It deliberately says no more: the reason helps only an attacker. Signers can attach a source, such as an unreachable
/// key service.
#[derive(Debug, Clone, Default, thiserror::Error)]
#[error("{}", if .0.is_some() { "signing failed" } else { "invalid signature" })]
pub struct SignatureError(#[source] Option<Arc<dyn Error + Send + Sync>>);

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

    /// Whether it was not the signature that is wrong: a service or module did not answer.
    pub(crate) const fn is_failure(&self) -> bool {
        self.0.is_some()
    }
}

/// An option with an invalid value. The messages are npm's where npm checks the option.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OptionError {
    /// `algorithm` is not a name that this build knows.
    #[error("\"algorithm\" must be a valid string enum value")]
    Algorithm,
    /// A time span that is a number with a fraction, or an empty string.
    #[error("\"{0}\" should be a number of seconds or string representing a timespan")]
    TimeSpanType(&'static str),
    /// A time span that cannot be read.
    #[error("\"{0}\" should be a number of seconds or string representing a timespan eg: \"1d\", \"20h\", 60")]
    TimeSpan(&'static str),
    /// The option is a string that is a number without a unit.
    #[error("\"{option}\": {error}")]
    #[non_exhaustive]
    TimeSpanUnit {
        /// The option, by npm's name.
        option: &'static str,
        /// What is wrong.
        error: TimeSpanError,
    },
    /// An option of the wrong type, when verifying: `nonce must be a non-empty string`.
    #[error("{option} must be {expected}")]
    #[non_exhaustive]
    VerifyType {
        /// npm's name of the option.
        option: &'static str,
        /// What it must be, such as `a number`.
        expected: &'static str,
    },
    /// `encoding` is not a name that this crate knows.
    #[error("Unknown encoding: {0}")]
    Encoding(String),
}

impl OptionError {
    pub(crate) fn time_span(option: &'static str, error: TimeSpanError) -> Self {
        match error {
            TimeSpanError::Invalid(_) => Self::TimeSpan(option),
            TimeSpanError::NoUnit(_) => Self::TimeSpanUnit { option, error },
        }
    }

    /// A stable machine code, such as `option_time_span`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Algorithm => "option_algorithm",
            Self::TimeSpanType(_) => "option_time_span_type",
            Self::TimeSpan(_) => "option_time_span",
            Self::TimeSpanUnit { .. } => "option_time_span_without_unit",
            Self::VerifyType { .. } => "option_type",
            Self::Encoding(_) => "option_encoding",
        }
    }
}
