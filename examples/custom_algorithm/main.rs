//! An algorithm that the crate does not have, from signing to verifying: ES256K, in `es256k.rs` beside this file.
//!
//! `cargo run --example custom_algorithm`

mod es256k;

use es256k::Es256k;
use serde_json::{Value, json};
use webtoken::{SignOptions, VerifyOptions, sign, verify};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let private = include_str!("../keys/secp256k1_private.pem");
    let public = include_str!("../keys/secp256k1_public.pem");

    let token = sign(&json!({ "sub": "alice" }), private, &SignOptions::new().algorithm(Es256k))?;
    println!("{token}");

    let verified = verify::<Value>(&token, public, &VerifyOptions::new().algorithms([Es256k]))?;
    println!("{:?} token of {}", verified.header.alg(), verified.payload["sub"]);

    // Only who allows it accepts it: the header alone never brings an algorithm in.
    match verify::<Value>(&token, public, &VerifyOptions::new()) {
        Err(error) => println!("without asking for it: {error}"),
        Ok(_) => return Err("an algorithm that was not asked for was accepted".into()),
    }
    Ok(())
}
