//! A verifier that remembers signatures: what it may skip, and what it never does.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU32, Ordering},
};

use serde_json::{Value, json};
use webtoken::{
    CacheLimits, MessageVerifier, NumericDate, SignOptions, SignatureError, Verifier, VerifyOptions, VerifyingKey, alg,
    sign, verify,
};

const SECRET: &str = "a secret for these tests";

fn token(payload: &Value) -> String {
    sign(payload, SECRET, &SignOptions::new().no_timestamp(true)).unwrap()
}

/// Counts how often a signature is really verified.
#[derive(Debug)]
struct Counting {
    verifier: Arc<dyn MessageVerifier>,
    calls: AtomicU32,
}

impl Counting {
    fn new() -> Arc<Self> {
        let verifier = alg::HS256.verifier(&VerifyingKey::from_secret(SECRET).unwrap()).unwrap();
        Arc::new(Self { verifier, calls: AtomicU32::new(0) })
    }

    fn calls(&self) -> u32 {
        self.calls.load(Ordering::Relaxed)
    }
}

impl MessageVerifier for Counting {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.verifier.verify(message, signature)
    }
}

fn cached(counting: &Arc<Counting>, options: &VerifyOptions) -> Verifier {
    let verifier = Verifier::with_message_verifier("HS256", Arc::clone(counting) as _, options).unwrap();
    verifier.cached(CacheLimits::new())
}

#[test]
fn a_signature_that_held_is_verified_once() {
    let counting = Counting::new();
    let verifier = cached(&counting, &VerifyOptions::new());
    let token = token(&json!({ "sub": "alice" }));
    for _ in 0..3 {
        assert_eq!(verifier.verify::<Value>(&token).unwrap().payload["sub"], "alice");
        assert!(verifier.clone().verify_all::<Value>(&token).is_ok());
    }
    assert_eq!(counting.calls(), 1, "clones share what is remembered");
    assert!(verifier.cached(CacheLimits::new()).verify::<Value>(&token).is_ok());
    assert_eq!(counting.calls(), 2, "a verifier made anew remembers nothing");
}

#[test]
fn without_it_every_signature_is_verified() {
    let counting = Counting::new();
    let options = VerifyOptions::new();
    let verifier = Verifier::with_message_verifier("HS256", Arc::clone(&counting) as _, &options).unwrap();
    let token = token(&json!({}));
    for calls in 1..=3 {
        assert!(verifier.verify::<Value>(&token).is_ok());
        assert_eq!(counting.calls(), calls);
    }
    let nothing = verifier.cached(CacheLimits::new().tokens(0));
    assert!(nothing.verify::<Value>(&token).is_ok() && nothing.verify::<Value>(&token).is_ok());
    assert_eq!(counting.calls(), 5);
}

#[test]
fn time_goes_on() {
    let now = Arc::new(AtomicI64::new(1000));
    let clock = Arc::clone(&now);
    let options = VerifyOptions::new().clock(move || NumericDate::from(clock.load(Ordering::Relaxed)));
    let counting = Counting::new();
    let verifier = cached(&counting, &options);
    let token = token(&json!({ "nbf": 1000, "exp": 1010 }));
    for (time, error) in
        [(1000, None), (1009, None), (1010, Some("jwt expired")), (999, Some("jwt not active")), (1000, None)]
    {
        now.store(time, Ordering::Relaxed);
        assert_eq!(verifier.verify::<Value>(&token).err().map(|error| error.to_string()).as_deref(), error, "{time}");
    }
    assert_eq!(counting.calls(), 1);
}

#[test]
fn checks_run_every_time() {
    let asked = Arc::new(AtomicU32::new(0));
    let revoked = Arc::clone(&asked);
    let check = move |_: &Value| if revoked.fetch_add(1, Ordering::Relaxed) < 2 { Ok(()) } else { Err("revoked") };
    let verifier = cached(&Counting::new(), &VerifyOptions::new().check("revocation", check));
    let token = token(&json!({}));
    assert!(verifier.verify::<Value>(&token).is_ok() && verifier.verify::<Value>(&token).is_ok());
    assert_eq!(verifier.verify::<Value>(&token).unwrap_err().to_string(), "jwt revocation invalid: revoked");
}

/// Each byte of a token that is remembered, changed.
#[test]
fn a_token_that_differs_is_refused() {
    let verifier = Verifier::new(SECRET, &VerifyOptions::new()).unwrap().cached(CacheLimits::new());
    let token = token(&json!({ "sub": "alice", "admin": false }));
    assert!(verifier.verify::<Value>(&token).is_ok());
    for place in 0..token.len() {
        for other in *b"AQz_-.=" {
            let mut bytes = token.clone().into_bytes();
            if bytes[place] != other {
                bytes[place] = other;
                assert!(verifier.verify::<Value>(&bytes).is_err(), "{place}");
            }
        }
    }
    assert!(verifier.verify::<Value>(&token[..token.len() - 1]).is_err());
    assert!(verifier.verify::<Value>(format!("{token}A")).is_err());
    assert!(verifier.verify::<Value>(&token).is_ok());
}

#[test]
fn what_failed_fails_again() {
    let counting = Counting::new();
    let verifier = cached(&counting, &VerifyOptions::new());
    let forged = sign(&json!({}), "another secret", &SignOptions::new()).unwrap();
    for calls in 1..=3 {
        assert_eq!(verifier.verify::<Value>(&forged).unwrap_err().to_string(), "invalid signature");
        assert_eq!(counting.calls(), calls);
    }
}

/// A token that is remembered for one algorithm does not pass where that is not allowed.
#[test]
fn what_is_allowed_is_asked_first() {
    let token = token(&json!({}));
    let lenient = Verifier::new(SECRET, &VerifyOptions::new()).unwrap().cached(CacheLimits::new());
    assert!(lenient.verify::<Value>(&token).is_ok());
    let strict = Verifier::new(SECRET, &VerifyOptions::new().algorithms([alg::HS512])).unwrap();
    assert_eq!(strict.cached(CacheLimits::new()).verify::<Value>(&token).unwrap_err().to_string(), "invalid algorithm");
    assert!(verify::<Value>(&token, "another secret", &VerifyOptions::new()).is_err());
}

#[test]
fn threads_share_it() {
    let counting = Counting::new();
    let verifier = cached(&counting, &VerifyOptions::new());
    let tokens: Vec<String> = (0..16).map(|number| token(&json!({ "number": number }))).collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for (number, token) in tokens.iter().enumerate().cycle().take(400) {
                    assert_eq!(verifier.verify::<Value>(token).unwrap().payload["number"], number);
                }
            });
        }
    });
    assert!((16..=64).contains(&counting.calls()), "{}", counting.calls());
}
