use std::fmt;

use serde::{Deserialize, Serialize};

/// What is measured: a task with an algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Row {
    pub alg: &'static str,
    pub task: Task,
}

/// Keys are read beforehand, unless the task says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// A struct becomes a token.
    Sign,
    /// A token becomes a struct.
    Verify,
    /// A token becomes a `serde_json::Value`.
    VerifyValue,
    /// By the function that takes a key with each call, and a key that was read before.
    SignKey,
    VerifyKey,
    /// By the function that takes a key with each call, and a key that is text: a secret or PEM.
    SignText,
    VerifyText,
    /// A struct that takes so many bytes of JSON.
    SignLong(usize),
    VerifyLong(usize),
}

/// The payloads of the long rows, in bytes.
pub const SIZES: [usize; 5] = [200, 1 << 10, 4 << 10, 16 << 10, 60 << 10];

/// All rows, in the order of the tables.
pub fn rows() -> Vec<Row> {
    use Task::{Sign, SignKey, SignLong, SignText, Verify, VerifyKey, VerifyLong, VerifyText, VerifyValue};
    let tasks: [(&'static str, &[Task]); 9] = [
        ("HS256", &[Sign, Verify, VerifyValue]),
        ("HS384", &[Sign, Verify]),
        ("HS512", &[Sign, Verify]),
        ("RS256", &[Sign, Verify]),
        ("PS256", &[Sign, Verify]),
        ("ES256", &[Sign, Verify]),
        ("ES384", &[Sign, Verify]),
        ("ES512", &[Sign, Verify]),
        ("EdDSA", &[Sign, Verify]),
    ];
    let by_call: [(&'static str, &[Task]); 2] =
        [("HS256", &[SignKey, SignText, VerifyKey, VerifyText]), ("RS256", &[VerifyKey, VerifyText])];
    let usual = tasks.iter().chain(&by_call).flat_map(|(alg, tasks)| tasks.iter().map(|&task| Row { alg, task }));
    let long = [SignLong, VerifyLong].into_iter().flat_map(|task| SIZES.map(task));
    usual.chain(long.map(|task| Row { alg: "HS256", task })).collect()
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.alg, self.task)
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sign => f.write_str("sign"),
            Self::Verify => f.write_str("verify"),
            Self::VerifyValue => f.write_str("verify, as Value"),
            Self::SignKey => f.write_str("sign, key read before"),
            Self::VerifyKey => f.write_str("verify, key read before"),
            Self::SignText => f.write_str("sign, key as text"),
            Self::VerifyText => f.write_str("verify, key as text"),
            Self::SignLong(size) => write!(f, "sign {}", Size(*size)),
            Self::VerifyLong(size) => write!(f, "verify {}", Size(*size)),
        }
    }
}

struct Size(usize);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes if bytes < 1024 => write!(f, "{bytes} B"),
            bytes => write!(f, "{} KiB", bytes / 1024),
        }
    }
}
