//! npm's side: one Node process for the whole run.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout},
};

use serde_json::Value;

use crate::{
    NOW,
    beside::{self, Package},
    case::Case,
    ours,
    outcome::Outcome,
};

/// Shared with the interop tests.
const JSONWEBTOKEN: Package = Package { name: "jsonwebtoken", folder: "interop" };

pub(crate) struct Npm {
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    child: Child,
}

impl Npm {
    pub(crate) fn start() -> Option<Self> {
        let mut child = beside::node(&JSONWEBTOKEN, "differential/npm.js", &[NOW.to_string()])?;
        let (requests, answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Some(Self { requests, answers, child })
    }

    /// What both sides do with each case, npm first; they work at the same time.
    pub(crate) fn ask(&mut self, cases: &[Case]) -> Vec<(Outcome, Outcome)> {
        let requests: Vec<String> = cases.iter().map(Case::request).collect();
        writeln!(self.requests, "[{}]", requests.join(",")).unwrap();
        let ours: Vec<Outcome> = cases.iter().map(ours::run).collect();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let answers: Vec<Value> = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(answers.len(), ours.len(), "an outcome for each case");
        answers.iter().map(Outcome::of_npm).zip(ours).collect()
    }
}

impl Drop for Npm {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
