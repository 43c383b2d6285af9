//! What this crate's calls cost beside the primitives under them: `cargo bench --bench tokens --all-features`. Other
//! libraries are in `peers/`.

use std::{hint::black_box, time::Duration};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use webtoken::{
    Algorithm, Bytes, Header, JwkSet, KeyProvider, KeyRequest, SignOptions, Signer, SigningKey, Verifier,
    VerifyOptions, VerifyingKey, alg,
};

#[derive(Clone, Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: u64,
    iat: u64,
    role: String,
    scope: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "reading them is what is measured")]
struct Borrowed<'p> {
    iss: &'p str,
    sub: &'p str,
    aud: &'p str,
    exp: u64,
    iat: u64,
    role: &'p str,
    scope: &'p str,
}

fn claims() -> Claims {
    Claims {
        iss: "https://issuer.example.com".into(),
        sub: "user-1234567890".into(),
        aud: "https://api.example.com".into(),
        exp: 4_000_000_000,
        iat: 1_700_000_000,
        role: "admin".into(),
        scope: "read write".into(),
    }
}

fn key(algorithm: &'static dyn Algorithm) -> SigningKey {
    SigningKey::generate(algorithm).expect("a key")
}

fn signer(algorithm: &'static dyn Algorithm, key: &SigningKey) -> Signer {
    Signer::new(key, &SignOptions::new().algorithm(algorithm)).expect("the key signs")
}

fn verifier(key: &SigningKey) -> Verifier {
    Verifier::new(key, &VerifyOptions::new()).expect("the key verifies")
}

/// Signing and verifying, each beside the bound primitive alone.
fn algorithms(criterion: &mut Criterion) {
    for (family, algorithms) in [
        ("HMAC", &[alg::HS256, alg::HS384, alg::HS512][..]),
        ("RSA", &[alg::RS256, alg::PS256]),
        ("ECDSA", &[alg::ES256, alg::ES384, alg::ES512]),
        ("EdDSA", &[alg::EDDSA]),
    ] {
        let mut group = criterion.benchmark_group(family);
        for &algorithm in algorithms {
            let (claims, key, name) = (claims(), key(algorithm), algorithm.name());
            let (signer, verifier) = (signer(algorithm, &key), verifier(&key));
            let token = signer.sign(&claims).expect("signs");
            let (message, _) = token.rsplit_once('.').expect("a signature");
            let (primitive, message) = (algorithm.signer(&key).expect("binds"), message.as_bytes());
            let signature = primitive.sign(message).expect("signs");
            let checker = algorithm.verifier(&VerifyingKey::from(&key)).expect("binds");
            group.bench_function(BenchmarkId::new("sign", name), |b| b.iter(|| signer.sign(black_box(&claims))));
            group.bench_function(BenchmarkId::new("sign, primitive", name), |b| {
                b.iter(|| primitive.sign(black_box(message)));
            });
            group.bench_function(BenchmarkId::new("verify", name), |b| {
                b.iter(|| verifier.verify::<Claims>(black_box(&token)));
            });
            group.bench_function(BenchmarkId::new("verify, primitive", name), |b| {
                b.iter(|| checker.verify(black_box(message), signature.as_ref()));
            });
        }
    }
}

/// HS256 into each form of payload, with memory of its own or the caller's.
fn forms(criterion: &mut Criterion) {
    let (claims, key) = (claims(), key(alg::HS256));
    let (signer, verifier) = (signer(alg::HS256, &key), verifier(&key));
    let token = signer.sign(&claims).expect("signs");
    let mut group = criterion.benchmark_group("HS256");
    group.bench_function("sign", |b| b.iter(|| signer.sign(black_box(&claims))));
    group.bench_function("sign_into", |b| {
        let mut out = String::new();
        b.iter(|| {
            out.clear();
            signer.sign_into(black_box(&claims), &mut out)
        });
    });
    group.bench_function("verify typed", |b| b.iter(|| verifier.verify::<Claims>(black_box(&token))));
    group.bench_function("verify Value", |b| b.iter(|| verifier.verify::<Value>(black_box(&token))));
    group.bench_function("verify raw", |b| b.iter(|| verifier.verify::<Bytes>(black_box(&token))));
    group.bench_function("verify borrowed", |b| {
        let mut buffer = Vec::new();
        b.iter(|| drop(black_box(verifier.verify_borrowed::<Borrowed>(black_box(&token), &mut buffer))));
    });
}

/// HS256 by the size of the payload.
fn sizes(criterion: &mut Criterion) {
    #[derive(Serialize, Deserialize)]
    struct Long {
        exp: u64,
        text: String,
    }
    let key = key(alg::HS256);
    let options = VerifyOptions::new().max_token_size(1 << 20);
    let (signer, verifier) = (signer(alg::HS256, &key), Verifier::new(&key, &options).expect("the key verifies"));
    let mut group = criterion.benchmark_group("HS256 by size");
    for size in [200, 1 << 10, 4 << 10, 16 << 10, 64 << 10] {
        let claims = Long { exp: 4_000_000_000, text: "x".repeat(size) };
        let token = signer.sign(&claims).expect("signs");
        group.throughput(Throughput::Bytes(token.len() as u64));
        group.bench_function(BenchmarkId::new("sign", size), |b| b.iter(|| signer.sign(black_box(&claims))));
        group.bench_function(BenchmarkId::new("verify", size), |b| {
            b.iter(|| verifier.verify::<Long>(black_box(&token)));
        });
    }
}

/// A token that a verifier has seen before.
fn cache(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("cache hit");
    for algorithm in [alg::HS256, alg::RS256, alg::ES256, alg::EDDSA] {
        let key = key(algorithm);
        let verifier = verifier(&key).cached(webtoken::CacheLimits::new());
        let token = signer(algorithm, &key).sign(&claims()).expect("signs");
        group.bench_function(algorithm.name(), |b| b.iter(|| verifier.verify::<Claims>(black_box(&token))));
    }
}

/// Looking up a key by its `kid`, in sets of 1 to 10,000.
fn key_sets(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("JwkSet, a key by its kid");
    for size in [1, 100, 10_000] {
        let keys: Vec<Value> = (0..size).map(jwk).collect();
        let text = serde_json::json!({ "keys": keys }).to_string();
        let set = JwkSet::from_json(&text).expect("a set");
        let header = Header::from_json(&format!(r#"{{"alg":"EdDSA","kid":"{}"}}"#, size / 2)).expect("a header");
        group.bench_function(BenchmarkId::new("lookup", size), |b| {
            b.iter(|| set.key(black_box(&KeyRequest::new(&header, b"{}"))));
        });
        group.sample_size(10).bench_function(BenchmarkId::new("read", size), |b| {
            b.iter_batched(|| text.clone(), |text| JwkSet::from_json(&text), BatchSize::LargeInput);
        });
    }
}

/// The same key under a number for a name.
fn jwk(number: u32) -> Value {
    serde_json::json!({
        "kty": "OKP", "crv": "Ed25519", "kid": number.to_string(),
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    })
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    targets = algorithms, forms, sizes, cache, key_sets
}
criterion_main!(benches);
