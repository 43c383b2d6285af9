//! JSON Web Tokens with the API of npm's `jsonwebtoken`.
#![forbid(unsafe_code)]

pub mod alg;
pub mod algorithm;
pub mod backend;
mod claims;
mod decode;
#[cfg(feature = "encrypted-keys")]
mod decrypt;
#[cfg(not(feature = "encrypted-keys"))]
#[path = "decrypt/off.rs"]
mod decrypt;
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
mod provider;
mod sign;
pub mod time;
mod token;
pub mod validator;
mod verify;

pub use algorithm::{
    Algorithm, AlgorithmChoice, AsyncMessageSigner, KeyRequirement, MessageSigner, MessageVerifier, Signature,
};
pub use decode::{Unverified, decode, decode_with};
pub use error::{
    BoxError, ClaimMismatch, ExpiredReason, InvalidReason, KeyError, OptionError, SignError, SignatureError,
    VerifyError, VerifyErrors,
};
pub use header::Header;
pub use key::{IntoSigningKey, IntoVerifyingKey, NoKey, SigningKey, VerifyingKey};
pub use options::{DecodeOptions, SignOptions, VerifyOptions};
#[cfg(feature = "regex")]
pub use pattern::Pattern;
pub use payload::{Bytes, FromPayload, Payload, Text};
pub use provider::{AsyncKeyProvider, KeyProvider, KeysById, LookupError};
pub use sign::{AsyncSigner, Signer, sign};
pub use time::{Clock, NumericDate, TimeSpan};
pub use verify::{Verified, Verifier, verify, verify_all, verify_with, verify_with_async};
