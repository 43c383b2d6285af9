//! Keys at work: every form in which a key may be given, lookups, reuse, and what is never shown.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]
#![expect(clippy::needless_borrows_for_generic_args, reason = "every form in which a key is given")]

use std::{collections::HashMap, error::Error};

use serde_json::{Value, json};
use webtoken::{
    AlgorithmChoice, AsyncKeyProvider, AsyncMessageSigner, AsyncSigner, BoxError, IntoSigningKey, IntoVerifyingKey,
    InvalidReason, KeyError, KeyProvider, KeyRequest, LookupError, LookupFuture, MessageSigner, MessageVerifier, NoKey,
    SignError, SignOptions, Signature, SignatureError, SignatureFuture, Signer, SigningKey, Verifier, VerifyError,
    VerifyOptions, VerifyingKey, alg, async_key_fn, key_fn, sign, verify, verify_all, verify_with, verify_with_async,
};

const SECRET: &str = "a secret for these tests";

/// A test key of npm's cases.
fn pem(name: &str) -> String {
    let cases: Value = serde_json::from_str(include_str!("../data/jsonwebtoken-cases.json")).expect("JSON");
    cases["keys"][name]["value"].as_str().expect("a key").to_owned()
}

/// An algorithm of each kind with its private key.
fn pairs() -> Vec<(AlgorithmChoice, String)> {
    vec![
        (alg::RS256.into(), pem("rsa2048")),
        (alg::PS256.into(), pem("rsa_pss256")),
        (alg::ES256.into(), pem("p256")),
        (alg::ES384.into(), pem("p384")),
        (alg::ES512.into(), pem("p521")),
        (alg::EDDSA.into(), pem("ed25519")),
    ]
}

#[track_caller]
fn holds(token: &str, key: impl IntoVerifyingKey) {
    let verified = verify::<Value>(token, key, &VerifyOptions::new()).expect("the token holds");
    assert_eq!(verified.payload["n"], 1);
}

#[test]
fn a_private_key_verifies_in_every_form() {
    for (algorithm, pem) in pairs() {
        let private = SigningKey::from_pem(&pem).expect("a key");
        let token = sign(&json!({ "n": 1 }), &private, &SignOptions::new().algorithm(algorithm)).expect("a token");
        holds(&token, pem.as_str());
        holds(&token, pem.as_bytes());
        holds(&token, VerifyingKey::from_pem(&pem).expect("a key"));
        holds(&token, &VerifyingKey::from(&private));
        holds(&token, Some(&private));
        holds(&token, private);
    }
}

#[test]
fn a_secret_is_given_in_every_form() {
    let token = sign(&json!({ "n": 1 }), SECRET, &SignOptions::new()).expect("a token");
    holds(&token, SECRET);
    holds(&token, SECRET.to_owned());
    holds(&token, &SECRET.to_owned());
    holds(&token, SECRET.as_bytes());
    holds(&token, SECRET.as_bytes().to_vec());
    holds(&token, *b"a secret for these tests");
    holds(&token, b"a secret for these tests");
    holds(&token, Some(SECRET));
}

#[test]
fn a_signing_key_is_given_in_every_form() {
    let options = SignOptions::new().no_timestamp(true);
    let sign = |key: Option<SigningKey>| sign(&json!({ "n": 1 }), key, &options).expect("a token");
    let token = sign(Some(SigningKey::from_secret(SECRET).expect("a key")));
    let key = |key: Result<Option<SigningKey>, KeyError>| key.expect("readable");
    assert_eq!(token, sign(key(SECRET.into_signing_key())));
    assert_eq!(token, sign(key(SECRET.to_owned().into_signing_key())));
    assert_eq!(token, sign(key((&SECRET.to_owned()).into_signing_key())));
    assert_eq!(token, sign(key(SECRET.as_bytes().into_signing_key())));
    assert_eq!(token, sign(key(SECRET.as_bytes().to_vec().into_signing_key())));
    assert_eq!(token, sign(key(b"a secret for these tests".into_signing_key())));
    assert_eq!(token, sign(key(Some(SECRET).into_signing_key())));
    assert_eq!(token, sign(key(Box::<str>::from(SECRET).into_signing_key())));
    assert_eq!(token, sign(key(std::sync::Arc::<str>::from(SECRET).into_signing_key())));
    assert_eq!(token, sign(key(std::borrow::Cow::from(SECRET).into_signing_key())));
    let zeroizing = webtoken::key::Zeroizing::new(SECRET.to_owned());
    assert_eq!(token, sign(key((&zeroizing).into_signing_key())));
    assert_eq!(token, sign(key(zeroizing.into_signing_key())));
    let jwk = SigningKey::from_secret(SECRET).and_then(|key| key.to_jwk()).expect("a JWK");
    assert_eq!(token, sign(key((&jwk).into_signing_key())));
    assert_eq!(token, sign(key(jwk.into_signing_key())));
    assert_eq!(token, sign(key((&SigningKey::from_secret(SECRET).expect("a key")).into_signing_key())));
}

