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
    /// An option of the wrong type, when verifying: `nonce must be a non-empty string`.
    #[error("{option} must be {expected}")]
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
