//! How much work a key derivation asks for: what is dear would only slow the search down.

const PBKDF2: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c];
const SCRYPT: &[u8] = &[0x06, 0x09, 0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b];

/// Whether every derivation that the bytes may hold is cheap.
pub fn is_cheap(der: &[u8]) -> bool {
    after(der, PBKDF2).all(|parameters| numbers(parameters).first().is_none_or(|rounds| *rounds <= 64))
        && after(der, SCRYPT)
            .all(|parameters| numbers(parameters).into_iter().take(3).fold(1, u64::saturating_mul) <= 256)
}

fn after<'d>(der: &'d [u8], oid: &'d [u8]) -> impl Iterator<Item = &'d [u8]> {
    let places = der.windows(oid.len()).enumerate().filter(move |(_, here)| *here == oid);
    places.map(move |(place, _)| &der[place + oid.len()..])
}

/// The integers behind the salt, which comes first in the sequence of parameters.
fn numbers(parameters: &[u8]) -> Vec<u64> {
    let salt = |rest: &[u8]| match rest {
        [0x04, length, ..] => Some(usize::from(*length) + 2),
        _ => None,
    };
    let start = (1..parameters.len().min(6)).find_map(|at| Some(at + salt(&parameters[at..])?));
    let mut rest = start.and_then(|start| parameters.get(start..)).unwrap_or_default();
    let mut numbers = Vec::new();
    while let [0x02, length, after @ ..] = rest {
        let Some((digits, after)) = after.split_at_checked(usize::from(*length)) else { break };
        numbers.push(
            digits.iter().fold(0_u64, |number, digit| number.saturating_mul(256).saturating_add(u64::from(*digit))),
        );
        rest = after;
    }
    numbers
}
