//! How often memory is asked for, counted by an allocator: for the token or the payload, for the signature's text, and
//! for what the caller's type holds itself.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use std::{hint::black_box, sync::Arc};

use serde::{Deserialize, Serialize, de::IgnoredAny};
use webtoken::{
    Bytes, MessageVerifier, SignOptions, SignatureError, Signer, SigningKey, Verifier, VerifyOptions, VerifyingKey,
    decode, sign, sign_into, verify,
};

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: u64,
    nbf: u64,
    role: String,
}

#[derive(Deserialize)]
struct Borrowed<'p> {
    sub: &'p str,
    role: &'p str,
    exp: u64,
}

/// Texts in [`Claims`].
const TEXTS: u64 = 4;

fn claims() -> Claims {
    Claims {
        iss: "https://issuer.example.com".into(),
        sub: "user-1234567890".into(),
        aud: "https://api.example.com".into(),
        exp: 4_000_000_000,
        nbf: 1_700_000_000,
        role: "admin".into(),
    }
}

fn key() -> SigningKey {
    SigningKey::from_secret("a secret of at least thirty-two bytes").unwrap()
}

/// The allocations of one call, after two that fill what is filled once.
#[track_caller]
fn assert_allocations(most: u64, mut call: impl FnMut()) {
    call();
    call();
    let allocations = allocation_counter::measure(call).count_total;
    assert!(allocations <= most, "{allocations} allocations, more than {most}");
}

#[test]
fn signing_takes_two() {
    let (claims, key) = (claims(), key());
    let options = SignOptions::new().jwt_id("5f2c9a1e").expires_in("1h");
    let fitting = SignOptions::new().jwt_id("5f2c9a1e");
    let signer = Signer::new(&key, &fitting).unwrap();
    assert!(sign(&claims, &key, &options).is_err(), "two exp");
    assert_allocations(2, || drop(black_box(signer.sign(&claims).unwrap())));
    let mut token = String::new();
    assert_allocations(1, || {
        token.clear();
        signer.sign_into(&claims, &mut token).unwrap();
    });
    assert_allocations(2, || drop(black_box(sign(&claims, &key, &fitting).unwrap())));
    assert_allocations(1, || {
        token.clear();
        sign_into(&claims, &key, &fitting, &mut token).unwrap();
    });
}

#[test]
fn verifying_takes_two() {
    let key = key();
    let token = sign(&claims(), &key, &SignOptions::new()).unwrap();
    let options = VerifyOptions::new().issuer("https://issuer.example.com").audience("https://api.example.com");
    let (verifier, key) = (Verifier::new(&key, &options).unwrap(), VerifyingKey::from(&key));
    assert_allocations(2 + TEXTS, || drop(black_box(verifier.verify::<Claims>(&token).unwrap())));
    assert_allocations(2 + TEXTS, || drop(black_box(verify::<Claims>(&token, &key, &options).unwrap())));
    assert_allocations(2 + 1, || drop(black_box(verifier.verify::<Bytes>(&token).unwrap())));
}

#[test]
fn claims_that_borrow_take_the_text_of_the_signature_only() {
    let key = key();
    let token = sign(&claims(), &key, &SignOptions::new()).unwrap();
    let verifier = Verifier::new(&key, &VerifyOptions::new()).unwrap();
    let mut buffer = Vec::new();
    assert_allocations(1, || {
        let verified = verifier.verify_borrowed::<Borrowed>(&token, &mut buffer).unwrap();
        assert_eq!((verified.payload.sub, verified.payload.role), ("user-1234567890", "admin"));
        assert_eq!(verified.payload.exp, 4_000_000_000);
    });
}

/// Holds every signature of the length that is asked for.
#[derive(Debug)]
struct OfLength(usize);

impl MessageVerifier for OfLength {
    fn verify(&self, _: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        assert_eq!(signature.len(), self.0);
        Ok(())
    }
}

/// ES512's is the longest that is decoded in place.
#[test]
fn a_signature_takes_none_up_to_132_bytes() {
    for (bytes, more) in [(32, 0), (64, 0), (129, 0), (132, 0), (135, 1), (256, 1)] {
        let signature = "A".repeat((bytes * 8_usize).div_ceil(6));
        let token = format!("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.{signature}");
        let verifier =
            Verifier::with_message_verifier("HS256", Arc::new(OfLength(bytes)), &VerifyOptions::new()).unwrap();
        let mut buffer = Vec::new();
        assert_allocations(1 + more, || drop(black_box(verifier.verify_borrowed::<IgnoredAny>(&token, &mut buffer))));
        assert!(verifier.verify_borrowed::<IgnoredAny>(&token, &mut buffer).is_ok(), "{bytes}");
    }
}

/// A token that is refused costs less memory than it has itself.
#[test]
fn a_refused_token_costs_little() {
    let verifier = Verifier::new(key(), &VerifyOptions::new()).unwrap();
    let huge = "A".repeat(64 << 20);
    for token in [huge.clone(), format!("{huge}.{huge}.{huge}"), format!("e30.{huge}."), ".".repeat(64 << 20)] {
        let taken = allocation_counter::measure(|| assert!(verifier.verify::<Claims>(&token).is_err()));
        assert!(taken.bytes_max < 1024, "{} bytes", taken.bytes_max);
    }
}

/// The same with the largest token of the corpus: half a gigabyte of header.
#[test]
fn half_a_gigabyte_costs_little() {
    let verifier = Verifier::new(key(), &VerifyOptions::new()).unwrap();
    let mut huge = "A".repeat(500 << 20);
    huge.push_str(".e30.AA");
    let taken = allocation_counter::measure(|| {
        assert_eq!(verifier.verify::<Claims>(&huge).err().unwrap().code(), "token_too_large");
        assert!(decode::<Claims>(&huge).is_none());
    });
    assert!(taken.bytes_max < 1024, "{} bytes", taken.bytes_max);
}
