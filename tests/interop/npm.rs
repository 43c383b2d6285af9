//! npm's side: one Node process for all tests, asked one line at a time.

use std::sync::LazyLock;

use serde_json::Value;

use crate::{
    NOW,
    beside::{self, Package},
    dialogue::Dialogue,
    json::Json,
};

const JSONWEBTOKEN: Package = Package { name: "jsonwebtoken", folder: "interop" };

/// npm's `jsonwebtoken`; none if Node is not there or the package cannot be installed, which only continuous integration
/// takes for a failure.
pub(crate) fn npm() -> Option<&'static Npm> {
    static NPM: LazyLock<Option<Npm>> = LazyLock::new(|| {
        let node = beside::node(&JSONWEBTOKEN, "interop/npm.js", &[])?;
        Some(Npm(Dialogue::new(node)))
    });
    NPM.as_ref()
}

pub(crate) struct Npm(Dialogue);

/// A token as npm reads it: JSON texts.
#[derive(Debug, PartialEq)]
pub(crate) struct Complete {
    pub(crate) header: String,
    pub(crate) payload: String,
    pub(crate) signature: String,
}

/// `name` and `message`.
pub(crate) type NpmError = (String, String);

impl Npm {
    pub(crate) fn version(&self) -> String {
        text(&self.ask(&[("op", "version".into())]).unwrap())
    }

    pub(crate) fn sign(&self, payload: &Json, key: Option<&str>, options: &Value) -> Result<String, NpmError> {
        let request =
            [("op", "sign".into()), ("payload", payload.clone()), ("key", key.into()), ("options", options.into())];
        Ok(text(&self.ask(&request)?))
    }

    pub(crate) fn verify(&self, token: &str, key: Option<&str>, options: &Value) -> Result<Complete, NpmError> {
        let request =
            [("op", "verify".into()), ("token", token.into()), ("key", key.into()), ("options", options.into())];
        Ok(Complete::read(&self.ask(&request)?))
    }

    /// `None` for what is no token.
    pub(crate) fn decode(&self, token: &str) -> Result<Option<Complete>, NpmError> {
        let decoded = self.ask(&[("op", "decode".into()), ("token", token.into())])?;
        Ok((!decoded.is_null()).then(|| Complete::read(&decoded)))
    }

    fn ask(&self, request: &[(&str, Json)]) -> Result<Value, NpmError> {
        let members = request.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        let request = Json::Object(members.chain([("now".to_owned(), Json::Int(NOW))]).collect());
        let mut answer = self.0.ask(&request);
        match answer.get_mut("error") {
            Some(error) => Err((text(&error["name"]), text(&error["message"]))),
            None => Ok(answer["ok"].take()),
        }
    }
}

impl Complete {
    fn read(answer: &Value) -> Self {
        Self {
            header: text(&answer["header"]),
            payload: text(&answer["payload"]),
            signature: text(&answer["signature"]),
        }
    }
}

#[track_caller]
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
