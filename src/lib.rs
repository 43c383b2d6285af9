//! JSON Web Tokens with the API of npm's `jsonwebtoken`.
#![forbid(unsafe_code)]

pub mod algorithm;
#[cfg(feature = "encrypted-keys")]
mod decrypt;
#[cfg(not(feature = "encrypted-keys"))]
#[path = "decrypt/off.rs"]
mod decrypt;
pub mod error;
pub mod key;

pub use algorithm::{
    Algorithm, AsyncMessageSigner, KeyRequirement, MessageSigner, MessageVerifier, Signature, SignatureError,
};
pub use error::{BoxError, KeyError, KeyRole};
pub use key::{IntoSigningKey, IntoVerifyingKey, NoKey, SigningKey, VerifyingKey};
