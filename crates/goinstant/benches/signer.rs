//! What signing and verifying a user costs beside `webtoken` alone with the same bytes: `cargo bench -p webtoken-goinstant`.

use std::{hint::black_box, time::Duration};

use criterion::{Criterion, criterion_group, criterion_main};
use webtoken::{Header, SigningKey, Text, Verifier, VerifyOptions, alg, jws};
use webtoken_goinstant::{AUDIENCE, Group, Signer, UserData};

const KEY: &str = "HKYdFdnezle2yrI2_Ph3cHz144bISk-cvuAbeAAA999";

fn signer(criterion: &mut Criterion) {
    let signer = Signer::new(KEY).expect("a key");
    let user = UserData::new("example.com", "bar", "bob")
        .group(Group::new(1234, "Group 1234"))
        .group(Group::new("friends", "Friends of Bob"));
    let token = signer.sign(&user).expect("a user");

    let key = SigningKey::from_base64_secret(KEY).expect("a key");
    let options = VerifyOptions::new().algorithms([alg::HS256]).audience(AUDIENCE).typ("JWT");
    let verifier = Verifier::new(&key, &options).expect("the key verifies");
    let header = Header::from_json(r#"{"typ":"JWT","alg":"HS256"}"#).expect("a header");
    let Text(payload) = verifier.verify(&token).expect("a good token").payload;
    assert_eq!(jws::sign(&header, payload.as_str(), &key).expect("the key signs"), token);

    let mut group = criterion.benchmark_group("sign");
    group.bench_function("user", |bencher| bencher.iter(|| signer.sign(black_box(&user))));
    group.bench_function("the same bytes", |bencher| {
        bencher.iter(|| jws::sign(&header, black_box(payload.as_str()), &key));
    });
    group.finish();

    let mut group = criterion.benchmark_group("verify");
    group.bench_function("user", |bencher| bencher.iter(|| signer.verify(black_box(&token))));
    group.bench_function("the same bytes", |bencher| bencher.iter(|| verifier.verify::<Text>(black_box(&token))));
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    targets = signer
}
criterion_main!(benches);
