//! JSON Web Tokens with the API of npm's `jsonwebtoken`.
#![forbid(unsafe_code)]

pub mod alg;
pub mod algorithm;
pub mod backend;
pub mod error;
pub mod key;

pub use algorithm::{
    Algorithm, AsyncMessageSigner, KeyRequirement, MessageSigner, MessageVerifier, Signature, SignatureError,
};
pub use error::{BoxError, KeyError, KeyRole};
pub use key::{IntoSigningKey, IntoVerifyingKey, NoKey, SigningKey, VerifyingKey};
