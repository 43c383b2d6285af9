//! jsonwebtoken. Its backend is one for the whole process: the argument `aws-lc-rs` or `rust-crypto` chooses it.

use std::{env, str::FromStr};

use anyhow::{Context, Result, bail};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, crypto, decode, encode};
use kit::{Candidate, Claims, Fixture, KeyPair, LongClaims, Op, Row, Task, serve};
use serde_json::Value;

fn main() -> Result<()> {
    let (name, provider) = match env::args().nth(1).as_deref() {
        Some("aws-lc-rs") => ("jsonwebtoken, aws-lc-rs", &crypto::aws_lc::DEFAULT_PROVIDER),
        Some("rust-crypto") => ("jsonwebtoken, rust-crypto", &crypto::rust_crypto::DEFAULT_PROVIDER),
        _ => bail!("which backend: aws-lc-rs or rust-crypto?"),
    };
    provider.install_default().ok().context("there is a backend already")?;
    serve(&[Candidate { name, op }])
}

fn op(row: &Row, fixture: &Fixture) -> Result<Option<Op>> {
    // It has no ES512.
    let Ok(alg) = Algorithm::from_str(row.alg) else { return Ok(None) };
    let (case, key) = (fixture.case(row)?, fixture.key(row)?);
    let (header, validation) = (Header::new(alg), validation(alg));
    Ok(Some(match row.task {
        Task::Sign | Task::SignKey => {
            let (key, claims) = (encoding_key(alg, key)?, fixture.claims(row)?);
            Op::sign(move || Ok(encode(&header, &claims, &key)?))
        }
        Task::SignText => {
            let (key, claims) = (key.clone(), fixture.claims(row)?);
            Op::sign(move || Ok(encode(&header, &claims, &encoding_key(alg, &key)?)?))
        }
        Task::SignLong(_) => {
            let (key, claims) = (encoding_key(alg, key)?, fixture.long_claims(row)?);
            Op::sign(move || Ok(encode(&header, &claims, &key)?))
        }
        Task::Verify | Task::VerifyKey => {
            let key = decoding_key(alg, key)?;
            Op::verify(case, move |token| Ok(decode::<Claims>(token, &key, &validation)?.claims))
        }
        Task::VerifyText => {
            let key = key.clone();
            Op::verify(case, move |token| Ok(decode::<Claims>(token, &decoding_key(alg, &key)?, &validation)?.claims))
        }
        Task::VerifyValue => {
            let key = decoding_key(alg, key)?;
            Op::verify(case, move |token| Ok(decode::<Value>(token, &key, &validation)?.claims))
        }
        Task::VerifyLong(_) => {
            let key = decoding_key(alg, key)?;
            Op::verify(case, move |token| Ok(decode::<LongClaims>(token, &key, &validation)?.claims))
        }
    }))
}

/// Both dates, to the second, and no audience: as the other candidates check.
fn validation(alg: Algorithm) -> Validation {
    let mut validation = Validation::new(alg);
    validation.leeway = 0;
    validation.validate_nbf = true;
    validation.validate_aud = false;
    validation
}

fn encoding_key(alg: Algorithm, key: &KeyPair) -> Result<EncodingKey> {
    let key = key.private.as_bytes();
    Ok(match alg {
        Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => EncodingKey::from_secret(key),
        Algorithm::ES256 | Algorithm::ES384 => EncodingKey::from_ec_pem(key)?,
        Algorithm::EdDSA => EncodingKey::from_ed_pem(key)?,
        _ => EncodingKey::from_rsa_pem(key)?,
    })
}

fn decoding_key(alg: Algorithm, key: &KeyPair) -> Result<DecodingKey> {
    let key = key.public.as_bytes();
    Ok(match alg {
        Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => DecodingKey::from_secret(key),
        Algorithm::ES256 | Algorithm::ES384 => DecodingKey::from_ec_pem(key)?,
        Algorithm::EdDSA => DecodingKey::from_ed_pem(key)?,
        _ => DecodingKey::from_rsa_pem(key)?,
    })
}
