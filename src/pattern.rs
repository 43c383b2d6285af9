use std::fmt;

use regex::{Regex, RegexBuilder};

/// A regular expression that a claim is searched with, as npm does with a `RegExp`: unanchored.
///
/// The syntax is the `regex` crate's, so that no text takes more than linear time; `\d`, `\w`, `\s`, `\b`, `.` and classes
/// mean what they mean to JavaScript, where `\d` is ten digits and no more. The flag `i` folds case as Unicode has it,
/// which JavaScript's does with `u`.
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
        if let Some(unknown) = flags.chars().find(|flag| !matches!(flag, 'i' | 'm' | 's' | 'u')) {
            return Err(PatternError::Flag(unknown));
        }
        let regex = RegexBuilder::new(&of_javascript(source, flags.contains('s')))
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

/// The same expression in the `regex` crate's syntax, whose shorthands are Unicode's and whose classes nest.
fn of_javascript(source: &str, dot_is_all: bool) -> String {
    let mut regex = String::with_capacity(source.len());
    let mut is_class = false;
    let mut chars = source.chars();
    while let Some(char) = chars.next() {
        let rest = chars.as_str();
        match char {
            '\\' => match chars.next() {
                Some('d') => regex.push_str("[0-9]"),
                Some('D') => regex.push_str("[^0-9]"),
                Some('w') => regex.push_str("[0-9A-Za-z_]"),
                Some('W') => regex.push_str("[^0-9A-Za-z_]"),
                Some('s') => regex.push_str(r"[\s\u{feff}&&[^\u{85}]]"),
                Some('S') => regex.push_str(r"[[^\s\u{feff}]\u{85}]"),
                Some('b') if is_class => regex.push_str(r"\x08"),
                Some('b') => regex.push_str(r"(?-u:\b)"),
                Some('B') => regex.push_str(r"(?-u:\B)"),
                escaped => regex.extend(['\\'].into_iter().chain(escaped)),
            },
            '[' | '&' | '~' if is_class => regex.extend(['\\', char]),
            '[' if rest.starts_with(']') => {
                chars.next();
                regex.push_str(r"[^\s\S]");
            }
            '[' if rest.starts_with("^]") => {
                chars.nth(1);
                regex.push_str(r"[\s\S]");
            }
            '[' | ']' => {
                is_class = char == '[';
                regex.push(char);
            }
            '.' if !is_class && !dot_is_all => regex.push_str(r"[^\n\r\u{2028}\u{2029}]"),
            char => regex.push(char),
        }
    }
    regex
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
    use super::Pattern;

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
        ] {
            let pattern = Pattern::new(source, flags).expect(source);
            assert_eq!(pattern.is_match(text), is_match, "{pattern} {text:?}");
        }
    }

    #[test]
    fn what_is_open_at_its_end_is_refused() {
        for source in ["\\", "[", "[^", "[a", "(", "[a\\"] {
            assert!(Pattern::new(source, "").is_err(), "{source}");
        }
    }
}
