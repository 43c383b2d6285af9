//! Providers of keys, and verifiers over them.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use std::{
    collections::HashMap,
    error::Error,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use webtoken::{
    AsyncKeyProvider, AsyncVerifier, BoxError, CacheLimits, Fault, JwkSet, KeyProvider, KeyRequest, LookupError,
    LookupFuture, MessageVerifier, NoKey, SignOptions, SignatureError, SigningKey, Verifier, VerifyError,
    VerifyOptions, VerifyingKey, alg, async_key_fn, key_fn, sign, verify, verify_with, verify_with_async,
};

const SECRET: &str = "a secret for these tests";

fn token(kid: &str) -> String {
    sign(&json!({ "iss": "urn:me", "sub": "alice" }), SECRET, &SignOptions::new().kid(kid)).unwrap()
}

/// The code of a fault: a number of seconds after which to try again, if any.
fn fault(error: &VerifyError) -> (&'static str, Option<u64>) {
    match error.fault() {
        Fault::Token => ("token", None),
        Fault::Configuration => ("configuration", None),
        Fault::Lookup { retry_after, .. } => ("lookup", retry_after.map(|span| span.as_secs())),
        other => panic!("a new fault: {other:?}"),
    }
}

fn subject(verified: Result<webtoken::Verified<Value>, VerifyError>) -> Result<String, &'static str> {
    verified.map(|token| token.payload["sub"].to_string()).map_err(|error| error.code())
}

/// A key that others can take away or replace, and how often it was asked for.
#[derive(Default)]
struct Changing {
    key: Mutex<Option<VerifyingKey>>,
    asked: AtomicUsize,
}

impl Changing {
    fn set(&self, key: Option<VerifyingKey>) {
        *self.key.lock().unwrap() = key;
    }
}

impl KeyProvider for Changing {
    fn key(&self, _: &KeyRequest<'_>) -> Result<VerifyingKey, LookupError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.key.lock().unwrap().clone().ok_or_else(|| LookupError::not_found("revoked"))
    }
}

impl AsyncKeyProvider for Changing {
    fn key<'a>(&'a self, request: &'a KeyRequest<'_>) -> LookupFuture<'a> {
        Box::pin(async move { KeyProvider::key(self, request) })
    }
}

/// A key whose every use is counted.
#[derive(Debug)]
struct Counting(Arc<AtomicUsize>);

impl webtoken::Algorithm for Counting {
    fn name(&self) -> &'static str {
        "HS256"
    }

    fn key_requirement(&self) -> webtoken::KeyRequirement {
        webtoken::KeyRequirement::Custom
    }

    fn signer(&self, key: &SigningKey) -> Result<Arc<dyn webtoken::MessageSigner>, webtoken::KeyError> {
        alg::HS256.signer(key)
    }

    fn verifier(&self, key: &VerifyingKey) -> Result<Arc<dyn MessageVerifier>, webtoken::KeyError> {
        #[derive(Debug)]
        struct Counted(Arc<AtomicUsize>, Arc<dyn MessageVerifier>);

        impl MessageVerifier for Counted {
            fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
                self.0.fetch_add(1, Ordering::Relaxed);
                self.1.verify(message, signature)
            }
        }
        Ok(Arc::new(Counted(Arc::clone(&self.0), alg::HS256.verifier(key)?)))
    }
}

type Way<'w> = &'w dyn Fn(&str) -> Result<String, &'static str>;

