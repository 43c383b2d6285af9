//! Keys from the numbers that they are made of.

use super::{Curve, SigningKey, VerifyingKey, der, numbers, text};
use crate::error::KeyError;

impl SigningKey {
    /// A private key on a Weierstrass curve from its scalar: big-endian, as long as the curve's field.
    ///
    /// ```
    /// use webtoken::key::{Curve, SigningKey};
    /// let key = SigningKey::from_ec_scalar(Curve::P256, [7; 32])?;
    /// assert_eq!(key.info().kind(), "ec");
    /// assert!(SigningKey::from_ec_scalar(Curve::P256, [7; 31]).is_err());
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::Malformed`] if the scalar is zero or of another length, [`KeyError::Unsupported`] for another curve.
    /// Whether the scalar is below the order of the curve is checked when the key is used.
    pub fn from_ec_scalar(curve: Curve, scalar: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        numbers::ec_private(of_ec(curve)?, scalar.as_ref(), None).map(Self::new)
    }

    /// An Ed25519 key from its seed of 32 bytes (RFC 8032, section 5.1.5).
    ///
    /// ```
    /// use webtoken::SigningKey;
    /// assert_eq!(SigningKey::from_ed25519_seed([7; 32])?.info().kind(), "ed25519");
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for another length.
    pub fn from_ed25519_seed(seed: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        der::okp_private(Curve::Ed25519, seed.as_ref()).map(Self::new)
    }

    /// An HMAC secret in base64 or base64url, with or without padding.
    ///
    /// ```
    /// use webtoken::SigningKey;
    /// let key = SigningKey::from_base64_secret("c2hoaGho")?;
    /// assert_eq!(key.info(), SigningKey::from_secret("shhhhh")?.info());
    /// let error = SigningKey::from_base64_secret("c2ho!Gho").unwrap_err();
    /// assert_eq!(error.to_string(), "base64 secret cannot be read: invalid base64 at byte 4");
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::Malformed`] if it is not base64, and as for [`from_secret`](Self::from_secret).
    pub fn from_base64_secret(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        text::base64_secret(secret.as_ref()).map(Self::new)
    }
}

impl VerifyingKey {
    /// An RSA key from its modulus and public exponent, big-endian.
    ///
    /// ```
    /// use webtoken::VerifyingKey;
    /// # let modulus = { let mut n = [0xb3; 256]; n[255] = 1; n };
    /// let key = VerifyingKey::from_rsa_components(modulus, [1, 0, 1])?;
    /// assert_eq!(key.info().modulus_bits(), Some(2048));
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::Malformed`], [`KeyError::Unsupported`] and [`KeyError::Weak`] as for a key in DER.
    pub fn from_rsa_components(n: impl AsRef<[u8]>, e: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        numbers::rsa_public([n.as_ref(), e.as_ref()]).map(Self::new)
    }

    /// A key on a Weierstrass curve from its point in the form of SEC1, section 2.3.3: `04`, x and y, or compressed.
    ///
    /// ```
    /// use webtoken::key::{Curve, VerifyingKey};
    /// # let point = [4; 65];
    /// let key = VerifyingKey::from_ec_point(Curve::P256, point)?;
    /// assert_eq!(key.info().kind(), "ec");
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for a wrong form or length, [`KeyError::Unsupported`] for another curve. Whether the
    /// point is on the curve is checked when the key is used.
    pub fn from_ec_point(curve: Curve, point: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        der::ec_public(of_ec(curve)?, point.as_ref()).map(Self::new)
    }

    /// An Ed25519 key from its 32 bytes (RFC 8032, section 5.1.5).
    ///
    /// ```
    /// use webtoken::VerifyingKey;
    /// assert_eq!(VerifyingKey::from_ed25519([7; 32])?.info().kind(), "ed25519");
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for another length. Whether the point is on the curve is checked when the key is used.
    pub fn from_ed25519(bytes: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        der::okp_public(Curve::Ed25519, bytes.as_ref()).map(Self::new)
    }

    /// An HMAC secret in base64 or base64url, with or without padding.
    ///
    /// ```
    /// use webtoken::{SignOptions, VerifyOptions, VerifyingKey, sign, verify};
    /// let key = VerifyingKey::from_base64_secret("c2hoaGho")?;
    /// let token = sign(&serde_json::json!({}), "shhhhh", &SignOptions::new())?;
    /// assert!(verify::<serde_json::Value>(&token, &key, &VerifyOptions::new()).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As for [`SigningKey::from_base64_secret`].
    pub fn from_base64_secret(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        text::base64_secret(secret.as_ref()).map(Self::new)
    }
}

fn of_ec(curve: Curve) -> Result<Curve, KeyError> {
    let unsupported = || KeyError::Unsupported(format!("an EC key on {curve}"));
    Curve::of_ec().find(|known| *known == curve).ok_or_else(unsupported)
}