/// A key that was read decides; npm's shorthand does not.
#[test]
fn the_algorithm_that_a_key_signs_with_by_default() {
    let alg = |key: &SigningKey| {
        let token = sign(&json!({}), key, &SignOptions::new()).expect("a token");
        assert!(Signer::new(key, &SignOptions::new()).is_ok());
        assert!(verify::<Value>(&token, key, &VerifyOptions::new()).is_ok());
        webtoken::decode_header(&token).expect("a header").alg().expect("an algorithm").to_owned()
    };
    for (name, expected) in
        [("rsa2048", "RS256"), ("rsa_pss256", "PS256"), ("p256", "ES256"), ("p384", "ES384"), ("p521", "ES512")]
    {
        let key = SigningKey::from_pem(pem(name)).expect("a key");
        assert_eq!(alg(&key), expected, "{name}");
        let error = sign(&json!({}), pem(name), &SignOptions::new()).expect_err("HS256 needs a secret");
        assert_eq!(error.to_string(), "secretOrPrivateKey must be a symmetric key when using HS256");
        let other = sign(&json!({}), &key, &SignOptions::new().header("alg", "HS256")).expect_err("the options decide");
        assert_eq!(other.to_string(), error.to_string());
    }
    assert_eq!(alg(&SigningKey::generate(alg::ED25519).expect("a key")), "EdDSA");
    assert_eq!(alg(&SigningKey::from_secret(SECRET).expect("a key")), "HS256");
    #[cfg(feature = "es256k")]
    assert_eq!(alg(&SigningKey::generate(alg::ES256K).expect("a key")), "ES256K");

    let rsa = SigningKey::from_pem(pem("rsa2048")).expect("a key");
    let jwk = rsa.to_jwk().expect("a JWK");
    for (jwk, expected) in [(jwk.clone(), "RS256"), (jwk.clone().with_alg("PS384"), "PS384")] {
        for token in [sign(&json!({}), &jwk, &SignOptions::new()), sign(&json!({}), Some(jwk), &SignOptions::new())] {
            let header = webtoken::decode_header(token.expect("a token")).expect("a header");
            assert_eq!(header.alg(), Some(expected));
        }
    }
    let secret = SigningKey::from_secret(SECRET).expect("a key").to_jwk().expect("a JWK");
    for jwk in [jwk.clone().with_alg("foo"), jwk.clone().with_alg("none"), secret.with_alg("none")] {
        let options = SignOptions::new().allow_invalid_asymmetric_key_types(true);
        let error = sign(&json!({}), &jwk, &options).expect_err("no algorithm that signs");
        assert_eq!(error.to_string(), "\"algorithm\" must be a valid string enum value");
    }
    let public = VerifyingKey::from(&rsa).to_jwk().expect("a JWK");
    let error = sign(&json!({}), &public, &SignOptions::new()).expect_err("a public key");
    assert_eq!(error.to_string(), "secretOrPrivateKey is not valid key material");
    assert_eq!(error.source().map(ToString::to_string), Some(KeyError::NotPrivate.to_string()));
}

#[test]
fn no_key_in_every_form() {
    let options = SignOptions::new();
    for error in [
        sign(&json!({}), "", &options),
        sign(&json!({}), NoKey, &options),
        sign(&json!({}), None::<&str>, &options),
        Signer::new("", &options).map(|_| String::new()),
    ] {
        assert!(matches!(error, Err(SignError::KeyRequired)));
    }
    let token = sign(&json!({}), SECRET, &options).expect("a token");
    let error = verify::<Value>(&token, "", &VerifyOptions::new()).expect_err("no key");
    assert_eq!(error.to_string(), "secret or public key must be provided");
}

