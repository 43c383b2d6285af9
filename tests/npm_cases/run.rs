//! What this crate does with a case.

use std::sync::Mutex;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use serde_json::{Value, json};
use webtoken::{
    Bytes, DecodeOptions, Header, NumericDate, SignError, SignOptions, Signer, TimeSpan, Verified, Verifier,
    VerifyError, key_fn, sign, try_decode, verify, verify_with,
};

use crate::{
    cases::{Case, Op, Suite},
    common::Backend,
    json::Json,
    keys::{Key, KeyField},
    options::{self, NoOptions, OptionsBy},
};

/// What happened.
#[derive(Debug, PartialEq)]
pub enum Did {
    Failed {
        /// npm's class; `None` where options from data were refused, which is serde's error.
        name: Option<&'static str>,
        message: String,
        date_ms: Option<f64>,
    },
    Signed(String),
    /// Verified or decoded.
    Read(Value),
    Span(Option<f64>),
}

impl Did {
    /// The same, but for signatures that are never the same, and for when options from data were refused.
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Signed(one), Self::Signed(other)) => {
                one.rsplit_once('.').map(|(message, _)| message) == other.rsplit_once('.').map(|(message, _)| message)
            }
            (Self::Failed { message, .. }, Self::Failed { name: None, message: other, .. }) => message == other,
            _ => self == other,
        }
    }
}

/// What happened, and with which header a key was looked up.
pub struct Ran {
    pub did: Did,
    pub looked_up: Option<Value>,
}

/// How the crate is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The free functions, their options by the builders.
    Plain,
    /// The same, their options as data.
    Data,
    /// `Signer` and `Verifier`.
    Bound,
}

impl Way {
    fn options(self) -> OptionsBy {
        match self {
            Self::Plain | Self::Bound => OptionsBy::Builder,
            Self::Data => OptionsBy::Data,
        }
    }
}

pub fn run(suite: &Suite, case: &Case, backend: &Backend, way: Way) -> Result<Ran, &'static str> {
    let now = NumericDate::from(case.now.unwrap_or(suite.default_now));
    match case.op {
        Op::Sign => run_sign(suite, case, now, backend, way),
        Op::Verify => run_verify(suite, case, now, backend, way),
        Op::Decode => run_decode(case),
        Op::Timespan => {
            let span = options::npm_span(case.input.as_deref().expect("an input"));
            Ok(Did::Span(span.ok().map(TimeSpan::as_millis_f64)).into())
        }
    }
}

fn run_sign(suite: &Suite, case: &Case, now: NumericDate, backend: &Backend, way: Way) -> Result<Ran, &'static str> {
    let key = match suite.key_field(case.key.as_ref()) {
        KeyField::Key(key) => key,
        KeyField::Lookup(_) => panic!("no key is looked up to sign"),
        KeyField::Unreachable(reason) => return Err(reason),
    };
    feature_for(case, &key, backend)?;
    let options = match options::sign(case, now, backend, way.options()) {
        Ok(options) => options,
        Err(refused) => return refused.try_into(),
    };
    let token = match case.payload.as_ref().and_then(Json::members) {
        Some([(kind, value)]) => match (kind.as_str(), value) {
            ("json", value) => signed(value, &key, &options, way),
            ("text", Json::Text(text)) => signed(text, &key, &options, way),
            ("bytes_b64", Json::Text(text)) => {
                signed(&Bytes(STANDARD.decode(text).expect("base64")), &key, &options, way)
            }
            ("undefined", _) => return Err("a typed payload is never undefined"),
            other => panic!("unknown payload {other:?}"),
        },
        other => panic!("unknown payload {other:?}"),
    };
    Ok(token.map_or_else(Did::from, Did::Signed).into())
}

fn signed(payload: &impl Serialize, key: &Key, options: &SignOptions, way: Way) -> Result<String, SignError> {
    if way == Way::Bound { Signer::new(key, options)?.sign(payload) } else { sign(payload, key, options) }
}

