//! Writing keys: PKCS#8 and SPKI, in PEM and DER; and their public halves.

use pem_rfc7468::LineEnding;

use crate::{
    alg,
    error::KeyError,
    key::{Curve, KeyInfo, KeyMaterial, SigningKey, VerifyingKey, Zeroizing, der::write, numbers},
};

impl SigningKey {
    /// The private key in PEM (PKCS#8). PEM cannot express the `alg`, `use` and `key_ops` of a JSON Web Key.
    ///
    /// ```
    /// use webtoken::SigningKey;
    /// let pem = include_str!("../../examples/keys/ed25519_private.pem");
    /// assert_eq!(SigningKey::from_pem(pem)?.to_pem()?.as_str(), pem);
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`to_der`](Self::to_der).
    pub fn to_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        pem("PRIVATE KEY", &self.to_der()?).map(Zeroizing::new)
    }

    /// The private key in DER (PKCS#8).
    ///
    /// ```
    /// use webtoken::SigningKey;
    /// let key = SigningKey::from_pem(include_str!("../../examples/keys/rsa_private.pem"))?;
    /// assert_eq!(SigningKey::from_der(key.to_der()?)?.info(), key.info());
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::Unsupported`] for a secret, for RSA keys that are for PSS only, and for curves that the backend
    /// cannot derive a public point on; [`KeyError::Invalid`] for a key that it refuses.
    pub fn to_der(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        refuse_pss(self.info())?;
        match self.material() {
            KeyMaterial::Secret(_) => Err(secret()),
            KeyMaterial::RsaPrivate(pkcs1) => write::rsa_private(pkcs1),
            KeyMaterial::EcPrivate { curve, scalar, .. } => {
                write::ec_private(*curve, scalar, &(alg::keys()?.point)(*curve, self.material())?)
            }
            KeyMaterial::OkpPrivate { curve, seed } => write::okp_private(*curve, seed),
            KeyMaterial::RsaPublic(_) | KeyMaterial::EcPublic { .. } | KeyMaterial::OkpPublic { .. } => {
                Err(KeyError::NotPrivate)
            }
        }
    }
}

impl VerifyingKey {
    /// The public key in PEM (SPKI), of a private key its public half. PEM cannot contain the purpose of a JSON Web
    /// Key.
    ///
    /// ```
    /// use webtoken::{SigningKey, VerifyingKey};
    /// let private = SigningKey::from_pem(include_str!("../../examples/keys/rsa_private.pem"))?;
    /// let public = include_str!("../../examples/keys/rsa_public.pem");
    /// assert_eq!(VerifyingKey::from(private).to_pem()?, public);
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`to_der`](Self::to_der).
    pub fn to_pem(&self) -> Result<String, KeyError> {
        pem("PUBLIC KEY", &self.to_der()?)
    }

    /// The public key in DER (SPKI), of a private key its public half. DER cannot contain the purpose of a JSON Web
    /// Key.
    ///
    /// ```
    /// use webtoken::VerifyingKey;
    /// let key = VerifyingKey::from_pem(include_str!("../../examples/keys/ed25519_public.pem"))?;
    /// assert_eq!(VerifyingKey::from_der(key.to_der()?)?.info(), key.info());
    /// assert!(VerifyingKey::from_secret("shhhhh")?.to_der().is_err());
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::Unsupported`] for a secret, which has no public form, and as for [`SigningKey::to_der`].
    pub fn to_der(&self) -> Result<Vec<u8>, KeyError> {
        refuse_pss(self.info())?;
        match Public::of(self.material())? {
            Public::Rsa([n, e]) => write::rsa_public(&numbers::pkcs1_public([n, e])?),
            Public::Ec { curve, point } => write::ec_public(curve, &point),
            Public::Okp { curve, bytes } => write::okp_public(curve, &bytes),
        }
    }
}

/// The public half of a key.
#[derive(PartialEq)]
pub(crate) enum Public<'k> {
    /// Modulus and exponent.
    Rsa([&'k [u8]; 2]),
    /// An uncompressed point.
    Ec {
        curve: Curve,
        point: Vec<u8>,
    },
    Okp {
        curve: Curve,
        bytes: Vec<u8>,
    },
}

impl<'k> Public<'k> {
    pub(crate) fn of(key: &'k KeyMaterial) -> Result<Self, KeyError> {
        match key {
            KeyMaterial::Secret(_) => Err(secret()),
            KeyMaterial::RsaPublic(pkcs1) => numbers::of_rsa_public(pkcs1).map(Self::Rsa),
            KeyMaterial::RsaPrivate(pkcs1) => {
                let [n, e, ..] = numbers::of_rsa_private(pkcs1)?;
                Ok(Self::Rsa([n, e]))
            }
            KeyMaterial::EcPublic { curve, point } if point.first() == Some(&4) => {
                Ok(Self::Ec { curve: *curve, point: point.clone() })
            }
            KeyMaterial::EcPublic { curve, .. } | KeyMaterial::EcPrivate { curve, .. } => {
                Ok(Self::Ec { curve: *curve, point: (alg::keys()?.point)(*curve, key)? })
            }
            KeyMaterial::OkpPublic { curve, bytes } => Ok(Self::Okp { curve: *curve, bytes: bytes.clone() }),
            KeyMaterial::OkpPrivate { curve, seed } => {
                Ok(Self::Okp { curve: *curve, bytes: (alg::keys()?.public_of_seed)(*curve, seed)? })
            }
        }
    }
}

/// Keys for PSS only are not written, because as plain RSA they would lose their restriction.
pub(crate) fn refuse_pss(info: &KeyInfo) -> Result<(), KeyError> {
    match info {
        KeyInfo::RsaPss { .. } => Err(KeyError::Unsupported("writing an RSA key that is for PSS only".into())),
        KeyInfo::Secret { .. } | KeyInfo::Rsa { .. } | KeyInfo::Ec { .. } | KeyInfo::Okp { .. } => Ok(()),
    }
}

fn secret() -> KeyError {
    KeyError::Unsupported("a secret in a form for asymmetric keys".into())
}

fn pem(label: &'static str, der: &[u8]) -> Result<String, KeyError> {
    pem_rfc7468::encode_string(label, LineEnding::LF, der).map_err(|source| KeyError::malformed("PEM", source))
}
