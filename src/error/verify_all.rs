use std::{error::Error, fmt, iter};

use super::VerifyError;

/// Every claim of an authentic token that failed, in npm's order of checks, or the one error that came before them.
///
/// ```
/// use webtoken::{SignOptions, VerifyOptions, sign, verify_all};
/// let token = sign(&serde_json::json!({ "exp": 1 }), "shhhhh", &SignOptions::new())?;
/// let errors = verify_all::<serde_json::Value>(&token, "shhhhh", &VerifyOptions::new().issuer("urn:me")).unwrap_err();
/// let codes: Vec<_> = errors.iter().map(|error| error.code()).collect();
/// assert_eq!(codes, ["token_expired", "claim_mismatch"]);
/// assert_eq!(errors.len(), 2);
/// assert_eq!(errors.into_vec()[0].to_string(), "jwt expired");
/// # Ok::<(), webtoken::SignError>(())
/// ```
#[derive(Debug, Clone)]
pub struct VerifyErrors {
    first: VerifyError,
    rest: Vec<VerifyError>,
}

impl VerifyErrors {
    /// These errors; `None` if there are none.
    pub(crate) fn of(errors: Vec<VerifyError>) -> Option<Self> {
        let mut errors = errors.into_iter();
        let first = errors.next()?;
        Some(Self { first, rest: errors.collect() })
    }

    /// The error that [`verify`](crate::verify) would have returned.
    #[must_use]
    pub const fn first(&self) -> &VerifyError {
        &self.first
    }

    /// The number of errors; at least one.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "it never is")]
    pub const fn len(&self) -> usize {
        1 + self.rest.len()
    }

    /// All errors; at least one.
    pub fn iter(&self) -> impl Iterator<Item = &VerifyError> {
        iter::once(&self.first).chain(&self.rest)
    }

    /// All errors; at least one.
    #[must_use]
    pub fn into_vec(self) -> Vec<VerifyError> {
        iter::once(self.first).chain(self.rest).collect()
    }
}

impl<E: Into<VerifyError>> From<E> for VerifyErrors {
    fn from(error: E) -> Self {
        Self { first: error.into(), rest: Vec::new() }
    }
}

/// The messages, joined by `; `.
impl fmt::Display for VerifyErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        self.rest.iter().try_for_each(|error| write!(f, "; {error}"))
    }
}

impl Error for VerifyErrors {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.first.source()
    }
}