/// Not even where unsigned tokens are allowed: whoever hands over bytes means a secret.
#[test]
fn empty_bytes_are_a_secret_that_is_refused() {
    let is_empty = |error: &SignError| matches!(error, SignError::InvalidKeyMaterial(KeyError::EmptySecret));
    let unsigned = sign(&json!({}), NoKey, &SignOptions::new().algorithm(alg::NONE)).expect("an unsigned token");
    let options = VerifyOptions::new().algorithms([alg::NONE]);
    assert!(verify::<Value>(&unsigned, "", &options).is_ok(), "the empty text is no key");
    assert!(sign(&json!({}), b"", &SignOptions::new()).is_err_and(|error| is_empty(&error)));
    assert!(sign(&json!({}), Vec::<u8>::new(), &SignOptions::new()).is_err_and(|error| is_empty(&error)));
    for error in [
        verify::<Value>(&unsigned, b"", &options),
        verify::<Value>(&unsigned, [0_u8; 0], &options),
        verify::<Value>(&unsigned, Vec::<u8>::new(), &options),
        verify::<Value>(&unsigned, &Vec::<u8>::new(), &options),
        verify::<Value>(&unsigned, &b""[..], &options),
    ] {
        assert_eq!(error.expect_err("a key").to_string(), "jwt signature is required");
    }
}

#[test]
fn secrets_that_are_none() {
    for zeros in [&[0_u8; 1][..], &[0; 16], &[0; 64]] {
        assert!(matches!(SigningKey::from_secret(zeros), Err(KeyError::EmptySecret)));
        let error = sign(&json!({}), zeros, &SignOptions::new()).expect_err("zeros");
        assert_eq!(error.to_string(), "secretOrPrivateKey is not valid key material");
        assert_eq!(error.source().map(ToString::to_string), Some(KeyError::EmptySecret.to_string()));
        let errors = verify_all::<Value>("e30.e30.AA", zeros, &VerifyOptions::new()).expect_err("zeros");
        assert_eq!(errors.source().map(ToString::to_string), errors.first().source().map(ToString::to_string));
        assert!(errors.source().is_some());
    }
}

#[test]
fn lookups() {
    let token = sign(&json!({ "n": 1 }), SECRET, &SignOptions::new().kid("k1")).expect("a token");
    let options = VerifyOptions::new();
    let text = |result: Result<webtoken::Verified<Value>, VerifyError>| result.expect_err("refused").to_string();

    let fails = key_fn(|_| Err::<&str, _>("boom"));
    let error = verify_with::<Value>(&token, &fails, &options).expect_err("the lookup fails");
    assert_eq!(error.to_string(), "error in secret or public key callback: boom");
    assert!(matches!(error.reason(), Some(InvalidReason::KeyLookup(source)) if source.to_string() == "boom"));
    assert!(error.source().is_none(), "its message is a part of the message");

    let nothing = key_fn(|_| Ok::<Option<&str>, BoxError>(None));
    assert_eq!(
        text(verify_with(&token, &nothing, &options)),
        "error in secret or public key callback: the lookup returned no key"
    );
    let unreadable = key_fn(|_| Ok::<_, BoxError>("-----BEGIN PUBLIC KEY-----"));
    assert_eq!(text(verify_with(&token, &unreadable, &options)), "secretOrPublicKey is not valid key material");

    let keys = HashMap::from([("k1", VerifyingKey::from_secret(SECRET).expect("a key"))]);
    assert!(verify_with::<Value>(&token, &keys, &options).is_ok());
    assert!(verify_with::<Value>(&token, &VerifyingKey::from_secret(SECRET).expect("a key"), &options).is_ok());
    let other = sign(&json!({}), SECRET, &SignOptions::new().kid("k2")).expect("a token");
    assert_eq!(
        text(verify_with(&other, &keys, &options)),
        "error in secret or public key callback: Unable to find a signing key that matches 'k2'"
    );
    let hostile = sign(&json!({}), SECRET, &SignOptions::new().kid("x\n2026 INFO")).expect("a token");
    assert!(!text(verify_with(&hostile, &keys, &options)).contains('\n'), "a line break would forge a line in a log");
    let without = sign(&json!({}), SECRET, &SignOptions::new()).expect("a token");
    assert_eq!(
        text(verify_with(&without, &keys, &options)),
        "error in secret or public key callback: the token's header has no kid"
    );
}

