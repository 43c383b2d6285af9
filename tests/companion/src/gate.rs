//! What a web framework's extractor does: state that all requests share, and an answer for each fault.

use std::{sync::Arc, time::Duration};

use serde::de::DeserializeOwned;
use webtoken::{AsyncKeyProvider, AsyncVerifier, CacheLimits, Fault, VerifyError, VerifyOptions};

/// State that all requests share.
#[derive(Debug, Clone)]
pub struct Gate {
    verifier: AsyncVerifier,
}

/// What a client gets instead of its page.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The stable code of the error.
    pub code: &'static str,
    /// The `Retry-After` header.
    pub retry_after: Option<Duration>,
}

impl Gate {
    /// A gate over a provider that others hold too.
    ///
    /// # Errors
    /// If an option is invalid.
    pub fn new(keys: Arc<dyn AsyncKeyProvider>, options: &VerifyOptions) -> Result<Self, VerifyError> {
        Ok(Self { verifier: AsyncVerifier::new(keys, options)?.cached(CacheLimits::new()) })
    }

    /// The claims of the bearer's token.
    ///
    /// # Errors
    /// The answer for the client.
    pub async fn claims<T: DeserializeOwned>(&self, token: &str) -> Result<T, Answer> {
        self.verifier.verify(token).await.map(|verified| verified.payload).map_err(|error| Answer::from(&error))
    }
}

impl From<&VerifyError> for Answer {
    fn from(error: &VerifyError) -> Self {
        let (status, retry_after) = match error.fault() {
            Fault::Token => (401, None),
            Fault::Lookup { retry_after, .. } => (503, retry_after),
            _ => (500, None),
        };
        Self { status, code: error.code(), retry_after }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Arc, RwLock},
        thread,
        time::Duration,
    };

    use serde_json::{Value, json};
    use webtoken::{
        AsyncKeyProvider, JwkSet, KeyRequest, LookupError, LookupFuture, SignOptions, SigningKey, VerifyOptions,
        VerifyingKey, alg, sign,
    };

    use super::{Answer, Gate};

    /// A key set of a provider that may be out of reach.
    #[derive(Default)]
    struct Remote {
        keys: RwLock<Option<JwkSet>>,
    }

    impl Remote {
        fn publish(&self, keys: Option<JwkSet>) {
            *self.keys.write().unwrap() = keys;
        }
    }

    impl AsyncKeyProvider for Remote {
        fn key<'a>(&'a self, request: &'a KeyRequest<'_>) -> LookupFuture<'a> {
            Box::pin(async move {
                let keys = self.keys.read().unwrap().clone();
                let offline = || LookupError::unavailable("connection refused", Some(Duration::from_secs(5)));
                keys.ok_or_else(offline)?.find(request.header()).cloned().map_err(LookupError::not_found)
            })
        }
    }

    fn published(key: &SigningKey, kid: &str) -> JwkSet {
        let jwk = VerifyingKey::from(key).to_jwk().unwrap().with_kid(kid);
        JwkSet::from_json(json!({ "keys": [jwk] }).to_string()).unwrap()
    }

    #[test]
    fn one_gate_for_many_threads_and_each_fault_has_its_answer() {
        let (old, new) = (SigningKey::generate(alg::ES256).unwrap(), SigningKey::generate(alg::ES256).unwrap());
        let token = |key: &SigningKey, kid: &str| {
            let options = SignOptions::new().algorithm(alg::ES256).kid(kid).expires_in("1h");
            sign(&json!({ "sub": "alice" }), key, &options).unwrap()
        };
        let remote = Arc::new(Remote::default());
        let gate = Gate::new(Arc::clone(&remote) as Arc<dyn AsyncKeyProvider>, &VerifyOptions::new()).unwrap();
        let claims = |token: &str| pollster::block_on(gate.claims::<Value>(token));
        let refused = |status, code| Err(Answer { status, code, retry_after: None });
        let alice = token(&old, "2025");

        let offline = Answer { status: 503, code: "keys_unavailable", retry_after: Some(Duration::from_secs(5)) };
        assert_eq!(claims(&alice), Err(offline));
        remote.publish(Some(published(&old, "2025")));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert_eq!(claims(&alice).unwrap()["sub"], "alice"));
            }
        });
        assert_eq!(claims(&token(&new, "2026")), refused(401, "key_not_found"));
        assert_eq!(claims(&token(&new, "2025")), refused(401, "signature_invalid"));
        assert_eq!(claims("no token"), refused(401, "token_malformed"));
        // The same `kid`, another key: what was verified before counts no more.
        remote.publish(Some(published(&new, "2025")));
        assert_eq!(claims(&alice), refused(401, "signature_invalid"));
        remote.publish(Some(published(&new, "2026")));
        assert_eq!(claims(&alice), refused(401, "key_not_found"));
        assert!(claims(&token(&new, "2026")).is_ok());
    }
}
