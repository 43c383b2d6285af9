//! jwt-simple. Its claims are a type of its own around the user's, and it signs them by value.

use anyhow::{Context, Result};
use jwt_simple::{
    algorithms::{
        ECDSAP256KeyPairLike, ECDSAP256PublicKeyLike, ECDSAP384KeyPairLike, ECDSAP384PublicKeyLike, ES256KeyPair,
        ES256PublicKey, ES384KeyPair, ES384PublicKey, Ed25519KeyPair, Ed25519PublicKey, EdDSAKeyPairLike,
        EdDSAPublicKeyLike, HS256Key, HS384Key, HS512Key, MACLike, PS256KeyPair, PS256PublicKey, RS256KeyPair,
        RS256PublicKey, RSAKeyPairLike, RSAPublicKeyLike,
    },
    claims::JWTClaims,
    common::VerificationOptions,
    prelude::Duration,
};
use kit::{Candidate, Fixture, Op, Row, Task, serve};
use serde::{Deserialize, Serialize};
use serde_json::Value;

fn main() -> Result<()> {
    serve(&[Candidate { name: "jwt-simple", op }])
}

#[derive(Clone, Serialize, Deserialize)]
struct Custom {
    role: String,
    scope: String,
}

#[derive(Clone, Serialize, Deserialize)]
struct Long {
    grants: Vec<String>,
}

/// What the row takes of a kind of keys: how to read them from `$key`, and what the method that signs is called.
macro_rules! op {
    ($row:ident, $fixture:ident, |$key:ident| $signing:expr, $sign:ident, $verifying:expr) => {{
        let case = $fixture.case($row)?;
        let $key = $fixture.key($row)?.clone();
        match $row.task {
            Task::Sign | Task::SignKey => {
                let (signing, claims) = ($signing, claims::<Custom>(&case.claims)?);
                Op::sign_owned(move || claims.clone(), move |claims| signing.$sign(claims))
            }
            Task::SignText => {
                let claims = claims::<Custom>(&case.claims)?;
                Op::sign_owned(move || claims.clone(), move |claims| $signing.$sign(claims))
            }
            Task::SignLong(_) => {
                let (signing, claims) = ($signing, claims::<Long>(&case.claims)?);
                Op::sign_owned(move || claims.clone(), move |claims| signing.$sign(claims))
            }
            Task::Verify | Task::VerifyKey => {
                let verifying = $verifying;
                Op::verify(case, move |token| verifying.verify_token::<Custom>(token, Some(options())))
            }
            Task::VerifyText => {
                Op::verify(case, move |token| $verifying.verify_token::<Custom>(token, Some(options())))
            }
            Task::VerifyValue => {
                let verifying = $verifying;
                Op::verify(case, move |token| verifying.verify_token::<Value>(token, Some(options())))
            }
            Task::VerifyLong(_) => {
                let verifying = $verifying;
                Op::verify(case, move |token| verifying.verify_token::<Long>(token, Some(options())))
            }
        }
    }};
}

fn op(row: &Row, fixture: &Fixture) -> Result<Option<Op>> {
    Ok(Some(match row.alg {
        "HS256" => op!(row, fixture, |key| hs256(&key.private), authenticate, hs256(&key.public)),
        "HS384" => op!(row, fixture, |key| hs384(&key.private), authenticate, hs384(&key.public)),
        "HS512" => op!(row, fixture, |key| hs512(&key.private), authenticate, hs512(&key.public)),
        "RS256" => {
            op!(row, fixture, |key| RS256KeyPair::from_pem(&key.private)?, sign, RS256PublicKey::from_pem(&key.public)?)
        }
        "PS256" => {
            op!(row, fixture, |key| PS256KeyPair::from_pem(&key.private)?, sign, PS256PublicKey::from_pem(&key.public)?)
        }
        "ES256" => {
            op!(row, fixture, |key| ES256KeyPair::from_pem(&key.private)?, sign, ES256PublicKey::from_pem(&key.public)?)
        }
        "ES384" => {
            op!(row, fixture, |key| ES384KeyPair::from_pem(&key.private)?, sign, ES384PublicKey::from_pem(&key.public)?)
        }
        "EdDSA" => op!(
            row,
            fixture,
            |key| Ed25519KeyPair::from_pem(&key.private)?,
            sign,
            Ed25519PublicKey::from_pem(&key.public)?
        ),
        _ => return Ok(None),
    }))
}

fn hs256(secret: &str) -> HS256Key {
    HS256Key::from_bytes(secret.as_bytes())
}

fn hs384(secret: &str) -> HS384Key {
    HS384Key::from_bytes(secret.as_bytes())
}

fn hs512(secret: &str) -> HS512Key {
    HS512Key::from_bytes(secret.as_bytes())
}

/// Both dates, to the second, as the other candidates check.
fn options() -> VerificationOptions {
    VerificationOptions { time_tolerance: Some(Duration::from_secs(0)), ..VerificationOptions::default() }
}

fn claims<C: for<'de> Deserialize<'de>>(claims: &Value) -> Result<JWTClaims<C>> {
    serde_json::from_value(claims.clone()).context("the claims")
}
