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

fn is_pem(text: &[u8]) -> bool {
    holds(text, "-----begin")
}

/// What encoding of a key the bytes are, if any.
fn key_form(bytes: &[u8]) -> Option<&'static str> {
    if let Some(form) = plain_form(bytes) {
        return Some(form);
    }
    if bytes.len() < SHORTEST_BASE64 {
        return None;
    }
    let text = unbroken(bytes);
    if base64_runs(&text).any(|run| plain_form(&run).is_some()) {
        return Some("the base64 of a key");
    }
    hex_decoded(&text).filter(|decoded| der::is_key(decoded)).map(|_| "the hexadecimal digits of a key")
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

/// Which bytes begin a mark, so that most places of a text need only one look.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it, and would stop at a wrong index")]
const BEGINS_MARK: [bool; 256] = {
    let mut begins = [false; 256];
    let mut index = 0;
    while index < MARKS.len() {
        let first = MARKS[index].0.as_bytes()[0];
        begins[first as usize] = true;
        begins[first.to_ascii_uppercase() as usize] = true;
        index += 1;
    }
    begins
};

fn text_form(bytes: &[u8]) -> Option<&'static str> {
    if !bytes.iter().any(|byte| matches!(byte, 0 | b'\\')) {
        return marked_form(bytes);
    }
    // Without the zero bytes of UTF-16 and without the backslashes of JSON within JSON.
    let mut text = Zeroizing::new(Vec::with_capacity(bytes.len()));
    text.extend(bytes.iter().filter(|byte| !matches!(byte, 0 | b'\\')));
    marked_form(&text).or_else(|| names_kty(bytes).then_some("a JSON Web Key"))
}

fn marked_form(text: &[u8]) -> Option<&'static str> {
    let begins = |byte: &u8| BEGINS_MARK.get(usize::from(*byte)) == Some(&true);
    let places = text.iter().enumerate().filter(|(_, byte)| begins(byte)).filter_map(|(place, _)| text.get(place..));
    places.flat_map(|rest| MARKS.iter().map(move |mark| (rest, mark))).find_map(|(rest, (mark, form))| {
        let here = rest.get(..mark.len())?;
        here.eq_ignore_ascii_case(mark.as_bytes()).then_some(*form)
    })
}

/// In any case of letters.
fn holds(text: &[u8], mark: &str) -> bool {
    text.windows(mark.len()).any(|window| window.eq_ignore_ascii_case(mark.as_bytes()))
}

/// Whether a quoted string spells `kty` by escapes, as in `"\u006bty"`; plainly written it was found before.
///
/// Looks at the strings one by one, not at the document: broken JSON is searched too, and depth costs no stack.
fn names_kty(bytes: &[u8]) -> bool {
    bytes
        .split(|byte| *byte == b'"')
        .filter(|inner| inner.len() <= 3 * r"\u0000".len() && inner.contains(&b'\\'))
        .any(|inner| serde_json::from_slice::<String>(&[b"\"", inner, b"\""].concat()).is_ok_and(|name| name == "kty"))
}

/// Without what breaks lines: whitespace, the zero bytes of UTF-16, and `\n` or `\r` spelled out as in a variable of the
/// environment.
fn unbroken(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut text = Zeroizing::new(Vec::with_capacity(bytes.len()));
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
    let mut text = Zeroizing::new(Vec::with_capacity(run.len()));
    text.extend(run.iter().filter_map(|byte| symbol(*byte)));
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
const fn symbol(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => Some(byte),
        b'-' => Some(b'+'),
        b'_' => Some(b'/'),
        _ => None,
    }
}
