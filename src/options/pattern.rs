mod javascript;

use std::fmt;

use regex::{Regex, RegexBuilder};

/// A regular expression that a claim is searched with, as npm does with a `RegExp`: unanchored.
///
/// The syntax is the `regex` crate's, so that no text takes more than linear time; `.`, classes and what stands behind a
/// backslash mean what they mean to JavaScript, where `\d` is ten digits and no more. As with JavaScript's flag `u`, a
/// character is one of Unicode, and `i` folds case as Unicode has it; lines end for `m` at `\n` alone.
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
    source: String,
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
    /// A letter or digit behind a backslash that means nothing here. (Back references would take more than linear time.)
    #[error("unsupported escape \\{0}")]
    Escape(char),
    /// The expression is not one that the `regex` crate knows: it has no look-around.
    #[error(transparent)]
    Regex(#[from] regex::Error),
}

impl Pattern {
    /// Compiles an expression with JavaScript's flags (`i`, `m`, `s`, `u`).
    ///
    /// # Errors
    /// [`PatternError`] for another flag or an expression that cannot be compiled.
    pub fn new(source: &str, flags: &str) -> Result<Self, PatternError> {
        if let Some(unknown) = flags.chars().find(|flag| !matches!(flag, 'i' | 'm' | 's' | 'u')) {
            return Err(PatternError::Flag(unknown));
        }
        let regex = RegexBuilder::new(&javascript::translate(source, flags)?)
            .case_insensitive(flags.contains('i'))
            .multi_line(flags.contains('m'))
            .dot_matches_new_line(flags.contains('s'))
            .build()?;
        Ok(Self { regex, source: source.to_owned(), flags: flags.to_owned() })
    }

    /// Whether the pattern is found in the text.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl From<Regex> for Pattern {
    fn from(regex: Regex) -> Self {
        Self { source: regex.as_str().to_owned(), regex, flags: String::new() }
    }
}

/// As JavaScript writes it: `/source/flags`.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/{}", self.source, self.flags)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, PatternError};

    /// What Node answers.
    #[test]
    fn shorthands_and_classes_are_those_of_javascript() {
        for (source, flags, text, is_match) in [
            (r"^tenant-\d+$", "", "tenant-12", true),
            (r"^tenant-\d+$", "", "tenant-١٢", false),
            (r"^[\d.]+$", "", "1.٢", false),
            (r"^\D$", "", "٢", true),
            (r"^\w+$", "", "a_9", true),
            (r"^\w+$", "", "é", false),
            (r"^[^\w]$", "", "é", true),
            (r"^\W$", "", "é", true),
            (r"^[\W_]$", "", "_", true),
            (r"^\s$", "", "\u{feff}", true),
            (r"^\s$", "", "\u{85}", false),
            (r"^\S$", "", "\u{85}", true),
            (r"^[\S]$", "", "\u{feff}", false),
            (r"\bb", "", "éb", true),
            (r"\Bb", "", "éb", false),
            (r"\Bb", "", "ab", true),
            (r"^[\b]$", "", "\u{8}", true),
            ("^a.b$", "", "a\rb", false),
            ("^a.b$", "", "a\u{2028}b", false),
            ("^a.b$", "", "a\u{85}b", true),
            ("^a.b$", "s", "a\rb", true),
            ("^[.]$", "", "x", false),
            (r"^\.$", "", "x", false),
            ("^[[]$", "", "[", true),
            ("^[a&&b]$", "", "&", true),
            ("^[a&&b]$", "", "a", true),
            ("^[~~]$", "", "~", true),
            ("[]", "", "]", false),
            ("[]a]", "", "a", false),
            ("^[^]$", "", "\n", true),
            ("^[^]]$", "", "a]", true),
            (r"^[\]]$", "", "]", true),
            (r"^\/a$", "", "/a", true),
            ("^É$", "i", "é", true),
            ("^a$", "m", "b\na", true),
            ("^[^--/]$", "", ".", false),
            ("^[ --]$", "", "+", true),
            ("^[ --]$", "", ".", false),
            ("^[+--]$", "", "-", true),
            ("^[+--]$", "", ",", true),
            ("^[!--]$", "", "-", true),
            (r"^[\d--]$", "", "-", true),
            (r"^[A-\d]$", "", "5", true),
            (r"^[A-\d]$", "", "-", true),
            (r"^[A-\d]$", "", "B]", false),
            (r"^[\w-z]$", "", "-", true),
            (r"^[a-\x7a]$", "", "q", true),
            ("^[a-c-e]$", "", "d", false),
            ("^[a-c-e]$", "", "-", true),
            ("^[-a]$", "", "-", true),
            ("^[a-]$", "", "-", true),
            ("^[^-]$", "", "-", false),
            ("^[a^]$", "", "^", true),
            (r"^\<$", "", "<", true),
            (r"\>", "", "a", false),
            (r"^\0$", "", "\0", true),
            (r"^\u00e9$", "", "é", true),
            (r"^\u{e9}$", "u", "é", true),
            (r"^\p{L}$", "u", "é", true),
        ] {
            let pattern = Pattern::new(source, flags).expect(source);
            assert_eq!(pattern.is_match(text), is_match, "{pattern} {text:?}");
        }
    }

    #[test]
    fn what_is_open_at_its_end_is_refused() {
        for source in ["\\", "[", "[^", "[a", "[a-", "(", "[a\\"] {
            assert!(Pattern::new(source, "").is_err(), "{source}");
        }
    }

    /// Rather than taken for something else.
    #[test]
    fn escapes_that_mean_other_things_elsewhere_are_refused() {
        for source in [
            r"\A", r"\z", r"\a", r"\pL", r"\p{L}", r"\u{41}", r"\x{41}", r"\1", r"\k<a>", r"\cA", r"\00", r"\é",
            r"[\B]",
        ] {
            let error = Pattern::new(source, "").unwrap_err();
            assert!(matches!(error, PatternError::Escape(_)), "{source}: {error}");
        }
    }
}
