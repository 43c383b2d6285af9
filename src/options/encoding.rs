use std::str::FromStr;

use crate::error::OptionError;

/// The encoding of a payload, with Node's names.
///
/// ```
/// use webtoken::options::Encoding;
/// assert_eq!("UTF-8".parse(), Ok(Encoding::Utf8));
/// assert!("utf7".parse::<Encoding>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, which every reader expects.
    #[default]
    Utf8,
    /// One byte per character; characters above U+00FF are an error (npm truncates them).
    Latin1,
    /// Two or four bytes per character, little-endian.
    Utf16Le,
}

impl Encoding {
    /// Node's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf8",
            Self::Latin1 => "latin1",
            Self::Utf16Le => "utf16le",
        }
    }
}

/// Reads Node's names, upper or lower case: `utf8`, `utf-8`, `latin1`, `binary`, `ascii`, `utf16le`, `utf-16le`,
/// `ucs2`, `ucs-2`.
impl FromStr for Encoding {
    type Err = OptionError;

    fn from_str(name: &str) -> Result<Self, OptionError> {
        match name.to_ascii_lowercase().as_str() {
            "utf8" | "utf-8" => Ok(Self::Utf8),
            "latin1" | "binary" | "ascii" => Ok(Self::Latin1),
            "utf16le" | "utf-16le" | "ucs2" | "ucs-2" => Ok(Self::Utf16Le),
            _ => Err(OptionError::Encoding(name.to_owned())),
        }
    }
}
