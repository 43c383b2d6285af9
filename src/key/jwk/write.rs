//! Keys as JSON Web Keys.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::Jwk;
use crate::{
    error::KeyError,
    key::export::{Public, refuse_pss},
    key::{KeyMaterial, Restriction, SigningKey, VerifyingKey, numbers},
};

impl SigningKey {
    /// The key as a JSON Web Key with its **private** or symmetric fields. To get the public key, make a
    /// [`VerifyingKey`] from it.
    ///
    /// ```
    /// use webtoken::{Jwk, SigningKey};
    /// let key = SigningKey::from_pem(include_str!("../../../examples/keys/ed25519_private.pem"))?;
    /// let jwk = key.to_jwk()?.with_kid("k1");
    /// assert!(jwk.has_secret());
    /// assert_eq!(SigningKey::from_jwk(&jwk)?.info(), key.info());
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::Unsupported`] for RSA keys that are for PSS only, which JSON Web Keys cannot express, and for curves
    /// that the backend cannot derive a public point on; [`KeyError::Invalid`] for a key that it refuses.
    pub fn to_jwk(&self) -> Result<Jwk, KeyError> {
        refuse_pss(self.info())?;
        let mut jwk = match self.material() {
            KeyMaterial::Secret(secret) => symmetric(secret),
            key => public(&Public::of(key)?),
        };
        match self.material() {
            KeyMaterial::RsaPrivate(pkcs1) => {
                let [_, _, d, p, q, dp, dq, qi] = numbers::of_rsa_private(pkcs1)?;
                for (name, number) in [("d", d), ("p", p), ("q", q), ("dp", dp), ("dq", dq), ("qi", qi)] {
                    jwk = jwk.with_bytes(name, number);
                }
            }
            KeyMaterial::EcPrivate { scalar: d, .. } | KeyMaterial::OkpPrivate { seed: d, .. } => {
                jwk = jwk.with_bytes("d", d);
            }
            KeyMaterial::Secret(_) => {}
            KeyMaterial::RsaPublic(_) | KeyMaterial::EcPublic { .. } | KeyMaterial::OkpPublic { .. } => {
                return Err(KeyError::NotPrivate);
            }
        }
        Ok(restricted(jwk, &self.0.restriction, "sign"))
    }
}

impl VerifyingKey {
    /// The key as a public JSON Web Key; of a private key its public half.
    ///
    /// ```
    /// use webtoken::{SigningKey, VerifyingKey};
    /// let key = SigningKey::from_pem(include_str!("../../../examples/keys/ed25519_private.pem"))?;
    /// let jwk = VerifyingKey::from(&key).to_jwk()?.with_kid("k1").with_use("sig");
    /// assert_eq!(
    ///     serde_json::to_string(&jwk)?,
    ///     r#"{"kty":"OKP","crv":"Ed25519","x":"-9PD4BFbD7hRSa4VJuVYj5ooKECPTdet93RNmz7kK5E","kid":"k1","use":"sig"}"#
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::Unsupported`] for a secret, which has no public form, and as for [`SigningKey::to_jwk`].
    pub fn to_jwk(&self) -> Result<Jwk, KeyError> {
        refuse_pss(self.info())?;
        let jwk = public(&Public::of(self.material())?);
        Ok(restricted(jwk, &self.0.restriction, "verify"))
    }
}

pub(super) fn symmetric(secret: &[u8]) -> Jwk {
    of_type("oct").with_bytes("k", secret)
}

pub(super) fn public(key: &Public<'_>) -> Jwk {
    match key {
        Public::Rsa([n, e]) => of_type("RSA").with_bytes("n", n).with_bytes("e", e),
        Public::Ec { curve, point } => {
            let (x, y) = point.get(1..).and_then(|xy| xy.split_at_checked(curve.field_bytes())).unwrap_or_default();
            of_type("EC").with("crv", curve.crv().to_owned()).with_bytes("x", x).with_bytes("y", y)
        }
        Public::Okp { curve, bytes } => of_type("OKP").with("crv", curve.crv().to_owned()).with_bytes("x", bytes),
    }
}

fn of_type(kty: &str) -> Jwk {
    Jwk(Vec::new()).with("kty", kty.to_owned())
}

impl Jwk {
    fn with_bytes(self, name: &str, bytes: &[u8]) -> Self {
        self.with(name, URL_SAFE_NO_PAD.encode(bytes))
    }
}

fn restricted(jwk: Jwk, restriction: &Restriction, op: &str) -> Jwk {
    let jwk = match &restriction.alg {
        Some(alg) => jwk.with_alg(&**alg),
        None => jwk,
    };
    if restriction.signs && restriction.verifies { jwk } else { jwk.with_key_ops([op]) }
}
