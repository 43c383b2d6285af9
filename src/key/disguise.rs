//! Whether bytes that are meant as a secret are an encoded key.
//!
//! Whoever is handed a public key knows it; taken for an HMAC secret it lets him sign whatever he likes
//! (CVE-2015-9235 and its many successors). So the question is not whether the bytes parse, but whether they
//! look like a key to anyone: what cannot be read as a key either is refused.

use std::{iter, num::NonZero, slice};

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

use super::der;

/// What encoding of a key the bytes are, if any.
pub(super) fn form(bytes: &[u8]) -> Option<&'static str> {
    if let Some(form) = plain_form(bytes) {
        return Some(form);
    }
    if bytes.len() < SHORTEST_BASE64 {
        return None;
    }
    let is_key = |decoded: &[u8]| plain_form(decoded).is_some();
    if any_base64_run(bytes, is_key) {
        return Some("the base64 of a key");
    }
    any_hex_run(bytes, is_key).then_some("the hexadecimal digits of a key")
}

/// The base64 of `{"kty":"oct","k":""}`, the shortest text that says it is a key.
const SHORTEST_BASE64: usize = 27;

fn plain_form(bytes: &[u8]) -> Option<&'static str> {
    let unmarked = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let start = unmarked.iter().position(|byte| !is_blank(*byte)).unwrap_or_default();
    if der::is_key(bytes) || unmarked.get(start..).is_some_and(der::is_key) {
        return Some("a DER key");
    }
    text_form(bytes)
}

static MARKS: [(&str, &str); 29] = [
    ("-----begin", "a PEM block"),
    ("-----end", "a PEM block"),
    ("begin public key", "a PEM block"),
    ("begin rsa public key", "a PEM block"),
    ("begin certificate", "a PEM block"),
    ("\"kty\"", "a JSON Web Key"),
    ("ssh-rsa ", "an OpenSSH key"),
    ("ssh-dss ", "an OpenSSH key"),
    ("ssh-ed25519 ", "an OpenSSH key"),
    ("ssh-ed448 ", "an OpenSSH key"),
    ("ecdsa-sha2-", "an OpenSSH key"),
    ("sk-ssh-ed25519", "an OpenSSH key"),
    // The base64 of the lengths and first letters of the names above: such a key without its name.
    ("aaaab3nzac1", "an OpenSSH key"),
    ("aaaac3nzac1", "an OpenSSH key"),
    ("aaaae2vjzhnh", "an OpenSSH key"),
    ("---- begin ssh2", "an SSH2 key"),
    ("putty-user-key-file-", "a PuTTY key"),
    ("<rsakeyvalue", "an XML key"),
    ("<eckeyvalue", "an XML key"),
    ("<dsakeyvalue", "an XML key"),
    ("<modulus>", "an XML key"),
    // The same under a prefix for their namespace.
    (":rsakeyvalue", "an XML key"),
    (":eckeyvalue", "an XML key"),
    (":dsakeyvalue", "an XML key"),
    (":modulus>", "an XML key"),
    // The bytes of such keys, in which each name stands behind its length.
    ("\x07ssh-rsa", "an OpenSSH key"),
    ("\x07ssh-dss", "an OpenSSH key"),
    ("\x0bssh-ed25519", "an OpenSSH key"),
    ("\x09ssh-ed448", "an OpenSSH key"),
];

/// Where in each mark a letter stands that is rare in texts.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it, and would stop at a wrong index")]
const ANCHORS: [usize; MARKS.len()] = {
    let mut anchors = [0; MARKS.len()];
    let mut index = 0;
    while index < MARKS.len() {
        let mark = MARKS[index].0.as_bytes();
        while !matches!(mark[anchors[index]], b'-' | b'"' | b'<' | b':' | b'g' | b'z') {
            anchors[index] += 1;
        }
        index += 1;
    }
    anchors
};

/// For every byte the marks that have it as their anchor and those that have it behind their anchor, a bit each: most
/// places of a text are told from all marks by one look.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it, and would stop at a wrong index")]
static LETTERS: [[u32; 256]; 2] = {
    let mut letters = [[0; 256]; 2];
    let mut index = 0;
    while index < MARKS.len() {
        let mut place = 0;
        while place < 2 {
            let letter = MARKS[index].0.as_bytes()[ANCHORS[index] + place];
            letters[place][letter as usize] |= 1 << index;
            letters[place][letter.to_ascii_uppercase() as usize] |= 1 << index;
            place += 1;
        }
        index += 1;
    }
    letters
};

