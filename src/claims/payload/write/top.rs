use std::{borrow::Cow, fmt};

use serde::{
    Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
    ser::{Impossible, SerializeMap, SerializeStruct},
};
use serde_json::value::RawValue;

use super::Members;
use crate::{
    claims::Registered,
    error::{PayloadKind, SignError},
    json,
};

/// Writes the outermost value; what lies inside goes to `json::write`.
pub(super) fn write(
    payload: &(impl Serialize + ?Sized),
    out: &mut Vec<u8>,
    members: &mut Members,
) -> Result<PayloadKind, SignError> {
    match payload.serialize(TopLevel { out, members }) {
        Ok(kind) => Ok(kind),
        Err(Stop::NotAPayload) => Err(SignError::PayloadNotAnObject),
        Err(Stop::Rare | Stop::Failed) => {
            out.clear();
            *members = Members::default();
            rewrite(payload, out, members)
        }
    }
}

/// For the rare shapes: written as a whole first, then passed on member by member. An error is met here again.
fn rewrite(
    payload: &(impl Serialize + ?Sized),
    out: &mut Vec<u8>,
    members: &mut Members,
) -> Result<PayloadKind, SignError> {
    let mut text = Vec::new();
    json::write(&mut text, payload).map_err(SignError::payload)?;
    let kind = match text.trim_ascii_start().first() {
        Some(b'{') => {
            let writer = ObjectWriter::new(out, members);
            let mut json = serde_json::Deserializer::from_slice(&text);
            return json.deserialize_map(Rewriter(writer)).map_err(SignError::payload);
        }
        Some(b'"') => {
            out.extend(serde_json::from_slice::<String>(&text).map_err(SignError::payload)?.into_bytes());
            return Ok(PayloadKind::Text);
        }
        Some(b't' | b'f') => PayloadKind::Boolean,
        Some(b'-' | b'0'..=b'9') => PayloadKind::Number,
        _ => return Err(SignError::PayloadNotAnObject),
    };
    out.extend_from_slice(text.trim_ascii());
    Ok(kind)
}

struct Rewriter<'w>(ObjectWriter<'w>);

impl<'de> Visitor<'de> for Rewriter<'_> {
    type Value = PayloadKind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<PayloadKind, A::Error> {
        while let Some((name, value)) = members.next_entry::<Cow<'de, str>, &RawValue>()? {
            self.0.serialize_entry(&name, value).map_err(serde::de::Error::custom)?;
        }
        self.0.finish().map_err(serde::de::Error::custom)
    }
}

/// Why the outermost value was not simply written.
#[derive(Debug)]
enum Stop {
    /// A shape that is not known before it is written: `RawValue`, enum variants with data.
    Rare,
    /// `null` or a list.
    NotAPayload,
    /// Somewhere in it; or one of the above, wrapped by the value.
    Failed,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rare => f.write_str("rare shape"),
            Self::NotAPayload => f.write_str("not a payload"),
            Self::Failed => f.write_str("failed"),
        }
    }
}

impl std::error::Error for Stop {}

impl serde::ser::Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Failed
    }
}

impl From<serde_json::Error> for Stop {
    fn from(_: serde_json::Error) -> Self {
        Self::Failed
    }
}

/// Writes an object member by member and notes the registered claims.
struct ObjectWriter<'w> {
    out: &'w mut Vec<u8>,
    members: &'w mut Members,
    /// Where the current member begins.
    member: usize,
    /// Whether a member could not be written, which a payload may pass over.
    has_failed: bool,
}

impl<'w> ObjectWriter<'w> {
    fn new(out: &'w mut Vec<u8>, members: &'w mut Members) -> Self {
        out.push(b'{');
        Self { out, members, member: 0, has_failed: false }
    }

    #[inline]
    fn begin_member(&mut self) {
        json::separate(self.out);
        self.member = self.out.len();
    }

    /// Behind the name: writes the value, and notes the member if its name is a registered claim's.
    #[inline]
    fn end_member(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Stop> {
        let claim = match self.out.get(self.member..) {
            Some(text @ [b'"', name @ .., b'"']) => Registered::of(name).or_else(|| in_disguise(text)),
            Some(_) | None => None,
        };
        self.out.push(b':');
        let start = self.out.len();
        json::write(self.out, value).map_err(|_| self.fail())?;
        if let Some(claim) = claim {
            self.members.note(claim, self.out, self.member, start);
        }
        Ok(())
    }

    fn fail(&mut self) -> Stop {
        self.has_failed = true;
        Stop::Failed
    }

    fn finish(self) -> Result<PayloadKind, Stop> {
        self.out.push(b'}');
        if self.has_failed { Err(Stop::Failed) } else { Ok(PayloadKind::Object) }
    }
}

/// The claim that a name spells by escapes, which only raw JSON for a name does.
fn in_disguise(name: &[u8]) -> Option<Registered> {
    if !name.contains(&b'\\') {
        return None;
    }
    Registered::of(serde_json::from_slice::<String>(name).ok()?.as_bytes())
}

impl SerializeMap for ObjectWriter<'_> {
    type Ok = PayloadKind;
    type Error = Stop;

