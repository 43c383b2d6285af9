use std::{error::Error, fmt, sync::Arc};

use super::{KeyError, OptionError, SignatureError, VerifyError};
use crate::{claims::ClaimValue, time::NumericDate};

/// The reason of a `JsonWebTokenError`. `Display` is npm's text where npm has one.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidReason {
    /// An option that cannot be what it was set to (npm).
    #[error(transparent)]
    InvalidOption(#[from] OptionError),
    /// The token is empty (npm).
    #[error("jwt must be provided")]
    TokenRequired,
    /// The token is longer than `max_token_size`.
    #[error("jwt too large: {size} bytes, at most {limit} allowed")]
    TooLarge {
        /// Its length in bytes.
        size: usize,
        /// The limit.
        limit: usize,
    },
    /// Not three parts (npm).
    #[error("jwt malformed")]
    Malformed,
    /// A part is not strict base64url, or the header is not JSON with each member once (npm).
    #[error("invalid token")]
    InvalidToken,
    /// The header is JSON but not an object (npm's text).
    #[error("invalid algorithm")]
    HeaderNotAnObject,
    /// The header has `crit` (no extension is understood), or a `b64` that is not `true`.
    #[error("unsupported critical header: {0}")]
    UnsupportedCrit(&'static str),
    /// The key lookup failed (npm); the source is its error.
    #[error("error in secret or public key callback: {0}")]
    KeyLookup(#[source] Arc<dyn Error + Send + Sync>),
    /// The token is not signed, and there is a key (npm).
    #[error("jwt signature is required")]
    SignatureRequired,
    /// The token is signed, and there is no key (npm).
    #[error("secret or public key must be provided")]
    KeyRequired,
    /// The token is not signed, and unsigned tokens were not asked for (npm).
    #[error("please specify \"none\" in \"algorithms\" to verify unsigned tokens")]
    NoneNotAllowed,
    /// The key cannot be read (npm); the source says why.
    #[error("secretOrPublicKey is not valid key material")]
    InvalidKeyMaterial(#[source] KeyError),
    /// The header's `alg` is not one of those allowed (npm).
    #[error("invalid algorithm")]
    InvalidAlgorithm {
        /// The header's `alg`, if it is a text.
        alg: Option<String>,
    },
    /// The key cannot serve the algorithm; npm's texts.
    #[error(transparent)]
    Key(KeyError),
    /// The signature does not hold (npm).
    #[error("invalid signature")]
    InvalidSignature(#[source] SignatureError),
    /// The signature is not canonical base64url: other text for the same bytes (npm's text).
    #[error("invalid signature")]
    SignatureEncoding,
    /// The payload is not UTF-8 JSON with each member once, where it has to be.
    #[error("invalid payload: {0}")]
    InvalidPayload(#[source] Arc<serde_json::Error>),
    /// The payload is not UTF-8, and text was asked for.
    #[error("invalid payload: not UTF-8")]
    PayloadNotUtf8,
    /// The token holds, but its payload is not of the type asked for.
    #[error("payload is not of the expected type: {0}")]
    PayloadType(#[source] Arc<serde_json::Error>),
    /// `exp` or `nbf` is not a number (npm).
    #[error("invalid {claim} value")]
    ClaimNotANumber {
        /// The claim.
        claim: &'static str,
    },
    /// A claim is not the expected one (npm).
    #[error(transparent)]
    ClaimMismatch(Box<ClaimMismatch>),
    /// `max_age` was asked for and `iat` is not there or not a number (npm).
    #[error("iat required when maxAge is specified")]
    IatRequired,
    /// `max_age` was asked for, and by its `iat` the token does not exist yet.
    #[error("jwt issued in the future")]
    IssuedInFuture {
        /// Its `iat`, tolerance not counted.
        date: NumericDate,
    },
    /// A claim that `required_claims` names is not there.
    #[error("jwt {0} required")]
    ClaimRequired(String),
    /// A check of the caller's own refused the token.
    #[error("jwt {name} invalid: {source}")]
    Check {
        /// The check's name.
        name: String,
        /// Its error.
        source: Arc<dyn Error + Send + Sync>,
    },
}

impl InvalidReason {
    /// A stable machine code, such as `signature_invalid`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidOption(_) => "option_invalid",
            Self::TokenRequired => "token_required",
            Self::TooLarge { .. } => "token_too_large",
            Self::Malformed => "token_malformed",
            Self::InvalidToken => "token_invalid",
            Self::HeaderNotAnObject => "header_not_an_object",
            Self::UnsupportedCrit(_) => "header_crit_unsupported",
            Self::KeyLookup(_) => "key_lookup_failed",
            Self::SignatureRequired => "signature_required",
            Self::KeyRequired => "key_required",
            Self::NoneNotAllowed => "none_not_allowed",
            Self::InvalidKeyMaterial(_) => "key_invalid_material",
            Self::InvalidAlgorithm { .. } => "algorithm_invalid",
            Self::Key(error) => error.code(),
            Self::InvalidSignature(_) => "signature_invalid",
            Self::SignatureEncoding => "signature_encoding",
            Self::InvalidPayload(_) => "payload_invalid",
            Self::PayloadNotUtf8 => "payload_not_utf8",
            Self::PayloadType(_) => "payload_type",
            Self::ClaimNotANumber { .. } => "claim_not_a_number",
            Self::ClaimMismatch(_) => "claim_mismatch",
            Self::IatRequired => "iat_required",
            Self::IssuedInFuture { .. } => "issued_in_future",
            Self::ClaimRequired(_) => "claim_required",
            Self::Check { .. } => "check_failed",
        }
    }
}

/// A claim (or the header's `typ`) that is not the expected one.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ClaimMismatch {
    /// The claim: `aud`, `iss`, `sub`, `jti`, `nonce`; or `typ`.
    pub claim: &'static str,
    /// What was expected, as npm writes it.
    pub expected: String,
    /// What the token holds; `None` if it is not there.
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

impl fmt::Display for ClaimMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "jwt {} invalid. expected: {}", npm_name(self.claim), self.expected)
    }
}

impl Error for ClaimMismatch {}

/// npm's word for a claim in its texts.
fn npm_name(claim: &'static str) -> &'static str {
    match claim {
        "aud" => "audience",
        "iss" => "issuer",
        "sub" => "subject",
        "jti" => "jwtid",
        other => other,
    }
}
