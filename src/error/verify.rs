use std::{error::Error, fmt, iter, slice, sync::Arc, vec};

use super::{KeyError, OptionError, SignatureError};
use crate::{claims::ClaimValue, time::NumericDate};
use serde::{Serialize, Serializer, ser::SerializeMap};

/// Why a token was refused: npm's three classes.
///
/// ```
/// use webtoken::{NumericDate, SignOptions, VerifyError, VerifyOptions, sign, verify};
/// let token = sign(&serde_json::json!({ "exp": 1_700_000_000 }), "shhhhh", &SignOptions::new())?;
/// let options = VerifyOptions::new().clock_timestamp(1_700_000_000);
/// let error = verify::<serde_json::Value>(&token, "shhhhh", &options).unwrap_err();
/// assert!(matches!(error, VerifyError::TokenExpiredError { expired_at, .. } if expired_at == NumericDate::from(1_700_000_000)));
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
    TokenExpiredError {
        /// The first moment at which it was, tolerance not counted.
        expired_at: NumericDate,
        /// Which of the two.
        reason: ExpiredReason,
    },
    /// The token is not valid yet: `jwt not active`.
    NotBeforeError {
        /// The moment from which it is, tolerance not counted.
        date: NumericDate,
    },
    /// Anything else.
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

impl VerifyError {
    /// npm's class name. Where npm throws a plain `Error` (a key of the wrong type), so says this.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::TokenExpiredError { .. } => "TokenExpiredError",
            Self::NotBeforeError { .. } => "NotBeforeError",
            Self::JsonWebTokenError { reason } => match reason {
                InvalidReason::Key(
                    KeyError::UnknownKeyType { .. }
                    | KeyError::AlgorithmNotForKeyType { .. }
                    | KeyError::WrongCurve { .. }
                    | KeyError::PssParameters { .. }
                    | KeyError::PssSaltLength { .. },
                ) => "Error",
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
        self.reason()?.source()
    }
}

impl From<InvalidReason> for VerifyError {
    fn from(reason: InvalidReason) -> Self {
        Self::JsonWebTokenError { reason }
    }
}

/// As npm's errors serialize: `name`, `message`, and `expiredAt` or `date`.
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

/// Every claim of an authentic token that failed, in npm's order of checks, or the one error that came before them.
///
/// ```
/// use webtoken::{SignOptions, VerifyOptions, sign, verify_all};
/// let token = sign(&serde_json::json!({ "exp": 1 }), "shhhhh", &SignOptions::new())?;
/// let errors = verify_all::<serde_json::Value>(&token, "shhhhh", &VerifyOptions::new().issuer("urn:me")).unwrap_err();
/// let codes: Vec<_> = errors.iter().map(|error| error.code()).collect();
/// assert_eq!(codes, ["token_expired", "claim_mismatch"]);
/// assert_eq!(errors.into_iter().count(), 2);
/// # Ok::<(), webtoken::SignError>(())
/// ```
#[derive(Debug, Clone)]
pub struct VerifyErrors {
    first: VerifyError,
    rest: Vec<VerifyError>,
}

impl VerifyErrors {
    pub(crate) fn new(first: VerifyError, rest: Vec<VerifyError>) -> Self {
        Self { first, rest }
    }

    /// With an error that comes before all of these.
    pub(crate) fn after(self, first: Option<VerifyError>) -> Self {
        let Some(first) = first else { return self };
        Self { first, rest: std::iter::once(self.first).chain(self.rest).collect() }
    }

    /// The error that [`verify`](crate::verify) would have returned.
    #[must_use]
    pub const fn first(&self) -> &VerifyError {
        &self.first
    }

    /// All of them; at least one.
    pub fn iter(&self) -> iter::Chain<iter::Once<&VerifyError>, slice::Iter<'_, VerifyError>> {
        iter::once(&self.first).chain(&self.rest)
    }
}

impl IntoIterator for VerifyErrors {
    type Item = VerifyError;
    type IntoIter = iter::Chain<iter::Once<VerifyError>, vec::IntoIter<VerifyError>>;

    fn into_iter(self) -> Self::IntoIter {
        iter::once(self.first).chain(self.rest)
    }
}

impl<'e> IntoIterator for &'e VerifyErrors {
    type Item = &'e VerifyError;
    type IntoIter = iter::Chain<iter::Once<&'e VerifyError>, slice::Iter<'e, VerifyError>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<VerifyError> for VerifyErrors {
    fn from(error: VerifyError) -> Self {
        Self::new(error, Vec::new())
    }
}

impl From<InvalidReason> for VerifyErrors {
    fn from(reason: InvalidReason) -> Self {
        VerifyError::from(reason).into()
    }
}

/// The texts, joined by `; `.
impl fmt::Display for VerifyErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        self.rest.iter().try_for_each(|error| write!(f, "; {error}"))
    }
}

impl Error for VerifyErrors {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.first.source()
    }
}