    fn serialize_key<K: Serialize + ?Sized>(&mut self, name: &K) -> Result<(), Stop> {
        self.begin_member();
        json::write_name(self.out, name).map_err(|_| self.fail())
    }

    fn serialize_value<V: Serialize + ?Sized>(&mut self, value: &V) -> Result<(), Stop> {
        self.end_member(value)
    }

    fn end(self) -> Result<PayloadKind, Stop> {
        self.finish()
    }
}

impl SerializeStruct for ObjectWriter<'_> {
    type Ok = PayloadKind;
    type Error = Stop;

    fn serialize_field<V: Serialize + ?Sized>(&mut self, name: &'static str, value: &V) -> Result<(), Stop> {
        self.begin_member();
        json::write_text(self.out, name);
        self.end_member(value)
    }

    fn end(self) -> Result<PayloadKind, Stop> {
        self.finish()
    }
}

struct TopLevel<'w> {
    out: &'w mut Vec<u8>,
    members: &'w mut Members,
}

impl TopLevel<'_> {
    fn plain(self, value: impl Serialize, kind: PayloadKind) -> Result<PayloadKind, Stop> {
        json::write(self.out, &value)?;
        Ok(kind)
    }
}

/// The methods that write a number.
macro_rules! numbers {
    ($($method:ident: $number:ty),* $(,)?) => {$(
        fn $method(self, number: $number) -> Result<PayloadKind, Stop> {
            self.plain(number, PayloadKind::Number)
        }
    )*};
}

impl<'w> Serializer for TopLevel<'w> {
    type Ok = PayloadKind;
    type Error = Stop;
    type SerializeSeq = Impossible<PayloadKind, Stop>;
    type SerializeTuple = Impossible<PayloadKind, Stop>;
    type SerializeTupleStruct = Impossible<PayloadKind, Stop>;
    type SerializeTupleVariant = Impossible<PayloadKind, Stop>;
    type SerializeMap = ObjectWriter<'w>;
    type SerializeStruct = ObjectWriter<'w>;
    type SerializeStructVariant = Impossible<PayloadKind, Stop>;

    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
    }

    fn serialize_f32(self, number: f32) -> Result<PayloadKind, Stop> {
        if number.is_finite() { self.plain(number, PayloadKind::Number) } else { Err(Stop::NotAPayload) }
    }

    /// JavaScript writes a number that is not finite as `null`, which is no payload.
    fn serialize_f64(self, number: f64) -> Result<PayloadKind, Stop> {
        if number.is_finite() { self.plain(number, PayloadKind::Number) } else { Err(Stop::NotAPayload) }
    }

    fn serialize_bool(self, value: bool) -> Result<PayloadKind, Stop> {
        self.plain(value, PayloadKind::Boolean)
    }

    fn serialize_char(self, value: char) -> Result<PayloadKind, Stop> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<PayloadKind, Stop> {
        self.out.extend_from_slice(text.as_bytes());
        Ok(PayloadKind::Text)
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<PayloadKind, Stop> {
        self.out.extend_from_slice(bytes);
        Ok(PayloadKind::Bytes)
    }

    fn serialize_none(self) -> Result<PayloadKind, Stop> {
        Err(Stop::NotAPayload)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<PayloadKind, Stop> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<PayloadKind, Stop> {
        Err(Stop::NotAPayload)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<PayloadKind, Stop> {
        Err(Stop::NotAPayload)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<PayloadKind, Stop> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<PayloadKind, Stop> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<PayloadKind, Stop> {
        Err(Stop::Rare)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Stop> {
        Err(Stop::NotAPayload)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Stop> {
        Err(Stop::NotAPayload)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Stop> {
        Err(Stop::NotAPayload)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Stop> {
        Err(Stop::Rare)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<ObjectWriter<'w>, Stop> {
        Ok(ObjectWriter::new(self.out, self.members))
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<ObjectWriter<'w>, Stop> {
        if json::is_private(name) {
            return Err(Stop::Rare);
        }
        Ok(ObjectWriter::new(self.out, self.members))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Stop> {
        Err(Stop::Rare)
    }
}
