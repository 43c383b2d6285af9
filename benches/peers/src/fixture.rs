//! The claims, keys and tokens that every candidate gets. The tokens are webtoken's.

use std::{
    collections::BTreeMap,
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};
use kit::{Case, Claims, Fixture, KeyPair, LongClaims, Row, row::SIZES};
use serde::Serialize;
use serde_json::Value;
use webtoken::{SignOptions, VerifyOptions, sign, verify};

use crate::folder;

/// As long as the longest hash: josekit takes no shorter one for HS512.
const SECRET: &str = "a secret of the comparison, as long as the longest of the hashes";

const KEYS: [(&str, &str); 9] = [
    ("HS256", ""),
    ("HS384", ""),
    ("HS512", ""),
    ("RS256", "rsa"),
    ("PS256", "rsa"),
    ("ES256", "p256"),
    ("ES384", "p384"),
    ("ES512", "p521"),
    ("EdDSA", "ed25519"),
];

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// More than the longest token.
const MAX_TOKEN_SIZE: usize = 128 << 10;

pub fn new() -> Result<Fixture> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let keys: BTreeMap<String, KeyPair> =
        KEYS.iter().map(|&(alg, file)| Ok((alg.to_owned(), key_pair(file)?))).collect::<Result<_>>()?;
    let of_alg = |(alg, key): (&String, &KeyPair)| Ok((alg.clone(), case(alg, key, &claims(now), &claims(now - DAY))?));
    let cases = keys.iter().map(of_alg).collect::<Result<_>>()?;
    let of_size =
        |size| Ok((size, case("HS256", &keys["HS256"], &long_claims(now, size)?, &long_claims(now - DAY, size)?)?));
    let long = SIZES.into_iter().map(of_size).collect::<Result<_>>()?;
    Ok(Fixture { keys, cases, long })
}

/// Whether a token holds what it should: signed by a candidate, verified by webtoken.
pub fn check_token(fixture: &Fixture, row: &Row, token: &str) -> Result<()> {
    let options = VerifyOptions::new().algorithms([row.alg]).max_token_size(MAX_TOKEN_SIZE);
    let verified = verify::<Value>(token, &fixture.key(row)?.public, &options)?;
    ensure!(verified.payload == fixture.case(row)?.claims, "it signs {}", verified.payload);
    Ok(())
}

fn key_pair(file: &str) -> Result<KeyPair> {
    if file.is_empty() {
        return Ok(KeyPair { private: SECRET.to_owned(), public: SECRET.to_owned() });
    }
    let read = |half| {
        let path = folder().join("keys").join(format!("{file}_{half}.pem"));
        fs::read_to_string(&path).with_context(|| path.display().to_string())
    };
    Ok(KeyPair { private: read("private")?, public: read("public")? })
}

fn case<C: Serialize>(alg: &str, key: &KeyPair, claims: &C, expired: &C) -> Result<Case> {
    let options = SignOptions::new().algorithm(alg);
    let token = sign(claims, &key.private, &options)?;
    let expired = sign(expired, &key.private, &options)?;
    Ok(Case { claims: serde_json::to_value(claims)?, damaged: damaged(&token)?, token, expired })
}

/// Some bits in the middle of the signature are others; it is still base64url of the same length.
fn damaged(token: &str) -> Result<String> {
    let (message, signature) = token.rsplit_once('.').context("no token")?;
    let (before, after) = signature.split_at(signature.len() / 2);
    let other = if after.starts_with('A') { 'B' } else { 'A' };
    Ok(format!("{message}.{before}{other}{}", &after[1..]))
}

/// 195 bytes of JSON. Valid for half a day.
fn claims(now: u64) -> Claims {
    Claims {
        iss: "https://auth.example".to_owned(),
        sub: "user-4711".to_owned(),
        aud: "https://api.example".to_owned(),
        exp: now + DAY / 2,
        nbf: now - HOUR,
        iat: now - HOUR,
        jti: "6f1c2a7e9b3d4e50".to_owned(),
        role: "admin".to_owned(),
        scope: "orders:read orders:write".to_owned(),
    }
}

/// As many grants as fit into so many bytes of JSON.
fn long_claims(now: u64, size: usize) -> Result<LongClaims> {
    let mut claims = LongClaims {
        sub: "user-4711".to_owned(),
        exp: now + DAY / 2,
        nbf: now - HOUR,
        iat: now - HOUR,
        grants: Vec::new(),
    };
    let grant = |number: usize| format!("orders:{number:05}:read");
    let each = serde_json::to_string(&grant(0))?.len() + 1;
    let room = size.saturating_sub(serde_json::to_string(&claims)?.len()) / each;
    claims.grants = (0..room).map(grant).collect();
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use super::{SIZES, claims, long_claims};

    const NOW: u64 = 1_800_000_000;

    #[test]
    fn claims_are_as_long_as_is_said() {
        assert_eq!(serde_json::to_string(&claims(NOW)).expect("JSON").len(), 195);
        for size in SIZES {
            let claims = long_claims(NOW, size).expect("claims");
            let length = serde_json::to_string(&claims).expect("JSON").len();
            assert!(length <= size && length + 24 > size, "{length} for {size}");
        }
    }
}
