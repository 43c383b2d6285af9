//! The least that an HS256 token takes: JSON, base64url and HMAC, one after the other, without a question asked but for
//! the dates.

use anyhow::{Context, Result};
use base64_simd::URL_SAFE_NO_PAD as BASE64URL;
use hmac::{Hmac, KeyInit, Mac};
use kit::{Claims, Fixture, LongClaims, Op, Row, Task, check_dates};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::Sha256;

const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";

pub fn op(row: &Row, fixture: &Fixture) -> Result<Option<Op>> {
    if row.alg != "HS256" {
        return Ok(None);
    }
    let key = Hmac::<Sha256>::new_from_slice(fixture.key(row)?.private.as_bytes())?;
    let case = fixture.case(row)?;
    Ok(match row.task {
        Task::Sign => {
            let claims = fixture.claims(row)?;
            Some(Op::sign(move || sign(&key, &claims)))
        }
        Task::SignLong(_) => {
            let claims = fixture.long_claims(row)?;
            Some(Op::sign(move || sign(&key, &claims)))
        }
        Task::Verify => Some(Op::verify(case, move |token| {
            let claims: Claims = verify(&key, token)?;
            check_dates(claims.exp, claims.nbf)?;
            Ok(claims)
        })),
        Task::VerifyLong(_) => Some(Op::verify(case, move |token| {
            let claims: LongClaims = verify(&key, token)?;
            check_dates(claims.exp, claims.nbf)?;
            Ok(claims)
        })),
        Task::VerifyValue => Some(Op::verify(case, move |token| {
            let claims: Value = verify(&key, token)?;
            let date = |name| claims.get(name).and_then(Value::as_u64).context("no date");
            check_dates(date("exp")?, date("nbf")?)?;
            Ok(claims)
        })),
        Task::SignKey | Task::SignText | Task::VerifyKey | Task::VerifyText => None,
    })
}

fn sign(key: &Hmac<Sha256>, claims: &impl Serialize) -> Result<String> {
    let payload = serde_json::to_vec(claims)?;
    let mut token = String::with_capacity(payload.len() * 4 / 3 + 128);
    token.push_str(HEADER);
    BASE64URL.encode_append(&payload, &mut token);
    let tag = key.clone().chain_update(&token).finalize().into_bytes();
    token.push('.');
    BASE64URL.encode_append(tag.as_slice(), &mut token);
    Ok(token)
}

fn verify<T: DeserializeOwned>(key: &Hmac<Sha256>, token: &str) -> Result<T> {
    let (message, signature) = token.rsplit_once('.').context("no signature")?;
    let payload = message.strip_prefix(HEADER).context("another header")?;
    let signature = BASE64URL.decode_to_vec(signature)?;
    key.clone().chain_update(message).verify_slice(&signature).context("invalid signature")?;
    Ok(serde_json::from_slice(&BASE64URL.decode_to_vec(payload)?)?)
}
