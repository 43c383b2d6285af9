//! Values of payloads, headers and claims: right ones, those at an edge, and those of a wrong type.

use crate::{NOW, json::Json, random::Random};

/// Few enough that what is expected and what is there are often the same.
pub(crate) const TEXTS: &[&str] = &["a", "b", "urn:x", "", "é", "A", "a ", "undefined", "null", "5"];

pub(crate) fn text(random: &mut Random) -> Json {
    if random.one_in(8) { Json::Text(random.text()) } else { (*random.pick(TEXTS)).into() }
}

pub(crate) fn boolean(random: &mut Random) -> Json {
    Json::Bool(random.one_in(2))
}

pub(crate) fn texts(random: &mut Random) -> Json {
    Json::List((0..random.below(4)).map(|_| text(random)).collect())
}

pub(crate) fn text_or_texts(random: &mut Random) -> Json {
    if random.one_in(2) { text(random) } else { texts(random) }
}

/// A moment: mostly around now, to the second.
pub(crate) fn date(random: &mut Random) -> Json {
    const EDGES: &[f64] =
        &[0.0, -0.0, 1.0, -1.0, 0.5, 1e9, 1e10, 8.64e12, 8.64e12 + 1.0, 1e20, 1e21, f64::MAX, -1e300, 5e-324];
    match random.below(10) {
        0 => Json::Number(*random.pick(EDGES)),
        1 => Json::Number(NOW as f64 + *random.pick(&[0.5, -0.5, 0.001, -0.001, 0.123])),
        2 | 3 => Json::Int(NOW + *random.pick(&[-1, 0, 1])),
        _ => Json::Int(NOW - 100 + i64::try_from(random.below(200)).unwrap()),
    }
}

/// A number of seconds.
pub(crate) fn seconds(random: &mut Random) -> Json {
    const EDGES: &[f64] = &[0.0, -0.0, -1.0, 1.0, 0.5, -0.5, 1e-7, 1e15, 9_007_199_254_740_993.0, 1e21, f64::MAX];
    match random.below(4) {
        0 => Json::Number(*random.pick(EDGES)),
        1 => Json::Int(0),
        _ => Json::Int(i64::try_from(random.below(200)).unwrap() - 50),
    }
}

/// A number of seconds, or a time span as text.
pub(crate) fn span(random: &mut Random) -> Json {
    const SPANS: &[&str] = &[
        "1h",
        "10s",
        "-10s",
        "60",
        "1500",
        "0",
        "",
        "1.5 days",
        ".5h",
        "-.5s",
        "5.",
        "1e3",
        " 1s",
        "1s ",
        "2 Days",
        "1w",
        "1y",
        "100 years",
        "1h 30m",
        "1h30m",
        "1day 2h",
        "1mo",
        "1 fortnight",
        "1M",
        "1ms",
        "0.999s",
        "٣s",
        "1\u{a0}s",
        "99999999999999999999",
        "1us",
        "5 min",
        "5  hrs",
        "--1s",
        "+1s",
        "Infinity",
        "NaN",
        "10m 10",
        "1ſ",
        "1 s1",
    ];
    match random.below(8) {
        0..=2 => (*random.pick(SPANS)).into(),
        3 => {
            let number = i64::try_from(random.below(300)).unwrap() - 100;
            let fraction = if random.one_in(3) { format!(".{}", random.below(2000)) } else { String::new() };
            let units = ["", "ms", "s", " s", "secs", " m", "Hours", "d", "WEEKS", "yr", " msecs", "x", "mi"];
            Json::Text(format!("{number}{fraction}{}", random.pick(&units)))
        }
        4 => Json::Number(random.pick(&[0.5, 1.5, -0.5]) + 1.0),
        _ => seconds(random),
    }
}

/// Of any type.
pub(crate) fn any(random: &mut Random, depth: usize) -> Json {
    match random.below(if depth == 0 { 8 } else { 11 }) {
        0 => Json::Null,
        1 => boolean(random),
        2 => number(random),
        3 => date(random),
        4 | 5 => text(random),
        6 => Json::Text(random.text()),
        7 => Json::Int(0),
        8 => Json::List((0..random.below(4)).map(|_| any(random, depth - 1)).collect()),
        _ => object(random, depth - 1),
    }
}

fn number(random: &mut Random) -> Json {
    match random.below(4) {
        0 => Json::Int(i64::from_le_bytes(random.bits().to_le_bytes()) >> random.below(64)),
        1 => Json::Number(f64::from_bits(random.bits())),
        2 => seconds(random),
        _ => Json::Number(random.below(1_000_000) as f64 / 10_f64.powi(i32::try_from(random.below(20)).unwrap())),
    }
    .finite()
}

impl Json {
    /// JSON knows no other numbers.
    fn finite(self) -> Self {
        if matches!(self, Self::Number(number) if !number.is_finite()) { Self::Int(-1) } else { self }
    }
}

const NAMES: &[&str] = &[
    "foo",
    "a",
    "b",
    "role",
    "é",
    "",
    "x y",
    "\"",
    "10",
    "2",
    "0",
    "01",
    "-1",
    "1.5",
    "4294967295",
    "length",
    "toJSON",
    "exp ",
    "EXP",
    "iat\0",
    "nonce",
];

/// Names that mean something to JavaScript or to `serde_json`.
const SPECIAL: &[&str] = &[
    "toString",
    "constructor",
    "__proto__",
    "hasOwnProperty",
    "$serde_json::private::RawValue",
    "$serde_json::private::Number",
];

pub(crate) fn name(random: &mut Random) -> String {
    match random.below(60) {
        0 => random.name(SPECIAL).to_owned(),
        1..=8 => random.text(),
        _ => random.name(NAMES).to_owned(),
    }
}

/// No member stands twice.
pub(crate) fn object(random: &mut Random, depth: usize) -> Json {
    let mut members = Vec::new();
    for _ in 0..random.below(4) {
        let name = name(random);
        let value = any(random, depth);
        add(&mut members, name, value, random);
    }
    Json::Object(members)
}

/// At a random place, unless there is one of this name.
pub(crate) fn add(members: &mut Vec<(String, Json)>, name: String, value: Json, random: &mut Random) {
    if members.iter().all(|(known, _)| *known != name) {
        members.insert(random.below(members.len() + 1), (name, value));
    }
}

/// An object with some of the registered claims, and others.
pub(crate) fn claims(random: &mut Random) -> Json {
    let mut members = if random.one_in(3) { object(random, 2).members().to_vec() } else { Vec::new() };
    for claim in ["iat", "exp", "nbf", "aud", "iss", "sub", "jti", "nonce"] {
        if random.one_in(3) {
            let value = match claim {
                _ if random.one_in(15) => any(random, 1),
                "iat" | "exp" | "nbf" => date(random),
                "aud" => text_or_texts(random),
                _ => text(random),
            };
            add(&mut members, claim.to_owned(), value, random);
        }
    }
    Json::Object(members)
}
