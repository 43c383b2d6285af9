//! The [`Algorithm`] trait: what a signature algorithm is, and how anyone can add one.
//!
//! An algorithm and a key are *bound* once into a [`MessageSigner`] or [`MessageVerifier`]; the bound
//! value does the work. A key service or hardware module implements only [`MessageSigner`] (or [`AsyncMessageSigner`]).

use std::{fmt::Debug, future::Future, sync::Arc};

use super::Signature;
use crate::{
    error::{KeyError, SignatureError},
    key::{Curve, HashAlgorithm, SigningKey, VerifyingKey},
};

/// A signature algorithm (RFC 7518, section 3): a stateless recipe that binds keys.
pub trait Algorithm: Debug + Send + Sync {
    /// The header's `alg`, compared case-sensitively.
    fn name(&self) -> &str;

    /// Which keys it accepts. The crate checks a key against this before it binds the key.
    fn key_requirement(&self) -> KeyRequirement;

    /// Binds a signing key: parses it and computes what can be computed once.
    ///
    /// # Errors
    /// [`KeyError`] if the key does not work with this algorithm.
    fn signer(&self, key: &SigningKey) -> Result<Arc<dyn MessageSigner>, KeyError>;

    /// Binds a verifying key: parses it and computes what can be computed once.
    ///
    /// # Errors
    /// [`KeyError`] if the key does not work with this algorithm.
    fn verifier(&self, key: &VerifyingKey) -> Result<Arc<dyn MessageVerifier>, KeyError>;
}

/// An algorithm bound to a key that signs.
pub trait MessageSigner: Debug + Send + Sync {
    /// The signature of a message (`header.payload`, RFC 7515 section 5.1), in the form that goes into a token.
    ///
    /// # Errors
    /// [`SignatureError`] if the key, a service or the random source fails.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError>;
}

/// An algorithm bound to a key that signs elsewhere: a key service over the network. It works with every runtime.
pub trait AsyncMessageSigner: Debug + Send + Sync {
    /// The signature of a message (`header.payload`, RFC 7515 section 5.1), in the form that goes into a token.
    ///
    /// # Errors
    /// [`SignatureError`] if the service fails.
    fn sign(&self, message: &[u8]) -> impl Future<Output = Result<Signature, SignatureError>> + Send;
}

/// An algorithm bound to a key that verifies.
pub trait MessageVerifier: Debug + Send + Sync {
    /// Checks that the signature is valid for the message.
    ///
    /// # Errors
    /// [`SignatureError`] if it is not. The token is then refused, whatever the reason.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError>;
}

/// Which keys an [`Algorithm`] accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyRequirement {
    /// An HMAC secret.
    Secret,
    /// An RSA key that is not restricted to PSS.
    Rsa,
    /// An RSA key that is unrestricted, or restricted to PSS with this hash.
    RsaPss(HashAlgorithm),
    /// A key on this Weierstrass curve.
    Ec(Curve),
    /// A key on this Edwards curve.
    Okp(Curve),
    /// No key: the token is not signed. Only an algorithm with the name `none` can be used without a key.
    None,
    /// Any key that the algorithm itself accepts; the crate checks nothing.
    Custom,
}
