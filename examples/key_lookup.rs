//! Finding the key by the token's header: npm's `getKey`, with a closure, with a set of keys, and asynchronously.
//!
//! `cargo run --example key_lookup`

use std::collections::HashMap;

use serde_json::{Value, json};
use webtoken::{
    KeyRequest, SignOptions, VerifyOptions, VerifyingKey, async_key_fn, key_fn, sign, verify_with, verify_with_async,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let old = sign(&json!({ "sub": "alice" }), "last year's secret", &SignOptions::new().kid("2025"))?;
    let new = sign(&json!({ "sub": "bob" }), "this year's secret", &SignOptions::new().kid("2026"))?;
    let options = VerifyOptions::new();

    // A closure that sees the header. Its error is a part of npm's message.
    let lookup = key_fn(|request| match request.header().kid() {
        Some("2026") => Ok("this year's secret"),
        other => Err(format!("no key for {other:?}")),
    });
    println!("closure: {}", verify_with::<Value>(&new, &lookup, &options)?.payload["sub"]);
    match verify_with::<Value>(&old, &lookup, &options) {
        Err(error) => println!("closure: {error}"),
        Ok(_) => return Err("an unknown key was accepted".into()),
    }

    // Several keys by `kid`, read beforehand.
    let keys = HashMap::from([
        ("2025", VerifyingKey::from_secret("last year's secret")?),
        ("2026", VerifyingKey::from_secret("this year's secret")?),
    ]);
    for token in [&old, &new] {
        println!("key set: {}", verify_with::<Value>(token, &keys, &options)?.payload["sub"]);
    }

    // A lookup that takes time: any runtime will do, here a minimal one.
    let remote = async_key_fn(async |request: KeyRequest<'static>| {
        let kid = request.header().kid().ok_or("no kid")?;
        fetch_secret(kid).await
    });
    let verified = pollster::block_on(verify_with_async::<Value>(&new, &remote, &options))?;
    println!("async:   {}", verified.payload["sub"]);
    Ok(())
}

#[expect(clippy::unused_async, reason = "stands for a request over the network")]
async fn fetch_secret(kid: &str) -> Result<String, &'static str> {
    if kid == "2026" { Ok("this year's secret".to_owned()) } else { Err("unknown key") }
}
