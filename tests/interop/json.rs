//! Payloads for both sides: JSON whose members keep their order, read from text or made at random.

use serde_json::Value;

pub(crate) use crate::ordered::Json;

impl Json {
    #[track_caller]
    pub(crate) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    pub(crate) fn has_member(&self, name: &str) -> bool {
        matches!(self, Self::Object(members) if members.iter().any(|(known, _)| known == name))
    }

    /// Whether `value` is this to JavaScript, where all numbers are doubles and none is `NaN` in JSON.
    pub(crate) fn is(&self, value: &Value) -> bool {
        match self {
            Self::Bool(bool) => value == bool,
            Self::Int(int) => value.as_f64() == Some(*int as f64),
            Self::Number(number) if number.is_finite() => value.as_f64() == Some(*number),
            Self::Null | Self::Number(_) => value.is_null(),
            Self::Text(text) => value == text,
            Self::List(items) => value.as_array().is_some_and(|values| {
                items.len() == values.len() && items.iter().zip(values).all(|(item, value)| item.is(value))
            }),
            Self::Object(members) => value.as_object().is_some_and(|values| {
                let is_same = |(name, member): &(String, Json)| values.get(name).is_some_and(|value| member.is(value));
                members.len() == values.len() && members.iter().all(is_same)
            }),
        }
    }
}

impl From<Option<&str>> for Json {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Self::Null, Self::from)
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        Self::read(&value.to_string())
    }
}

/// Marsaglia's xorshift64: the same payloads from the same seed, everywhere.
pub(crate) struct Random(u64);

/// 2^53 - 1: up to here a double holds every integer.
const MAX_SAFE_INTEGER: i64 = (1 << 53) - 1;

const CHARS: &[char] = &[
    'a',
    'b',
    'Z',
    '_',
    '-',
    ' ',
    '7',
    '"',
    '\\',
    '/',
    '\'',
    '<',
    '>',
    '&',
    '\0',
    '\u{1}',
    '\u{8}',
    '\t',
    '\n',
    '\u{b}',
    '\u{c}',
    '\r',
    '\u{1f}',
    '\u{7f}',
    '\u{80}',
    'é',
    'ß',
    'я',
    '漢',
    '\u{2028}',
    '\u{2029}',
    '\u{d7ff}',
    '\u{e000}',
    '\u{feff}',
    '\u{ffff}',
    '😀',
    '𝒳',
    '\u{10ffff}',
    '\u{301}',
    '\u{200d}',
];

const NUMBERS: &[f64] = &[
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.1,
    1.5,
    1e20,
    1e21,
    -1e21,
    123_456_789_012_345_680_000.0,
    1e-6,
    1e-7,
    1.5e-7,
    5e-324,
    f64::MAX,
    f64::MIN,
    f64::MIN_POSITIVE,
    f64::EPSILON,
    9_007_199_254_740_991.0,
    9_007_199_254_740_992.0,
    4.35,
    0.000_001,
    1_700_000_000.123,
    f64::NAN,
    f64::INFINITY,
];

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }

    fn text(&mut self) -> String {
        (0..self.below(12)).map(|_| *self.pick(CHARS)).collect()
    }

    fn safe_integer(&mut self) -> i64 {
        let limit = 1 << self.below(54);
        let int = i64::try_from(self.next() % limit).unwrap().min(MAX_SAFE_INTEGER);
        if self.one_in(3) { -int } else { int }
    }

    fn number(&mut self) -> Json {
        match self.below(4) {
            0 => Json::Int(self.safe_integer()),
            1 => Json::Number(*self.pick(NUMBERS)),
            2 => Json::Number(self.safe_integer() as f64 / 10_f64.powi(i32::try_from(self.below(30)).unwrap())),
            _ => Json::Number(f64::from_bits(self.next())),
        }
    }

    fn value(&mut self, depth: usize) -> Json {
        match self.below(if depth == 0 { 7 } else { 9 }) {
            0 => Json::Null,
            1 => Json::Bool(self.one_in(2)),
            2..=4 => self.number(),
            5 | 6 => Json::Text(self.text()),
            7 => Json::List((0..self.below(4)).map(|_| self.value(depth - 1)).collect()),
            _ => self.object(depth - 1),
        }
    }

    fn object(&mut self, depth: usize) -> Json {
        let mut object = Json::Object(Vec::new());
        for _ in 0..self.below(6) {
            let name = self.name();
            self.add(&mut object, name, |random| random.value(depth));
        }
        object
    }

    /// No array index, which JavaScript would move to the front.
    fn name(&mut self) -> String {
        let name = self.text();
        if name.starts_with(|char: char| char.is_ascii_digit()) { format!("n{name}") } else { name }
    }

    fn add(&mut self, object: &mut Json, name: String, value: impl FnOnce(&mut Self) -> Json) {
        if !object.has_member(&name) {
            let value = value(self);
            let Json::Object(members) = object else { panic!("no object") };
            let at = self.below(members.len() + 1);
            members.insert(at, (name, value));
        }
    }

    /// An object that can be signed, with some registered claims.
    pub(crate) fn payload(&mut self) -> Json {
        let mut payload = self.object(3);
        for claim in ["iat", "exp", "nbf"] {
            if self.one_in(6) {
                self.add(&mut payload, claim.to_owned(), |random| {
                    Json::Int(1_600_000_000 + random.safe_integer() % 1_000_000)
                });
            }
        }
        for claim in ["aud", "iss", "sub", "jti"] {
            if self.one_in(6) {
                self.add(&mut payload, claim.to_owned(), |random| random.value(1));
            }
        }
        payload
    }
}
