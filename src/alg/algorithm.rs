//! The [`Algorithm`] trait: what a signature algorithm is, and how anyone can add one.
//!
//! An algorithm and a key are *bound* once into a [`MessageSigner`] or [`MessageVerifier`]; the bound
//! value does the work. A key service or hardware module implements only [`MessageSigner`] (or [`AsyncMessageSigner`]).

use std::{fmt::Debug, future::Future, pin::Pin, sync::Arc};

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
///
/// ```
/// use webtoken::{AsyncMessageSigner, AsyncSigner, SignOptions, Signature, SignatureFuture};
/// #[derive(Debug)]
/// struct Service;
///
/// impl AsyncMessageSigner for Service {
///     fn sign<'a>(&'a self, message: &'a [u8]) -> SignatureFuture<'a> {
///         Box::pin(async move { Ok(Signature::from(*b"signature")) }) // a request with `message`
///     }
/// }
///
/// let signer = AsyncSigner::new("ES256", Service, &SignOptions::new())?;
/// let token = pollster::block_on(signer.sign(&serde_json::json!({ "sub": "alice" })))?;
/// assert!(token.ends_with(".c2lnbmF0dXJl"));
/// # Ok::<(), webtoken::SignError>(())
/// ```
pub trait AsyncMessageSigner: Debug + Send + Sync {
    /// The signature of a message (`header.payload`, RFC 7515 section 5.1), in the form that goes into a token.
    ///
    /// # Errors
    /// [`SignatureError`] if the service fails.
    fn sign<'a>(&'a self, message: &'a [u8]) -> SignatureFuture<'a>;
}

/// The future of [`AsyncMessageSigner::sign`].
pub type SignatureFuture<'a> = Pin<Box<dyn Future<Output = Result<Signature, SignatureError>> + Send + 'a>>;

impl<S: AsyncMessageSigner + ?Sized> AsyncMessageSigner for Arc<S> {
    fn sign<'a>(&'a self, message: &'a [u8]) -> SignatureFuture<'a> {
        (**self).sign(message)
    }
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
