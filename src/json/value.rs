use std::borrow::Cow;

/// The value of a claim, whatever its type.
///
/// ```
/// use webtoken::claims::{ClaimValue, Claims};
/// let claims = Claims::from_json(r#"{"sub":"alice","exp":1700000000}"#)?;
/// assert_eq!(claims.sub.as_ref().and_then(ClaimValue::as_str), Some("alice"));
/// assert_eq!(claims.exp, Some(ClaimValue::Number(1_700_000_000.0)));
/// # Ok::<(), webtoken::DecodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ClaimValue<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as the double that JavaScript reads.
    Number(f64),
    /// A string.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<ClaimValue<'a>>),
    /// An object; its fields are not kept.
    Object,
}

impl ClaimValue<'_> {
    /// The number, if it is one.
    #[must_use]
    pub const fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Null | Self::Bool(_) | Self::String(_) | Self::Array(_) | Self::Object => None,
        }
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(string) => Some(string),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Array(_) | Self::Object => None,
        }
    }

    pub(crate) fn to_static(&self) -> ClaimValue<'static> {
        match self {
            Self::Null => ClaimValue::Null,
            Self::Bool(value) => ClaimValue::Bool(*value),
            Self::Number(number) => ClaimValue::Number(*number),
            Self::String(string) => ClaimValue::String(Cow::Owned(string.clone().into_owned())),
            Self::Array(items) => ClaimValue::Array(items.iter().map(ClaimValue::to_static).collect()),
            Self::Object => ClaimValue::Object,
        }
    }
}
