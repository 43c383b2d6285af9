//! JSON Web Tokens with the API of npm's `jsonwebtoken`.
#![forbid(unsafe_code)]

pub mod alg;
pub mod algorithm;
pub mod backend;
mod claims;
pub mod error;
mod header;
mod json;
pub mod key;
pub mod options;
#[cfg(feature = "regex")]
mod pattern;
#[cfg(not(feature = "regex"))]
#[path = "pattern/off.rs"]
mod pattern;
mod payload;
mod sign;
pub mod time;
mod token;
pub mod validator;

pub use algorithm::{
    Algorithm, AlgorithmChoice, AsyncMessageSigner, KeyRequirement, MessageSigner, MessageVerifier, Signature,
};
pub use error::{BoxError, KeyError, SignError, SignatureError, VerifyError};
pub use header::Header;
pub use key::{IntoSigningKey, IntoVerifyingKey, NoKey, SigningKey, VerifyingKey};
pub use options::{DecodeOptions, SignOptions, VerifyOptions};
#[cfg(feature = "regex")]
pub use pattern::Pattern;
pub use payload::{Bytes, FromPayload, Payload, Text};
pub use sign::{AsyncSigner, Signer, sign};
pub use time::{Clock, NumericDate, TimeSpan};