fn text_form(bytes: &[u8]) -> Option<&'static str> {
    if memchr::memchr2(0, b'\\', bytes).is_none() {
        return marked_form(bytes);
    }
    // Without the zero bytes of UTF-16, then without the backslashes of JSON within JSON.
    let mut text = Zeroizing::new(bytes.to_vec());
    text.retain(|byte| *byte != 0);
    if names_kty(&text) {
        return Some("a JSON Web Key");
    }
    text.retain(|byte| *byte != b'\\');
    marked_form(&text)
}

fn marked_form(text: &[u8]) -> Option<&'static str> {
    let [anchors, followers] = &LETTERS;
    let marks = |letters: &[u32; 256], byte: u8| letters.get(usize::from(byte)).copied().unwrap_or_default();
    let mut begun = 0;
    for (place, byte) in text.iter().enumerate() {
        if begun & marks(followers, *byte) != 0
            && let Some(form) = mark_around(text, place - 1)
        {
            return Some(form);
        }
        begun = marks(anchors, *byte);
    }
    None
}

/// The form whose mark has its anchor at this place, in any case of letters.
#[cold]
fn mark_around(text: &[u8], place: usize) -> Option<&'static str> {
    let before = |anchor: usize| place.checked_sub(anchor).and_then(|start| text.get(start..)).unwrap_or_default();
    let mut marks = ANCHORS.into_iter().zip(&MARKS);
    marks.find(|(anchor, (mark, _))| begins_with(before(*anchor), mark)).map(|(_, (_, form))| *form)
}

/// In any case of letters.
pub(super) fn begins_with(text: &[u8], mark: &str) -> bool {
    text.get(..mark.len()).is_some_and(|here| here.eq_ignore_ascii_case(mark.as_bytes()))
}

/// Whether a quoted string spells `kty` by escapes, as in `"\u006bty"`; plainly written it was found before.
///
/// Looks at the strings one by one, not at the document: broken JSON is searched too, and depth costs no stack.
fn names_kty(bytes: &[u8]) -> bool {
    bytes
        .split(|byte| *byte == b'"')
        .filter(|inner| inner.len() <= 3 * r"\u0000".len() && inner.contains(&b'\\'))
        .map(|inner| Zeroizing::new([b"\"", inner, b"\""].concat()))
        .filter_map(|quoted| serde_json::from_slice::<String>(&quoted).ok().map(Zeroizing::new))
        .any(|name| *name == "kty")
}

/// A shorter line may be a word that stands before base64.
const SHORTEST_LINE: usize = 16;

/// Whether this holds for the bytes of any run of base64: standard or URL-safe, padded or not, with breaks wherever they
/// are. Words may stand before it: short ones or, if it has no breaks, of any length.
fn any_base64_run(text: &[u8], holds: impl Fn(&[u8]) -> bool) -> bool {
    let mut words = text.split(u8::is_ascii_whitespace);
    let may_hide_in_words = words.any(|word| (SHORTEST_LINE..text.len()).contains(&word.len()));
    let shortest_lines: &[usize] = if may_hide_in_words { &[1, SHORTEST_LINE, usize::MAX] } else { &[1] };
    shortest_lines.iter().any(|shortest| any_run_of_lines(text, *shortest, &holds))
}

/// The same, where a line shorter than this ends the run.
fn any_run_of_lines(text: &[u8], shortest: usize, holds: impl Fn(&[u8]) -> bool) -> bool {
    let holds = |symbols, run: Option<&[u8]>| {
        symbols >= SHORTEST_BASE64 && run.and_then(base64_decoded).is_some_and(|decoded| holds(&decoded))
    };
    let (mut start, mut symbols, mut line) = (0, 0, 0);
    for (place, byte) in text.iter().enumerate() {
        if symbol(*byte).is_some() {
            (symbols, line) = (symbols + 1, line + 1);
        } else if byte.is_ascii_whitespace() && (line == 0 || line >= shortest) {
            line = 0;
        } else if !matches!(byte, 0 | b'\\') {
            if holds(symbols, text.get(start..place)) {
                return true;
            }
            (start, symbols, line) = (place + 1, 0, 0);
        }
    }
    holds(symbols, text.get(start..))
}

