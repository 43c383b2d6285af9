//! npm's side: one Node process for all tests, asked one line at a time.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout},
    sync::{LazyLock, Mutex, PoisonError},
};

use serde_json::Value;

use crate::{NOW, json::Json, node};

/// npm's `jsonwebtoken`; none if Node is not there or the package cannot be installed, which only continuous integration takes for a failure.
pub(crate) fn npm() -> Option<&'static Npm> {
    static NPM: LazyLock<Option<Npm>> = LazyLock::new(|| node::start("interop/npm.js", &[]).map(Npm::new));
    NPM.as_ref()
}

pub(crate) struct Npm(Mutex<Process>);

struct Process {
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    _child: Child,
}

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
    fn new(mut child: Child) -> Self {
        let requests = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Self(Mutex::new(Process { requests, answers, _child: child }))
    }

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
        let mut line = String::new();
        {
            // A failed test is no reason to fail the others.
            let mut process = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            writeln!(process.requests, "{}", serde_json::to_string(&request).unwrap()).unwrap();
            process.answers.read_line(&mut line).unwrap();
        }
        let mut answer: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no answer to {request:?}"));
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
