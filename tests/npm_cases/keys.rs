//! The keys of the cases, given to the crate as npm is given them: text, bytes, or PEM with a passphrase.

use base64::{Engine, engine::general_purpose::STANDARD};
use webtoken::{IntoSigningKey, IntoVerifyingKey, KeyError, SigningKey, VerifyingKey};

use crate::{cases::Suite, json::Json};

#[derive(Debug, Clone)]
pub enum Key {
    Absent,
    Text(String),
    Bytes(Vec<u8>),
    Encrypted { pem: String, passphrase: String },
}

/// What a case gives as a key.
pub enum KeyField {
    Key(Key),
    Lookup(Result<Key, String>),
    Unreachable(&'static str),
}

impl Suite {
    pub fn key(&self, name: &str) -> Key {
        let stored = &self.keys[name];
        match stored.format.as_str() {
            "utf8" | "pem" => Key::Text(stored.value.clone()),
            "base64" => Key::Bytes(STANDARD.decode(&stored.value).expect("base64")),
            other => panic!("unknown format {other}"),
        }
    }

    pub fn key_field(&self, field: Option<&Json>) -> KeyField {
        let Some(field) = field else { return KeyField::Key(Key::Absent) };
        if let Some(name) = field.text() {
            return KeyField::Key(self.key(name));
        }
        match field.special() {
            Some(("$literal", Json::Text(text))) => KeyField::Key(Key::Text(text.clone())),
            Some(("$literal" | "$undefined", _)) => {
                KeyField::Unreachable("a typed key is no number, no empty object and not undefined")
            }
            Some(("$callback", answer)) => KeyField::Lookup(self.lookup(answer)),
            Some((other, _)) => panic!("unknown special value {other}"),
            None => KeyField::Key(self.encrypted(field)),
        }
    }

    fn lookup(&self, answer: &Json) -> Result<Key, String> {
        if let Some(Json::Text(error)) = answer.get("error") {
            return Err(error.clone());
        }
        Ok(answer.get("ok").and_then(Json::text).map_or(Key::Absent, |name| self.key(name)))
    }

    fn encrypted(&self, field: &Json) -> Key {
        let text = |member| field.get(member).and_then(Json::text).expect("a text").to_owned();
        Key::Encrypted { pem: self.keys[&text("name")].value.clone(), passphrase: text("passphrase") }
    }
}

impl IntoSigningKey for &Key {
    // npm's default is HS256 for every key.
    const DECIDES_ALGORITHM: bool = false;

    fn into_signing_key(self) -> Result<Option<SigningKey>, KeyError> {
        match self {
            Key::Absent => Ok(None),
            Key::Text(text) => text.as_str().into_signing_key(),
            Key::Bytes(bytes) => bytes.as_slice().into_signing_key(),
            Key::Encrypted { pem, passphrase } => SigningKey::from_encrypted_pem(pem, passphrase).map(Some),
        }
    }
}

impl IntoVerifyingKey for &Key {
    fn into_verifying_key(self) -> Result<Option<VerifyingKey>, KeyError> {
        match self {
            Key::Absent => Ok(None),
            Key::Text(text) => text.as_str().into_verifying_key(),
            Key::Bytes(bytes) => bytes.as_slice().into_verifying_key(),
            Key::Encrypted { pem, passphrase } => VerifyingKey::from_encrypted_pem(pem, passphrase).map(Some),
        }
    }
}