/// A cached verifier asks its provider every time; what it remembers counts only for the key that the provider returns.
#[test]
fn a_key_that_is_removed_or_replaced_takes_its_tokens_along() {
    let provider = Arc::new(Changing::default());
    let signatures = Arc::new(AtomicUsize::new(0));
    let options = VerifyOptions::new().algorithms([Counting(Arc::clone(&signatures))]);
    let plain = Verifier::with_provider(Arc::clone(&provider), &options).unwrap().cached(CacheLimits::new());
    let waiting = AsyncVerifier::new(Arc::clone(&provider), &options).unwrap().cached(CacheLimits::new());
    let ways: [Way<'_>; 2] =
        [&|token| subject(plain.verify(token)), &|token| subject(pollster::block_on(waiting.verify(token)))];
    for verify in ways {
        let key = || Some(VerifyingKey::from_secret(SECRET).unwrap());
        let token = token("k1");
        let counts = || (provider.asked.swap(0, Ordering::Relaxed), signatures.swap(0, Ordering::Relaxed));
        let first = key();
        provider.set(first.clone());
        for _ in 0..3 {
            assert!(verify(&token).is_ok());
        }
        assert_eq!(counts(), (3, 1), "asked three times, verified once");

        provider.set(None);
        assert_eq!(verify(&token), Err("key_not_found"), "a removed key");
        provider.set(Some(VerifyingKey::from_secret("another secret").unwrap()));
        assert_eq!(verify(&token), Err("signature_invalid"), "a replaced key");
        assert_eq!(counts(), (2, 1));

        provider.set(first);
        assert!(verify(&token).is_ok());
        assert_eq!(counts(), (1, 0), "the first key again");
        provider.set(key());
        assert!(verify(&token).is_ok());
        assert_eq!(counts(), (1, 1), "the same bytes, read anew, are another key");
    }
}

#[test]
fn pointers_to_providers_are_providers() {
    let keys = HashMap::from([("k1", VerifyingKey::from_secret(SECRET).unwrap())]);
    let secret = VerifyingKey::from_secret(SECRET).unwrap();
    let set = JwkSet::from_json_with_secrets(
        json!({ "keys": [{ "kty": "oct", "kid": "k1", "k": "YSBzZWNyZXQgZm9yIHRoZXNlIHRlc3Rz" }] }).to_string(),
    )
    .unwrap();
    let by_claim = |request: &KeyRequest<'_>| {
        let claims: Value = request.unverified_claims()?;
        if claims["iss"] == "urn:me" { Ok(SECRET) } else { Err(BoxError::from("unknown issuer")) }
    };
    let by_claim_later = async_key_fn(move |request: KeyRequest<'static>| async move { by_claim(&request) });

    let providers: [Arc<dyn KeyProvider>; 5] = [
        Arc::new(keys.clone()),
        Arc::new(Box::new(secret.clone()) as Box<dyn KeyProvider>),
        Arc::new(set.clone()),
        Arc::new(key_fn(by_claim)),
        Arc::new(Arc::new(keys.clone())),
    ];
    for (index, provider) in providers.iter().enumerate() {
        let (token, options) = (token("k1"), VerifyOptions::new());
        let found = Ok("\"alice\"".to_owned());
        assert_eq!(subject(verify_with(&token, provider, &options)), found, "{index}");
        assert_eq!(subject(verify_with(&token, &**provider, &options)), found, "{index}");
        let verifier = Verifier::with_provider(Arc::clone(provider), &options).unwrap();
        assert_eq!(subject(verifier.verify(&token)), found, "{index}");
        assert!(verifier.verify_all::<Value>(&token).is_ok());
        assert!(verifier.verify_borrowed::<Value>(&token, &mut Vec::new()).is_ok());
    }
    let providers: [Arc<dyn AsyncKeyProvider>; 5] = [
        Arc::new(keys.clone()),
        Arc::new(Box::new(secret) as Box<dyn AsyncKeyProvider>),
        Arc::new(set),
        Arc::new(by_claim_later),
        Arc::new(Arc::new(keys)),
    ];
    for (index, provider) in providers.iter().enumerate() {
        let (token, options) = (token("k1"), VerifyOptions::new());
        let found = Ok("\"alice\"".to_owned());
        assert_eq!(subject(pollster::block_on(verify_with_async(&token, provider, &options))), found, "{index}");
        assert_eq!(subject(pollster::block_on(verify_with_async(&token, &**provider, &options))), found, "{index}");
        let verifier = AsyncVerifier::new(Arc::clone(provider), &options).unwrap();
        assert_eq!(subject(pollster::block_on(verifier.verify(&token))), found, "{index}");
        assert!(pollster::block_on(verifier.verify_all::<Value>(&token)).is_ok());
        assert!(pollster::block_on(verifier.verify_borrowed::<Value>(&token, &mut Vec::new())).is_ok());
    }
}

/// Services spawn them.
#[test]
fn verifying_with_a_provider_can_be_spawned() {
    fn can_be_spawned<F: Future + Send + 'static>(_: F) {}
    let keys: Arc<dyn AsyncKeyProvider> = Arc::new(VerifyingKey::from_secret(SECRET).unwrap());
    let verifier = AsyncVerifier::new(Arc::clone(&keys), &VerifyOptions::new()).unwrap();
    let token = token("k1");
    can_be_spawned({
        let (verifier, token) = (verifier.clone(), token.clone());
        async move { verifier.verify::<Value>(&token).await }
    });
    can_be_spawned(async move { verify_with_async::<Value>(&token, &keys, &VerifyOptions::new()).await });
}

/// The free functions and the verifiers check in the same order and say the same.
#[test]
fn a_verifier_over_a_provider_says_what_the_function_says() {
    let options = VerifyOptions::new().issuer("urn:me").algorithms(["HS256", "HS512"]);
    let good = token("k1");
    let (head, signature) = good.rsplit_once('.').unwrap();
    let tokens = [
        good.clone(),
        format!("{head}.{}", signature.replace(['A', 'a', '1'], "B")),
        format!("{head}."),
        "a.b".to_owned(),
        String::new(),
        token("unknown"),
        sign(&json!({ "iss": "urn:you" }), SECRET, &SignOptions::new().kid("k1")).unwrap(),
        sign(&json!({ "iss": "urn:me" }), SECRET, &SignOptions::new().kid("k1").algorithm("HS384")).unwrap(),
        sign(&json!({ "iss": "urn:me" }), NoKey, &SignOptions::new().kid("k1").algorithm("none")).unwrap(),
    ];
    let keys = HashMap::from([("k1", VerifyingKey::from_secret(SECRET).unwrap())]);
    let verifier = Verifier::with_provider(keys.clone(), &options).unwrap().cached(CacheLimits::new());
    let waiting = AsyncVerifier::new(keys.clone(), &options).unwrap().cached(CacheLimits::new());
    let one = Verifier::new(SECRET, &options).unwrap();
    for token in tokens {
        let expected = verify_with::<Value>(&token, &keys, &options).map_err(|error| error.to_string());
        for _ in 0..2 {
            assert_eq!(verifier.verify::<Value>(&token).map_err(|error| error.to_string()), expected);
            let waited = pollster::block_on(waiting.verify::<Value>(&token)).map_err(|error| error.to_string());
            assert_eq!(waited, expected);
        }
        if !expected.as_ref().is_err_and(|error| error.contains("callback")) {
            assert_eq!(one.verify::<Value>(&token).map_err(|error| error.to_string()), expected);
            assert_eq!(verify::<Value>(&token, SECRET, &options).map_err(|error| error.to_string()), expected);
        }
    }
}

/// Unsigned tokens pass with `NoKey` alone.
#[test]
fn no_provider_lets_an_unsigned_token_pass() {
    let unsigned = sign(&json!({}), NoKey, &SignOptions::new().algorithm(alg::NONE)).unwrap();
    let options = VerifyOptions::new().algorithms([alg::NONE]);
    let code = |result: Result<webtoken::Verified<Value>, VerifyError>| result.unwrap_err().code();
    assert_eq!(code(verify_with(&unsigned, &key_fn(|_| Ok::<_, BoxError>(NoKey)), &options)), "key_not_found");
    assert_eq!(code(verify_with(&unsigned, &key_fn(|_| Ok::<_, BoxError>("")), &options)), "key_not_found");
    assert_eq!(code(verify_with(&unsigned, &key_fn(|_| Ok::<_, BoxError>(SECRET)), &options)), "signature_required");
    assert!(verify::<Value>(&unsigned, NoKey, &options).is_ok());
}

#[test]
fn faults_and_causes_of_lookups() {
    let cause = || -> BoxError { Box::new(std::io::Error::other(BoxError::from("connection refused"))) };
    let rows = [
        (LookupError::not_found("no such key"), "key_not_found", ("token", None), "no such key", None),
        (
            LookupError::unavailable(cause(), Some(Duration::from_secs(30))),
            "keys_unavailable",
            ("lookup", Some(30)),
            "the keys are not available",
            Some("connection refused"),
        ),
        (LookupError::failed("boom"), "key_lookup_failed", ("lookup", None), "boom", None),
        (LookupError::failed(LookupError::not_found("the same")), "key_not_found", ("token", None), "the same", None),
        (
            LookupError::failed(BoxError::from(LookupError::not_found("boxed"))),
            "key_not_found",
            ("token", None),
            "boxed",
            None,
        ),
    ];
    for (error, code, whose, message, source) in rows {
        assert_eq!((error.code(), error.to_string().as_str()), (code, message));
        let lookup = key_fn(|_| Err::<&str, _>(error.clone()));
        let error = verify_with::<Value>(token("k1"), &lookup, &VerifyOptions::new()).unwrap_err();
        assert_eq!((error.code(), fault(&error), error.name()), (code, whose, "JsonWebTokenError"));
        assert_eq!(error.to_string(), format!("error in secret or public key callback: {message}"));
        assert_eq!(error.source().map(ToString::to_string).as_deref(), source);
    }
    let unreadable = key_fn(|_| Ok::<_, BoxError>("-----BEGIN PUBLIC KEY-----"));
    let error = verify_with::<Value>(token("k1"), &unreadable, &VerifyOptions::new()).unwrap_err();
    assert_eq!((error.code(), fault(&error)), ("key_invalid_material", ("configuration", None)));
}

#[test]
fn a_request_can_be_kept() {
    let header = webtoken::Header::from_json(r#"{"alg":"HS256","kid":"k1","typ":"JWT"}"#).unwrap();
    let payload = br#"{"iss":"urn:me","exp":1}"#.to_vec();
    let request = KeyRequest::new(&header, &payload).into_owned();
    drop(payload);
    assert_eq!(request.header().kid(), Some("k1"));
    assert_eq!(request.unverified_claims::<Value>().unwrap()["iss"], "urn:me");
    let error = request.unverified_claims::<Vec<u8>>().unwrap_err();
    assert_eq!(error.code(), "payload_type");
    let double = KeyRequest::new(&header, br#"{"iss":"a","iss":"b"}"#);
    assert_eq!(double.unverified_claims::<Value>().unwrap_err().code(), "payload_invalid");
    assert!(!format!("{request:?}").contains("urn:me"), "claims do not belong into logs");
}

/// What the author of a token or a wrong key causes is not an outage.
#[test]
fn closures_may_return_the_errors_of_this_crate() {
    let lookup = |error: &dyn Fn() -> BoxError| LookupError::failed(error());
    let set = JwkSet::default();
    let unknown_kid = || set.find(&webtoken::Header::from_json(r#"{"kid":"x"}"#).unwrap()).unwrap_err().into();
    assert_eq!(lookup(&unknown_kid).code(), "key_not_found");
    let header = webtoken::Header::from_json("{}").unwrap();
    let wrong_claims = || KeyRequest::new(&header, b"5").unverified_claims::<Vec<u8>>().unwrap_err().into();
    assert_eq!(lookup(&wrong_claims).code(), "key_not_found");
    assert_eq!(lookup(&|| VerifyingKey::from_pem("broken").unwrap_err().into()).code(), "key_invalid_material");
    assert_eq!(lookup(&|| "anything else".into()).code(), "key_lookup_failed");
}

/// A key that is elsewhere and does not answer says nothing about the token.
#[test]
fn a_message_verifier_that_fails_is_not_the_fault_of_the_token() {
    #[derive(Debug)]
    struct Elsewhere(SignatureError);

    impl MessageVerifier for Elsewhere {
        fn verify(&self, _: &[u8], _: &[u8]) -> Result<(), SignatureError> {
            Err(self.0.clone())
        }
    }
    for (error, whose) in [
        (SignatureError::invalid(), ("token", None)),
        (SignatureError::from_source("the module does not answer"), ("lookup", None)),
    ] {
        let verifier = Arc::new(Elsewhere(error));
        let verifier = Verifier::with_message_verifier("HS256", verifier, &VerifyOptions::new()).unwrap();
        let error = verifier.verify::<Value>(token("k1")).unwrap_err();
        assert_eq!((error.to_string().as_str(), fault(&error)), ("invalid signature", whose));
    }
}

#[test]
fn invalid_options_are_found_when_a_verifier_is_made() {
    let key = VerifyingKey::from_secret(SECRET).unwrap();
    for options in [
        VerifyOptions::new().max_age("3600"),
        VerifyOptions::new().max_age("3 fortnights"),
        VerifyOptions::new().clock_tolerance("5"),
        VerifyOptions::new().nonce(""),
    ] {
        let errors = [
            Verifier::new(SECRET, &options).map(drop),
            Verifier::with_provider(key.clone(), &options).map(drop),
            AsyncVerifier::new(key.clone(), &options).map(drop),
        ];
        for error in errors {
            assert_eq!(error.map_err(|error| error.code()), Err("option_invalid"), "{options:?}");
        }
    }
}
