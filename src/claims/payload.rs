//! Payloads: the types that they can be read as ([`FromPayload`]), and the plain forms [`Bytes`] and [`Text`].

mod write;

use std::fmt;

use serde::{
    Deserialize, Serialize, Serializer,
    de::{DeserializeOwned, IgnoredAny, value::BorrowedStrDeserializer},
};

pub(crate) use write::WrittenPayload;

use crate::{claims::Claims, error::DecodeError};

/// Types that a payload can be read as: any `DeserializeOwned`, [`Bytes`] or [`Text`]. Sealed.
pub trait FromPayload: Sized {
    /// Reads a payload after its claims were checked.
    #[doc(hidden)]
    fn from_payload(payload: &Payload<'_>) -> Result<Self, DecodeError>;
}

/// Bytes as they are: sign them without any encoding, or read a payload as them.
///
/// ```
/// use webtoken::{Bytes, SignOptions, VerifyOptions, sign, verify};
/// let token = sign(&Bytes([0xff, 0x00]), "shhhhh", &SignOptions::new())?;
/// let verified = verify::<Bytes>(&token, "shhhhh", &VerifyOptions::new())?;
/// assert_eq!(verified.payload.0, [0xff, 0x00]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Bytes<B = Vec<u8>>(pub B);

/// A payload as a string, JSON or not.
///
/// ```
/// use webtoken::{SignOptions, Text, VerifyOptions, sign, verify};
/// let token = sign("hello", "shhhhh", &SignOptions::new())?;
/// assert_eq!(verify::<Text>(&token, "shhhhh", &VerifyOptions::new())?.payload.0, "hello");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Text(pub String);

impl<B: AsRef<[u8]>> Serialize for Bytes<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0.as_ref())
    }
}

/// ```
/// use webtoken::Bytes;
/// assert_eq!(Bytes([1, 2]).as_ref(), [1, 2]);
/// ```
impl<B: AsRef<[u8]>> AsRef<[u8]> for Bytes<B> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

/// ```
/// use webtoken::Bytes;
/// assert_eq!(Bytes::from(vec![1, 2]), Bytes(vec![1, 2]));
/// ```
impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

/// ```
/// use webtoken::Text;
/// assert_eq!(Text("hello".into()).as_ref(), "hello");
/// ```
impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// ```
/// use webtoken::Text;
/// assert_eq!(Text::from("hello".to_owned()), Text("hello".into()));
/// ```
impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// The string.
///
/// ```
/// use webtoken::Text;
/// assert_eq!(format!("{:>6}", Text("hello".into())), " hello");
/// ```
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A payload whose claims were read. They are checked before it is read as anything else. Nameable only in this crate,
/// which seals [`FromPayload`].
///
/// As npm reads it: JSON if the header's `typ` is exactly `JWT`; otherwise JSON only if it is an object or an array,
/// and a string if not. A string has no claims.
#[derive(Debug)]
pub struct Payload<'p> {
    bytes: &'p [u8],
    form: Form<'p>,
}

#[derive(Debug)]
enum Form<'p> {
    Json(&'p str),
    Text(&'p str),
    /// Not UTF-8: readable as [`Bytes`] only.
    Bytes,
}

impl<'p> Payload<'p> {
    /// Reads the claims; a payload that is not a JSON object has none. A payload that JavaScript reads as JSON but this
    /// crate does not (a duplicate name, a number out of range, too deep, not UTF-8) is refused, and so is one that
    /// must be JSON but is not: as a string or as bytes it would have no claims to check.
    pub(crate) fn read(bytes: &'p [u8], must_be_json: bool) -> Result<(Self, Claims<'p>), DecodeError> {
        let Ok(text) = simdutf8::basic::from_utf8(bytes) else {
            if must_be_json || is_javascript_json(bytes) {
                return Err(DecodeError::PayloadNotUtf8);
            }
            return Ok((Self { bytes, form: Form::Bytes }, Claims::default()));
        };
        match Claims::from_json(text) {
            Ok(claims) if must_be_json || is_structured(text) => Ok((Self { bytes, form: Form::Json(text) }, claims)),
            Err(error) if must_be_json || is_javascript_json(bytes) => Err(error),
            Ok(_) | Err(_) => Ok((Self { bytes, form: Form::Text(text) }, Claims::default())),
        }
    }

    pub(crate) fn typed<T: Deserialize<'p>>(&self) -> Result<T, DecodeError> {
        let typed = match self.form {
            Form::Json(text) => serde_json::from_str(text),
            Form::Text(text) => {
                let text: BorrowedStrDeserializer<'p, serde_json::Error> = BorrowedStrDeserializer::new(text);
                T::deserialize(text)
            }
            Form::Bytes => return Err(DecodeError::PayloadNotUtf8),
        };
        typed.map_err(|error| DecodeError::PayloadType(error.to_string()))
    }
}

// `Bytes` and `Text` must not implement `Deserialize`: this implementation would cover them too.
impl<T: DeserializeOwned> FromPayload for T {
    fn from_payload(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        payload.typed()
    }
}

impl FromPayload for Bytes {
    fn from_payload(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        Ok(Self(payload.bytes.to_vec()))
    }
}

impl FromPayload for Text {
    fn from_payload(payload: &Payload<'_>) -> Result<Self, DecodeError> {
        match payload.form {
            Form::Json(text) | Form::Text(text) => Ok(Self(text.to_owned())),
            Form::Bytes => Err(DecodeError::PayloadNotUtf8),
        }
    }
}

/// Whether JSON is an object or an array.
fn is_structured(json: &str) -> bool {
    json.trim_ascii_start().starts_with(['{', '['])
}

/// The grammar only: no limits for depth or size of numbers; duplicate names and any bytes in strings are accepted.
fn is_javascript_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}
