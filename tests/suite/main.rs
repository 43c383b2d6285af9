//! What the crate promises, a file a subject. One program, so that it is linked once.

#[cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
#[expect(dead_code, reason = "what a backend can do besides is not asked here")]
#[path = "../common/mod.rs"]
mod common;

mod alg;
mod allocations;
mod attack_rows;
mod attacks;
mod cache;
mod claim_rules;
mod components;
mod custom_algorithm;
mod errors;
mod jwk;
mod jws;
mod key_purpose;
mod key_use;
mod keys;
mod malformed;
mod new_keys;
mod options_data;
mod payload_types;
mod payloads;
mod providers;
mod secrets;
mod supply;
mod time_span;
