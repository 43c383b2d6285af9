//! Options from a configuration file, under npm's own names: one file serves a Node service and a Rust service.
//!
//! `cargo run --example config_file`

use serde::Deserialize;
use serde_json::{Value, json};
use webtoken::{SignOptions, VerifyOptions, sign, verify};

#[derive(Debug, Deserialize)]
struct Config {
    secret: String,
    sign: SignOptions,
    verify: VerifyOptions,
}

const TOML: &str = r#"
secret = "shhhhh, at least 32 bytes are better"

[sign]
algorithm = "HS384"
expiresIn = "2h"
audience = ["urn:example:api", "urn:example:web"]
issuer = "https://login.example"
keyid = "2026-11"

[verify]
algorithms = ["HS384"]
audience = "urn:example:api"
issuer = "https://login.example"
clockTolerance = 5
maxAge = "1d"
"#;

const JSON: &str = r#"{
    "secret": "shhhhh, at least 32 bytes are better",
    "sign": { "algorithm": "HS384", "expiresIn": 7200, "header": { "typ": "at+jwt" } },
    "verify": { "algorithms": ["HS384"], "typ": "at+jwt" }
}"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for config in [toml::from_str::<Config>(TOML)?, serde_json::from_str::<Config>(JSON)?] {
        let token = sign(&json!({ "sub": "alice" }), &config.secret, &config.sign)?;
        let verified = verify::<Value>(&token, &config.secret, &config.verify)?;
        println!("{} {}", verified.header.as_value(), verified.payload);
    }

    // What npm refuses is refused when the file is read, in npm's words; and so is a mistyped name.
    for bad in [r#"{ "expiresIn": 1.5 }"#, r#"{ "expiresin": "2h" }"#, r#"{ "issuer": ["a", "b"] }"#] {
        let error = serde_json::from_str::<SignOptions>(bad).err().ok_or("accepted")?;
        println!("{bad}: {error}");
    }
    Ok(())
}
