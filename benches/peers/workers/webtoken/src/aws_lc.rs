use anyhow::{Context, Result, bail};
use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, ParsedPublicKey, RsaEncoding, RsaKeyPair},
};
use kit::{Case, Fixture, KeyPair, Op, Row, Task};

/// The primitive alone, with keys that are read.
pub fn op(row: &Row, fixture: &Fixture) -> Result<Option<Op>> {
    let (case, key) = (fixture.case(row)?, fixture.key(row)?);
    match row.task {
        Task::Sign => sign(row.alg, case, key).map(Some),
        Task::Verify => verify(row.alg, case, key).map(Some),
        _ => Ok(None),
    }
}

fn sign(alg: &str, case: &Case, key: &KeyPair) -> Result<Op> {
    let rsa = |encoding| {
        let pair = RsaKeyPair::from_pkcs8(&der(&key.private)?)?;
        Op::raw_sign(case, move |message| rsa_sign(&pair, encoding, message))
    };
    let ecdsa = |algorithm: &'static EcdsaSigningAlgorithm| {
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, &der(&key.private)?)?;
        Op::raw_sign(case, move |message| Ok(pair.sign(&SystemRandom::new(), message)?))
    };
    match alg {
        "RS256" => rsa(&signature::RSA_PKCS1_SHA256),
        "PS256" => rsa(&signature::RSA_PSS_SHA256),
        "ES256" => ecdsa(&signature::ECDSA_P256_SHA256_FIXED_SIGNING),
        "ES384" => ecdsa(&signature::ECDSA_P384_SHA384_FIXED_SIGNING),
        "ES512" => ecdsa(&signature::ECDSA_P521_SHA512_FIXED_SIGNING),
        "EdDSA" => {
            let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der(&key.private)?)?;
            Op::raw_sign(case, move |message| Ok(pair.try_sign(message)?))
        }
        _ => {
            let key = hmac::Key::new(hash(alg)?, key.private.as_bytes());
            Op::raw_sign(case, move |message| Ok(hmac::sign(&key, message)))
        }
    }
}

fn verify(alg: &str, case: &Case, key: &KeyPair) -> Result<Op> {
    let key = match alg {
        "RS256" => ParsedPublicKey::new(&signature::RSA_PKCS1_2048_8192_SHA256, der(&key.public)?)?,
        "PS256" => ParsedPublicKey::new(&signature::RSA_PSS_2048_8192_SHA256, der(&key.public)?)?,
        "ES256" => ParsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, der(&key.public)?)?,
        "ES384" => ParsedPublicKey::new(&signature::ECDSA_P384_SHA384_FIXED, der(&key.public)?)?,
        "ES512" => ParsedPublicKey::new(&signature::ECDSA_P521_SHA512_FIXED, der(&key.public)?)?,
        "EdDSA" => ParsedPublicKey::new(&signature::ED25519, der(&key.public)?)?,
        _ => {
            let key = hmac::Key::new(hash(alg)?, key.public.as_bytes());
            return Op::raw_verify(case, move |message, tag| Ok(hmac::verify(&key, message, tag)?));
        }
    };
    Op::raw_verify(case, move |message, signature| Ok(key.verify_sig(message, signature)?))
}

fn rsa_sign(pair: &RsaKeyPair, encoding: &'static dyn RsaEncoding, message: &[u8]) -> Result<Vec<u8>> {
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(encoding, &SystemRandom::new(), message, &mut signature)?;
    Ok(signature)
}

fn hash(alg: &str) -> Result<hmac::Algorithm> {
    Ok(match alg {
        "HS256" => hmac::HMAC_SHA256,
        "HS384" => hmac::HMAC_SHA384,
        "HS512" => hmac::HMAC_SHA512,
        _ => bail!("no primitive for {alg}"),
    })
}

fn der(pem: &str) -> Result<Vec<u8>> {
    let (_, der) = pem_rfc7468::decode_vec(pem.as_bytes()).ok().context("no PEM")?;
    Ok(der)
}