#[test]
fn lookups_are_not_asked_about_tokens_that_cannot_be_read() {
    let never = key_fn(|_| -> Result<&str, BoxError> { panic!("asked") });
    for token in ["", "a.b", "a.b.c", "e30.e30=.AA", "eyJjcml0IjpbXX0.e30.AA"] {
        assert!(verify_with::<Value>(token, &never, &VerifyOptions::new()).is_err());
    }
}

#[test]
fn lookups_that_take_time() {
    struct Slow;
    impl AsyncKeyProvider for Slow {
        fn key<'a>(&'a self, request: &'a KeyRequest<'_>) -> LookupFuture<'a> {
            Box::pin(async move {
                std::future::ready(()).await;
                match request.header().kid() {
                    Some("k1") => Ok(VerifyingKey::from_secret(SECRET)?),
                    _ => Err(LookupError::not_found("unknown")),
                }
            })
        }
    }
    let run = |kid: &str| {
        let token = sign(&json!({ "n": 1 }), SECRET, &SignOptions::new().kid(kid)).expect("a token");
        let by_struct = pollster::block_on(verify_with_async::<Value>(&token, &Slow, &VerifyOptions::new()));
        let closure = async_key_fn(
            async |request: KeyRequest<'static>| {
                if request.header().kid() == Some("k1") { Ok(SECRET) } else { Err("unknown") }
            },
        );
        let by_closure = pollster::block_on(verify_with_async::<Value>(&token, &closure, &VerifyOptions::new()));
        [by_struct, by_closure].map(|result| result.map(|token| token.payload["n"].clone()).map_err(|e| e.to_string()))
    };
    let found = || Ok(json!(1));
    let unknown = || Err("error in secret or public key callback: unknown".to_owned());
    assert_eq!(run("k1"), [found(), found()]);
    assert_eq!(run("k2"), [unknown(), unknown()]);
}

#[test]
fn reuse_is_shared_between_threads() {
    fn shareable<T: Send + Sync + Clone>(_: &T) {}
    let signer = Signer::new(SECRET, &SignOptions::new()).expect("a signer");
    let verifier = Verifier::new(SECRET, &VerifyOptions::new()).expect("a verifier");
    shareable(&signer);
    shareable(&verifier);
    shareable(&SigningKey::from_secret(SECRET).expect("a key"));
    std::thread::scope(|scope| {
        for n in 0..4 {
            let (signer, verifier) = (&signer, &verifier);
            scope.spawn(move || {
                for _ in 0..100 {
                    let token = signer.sign(&json!({ "n": n })).expect("a token");
                    assert_eq!(verifier.verify::<Value>(&token).expect("holds").payload["n"], n);
                }
            });
        }
    });
}

#[test]
fn a_bound_verifier_says_what_the_function_says() {
    let rsa = pem("rsa2048_pub");
    let hs256 = sign(&json!({}), SECRET, &SignOptions::new()).expect("a token");
    for options in [VerifyOptions::new(), VerifyOptions::new().algorithms(["HS256", "RS256"])] {
        let once = verify::<Value>(&hs256, &rsa, &options).expect_err("refused").to_string();
        let verifier = Verifier::new(&rsa, &options).expect("a verifier");
        for _ in 0..2 {
            assert_eq!(verifier.verify::<Value>(&hs256).expect_err("refused").to_string(), once);
            assert_eq!(verifier.verify_all::<Value>(&hs256).expect_err("refused").to_string(), once);
        }
    }
}

#[test]
fn a_verifier_whose_key_is_elsewhere() {
    #[derive(Debug)]
    struct Elsewhere;
    impl MessageVerifier for Elsewhere {
        fn verify(&self, _: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
            if signature == b"signature" { Ok(()) } else { Err(SignatureError::invalid()) }
        }
    }
    let verifier = Verifier::with_message_verifier("X", std::sync::Arc::new(Elsewhere), &VerifyOptions::new());
    let verifier = verifier.expect("a verifier");
    let code = |token: &str| verifier.verify::<Value>(token).map(|token| token.payload).map_err(|error| error.code());
    assert_eq!(code("eyJhbGciOiJYIn0.e30.c2lnbmF0dXJl"), Ok(json!({})));
    assert_eq!(code("eyJhbGciOiJYIn0.e30.c2lnbmF0dXJm"), Err("signature_invalid"));
    assert_eq!(code("eyJhbGciOiJYIn0.e30."), Err("signature_required"));
    assert_eq!(code("eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"), Err("algorithm_invalid"));
    assert_eq!(code("eyJhbGciOiJub25lIn0.e30."), Err("signature_required"));
}

