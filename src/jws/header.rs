//! The protected header of a token.

use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::json::StrictValue;

/// A token's header as it was read (RFC 7515, section 4). Cheap to clone.
///
/// ```
/// let header = webtoken::Header::from_json(r#"{"alg":"HS256","typ":"JWT","kid":"k1"}"#).expect("JSON");
/// assert_eq!((header.alg(), header.typ(), header.kid()), (Some("HS256"), Some("JWT"), Some("k1")));
/// assert_eq!(header.get("x5t"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header(Arc<Parsed>);

/// What every token with this header is asked.
#[derive(Debug, PartialEq, Eq)]
struct Parsed {
    value: Value,
    is_jwt: bool,
    extension: Option<&'static str>,
}

impl Header {
    /// Reads a header; `None` unless it is JSON in which no object has a member twice.
    #[must_use]
    pub fn from_json(json: &str) -> Option<Self> {
        let StrictValue(value) = serde_json::from_str(json).ok()?;
        let is_jwt = value.get("typ").is_some_and(|typ| typ == "JWT");
        Some(Self(Arc::new(Parsed { is_jwt, extension: extension(&value), value })))
    }

    /// The algorithm (`alg`), if it is a text.
    #[must_use]
    pub fn alg(&self) -> Option<&str> {
        self.get("alg")?.as_str()
    }

    /// The media type of the token (`typ`), if it is a text.
    #[must_use]
    pub fn typ(&self) -> Option<&str> {
        self.get("typ")?.as_str()
    }

    /// The media type of the payload (`cty`), if it is a text.
    #[must_use]
    pub fn cty(&self) -> Option<&str> {
        self.get("cty")?.as_str()
    }

    /// The key's identifier (`kid`), if it is a text. Whoever made the token chose it: never a path or query as it is.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.get("kid")?.as_str()
    }

    /// Any member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.value.as_object()?.get(name)
    }

    /// The whole header. An object, unless [`decode`](crate::decode) read a token whose header is none.
    #[must_use]
    pub fn as_value(&self) -> &Value {
        &self.0.value
    }

    /// Whether `typ` is exactly `JWT`.
    pub(crate) fn is_jwt(&self) -> bool {
        self.0.is_jwt
    }

    /// The member that asks for an extension, of which this crate understands none: `crit` (RFC 7515, section 4.1.11)
    /// whatever it names, and `b64` (RFC 7797) unless it is `true`.
    pub(crate) fn extension(&self) -> Option<&'static str> {
        self.0.extension
    }

    /// JavaScript's truthiness: npm reads a token whose header is `null`, `0`, `false` or `""` as none at all.
    pub(crate) fn is_truthy(&self) -> bool {
        match &self.0.value {
            Value::Null | Value::Bool(false) => false,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::String(text) => !text.is_empty(),
            Value::Bool(true) | Value::Array(_) | Value::Object(_) => true,
        }
    }
}

fn extension(header: &Value) -> Option<&'static str> {
    if header.get("crit").is_some() {
        return Some("crit");
    }
    header.get("b64").filter(|b64| **b64 != true).map(|_| "b64")
}

impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.value.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::Header;

    #[test]
    fn members_that_are_texts() {
        let header = Header::from_json(r#"{"alg":"a","typ":"b","cty":"c","kid":"d"}"#).expect("JSON");
        let members = [header.alg(), header.typ(), header.cty(), header.kid()];
        assert_eq!(members, [Some("a"), Some("b"), Some("c"), Some("d")]);
        for json in ["{}", r#"{"alg":1,"typ":null,"cty":["c"],"kid":{}}"#, "[]", r#""alg""#] {
            let header = Header::from_json(json).expect("JSON");
            assert_eq!([header.alg(), header.typ(), header.cty(), header.kid()], [None; 4], "{json}");
        }
    }

    #[test]
    fn every_kind_of_value() {
        let json = r#"{"a":-1,"b":1.5,"c":18446744073709551615,"d":[true,null,"x\n",{}]}"#;
        let header = Header::from_json(json).expect("JSON");
        assert_eq!(*header.as_value(), serde_json::from_str::<serde_json::Value>(json).expect("JSON"));
    }

    #[test]
    fn extensions_that_are_asked_for() {
        for (json, extension) in [
            ("{}", None),
            (r#"{"b64":true}"#, None),
            (r#"{"b64":false}"#, Some("b64")),
            (r#"{"b64":null}"#, Some("b64")),
            (r#"{"b64":"true"}"#, Some("b64")),
            (r#"{"crit":["exp"]}"#, Some("crit")),
            (r#"{"crit":[]}"#, Some("crit")),
            (r#"{"crit":null}"#, Some("crit")),
            (r#"{"b64":true,"crit":["b64"]}"#, Some("crit")),
        ] {
            assert_eq!(Header::from_json(json).expect("JSON").extension(), extension, "{json}");
        }
    }
}
