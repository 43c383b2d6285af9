use std::fmt;

/// Why a token cannot be read. [`verify`](crate::verify) reports npm's message, with this error as the source where it
/// says more.
///
/// ```
/// use webtoken::{DecodeError, DecodeOptions, try_decode};
/// let error = try_decode::<serde_json::Value>("eyJhbGciOiJIUzI1NiJ9.e3!0.c2ln", &DecodeOptions::new()).unwrap_err();
/// assert_eq!(error.to_string(), "payload: invalid base64url at byte 2");
/// assert_eq!(error.code(), "token_invalid");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// There is no token.
    #[error("the token is empty")]
    Empty,
    /// The token is longer than `max_token_size`.
    #[error("jwt too large: {size} bytes, at most {limit} allowed")]
    #[non_exhaustive]
    TooLarge {
        /// Its length in bytes.
        size: usize,
        /// The limit.
        limit: usize,
    },
    /// A token has three parts, separated by dots.
    #[error("expected three parts separated by dots, found {found}")]
    #[non_exhaustive]
    NotThreeParts {
        /// How many there are.
        found: usize,
    },
    /// The header or the payload is empty.
    #[error("{0}: empty")]
    EmptyPart(TokenPart),
    /// A part is not base64url without padding (RFC 7515, section 2).
    #[error("{part}: invalid base64url at byte {position}")]
    #[non_exhaustive]
    Base64 {
        /// The part.
        part: TokenPart,
        /// The first byte of the part that is wrong, from 0; the part's length if its length is wrong.
        position: usize,
    },
    /// The header is not UTF-8.
    #[error("header: not UTF-8")]
    HeaderNotUtf8,
    /// The header is not JSON, or has a field name twice.
    #[error("header: {0}")]
    Header(String),
    /// The header is JSON, but `null`, `false`, zero or an empty string.
    #[error("header: not an object")]
    HeaderNotAnObject,
    /// The payload is not UTF-8, but JSON or a string is expected.
    #[error("invalid payload: not UTF-8")]
    PayloadNotUtf8,
    /// The payload must be JSON without duplicate field names, but is not.
    #[error("invalid payload: {0}")]
    Payload(String),
    /// The payload is not of the requested type.
    #[error("payload is not of the expected type: {0}")]
    PayloadType(String),
}

/// A part of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenPart {
    /// The first.
    Header,
    /// The second.
    Payload,
    /// The third.
    Signature,
}

impl DecodeError {
    /// A stable machine code, such as `token_malformed`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "token_required",
            Self::TooLarge { .. } => "token_too_large",
            Self::NotThreeParts { .. } => "token_malformed",
            Self::EmptyPart(_)
            | Self::Base64 { .. }
            | Self::HeaderNotUtf8
            | Self::Header(_)
            | Self::HeaderNotAnObject => "token_invalid",
            Self::PayloadNotUtf8 => "payload_not_utf8",
            Self::Payload(_) => "payload_invalid",
            Self::PayloadType(_) => "payload_type",
        }
    }
}

/// The first byte that is wrong; the length of the text if that is wrong.
pub(crate) fn base64_position(error: &base64::DecodeError, text: &[u8]) -> usize {
    match error {
        base64::DecodeError::InvalidByte(at, _) | base64::DecodeError::InvalidLastSymbol { offset: at, .. } => *at,
        base64::DecodeError::InvalidLength(_) | base64::DecodeError::InvalidPadding => text.len(),
    }
}

impl fmt::Display for TokenPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
        })
    }
}
