//! An issuer whose key is in a key service, and which publishes its keys.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use webtoken::{AlgorithmChoice, Jwk, JwkSet, MessageSigner, SignError, SignOptions, Signer, TimeSpan};

/// The configuration of an issuer, as it is in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// The algorithm of the key.
    pub algorithm: AlgorithmChoice,
    /// How long a token is valid.
    pub lifetime: TimeSpan,
}

/// Signs with a key that it never sees, and publishes the public keys.
#[derive(Debug)]
pub struct KeyServer {
    signer: Signer,
    keys: JwkSet,
}

impl KeyServer {
    /// The first key is the one that signs now; the others verify tokens that are still valid.
    ///
    /// # Errors
    /// If an option is invalid.
    pub fn new(
        config: &Config,
        signer: Arc<dyn MessageSigner>,
        keys: impl IntoIterator<Item = Jwk>,
    ) -> Result<Self, SignError> {
        let keys: JwkSet = keys.into_iter().collect();
        let kid = keys.jwks().next().and_then(Jwk::kid).unwrap_or_default();
        let options = SignOptions::new().expires_in(config.lifetime).kid(kid);
        Ok(Self { signer: Signer::with_message_signer(config.algorithm.name(), signer, &options)?, keys })
    }

    /// A token with these claims.
    ///
    /// # Errors
    /// If the claims cannot be serialized or the service does not answer.
    pub fn issue(&self, claims: &impl Serialize) -> Result<String, SignError> {
        self.signer.sign(claims)
    }

    /// The body of `/.well-known/jwks.json`.
    ///
    /// # Errors
    /// Never: the set has public keys only.
    pub fn published(&self) -> serde_json::Result<String> {
        serde_json::to_string(&self.keys)
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::{self, Signature, signature};
    use serde_json::{Value, json};
    use webtoken::{
        Fault, Jwk, JwkSet, SignOptions, TimeSpan, Verifier, VerifyOptions, VerifyingKey, alg, key::Curve, sign,
    };

    use super::{Config, KeyServer};

    /// A key service, as its client looks like: a signer of the crate `signature`.
    struct Kms {
        key: ecdsa::SigningKey,
        is_reachable: bool,
    }

    impl signature::Signer<Signature> for Kms {
        fn try_sign(&self, message: &[u8]) -> Result<Signature, signature::Error> {
            if self.is_reachable {
                self.key.try_sign(message)
            } else {
                Err(signature::Error::from_source("the service does not answer"))
            }
        }
    }

    fn config() -> Config {
        serde_json::from_value(json!({ "algorithm": "ES256", "lifetime": "15m" })).unwrap()
    }

    #[test]
    fn a_token_of_a_key_service_is_verified_with_the_published_set() {
        let key = ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
        let point = key.verifying_key().to_sec1_point(false);
        let public = VerifyingKey::from_ec_point(Curve::P256, point.as_bytes()).unwrap();
        let jwk = public.to_jwk().unwrap().with_alg("ES256").with_use("sig").with_thumbprint_kid().unwrap();
        let old = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"old","x-retired":[2025,{"by":"b"}]}"#;
        let old = Jwk::from_json(old).unwrap();

        let kms = alg::from_signer::<Signature>(Kms { key: key.clone(), is_reachable: true });
        let server = KeyServer::new(&config(), kms, [jwk, old.clone()]).unwrap();
        let token = server.issue(&json!({ "sub": "alice" })).unwrap();

        let set: JwkSet = server.published().unwrap().parse().unwrap();
        assert_eq!((set.len(), set.skipped().len()), (2, 0));
        let read = set.jwks().nth(1).unwrap();
        assert_eq!(read.get("x-retired"), old.get("x-retired"), "what is unknown is published too");
        assert_eq!(serde_json::to_string(&set).unwrap(), server.published().unwrap());

        let verifier = Verifier::with_provider(set, &VerifyOptions::strict()).unwrap();
        let verified = verifier.verify::<Value>(&token).unwrap();
        let lifetime = verified.payload["exp"].as_i64().unwrap() - verified.payload["iat"].as_i64().unwrap();
        assert_eq!((verified.header.alg(), lifetime), (Some("ES256"), 900));
        let without_exp = sign(&json!({}), "shhhhh", &SignOptions::new()).unwrap();
        assert_eq!(verifier.verify::<Value>(&without_exp).unwrap_err().fault(), Fault::Token);

        let kms = alg::from_signer::<Signature>(Kms { key, is_reachable: false });
        let offline = KeyServer::new(&config(), kms, []).unwrap();
        let error = offline.issue(&json!({})).unwrap_err();
        let cause = std::error::Error::source(&error).and_then(std::error::Error::source).map(ToString::to_string);
        assert_eq!(
            (error.to_string().as_str(), cause.as_deref()),
            ("signing failed", Some("the service does not answer"))
        );
    }

    #[test]
    fn a_configuration_is_written_and_read_back() {
        let config = config();
        assert_eq!(config.lifetime, TimeSpan::secs(900));
        let json = serde_json::to_string(&config).unwrap();
        assert_eq!(serde_json::from_str::<Config>(&json).unwrap(), config);
        assert!(serde_json::from_value::<Config>(json!({ "algorithm": "es256", "lifetime": "15m" })).is_err());
    }
}
