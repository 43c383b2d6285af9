//! Time spans by their grammar: any way to cut the text into a number, blanks and a unit; or into several such parts.

const UNITS: &[(&str, f64)] = &[
    ("", 1.0),
    ("ms", 1.0),
    ("msec", 1.0),
    ("msecs", 1.0),
    ("millisecond", 1.0),
    ("milliseconds", 1.0),
    ("s", 1e3),
    ("sec", 1e3),
    ("secs", 1e3),
    ("second", 1e3),
    ("seconds", 1e3),
    ("m", 6e4),
    ("min", 6e4),
    ("mins", 6e4),
    ("minute", 6e4),
    ("minutes", 6e4),
    ("h", 36e5),
    ("hr", 36e5),
    ("hrs", 36e5),
    ("hour", 36e5),
    ("hours", 36e5),
    ("d", 864e5),
    ("day", 864e5),
    ("days", 864e5),
    ("w", 6048e5),
    ("week", 6048e5),
    ("weeks", 6048e5),
    ("y", 315_576e5),
    ("yr", 315_576e5),
    ("yrs", 315_576e5),
    ("year", 315_576e5),
    ("years", 315_576e5),
];

/// Those of `humantime`, in nanoseconds.
const PARTS: &[(&str, u128)] = &[
    ("nanos nsec ns", 1),
    ("usec us", 1_000),
    ("millis msec ms", 1_000_000),
    ("seconds second secs sec s", SECOND),
    ("minutes minute min mins m", 60 * SECOND),
    ("hours hour hr hrs h", 3_600 * SECOND),
    ("days day d", 86_400 * SECOND),
    ("weeks week wk wks w", 604_800 * SECOND),
    ("months month", 2_630_016 * SECOND),
    ("years year yrs yr y", 31_557_600 * SECOND),
];

const SECOND: u128 = 1_000_000_000;

/// Milliseconds.
pub fn read(text: &str) -> Option<f64> {
    if text.encode_utf16().count() > 100 {
        return None;
    }
    (0..=text.len())
        .filter_map(|at| Some((text.get(..at)?, text.get(at..)?)))
        .find_map(simple)
        .or_else(|| compound(text))
}

fn simple((number, rest): (&str, &str)) -> Option<f64> {
    let digits = number.strip_prefix('-').unwrap_or(number);
    let (whole, fraction) = digits.split_once('.').unwrap_or(("", digits));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) || fraction.is_empty() {
        return None;
    }
    let unit = rest.trim_start_matches(' ');
    let (_, factor) = UNITS.iter().find(|(known, _)| unit.eq_ignore_ascii_case(known))?;
    number.parse::<f64>().ok().map(|number| number * factor)
}

/// Two parts or more, each of them a whole number and a unit in small letters, blanks between any of them.
fn compound(text: &str) -> Option<f64> {
    let mut rest = text;
    let (mut nanoseconds, mut parts) = (0_u128, 0);
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start_matches(' ');
        let letters = rest.bytes().take_while(u8::is_ascii_lowercase).count();
        let unit = &rest[..letters];
        let (_, factor) = PARTS.iter().find(|(units, _)| units.split(' ').any(|known| known == unit))?;
        nanoseconds += in_range(u128::from(number), *factor)?;
        if nanoseconds / SECOND > u128::from(u64::MAX) {
            return None;
        }
        rest = &rest[letters..];
        parts += 1;
        if rest.trim_start_matches(' ').is_empty() {
            break;
        }
        rest = rest.trim_start_matches(' ');
    }
    let ends_with_letter = text.as_bytes().last()?.is_ascii_lowercase();
    let whole = u64::try_from(nanoseconds / SECOND).ok()?;
    let rest = u32::try_from(nanoseconds % SECOND).ok()?;
    (parts > 1 && ends_with_letter).then(|| std::time::Duration::new(whole, rest).as_secs_f64() * 1000.0)
}

/// Each part must fit into 64 bits: of seconds, or of nanoseconds if its unit is less than a second.
fn in_range(number: u128, factor: u128) -> Option<u128> {
    let product = number * factor;
    let limit = if factor < SECOND { product } else { product / SECOND };
    u64::try_from(limit).ok().map(|_| product)
}
