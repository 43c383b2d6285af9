//! Bytes as a key in every form: nothing panics, what is a key is never a secret, and what is read can be written and read.
#![no_main]

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD},
};
use libfuzzer_sys::fuzz_target;
use webtoken::{SigningKey, VerifyingKey, key::KeyMaterial};
use webtoken_fuzz::{cost, keys};

const LABELS: &[&str] = &[
    "PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "PUBLIC KEY",
    "RSA PUBLIC KEY",
    "CERTIFICATE",
];

const PASSPHRASE: &str = "correct horse";

fn pem(label: &str, der: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in STANDARD.encode(der).as_bytes().chunks(64) {
        text.push_str(str::from_utf8(line).expect("ASCII"));
        text.push('\n');
    }
    text + &format!("-----END {label}-----\n")
}

/// Whether the bytes themselves are the secret; the string of an `oct` JSON Web Key is not.
fn is_secret(bytes: &[u8]) -> bool {
    VerifyingKey::from_text(bytes).is_ok_and(|key| is_of(key.material(), bytes))
}

fn is_of(material: &KeyMaterial, bytes: &[u8]) -> bool {
    matches!(material, KeyMaterial::Secret(secret) if **secret == *bytes)
}

/// A secret is a secret to every reader and a key to none; a string that is not a secret is the key that it encodes.
fn check_secret(bytes: &[u8]) {
    let by_text = is_secret(bytes);
    assert_eq!(by_text, VerifyingKey::from_secret(bytes).is_ok());
    assert_eq!(by_text, SigningKey::from_secret(bytes).is_ok());
    assert_eq!(by_text, SigningKey::from_text(bytes).is_ok_and(|key| is_of(key.material(), bytes)));
    let encoded = keys::encoded(bytes);
    if by_text {
        assert!(VerifyingKey::from_pem(bytes).is_err() && SigningKey::from_pem(bytes).is_err());
        assert!(VerifyingKey::from_der(bytes).is_err() && SigningKey::from_der(bytes).is_err());
        assert!(encoded.is_none());
    } else if let Ok(key) = VerifyingKey::from_text(bytes) {
        assert_eq!(key.info(), encoded.expect("a key").expect("one that can be used").info());
    }
}

/// A key in DER is the same key in every other encoding.
fn check_encodings(der: &[u8], key: &VerifyingKey) {
    let base64 = STANDARD.encode(der);
    let (start, end) = base64.split_at(usize::from(der.last().copied().unwrap_or_default()) % base64.len().max(1));
    let lines = [format!("{start} {end}"), format!("{start}\n \r\n{end}"), format!("{start}\\n{end}")];
    let url_safe = [URL_SAFE.encode(der), URL_SAFE_NO_PAD.encode(der), format!("\u{feff} '{base64}'")];
    for text in lines.into_iter().chain(url_safe).chain([base64]) {
        assert_eq!(VerifyingKey::from_text(&text).expect("a key").info(), key.info(), "{text}");
    }
    for label in LABELS {
        assert!(!is_secret(pem(label, der).as_bytes()));
        assert!(!is_secret(pem(label, der).replace('\n', "\\n").as_bytes()));
        assert!(!is_secret(STANDARD.encode(pem(label, der)).as_bytes()));
    }
}

fn check_public(key: &VerifyingKey) {
    if let Ok(der) = key.to_der() {
        assert_eq!(VerifyingKey::from_der(&der).expect("what was written").info(), key.info());
        let text = key.to_pem().expect("as DER");
        assert_eq!(VerifyingKey::from_pem(&text).expect("what was written").to_der().ok(), Some(der));
        assert_eq!(VerifyingKey::from_text(&text).expect("what was written").info(), key.info());
    }
    if let Ok(jwk) = key.to_jwk() {
        assert_eq!(VerifyingKey::from_jwk(&jwk).map(|key| key.info().clone()).ok().as_ref(), Some(key.info()));
    }
}

fn check_private(key: &SigningKey) {
    if let Ok(der) = key.to_der() {
        let again = SigningKey::from_der(&der).expect("what was written");
        assert_eq!(again.info(), key.info());
        assert_eq!(again.to_der().expect("again"), der);
    }
    let _ = key.to_jwk();
    check_public(&key.into());
}

fuzz_target!(|data: &[u8]| {
    check_secret(data);
    for key in [VerifyingKey::from_der(data), VerifyingKey::from_pem(data), VerifyingKey::from_text(data)] {
        key.iter().for_each(check_public);
    }
    for key in [SigningKey::from_der(data), SigningKey::from_pem(data)] {
        key.iter().for_each(check_private);
    }
    // Shorter strings are not decoded.
    if STANDARD.encode(data).trim_end_matches('=').len() >= 52
        && let Ok(key) = VerifyingKey::from_der(data)
    {
        check_encodings(data, &key);
    }
    if data.first() == Some(&0x30) {
        for label in LABELS {
            check_secret(pem(label, data).as_bytes());
        }
        if cost::is_cheap(data) {
            let by_der = SigningKey::from_encrypted_der(data, PASSPHRASE).map(|key| key.info().clone()).ok();
            let text = pem("ENCRYPTED PRIVATE KEY", data);
            let by_pem = SigningKey::from_encrypted_pem(&text, PASSPHRASE).map(|key| key.info().clone()).ok();
            assert!(by_pem.is_none() || by_der == by_pem);
        }
    }
    // The dear derivations of this form cannot be told from its text.
    if !data.windows(9).any(|here| here == b"ENCRYPTED") {
        let plain = VerifyingKey::from_pem(data).ok();
        let given = VerifyingKey::from_encrypted_pem(data, PASSPHRASE).ok();
        assert_eq!(given.as_ref().map(VerifyingKey::info), plain.as_ref().map(VerifyingKey::info));
    } else if !data.windows(17).any(|here| here == b"ENCRYPTED PRIVATE") {
        let _ = SigningKey::from_encrypted_pem(data, PASSPHRASE);
    }
});
