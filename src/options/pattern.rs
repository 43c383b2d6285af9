use std::fmt;

use regex::Regex;

/// A regular expression that is searched for in a claim, as npm searches with a `RegExp`: anywhere in the claim, unless
/// the expression is anchored.
///
/// The syntax is that of the [`regex`] crate, which needs linear time for every claim. JavaScript's flags and classes
/// are not translated: write `(?i)` for the flag `i`, and `[0-9]` for `\d`, which here matches the digits of every
/// script.
///
/// ```
/// use webtoken::Pattern;
/// let pattern = Pattern::new("(?i)^urn:f[o]{2}")?;
/// assert!(pattern.is_match("URN:FOO:bar"));
/// assert_eq!(pattern.to_string(), "/(?i)^urn:f[o]{2}/");
/// # Ok::<(), webtoken::PatternError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

/// The expression cannot be compiled; [`regex`] has neither look-around nor back references.
///
/// ```
/// use webtoken::Pattern;
/// assert!(Pattern::new("(?=urn)").is_err());
/// ```
#[derive(Debug, Clone, thiserror::Error)]
#[error(transparent)]
pub struct PatternError(#[from] regex::Error);

impl Pattern {
    /// Compiles an expression.
    ///
    /// # Errors
    /// [`PatternError`] if the expression cannot be compiled.
    pub fn new(source: &str) -> Result<Self, PatternError> {
        Ok(Self(Regex::new(source)?))
    }

    /// Whether the pattern is found in the string.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl From<Regex> for Pattern {
    fn from(regex: Regex) -> Self {
        Self(regex)
    }
}

/// As JavaScript writes it: `/source/`.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/", self.0)
    }
}
