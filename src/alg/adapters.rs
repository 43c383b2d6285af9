use std::{error::Error, fmt, marker::PhantomData, sync::Arc};

use signature::{SignatureEncoding, Signer, Verifier};

use super::{MessageSigner, MessageVerifier, Signature, SignatureError};

/// Makes a [`MessageSigner`] from a type that implements `signature::Signer`, such as a client of a key service. Needs
/// the feature `signature`. For ECDSA, `S` must encode `r` and `s` at their full width, not as DER (RFC 7518, section
/// 3.4).
///
/// ```
/// use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
/// use webtoken::{SignOptions, Signer, Verifier, VerifyOptions, alg};
/// let key = SigningKey::from_slice(&[7; 32])?;
/// let verifying = VerifyingKey::from(&key);
/// let signer = Signer::with_message_signer("ES256", alg::from_signer::<Signature>(key), &SignOptions::new())?;
/// let token = signer.sign(&serde_json::json!({ "sub": "alice" }))?;
///
/// let verifier = alg::from_verifier::<Signature>(verifying);
/// let verifier = Verifier::with_message_verifier("ES256", verifier, &VerifyOptions::new())?;
/// assert_eq!(verifier.verify::<serde_json::Value>(&token)?.payload["sub"], "alice");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn from_signer<S>(key: impl Signer<S> + Send + Sync + 'static) -> Arc<dyn MessageSigner>
where
    S: SignatureEncoding + 'static,
{
    Arc::new(Adapter { key, signature: PhantomData::<fn() -> S> })
}

/// Makes a [`MessageVerifier`] from a type that implements `signature::Verifier`. Needs the feature `signature`.
/// [`from_signer`] has an example.
pub fn from_verifier<S>(key: impl Verifier<S> + Send + Sync + 'static) -> Arc<dyn MessageVerifier>
where
    S: SignatureEncoding + 'static,
{
    Arc::new(Adapter { key, signature: PhantomData::<fn() -> S> })
}

struct Adapter<K, S> {
    key: K,
    signature: PhantomData<fn() -> S>,
}

impl<K: Signer<S> + Send + Sync, S: SignatureEncoding> MessageSigner for Adapter<K, S> {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        let signature = self.key.try_sign(message).map_err(SignatureError::from_source)?;
        Ok(Signature::from(signature.to_bytes().as_ref()))
    }
}

impl<K: Verifier<S> + Send + Sync, S: SignatureEncoding> MessageVerifier for Adapter<K, S> {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let signature = S::try_from(signature).map_err(|_| SignatureError::invalid())?;
        // An error with a source is one of the key's service.
        self.key.verify(message, &signature).map_err(|error| match error.source() {
            Some(_) => SignatureError::from_source(error),
            None => SignatureError::invalid(),
        })
    }
}

/// It shows no key.
impl<K, S> fmt::Debug for Adapter<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Adapter")
    }
}
