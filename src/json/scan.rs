//! One pass over a JSON object, for the claims of payloads and the parameters of headers.
//!
//! The common case is read here: strings without escapes, whole numbers, `true`, `false` and `null`. Every other value
//! is read by [`Strict`] through `serde_json`, which also tells where the value ends. So both accept the same JSON.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Error, IgnoredAny};

use super::{ClaimValue, NameError, Strict, Walk};

/// The input is not a strict JSON object. [`why_refused`] says what is wrong with it.
#[derive(Debug)]
pub(crate) struct Refused;

impl From<NameError> for Refused {
    fn from(_: NameError) -> Self {
        Self
    }
}

/// Reads the fields of an object in their order. A name must be followed by a call of `value`.
pub(crate) struct ObjectScanner<'de> {
    json: &'de str,
    at: usize,
    is_first: bool,
}

impl<'de> ObjectScanner<'de> {
    /// Reads the opening brace.
    pub(crate) fn new(json: &'de str) -> Result<Self, Refused> {
        let mut scanner = Self { json, at: 0, is_first: true };
        scanner.skip_whitespace();
        scanner.symbol(b'{')?;
        Ok(scanner)
    }

    /// The name of the next field. At the closing brace it is `None`, and nothing may follow the object.
    #[inline]
    pub(crate) fn name(&mut self) -> Result<Option<Cow<'de, str>>, Refused> {
        self.skip_whitespace();
        if self.peek() == Some(b'}') {
            self.at += 1;
            self.skip_whitespace();
            return if self.at == self.json.len() { Ok(None) } else { Err(Refused) };
        }
        if !self.is_first {
            self.symbol(b',')?;
            self.skip_whitespace();
        }
        self.is_first = false;
        if self.peek() != Some(b'"') {
            return Err(Refused);
        }
        let name = self.string()?;
        self.skip_whitespace();
        self.symbol(b':')?;
        self.skip_whitespace();
        Ok(Some(name))
    }

    /// The value of the field whose name was read last. The items of an array are kept only if requested.
    #[inline]
    pub(crate) fn value(&mut self, keep_items: bool) -> Result<ClaimValue<'de>, Refused> {
        match self.peek().ok_or(Refused)? {
            b'"' => self.string().map(ClaimValue::String),
            b'0'..=b'9' => match self.whole_number() {
                Some(number) => Ok(ClaimValue::Number(number)),
                None => self.strict(keep_items),
            },
            b't' => self.literal("true", ClaimValue::Bool(true)),
            b'f' => self.literal("false", ClaimValue::Bool(false)),
            b'n' => self.literal("null", ClaimValue::Null),
            _ => self.strict(keep_items),
        }
    }

    #[expect(
        clippy::inline_always,
        reason = "a call for each name and each string costs 5 % of `verify_without_crypto`"
    )]
    #[inline(always)]
    fn string(&mut self) -> Result<Cow<'de, str>, Refused> {
        let start = self.at + 1;
        let end = start + plain_length(self.json.as_bytes().get(start..).unwrap_or_default());
        if self.json.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return self.json.get(start..end).map(Cow::Borrowed).ok_or(Refused);
        }
        let ClaimValue::String(string) = self.strict(false)? else { return Err(Refused) };
        Ok(string)
    }

    fn literal(&mut self, literal: &str, value: ClaimValue<'de>) -> Result<ClaimValue<'de>, Refused> {
        if !self.json.get(self.at..).is_some_and(|rest| rest.starts_with(literal)) {
            return Err(Refused);
        }
        self.at += literal.len();
        Ok(value)
    }

    /// Digits, as many as a double represents exactly, and then nothing that belongs to a number.
    #[expect(clippy::cast_precision_loss, reason = "fifteen digits are below 2^53")]
    #[inline]
    fn whole_number(&mut self) -> Option<f64> {
        let (mut number, mut end) = (0, self.at);
        while let Some(digit @ b'0'..=b'9') = self.json.as_bytes().get(end) {
            number = number * 10 + u64::from(digit - b'0');
            end += 1;
            if end - self.at > 15 {
                return None;
            }
        }
        let has_leading_zero = end - self.at > 1 && self.peek() == Some(b'0');
        if has_leading_zero || matches!(self.json.as_bytes().get(end), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        self.at = end;
        Some(number as f64)
    }

    /// Every other value.
    #[inline(never)]
    fn strict(&mut self, keep_items: bool) -> Result<ClaimValue<'de>, Refused> {
        let mut reader = serde_json::Deserializer::from_str(self.json.get(self.at..).ok_or(Refused)?);
        let value = Strict::in_object(keep_items).deserialize(&mut reader).map_err(|_| Refused)?;
        self.at += reader.into_iter::<IgnoredAny>().byte_offset();
        Ok(value)
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.json.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn symbol(&mut self, byte: u8) -> Result<(), Refused> {
        if self.peek() != Some(byte) {
            return Err(Refused);
        }
        self.at += 1;
        Ok(())
    }

    #[inline]
    fn skip_whitespace(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }
}

/// What is wrong with input that was refused, and where: what `serde_json` and [`Strict`] report for the whole input.
#[cold]
pub(crate) fn why_refused(json: &str) -> serde_json::Error {
    match serde_json::from_str::<Walk>(json) {
        Err(error) => error,
        Ok(Walk) => Error::custom("not a strict JSON object"),
    }
}

/// How many bytes of a string come before its first quote, backslash or control character. Looks at eight bytes at
/// once.
#[inline]
fn plain_length(string: &[u8]) -> usize {
    let (chunks, rest) = string.as_chunks();
    for (index, chunk) in chunks.iter().enumerate() {
        let special = special_bytes(u64::from_le_bytes(*chunk));
        if special != 0 {
            return index * 8 + special.trailing_zeros() as usize / 8;
        }
    }
    let plain = rest.iter().take_while(|byte| !matches!(byte, ..0x20 | b'"' | b'\\')).count();
    chunks.len() * 8 + plain
}

/// Sets the top bit of each byte that is a quote, a backslash or a control character. Subtracting from all bytes at
/// once can also set the bit of a byte above such a byte; the lowest bit that is set is exact.
const fn special_bytes(bytes: u64) -> u64 {
    const fn all(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    // With one bit flipped, the quote is next above the control characters, and the space above it.
    let flipped = bytes ^ all(0x02);
    let controls_and_quotes = flipped.wrapping_sub(all(0x21)) & !flipped;
    let backslashes = bytes ^ all(b'\\');
    let backslashes = backslashes.wrapping_sub(all(1)) & !backslashes;
    (controls_and_quotes | backslashes) & all(0x80)
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use serde::{
        Deserialize, Deserializer,
        de::{Error, MapAccess, Visitor},
    };

    use super::{ClaimValue, ObjectScanner, Refused, Strict, plain_length, why_refused};
    use crate::json::{FieldNames, strict::Name};

    type Fields = Vec<(String, ClaimValue<'static>)>;

    /// The fields of an object, by the scanner.
    fn scanned(json: &str) -> Result<Fields, Refused> {
        let (mut fields, mut names) = (Fields::new(), FieldNames::default());
        let mut object = ObjectScanner::new(json)?;
        while let Some(name) = object.name()? {
            fields.push((name.to_string(), object.value(true)?.to_static()));
            names.insert(name)?;
        }
        Ok(fields)
    }

    /// The fields of an object, by `serde_json` alone.
    struct Reference(Fields);

    impl<'de> Deserialize<'de> for Reference {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Object;

            impl<'de> Visitor<'de> for Object {
                type Value = Reference;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Reference, A::Error> {
                    let (mut fields, mut names) = (Fields::new(), FieldNames::default());
                    while let Some(Name(name)) = map.next_key()? {
                        let value = map.next_value_seed(Strict::in_object(true))?;
                        fields.push((name.to_string(), value.to_static()));
                        names.insert(name).map_err(A::Error::custom)?;
                    }
                    Ok(Reference(fields))
                }
            }

            deserializer.deserialize_map(Object)
        }
    }

    #[track_caller]
    fn agrees(json: &str) {
        let expected = serde_json::from_str::<Reference>(json).ok().map(|Reference(fields)| fields);
        assert_eq!(scanned(json).ok(), expected, "{json:?}");
    }

    const OBJECTS: [&str; 9] = [
        "{}",
        r#" { "iss" : "https://issuer.example" , "exp":1700000000,"nbf":0,"ok":true,"no":false,"x":null } "#,
        r#"{"aud":["a","b\u0063",[1,{}],null,-1.5e3],"n":{"a":[],"b":{"c":1}}}"#,
        r#"{"":"","a\tb":"\"\\\u00e9","\u0061":"é\ud83d\ude00"}"#,
        r#"{"a":123456789012345,"b":1234567890123456,"c":12345678901234567890,"d":-0,"e":1.0,"f":1e400}"#,
        r#"{"twice":1,"once":2,"twic\u0065":3}"#,
        r#"{"a":{"b":1,"b":2}}"#,
        r#"{"a":{"$serde_json::private::Number":"1"}}"#,
        "{\"eight888\":\"sixteen8sixteen8\",\"é\":\"\u{1F600}\u{7f}\",\"bad\":\"a\u{1f}b\"}",
    ];

    #[test]
    fn the_scanner_accepts_exactly_what_serde_json_and_strict_accept() {
        for object in OBJECTS {
            agrees(object);
            for cut in 0..object.len() {
                if let (Some(head), Some(tail)) = (object.get(..cut), object.get(cut..)) {
                    agrees(head);
                    agrees(&format!("{object}{tail}"));
                    let rest: String = tail.chars().skip(1).collect();
                    agrees(&format!("{head}{rest}"));
                    for replacement in
                        ["\"", "\\", "{", "}", "[", "]", ",", ":", "0", "5", ".", "e", "-", "t", " ", "\n", "\u{b}"]
                    {
                        agrees(&format!("{head}{replacement}{rest}"));
                        agrees(&format!("{head}{replacement}{tail}"));
                    }
                }
            }
        }
    }

    #[test]
    fn depth_ends_at_the_same_level() {
        for depth in 120..135 {
            agrees(&format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth)));
            agrees(&format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth)));
        }
    }

    #[test]
    fn plain_lengths_end_at_the_first_special_byte() {
        for length in 0..40 {
            for place in 0..length {
                for byte in 0..=u8::MAX {
                    let mut string = vec![b'!'; length];
                    string[place] = byte;
                    let is_special = byte < 0x20 || byte == b'"' || byte == b'\\';
                    assert_eq!(plain_length(&string), if is_special { place } else { length }, "{byte} at {place}");
                    string.fill(byte);
                    assert_eq!(plain_length(&string), if is_special { 0 } else { length }, "{byte}");
                }
            }
        }
    }

    #[test]
    fn errors_say_what_is_wrong_and_where() {
        for (json, error) in [
            (r#"{"a":1,"a":2}"#, "duplicate field name at line 1 column 10"),
            (r#"{"a":1"#, "EOF while parsing an object at line 1 column 6"),
            (r#"{"a":1} x"#, "trailing characters at line 1 column 9"),
            ("{\"a\":\n[1,}", "expected value at line 2 column 4"),
        ] {
            assert!(scanned(json).is_err());
            assert_eq!(why_refused(json).to_string(), error);
        }
    }
}
