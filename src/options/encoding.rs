use crate::error::OptionError;

/// How text becomes bytes, by Node's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, what every reader expects.
    #[default]
    Utf8,
    /// One byte a character; characters above U+00FF are an error (npm cuts them off).
    Latin1,
    /// Two or four bytes a character, little end first.
    Utf16Le,
}

impl Encoding {
    /// By Node's name, upper or lower case.
    ///
    /// # Errors
    /// [`OptionError::Encoding`] for a name that is none of `utf8`, `utf-8`, `latin1`, `binary`, `ascii`, `utf16le`,
    /// `utf-16le`, `ucs2`, `ucs-2`.
    pub fn by_name(name: &str) -> Result<Self, OptionError> {
        match name.to_ascii_lowercase().as_str() {
            "utf8" | "utf-8" => Ok(Self::Utf8),
            "latin1" | "binary" | "ascii" => Ok(Self::Latin1),
            "utf16le" | "utf-16le" | "ucs2" | "ucs-2" => Ok(Self::Utf16Le),
            _ => Err(OptionError::Encoding(name.to_owned())),
        }
    }

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
