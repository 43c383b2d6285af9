//! RS256 with keys from PEM: a service that signs with the private key, and others that verify with the public one.
//!
//! `cargo run --example rs256_pem`

use serde_json::{Value, json};
use webtoken::{SignOptions, Signer, SigningKey, Verifier, VerifyOptions, VerifyingKey, alg};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Keys are read once. Bound to their algorithm in a `Signer` and a `Verifier`, they serve all requests.
    let private = SigningKey::from_pem(include_str!("keys/rsa_private.pem"))?;
    let public = VerifyingKey::from_pem(include_str!("keys/rsa_public.pem"))?;
    println!("signing with {private:?}\nverifying with {public:?}");

    let signer = Signer::new(private, &SignOptions::new().algorithm(alg::RS256).expires_in("15m").kid("2026-11"))?;
    let verifier = Verifier::new(public, &VerifyOptions::new().algorithms([alg::RS256]).max_age("15m"))?;

    for user in ["alice", "bob"] {
        let token = signer.sign(&json!({ "sub": user }))?;
        let verified = verifier.verify::<Value>(&token)?;
        println!("{} signed with key {:?}", verified.payload["sub"], verified.header.kid());
    }

    // The header does not choose: a token signed with the *public* key as an HMAC secret gets nowhere.
    let forged = webtoken::sign(&json!({ "sub": "mallory" }), include_str!("keys/rsa_public.pem"), &SignOptions::new());
    println!("forging: {}", forged.err().ok_or("a public key became a secret")?);
    Ok(())
}
