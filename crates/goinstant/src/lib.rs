//! The tokens of npm's `goinstant-auth`: who a user is and which groups the user belongs to, signed with HS256.
//!
//! ```
//! use std::time::Duration;
//! use webtoken_goinstant::{Group, Signer, UserData};
//!
//! let signer = Signer::new("HKYdFdnezle2yrI2_Ph3cHz144bISk-cvuAbeAAA999")?.expires_in(Duration::from_secs(3600));
//! let user = UserData::new("example.com", "bar", "bob").group(Group::new(1234, "Group 1234"));
//! let token = signer.sign(&user)?;
//!
//! let same = signer.verify(&token)?;
//! assert_eq!((same.domain, same.display_name, same.groups), ("example.com".into(), "bob".into(), user.groups));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A token without an expiry is valid for ever: call [`Signer::expires_in`].

#![forbid(unsafe_code)]

mod claims;
mod signer;
mod user;

pub use signer::{AUDIENCE, Signer, SignerKeyError};
pub use user::{Group, Id, Members, UserData};

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
