/// An option that cannot be what it was set to. The texts are npm's where npm checks the option.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OptionError {
    /// An option that does not exist.
    #[error("\"{0}\" is not allowed in \"options\"")]
    NotAllowed(String),
    /// The options are not an object.
    #[error("Expected \"options\" to be a plain object.")]
    NotAnObject,
    /// `algorithm` names none that this build knows.
    #[error("\"algorithm\" must be a valid string enum value")]
    Algorithm,
    /// A time span that is a number with a fraction, an empty text, or of another type.
    #[error("\"{0}\" should be a number of seconds or string representing a timespan")]
    TimeSpanType(&'static str),
    /// A time span that cannot be read.
    #[error("\"{0}\" should be a number of seconds or string representing a timespan eg: \"1d\", \"20h\", 60")]
    TimeSpan(&'static str),
    /// An option of the wrong type, when signing: `"issuer" must be a string`.
    #[error("\"{option}\" must be {expected}")]
    Type {
        /// npm's name of the option.
        option: &'static str,
        /// What it must be, such as `a boolean`.
        expected: &'static str,
    },
    /// An option of the wrong type, when verifying: `nonce must be a non-empty string`.
    #[error("{option} must be {expected}")]
    VerifyType {
        /// npm's name of the option.
        option: &'static str,
        /// What it must be, such as `a number`.
        expected: &'static str,
    },
    /// `encoding` names none that this crate knows.
    #[error("Unknown encoding: {0}")]
    Encoding(String),
}
