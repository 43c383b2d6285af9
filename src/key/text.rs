//! Strings and bytes without a type: read as the key that they encode, refused if they carry a key's mark, and
//! otherwise an HMAC secret.
//!
//! Everyone may know a public key. If it were used as an HMAC secret, everyone could sign tokens (CVE-2015-9235 and its
//! many successors).

use std::{iter, sync::LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};
use base64::{
    DecodeError, DecodeSliceError, Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use memchr::{memchr, memchr_iter};
use zeroize::Zeroizing;

use super::{Jwk, KeyInfo, KeyMaterial, SigningKey, Stored, VerifyingKey, der};
use crate::error::{KeyError, base64_position};

/// An HMAC secret. Bytes that [`signing`] and [`verifying`] would read as a key are refused.
pub(super) fn secret(bytes: &[u8]) -> Result<Stored, KeyError> {
    match Encoded::of(bytes)? {
        Some(encoded) => Err(KeyError::NotASecret { form: encoded.form(), remedy: "`from_text` reads it as that key" }),
        None => hmac_secret(bytes),
    }
}

/// A secret in base64 or base64url, with or without padding.
pub(super) fn base64_secret(text: &[u8]) -> Result<Stored, KeyError> {
    let start = text.len() - text.trim_ascii_start().len();
    let text = text.trim_ascii();
    let is_url_safe = text.iter().any(|byte| matches!(byte, b'-' | b'_'));
    let decoded = decode(if is_url_safe { &BASE64URL } else { &BASE64 }, text).map_err(|error| {
        let position = start + base64_position(&error, text);
        KeyError::malformed("base64 secret", format!("invalid base64 at byte {position}"))
    })?;
    secret(&decoded)
}

/// Into memory that is wiped, also if the text turns out to be wrong.
pub(super) fn decode(engine: &GeneralPurpose, text: &[u8]) -> Result<Zeroizing<Vec<u8>>, DecodeError> {
    let mut bytes = Zeroizing::new(vec![0; base64::decoded_len_estimate(text.len())]);
    let length = engine.decode_slice(text, &mut bytes).map_err(|error| match error {
        DecodeSliceError::DecodeError(error) => error,
        // It was made as long as the text can need.
        DecodeSliceError::OutputSliceTooSmall => DecodeError::InvalidLength(text.len()),
    })?;
    bytes.truncate(length);
    Ok(bytes)
}

/// The private key that the string encodes, or an HMAC secret.
pub(super) fn signing(text: &[u8]) -> Result<SigningKey, KeyError> {
    match Encoded::of(text)? {
        Some(Encoded::Pem(pem)) => SigningKey::from_pem(pem),
        Some(Encoded::Der(der)) => SigningKey::from_der(der),
        Some(Encoded::Jwk(jwk)) => SigningKey::from_jwk(&jwk),
        None => hmac_secret(text).map(SigningKey::new),
    }
}

/// The key that the string encodes, or an HMAC secret.
pub(super) fn verifying(text: &[u8]) -> Result<VerifyingKey, KeyError> {
    match Encoded::of(text)? {
        Some(Encoded::Pem(pem)) => VerifyingKey::from_pem(pem),
        Some(Encoded::Der(der)) => VerifyingKey::from_der(der),
        Some(Encoded::Jwk(jwk)) => VerifyingKey::from_jwk(&jwk),
        None => hmac_secret(text).map(VerifyingKey::new),
    }
}

/// The bytes exactly as they were given.
fn hmac_secret(bytes: &[u8]) -> Result<Stored, KeyError> {
    if bytes.iter().all(|byte| *byte == 0) {
        return Err(KeyError::EmptySecret);
    }
    Ok(Stored {
        info: KeyInfo::Secret { bytes: bytes.len() },
        material: KeyMaterial::Secret(Zeroizing::new(bytes.to_vec())),
    })
}

/// A key in one of the encodings that this crate reads.
enum Encoded {
    Pem(Zeroizing<Vec<u8>>),
    Der(Zeroizing<Vec<u8>>),
    Jwk(Jwk),
}

impl Encoded {
    /// The key that a string encodes, directly or as base64; an error if it only carries a key's mark.
    fn of(text: &[u8]) -> Result<Option<Self>, KeyError> {
        let decoded = base64_decoded(text);
        let decoded = decoded.as_ref().map(|bytes| bytes.as_slice());
        if let Some(encoded) = Self::directly(text).or_else(|| Self::directly(decoded?)) {
            return Ok(Some(encoded));
        }
        let embedded = || embeds_key(text, decoded.is_some()).then_some(&EMBEDDED);
        match foreign(text).or_else(|| foreign(decoded?)).or_else(embedded) {
            Some(Foreign { form, remedy, .. }) => Err(KeyError::NotASecret { form, remedy }),
            None => Ok(None),
        }
    }

    fn directly(text: &[u8]) -> Option<Self> {
        let text = trim_start(text);
        if let Some((key, rest)) = der::split_key(text)
            && trim_start(rest).is_empty()
        {
            return Some(Self::Der(Zeroizing::new(key.to_vec())));
        }
        if text.starts_with(b"{")
            && let Ok(jwk) = Jwk::from_json(trim_end(text))
        {
            return Some(Self::Jwk(jwk));
        }
        is_pem(text).then(|| Self::Pem(with_line_breaks(text)))
    }

    const fn form(&self) -> &'static str {
        match self {
            Self::Pem(_) => "a PEM key",
            Self::Der(_) => "a DER key",
            Self::Jwk(_) => "a JSON Web Key",
        }
    }
}

