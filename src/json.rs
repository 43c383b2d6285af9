//! JSON as JavaScript's `JSON.stringify` writes it, and as this crate reads it: no member twice.

mod strict;
mod text;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

pub(crate) use strict::{MemberNames, Name, StrictValue, Walk, arbitrary_number, duplicate_member};
pub(crate) use text::JsonText;

/// Appends `value` as JavaScript would write it: numbers in ECMAScript's shortest form, everything else as
/// `serde_json` has it, which is the same.
pub(crate) fn write(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) -> serde_json::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, JsNumbers))
}

/// Appends a text in quotes.
pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    let written = write(out, text);
    debug_assert!(written.is_ok(), "writing a text into memory does not fail");
}

/// Appends a finite number.
pub(crate) fn write_number(out: &mut Vec<u8>, number: f64) {
    out.extend_from_slice(ryu_js::Buffer::new().format(number).as_bytes());
}

/// `1.0` is `1`, `1e21` is `1e+21`.
struct JsNumbers;

impl Formatter for JsNumbers {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(ryu_js::Buffer::new().format_finite(value).as_bytes())
    }

    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        writer.write_all(ryu_js::Buffer::new().format_finite(value).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn numbers_as_javascript_writes_them() {
        let numbers = (1.0, 1e21, 1e-7, -0.0, 0.1 + 0.2, 5e-324, f64::NAN, 123_456_789_012_u64, 1.5_f32);
        let mut out = Vec::new();
        write(&mut out, &numbers).expect("numbers serialize");
        assert_eq!(
            String::from_utf8(out).expect("UTF-8"),
            "[1,1e+21,1e-7,0,0.30000000000000004,5e-324,null,123456789012,1.5]"
        );
    }
}
