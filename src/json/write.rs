//! JSON as JavaScript's `JSON.stringify` writes it: `serde_json` with a [`Formatter`] for ECMAScript's numbers.

use std::io;

use serde::{Serialize, ser::Error};
use serde_json::{
    Serializer,
    ser::{CompactFormatter, Formatter},
};

/// Appends a value.
pub(crate) fn write(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) -> serde_json::Result<()> {
    // Like the value of a field, in which bytes are an array of numbers.
    Progress { open: Progress::IN_FIELD, form: Form::Json }.write(out, value)
}

/// Writes the payload of a token. The output is flushed after each name and each value of the top-level object, which
/// tells it where they are.
#[inline]
pub(crate) fn write_payload(out: impl io::Write, payload: &(impl Serialize + ?Sized)) -> serde_json::Result<Form> {
    let mut progress = Progress { open: 0, form: Form::Json };
    progress.write(out, payload)?;
    Ok(progress.form)
}

/// Appends a string in quotes.
pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    let written = serde_json::to_writer(out, text);
    debug_assert!(written.is_ok(), "writing a string into memory does not fail");
}

/// Appends a finite number.
pub(crate) fn write_number(out: &mut Vec<u8>, number: f64) {
    out.extend_from_slice(ryu_js::Buffer::new().format_finite(number).as_bytes());
}

/// How a payload was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As JSON.
    Json,
    /// As the JSON that it is already (`serde_json`'s `RawValue`). The output is not flushed.
    Raw,
    /// As plain bytes, which are not JSON.
    Bytes,
}

#[derive(Debug)]
struct Progress {
    /// How many arrays, objects, items, names and values have begun and not ended. One in which an error occurs never
    /// ends, so a `Serialize` that ignores the error is noticed.
    open: isize,
    form: Form,
}

impl Progress {
    /// What is open between two fields of the top-level object: the object.
    const IN_OBJECT: isize = 1;
    /// What is open in the value of a field: the object and the value.
    const IN_FIELD: isize = 2;

    #[inline]
    fn write(&mut self, out: impl io::Write, value: &(impl Serialize + ?Sized)) -> serde_json::Result<()> {
        let before = self.open;
        value.serialize(&mut Serializer::with_formatter(out, JavaScript(self)))?;
        if self.open == before { Ok(()) } else { Err(Error::custom("the `Serialize` implementation ignores an error")) }
    }
}

/// Writes numbers as JavaScript does, everything else as `serde_json` does, which is the same.
struct JavaScript<'p>(&'p mut Progress);

impl JavaScript<'_> {
    fn begin(&mut self) {
        self.0.open += 1;
    }

    fn end(&mut self) {
        self.0.open -= 1;
    }

    /// Ends the name or the value of a field.
    fn end_in_field<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end();
        if self.0.open == Progress::IN_OBJECT { writer.flush() } else { Ok(()) }
    }
}

impl Formatter for JavaScript<'_> {
    fn write_f32<W: io::Write + ?Sized>(&mut self, writer: &mut W, number: f32) -> io::Result<()> {
        writer.write_all(ryu_js::Buffer::new().format_finite(number).as_bytes())
    }

    fn write_f64<W: io::Write + ?Sized>(&mut self, writer: &mut W, number: f64) -> io::Result<()> {
        writer.write_all(ryu_js::Buffer::new().format_finite(number).as_bytes())
    }

    /// With the feature `arbitrary_precision`, which any crate of the program may turn on, `serde_json` keeps the
    /// digits of a number. It is written as without the feature: an integer of 64 bits exactly, any other number as a
    /// double.
    fn write_number_str<W: io::Write + ?Sized>(&mut self, writer: &mut W, number: &str) -> io::Result<()> {
        if number != "-0" && (number.parse::<u64>().is_ok() || number.parse::<i64>().is_ok()) {
            return writer.write_all(number.as_bytes());
        }
        match number.parse() {
            Ok(double) if f64::is_finite(double) => self.write_f64(writer, double),
            Ok(_) | Err(_) => Err(io::Error::other("number out of range")),
        }
    }

    fn write_byte_array<W: io::Write + ?Sized>(&mut self, writer: &mut W, bytes: &[u8]) -> io::Result<()> {
        if self.0.open == 0 {
            self.0.form = Form::Bytes;
            return writer.write_all(bytes);
        }
        CompactFormatter.write_byte_array(writer, bytes)
    }

    fn write_raw_fragment<W: io::Write + ?Sized>(&mut self, writer: &mut W, json: &str) -> io::Result<()> {
        if self.0.open == 0 {
            self.0.form = Form::Raw;
        }
        writer.write_all(json.as_bytes())
    }

    fn begin_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin();
        CompactFormatter.begin_array(writer)
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end();
        CompactFormatter.end_array(writer)
    }

    fn begin_array_value<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.begin();
        CompactFormatter.begin_array_value(writer, first)
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.end();
        Ok(())
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin();
        CompactFormatter.begin_object(writer)
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end();
        CompactFormatter.end_object(writer)
    }

    fn begin_object_key<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.begin();
        CompactFormatter.begin_object_key(writer, first)
    }

    fn end_object_key<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end_in_field(writer)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin();
        CompactFormatter.begin_object_value(writer)
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end_in_field(writer)
    }
}