fn trim_start(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|byte| !is_wrapping(*byte)).unwrap_or(text.len());
    text.get(start..).unwrap_or_default()
}

fn trim_end(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| !is_wrapping(*byte)).map_or(0, |last| last + 1);
    text.get(..end).unwrap_or_default()
}

/// Removes whitespace, quotes, the padding of base64 and the bytes of a byte order mark. No encoding of a key begins
/// with them.
fn is_wrapping(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'=' | 0xef | 0xbb | 0xbf)
}

/// Whether a PEM block begins anywhere, in upper or lower case, so that its reader can say what is wrong.
fn is_pem(text: &[u8]) -> bool {
    const BEGIN: &[u8] = b"-----BEGIN";
    memchr_iter(b'-', text)
        .filter_map(|start| text.get(start..start + BEGIN.len()))
        .any(|here| here.eq_ignore_ascii_case(BEGIN))
}

/// Replaces line breaks that are spelled out, as in environment variables and JSON, with real ones.
fn with_line_breaks(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut lines = Zeroizing::new(text.to_vec());
    for start in memchr_iter(b'\\', text) {
        if let Some(spelled @ [_, b'n' | b'r']) = lines.get_mut(start..start + 2) {
            spelled.fill(b'\n');
        }
    }
    lines
}

/// Base64 of the shortest key, an EC private key of 39 bytes.
const SHORTEST_BASE64: usize = 52;

/// Decodes standard or URL-safe base64, padded or not, with line breaks.
fn base64_decoded(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = trim_end(trim_start(text));
    // Most passphrases have another character soon: fewer bytes are compared, and their number is known.
    let (start, rest) = text.split_first_chunk::<32>()?;
    if text.len() < SHORTEST_BASE64 || !is_base64(start) || !is_base64(rest) {
        return None;
    }
    decode_base64(text)
}

fn decode_base64(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut symbols = with_line_breaks(text);
    // JSON may write a slash as `\/`.
    symbols.retain(|byte| !byte.is_ascii_whitespace() && *byte != b'\\');
    for symbol in symbols.iter_mut() {
        *symbol = match *symbol {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        };
    }
    decode(&BASE64, &symbols).ok()
}

