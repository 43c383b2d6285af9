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
    if is_pem(text) {
        return pem::private(text, None);
    }
    if der::is_key(text) {
        return der::private(text, None);
    }
    secret(text)
}

/// A key in PEM or DER, or a secret.
pub(super) fn verifying(text: &[u8]) -> Result<Stored, KeyError> {
    if is_pem(text) {
        return pem::public(text, None);
    }
    if der::is_key(text) {
        return der::public(text, None);
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
    plain_form(&base64_decoded(bytes)?).map(|_| "the base64 of a key")
}

/// The base64 of `{"kty":"oct","k":""}`, the shortest text that says it is a key.
const SHORTEST_BASE64: usize = 27;

fn plain_form(bytes: &[u8]) -> Option<&'static str> {
    if der::is_key(bytes) {
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

/// The bytes of the first run of base64, standard or URL-safe, padded or not, with whitespace anywhere.
///
/// A DER key says its own length, so what follows the run does not matter.
fn base64_decoded(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut text = Zeroizing::new(Vec::with_capacity(bytes.len()));
    let symbols = bytes.iter().filter(|byte| **byte != 0 && !byte.is_ascii_whitespace()).map(|byte| symbol(*byte));
    text.extend(symbols.skip_while(Option::is_none).map_while(|symbol| symbol));
    if text.len() % 4 == 1 {
        text.pop();
    }
    let mut decoded = Zeroizing::new(vec![0; base64::decoded_len_estimate(text.len())]);
    let length = LENIENT.decode_slice(&text, &mut decoded).ok()?;
    decoded.truncate(length);
    Some(decoded)
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
