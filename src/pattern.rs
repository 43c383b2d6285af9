use std::fmt;

use regex::{Regex, RegexBuilder};

/// A regular expression that a claim is searched with, as npm does with a `RegExp`: unanchored.
///
/// ```
/// use webtoken::Pattern;
/// let pattern = Pattern::new("^urn:f[o]{2}", "i")?;
/// assert!(pattern.is_match("URN:FOO:bar"));
/// assert_eq!(pattern.to_string(), "/^urn:f[o]{2}/i");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Pattern {
    regex: Regex,
    flags: String,
}

/// A pattern that cannot be compiled.
///
/// ```
/// use webtoken::{Pattern, PatternError};
/// assert!(matches!(Pattern::new("^urn:", "g"), Err(PatternError::Flag('g'))));
/// assert!(matches!(Pattern::new("(?=urn)", ""), Err(PatternError::Regex(_))));
/// ```
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// A flag other than `i`, `m`, `s` and `u`. (JavaScript's `g` and `y` would keep state between calls.)
    #[error("unsupported flag {0:?}")]
    Flag(char),
    /// The expression is not one that the `regex` crate knows: it has no look-around and no back references.
    #[error(transparent)]
    Regex(#[from] regex::Error),
}

impl Pattern {
    /// Compiles an expression with JavaScript's flags (`i`, `m`, `s`, `u`).
    ///
    /// # Errors
    /// [`PatternError`] for another flag or an expression that cannot be compiled.
    pub fn new(source: &str, flags: &str) -> Result<Self, PatternError> {
        let mut builder = RegexBuilder::new(source);
        for flag in flags.chars() {
            match flag {
                'i' => builder.case_insensitive(true),
                'm' => builder.multi_line(true),
                's' => builder.dot_matches_new_line(true),
                'u' => builder.unicode(true),
                other => return Err(PatternError::Flag(other)),
            };
        }
        Ok(Self { regex: builder.build()?, flags: flags.to_owned() })
    }

    /// Whether the pattern is found in the text.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl From<Regex> for Pattern {
    fn from(regex: Regex) -> Self {
        Self { regex, flags: String::new() }
    }
}

/// As JavaScript writes it: `/source/flags`.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/{}", self.regex.as_str(), self.flags)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
