//! JSON grown from bytes: claims, headers and nesting that mutated text seldom hits, and now and then a mistake.

use arbitrary::{Result, Unstructured};

/// The moment at which tokens are verified.
pub const NOW: i64 = 1_700_000_000;

const NAMES: &[&str] = &[
    "exp",
    "nbf",
    "iat",
    "aud",
    "iss",
    "sub",
    "jti",
    "nonce",
    "\\u0065xp",
    "\\u006ebf",
    "alg",
    "typ",
    "kid",
    "crit",
    "b64",
    "cty",
    "a",
    "b",
    "c",
    "",
    "kind",
    "t",
    "Left",
    "Right",
    "5",
    "7",
    "true",
    "private",
    "\\u0061",
    "e",
    "kty",
    "keys",
    "$serde_json::private::Number",
    "$serde_json::private::RawValue",
    "\\ud800",
    "\u{e9}",
];

const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-0.0",
    "1",
    "5",
    "1e400",
    "-1e400",
    "1e308",
    "5e-324",
    "0.1",
    "1.50",
    "1E2",
    "1700000000",
    "1699999999",
    "1700000001",
    "1700000000.5",
    "4102444800",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "\"\"",
    "\"urn:a\"",
    "\"urn:\\u0061\"",
    "\"urn:me\"",
    "\"JWT\"",
    "\"jwt\"",
    "\"application/jwt\"",
    "\"HS256\"",
    "\"HS512\"",
    "\"none\"",
    "\"alice\"",
    "\"5\"",
    "\"\\ud800\"",
    "\"\\ud83d\\ude00\"",
    "\"\u{e9}\"",
    "[]",
    "{}",
    "[\"urn:a\"]",
    "[\"urn:b\",5]",
    "[[]]",
    "[null]",
    "{\"a\":1,\"a\":2}",
    "{\"\\u0061\":1,\"a\":2}",
    "\"Left\"",
    "{\"Left\":1}",
    "{\"Left\":{\"a\":1}}",
    "01",
    "+1",
    ".5",
    "1.",
    "nul",
    "\"\u{1}\"",
];

const DEEPEST: usize = 12;

/// A text of the bytes: themselves if they are ASCII at first, else JSON grown from what follows.
pub fn text(data: &[u8]) -> Vec<u8> {
    match data.split_first() {
        Some((first, rest)) if *first >= 0x80 => document(&mut Unstructured::new(rest)),
        Some(_) | None => data.to_vec(),
    }
}

/// An object, mostly.
pub fn document(u: &mut Unstructured<'_>) -> Vec<u8> {
    let mut json = String::new();
    let grown = if u.ratio(1, 16).unwrap_or_default() { value(u, &mut json, 0) } else { object(u, &mut json, 0) };
    // A text that broke off where the bytes ended is as good as any.
    if grown.is_err() {
        json.push('}');
    }
    json.into_bytes()
}

fn object(u: &mut Unstructured<'_>, json: &mut String, depth: usize) -> Result<()> {
    json.push('{');
    for index in 0..members(u)? {
        if index > 0 {
            json.push(',');
        }
        json.push('"');
        match u.choose(NAMES)? {
            // One of many, so that an object may have more members than are kept in place.
            &"private" => json.push_str(&format!("m{}", u.int_in_range(0..=40)?)),
            name => json.push_str(name),
        }
        json.push_str("\":");
        value(u, json, depth + 1)?;
    }
    json.push('}');
    mistake(u, json)
}

fn value(u: &mut Unstructured<'_>, json: &mut String, depth: usize) -> Result<()> {
    match u.int_in_range(0..=15)? {
        0 | 1 if depth < DEEPEST => object(u, json, depth),
        2 if depth < DEEPEST => {
            json.push('[');
            for index in 0..members(u)? {
                if index > 0 {
                    json.push(',');
                }
                value(u, json, depth + 1)?;
            }
            json.push(']');
            Ok(())
        }
        3 => {
            let around = NOW + i64::from(u.arbitrary::<i8>()?);
            json.push_str(&around.to_string());
            Ok(())
        }
        4 => {
            let levels = usize::from(u.arbitrary::<u8>()?);
            json.push_str(&format!("{}1{}", "[".repeat(levels), "]".repeat(levels)));
            Ok(())
        }
        _ => {
            json.push_str(u.choose(VALUES)?);
            Ok(())
        }
    }
}

fn members(u: &mut Unstructured<'_>) -> Result<usize> {
    Ok(match u.int_in_range(0..=31)? {
        // More than are kept in place.
        31 => 20,
        count => count % 6,
    })
}

fn mistake(u: &mut Unstructured<'_>, json: &mut String) -> Result<()> {
    if u.ratio(1, 64)? {
        json.push(*u.choose(&[' ', ',', '}', ']', '"', '\\', '0', '\n'])?);
    }
    Ok(())
}
