#[cfg(feature = "regex")]
use super::Pattern;

/// `From` for one string and for lists of items.
macro_rules! from_one_or_many {
    ($type:ident of $item:ident, $one:expr, $many:expr) => {
        impl From<&str> for $type {
            fn from(text: &str) -> Self {
                $one(text.into())
            }
        }

        impl From<String> for $type {
            fn from(text: String) -> Self {
                $one(text.into())
            }
        }

        impl From<&String> for $type {
            fn from(text: &String) -> Self {
                $one(text.into())
            }
        }

        impl<T: Into<$item>> From<Vec<T>> for $type {
            fn from(list: Vec<T>) -> Self {
                list.into_iter().collect()
            }
        }

        impl<T: Into<$item> + Clone> From<&[T]> for $type {
            fn from(list: &[T]) -> Self {
                list.iter().cloned().collect()
            }
        }

        impl<T: Into<$item>, const N: usize> From<[T; N]> for $type {
            fn from(list: [T; N]) -> Self {
                list.into_iter().collect()
            }
        }

        /// A list with any number of items.
        impl<T: Into<$item>> FromIterator<T> for $type {
            fn from_iter<I: IntoIterator<Item = T>>(list: I) -> Self {
                $many(list.into_iter().map(Into::into).collect())
            }
        }
    };
}

pub(super) use from_one_or_many;

/// The values that a claim may have: one string, several strings, or patterns (feature `regex`).
///
/// ```
/// use webtoken::VerifyOptions;
/// let options = VerifyOptions::new().audience("urn:foo").issuer(["https://a.example", "https://b.example"]);
/// ```
#[derive(Debug, Clone)]
pub struct Expected(Vec<Matcher>);

/// One string or one pattern.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Matcher {
    /// The claim must be exactly this string.
    Text(String),
    /// The pattern must be found in the claim; anchor it to match the whole claim.
    #[cfg(feature = "regex")]
    Pattern(Pattern),
}

impl Matcher {
    /// Whether a claim's string matches.
    #[must_use]
    pub fn matches(&self, claim: &str) -> bool {
        match self {
            Self::Text(text) => text == claim,
            #[cfg(feature = "regex")]
            Self::Pattern(pattern) => pattern.is_match(claim),
        }
    }
}

impl Expected {
    /// Whether a claim's string is one of those expected.
    #[must_use]
    pub fn matches(&self, claim: &str) -> bool {
        self.0.iter().any(|matcher| matcher.matches(claim))
    }

    /// As npm's error messages list it.
    pub(crate) fn joined(&self, separator: &str) -> String {
        let texts: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        texts.join(separator)
    }
}

impl std::fmt::Display for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            #[cfg(feature = "regex")]
            Self::Pattern(pattern) => pattern.fmt(f),
        }
    }
}

/// A string in any form.
impl<T: Into<String>> From<T> for Matcher {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}

#[cfg(feature = "regex")]
impl From<Pattern> for Matcher {
    fn from(pattern: Pattern) -> Self {
        Self::Pattern(pattern)
    }
}

#[cfg(feature = "regex")]
impl From<Pattern> for Expected {
    fn from(pattern: Pattern) -> Self {
        Self(vec![pattern.into()])
    }
}

from_one_or_many!(Expected of Matcher, |one| Expected(vec![one]), Expected);
