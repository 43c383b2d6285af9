//! Payloads: what a verified one becomes ([`FromPayload`]), and the plain forms [`Bytes`] and [`Text`].

mod write;

use serde::{
    Serialize, Serializer,
    de::{DeserializeOwned, IgnoredAny, IntoDeserializer, value::StrDeserializer},
};

pub(crate) use write::WrittenPayload;

use crate::{claims::Claims, error::InvalidReason, header::Header};

/// What a payload can be read as: any `DeserializeOwned`, the [`Bytes`] as they are, or the [`Text`] as it is.
pub trait FromPayload: Sized {
    /// Reads a payload.
    ///
    /// # Errors
    /// If the payload is not of this type.
    fn from_payload(payload: &Payload<'_>) -> Result<Self, InvalidReason>;
}

/// Bytes as they are: sign them without any encoding, or verify into them.
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

/// A payload's text as it is, JSON or not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Text(pub String);

impl<B: AsRef<[u8]>> Serialize for Bytes<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0.as_ref())
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// The payload of a token, read as far as its claims.
///
/// As npm reads it: JSON where the header's `typ` is exactly `JWT`; elsewhere JSON only if it is an object or a
/// list, and text otherwise. Text has no claims.
#[derive(Debug)]
pub struct Payload<'p> {
    bytes: &'p [u8],
    form: Form<'p>,
    claims: Claims<'p>,
}

#[derive(Debug)]
enum Form<'p> {
    Json(&'p str),
    Text(&'p str),
    /// Not UTF-8, or not the JSON that it has to be. Good for nothing but its bytes.
    Unreadable(InvalidReason),
}

impl<'p> Payload<'p> {
    /// Reads the claims. What JavaScript would read as JSON and this crate does not (a member twice, a number out
    /// of range, too deep, not UTF-8) is refused: as text or bytes it would have no claims to check.
    pub(crate) fn read(bytes: &'p [u8], header: &Header, json: bool) -> Result<Self, InvalidReason> {
        let must_be_json = json || header.typ() == Some("JWT");
        let Ok(text) = str::from_utf8(bytes) else { return Self::not_utf8(bytes) };
        match Claims::from_json(text) {
            Ok(claims) if must_be_json || !claims.is_scalar() => Ok(Self { bytes, form: Form::Json(text), claims }),
            Err(error) if is_javascript_json(bytes) => Err(invalid(error)),
            Err(error) if must_be_json => Ok(Self::without_claims(bytes, Form::Unreadable(invalid(error)))),
            Ok(_) | Err(_) => Ok(Self::without_claims(bytes, Form::Text(text))),
        }
    }

    fn not_utf8(bytes: &'p [u8]) -> Result<Self, InvalidReason> {
        if is_javascript_json(bytes) {
            return Err(InvalidReason::PayloadNotUtf8);
        }
        Ok(Self::without_claims(bytes, Form::Unreadable(InvalidReason::PayloadNotUtf8)))
    }

    fn without_claims(bytes: &'p [u8], form: Form<'p>) -> Self {
        Self { bytes, form, claims: Claims::default() }
    }

    /// The payload's bytes.
    #[must_use]
    pub const fn bytes(&self) -> &'p [u8] {
        self.bytes
    }

    /// The payload's registered claims; a payload that is no JSON object has none.
    #[must_use]
    pub const fn claims(&self) -> &Claims<'p> {
        &self.claims
    }
}

impl<T: DeserializeOwned> FromPayload for T {
    fn from_payload(payload: &Payload<'_>) -> Result<Self, InvalidReason> {
        let typed = match &payload.form {
            Form::Json(text) => serde_json::from_str(text),
            Form::Text(text) => {
                let text: StrDeserializer<'_, serde_json::Error> = text.into_deserializer();
                T::deserialize(text)
            }
            Form::Unreadable(reason) => return Err(reason.clone()),
        };
        typed.map_err(|error| InvalidReason::PayloadType(error.into()))
    }
}

impl FromPayload for Bytes {
    fn from_payload(payload: &Payload<'_>) -> Result<Self, InvalidReason> {
        Ok(Self(payload.bytes.to_vec()))
    }
}

impl FromPayload for Text {
    fn from_payload(payload: &Payload<'_>) -> Result<Self, InvalidReason> {
        let text = str::from_utf8(payload.bytes).map_err(|_| InvalidReason::PayloadNotUtf8)?;
        Ok(Self(text.to_owned()))
    }
}

/// The grammar alone: no limits to depth or size of numbers, members twice and any bytes in texts.
fn is_javascript_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

fn invalid(error: serde_json::Error) -> InvalidReason {
    InvalidReason::InvalidPayload(error.into())
}
