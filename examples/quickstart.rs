//! Signs a token, verifies it, reads it, and shows what becomes of an expired and of a tampered one.
//!
//! `cargo run --example quickstart`

use serde::{Deserialize, Serialize};
use webtoken::{SignOptions, TimeSpan, Verified, VerifyError, VerifyOptions, decode, sign, verify};

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    name: String,
    role: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = "shhhhh, at least 32 bytes are better";
    let claims = Claims { name: "Alice".into(), role: "admin".into() };

    println!("1. Sign: HS256, valid for an hour, for one audience.");
    let options = SignOptions::new().expires_in("1h").audience("urn:example:api").subject("user-17");
    let token = sign(&claims, secret, &options)?;
    println!("   {token}\n");

    println!("2. Verify: signature, expiry and audience hold, and the payload is a `Claims`.");
    let expectations = VerifyOptions::new().audience("urn:example:api");
    let verified: Verified<Claims> = verify(&token, secret, &expectations)?;
    println!("   {} is {}\n", verified.payload.name, verified.payload.role);

    println!("3. Decode: read without trust, for routing and debugging.");
    let unverified = decode::<serde_json::Value>(&token).ok_or("not a token")?;
    println!("   alg {:?}, payload {}\n", unverified.header.alg(), unverified.payload);

    println!("4. An expired token is refused, and the error says since when.");
    let expired = sign(&claims, secret, &SignOptions::new().expires_in(TimeSpan::secs(-60)))?;
    match verify::<Claims>(&expired, secret, &VerifyOptions::new()) {
        Err(VerifyError::TokenExpiredError { expired_at, .. }) => println!("   jwt expired at {expired_at}\n"),
        other => return Err(format!("expected an expired token, got {other:?}").into()),
    }

    println!("5. A tampered token is refused: the payload of another token under this one's signature.");
    let other = sign(&Claims { name: "Mallory".into(), role: "admin".into() }, "another secret", &options)?;
    let (head_and_payload, _) = other.rsplit_once('.').ok_or("not a token")?;
    let (_, signature) = token.rsplit_once('.').ok_or("not a token")?;
    match verify::<Claims>(format!("{head_and_payload}.{signature}"), secret, &expectations) {
        Err(error) => println!("   {}: {error}", error.name()),
        Ok(_) => return Err("a tampered token was accepted".into()),
    }
    Ok(())
}