#[derive(Debug)]
struct SignsElsewhere(Result<&'static str, &'static str>);

impl MessageSigner for SignsElsewhere {
    fn sign(&self, _: &[u8]) -> Result<Signature, SignatureError> {
        self.0.map(|signature| Signature::from(signature.as_bytes())).map_err(SignatureError::from_source)
    }
}

impl AsyncMessageSigner for SignsElsewhere {
    fn sign<'a>(&'a self, message: &'a [u8]) -> SignatureFuture<'a> {
        Box::pin(async move { MessageSigner::sign(self, message) })
    }
}

/// What the blocking and the asynchronous signer say.
fn signed_elsewhere(
    answer: Result<&'static str, &'static str>,
    options: &SignOptions,
) -> [Result<String, SignError>; 2] {
    let blocking = Signer::with_message_signer("X", std::sync::Arc::new(SignsElsewhere(answer)), options);
    let asynchronous = AsyncSigner::new("X", SignsElsewhere(answer), options);
    let claims = json!({ "iat": 1 });
    [
        blocking.and_then(|signer| signer.sign(&claims)),
        asynchronous.and_then(|signer| pollster::block_on(signer.sign(&claims))),
    ]
}

#[test]
fn a_signer_whose_key_is_elsewhere() {
    for token in signed_elsewhere(Ok("signature"), &SignOptions::new()) {
        assert_eq!(token.expect("a token"), "eyJhbGciOiJYIiwidHlwIjoiSldUIn0.eyJpYXQiOjF9.c2lnbmF0dXJl");
    }
    for token in signed_elsewhere(Ok("signature"), &SignOptions::new().header("alg", "HS256").header("typ", "JWT")) {
        let token = token.expect("a token");
        assert!(token.starts_with("eyJhbGciOiJYIiwidHlwIjoiSldUIn0."), "the header's `alg` is the signer's: {token}");
    }
    for error in signed_elsewhere(Err("out of reach"), &SignOptions::new()) {
        let error = error.expect_err("no signature");
        assert_eq!((error.to_string().as_str(), error.code()), ("signing failed", "signing_failed"));
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("out of reach"));
    }
    assert_eq!(SignatureError::invalid().to_string(), "invalid signature");
    assert!(SignatureError::invalid().source().is_none());
}

#[test]
fn signers_show_who_signs() {
    let options = SignOptions::new().issuer("urn:me");
    let signer = || SignsElsewhere(Ok("signature"));
    let blocking = Signer::with_message_signer("X", std::sync::Arc::new(signer()), &options).expect("a signer");
    let asynchronous = AsyncSigner::new("X", signer(), &options).expect("a signer");
    for (shown, name) in [(format!("{blocking:?}"), "Signer"), (format!("{asynchronous:?}"), "AsyncSigner")] {
        assert!(shown.starts_with(name) && shown.contains("SignsElsewhere") && shown.contains("urn:me"), "{shown}");
    }
}

#[test]
fn nothing_secret_is_shown() {
    let secret = "correct horse battery staple";
    let key = SigningKey::from_secret(secret).expect("a key");
    let shown = [
        format!("{key:?}"),
        format!("{:?}", VerifyingKey::from(&key)),
        format!("{:?}", key.material()),
        format!("{:?}", Signer::new(&key, &SignOptions::new()).expect("a signer")),
        format!("{:?}", Verifier::new(&key, &VerifyOptions::new()).expect("a verifier")),
    ];
    for text in shown {
        assert!(!text.contains("horse") && !text.contains("99, 111, 114"), "{text}");
    }
    for (algorithm, pem) in pairs() {
        let signer = Signer::new(&pem, &SignOptions::new().algorithm(algorithm)).expect("a signer");
        assert!(format!("{signer:?}").len() < 600, "{signer:?}");
    }
}

#[test]
fn a_provider_may_be_chosen_at_run_time() {
    fn with(provider: &dyn KeyProvider, token: &str) -> bool {
        verify_with::<Value>(token, provider, &VerifyOptions::new()).is_ok()
    }
    let token = sign(&json!({}), SECRET, &SignOptions::new()).expect("a token");
    assert!(with(&VerifyingKey::from_secret(SECRET).expect("a key"), &token));
    assert!(!with(&HashMap::<String, VerifyingKey>::new(), &token));
}
