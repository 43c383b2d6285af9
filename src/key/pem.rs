//! PEM (RFC 7468, and the headers of RFC 1421) to a checked key.
//!
//! The blocks are found here, because key files contain several of them, with other text around them and lines of any
//! width; the base64 of the chosen one is decoded by `pem-rfc7468`, in constant time.

use std::str;

use ::der::{Decode, asn1::AnyRef};
use zeroize::Zeroizing;

use super::{
    Curve, Stored,
    der::{self, Structure},
};
use crate::{error::KeyError, key::decrypt};

const FORM: &str = "PEM";
const DASHES: &[u8] = b"-----";
const BEGIN: &[u8] = b"-----BEGIN ";

const PRIVATE: &[&str] = &["PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"];
/// npm's order: by kind, whatever the order in the PEM.
const PUBLIC: [&[&str]; 4] = [&["PUBLIC KEY"], &["RSA PUBLIC KEY"], &["CERTIFICATE", "X509 CERTIFICATE"], PRIVATE];
/// Blocks with keys that this crate does not read, each with what to do instead.
const FOREIGN: [(&str, &str); 8] = [
    ("OPENSSH PRIVATE KEY", "convert it with `ssh-keygen -p -m PKCS8`"),
    ("SSH2 PUBLIC KEY", "convert it with `ssh-keygen -i`, then `ssh-keygen -e -m PKCS8`"),
    ("PKCS7", "take the certificate out with `openssl pkcs7 -print_certs`"),
    ("PKCS12", "take the key out with `openssl pkcs12 -nodes`"),
    ("DSA PRIVATE KEY", "no algorithm of JSON Web Tokens uses DSA"),
    ("ANY PRIVATE KEY", "convert it with `openssl pkey`"),
    ("PGP PRIVATE KEY BLOCK", "OpenPGP keys do not sign JSON Web Tokens"),
    ("PGP PUBLIC KEY BLOCK", "OpenPGP keys do not verify JSON Web Tokens"),
];

/// The first private key in the PEM.
pub(super) fn private(pem: &[u8], passphrase: Option<&[u8]>) -> Result<Stored, KeyError> {
    let blocks = blocks(pem);
    if let Some(block) = first_of(&blocks, PRIVATE) {
        return block.read(&blocks, passphrase);
    }
    let holds_public = PUBLIC.iter().any(|labels| first_of(&blocks, labels).is_some());
    Err(if holds_public { KeyError::NotPrivate } else { no_key(&blocks) })
}

/// The first block of the first kind in npm's order.
pub(super) fn public(pem: &[u8], passphrase: Option<&[u8]>) -> Result<Stored, KeyError> {
    let blocks = blocks(pem);
    match PUBLIC.iter().find_map(|labels| first_of(&blocks, labels)) {
        Some(block) => block.read(&blocks, passphrase),
        None => Err(no_key(&blocks)),
    }
}

fn no_key(blocks: &[Block<'_>]) -> KeyError {
    match FOREIGN.iter().find(|(label, _)| first_of(blocks, &[label]).is_some()) {
        Some((label, remedy)) => KeyError::Unsupported(format!("a PEM block `{label}`: {remedy}")),
        None => KeyError::NoKeyInPem,
    }
}

fn first_of<'b, 't>(blocks: &'b [Block<'t>], labels: &[&str]) -> Option<&'b Block<'t>> {
    blocks.iter().find(|block| labels.contains(&block.label))
}

/// The body between `BEGIN` and `END` lines of the same label.
struct Block<'t> {
    label: &'t str,
    /// `None` if the END line is missing, which matters only if this block is the requested one.
    body: Option<&'t [u8]>,
}

fn blocks(text: &[u8]) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after_begin)) = split_once(rest, BEGIN) {
        let Some((label, body)) = split_once(after_begin, DASHES) else { break };
        rest = if let Some(label) = label_text(label) {
            blocks.push(Block { label, body: enclosed(label, body) });
            body
        } else {
            after_begin
        };
    }
    blocks
}

fn label_text(label: &[u8]) -> Option<&str> {
    str::from_utf8(label).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' '))
}

/// Base64 does not contain five dashes, so the next ones are those of the END line.
fn enclosed<'t>(label: &str, text: &'t [u8]) -> Option<&'t [u8]> {
    let (body, end) = split_once(text, DASHES)?;
    let closed = end.strip_prefix(b"END ")?.strip_prefix(label.as_bytes())?.starts_with(DASHES);
    closed.then_some(body)
}

