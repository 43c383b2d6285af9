use std::{error::Error, sync::Arc};

use super::{DecodeError, KeyError, LookupError, OptionError, SignatureError, VerifyError};
use crate::{claims::ClaimValue, time::NumericDate};

/// The reason for a `JsonWebTokenError`. `Display` is npm's message where npm has one.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidReason {
    /// An option has an invalid value (npm).
    #[error(transparent)]
    InvalidOption(#[from] OptionError),
    /// The token cannot be read, and npm has a message for it; the source says what is wrong.
    #[error("{}", npm_message(.0))]
    Malformed(#[source] DecodeError),
    /// The token is too large or its payload cannot be read, and npm has no message for it.
    #[error(transparent)]
    Unreadable(DecodeError),
    /// The header is JSON but not an object (npm's message).
    #[error("invalid algorithm")]
    HeaderNotAnObject,
    /// The header has `crit` (no extension is understood), or a `b64` that is not `true`.
    #[error("unsupported critical header: {0}")]
    UnsupportedCrit(&'static str),
    /// The key lookup found no key or failed (npm).
    #[error("error in secret or public key callback: {0}")]
    KeyLookup(LookupError),
    /// The token is not signed, but there is a key (npm).
    #[error("jwt signature is required")]
    SignatureRequired,
    /// The token is signed, but there is no key (npm).
    #[error("secret or public key must be provided")]
    KeyRequired,
    /// The token is not signed, and the options do not allow unsigned tokens (npm).
    #[error("please specify \"none\" in \"algorithms\" to verify unsigned tokens")]
    NoneNotAllowed,
    /// The key cannot be read (npm); the source says why.
    #[error("secretOrPublicKey is not valid key material")]
    InvalidKeyMaterial(#[source] KeyError),
    /// The header's `alg` is not one of those allowed (npm).
    #[error("invalid algorithm")]
    #[non_exhaustive]
    InvalidAlgorithm {
        /// The header's `alg`, if it is a string.
        alg: Option<String>,
    },
    /// The key does not work with the algorithm; npm's messages.
    #[error(transparent)]
    Key(KeyError),
    /// The signature is not valid (npm).
    #[error("invalid signature")]
    InvalidSignature(SignatureError),
    /// The signature is not canonical base64url: another spelling of the same bytes (npm's message).
    #[error("invalid signature")]
    SignatureEncoding,
    /// `exp` or `nbf` is not a number (npm).
    #[error("invalid {claim} value")]
    #[non_exhaustive]
    ClaimNotANumber {
        /// The claim.
        claim: &'static str,
    },
    /// A claim is not the expected one (npm).
    #[error(transparent)]
    ClaimMismatch(Box<ClaimMismatch>),
    /// The token has an `aud`, but the options are strict and expect no audience (RFC 7519, section 4.1.3).
    #[error("jwt audience unexpected")]
    UnexpectedAudience,
    /// `max_age` is set, but `iat` is missing or not a number (npm).
    #[error("iat required when maxAge is specified")]
    IatRequired,
    /// `max_age` is set, but `iat` is in the future.
    #[error("jwt issued in the future")]
    #[non_exhaustive]
    IssuedInFuture {
        /// Its `iat`, without the tolerance.
        date: NumericDate,
    },
    /// A claim that `required_claims` names is missing.
    #[error("jwt {0} required")]
    ClaimRequired(String),
    /// A check of the caller's refused the token.
    #[error("jwt {name} invalid: {error}")]
    #[non_exhaustive]
    Check {
        /// The check's name.
        name: String,
        /// Its error.
        error: Arc<dyn Error + Send + Sync>,
    },
}

impl InvalidReason {
    /// A stable machine code, such as `signature_invalid`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidOption(_) => "option_invalid",
            Self::Malformed(error) | Self::Unreadable(error) => error.code(),
            Self::HeaderNotAnObject => "header_not_an_object",
            Self::UnsupportedCrit(_) => "header_crit_unsupported",
            Self::KeyLookup(error) => error.code(),
            Self::SignatureRequired => "signature_required",
            Self::KeyRequired => "key_required",
            Self::NoneNotAllowed => "none_not_allowed",
            Self::InvalidKeyMaterial(_) => "key_invalid_material",
            Self::InvalidAlgorithm { .. } => "algorithm_invalid",
            Self::Key(error) => error.code(),
            Self::InvalidSignature(_) => "signature_invalid",
            Self::SignatureEncoding => "signature_encoding",
            Self::ClaimNotANumber { .. } => "claim_not_a_number",
            Self::ClaimMismatch(_) => "claim_mismatch",
            Self::UnexpectedAudience => "audience_unexpected",
            Self::IatRequired => "iat_required",
            Self::IssuedInFuture { .. } => "issued_in_future",
            Self::ClaimRequired(_) => "claim_required",
            Self::Check { .. } => "check_failed",
        }
    }
}

impl From<DecodeError> for InvalidReason {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::TooLarge { .. }
            | DecodeError::PayloadNotUtf8
            | DecodeError::Payload(_)
            | DecodeError::PayloadType(_) => Self::Unreadable(error),
            DecodeError::Empty
            | DecodeError::NotThreeParts { .. }
            | DecodeError::EmptyPart(_)
            | DecodeError::Base64 { .. }
            | DecodeError::HeaderNotUtf8
            | DecodeError::Header(_)
            | DecodeError::HeaderNotAnObject => Self::Malformed(error),
        }
    }
}

impl From<LookupError> for InvalidReason {
    fn from(error: LookupError) -> Self {
        match error {
            LookupError::InvalidKey(error) => Self::InvalidKeyMaterial(error),
            LookupError::NotFound(_) | LookupError::Unavailable { .. } | LookupError::Failed(_) => {
                Self::KeyLookup(error)
            }
        }
    }
}

/// npm's message for a token that cannot be read.
fn npm_message(error: &DecodeError) -> &'static str {
    match error {
        DecodeError::Empty => "jwt must be provided",
        DecodeError::NotThreeParts { .. } => "jwt malformed",
        _ => "invalid token",
    }
}

/// A claim (or the header's `typ`) that is not the expected one.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("jwt {} invalid. expected: {expected}", npm_name(claim))]
#[non_exhaustive]
pub struct ClaimMismatch {
    /// The claim: `aud`, `iss`, `sub`, `jti`, `nonce`; or `typ`.
    pub claim: &'static str,
    /// What was expected, as npm writes it.
    pub expected: String,
    /// The token's value; `None` if the claim is missing.
    pub actual: Option<ClaimValue<'static>>,
}

impl ClaimMismatch {
    pub(crate) fn error(
        claim: &'static str,
        expected: impl Into<String>,
        actual: Option<&ClaimValue<'_>>,
    ) -> VerifyError {
        let actual = actual.map(ClaimValue::to_static);
        InvalidReason::ClaimMismatch(Box::new(Self { claim, expected: expected.into(), actual })).into()
    }
}

/// npm's word for a claim in its messages.
fn npm_name(claim: &'static str) -> &'static str {
    match claim {
        "aud" => "audience",
        "iss" => "issuer",
        "sub" => "subject",
        "jti" => "jwtid",
        other => other,
    }
}
