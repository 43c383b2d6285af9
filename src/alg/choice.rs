use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
    sync::Arc,
};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Unexpected},
};

use super::{Algorithm, by_name, table};
use crate::error::OptionError;

/// An algorithm in the options: one of [`alg`](crate::alg), a value of your own, or a name.
///
/// A name is looked up among the crate's own algorithms when it is used; `"none"` is one of them.
///
/// ```
/// use webtoken::{AlgorithmChoice, alg};
/// assert_eq!(AlgorithmChoice::from(alg::ES256).name(), "ES256");
/// assert_eq!(AlgorithmChoice::from("ES256"), "ES256".parse()?);
/// assert_eq!(serde_json::from_str::<AlgorithmChoice>("\"ES256\"")?.to_string(), "ES256");
/// assert!("es256".parse::<AlgorithmChoice>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
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

/// Two choices are equal if their names are; the implementation does not matter.
impl PartialEq for AlgorithmChoice {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for AlgorithmChoice {}

impl Hash for AlgorithmChoice {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

/// The name.
impl fmt::Display for AlgorithmChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An algorithm of this crate, or `none`. Any other name is an error immediately; `From<&str>` reports it only when the
/// option is used.
impl FromStr for AlgorithmChoice {
    type Err = OptionError;

    fn from_str(name: &str) -> Result<Self, OptionError> {
        let is_known = name == "none" || table::row(name).is_some();
        if is_known { Ok(name.into()) } else { Err(OptionError::Algorithm) }
    }
}

impl Serialize for AlgorithmChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Deserializes a name as [`FromStr`] parses it.
impl<'de> Deserialize<'de> for AlgorithmChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let expected = "the name of an algorithm, such as \"HS256\"";
        name.parse().map_err(|_| D::Error::invalid_value(Unexpected::Str(&name), &expected))
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
