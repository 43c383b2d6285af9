//! jwt: HMAC of its own, the rest by OpenSSL. It leaves the dates to its users; so they are checked here.

use anyhow::{Context, Result};
use hmac::{Hmac, Mac};
use jwt::{PKeyWithDigest, SignWithKey, SigningAlgorithm, VerifyWithKey, VerifyingAlgorithm};
use kit::{Candidate, Claims, Fixture, KeyPair, LongClaims, Op, Row, Task, check_dates, serve};
use openssl::{hash::MessageDigest, pkey::PKey};
use serde_json::Value;
use sha2::{Sha256, Sha384, Sha512};

fn main() -> Result<()> {
    serve(&[Candidate { name: "jwt", op }])
}

fn op(row: &Row, fixture: &Fixture) -> Result<Option<Op>> {
    // It drops leading zeros of `r` and `s`, which three of four signatures on P-521 have: nobody takes these tokens.
    if (row.alg, row.task) == ("ES512", Task::Sign) {
        return Ok(None);
    }
    let (case, key) = (fixture.case(row)?, fixture.key(row)?.clone());
    let (Some(signing), Some(verifying)) = (signing_key(row.alg, &key)?, verifying_key(row.alg, &key)?) else {
        return Ok(None);
    };
    let alg = row.alg;
    Ok(Some(match row.task {
        Task::Sign | Task::SignKey => {
            let claims = fixture.claims(row)?;
            Op::sign(move || Ok((&claims).sign_with_key(&signing)?))
        }
        Task::SignText => {
            let claims = fixture.claims(row)?;
            Op::sign(move || {
                let key = signing_key(alg, &key)?.context("no key")?;
                Ok((&claims).sign_with_key(&key)?)
            })
        }
        Task::SignLong(_) => {
            let claims = fixture.long_claims(row)?;
            Op::sign(move || Ok((&claims).sign_with_key(&signing)?))
        }
        Task::Verify | Task::VerifyKey => Op::verify(case, move |token| verify(token, &verifying)),
        Task::VerifyText => Op::verify(case, move |token| {
            let key = verifying_key(alg, &key)?.context("no key")?;
            verify(token, &key)
        }),
        Task::VerifyValue => Op::verify(case, move |token| {
            let claims: Value = token.verify_with_key(&verifying)?;
            let date = |name| claims.get(name).and_then(Value::as_u64).context("no date");
            check_dates(date("exp")?, date("nbf")?)?;
            Ok(claims)
        }),
        Task::VerifyLong(_) => Op::verify(case, move |token| {
            let claims: LongClaims = token.verify_with_key(&verifying)?;
            check_dates(claims.exp, claims.nbf)?;
            Ok(claims)
        }),
    }))
}

fn verify(token: &str, key: &impl VerifyingAlgorithm) -> Result<Claims> {
    let claims: Claims = token.verify_with_key(key)?;
    check_dates(claims.exp, claims.nbf)?;
    Ok(claims)
}

fn signing_key(alg: &str, key: &KeyPair) -> Result<Option<Box<dyn SigningAlgorithm>>> {
    let key = key.private.as_bytes();
    Ok(Some(match alg {
        "HS256" => Box::new(Hmac::<Sha256>::new_from_slice(key)?),
        "HS384" => Box::new(Hmac::<Sha384>::new_from_slice(key)?),
        "HS512" => Box::new(Hmac::<Sha512>::new_from_slice(key)?),
        _ => match digest(alg) {
            Some(digest) => Box::new(PKeyWithDigest { digest, key: PKey::private_key_from_pem(key)? }),
            None => return Ok(None),
        },
    }))
}

fn verifying_key(alg: &str, key: &KeyPair) -> Result<Option<Box<dyn VerifyingAlgorithm>>> {
    let key = key.public.as_bytes();
    Ok(Some(match alg {
        "HS256" => Box::new(Hmac::<Sha256>::new_from_slice(key)?),
        "HS384" => Box::new(Hmac::<Sha384>::new_from_slice(key)?),
        "HS512" => Box::new(Hmac::<Sha512>::new_from_slice(key)?),
        _ => match digest(alg) {
            Some(digest) => Box::new(PKeyWithDigest { digest, key: PKey::public_key_from_pem(key)? }),
            None => return Ok(None),
        },
    }))
}

/// It has neither PS256 nor EdDSA.
fn digest(alg: &str) -> Option<MessageDigest> {
    match alg {
        "RS256" | "ES256" => Some(MessageDigest::sha256()),
        "ES384" => Some(MessageDigest::sha384()),
        "ES512" => Some(MessageDigest::sha512()),
        _ => None,
    }
}
