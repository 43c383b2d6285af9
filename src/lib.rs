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
//! Strings and bytes work as in npm, and more safely: a string that is a key in PEM, DER, JWK or base64 is read as that
//! key, a string that carries the mark of another key format is refused, and any other string is an HMAC secret. To
//! parse a key once and see its errors early, make a [`SigningKey`] or [`VerifyingKey`] from PEM, DER or a [`Jwk`], or
//! [generate](SigningKey::generate) one.
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
//! [`VerifyError`] has npm's three classes and messages, and a typed reason.
//!
//! ```
//! use webtoken::{InvalidReason, SignOptions, VerifyError, VerifyOptions, sign, verify};
//!
//! let token = sign(&serde_json::json!({ "iss": "urn:you" }), "shhhhh", &SignOptions::new())?;
//! let error = verify::<serde_json::Value>(&token, "shhhhh", &VerifyOptions::new().issuer("urn:me")).unwrap_err();
//! assert_eq!(error.to_string(), "jwt issuer invalid. expected: urn:me");
//! assert!(matches!(
//!     error,
//!     VerifyError::JsonWebTokenError { reason: InvalidReason::ClaimMismatch(mismatch), .. } if mismatch.claim == "iss"
//! ));
//! # Ok::<(), webtoken::SignError>(())
//! ```
//!
//! # The modules
//!
//! Everything that most programs need is at the root. [`alg`] has the algorithms as values, those of each backend, and
//! the trait to add your own; [`key`] has keys, JSON Web Keys and key sets; [`options`] has the types that options
//! take; [`error`] has the errors; [`claims`] checks claims without tokens; [`time`] has dates and spans.
//!
//! [`jws`] is the layer below: bytes that are signed under a header of your own.
//!
//! A [`KeyProvider`] looks up the key for a token. [`decode`] reads a token without verifying it.
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
pub mod jws;
pub mod key;
pub mod options;
mod provider;
mod sign;
pub mod time;
mod verify;

pub use alg::{
    Algorithm, AlgorithmChoice, AsyncMessageSigner, KeyRequirement, MessageSigner, MessageVerifier, Signature,
    SignatureFuture,
};
pub use cache::CacheLimits;
pub use claims::payload::{Bytes, FromPayload, Text};
pub use decode::{Unverified, decode, decode_header, try_decode};
pub use error::{
    BoxError, ClaimMismatch, DecodeError, ExpiredReason, Fault, InvalidReason, KeyError, KeyMismatch, LookupError,
    OptionError, SignError, SignatureError, VerifyError, VerifyErrors,
};
pub use jws::Header;
pub use key::{IntoSigningKey, IntoVerifyingKey, Jwk, JwkLookupError, JwkSet, NoKey, SigningKey, VerifyingKey};
pub use options::{DecodeOptions, SignOptions, VerifyOptions};
#[cfg(feature = "regex")]
pub use options::{Pattern, PatternError};
pub use provider::{AsyncKeyProvider, KeyProvider, KeyRequest, LookupFuture, async_key_fn, key_fn};
pub use sign::{AsyncSigner, Signer, sign, sign_into};
pub use time::{Clock, NumericDate, TimeSpan};
pub use verify::{
    AsyncVerifier, Verified, Verifier, verify, verify_all, verify_borrowed, verify_with, verify_with_async,
};

/// The README's examples run as tests.
#[cfg(all(doctest, any(feature = "aws-lc-rs", feature = "rust-crypto")))]
#[doc = include_str!("../README.md")]
struct Readme;