/// What follows a DER key does not matter: the key says its own length.
fn base64_decoded(run: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut text = Zeroizing::new(Vec::with_capacity(run.len()));
    text.extend(unbroken(run).filter_map(symbol).map(NonZero::get));
    // One symbol over is no byte.
    let text = if text.len() % 4 == 1 { text.split_last()?.1 } else { &text };
    let mut decoded = Zeroizing::new(vec![0; base64::decoded_len_estimate(text.len())]);
    let length = LENIENT.decode_slice(text, &mut decoded).ok()?;
    decoded.truncate(length);
    Some(decoded)
}

/// Whether this holds for the bytes of any run of hexadecimal digits, whatever marks stand between, before and behind them.
fn any_hex_run(text: &[u8], holds: impl Fn(&[u8]) -> bool) -> bool {
    // Most secrets have too few digits to look any further.
    if text.iter().filter(|byte| byte.is_ascii_hexdigit()).count() < SHORTEST_BASE64 {
        return false;
    }
    // `n` and `r` for spelled line breaks.
    let may_be_within =
        |byte: u8| byte.is_ascii_hexdigit() || byte.is_ascii_punctuation() || is_blank(byte) || b"xXnr".contains(&byte);
    let runs = text.split(|byte| !may_be_within(*byte)).filter(|run| run.len() >= SHORTEST_BASE64);
    runs.map(hex_decoded).any(|decoded| holds(&decoded))
}

fn hex_decoded(run: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut digits = hex_digits(run);
    let mut bytes = Zeroizing::new(Vec::with_capacity(run.len() / 2));
    while let (Some(high), Some(low)) = (digits.next(), digits.next()) {
        bytes.push(high << 4 | low);
    }
    bytes
}

/// The digits alone: what stands before a byte may be `0x`, whose zero is none of them.
fn hex_digits(run: &[u8]) -> impl Iterator<Item = u8> {
    let mut symbols = unbroken(run).peekable();
    let mut is_within_byte = false;
    iter::from_fn(move || {
        loop {
            let byte = symbols.next()?;
            let is_prefix =
                byte == b'0' && !is_within_byte && symbols.next_if(|next| matches!(next, b'x' | b'X')).is_some();
            let digit = char::from(byte).to_digit(16).filter(|_| !is_prefix);
            if let Some(digit) = digit.and_then(|digit| u8::try_from(digit).ok()) {
                is_within_byte = !is_within_byte;
                return Some(digit);
            }
        }
    })
}

/// Without what breaks lines: whitespace, the zero bytes of UTF-16, backslashes, and the `n` or `r` that makes one a line
/// break spelled out, as in a variable of the environment.
fn unbroken(text: &[u8]) -> impl Iterator<Item = u8> {
    let mut rest = text.iter();
    iter::from_fn(move || {
        loop {
            match *rest.next()? {
                b'\\' => pass_line_break(&mut rest),
                byte if is_blank(byte) => {}
                byte => return Some(byte),
            }
        }
    })
}

/// Passes over `n` or `r` if it comes next, in UTF-16 too.
#[cold]
fn pass_line_break(rest: &mut slice::Iter<'_, u8>) {
    let mut ahead = rest.clone();
    if matches!(ahead.find(|next| **next != 0), Some(b'n' | b'r')) {
        *rest = ahead;
    }
}

fn is_blank(byte: u8) -> bool {
    byte == 0 || byte.is_ascii_whitespace()
}

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The standard alphabet's letter for a letter of either.
fn symbol(byte: u8) -> Option<NonZero<u8>> {
    SYMBOLS.get(usize::from(byte)).copied().and_then(NonZero::new)
}

/// Zero for what is no letter.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it, and would stop at a wrong index")]
static SYMBOLS: [u8; 256] = {
    let mut symbols = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        symbols[byte as usize] = match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => byte,
            b'-' => b'+',
            b'_' => b'/',
            _ => 0,
        };
        byte += 1;
    }
    symbols
};
