use serde::{Deserialize, Serialize};

use crate::{Row, Task};

/// What a worker is asked for.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request {
    pub candidate: String,
    pub alg: String,
    pub task: Task,
    /// How often to do it; without a number, to show once that it is done right.
    pub times: Option<u64>,
}

/// What it answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// The candidate cannot do the row.
    Absent,
    /// The token that it signed, for the orchestrator to verify.
    Signed(String),
    /// It read the claims out of the good token and refused the bad ones.
    Verified,
    Nanoseconds(u64),
    Error(String),
}

impl Request {
    pub fn proof(candidate: &str, row: Row) -> Self {
        Self { candidate: candidate.to_owned(), alg: row.alg.to_owned(), task: row.task, times: None }
    }

    pub fn batch(candidate: &str, row: Row, times: u64) -> Self {
        Self { times: Some(times), ..Self::proof(candidate, row) }
    }
}
