//! A serializer of our own: `serde_json`'s, with a formatter for JavaScript's numbers, takes 490 instructions more for a
//! payload of nine claims, which is 9 % of what signing costs beside its hash. `json::tests` holds it against that one.

use serde::{
    Serialize, Serializer,
    ser::{
        Error, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};
use serde_json::Value;

use super::is_private;

type Result<T> = serde_json::Result<T>;

/// Appends `value` as JavaScript's `JSON.stringify` would write it: numbers in ECMAScript's shortest form, everything
/// else as `serde_json` has it, which is the same.
#[inline]
pub(crate) fn write(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) -> Result<()> {
    value.serialize(Writer(out))
}

/// Appends a text in quotes. Most texts have nothing to escape and are copied.
#[inline]
pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    if has_escapes(text.as_bytes()) {
        return write_escaped(out, text);
    }
    out.reserve(text.len() + 2);
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

#[cold]
fn write_escaped(out: &mut Vec<u8>, text: &str) {
    let written = serde_json::to_writer(out, text);
    debug_assert!(written.is_ok(), "writing a text into memory does not fail");
}

/// Appends a finite number.
pub(crate) fn write_number(out: &mut Vec<u8>, number: f64) {
    out.extend_from_slice(ryu_js::Buffer::new().format(number).as_bytes());
}

/// Appends a member's name. A number or a boolean becomes the text that it is written as.
#[inline]
pub(crate) fn write_name(out: &mut Vec<u8>, name: &(impl Serialize + ?Sized)) -> Result<()> {
    let start = out.len();
    write(out, name)?;
    match out.get(start) {
        Some(b'"') => Ok(()),
        Some(b'-' | b'0'..=b'9' | b't' | b'f') => {
            out.insert(start, b'"');
            out.push(b'"');
            Ok(())
        }
        Some(_) | None => Err(Error::custom("the name of a member must be a text")),
    }
}

/// Appends the comma between two members or items.
#[inline]
pub(crate) fn separate(out: &mut Vec<u8>) {
    if !matches!(out.last(), Some(b'{' | b'[')) {
        out.push(b',');
    }
}

/// Whether a text holds a control character, a quote or a backslash. Looks at eight bytes at a time, some perhaps
/// twice.
#[inline]
fn has_escapes(text: &[u8]) -> bool {
    if let Some(last) = text.last_chunk() {
        let (chunks, _) = text.as_chunks();
        return holds_escape(u64::from_ne_bytes(*last)) || chunks.iter().any(|c| holds_escape(u64::from_ne_bytes(*c)));
    }
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let [first, last] = [first, last].map(|half| u64::from(u32::from_ne_bytes(*half)));
        return holds_escape(first << 32 | last);
    }
    text.iter().any(|byte| matches!(byte, ..0x20 | b'"' | b'\\'))
}

/// The usual trick: subtracting from all bytes at once sets the top bit of those that were too small, and of others
/// only beside one that was.
#[inline]
const fn holds_escape(bytes: u64) -> bool {
    const fn all(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    let (quotes, backslashes) = (bytes ^ all(b'"'), bytes ^ all(b'\\'));
    let control = bytes.wrapping_sub(all(0x20)) & !bytes;
    let quote = quotes.wrapping_sub(all(1)) & !quotes;
    let backslash = backslashes.wrapping_sub(all(1)) & !backslashes;
    (control | quote | backslash) & all(0x80) != 0
}

/// Writes any value.
struct Writer<'w>(&'w mut Vec<u8>);

impl<'w> Writer<'w> {
    fn open(self, bracket: u8, close: &'static [u8]) -> Brackets<'w> {
        self.0.push(bracket);
        Brackets { out: self.0, close }
    }

    /// An object with one member, the name of a variant.
    fn variant(&mut self, name: &str) {
        self.0.push(b'{');
        write_text(self.0, name);
        self.0.push(b':');
    }
}

/// The methods that write a whole number.
macro_rules! integers {
    ($($method:ident: $number:ty),* $(,)?) => {$(
        #[inline]
        fn $method(self, number: $number) -> Result<()> {
            self.0.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
            Ok(())
        }
    )*};
}

/// The methods that write a fraction; JavaScript writes one that is not finite as `null`.
macro_rules! floats {
    ($($method:ident: $number:ty),* $(,)?) => {$(
        fn $method(self, number: $number) -> Result<()> {
            if !number.is_finite() {
                return self.serialize_unit();
            }
            self.0.extend_from_slice(ryu_js::Buffer::new().format_finite(number).as_bytes());
            Ok(())
        }
    )*};
}

impl<'w> Serializer for Writer<'w> {
    type Ok = ();
    type Error = serde_json::Error;
    type SerializeSeq = Brackets<'w>;
    type SerializeTuple = Brackets<'w>;
    type SerializeTupleStruct = Brackets<'w>;
    type SerializeTupleVariant = Brackets<'w>;
    type SerializeMap = Brackets<'w>;
    type SerializeStruct = Struct<'w>;
    type SerializeStructVariant = Brackets<'w>;

