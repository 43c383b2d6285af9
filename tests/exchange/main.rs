//! Keys and tokens exchanged with other people's implementations: npm's `jose` and `PyJWT`. Each side reads what the
//! other makes, in every form, and refuses what was tampered with.
//!
//! They run in Node (`jose.mjs`) and in Python (`pyjwt.py`); without these nothing is tested, and said so.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

#[path = "../common/beside.rs"]
mod beside;
#[expect(dead_code, reason = "what a backend can do besides is not asked here")]
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/dialogue.rs"]
mod dialogue;
mod forms;
mod keys;
mod peers;
mod python;
mod sets;
mod tokens;