/// Lenient: unused bits may be set, and the padding may be missing.
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const BASE64URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// Whether it may be base64 with line breaks, real ones or spelled out. Has no branches, so that the compiler can
/// compare many bytes at once.
fn is_base64(text: &[u8]) -> bool {
    text.iter().fold(true, |all, byte| {
        let is_symbol = byte.is_ascii_alphanumeric() | matches!(byte, b'+' | b'/' | b'-' | b'_' | b'\\');
        all & (is_symbol | byte.is_ascii_whitespace())
    })
}

/// Hexadecimal digits of the shortest key.
const SHORTEST_HEX: usize = 78;

/// Whether there is a whole key among other characters: in base64, in hexadecimal digits, in UTF-16, or as DER with
/// bytes after it.
fn embeds_key(text: &[u8], is_base64: bool) -> bool {
    let start = text.iter().position(|byte| *byte != 0 && !is_wrapping(*byte)).unwrap_or_default();
    text.get(start..).and_then(der::split_key).is_some()
        || runs(text, SHORTEST_BASE64, is_base64_in_lines).any(|run| base64_encodes_key(run, is_base64))
        || runs(text, SHORTEST_HEX, is_hex_in_lines).any(|run| is_key(&decode_hex(run)))
        || utf16_encodes_key(text)
}

fn is_key(bytes: &[u8]) -> bool {
    der::split_key(bytes).is_some() || is_pem(bytes) || foreign(bytes).is_some()
}

/// A word on a line of its own may come first, and a character too many last. `is_decoded` if the run was tried as a
/// whole.
fn base64_encodes_key(run: &[u8], is_decoded: bool) -> bool {
    let after_line = run.iter().position(|byte| *byte == b'\n').and_then(|end| run.get(end..));
    let without_last = run.split_last().map(|(_, rest)| rest);
    let attempts = if is_decoded { [after_line, None, None] } else { [Some(run), after_line, without_last] };
    attempts.into_iter().flatten().filter_map(decode_base64).any(|bytes| is_key(&bytes))
}

/// Zero bytes are half of the bytes of UTF-16.
fn utf16_encodes_key(text: &[u8]) -> bool {
    if memchr(0, text).is_none() {
        return false;
    }
    let mut narrow = Zeroizing::new(text.to_vec());
    narrow.retain(|byte| *byte != 0);
    // PowerShell's byte order mark.
    let narrow = narrow.strip_prefix(b"\xff\xfe").or_else(|| narrow.strip_prefix(b"\xfe\xff")).unwrap_or(&narrow);
    !matches!(Encoded::of(narrow), Ok(None))
}

/// The runs of at least `shortest` bytes of one kind. Each of them has a byte at a multiple of `shortest`, so other
/// text is passed over quickly.
fn runs(text: &[u8], shortest: usize, is_part: fn(u8) -> bool) -> impl Iterator<Item = &[u8]> {
    let mut end = 0;
    (shortest - 1..text.len()).step_by(shortest).filter_map(move |place| {
        let (before, from) = text.split_at_checked(place).filter(|_| place >= end)?;
        let start = before.iter().rposition(|byte| !is_part(*byte)).map_or(0, |last| last + 1);
        end = place + from.iter().position(|byte| !is_part(*byte)).unwrap_or(from.len());
        text.get(start..end).filter(|run| run.len() >= shortest)
    })
}

fn is_base64_in_lines(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'\\' | b'\n' | b'\r')
}

/// With the separators that tools write, such as `30:82` and `0x30, 0x82`.
fn is_hex_in_lines(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || byte.is_ascii_whitespace() || matches!(byte, b':' | b',' | b'x' | b'X')
}

fn decode_hex(run: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(run.len() / 2));
    let mut high = None;
    for byte in run {
        if matches!(byte, b'x' | b'X') {
            // The zero before it belongs to the prefix.
            high = None;
        }
        let Some(digit) = char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()) else { continue };
        match high.take() {
            Some(first) => bytes.push(first << 4 | digit),
            None => high = Some(digit),
        }
    }
    bytes
}