    integers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
    }

    floats! { serialize_f32: f32, serialize_f64: f64 }

    fn serialize_bool(self, value: bool) -> Result<()> {
        self.0.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<()> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, text: &str) -> Result<()> {
        write_text(self.0, text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<()> {
        self.collect_seq(bytes)
    }

    fn serialize_none(self) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<()> {
        self.0.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<()> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<()> {
        self.variant(variant);
        write(self.0, value)?;
        self.0.push(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Brackets<'w>> {
        Ok(self.open(b'[', b"]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Brackets<'w>> {
        Ok(self.open(b'[', b"]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Brackets<'w>> {
        Ok(self.open(b'[', b"]"))
    }

    fn serialize_tuple_variant(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Brackets<'w>> {
        self.variant(variant);
        Ok(self.open(b'[', b"]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Brackets<'w>> {
        Ok(self.open(b'{', b"}"))
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Struct<'w>> {
        Ok(if is_private(name) { Struct::Raw(self.0) } else { Struct::Plain(self.open(b'{', b"}")) })
    }

    fn serialize_struct_variant(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Brackets<'w>> {
        self.variant(variant);
        Ok(self.open(b'{', b"}}"))
    }
}

/// What stands between brackets, items or members.
struct Brackets<'w> {
    out: &'w mut Vec<u8>,
    close: &'static [u8],
}

impl Brackets<'_> {
    fn item(&mut self, value: &(impl Serialize + ?Sized)) -> Result<()> {
        separate(self.out);
        write(self.out, value)
    }

    #[inline]
    fn member(&mut self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Result<()> {
        separate(self.out);
        write_text(self.out, name);
        self.out.push(b':');
        write(self.out, value)
    }

    fn close(self) {
        self.out.extend_from_slice(self.close);
    }
}

/// The traits of what holds items.
macro_rules! items {
    ($($compound:ident: $method:ident),* $(,)?) => {$(
        impl $compound for Brackets<'_> {
            type Ok = ();
            type Error = serde_json::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
                self.item(value)
            }

            fn end(self) -> Result<()> {
                self.close();
                Ok(())
            }
        }
    )*};
}

items! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field,
}

impl SerializeMap for Brackets<'_> {
    type Ok = ();
    type Error = serde_json::Error;

    fn serialize_key<K: Serialize + ?Sized>(&mut self, name: &K) -> Result<()> {
        separate(self.out);
        write_name(self.out, name)
    }

    fn serialize_value<V: Serialize + ?Sized>(&mut self, value: &V) -> Result<()> {
        self.out.push(b':');
        write(self.out, value)
    }

    fn end(self) -> Result<()> {
        self.close();
        Ok(())
    }
}

impl SerializeStructVariant for Brackets<'_> {
    type Ok = ();
    type Error = serde_json::Error;

    fn serialize_field<V: Serialize + ?Sized>(&mut self, name: &'static str, value: &V) -> Result<()> {
        self.member(name, value)
    }

    fn end(self) -> Result<()> {
        self.close();
        Ok(())
    }
}

/// A struct's members; or, of `serde_json`'s own types in disguise (`RawValue`, and `Number` with its feature
/// `arbitrary_precision`), the one text that is JSON already.
enum Struct<'w> {
    Plain(Brackets<'w>),
    Raw(&'w mut Vec<u8>),
}

impl SerializeStruct for Struct<'_> {
    type Ok = ();
    type Error = serde_json::Error;

    fn serialize_field<V: Serialize + ?Sized>(&mut self, name: &'static str, value: &V) -> Result<()> {
        match self {
            Self::Plain(members) => members.member(name, value),
            Self::Raw(out) => {
                let Value::String(json) = serde_json::to_value(value)? else {
                    return Err(Error::custom("raw JSON is a text"));
                };
                out.extend_from_slice(json.as_bytes());
                Ok(())
            }
        }
    }

    fn end(self) -> Result<()> {
        match self {
            Self::Plain(members) => members.close(),
            Self::Raw(_) => {}
        }
        Ok(())
    }
}
