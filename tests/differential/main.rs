//! A generator of random keys, options, payloads and damaged tokens, run against npm's `jsonwebtoken`: what differs is
//! explained by a rule for a row of `docs/npm-differences.md`, or the test fails.
#![expect(clippy::cast_precision_loss, reason = "numbers are doubles to JavaScript")]

#[path = "../common/beside.rs"]
mod beside;
mod case;
mod explain;
#[cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
mod found;
mod generate;
mod json;
mod keys;
mod npm;
#[path = "../common/ordered.rs"]
mod ordered;
mod ours;
mod outcome;
mod random;
mod rewrite;
mod rules;
mod run;
mod shrink;
mod token;
mod tokens;
mod values;

/// The moment of all cases.
const NOW: i64 = 1_700_000_000;
