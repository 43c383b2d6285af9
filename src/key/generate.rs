//! New keys, from the randomness of the operating system.

use crate::{
    alg,
    alg::{
        AlgorithmChoice, KeyRequirement,
        table::{self, LEAST_MODULUS_BITS, Row},
    },
    error::KeyError,
    key::{Curve, Restriction, SigningKey, Zeroizing, der, numbers, text},
};

/// Larger keys take minutes to make, and AWS-LC does not sign with them.
const MAX_RSA_BITS: usize = 8192;

impl SigningKey {
    /// A new key for an algorithm: a secret as long as the hash, an RSA key of 2048 bits, or one on the algorithm's
    /// curve.
    ///
    /// Any other algorithm that accepts such keys can use it too; a [`Jwk`](crate::Jwk) can limit it to one.
    ///
    /// ```
    /// use webtoken::{SignOptions, SigningKey, VerifyOptions, VerifyingKey, alg, sign, verify};
    /// let key = SigningKey::generate(alg::ES256)?;
    /// let token = sign(&serde_json::json!({ "sub": "alice" }), &key, &SignOptions::new().algorithm(alg::ES256))?;
    /// let public = VerifyingKey::from_pem(VerifyingKey::from(&key).to_pem()?)?;
    /// assert!(verify::<serde_json::Value>(&token, public, &VerifyOptions::new()).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::Unsupported`] for an algorithm that is unknown or accepts no key, and for curves that the backend
    /// cannot make keys on; [`KeyError::Generation`] if there is no randomness.
    pub fn generate(algorithm: impl Into<AlgorithmChoice>) -> Result<Self, KeyError> {
        let choice = algorithm.into();
        let none = || KeyError::Unsupported(format!("a key for \"{}\"", choice.name().escape_debug()));
        let unknown = || alg::needed_for(choice.name()).unwrap_or_else(none);
        let algorithm = choice.algorithm().ok_or_else(unknown)?;
        let stored = match algorithm.key_requirement() {
            KeyRequirement::Secret => text::secret(&random(secret_bytes(algorithm.name()))?),
            KeyRequirement::Rsa | KeyRequirement::RsaPss(_) => return Self::generate_rsa(LEAST_MODULUS_BITS),
            KeyRequirement::Ec(curve) => numbers::ec_private(curve, &(alg::keys()?.scalar)(curve)?, None),
            // RFC 8032, section 5.1.5: any 32 random bytes.
            KeyRequirement::Okp(curve @ Curve::Ed25519) => der::okp_private(curve, &random(curve.field_bytes())?),
            KeyRequirement::Okp(_) | KeyRequirement::None | KeyRequirement::Custom => return Err(none()),
        }?;
        Ok(Self::restricted(stored, Restriction::NONE))
    }

    /// A new RSA key of 2048 to 8192 bits. With the feature `aws-lc-rs` the size must be 2048, 3072, 4096 or 8192.
    ///
    /// ```no_run
    /// use webtoken::{SigningKey, key::KeyInfo};
    /// assert_eq!(SigningKey::generate_rsa(3072)?.info(), &KeyInfo::Rsa { bits: 3072 });
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`generate`](Self::generate), and [`KeyError::Unsupported`] for any other size.
    pub fn generate_rsa(bits: usize) -> Result<Self, KeyError> {
        if !(LEAST_MODULUS_BITS..=MAX_RSA_BITS).contains(&bits) {
            let sizes = format!("RSA key size must be {LEAST_MODULUS_BITS} to {MAX_RSA_BITS} bits, got {bits}");
            return Err(KeyError::Unsupported(sizes));
        }
        Self::from_der((alg::keys()?.rsa)(bits)?)
    }
}

fn random(length: usize) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let mut bytes = Zeroizing::new(vec![0; length]);
    (alg::keys()?.random)(&mut bytes)?;
    Ok(bytes)
}

/// The shortest length that the algorithm allows; for an algorithm of your own, that of `HS512`.
fn secret_bytes(alg: &str) -> usize {
    table::row(alg).and_then(Row::least_secret_bytes).unwrap_or(64)
}
