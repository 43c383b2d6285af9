//! A case: what both sides are asked.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;
use webtoken::{IntoSigningKey, IntoVerifyingKey, KeyError, SigningKey, VerifyingKey};

use crate::{
    json::{Json, Members},
    token::Token,
};

#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) ask: Ask,
    pub(crate) key: Key,
    pub(crate) options: Members,
}

#[derive(Debug, Clone)]
pub(crate) enum Ask {
    Sign(Content),
    Verify(Token),
    Decode(Token),
}

/// A payload, or what stands in a part of a token.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Json(Json),
    Bytes(Vec<u8>),
}

/// A key in the forms that npm takes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Key {
    Absent,
    Text(String),
    Bytes(Vec<u8>),
    Encrypted { pem: String, passphrase: String },
}

impl Case {
    pub(crate) fn option(&self, name: &str) -> Option<&Json> {
        self.options.iter().find(|(option, _)| option == name).map(|(_, value)| value)
    }

    pub(crate) const fn token(&self) -> Option<&Token> {
        match &self.ask {
            Ask::Verify(token) | Ask::Decode(token) => Some(token),
            Ask::Sign(_) => None,
        }
    }

    /// The request to npm's side: JSON.
    pub(crate) fn request(&self) -> String {
        let mut request = match &self.ask {
            Ask::Sign(Content::Json(payload)) => vec![("op", "sign".into()), ("payload", payload.clone())],
            Ask::Sign(Content::Bytes(bytes)) => vec![("op", "sign".into()), ("bytes", base64(bytes))],
            Ask::Verify(token) => vec![("op", "verify".into()), ("token", Json::Text(token.text()))],
            Ask::Decode(token) => vec![("op", "decode".into()), ("token", Json::Text(token.text()))],
        };
        request.push(("key", self.key.to_json()));
        request.push(("options", Json::Object(self.options.clone())));
        Json::Object(request.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()).write()
    }
}

impl Content {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Json(json) => json.write().into_bytes(),
            Self::Bytes(bytes) => bytes.clone(),
        }
    }
}

fn base64(bytes: &[u8]) -> Json {
    Json::Text(BASE64_STANDARD.encode(bytes))
}

impl Key {
    /// What is read as a key, without a passphrase's help.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Absent => &[],
            Self::Text(text) | Self::Encrypted { pem: text, .. } => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    fn to_json(&self) -> Json {
        match self {
            Self::Absent => Json::Null,
            Self::Text(text) => Json::Text(text.clone()),
            Self::Bytes(bytes) => Json::Object(vec![("bytes".to_owned(), base64(bytes))]),
            Self::Encrypted { pem, passphrase } => Json::Object(vec![
                ("key".to_owned(), Json::Text(pem.clone())),
                ("passphrase".to_owned(), Json::Text(passphrase.clone())),
            ]),
        }
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

/// A payload as a caller of this crate has it.
impl Serialize for Content {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Json(json) => json.serialize(serializer),
            Self::Bytes(bytes) => serializer.serialize_bytes(bytes),
        }
    }
}
