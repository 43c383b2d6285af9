use std::{
    fmt,
    sync::{Arc, LazyLock, OnceLock},
};

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::encode;
use crate::{
    alg,
    error::DecodeError,
    json::{ClaimValue, FieldNames, ObjectScanner, Refused, Walk, why_refused},
};

/// A token's header as it was read (RFC 7515, section 4). Cheap to clone.
///
/// ```
/// let header = webtoken::Header::from_json(r#"{"alg":"HS256","typ":"JWT","kid":"k1"}"#)?;
/// assert_eq!((header.alg(), header.typ(), header.kid()), (Some("HS256"), Some("JWT"), Some("k1")));
/// assert_eq!(header.get("x5t"), None);
/// # Ok::<(), webtoken::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct Header(Repr);

#[derive(Clone)]
enum Repr {
    /// The usual header of an algorithm. It is static, so that threads do not contend for a reference count.
    Usual(&'static Parsed),
    Own(Arc<Parsed>),
}

/// The parameters that are read for every token, and the JSON that they were read from.
#[derive(Default)]
struct Parsed {
    json: String,
    /// Made from the JSON when somebody asks for another parameter.
    value: OnceLock<Value>,
    alg: Option<String>,
    typ: Option<String>,
    cty: Option<String>,
    kid: Option<String>,
    extension: Option<&'static str>,
}

impl Header {
    /// Reads a header. Any JSON is read; what is not an object is refused when it is used to sign.
    ///
    /// # Errors
    /// [`DecodeError::Header`] if it is not JSON, an object in it has a duplicate or reserved name, a number is out of
    /// a double's range, or it is nested more than 127 levels deep.
    pub fn from_json(json: &str) -> Result<Self, DecodeError> {
        let parsed = if json.trim_ascii_start().starts_with('{') {
            Parsed::scan(json).map_err(|Refused| why_refused(json))
        } else {
            serde_json::from_str::<Walk>(json).map(|Walk| Parsed::default())
        };
        let parsed = parsed.map_err(|error| DecodeError::Header(error.to_string()))?;
        Ok(Self(Repr::Own(Arc::new(Parsed { json: json.to_owned(), ..parsed }))))
    }

    /// The JSON that the header was read from, to the byte.
    #[must_use]
    pub fn as_json(&self) -> &str {
        &self.parsed().json
    }

    /// The header of this encoded form, if it is the usual header of an algorithm.
    pub(crate) fn usual(encoded: &[u8]) -> Option<Self> {
        let usual = USUAL.iter().find(|usual| usual.encoded.as_bytes() == encoded);
        usual.map(|usual| Self(Repr::Usual(&usual.parsed)))
    }

    /// The algorithm (`alg`), if it is a string.
    #[must_use]
    pub fn alg(&self) -> Option<&str> {
        self.parsed().alg.as_deref()
    }

    /// The media type of the token (`typ`), if it is a string.
    #[must_use]
    pub fn typ(&self) -> Option<&str> {
        self.parsed().typ.as_deref()
    }

    /// The media type of the payload (`cty`), if it is a string.
    #[must_use]
    pub fn cty(&self) -> Option<&str> {
        self.parsed().cty.as_deref()
    }

    /// The key's identifier (`kid`), if it is a string. The token's author chose it: never use it as a path or in a
    /// query without checking it.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.parsed().kid.as_deref()
    }

    /// Any parameter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.as_value().as_object()?.get(name)
    }

    /// The whole header. Verifying refuses a header that is not an object; of a token that was only decoded, and in
    /// [`from_json`](Self::from_json), it may be another value.
    #[must_use]
    pub fn as_value(&self) -> &Value {
        let parsed = self.parsed();
        // The scanner has read the JSON before, so it can be read again.
        parsed.value.get_or_init(|| serde_json::from_str(&parsed.json).unwrap_or_default())
    }

    /// Whether it is an object, as RFC 7515 requires.
    pub(crate) fn is_object(&self) -> bool {
        self.parsed().json.trim_ascii_start().starts_with('{')
    }

    /// Whether `typ` is exactly `JWT`.
    pub(crate) fn is_jwt(&self) -> bool {
        self.typ() == Some("JWT")
    }

    /// The parameter that requires an extension, if there is one. This crate supports no extension: `crit` (RFC 7515,
    /// section 4.1.11) counts whatever it names, and `b64` (RFC 7797) unless it is `true`.
    pub(crate) fn extension(&self) -> Option<&'static str> {
        self.parsed().extension
    }

    /// JavaScript's truthiness: to npm a token whose header is `null`, `0`, `false` or `""` has no header.
    pub(crate) fn is_truthy(&self) -> bool {
        if self.is_object() {
            return true;
        }
        match self.as_value() {
            Value::Null | Value::Bool(false) => false,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::String(string) => !string.is_empty(),
            Value::Bool(true) | Value::Array(_) | Value::Object(_) => true,
        }
    }

    fn parsed(&self) -> &Parsed {
        match &self.0 {
            Repr::Usual(parsed) => parsed,
            Repr::Own(parsed) => parsed,
        }
    }
}

/// The usual header of an algorithm, `{"alg":"..","typ":"JWT"}`. Most tokens have it: it is parsed and encoded once.
struct Usual {
    alg: &'static str,
    encoded: String,
    parsed: Parsed,
}

static USUAL: LazyLock<Vec<Usual>> = LazyLock::new(|| {
    let usual = |alg: &'static str| {
        let json = format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#);
        let mut encoded = String::new();
        encode(&mut encoded, &json);
        let parsed = Parsed::scan(&json).ok()?;
        Some(Usual { alg, encoded, parsed: Parsed { json, ..parsed } })
    };
    alg::ALL.iter().filter_map(|alg| usual(alg.name())).collect()
});

/// The usual header of an algorithm, encoded.
pub(crate) fn usual_header(alg: &str) -> Option<&'static str> {
    USUAL.iter().find(|usual| usual.alg == alg).map(|usual| usual.encoded.as_str())
}

impl Parsed {
    fn scan(json: &str) -> Result<Self, Refused> {
        let mut parsed = Self::default();
        let mut names = FieldNames::default();
        let mut object = ObjectScanner::new(json)?;
        while let Some(name) = object.name()? {
            let value = object.value(false)?;
            match (&*name, value) {
                ("alg", ClaimValue::String(alg)) => parsed.alg = Some(alg.into_owned()),
                ("typ", ClaimValue::String(typ)) => parsed.typ = Some(typ.into_owned()),
                ("cty", ClaimValue::String(cty)) => parsed.cty = Some(cty.into_owned()),
                ("kid", ClaimValue::String(kid)) => parsed.kid = Some(kid.into_owned()),
                ("crit", _) => parsed.extension = Some("crit"),
                ("b64", value) if value != ClaimValue::Bool(true) => {
                    parsed.extension.get_or_insert("b64");
                }
                _ => {}
            }
            names.insert(name)?;
        }
        Ok(parsed)
    }
}

impl PartialEq for Header {
    fn eq(&self, other: &Self) -> bool {
        self.as_value() == other.as_value()
    }
}

impl Eq for Header {}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Header").field(self.as_value()).finish()
    }
}

impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_value().serialize(serializer)
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
