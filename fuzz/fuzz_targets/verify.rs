//! Verifying against a second, naive implementation: the same payload, or the same errors in the same order.
#![no_main]

use arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use webtoken::{verify, verify_all};
use webtoken_fuzz::{grammar, naive, rules::Rules, token};

/// Rules, then what the token is made of.
fn read(u: &mut Unstructured<'_>) -> Result<(Rules, Vec<u8>)> {
    let rules = Rules::choose(u)?;
    let shape: u8 = u.arbitrary()?;
    let alg = *u.choose(&["HS256", "HS256", "HS384", "HS512"])?;
    if shape & 0x80 != 0 {
        return Ok((rules, u.bytes(u.len())?.to_vec()));
    }
    let (header, payload) = if shape & 1 == 0 {
        let rest = u.bytes(u.len())?;
        let at = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        let payload = rest[at..].strip_prefix(b"\n").unwrap_or_default().to_vec();
        (rest[..at].to_vec(), payload)
    } else {
        (grammar::document(u), grammar::document(u))
    };
    let header = if shape & 2 == 0 { format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#).into_bytes() } else { header };
    let message = format!("{}.{}", token::encode(header), token::encode(payload));
    let mut token = format!("{message}.{}", token::encode(token::mac(alg, message.as_bytes()).unwrap_or_default()));
    if shape & 0x7c == 0x7c {
        let (place, character) = (u.choose_index(token.len())?, *u.choose(&['A', '.', '=', '-', 'e'])?);
        token.replace_range(place..=place, character.encode_utf8(&mut [0; 4]));
    }
    Ok((rules, token.into_bytes()))
}

fuzz_target!(|data: &[u8]| {
    let Ok((rules, token)) = read(&mut Unstructured::new(data)) else { return };
    let options = rules.options();
    let expected = naive::verify(&token, &rules);
    let first = verify::<Value>(&token, token::SECRET, &options);
    let all = verify_all::<Value>(&token, token::SECRET, &options);
    let first = first.map(|verified| verified.payload).map_err(|error| error.code());
    let all = all.map(|verified| verified.payload);
    let all = all.map_err(|errors| errors.iter().map(|error| error.code()).collect::<Vec<_>>());
    assert_eq!(all, expected, "{rules:?} {}", token.escape_ascii());
    assert_eq!(first, expected.map_err(|codes| codes[0]));
});
