//! The least that a token with an HMAC takes: JSON, base64url and HMAC, one after the other, and no question asked but
//! for the dates.

use anyhow::{Context, Result};
use base64_simd::URL_SAFE_NO_PAD as BASE64URL;
use hmac::{EagerHash, Hmac, KeyInit, Mac};
use kit::{Claims, Fixture, LongClaims, Op, Row, Task, check_dates};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Sha256, Sha384, Sha512};

pub fn op(row: &Row, fixture: &Fixture) -> Result<Option<Op>> {
    match row.alg {
        "HS256" => hmac::<Sha256>(row, fixture),
        "HS384" => hmac::<Sha384>(row, fixture),
        "HS512" => hmac::<Sha512>(row, fixture),
        _ => Ok(None),
    }
}

fn hmac<Hash: EagerHash + 'static>(row: &Row, fixture: &Fixture) -> Result<Option<Op>> {
    let key = Key::<Hash>::new(row.alg, &fixture.key(row)?.private)?;
    let case = fixture.case(row)?;
    Ok(match row.task {
        Task::Sign => {
            let claims = fixture.claims(row)?;
            Some(Op::sign(move || key.sign(&claims)))
        }
        Task::SignLong(_) => {
            let claims = fixture.long_claims(row)?;
            Some(Op::sign(move || key.sign(&claims)))
        }
        Task::Verify => Some(Op::verify(case, move |token| {
            let claims: Claims = key.verify(token)?;
            check_dates(claims.exp, claims.nbf)?;
            Ok(claims)
        })),
        Task::VerifyLong(_) => Some(Op::verify(case, move |token| {
            let claims: LongClaims = key.verify(token)?;
            check_dates(claims.exp, claims.nbf)?;
            Ok(claims)
        })),
        Task::VerifyValue => Some(Op::verify(case, move |token| {
            let claims: Value = key.verify(token)?;
            let date = |name| claims.get(name).and_then(Value::as_u64).context("no date");
            check_dates(date("exp")?, date("nbf")?)?;
            Ok(claims)
        })),
        Task::SignKey | Task::SignText | Task::VerifyKey | Task::VerifyText => None,
    })
}

struct Key<Hash: EagerHash> {
    /// The header and the point behind it.
    start: String,
    hmac: Hmac<Hash>,
}

impl<Hash: EagerHash> Key<Hash> {
    fn new(alg: &str, secret: &str) -> Result<Self> {
        let start = BASE64URL.encode_to_string(format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#)) + ".";
        Ok(Self { start, hmac: Hmac::new_from_slice(secret.as_bytes())? })
    }

    fn sign(&self, claims: &impl Serialize) -> Result<String> {
        let payload = serde_json::to_vec(claims)?;
        let mut token = String::with_capacity(payload.len() * 4 / 3 + 192);
        token.push_str(&self.start);
        BASE64URL.encode_append(&payload, &mut token);
        let tag = self.hmac.clone().chain_update(&token).finalize().into_bytes();
        token.push('.');
        BASE64URL.encode_append(tag.as_slice(), &mut token);
        Ok(token)
    }

    fn verify<T: DeserializeOwned>(&self, token: &str) -> Result<T> {
        let (message, signature) = token.rsplit_once('.').context("no signature")?;
        let payload = message.strip_prefix(&self.start).context("another header")?;
        let signature = BASE64URL.decode_to_vec(signature)?;
        self.hmac.clone().chain_update(message).verify_slice(&signature).context("invalid signature")?;
        let payload = BASE64URL.decode_to_vec(payload)?;
        Ok(serde_json::from_str(simdutf8::basic::from_utf8(&payload)?)?)
    }
}
