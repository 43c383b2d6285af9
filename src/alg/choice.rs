use std::{fmt, sync::Arc};

use super::{Algorithm, by_name};

/// An algorithm in the options: one of [`alg`](crate::alg), a value of your own, or a name.
///
/// A name is looked up among the crate's own algorithms when it is used; `"none"` is one of them.
///
/// ```
/// use webtoken::{AlgorithmChoice, alg};
/// assert_eq!(AlgorithmChoice::from(alg::ES256).name(), "ES256");
/// assert_eq!(AlgorithmChoice::from("ES256").name(), "ES256");
/// ```
#[derive(Clone)]
pub struct AlgorithmChoice(Repr);

#[derive(Clone)]
enum Repr {
    Static(&'static dyn Algorithm),
    Shared(Arc<dyn Algorithm>),
    Named(String),
}

impl AlgorithmChoice {
    /// The header's `alg`.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.0 {
            Repr::Static(algorithm) => algorithm.name(),
            Repr::Shared(algorithm) => algorithm.name(),
            Repr::Named(name) => name,
        }
    }

    /// The algorithm; `None` for a name that is not an algorithm's.
    pub(crate) fn algorithm(&self) -> Option<&dyn Algorithm> {
        match &self.0 {
            Repr::Static(algorithm) => Some(*algorithm),
            Repr::Shared(algorithm) => Some(&**algorithm),
            Repr::Named(name) => by_name(name),
        }
    }
}

impl fmt::Debug for AlgorithmChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<&'static dyn Algorithm> for AlgorithmChoice {
    fn from(algorithm: &'static dyn Algorithm) -> Self {
        Self(Repr::Static(algorithm))
    }
}

impl From<Arc<dyn Algorithm>> for AlgorithmChoice {
    fn from(algorithm: Arc<dyn Algorithm>) -> Self {
        Self(Repr::Shared(algorithm))
    }
}

impl<A: Algorithm + 'static> From<A> for AlgorithmChoice {
    fn from(algorithm: A) -> Self {
        Self(Repr::Shared(Arc::new(algorithm)))
    }
}

impl From<&str> for AlgorithmChoice {
    fn from(name: &str) -> Self {
        Self(Repr::Named(name.to_owned()))
    }
}

impl From<&String> for AlgorithmChoice {
    fn from(name: &String) -> Self {
        name.as_str().into()
    }
}

impl From<String> for AlgorithmChoice {
    fn from(name: String) -> Self {
        Self(Repr::Named(name))
    }
}