fn run_verify(suite: &Suite, case: &Case, now: NumericDate, backend: &Backend, way: Way) -> Result<Ran, &'static str> {
    let token = token(case)?;
    if case.sync {
        return Err("there is no form of verify that needs a callback");
    }
    let key = suite.key_field(case.key.as_ref());
    if let KeyField::Unreachable(reason) = key {
        return Err(reason);
    }
    if let KeyField::Key(key) = &key {
        feature_for(case, key, backend)?;
    }
    let options = match options::verify(case, now, backend, way.options()) {
        Ok(options) => options,
        Err(refused) => return refused.try_into(),
    };
    let looked_up = Mutex::new(None);
    let verified = match key {
        KeyField::Key(key) if way == Way::Bound => {
            Verifier::new(&key, &options).and_then(|verifier| verifier.verify::<Value>(token))
        }
        KeyField::Key(key) => verify::<Value>(token, &key, &options),
        KeyField::Lookup(answer) => {
            let lookup = key_fn(|request| {
                *looked_up.lock().expect("not poisoned") = Some(request.header().as_value().clone());
                answer.as_ref().map_err(Clone::clone)
            });
            verify_with::<Value>(token, &lookup, &options)
        }
        KeyField::Unreachable(reason) => return Err(reason),
    };
    let did = match verified {
        Ok(Verified { header, payload, signature, .. }) => Did::Read(read(case, &header, payload, &signature)),
        Err(error) => error.into(),
    };
    Ok(Ran { did, looked_up: looked_up.into_inner().expect("not poisoned") })
}

fn run_decode(case: &Case) -> Result<Ran, &'static str> {
    let token = token(case)?;
    if case.option("complete").is_some_and(|complete| *complete != Json::Bool(true)) {
        return Err("decode has no option `complete` that could be of a wrong type");
    }
    let options = DecodeOptions::new().json(case.option("json") == Some(&Json::Bool(true)));
    let decoded = try_decode::<Value>(token, &options).ok();
    let value = decoded.map_or(Value::Null, |token| read(case, &token.header, token.payload, &token.signature));
    Ok(Did::Read(value).into())
}

/// With npm's `complete` all three parts are compared.
fn read(case: &Case, header: &Header, payload: Value, signature: &str) -> Value {
    if case.option("complete") == Some(&Json::Bool(true)) {
        json!({ "header": header, "payload": payload, "signature": signature })
    } else {
        payload
    }
}

fn token(case: &Case) -> Result<&str, &'static str> {
    case.token.as_ref().and_then(Json::text).ok_or("a typed token is neither null nor a number")
}

/// What must be compiled in for a key.
fn feature_for(case: &Case, key: &Key, backend: &Backend) -> Result<(), &'static str> {
    let is_small_rsa = case.key.as_ref().and_then(Json::text) == Some("rsa1024");
    if is_small_rsa && case.option("allowInsecureKeySizes") == Some(&Json::Bool(true)) && !backend.small_rsa {
        return Err("AWS-LC does not sign with RSA keys below 2048 bits");
    }
    if matches!(key, Key::Encrypted { .. }) && !cfg!(feature = "encrypted-keys") {
        return Err("feature encrypted-keys is off");
    }
    Ok(())
}

impl TryFrom<NoOptions> for Ran {
    type Error = &'static str;

    fn try_from(none: NoOptions) -> Result<Self, Self::Error> {
        match none {
            NoOptions::Refused(message) => Ok(Did::Failed { name: None, message, date_ms: None }.into()),
            NoOptions::Unreachable(reason) => Err(reason),
        }
    }
}

impl From<Did> for Ran {
    fn from(did: Did) -> Self {
        Self { did, looked_up: None }
    }
}

impl From<SignError> for Did {
    fn from(error: SignError) -> Self {
        Self::Failed { name: Some(error.name()), message: error.to_string(), date_ms: None }
    }
}

impl From<VerifyError> for Did {
    fn from(error: VerifyError) -> Self {
        let date = match &error {
            VerifyError::TokenExpiredError { expired_at, .. } => Some(*expired_at),
            VerifyError::NotBeforeError { date, .. } => Some(*date),
            _ => None,
        };
        let date_ms = date.map(|date| (date.as_secs_f64() * 1000.0).trunc());
        Self::Failed { name: Some(error.name()), message: error.to_string(), date_ms }
    }
}
