use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{Jwk, read, write};
use crate::{
    alg,
    error::KeyError,
    key::export::Public,
    key::{KeyMaterial, Zeroizing},
};

/// The fields that are hashed, in the order of their names (RFC 7638, section 3.2; RFC 8037, section 2).
const REQUIRED: [&str; 7] = ["crv", "e", "k", "kty", "n", "x", "y"];

impl Jwk {
    /// The key's thumbprint (RFC 7638) with SHA-256, in base64url: the same for a private key and its public half. The
    /// thumbprint of a symmetric key lets anyone test guesses of the key, and is safe to show only if the key is
    /// random.
    ///
    /// ```
    /// use webtoken::Jwk;
    /// // RFC 8037, A.3
    /// let jwk = Jwk::from_json(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#)?;
    /// assert_eq!(jwk.thumbprint()?, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError`] if it is not a valid key, and [`KeyError::Unsupported`] without any backend.
    pub fn thumbprint(&self) -> Result<String, KeyError> {
        let stored = read::read(self)?;
        // Written anew, so that a key in another spelling, or in `x5c`, has the same thumbprint.
        let normal = match &stored.material {
            KeyMaterial::Secret(secret) => write::symmetric(secret),
            key => write::public(&Public::of(key)?),
        };
        Ok(URL_SAFE_NO_PAD.encode((alg::keys()?.sha256)(required_members(&normal).as_bytes())))
    }

    /// With its [`thumbprint`](Self::thumbprint) as `kid`, which can be computed again from the key.
    ///
    /// ```
    /// use webtoken::{SigningKey, VerifyingKey, alg};
    /// let jwk = VerifyingKey::from(SigningKey::generate(alg::EDDSA)?).to_jwk()?.with_thumbprint_kid()?;
    /// assert_eq!(jwk.kid(), Some(jwk.thumbprint()?.as_str()));
    /// # Ok::<(), webtoken::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`thumbprint`](Self::thumbprint).
    pub fn with_thumbprint_kid(self) -> Result<Self, KeyError> {
        let kid = self.thumbprint()?;
        Ok(self.with_kid(kid))
    }
}

/// The strings are names and base64url, which need no JSON escapes. The buffer has room for everything, so that growing
/// it leaves no part of a secret in freed memory.
fn required_members(jwk: &Jwk) -> Zeroizing<String> {
    let present = || REQUIRED.iter().filter_map(|name| Some((name, jwk.text(name)?)));
    let room: usize = present().map(|(name, text)| name.len() + text.len() + r#""":"","#.len()).sum();
    let mut json = Zeroizing::new(String::with_capacity(room + 2));
    for (name, text) in present() {
        let before = if json.is_empty() { "{\"" } else { ",\"" };
        for part in [before, name, "\":\"", text, "\""] {
            json.push_str(part);
        }
    }
    json.push('}');
    json
}