/// A whole key that is found among other characters.
static EMBEDDED: Foreign = Foreign {
    form: "a key in base64, in hexadecimal digits or among other bytes",
    remedy: "pass the PEM, the DER or its base64 alone",
    marks: &[],
};

/// The kind of key whose mark is in the bytes.
fn foreign(bytes: &[u8]) -> Option<&'static Foreign> {
    let mark = SEARCH.find(bytes)?.pattern().as_usize();
    FOREIGN.iter().flat_map(|kind| iter::repeat_n(kind, kind.marks.len())).nth(mark)
}

#[expect(clippy::expect_used, reason = "the marks are constant; building fails only for far too many")]
static SEARCH: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let marks = FOREIGN.iter().flat_map(|kind| kind.marks);
    // The search of this kind looks at 32 bytes at once, for up to 32 marks.
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(marks).expect("a few short marks")
});

/// A kind of key, or of a part of a key, that is not read.
struct Foreign {
    form: &'static str,
    remedy: &'static str,
    /// Bytes that are in such keys and in nothing else.
    marks: &'static [&'static [u8]],
}

static FOREIGN: [Foreign; 6] = [
    Foreign {
        form: "a key file or a part of one",
        remedy: "pass a whole PEM file, from its BEGIN line to its END line",
        // The last is base64 of `-----BEGIN`.
        marks: &[b"-----END ", b" PUBLIC KEY", b" PRIVATE KEY", b"BEGIN CERTIFICATE", b"LS0tLS1CRUdJTi"],
    },
    Foreign {
        form: "JSON that contains a JSON Web Key",
        remedy: "read one key with `Jwk::from_json`, a set of keys with `JwkSet::from_json`",
        // In JSON, in JSON as a string, and in base64.
        marks: &[br#""kty""#, br#""kty\""#, b"eyJrdHki"],
    },
    Foreign {
        form: "DER in base64, in hexadecimal digits or among other bytes",
        remedy: "pass the PEM, the DER or its base64 alone; `openssl` takes keys out of PKCS#7 and PKCS#12 files",
        // The identifiers of algorithms: as bytes, as hexadecimal digits, and in base64.
        marks: &[
            // RSA, PKCS#7 and PKCS#12: 1.2.840.113549.1. Its base64 depends on its place: first in keys, then in
            // PKCS#7.
            b"\x2a\x86\x48\x86\xf7\x0d\x01",
            b"2a864886f70d01",
            b"2A864886F70D01",
            b"BgkqhkiG9w0B",
            b"YJKoZIhvcNAQc",
            // EC: 1.2.840.10045.2.1, its base64 first in public keys, then in private ones.
            b"\x2a\x86\x48\xce\x3d\x02\x01",
            b"2a8648ce3d0201",
            b"2A8648CE3D0201",
            b"YHKoZIzj0CAQ",
            b"GByqGSM49AgE",
            // Ed25519, Ed448, X25519 and X448: 1.3.101, in a sequence
            b"\x30\x05\x06\x03\x2b\x65",
            b"300506032b65",
            b"300506032B65",
            b"wBQYDK2V",
        ],
    },
    Foreign {
        form: "an OpenSSH key",
        remedy: "convert it to PEM, with `ssh-keygen -e -m PKCS8`",
        // The names; a length and a name as bytes; lengths and the beginnings of names in base64.
        marks: &[
            b"ssh-rsa ",
            b"ssh-ed25519",
            b"ecdsa-sha2-",
            b"\x07ssh-rsa",
            b"AAAAB3NzaC1",
            b"AAAAC3NzaC1",
            b"AAAAE2VjZHNh",
        ],
    },
    Foreign {
        form: "a PuTTY key",
        remedy: "convert it to PEM, with `puttygen -O private-openssh`, then `ssh-keygen -p -m PKCS8`",
        marks: &[b"PuTTY-User-Key-File-"],
    },
    Foreign {
        form: "an XML key",
        remedy: "convert it to PEM or to a JSON Web Key",
        // With or without a prefix for the namespace.
        marks: &[b"KeyValue>", b"Modulus>"],
    },
];
