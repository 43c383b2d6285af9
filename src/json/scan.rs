//! One pass over the text of a JSON object, for the claims of payloads and the parameters of headers.
//!
//! The common case is read here: strings without escapes, whole numbers, `true`, `false` and `null`. Every other value
//! is read by [`Strict`] through `serde_json`, which also tells where the value ends. So both accept the same texts.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Error, IgnoredAny};

use super::{ClaimValue, Strict, Walk, strict::MAX_DEPTH};

/// The text is not a strict JSON object. [`why_refused`] tells what is wrong with it.
#[derive(Debug)]
pub(crate) struct Refused;

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
        scanner.expect(b'{')?;
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
            self.expect(b',')?;
            self.skip_whitespace();
        }
        self.is_first = false;
        if self.peek() != Some(b'"') {
            return Err(Refused);
        }
        let name = self.string()?;
        self.skip_whitespace();
        self.expect(b':')?;
        self.skip_whitespace();
        Ok(Some(name))
    }

    /// The value of the field whose name was read last. The items of an array are kept only on demand.
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

    #[inline]
    fn string(&mut self) -> Result<Cow<'de, str>, Refused> {
        let start = self.at + 1;
        let end = start + plain_length(self.json.as_bytes().get(start..).unwrap_or_default());
        if self.json.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return self.json.get(start..end).map(Cow::Borrowed).ok_or(Refused);
        }
        match self.strict(false)? {
            ClaimValue::String(string) => Ok(string),
            ClaimValue::Null
            | ClaimValue::Bool(_)
            | ClaimValue::Number(_)
            | ClaimValue::Array(_)
            | ClaimValue::Object => Err(Refused),
        }
    }

    fn literal(&mut self, literal: &str, value: ClaimValue<'de>) -> Result<ClaimValue<'de>, Refused> {
        if !self.json.get(self.at..).is_some_and(|rest| rest.starts_with(literal)) {
            return Err(Refused);
        }
        self.at += literal.len();
        Ok(value)
    }

    /// Digits, as many as a double holds exactly, with nothing behind them that belongs to a number.
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

    /// Everything that is not plain.
    #[inline(never)]
    fn strict(&mut self, keep_items: bool) -> Result<ClaimValue<'de>, Refused> {
        let mut reader = serde_json::Deserializer::from_str(self.json.get(self.at..).ok_or(Refused)?);
        // The object that is being scanned is one level.
        let seed = Strict { keep_items, depth: MAX_DEPTH - 1 };
        let value = seed.deserialize(&mut reader).map_err(|_| Refused)?;
        self.at += reader.into_iter::<IgnoredAny>().byte_offset();
        Ok(value)
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.json.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Result<(), Refused> {
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

/// What is wrong with a text that was refused, and where: as `serde_json` and [`Strict`] say it of the whole text.
#[cold]
pub(crate) fn why_refused(json: &str) -> serde_json::Error {
    match serde_json::from_str::<Walk>(json) {
        Err(error) => error,
        Ok(Walk) => Error::custom("not a strict JSON object"),
    }
}

/// How many bytes of a string come before its first quote, backslash or control character. Looks at eight bytes at once.
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

/// Sets the top bit of each byte that is a quote, a backslash or a control character. Subtracting from all bytes at once
/// can also set the bit of a byte above such a one; the lowest bit that is set is exact.
const fn special_bytes(bytes: u64) -> u64 {
    const fn all(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    let (quotes, backslashes) = (bytes ^ all(b'"'), bytes ^ all(b'\\'));
    let control = bytes.wrapping_sub(all(0x20)) & !bytes;
    let quote = quotes.wrapping_sub(all(1)) & !quotes;
    let backslash = backslashes.wrapping_sub(all(1)) & !backslashes;
    (control | quote | backslash) & all(0x80)
}
