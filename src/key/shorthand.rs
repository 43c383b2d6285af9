//! npm's shorthand: text or bytes without a type. What is any encoding of a key is never a secret.
//!
//! Whoever is handed a public key knows it; taken for an HMAC secret it lets him sign whatever he likes
//! (CVE-2015-9235 and its many successors). So the question is not whether the bytes parse, but whether they
//! look like a key to anyone: what cannot be read as a key either is refused.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

use super::{Body, KeyInfo, Stored, der, pem};
use crate::error::KeyError;

/// A secret, unless it is an encoded key.
pub(super) fn secret(bytes: &[u8]) -> Result<Stored, KeyError> {
    if bytes.iter().all(|byte| *byte == 0) {
        return Err(KeyError::EmptySecret);
    }
    if let Some(form) = key_form(bytes) {
        return Err(KeyError::NotASecret { form });
    }
    Ok(Stored { info: KeyInfo::Secret { bytes: bytes.len() }, body: Body::Secret(Zeroizing::new(bytes.to_vec())) })
}

/// A private key in PEM or DER, or a secret.
pub(super) fn signing(text: &[u8]) -> Result<Stored, KeyError> {
    key_or_secret(text, pem::private, der::private)
}

/// A key in PEM or DER, or a secret.
pub(super) fn verifying(text: &[u8]) -> Result<Stored, KeyError> {
    key_or_secret(text, pem::public, der::public)
}

/// Reads a key; the second argument is a passphrase.
type Reader = fn(&[u8], Option<&[u8]>) -> Result<Stored, KeyError>;

fn key_or_secret(text: &[u8], pem: Reader, der: Reader) -> Result<Stored, KeyError> {
    if is_pem(text) {
        return pem(text, None);
    }
    if der::is_key(text) {
        return der(text, None);
    }
    secret(text)
}

/// Whether a PEM block begins anywhere, in any case of letters.
fn is_pem(text: &[u8]) -> bool {
    memchr::memchr_iter(b'-', text).any(|place| begins_with(text.get(place..).unwrap_or_default(), "-----begin"))
}

/// What encoding of a key the bytes are, if any.
fn key_form(bytes: &[u8]) -> Option<&'static str> {
    if let Some(form) = plain_form(bytes) {
        return Some(form);
    }
    if bytes.len() < SHORTEST_BASE64 {
        return None;
    }
    let mut text = Zeroizing::default();
    let text = unbroken(bytes, &mut text);
    if base64_runs(text).any(|run| plain_form(&run).is_some()) {
        return Some("the base64 of a key");
    }
    hex_decoded(text).filter(|decoded| plain_form(decoded).is_some()).map(|_| "the hexadecimal digits of a key")
}

/// The base64 of `{"kty":"oct","k":""}`, the shortest text that says it is a key.
const SHORTEST_BASE64: usize = 27;

fn plain_form(bytes: &[u8]) -> Option<&'static str> {
    let marked = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_start();
    if der::is_key(bytes) || der::is_key(marked) {
        return Some("a DER key");
    }
    text_form(bytes)
}

const MARKS: [(&str, &str); 21] = [
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
];

