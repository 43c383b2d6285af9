use std::{fmt, sync::Arc};

use serde::{Serialize, Serializer};

use super::{KeyError, OptionError, SignatureError};

/// Why a token was not signed.
///
/// ```
/// use webtoken::{SignError, SignOptions, sign};
/// let error = sign(&serde_json::json!({ "exp": "soon" }), "shhhhh", &SignOptions::new()).unwrap_err();
/// assert!(matches!(error, SignError::ClaimNotANumber { claim: "exp", .. }));
/// assert_eq!(error.to_string(), r#""exp" should be a number of seconds"#);
/// assert_eq!((error.name(), error.code()), ("Error", "claim_not_a_number"));
/// assert_eq!(
///     serde_json::to_string(&error)?,
///     r#"{"name":"Error","message":"\"exp\" should be a number of seconds"}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// No key, and the algorithm is not `none` (npm).
    #[error("secretOrPrivateKey must have a value")]
    KeyRequired,
    /// The key cannot be read (npm); the source says why.
    #[error("secretOrPrivateKey is not valid key material")]
    InvalidKeyMaterial(#[source] KeyError),
    /// The key does not work with the algorithm; npm's messages.
    #[error(transparent)]
    Key(KeyError),
    /// The payload is `null`, an array, or something else that is not an object, string, number, boolean or bytes
    /// (npm).
    #[error("Expected \"payload\" to be a plain object.")]
    PayloadNotAnObject,
    /// `iat`, `exp` or `nbf` in the payload is not a number (npm).
    #[error("\"{claim}\" should be a number of seconds")]
    #[non_exhaustive]
    ClaimNotANumber {
        /// The claim.
        claim: &'static str,
    },
    /// Options that need an object as payload, with another payload (npm).
    #[error("invalid {options} option for {payload} payload")]
    #[non_exhaustive]
    OptionsForPayload {
        /// npm's names of the options, joined by commas.
        options: String,
        /// What the payload is.
        payload: PayloadKind,
    },
    /// The payload already has the claim that an option sets (npm, whose messages for `exp` and `nbf` lack a full
    /// stop).
    #[error(
        "Bad \"options.{option}\" option{} payload already has an \"{claim}\" property.",
        if matches!(*claim, "exp" | "nbf") { " the" } else { ". The" }
    )]
    #[non_exhaustive]
    ClaimConflict {
        /// npm's name of the option.
        option: &'static str,
        /// The claim.
        claim: &'static str,
    },
    /// An option has an invalid value; npm's messages.
    #[error(transparent)]
    InvalidOption(#[from] OptionError),
    /// The header asks for an algorithm that this build does not know, or for none.
    #[error("\"{0}\" is not a valid algorithm.")]
    HeaderAlgorithm(String),
    /// The header option says `alg: none`. That alone never turns the signature off: set the algorithm option to
    /// `alg::NONE` instead.
    #[error("\"none\" in options.header does not turn the signature off; use the algorithm option")]
    HeaderNone,
    /// A parameter of the header option cannot be written as JSON.
    #[error("header parameter \"{name}\" cannot be serialized: {message}")]
    #[non_exhaustive]
    Header {
        /// The parameter.
        name: String,
        /// What the serializer says.
        message: String,
    },
    /// The header of a [`jws`](crate::jws) has a `crit`, a `b64` that is not `true`, or is not an object.
    #[error("unsupported header: {0}")]
    UnsupportedHeader(&'static str),
    /// The payload cannot be written as JSON.
    #[error("payload cannot be serialized: {0}")]
    Payload(Arc<serde_json::Error>),
    /// Two fields of the payload have the same name, which `serde(flatten)` makes possible. Readers would disagree on
    /// which value counts.
    #[error("the payload has more than one \"{claim}\" property")]
    #[non_exhaustive]
    DuplicateClaim {
        /// The name.
        claim: String,
    },
    /// The payload contains a character that the `encoding` option cannot write.
    #[error("the payload cannot be written in {encoding}")]
    #[non_exhaustive]
    Unencodable {
        /// Node's name of the encoding.
        encoding: &'static str,
    },
    /// The signer failed; the source says why.
    #[error(transparent)]
    Signing(SignatureError),
}

impl SignError {
    /// The payload's serializer failed.
    pub(crate) fn payload(error: serde_json::Error) -> Self {
        Self::Payload(Arc::new(error))
    }

    /// npm's class name: its `sign` throws plain errors.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        "Error"
    }

    /// A stable machine code, such as `key_required`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::KeyRequired => "key_required",
            Self::InvalidKeyMaterial(_) => "key_invalid_material",
            Self::Key(error) => error.code(),
            Self::PayloadNotAnObject => "payload_not_an_object",
            Self::ClaimNotANumber { .. } => "claim_not_a_number",
            Self::OptionsForPayload { .. } => "options_for_payload",
            Self::ClaimConflict { .. } => "claim_conflict",
            Self::InvalidOption(_) => "option_invalid",
            Self::HeaderAlgorithm(_) => "header_algorithm",
            Self::HeaderNone => "header_none",
            Self::Header { .. } => "header_invalid",
            Self::UnsupportedHeader(_) => "header_unsupported",
            Self::Payload(_) => "payload_invalid",
            Self::DuplicateClaim { .. } => "claim_duplicate",
            Self::Unencodable { .. } => "payload_unencodable",
            Self::Signing(_) => "signing_failed",
        }
    }
}

/// Serializes like [`VerifyError`](super::VerifyError): `name` and `message`.
impl Serialize for SignError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("name", self.name()), ("message", &self.to_string())])
    }
}

/// What a payload is, by JavaScript's `typeof`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayloadKind {
    /// An object: a claims set.
    Object,
    /// A string.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Bytes.
    Bytes,
}

/// JavaScript's `typeof`, in which bytes are an `object`.
impl fmt::Display for PayloadKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Object | Self::Bytes => "object",
            Self::Text => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
        })
    }
}
