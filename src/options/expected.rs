use crate::options::Pattern;

/// What a claim may be: one text, several, or patterns (feature `regex`).
///
/// ```
/// use webtoken::VerifyOptions;
/// let options = VerifyOptions::new().audience("urn:foo").issuer(["https://a.example", "https://b.example"]);
/// ```
#[derive(Debug, Clone)]
pub struct Expected(Vec<Matcher>);

/// One text or one pattern.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Matcher {
    /// The claim is exactly this.
    Text(String),
    /// The pattern is found in the claim; anchor it to match the whole.
    Pattern(Pattern),
}

impl Matcher {
    /// Whether a claim's text is this.
    #[must_use]
    pub fn matches(&self, claim: &str) -> bool {
        match self {
            Self::Text(text) => text == claim,
            Self::Pattern(pattern) => pattern.is_match(claim),
        }
    }
}

impl Expected {
    /// Whether a claim's text is one of those expected.
    #[must_use]
    pub fn matches(&self, claim: &str) -> bool {
        self.0.iter().any(|matcher| matcher.matches(claim))
    }

    /// As npm's texts list it.
    pub(crate) fn joined(&self, separator: &str) -> String {
        let texts: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        texts.join(separator)
    }
}

impl std::fmt::Display for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Pattern(pattern) => pattern.fmt(f),
        }
    }
}

impl From<&str> for Matcher {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Matcher {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Matcher {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Pattern> for Matcher {
    fn from(pattern: Pattern) -> Self {
        Self::Pattern(pattern)
    }
}

impl From<&str> for Expected {
    fn from(text: &str) -> Self {
        Self(vec![text.into()])
    }
}

impl From<String> for Expected {
    fn from(text: String) -> Self {
        Self(vec![text.into()])
    }
}

impl From<&String> for Expected {
    fn from(text: &String) -> Self {
        Self(vec![text.into()])
    }
}

impl From<Pattern> for Expected {
    fn from(pattern: Pattern) -> Self {
        Self(vec![pattern.into()])
    }
}

impl<M: Into<Matcher>> From<Vec<M>> for Expected {
    fn from(list: Vec<M>) -> Self {
        list.into_iter().collect()
    }
}

impl<M: Into<Matcher> + Clone> From<&[M]> for Expected {
    fn from(list: &[M]) -> Self {
        list.iter().cloned().collect()
    }
}

impl<M: Into<Matcher>, const N: usize> From<[M; N]> for Expected {
    fn from(list: [M; N]) -> Self {
        list.into_iter().collect()
    }
}

impl<M: Into<Matcher>> FromIterator<M> for Expected {
    fn from_iter<I: IntoIterator<Item = M>>(list: I) -> Self {
        Self(list.into_iter().map(Into::into).collect())
    }
}
