//! The payload of a token that is being signed. It is written once, and its claims are noted while it is written.

use std::{borrow::Cow, collections::HashSet, fmt, io, ops::Range};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    claims::Registered,
    error::{PayloadKind, SignError},
    json::{self, Form},
};

/// A payload's bytes, and what signing must know about them.
#[derive(Debug)]
pub(crate) struct WrittenPayload {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: PayloadKind,
    iat: Option<Field>,
    /// The registered claims that are present, one bit each.
    registered: u8,
}

impl WrittenPayload {
    /// Serializes a payload.
    pub(crate) fn new(payload: &(impl Serialize + ?Sized)) -> Result<Self, SignError> {
        let mut output = Output::new();
        let form = json::write_payload(&mut output, payload).map_err(SignError::payload)?;
        output.check()?;
        let Output { mut bytes, registered, iat, .. } = output;
        let kind = match (form, bytes.first()) {
            (Form::Bytes, _) => PayloadKind::Bytes,
            (Form::Json, Some(b'{')) => PayloadKind::Object,
            (Form::Raw, Some(b'{')) => return Self::new(&read::<RawObject<'_>>(&bytes)?),
            (Form::Json | Form::Raw, Some(b'"')) => {
                bytes = read::<String>(&bytes)?.into_bytes();
                PayloadKind::Text
            }
            (Form::Json | Form::Raw, Some(b't' | b'f')) => PayloadKind::Boolean,
            (Form::Json | Form::Raw, Some(b'-' | b'0'..=b'9')) => PayloadKind::Number,
            // An array, or `null`.
            (Form::Json | Form::Raw, Some(_) | None) => return Err(SignError::PayloadNotAnObject),
        };
        Ok(Self { bytes, kind, iat, registered })
    }

    /// Where `iat` is.
    pub(crate) fn iat(&self) -> Option<Range<usize>> {
        self.iat.map(|field| field.start..field.end)
    }

    /// The value of `iat`.
    pub(crate) fn issued_at(&self) -> Option<f64> {
        self.iat.and_then(|field| number(field.value(&self.bytes)))
    }

    /// Whether the payload has this claim.
    pub(crate) const fn contains(&self, claim: Registered) -> bool {
        self.registered & bit(claim) != 0
    }
}

const fn bit(claim: Registered) -> u8 {
    1 << claim as u8
}

/// Where a field of the top-level object is: `"name":value`.
#[derive(Debug, Clone, Copy, Default)]
struct Field {
    start: usize,
    colon: usize,
    end: usize,
}

impl Field {
    /// The name as JSON, without the quotes.
    fn name(self, json: &[u8]) -> &[u8] {
        json.get(self.start + 1..self.colon - 1).unwrap_or_default()
    }

    fn value(self, json: &[u8]) -> &[u8] {
        json.get(self.colon + 1..self.end).unwrap_or_default()
    }
}

/// The output of a payload. It is flushed after each name and each value of the top-level object.
struct Output {
    bytes: Vec<u8>,
    /// Where the current field starts.
    start: usize,
    /// Where its name ended; 0 if it has not ended.
    colon: usize,
    registered: u8,
    iat: Option<Field>,
    /// The first date that is not a number.
    not_a_number: Option<Registered>,
    /// The first field with a duplicate name.
    duplicate: Option<Field>,
    /// The fields that are not registered claims. The names of the first few are compared one by one.
    few: [Field; 16],
    count: usize,
    /// The names of all others are hashed, so that many take linear time.
    more: Option<HashSet<Vec<u8>>>,
}

impl Output {
    fn new() -> Self {
        Self {
            bytes: Vec::with_capacity(256),
            // After the bracket.
            start: 1,
            colon: 0,
            registered: 0,
            iat: None,
            not_a_number: None,
            duplicate: None,
            few: [Field::default(); 16],
            count: 0,
            more: None,
        }
    }

    /// A date that is not a number is an error. So are two fields with the same name, because readers would disagree on
    /// which value counts.
    fn check(&self) -> Result<(), SignError> {
        if let Some(claim) = self.not_a_number {
            return Err(SignError::ClaimNotANumber { claim: claim.name() });
        }
        let Some(field) = self.duplicate else { return Ok(()) };
        let name = self.bytes.get(field.start..field.colon).unwrap_or_default();
        Err(SignError::DuplicateClaim { claim: read(name)? })
    }

    fn end_field(&mut self) {
        let field = Field { start: self.start, colon: self.colon, end: self.bytes.len() };
        // After the comma.
        (self.start, self.colon) = (field.end + 1, 0);
        let is_new = match Registered::of(field.name(&self.bytes)) {
            Some(claim) => self.add_registered(claim, field),
            None => self.add_other(field),
        };
        if !is_new {
            self.duplicate.get_or_insert(field);
        }
    }

    /// Whether the claim is the first of its name.
    #[inline]
    fn add_registered(&mut self, claim: Registered, field: Field) -> bool {
        let is_date = matches!(claim, Registered::Exp | Registered::Nbf | Registered::Iat);
        if is_date && !is_number(field.value(&self.bytes)) {
            self.not_a_number.get_or_insert(claim);
        }
        if claim == Registered::Iat {
            self.iat = Some(field);
        }
        let is_new = self.registered & bit(claim) == 0;
        self.registered |= bit(claim);
        is_new
    }

    /// Whether the name is not a duplicate.
    #[inline]
    fn add_other(&mut self, field: Field) -> bool {
        let name = field.name(&self.bytes);
        if self.few.iter().take(self.count).any(|known| known.name(&self.bytes) == name) {
            return false;
        }
        match self.few.get_mut(self.count) {
            Some(free) => {
                *free = field;
                self.count += 1;
                true
            }
            None => self.more.get_or_insert_default().insert(name.to_vec()),
        }
    }
}

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    #[inline]
    fn flush(&mut self) -> io::Result<()> {
        if self.colon == 0 {
            self.colon = self.bytes.len();
        } else {
            self.end_field();
        }
        Ok(())
    }
}

/// Whether JSON is a number in a double's range. Most dates have few digits.
fn is_number(json: &[u8]) -> bool {
    (matches!(json.len(), 1..16) && json.iter().all(u8::is_ascii_digit)) || number(json).is_some()
}

/// The value of a number; `None` for any other JSON, and for a number that is out of a double's range.
fn number(json: &[u8]) -> Option<f64> {
    serde_json::from_slice(json).ok().filter(|number: &f64| number.is_finite())
}

fn read<'j, T: Deserialize<'j>>(json: &'j [u8]) -> Result<T, SignError> {
    serde_json::from_slice(json).map_err(SignError::payload)
}

/// An object that is JSON already, and is written again field by field.
struct RawObject<'j>(Vec<(Cow<'j, str>, &'j RawValue)>);

impl<'j> Deserialize<'j> for RawObject<'j> {
    fn deserialize<D: Deserializer<'j>>(deserializer: D) -> Result<Self, D::Error> {
        struct RawFields;

        impl<'j> Visitor<'j> for RawFields {
            type Value = RawObject<'j>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'j>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(field) = fields.next_entry()? {
                    list.push(field);
                }
                Ok(RawObject(list))
            }
        }

        deserializer.deserialize_map(RawFields)
    }
}

impl Serialize for RawObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
