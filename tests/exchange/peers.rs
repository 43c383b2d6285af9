//! The other implementations: one process each for all tests, asked one line at a time.

use std::{
    collections::BTreeMap,
    sync::{LazyLock, OnceLock},
};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    beside::{Package, node},
    dialogue::Dialogue,
    python::python,
};

const JOSE: Package = Package { name: "jose", folder: "exchange" };

/// The keys that are made, by an algorithm that they are for, and all those.
pub(crate) const KINDS: [(&str, &[&str]); 8] = [
    ("HS256", &["HS256"]),
    ("HS384", &["HS384"]),
    ("HS512", &["HS512"]),
    ("RS256", &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]),
    ("ES256", &["ES256"]),
    ("ES384", &["ES384"]),
    ("ES512", &["ES512"]),
    ("EdDSA", &["EdDSA", "Ed25519"]),
];

/// Those that are there.
pub(crate) fn peers() -> impl Iterator<Item = &'static Peer> {
    static PEERS: LazyLock<[Option<Peer>; 2]> = LazyLock::new(|| {
        let jose = node(&JOSE, "exchange/jose.mjs", &[]);
        let pyjwt = python("PyJWT", "exchange/pyjwt.py");
        [
            jose.map(|child| Peer::new("jose", Dialogue::new(child), &[])),
            pyjwt.map(|child| Peer::new("PyJWT", Dialogue::new(child), &["Ed25519"])),
        ]
    });
    PEERS.iter().flatten()
}

pub(crate) struct Peer {
    pub(crate) name: &'static str,
    dialogue: Dialogue,
    /// The algorithms that it has not.
    lacks: &'static [&'static str],
    made: OnceLock<BTreeMap<&'static str, Made>>,
}

/// A key of its own, in every form that it writes.
#[derive(Deserialize)]
pub(crate) struct Made {
    pub(crate) private: Vec<Value>,
    pub(crate) public: Vec<Value>,
    /// Only of who reckons them.
    pub(crate) thumbprint: Option<String>,
}

/// A key as it writes it after having read it.
#[derive(Deserialize)]
pub(crate) struct Read {
    pub(crate) jwk: Value,
    pub(crate) pem: Option<String>,
    pub(crate) thumbprint: Option<String>,
}

/// What it reads in a token.
#[derive(Debug, Deserialize, PartialEq)]
pub(crate) struct Token {
    pub(crate) header: Value,
    pub(crate) payload: Value,
}

impl Peer {
    fn new(name: &'static str, dialogue: Dialogue, lacks: &'static [&'static str]) -> Self {
        Self { name, dialogue, lacks, made: OnceLock::new() }
    }

    /// Those of the algorithms that it has.
    pub(crate) fn having<'a>(&self, algorithms: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
        algorithms.iter().copied().filter(|algorithm| !self.lacks.contains(algorithm))
    }

    pub(crate) fn version(&self) -> String {
        self.do_it(&json!({ "op": "version" }))
    }

    /// The key of a kind, made once.
    pub(crate) fn made(&self, kind: &str) -> &Made {
        let make = |(kind, _)| (kind, self.do_it(&json!({ "op": "generate", "alg": kind })));
        &self.made.get_or_init(|| KINDS.map(make).into())[kind]
    }

    pub(crate) fn sign(&self, alg: &str, key: &Value, payload: &Value, header: &Value) -> String {
        self.do_it(&json!({ "op": "sign", "alg": alg, "key": key, "payload": payload, "header": header }))
    }

    /// The token's content, or the name of the reason why it is refused.
    pub(crate) fn verify(&self, alg: &str, key: &Value, token: &str, options: &Value) -> Result<Token, String> {
        self.ask(&json!({ "op": "verify", "alg": alg, "key": key, "token": token, "options": options }))
    }

    pub(crate) fn read(&self, alg: &str, key: &Value, is_private: bool) -> Read {
        self.do_it(&json!({ "op": "read", "alg": alg, "key": key, "isPrivate": is_private }))
    }

    #[track_caller]
    fn do_it<T: for<'de> Deserialize<'de>>(&self, request: &Value) -> T {
        self.ask(request).unwrap_or_else(|refused| panic!("{}: {refused}: {request}", self.name))
    }

    #[track_caller]
    fn ask<T: for<'de> Deserialize<'de>>(&self, request: &Value) -> Result<T, String> {
        let mut answer = self.dialogue.ask(request);
        if let Some(refused) = answer["refused"].as_str() {
            return Err(refused.to_owned());
        }
        assert!(
            answer["error"].is_null(),
            "{}: {}: {request}",
            self.name,
            answer["error"].as_str().unwrap_or_default()
        );
        Ok(serde_json::from_value(answer["ok"].take()).unwrap())
    }
}
