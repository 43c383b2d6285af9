//! josekit. Its claims are a map: a struct is converted to it and back.

use anyhow::{Result, bail};
use josekit::{
    jws::{self, JwsHeader, JwsSigner, JwsVerifier},
    jwt::{self, JwtPayload, JwtPayloadValidator},
};
use kit::{Candidate, Claims, Fixture, KeyPair, LongClaims, Op, Row, Task, serve};
use openssl::rsa::Rsa;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

fn main() -> Result<()> {
    serve(&[Candidate { name: "josekit", op }])
}

fn op(row: &Row, fixture: &Fixture) -> Result<Option<Op>> {
    let (case, key, alg) = (fixture.case(row)?, fixture.key(row)?.clone(), row.alg);
    Ok(Some(match row.task {
        Task::Sign | Task::SignKey => {
            let (key, claims) = (signer(alg, &key)?, fixture.claims(row)?);
            Op::sign(move || sign(&claims, &*key))
        }
        Task::SignText => {
            let claims = fixture.claims(row)?;
            Op::sign(move || sign(&claims, &*signer(alg, &key)?))
        }
        Task::SignLong(_) => {
            let (key, claims) = (signer(alg, &key)?, fixture.long_claims(row)?);
            Op::sign(move || sign(&claims, &*key))
        }
        Task::Verify | Task::VerifyKey => {
            let key = verifier(alg, &key)?;
            Op::verify(case, move |token| verify::<Claims>(token, &*key))
        }
        Task::VerifyText => Op::verify(case, move |token| verify::<Claims>(token, &*verifier(alg, &key)?)),
        Task::VerifyValue => {
            let key = verifier(alg, &key)?;
            Op::verify(case, move |token| payload(token, &*key))
        }
        Task::VerifyLong(_) => {
            let key = verifier(alg, &key)?;
            Op::verify(case, move |token| verify::<LongClaims>(token, &*key))
        }
    }))
}

fn sign(claims: &impl Serialize, key: &dyn JwsSigner) -> Result<String> {
    let Value::Object(claims) = serde_json::to_value(claims)? else { bail!("no object") };
    let mut header = JwsHeader::new();
    header.set_token_type("JWT");
    Ok(jwt::encode_with_signer(&JwtPayload::from_map(claims)?, &header, key)?)
}

fn verify<T: DeserializeOwned>(token: &str, key: &dyn JwsVerifier) -> Result<T> {
    Ok(serde_json::from_value(payload(token, key)?)?)
}

fn payload(token: &str, key: &dyn JwsVerifier) -> Result<Value> {
    let (payload, _) = jwt::decode_with_verifier(token, key)?;
    JwtPayloadValidator::new().validate(&payload)?;
    let claims: Map<String, Value> = payload.into();
    Ok(Value::Object(claims))
}

/// For PS256 it reads no PKCS#8 or SPKI of an RSA key that is not bound to PSS.
fn signer(alg: &str, key: &KeyPair) -> Result<Box<dyn JwsSigner>> {
    let key = key.private.as_bytes();
    Ok(match alg {
        "HS256" => Box::new(jws::HS256.signer_from_bytes(key)?),
        "HS384" => Box::new(jws::HS384.signer_from_bytes(key)?),
        "HS512" => Box::new(jws::HS512.signer_from_bytes(key)?),
        "RS256" => Box::new(jws::RS256.signer_from_pem(key)?),
        "PS256" => Box::new(jws::PS256.signer_from_der(Rsa::private_key_from_pem(key)?.private_key_to_der()?)?),
        "ES256" => Box::new(jws::ES256.signer_from_pem(key)?),
        "ES384" => Box::new(jws::ES384.signer_from_pem(key)?),
        "ES512" => Box::new(jws::ES512.signer_from_pem(key)?),
        "EdDSA" => Box::new(jws::EdDSA.signer_from_pem(key)?),
        _ => bail!("no {alg}"),
    })
}

fn verifier(alg: &str, key: &KeyPair) -> Result<Box<dyn JwsVerifier>> {
    let key = key.public.as_bytes();
    Ok(match alg {
        "HS256" => Box::new(jws::HS256.verifier_from_bytes(key)?),
        "HS384" => Box::new(jws::HS384.verifier_from_bytes(key)?),
        "HS512" => Box::new(jws::HS512.verifier_from_bytes(key)?),
        "RS256" => Box::new(jws::RS256.verifier_from_pem(key)?),
        "PS256" => Box::new(jws::PS256.verifier_from_der(Rsa::public_key_from_pem(key)?.public_key_to_der_pkcs1()?)?),
        "ES256" => Box::new(jws::ES256.verifier_from_pem(key)?),
        "ES384" => Box::new(jws::ES384.verifier_from_pem(key)?),
        "ES512" => Box::new(jws::ES512.verifier_from_pem(key)?),
        "EdDSA" => Box::new(jws::EdDSA.verifier_from_pem(key)?),
        _ => bail!("no {alg}"),
    })
}
