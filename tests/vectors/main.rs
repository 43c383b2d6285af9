//! Other people's vectors over every backend: Wycheproof's tokens, keys and raw signatures, the examples of the RFCs,
//! and `JSONTestSuite`.
//!
//! What others own lies beside the repository; without it the tests say `SKIPPED`, and fail where `CI` is `true`. What is
//! this project's own stands in `tests/data`.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
#![expect(unreachable_pub, reason = "a test exports nothing")]

#[expect(dead_code, reason = "what a backend can do besides is not asked here")]
#[path = "../common/mod.rs"]
mod common;
mod json;
mod raw;
mod raw_sets;
mod rfc;
mod wycheproof_tokens;

use std::{
    fs,
    path::{Path, PathBuf},
};

use common::Backend;
use serde_json::Value;
use webtoken::AlgorithmChoice;

fn path(folder: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(name)
}

/// A file of other people's, if it is there.
fn vectors(name: &str) -> Option<Value> {
    let path = path("../shared/vectors", name);
    match fs::read_to_string(&path) {
        Ok(json) => Some(serde_json::from_str(&json).unwrap()),
        Err(error) if std::env::var("CI").is_ok_and(|ci| ci == "true") => panic!("{}: {error}", path.display()),
        Err(_) => {
            println!("SKIPPED: no {}", path.display());
            None
        }
    }
}

/// A file of the repository.
fn own(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(path("tests/data", name)).unwrap()).unwrap()
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("no list {name} in {value}"))
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name} in {value}"))
}

/// Everything that a backend can verify is allowed: then only the keys decide.
fn everything(backend: &Backend) -> Vec<AlgorithmChoice> {
    backend.algorithms.iter().copied().map(Into::into).collect()
}

/// Where the originals are at hand, the copies in the repository are the same.
#[test]
fn the_copies_are_the_originals() {
    for (original, copy) in [
        ("wycheproof/overrides.json", "overrides.json"),
        ("rfc/rfc_vectors.json", "rfc_vectors.json"),
        ("attacks/attacks.json", "attacks/attacks.json"),
        ("attacks/keys.json", "attacks/keys.json"),
    ] {
        let Some(original) = vectors(original) else { continue };
        assert!(own(copy) == original, "{copy} differs");
    }
}
