//! JSON Web Tokens with the API and the bytes of npm's `jsonwebtoken`: [`sign`], [`verify`], [`decode`].
//!
//! ```
//! use webtoken::{SignOptions, VerifyOptions, sign, verify};
//!
//! let token = sign(&serde_json::json!({ "foo": "bar" }), "shhhhh", &SignOptions::new().expires_in("1h"))?;
//! let verified = verify::<serde_json::Value>(&token, "shhhhh", &VerifyOptions::new())?;
//! assert_eq!(verified.payload["foo"], "bar");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Keys
//!
//! Text and bytes work as in npm: PEM and DER are read as the key that they hold, other encodings of keys are refused,
//! and anything else is a secret. A [`SigningKey`] or [`VerifyingKey`] is read once, and errors show early; it is
//! made from PEM, DER or a [`Jwk`], or [generated](SigningKey::generate).
//!
//! ```
//! use webtoken::{SignOptions, Signer, SigningKey, VerifyOptions, Verifier, VerifyingKey, alg};
//!
//! let private = SigningKey::from_pem(include_str!("../examples/keys/ed25519_private.pem"))?;
//! let public = VerifyingKey::from_pem(include_str!("../examples/keys/ed25519_public.pem"))?;
//!
//! // Bound once, for many tokens.
//! let signer = Signer::new(private, &SignOptions::new().algorithm(alg::EDDSA).expires_in("15m"))?;
//! let verifier = Verifier::new(public, &VerifyOptions::new())?;
//! let token = signer.sign(&serde_json::json!({ "sub": "alice" }))?;
//! assert_eq!(verifier.verify::<serde_json::Value>(&token)?.payload["sub"], "alice");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Errors
//!
//! [`VerifyError`] has npm's three classes and texts. Behind the text is a typed reason.
//!
//! ```
//! use webtoken::{InvalidReason, SignOptions, VerifyError, VerifyOptions, sign, verify};
//!
//! let token = sign(&serde_json::json!({ "iss": "urn:you" }), "shhhhh", &SignOptions::new())?;
//! let error = verify::<serde_json::Value>(&token, "shhhhh", &VerifyOptions::new().issuer("urn:me")).unwrap_err();
//! assert_eq!(error.to_string(), "jwt issuer invalid. expected: urn:me");
//! assert!(matches!(
//!     error,
//!     VerifyError::JsonWebTokenError { reason: InvalidReason::ClaimMismatch(mismatch) } if mismatch.claim == "iss"
//! ));
//! # Ok::<(), webtoken::SignError>(())
//! ```
//!
//! # The modules
//!
//! Everything that most programs need is at the root. [`alg`] has the algorithms as values, each backend's
//! own, and the trait to add one, [`key`] what keys are made of, JSON Web Keys and sets of them, [`options`] what the
//! options take, [`error`] what can go wrong, [`claims`] the claim rules without tokens, [`time`] dates and spans.
//!
//! Keys that depend on the token's header are looked up by a [`KeyProvider`]; [`decode`] reads a token without trust.
#![forbid(unsafe_code)]
#![cfg_attr(
    not(any(feature = "aws-lc-rs", feature = "rust-crypto")),
    expect(dead_code, reason = "what backends alone use")
)]
// Here and not in `Cargo.toml`, since tests and examples may panic, and what is `pub` there is no interface.
#![warn(missing_debug_implementations, unreachable_pub)]
#![cfg_attr(
    not(test),
    warn(
        clippy::expect_used,
        clippy::get_unwrap,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::todo,
        clippy::unimplemented,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

pub mod alg;
mod cache;
pub mod claims;
mod decode;
pub mod error;
mod json;
mod jws;
pub mod key;
pub mod options;
mod provider;
mod sign;
pub mod time;
mod verify;

pub use alg::{
    Algorithm, AlgorithmChoice, AsyncMessageSigner, KeyRequirement, MessageSigner, MessageVerifier, Signature,
};
pub use cache::CacheLimits;
pub use claims::payload::{Bytes, FromPayload, Text};
pub use decode::{Unverified, decode, decode_with};
pub use error::{
    BoxError, ClaimMismatch, ExpiredReason, InvalidReason, KeyError, OptionError, SignError, SignatureError,
    VerifyError, VerifyErrors,
};
pub use jws::Header;
pub use key::{IntoSigningKey, IntoVerifyingKey, Jwk, JwkLookupError, JwkSet, NoKey, SigningKey, VerifyingKey};
pub use options::{DecodeOptions, SignOptions, VerifyOptions};
#[cfg(feature = "regex")]
pub use options::{Pattern, PatternError};
pub use provider::{AsyncKeyProvider, KeyProvider, KeysById, LookupError};
pub use sign::{AsyncSigner, Signer, sign, sign_into};
pub use time::{Clock, NumericDate, TimeSpan};
pub use verify::{Verified, Verifier, verify, verify_all, verify_borrowed, verify_with, verify_with_async};

/// The README's examples run as tests.
#[cfg(all(doctest, any(feature = "aws-lc-rs", feature = "rust-crypto")))]
#[doc = include_str!("../README.md")]
struct Readme;
