//! Questions and answers with a program, a line of JSON each.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout},
    sync::{Mutex, PoisonError},
};

use serde::Serialize;
use serde_json::Value;

/// One program for all tests; it ends with them, as its input does.
pub(crate) struct Dialogue(Mutex<Pipes>);

struct Pipes {
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    _child: Child,
}

impl Dialogue {
    pub(crate) fn new(mut child: Child) -> Self {
        let requests = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Self(Mutex::new(Pipes { requests, answers, _child: child }))
    }

    pub(crate) fn ask(&self, request: &impl Serialize) -> Value {
        let request = serde_json::to_string(request).unwrap();
        let mut line = String::new();
        {
            // A failed test is no reason to fail the others.
            let mut pipes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            writeln!(pipes.requests, "{request}").unwrap();
            pipes.answers.read_line(&mut line).unwrap();
        }
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("no answer to {request}"))
    }
}
