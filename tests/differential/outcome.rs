//! What a side did with a case, and whether both did the same.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::{case::Case, json::Json, token::Seen};

#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    Signed(String),
    /// Verified or decoded.
    Read {
        header: Json,
        payload: Json,
        signature: String,
    },
    /// `decode` found no token.
    Nothing,
    Failed {
        /// npm's class; empty where options from data were refused, which is serde's error.
        name: String,
        message: String,
        /// In milliseconds; none where JavaScript has no such date.
        date: Option<f64>,
    },
}

impl Outcome {
    pub(crate) fn failed(name: &str, message: &impl ToString, seconds: Option<f64>) -> Self {
        const LAST_DATE: f64 = 8.64e15;
        let date = seconds.map(|seconds| (seconds * 1000.0).trunc()).filter(|date| date.abs() <= LAST_DATE);
        Self::Failed { name: name.to_owned(), message: message.to_string(), date }
    }

    /// Out of the answer of npm's side.
    pub(crate) fn of_npm(answer: &Value) -> Self {
        let text = |member: &str| answer[member].as_str().unwrap_or_else(|| panic!("no {member}: {answer}")).to_owned();
        if answer.is_null() {
            Self::Nothing
        } else if let Some(token) = answer["token"].as_str() {
            Self::Signed(token.to_owned())
        } else if let Some(name) = answer["error"].as_str() {
            Self::Failed { name: name.to_owned(), message: text("message"), date: answer["date"].as_f64() }
        } else {
            // What `serde_json` does not read, and this crate neither, stays as it is.
            let json = |member| Json::read(text(member).as_bytes()).unwrap_or_else(|| Json::Raw(text(member)));
            Self::Read { header: json("header"), payload: json("payload"), signature: text("signature") }
        }
    }

    /// The message of a failure, else empty.
    pub(crate) fn message(&self) -> &str {
        if let Self::Failed { message, .. } = self { message } else { "" }
    }

    /// The class of a failure, else empty.
    pub(crate) fn name(&self) -> &str {
        if let Self::Failed { name, .. } = self { name } else { "" }
    }

    pub(crate) const fn is_failure(&self) -> bool {
        matches!(self, Self::Failed { .. })
    }

    pub(crate) const fn is_success(&self) -> bool {
        matches!(self, Self::Signed(_) | Self::Read { .. })
    }

    /// Whether this crate's outcome is npm's to all who use it.
    pub(crate) fn is_like(&self, npm: &Self) -> bool {
        match (self, npm) {
            (Self::Signed(ours), Self::Signed(npm)) => is_same_token(ours, npm),
            (Self::Nothing, Self::Nothing) => true,
            // `decode` throws in npm and has no error to give here.
            (Self::Nothing, Self::Failed { name, .. }) => name == "SyntaxError",
            (
                Self::Read { header, payload, signature },
                Self::Read { header: npm_header, payload: npm_payload, signature: npm_signature },
            ) => header.is_like(npm_header) && payload.is_like(npm_payload) && signature == npm_signature,
            (
                Self::Failed { name, message, date },
                Self::Failed { name: npm_name, message: npm_message, date: npm_date },
            ) => (name == npm_name || name.is_empty()) && message == npm_message && date == npm_date,
            _ => false,
        }
    }
}

impl Outcome {
    pub(crate) fn is_like_but_signature(&self, npm: &Self) -> bool {
        match (self, npm) {
            (Self::Read { header, payload, .. }, Self::Read { signature, .. }) => {
                let signature = signature.clone();
                Self::Read { header: header.clone(), payload: payload.clone(), signature }.is_like(npm)
            }
            _ => self.is_like(npm),
        }
    }
}

/// The same bytes, except for signatures that are never the same: those are as long.
fn is_same_token(ours: &str, npm: &str) -> bool {
    let split = |token| str::rsplit_once(token, '.').unwrap_or_default();
    let ((message, signature), (npm_message, npm_signature)) = (split(ours), split(npm));
    let is_random = || {
        let header = npm.split('.').next().and_then(|header| Json::read(&BASE64_URL_SAFE_NO_PAD.decode(header).ok()?));
        let alg = header.as_ref().and_then(|header| header.get("alg")?.text());
        alg.is_some_and(|alg| alg.starts_with("PS") || alg.starts_with("ES"))
    };
    message == npm_message && (signature == npm_signature || signature.len() == npm_signature.len() && is_random())
}

/// A case and what both sides did with it.
pub(crate) struct Both<'c> {
    pub(crate) case: &'c Case,
    pub(crate) npm: &'c Outcome,
    pub(crate) ours: &'c Outcome,
    /// The token's text as Node reads it, if there is one.
    pub(crate) seen: Option<Seen>,
}

impl<'c> Both<'c> {
    pub(crate) fn new(case: &'c Case, npm: &'c Outcome, ours: &'c Outcome) -> Self {
        Self { case, npm, ours, seen: case.token().and_then(|token| Seen::new(&token.text())) }
    }
}
