//! Every claim that failed at once, for logs and for people: `verify_all`, once the signature held.
//!
//! `cargo run --example all_failures`

use serde_json::{Value, json};
use webtoken::{InvalidReason, SignOptions, TimeSpan, VerifyError, VerifyOptions, sign, verify, verify_all};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = SignOptions::new().expires_in(TimeSpan::secs(-60)).issuer("https://staging.example");
    let token = sign(&json!({ "scope": "read" }), "shhhhh", &options)?;
    let expectations = VerifyOptions::new()
        .issuer("https://login.example")
        .audience("urn:example:api")
        .required_claims(["scope", "tenant"])
        .check("scope", |payload| if payload["scope"] == "write" { Ok(()) } else { Err("write access is needed") });

    // `verify` stops at the first, as npm does ...
    let error = verify::<Value>(&token, "shhhhh", &expectations).err().ok_or("accepted")?;
    println!("verify:     {error}\n");

    // ... and `verify_all` goes on.
    let errors = verify_all::<Value>(&token, "shhhhh", &expectations).err().ok_or("accepted")?;
    for error in errors.iter() {
        println!("verify_all: {:<20} {error}", error.code());
        if let VerifyError::JsonWebTokenError { reason: InvalidReason::ClaimMismatch(mismatch), .. } = error {
            println!("            {} should be {}, is {:?}", mismatch.claim, mismatch.expected, mismatch.actual);
        }
    }
    Ok(())
}