fn split_once<'t>(text: &'t [u8], separator: &[u8]) -> Option<(&'t [u8], &'t [u8])> {
    let at = text.windows(separator.len()).position(|window| window == separator)?;
    Some((text.get(..at)?, text.get(at + separator.len()..)?))
}

impl Block<'_> {
    fn read(&self, blocks: &[Block<'_>], passphrase: Option<&[u8]>) -> Result<Stored, KeyError> {
        let (headers, base64) = self.parts()?;
        let bytes = decoded(base64)?;
        if !headers.encrypted {
            return self.read_der(&bytes, blocks, passphrase);
        }
        let passphrase = passphrase.ok_or(KeyError::PassphraseRequired)?;
        let decrypted = decrypt::legacy(headers.dek_info, &bytes, passphrase)?;
        self.read_der(&decrypted, blocks, Some(passphrase)).map_err(der::broken_is_undecrypted)
    }

    fn parts(&self) -> Result<(Headers<'_>, &[u8]), KeyError> {
        let body = self.body.ok_or_else(|| malformed(pem_rfc7468::Error::PostEncapsulationBoundary))?;
        Ok(Headers::split(body))
    }

    fn read_der(&self, der: &[u8], blocks: &[Block<'_>], passphrase: Option<&[u8]>) -> Result<Stored, KeyError> {
        match self.structure()? {
            Structure::Sec1 => der::ec_private(der, || curve_of_parameters(blocks)),
            structure => structure.read(der, passphrase),
        }
    }

    fn structure(&self) -> Result<Structure, KeyError> {
        match self.label {
            "PRIVATE KEY" => Ok(Structure::Pkcs8),
            "ENCRYPTED PRIVATE KEY" => Ok(Structure::EncryptedPkcs8),
            "RSA PRIVATE KEY" => Ok(Structure::Pkcs1Private),
            "EC PRIVATE KEY" => Ok(Structure::Sec1),
            "PUBLIC KEY" => Ok(Structure::Spki),
            "RSA PUBLIC KEY" => Ok(Structure::Pkcs1Public),
            "CERTIFICATE" | "X509 CERTIFICATE" => Ok(Structure::Certificate),
            _ => Err(KeyError::NoKeyInPem),
        }
    }
}

/// `openssl ecparam -genkey` writes the curve into a block of its own.
fn curve_of_parameters(blocks: &[Block<'_>]) -> Result<Curve, KeyError> {
    let Some(block) = first_of(blocks, &["EC PARAMETERS"]) else { return der::private_without_curve() };
    let (_, base64) = block.parts()?;
    let bytes = decoded(base64)?;
    let parameters = AnyRef::from_der(&bytes).map_err(|source| KeyError::malformed("EC parameters", source))?;
    der::stated_curve(Some(parameters))
}

/// The lines `Name: value` before the base64, if they matter.
#[derive(Default)]
struct Headers<'t> {
    encrypted: bool,
    dek_info: &'t str,
}

impl<'t> Headers<'t> {
    /// Base64 does not contain a colon, so the first line without one ends the headers.
    fn split(body: &'t [u8]) -> (Self, &'t [u8]) {
        let mut headers = Self::default();
        let mut rest = body;
        while let Some((line, after)) = split_line(rest) {
            match str::from_utf8(line).unwrap_or_default().split_once(':') {
                Some((name, value)) => headers.note(name.trim(), value.trim()),
                None if line.trim_ascii().is_empty() => {}
                None => break,
            }
            rest = after;
        }
        (headers, rest)
    }

    fn note(&mut self, name: &str, value: &'t str) {
        match name {
            "Proc-Type" => self.encrypted = value.ends_with("ENCRYPTED"),
            "DEK-Info" => self.dek_info = value,
            _ => {}
        }
    }
}

fn split_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// Puts the base64 on one line under a label of its own, which is the form that the strict decoder accepts.
fn decoded(base64: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    const HEAD: &[u8] = b"-----BEGIN KEY-----\n";
    const TAIL: &[u8] = b"\n-----END KEY-----\n";
    let mut pem = Zeroizing::new(Vec::with_capacity(HEAD.len() + base64.len() + TAIL.len()));
    pem.extend_from_slice(HEAD);
    pem.extend(base64.iter().filter(|byte| !byte.is_ascii_whitespace()));
    pem.extend_from_slice(TAIL);
    let mut decoder = pem_rfc7468::Decoder::new_detect_wrap(&pem).map_err(malformed)?;
    let mut bytes = Zeroizing::new(vec![0; decoder.remaining_len()]);
    decoder.decode(&mut bytes).map_err(malformed)?;
    Ok(bytes)
}

fn malformed(source: pem_rfc7468::Error) -> KeyError {
    KeyError::malformed(FORM, source)
}
