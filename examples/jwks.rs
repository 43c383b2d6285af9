//! An issuer that publishes its keys as a JSON Web Key Set, and a service that verifies with it: `cargo run --example
//! jwks`.

use std::error::Error;

use serde_json::{Value, json};
use webtoken::{JwkSet, SignOptions, Signer, SigningKey, VerifyOptions, VerifyingKey, alg, verify_with};

fn main() -> Result<(), Box<dyn Error>> {
    // The issuer has two keys: it is about to change from the old one to the new one.
    let [old, new] = [SigningKey::generate(alg::ES256)?, SigningKey::generate(alg::EDDSA)?];
    let published = json!({ "keys": [public_jwk(&old, "ES256")?, public_jwk(&new, "EdDSA")?] }).to_string();
    println!("{published}");

    // The private half is kept, in PEM here. Whoever signs names the key.
    let kept = new.to_pem()?;
    let new = SigningKey::from_pem(kept)?;
    let kid = new.to_jwk()?.thumbprint()?;
    let signer = Signer::new(new, &SignOptions::new().algorithm(alg::EDDSA).kid(kid).expires_in("15m"))?;
    let token = signer.sign(&json!({ "sub": "alice" }))?;

    // The service knows the set alone. What it cannot use in there, it skips.
    let keys = JwkSet::from_json(published)?;
    for skipped in keys.skipped() {
        println!("key {} is skipped: {}", skipped.index(), skipped.error());
    }
    let verified = verify_with::<Value>(&token, &keys, &VerifyOptions::new())?;
    println!("{} by key {}", verified.payload["sub"], verified.header.kid().unwrap_or_default());

    // A token of a key that is not in the set is refused.
    let stranger = SigningKey::generate(alg::EDDSA)?;
    let options = SignOptions::new().algorithm(alg::EDDSA).kid(stranger.to_jwk()?.thumbprint()?);
    let forged = Signer::new(stranger, &options)?.sign(&json!({ "sub": "alice" }))?;
    match verify_with::<Value>(&forged, &keys, &VerifyOptions::new()) {
        Ok(_) => Err("a stranger's token was accepted".into()),
        Err(error) => {
            println!("refused: {error}");
            Ok(())
        }
    }
}

/// The public half, named by its thumbprint, and for one algorithm alone.
fn public_jwk(key: &SigningKey, alg: &str) -> Result<webtoken::Jwk, webtoken::KeyError> {
    VerifyingKey::from(key).to_jwk()?.with_use("sig").with_alg(alg).with_thumbprint_kid()
}
