//! The keys of the observed cases of npm's package.

use super::*;

fn keys() -> Vec<(String, Value)> {
    let Value::Object(keys) = json("jsonwebtoken-cases.json")["keys"].take() else { panic!() };
    assert_eq!(keys.len(), 39);
    keys.into_iter().collect()
}

fn read(key: &Value) -> Result<VerifyingKey, KeyError> {
    let value = key["value"].as_str().unwrap();
    match (key["kind"].as_str().unwrap(), key["format"].as_str().unwrap()) {
        ("secret", "base64") => VerifyingKey::from_text(BASE64_STANDARD.decode(value).unwrap()),
        ("private", "pem") => {
            let passphrase = key["passphrase"].as_str().unwrap_or("not needed");
            SigningKey::from_encrypted_pem(value, passphrase).map(|key| VerifyingKey::from(&key))
        }
        ("secret" | "public" | "certificate", "utf8" | "pem") => VerifyingKey::from_text(value),
        other => panic!("{other:?}"),
    }
}

/// By the names in the file; the sizes are in the names of the keys.
fn expected(name: &str, key: &Value) -> KeyInfo {
    let bits = if name.contains("1024") { 1024 } else { 2048 };
    match key["type"].as_str().unwrap() {
        "rsa" => KeyInfo::Rsa { bits },
        "rsa-pss" => KeyInfo::RsaPss { bits, parameters: pss(key["pss"].as_str().unwrap()) },
        "ec" => KeyInfo::Ec { curve: curve(key["curve"].as_str().unwrap()) },
        other => KeyInfo::Okp { curve: curve(other) },
    }
}

fn pss(text: &str) -> Option<PssParameters> {
    let hash = |name| match name {
        "sha256" => HashAlgorithm::Sha256,
        "sha512" => HashAlgorithm::Sha512,
        other => panic!("{other}"),
    };
    let (digest, rest) = text.split_once("/mgf1 ")?;
    let (mgf1, salt) = rest.split_once("/salt ").unwrap();
    Some(PssParameters::new(hash(digest), hash(mgf1), salt.parse().unwrap()))
}

fn curve(name: &str) -> Curve {
    let curves = [Curve::P256, Curve::P384, Curve::P521, Curve::Secp256k1, Curve::Ed25519];
    curves.into_iter().find(|curve| curve.name() == name).unwrap()
}

#[test]
#[cfg_attr(not(feature = "encrypted-keys"), ignore = "reads encrypted keys")]
fn every_key_is_read_as_what_it_is() {
    for (name, key) in keys() {
        match name.as_str() {
            "secret_empty_bytes" => assert_eq!(code(read(&key)), "key_empty_secret"),
            "pem_garbage" => assert_eq!(code(read(&key)), "key_malformed"),
            secret if secret.starts_with("secret") => assert_eq!(read(&key).unwrap().info().kind(), "secret"),
            _ => {
                let info = read(&key).unwrap_or_else(|error| panic!("{name}: {error}")).info().clone();
                assert_eq!(info, expected(&name, &key), "{name}");
            }
        }
    }
}

#[test]
#[cfg_attr(not(feature = "encrypted-keys"), ignore = "reads encrypted keys")]
fn encodings_of_one_key_hold_the_same_key() {
    let keys = keys();
    let pairs = keys.iter().filter_map(|(_, key)| Some((key, key["same_key_as"].as_str()?)));
    let compared = pairs.map(|(key, same_as)| {
        let (_, original) = keys.iter().find(|(name, _)| name == same_as).unwrap();
        same(&read(key).unwrap(), &read(original).unwrap());
    });
    assert_eq!(compared.count(), 9);
}

#[test]
#[cfg_attr(not(feature = "encrypted-keys"), ignore = "reads encrypted keys")]
fn the_passphrase_decides_over_an_encrypted_key() {
    let keys = keys();
    let encrypted: Vec<_> = keys.iter().filter(|(_, key)| key["passphrase"].is_string()).collect();
    assert_eq!(encrypted.len(), 3);
    for (name, key) in encrypted {
        let pem = key["value"].as_str().unwrap();
        assert_eq!(code(SigningKey::from_pem(pem)), "key_passphrase_required", "{name}");
        assert_eq!(code(SigningKey::from_text(pem)), "key_passphrase_required", "{name}");
        assert_eq!(code(VerifyingKey::from_text(pem)), "key_passphrase_required", "{name}");
        for wrong in ["", "opensesame ", "Opensesame"] {
            assert_eq!(code(SigningKey::from_encrypted_pem(pem, wrong)), "key_decryption", "{name}");
        }
        assert!(VerifyingKey::from_encrypted_pem(pem, PASSPHRASE).is_ok(), "{name}");
    }
}

#[test]
fn public_keys_do_not_sign() {
    for (name, key) in keys() {
        if name == "pem_garbage" || !matches!(key["kind"].as_str(), Some("public" | "certificate")) {
            continue;
        }
        let pem = key["value"].as_str().unwrap();
        let bytes = der(pem);
        for result in [
            SigningKey::from_pem(pem),
            SigningKey::from_text(pem),
            SigningKey::from_der(&bytes),
            SigningKey::from_text(&bytes),
        ] {
            assert_eq!(code(result), "key_not_private", "{name}");
        }
    }
}

#[test]
fn der_is_read_as_its_pem() {
    for (name, key) in keys() {
        let pem = key["value"].as_str().unwrap();
        if key["format"] != "pem" || name == "pem_garbage" || name == "rsa2048_enc_pkcs1" {
            continue;
        }
        let bytes = der(pem);
        if key["passphrase"].is_string() {
            assert_eq!(code(VerifyingKey::from_der(&bytes)), "key_passphrase_required");
            continue;
        }
        let original = verifying(pem);
        same(&VerifyingKey::from_der(&bytes).unwrap(), &original);
        same(&VerifyingKey::from_text(&bytes).unwrap(), &original);
        if key["kind"] == "private" {
            same(&(&SigningKey::from_der(&bytes).unwrap()).into(), &original);
            same(&(&SigningKey::from_text(&bytes).unwrap()).into(), &original);
        }
        let trailing = [bytes.as_slice(), b"\n"].concat();
        assert_eq!(code(VerifyingKey::from_der(&trailing)), "key_malformed", "{name}");
        same(&VerifyingKey::from_text(&trailing).unwrap(), &original);
    }
}

#[test]
fn debug_shows_no_key() {
    for (name, key) in keys() {
        let Ok(key) = read(&key) else { continue };
        let shown = format!("{key:?} {:?}", key.material());
        assert!(shown.len() < 220, "{name}: {shown}");
        assert!(!shown.contains("shhhhh") && !shown.contains('['), "{name}: {shown}");
    }
}