/// For every byte the marks that have it as their first letter and those that have it as their second, a bit each:
/// most places of a text are told from all marks by one look.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it, and would stop at a wrong index")]
const LETTERS: [[u32; 256]; 2] = {
    let mut letters = [[0; 256]; 2];
    let mut index = 0;
    while index < MARKS.len() {
        let mut place = 0;
        while place < 2 {
            let letter = MARKS[index].0.as_bytes()[place];
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
    // Without the zero bytes of UTF-16 and without the backslashes of JSON within JSON.
    let mut text = Zeroizing::new(Vec::with_capacity(bytes.len()));
    text.extend(bytes.iter().filter(|byte| !matches!(byte, 0 | b'\\')));
    marked_form(&text).or_else(|| names_kty(bytes).then_some("a JSON Web Key"))
}

fn marked_form(text: &[u8]) -> Option<&'static str> {
    let [firsts, seconds] = &LETTERS;
    let marks = |letters: &[u32; 256], byte: u8| letters.get(usize::from(byte)).copied().unwrap_or_default();
    let mut begun = 0;
    text.iter().enumerate().find_map(|(place, byte)| {
        let candidates = begun & marks(seconds, *byte);
        begun = marks(firsts, *byte);
        if candidates == 0 { None } else { mark_at(text.get(place - 1..)?, candidates) }
    })
}

/// The form whose mark the text begins with, in any case of letters, out of the candidates' bits.
fn mark_at(text: &[u8], candidates: u32) -> Option<&'static str> {
    let marks = MARKS.iter().enumerate().filter(|(index, _)| candidates & (1 << index) != 0);
    let mut here = marks.filter(|(_, (mark, _))| begins_with(text, mark));
    here.next().map(|(_, (_, form))| *form)
}

/// In any case of letters.
fn begins_with(text: &[u8], mark: &str) -> bool {
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

/// Without what breaks lines: whitespace, the zero bytes of UTF-16, and `\n` or `\r` spelled out as in a variable of the
/// environment. Not copied where there is none of it.
fn unbroken<'t>(bytes: &'t [u8], text: &'t mut Zeroizing<Vec<u8>>) -> &'t [u8] {
    let is_break = |byte: u8| byte == 0 || byte == b'\\' || byte.is_ascii_whitespace();
    if !bytes.iter().fold(false, |any, byte| any | is_break(*byte)) {
        return bytes;
    }
    text.reserve_exact(bytes.len());
    let mut rest = bytes.iter().copied().filter(|byte| *byte != 0 && !byte.is_ascii_whitespace()).peekable();
    while let Some(byte) = rest.next() {
        if byte == b'\\' && rest.next_if(|next| matches!(next, b'n' | b'r')).is_some() {
            continue;
        }
        text.push(byte);
    }
    text
}

/// Shorter than any key's.
const SHORTEST_RUN: usize = 16;

/// The bytes of each run of base64, standard or URL-safe, padded or not.
///
/// A DER key says its own length, so what follows it in the run does not matter.
fn base64_runs(text: &[u8]) -> impl Iterator<Item = Zeroizing<Vec<u8>>> {
    let runs = text.split(|byte| symbol(*byte).is_none()).filter(|run| run.len() >= SHORTEST_RUN);
    runs.filter_map(base64_decoded)
}

fn base64_decoded(run: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut text = Zeroizing::new(run.to_vec());
    text.iter_mut().for_each(|byte| *byte = symbol(*byte).unwrap_or(*byte));
    if text.len() % 4 == 1 {
        text.pop();
    }
    let mut decoded = Zeroizing::new(vec![0; base64::decoded_len_estimate(text.len())]);
    let length = LENIENT.decode_slice(&text, &mut decoded).ok()?;
    decoded.truncate(length);
    Some(decoded)
}

/// The bytes that hexadecimal digits spell, perhaps with `0x` before them or colons between.
fn hex_decoded(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = text.strip_prefix(b"0x").unwrap_or(text);
    if !text.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b':') {
        return None;
    }
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    for byte in text.iter().filter(|byte| **byte != b':') {
        digits.push(u8::try_from(char::from(*byte).to_digit(16)?).ok()?);
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len() / 2));
    bytes.extend(digits.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low));
    Some(bytes)
}

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The standard alphabet's letter for a letter of either.
fn symbol(byte: u8) -> Option<u8> {
    SYMBOLS.get(usize::from(byte)).copied().flatten()
}

#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it, and would stop at a wrong index")]
const SYMBOLS: [Option<u8>; 256] = {
    let mut symbols = [None; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        symbols[byte as usize] = match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => Some(byte),
            b'-' => Some(b'+'),
            b'_' => Some(b'/'),
            _ => None,
        };
        byte += 1;
    }
    symbols
};
