//! The file of cases, as its specification describes it.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use crate::json::Json;

#[derive(Deserialize)]
pub struct Suite {
    pub default_now: i64,
    pub keys: HashMap<String, StoredKey>,
    pub cases: Vec<Case>,
}

#[derive(Deserialize)]
pub struct StoredKey {
    pub format: String,
    pub value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "the file has flags")]
pub struct Case {
    pub name: String,
    pub op: Op,
    pub payload: Option<Json>,
    pub key: Option<Json>,
    pub options: Option<Json>,
    pub now: Option<i64>,
    pub verify_with: Option<String>,
    pub token: Option<Json>,
    pub input: Option<String>,
    #[serde(default)]
    pub sync: bool,
    pub expect: Expect,
    #[serde(default)]
    pub js_only: bool,
    #[serde(default)]
    pub typed_enum: bool,
    #[serde(default)]
    pub quirk: bool,
    #[serde(default)]
    pub runtime_message: bool,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    Sign,
    Verify,
    Decode,
    Timespan,
}

/// What npm did.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    pub error: Option<NpmError>,
    /// `null` is a value like others, not "no value".
    #[serde(default, deserialize_with = "present")]
    pub ok: Option<Value>,
    pub callback_called: Option<bool>,
    pub callback_header: Option<Value>,
    pub ms: Option<f64>,
    #[serde(default)]
    pub invalid: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NpmError {
    #[serde(rename = "type")]
    pub name: String,
    pub message: String,
    pub expired_at_ms: Option<f64>,
    pub date_ms: Option<f64>,
}

/// The exact texts of a token that npm signed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NpmToken {
    pub header: String,
    pub header_b64: Option<String>,
    pub payload: Option<String>,
    pub payload_b64: Option<String>,
    /// Of the deterministic algorithms.
    pub token: Option<String>,
    /// Of the others.
    pub signature_bytes: Option<usize>,
    /// The caller's own object afterwards.
    pub mutated: Option<Value>,
}

impl Suite {
    pub fn read() -> Self {
        serde_json::from_str(include_str!("../data/jsonwebtoken-cases.json")).expect("the cases")
    }
}

impl Case {
    /// Whether the specification lets a typed crate leave npm here.
    pub fn is_flagged(&self) -> bool {
        self.js_only || self.typed_enum || self.quirk || self.runtime_message
    }

    pub fn options(&self) -> &[(String, Json)] {
        self.options.as_ref().and_then(Json::members).unwrap_or_default()
    }

    pub fn option(&self, name: &str) -> Option<&Json> {
        self.options.as_ref()?.get(name)
    }
}

fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
