//! Payloads: what a verified one becomes ([`FromPayload`]), and the plain forms [`Bytes`] and [`Text`].

mod plain;
mod watch;
mod write;

use serde::{
    Deserialize, Serialize, Serializer,
    de::{DeserializeOwned, IgnoredAny, value::BorrowedStrDeserializer},
};

pub(crate) use write::WrittenPayload;

use crate::{claims::Claims, error::InvalidReason};

/// What a payload can be read as: any `DeserializeOwned`, the [`Bytes`] as they are, or the [`Text`] as it is. Sealed.
pub trait FromPayload: Sized {
    /// Reads a payload, and hands it out only if `check` finds nothing wrong with its claims.
    #[doc(hidden)]
    fn read<E: From<InvalidReason>>(
        unread: Unread<'_>,
        check: impl FnOnce(&Payload<'_>) -> Result<(), E>,
    ) -> Result<Self, E>;
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
///
/// ```
/// use webtoken::{SignOptions, Text, VerifyOptions, sign, verify};
/// let token = sign("hello", "shhhhh", &SignOptions::new())?;
/// assert_eq!(verify::<Text>(&token, "shhhhh", &VerifyOptions::new())?.payload.0, "hello");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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

/// A payload of which nothing was read yet. Nameable only in this crate, which seals [`FromPayload`].
#[derive(Debug, Clone, Copy)]
pub struct Unread<'p> {
    bytes: &'p [u8],
    must_be_json: bool,
}

/// A payload read as far as its claims.
///
/// As npm reads it: JSON where the header's `typ` is exactly `JWT`; elsewhere JSON only if it is an object or a
/// list, and text otherwise. Text has no claims.
#[derive(Debug)]
pub struct Payload<'p> {
    form: Form<'p>,
    claims: Claims<'p>,
}

#[derive(Debug)]
enum Form<'p> {
    Json(&'p str),
    Text(&'p str),
    /// Not UTF-8: readable as [`Bytes`] alone.
    Bytes,
}

impl<'p> Unread<'p> {
    pub(crate) const fn new(bytes: &'p [u8], must_be_json: bool) -> Self {
        Self { bytes, must_be_json }
    }

    /// Into a type that may borrow from the payload: type and claims in one pass if that can be, else in two, which
    /// also find out what is wrong.
    pub(crate) fn typed<T: Deserialize<'p>, E: From<InvalidReason>>(
        self,
        check: impl FnOnce(&Payload<'p>) -> Result<(), E>,
    ) -> Result<T, E> {
        if let Some(text) = self.object() {
            let mut payload = Payload { form: Form::Json(text), claims: Claims::default() };
            if let Some(value) = watch::read(text, &mut payload.claims) {
                check(&payload)?;
                return Ok(value);
            }
        }
        let payload = self.payload()?;
        check(&payload)?;
        Ok(payload.typed()?)
    }

    /// What may be an object, as text.
    fn object(self) -> Option<&'p str> {
        if self.bytes.first() == Some(&b'{') { simdutf8::basic::from_utf8(self.bytes).ok() } else { None }
    }

    /// Reads the claims. What has to be JSON and is not, and what JavaScript would read as JSON and this crate does not (a
    /// member twice, a number out of range, too deep, not UTF-8), is refused: as text or bytes it would have no claims to
    /// check.
    fn payload(self) -> Result<Payload<'p>, InvalidReason> {
        let Ok(text) = simdutf8::basic::from_utf8(self.bytes) else { return self.not_utf8() };
        match Claims::from_json(text) {
            Ok(claims) if self.must_be_json || !claims.is_scalar() => Ok(Payload { form: Form::Json(text), claims }),
            Err(error) if self.must_be_json || is_javascript_json(self.bytes) => {
                Err(InvalidReason::InvalidPayload(error.into()))
            }
            Ok(_) | Err(_) => Ok(Payload::without_claims(Form::Text(text))),
        }
    }

    fn not_utf8(self) -> Result<Payload<'p>, InvalidReason> {
        if self.must_be_json || is_javascript_json(self.bytes) {
            return Err(InvalidReason::PayloadNotUtf8);
        }
        Ok(Payload::without_claims(Form::Bytes))
    }
}

impl<'p> Payload<'p> {
    fn without_claims(form: Form<'p>) -> Self {
        Self { form, claims: Claims::default() }
    }

    /// The payload's registered claims; a payload that is no JSON object has none.
    pub(crate) const fn claims(&self) -> &Claims<'p> {
        &self.claims
    }

    pub(crate) fn typed<T: Deserialize<'p>>(&self) -> Result<T, InvalidReason> {
        let typed = match &self.form {
            Form::Json(text) => serde_json::from_str(text),
            Form::Text(text) => {
                let text: BorrowedStrDeserializer<'p, serde_json::Error> = BorrowedStrDeserializer::new(text);
                T::deserialize(text)
            }
            Form::Bytes => return Err(InvalidReason::PayloadNotUtf8),
        };
        typed.map_err(|error| InvalidReason::PayloadType(error.into()))
    }
}

// `Bytes` and `Text` must not implement `Deserialize`: only so may their own implementations stand beside this one.
impl<T: DeserializeOwned> FromPayload for T {
    fn read<E: From<InvalidReason>>(
        unread: Unread<'_>,
        check: impl FnOnce(&Payload<'_>) -> Result<(), E>,
    ) -> Result<Self, E> {
        unread.typed(check)
    }
}

impl FromPayload for Bytes {
    fn read<E: From<InvalidReason>>(
        unread: Unread<'_>,
        check: impl FnOnce(&Payload<'_>) -> Result<(), E>,
    ) -> Result<Self, E> {
        check(&unread.payload()?)?;
        Ok(Self(unread.bytes.to_vec()))
    }
}

impl FromPayload for Text {
    fn read<E: From<InvalidReason>>(
        unread: Unread<'_>,
        check: impl FnOnce(&Payload<'_>) -> Result<(), E>,
    ) -> Result<Self, E> {
        check(&unread.payload()?)?;
        let text = str::from_utf8(unread.bytes).map_err(|_| InvalidReason::PayloadNotUtf8)?;
        Ok(Self(text.to_owned()))
    }
}

/// The grammar alone: no limits to depth or size of numbers, members twice and any bytes in texts.
fn is_javascript_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}
