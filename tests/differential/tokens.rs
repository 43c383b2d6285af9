//! Tokens as others make them, and broken ones.

use crate::{
    case::{Content, Key},
    json::{Json, Members},
    random::Random,
    token::{Damage, Token},
    values,
};

/// Any token, of this secret.
pub(crate) fn token(random: &mut Random, secret: &Key) -> Token {
    let alg = *random.pick(&["HS256", "HS384", "HS512"]);
    signed(random, (alg, secret.clone()))
}

/// Mostly right; else the header lies, the payload is odd, or the text is damaged.
pub(crate) fn signed(random: &mut Random, signer: (&'static str, Key)) -> Token {
    let mut token = if signer.0.starts_with("HS") {
        let alg = signer.0;
        Token { header: header(random, alg), payload: payload(random), signer: Some(signer), damage: Vec::new() }
    } else {
        of_pool(random, signer)
    };
    if random.one_in(12) {
        token.signer = None;
        token.header = header(random, "none");
    }
    if random.one_in(4) {
        token.damage = (0..=random.below(2)).map(|_| damage(random)).collect();
    }
    token
}

/// One of few, since asymmetric signatures are slow.
fn of_pool(random: &mut Random, signer: (&'static str, Key)) -> Token {
    const POOL: usize = 12;
    let mut of_pool = Random::of_case(0, random.below(POOL) as u64);
    let header =
        Content::Json(Json::Object(vec![("alg".to_owned(), signer.0.into()), ("typ".to_owned(), "JWT".into())]));
    Token { header, payload: Content::Json(values::claims(&mut of_pool)), signer: Some(signer), damage: Vec::new() }
}

fn header(random: &mut Random, alg: &str) -> Content {
    let mut members: Members = vec![("alg".to_owned(), alg.into())];
    if !random.one_in(5) {
        members.push(("typ".to_owned(), (*random.pick(&["JWT", "JWT", "JWT", "JWT", "jwt", "at+jwt", ""])).into()));
    }
    if !random.one_in(6) {
        return Content::Json(Json::Object(members));
    }
    match random.below(14) {
        0 => members[0].1 = (*random.pick(&["none", "HS256", "HS384", "RS256", "ES256", "hs256", "", "nOnE"])).into(),
        1 => members[0].1 = odd(random),
        2 => drop(members.remove(0)),
        3 => members.push(("crit".to_owned(), values::any(random, 1))),
        4 => members.push(("b64".to_owned(), values::any(random, 1))),
        5 => {
            let twice = random.pick(&members).clone();
            members.insert(random.below(members.len() + 1), twice);
        }
        6 => members.push((values::name(random), odd(random))),
        7 => members.push(("kid".to_owned(), Json::Text(random.text()))),
        8 => return Content::Json(odd(random)),
        9 => return Content::Bytes(Json::Object(members).write().replace(':', ": ").into_bytes()),
        10 => return Content::Bytes(format!("\u{feff}{}", Json::Object(members).write()).into_bytes()),
        11 => return Content::Bytes(not_utf8(&Json::Object(members), random)),
        12 => members.push(("typ".to_owned(), odd(random))),
        _ => members.push((values::name(random), values::any(random, 2))),
    }
    Content::Json(Json::Object(members))
}

fn payload(random: &mut Random) -> Content {
    let claims = values::claims(random);
    if !random.one_in(5) {
        return Content::Json(claims);
    }
    let mut members = claims.members().to_vec();
    match random.below(10) {
        0 => return Content::Json(odd(random)),
        1 => {
            return Content::Json(Json::Text(if random.one_in(2) {
                claims.write()
            } else {
                values::any(random, 1).write()
            }));
        }
        2 => {
            let length = random.below(6);
            return Content::Bytes(random.bytes(length));
        }
        3 => return Content::Bytes(random.text().into_bytes()),
        4 => return Content::Bytes(not_utf8(&claims, random)),
        5 if !members.is_empty() => {
            let (name, _) = random.pick(&members).clone();
            members.insert(random.below(members.len() + 1), (name, values::any(random, 1)));
        }
        6 => return Content::Bytes(format!(" {}\n", claims.write()).into_bytes()),
        _ => {
            let name = if random.one_in(2) {
                values::name(random)
            } else {
                random.pick(&["exp", "nbf", "iat", "aud"]).to_string()
            };
            members.push((name, odd(random)));
        }
    }
    Content::Json(Json::Object(members))
}

/// Spelled as few write it; some of it is no JSON.
fn odd(random: &mut Random) -> Json {
    const SPELLINGS: &[&str] = &[
        "1e400",
        "-1e400",
        "1e-400",
        "-0",
        "0.0",
        "1E3",
        "1700000000.0",
        "17e8",
        "9007199254740993",
        "-9223372036854775809",
        "18446744073709551616",
        "123456789012345678901234567890",
        "0.1000000000000000055511151231257827",
        "01",
        "+1",
        ".5",
        "1.",
        "NaN",
        "Infinity",
        "undefined",
        "tru",
        "'a'",
        "\"\\u00e9\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud800\"",
        "\"\\udc00a\"",
        "\"\\/\"",
        "\"\\x41\"",
        "\"\t\"",
        "\"\u{7f}\"",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "[",
        "\"",
        "null",
        "true",
        "[]",
        "{}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "[\"a\",1]",
        "[\"b\",null]",
        "[[\"a\"]]",
        "1700000000",
        "0",
        "\"1700000100\"",
        "\"\"",
    ];
    match random.below(40) {
        0 => Json::Raw(nested(*random.pick(&[100, 120, 126, 127, 128, 140]))),
        1 => Json::Text("x".repeat(70_000)),
        _ => Json::Raw((*random.pick(SPELLINGS)).to_owned()),
    }
}

fn nested(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}

/// A byte that is no UTF-8, somewhere.
fn not_utf8(json: &Json, random: &mut Random) -> Vec<u8> {
    let mut bytes = json.write().into_bytes();
    let place = random.below(bytes.len() + 1);
    bytes.insert(place, *random.pick(&[0xff, 0x80, 0xc3, 0xe9, 0xed]));
    bytes
}

fn damage(random: &mut Random) -> Damage {
    const CHARS: &[char] = &['A', 'B', '_', '-', 'z', '9', '.', '=', '+', '/', ' ', '\n', '\0', 'é', '😀', '%', '~'];
    const PARTS: &[&str] = &["e30", "bnVsbA", "MA", "W10", "IiI", "e", "eyJhbGciOiJub25lIn0", "AA", "A", "====", " "];
    const WHOLE: &[&str] =
        &["", ".", "..", "...", "a.b.c", "a..", " ", "e30.e30.", "e30.e30", "Bearer e30.e30.AA", "null"];
    let place = random.below(100_000);
    let part = random.below(3);
    match random.below(13) {
        0..=2 => Damage::Replace(place, *random.pick(CHARS)),
        3 => Damage::Insert(place, *random.pick(CHARS)),
        4 => Damage::Remove(place),
        5 => Damage::Truncate(place),
        6 => Damage::SwapParts(part, random.below(3)),
        7 => Damage::EmptyPart(part),
        8 | 9 => Damage::UnusedBits(part),
        10 => Damage::LoneCharacter(part),
        11 => Damage::Part(part, random.name(PARTS)),
        _ => Damage::Whole(random.name(WHOLE)),
    }
}
