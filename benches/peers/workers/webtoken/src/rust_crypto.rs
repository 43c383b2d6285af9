use anyhow::{Context, Result, bail};
use ecdsa::signature::{RandomizedSigner, SignatureEncoding, Signer, Verifier};
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey};
use getrandom::SysRng;
use hmac::{EagerHash, Hmac, KeyInit, Mac};
use kit::{Case, Fixture, KeyPair, Op, Row, Task};
use rsa::{Pkcs1v15Sign, PrivateKey, Pss, PublicKey, traits::SignatureScheme};
use sha2::{Digest, Sha256, Sha384, Sha512};

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
    match alg {
        "HS256" => hmac_sign::<Sha256>(case, key),
        "HS384" => hmac_sign::<Sha384>(case, key),
        "HS512" => hmac_sign::<Sha512>(case, key),
        "RS256" => rsa_sign(case, key, Pkcs1v15Sign::new::<Sha256>),
        "PS256" => rsa_sign(case, key, Pss::<Sha256>::new),
        "ES256" => ecdsa_sign::<p256::ecdsa::Signature>(case, p256::ecdsa::SigningKey::from_pkcs8_pem(&key.private)?),
        "ES384" => ecdsa_sign::<p384::ecdsa::Signature>(case, p384::ecdsa::SigningKey::from_pkcs8_pem(&key.private)?),
        "ES512" => ecdsa_sign::<p521::ecdsa::Signature>(case, p521::ecdsa::SigningKey::from_pkcs8_pem(&key.private)?),
        "EdDSA" => {
            let key = ed25519_dalek::SigningKey::from_pkcs8_pem(&key.private)?;
            Op::raw_sign(case, move |message| Ok(key.try_sign(message)?.to_bytes()))
        }
        _ => bail!("no primitive for {alg}"),
    }
}

fn verify(alg: &str, case: &Case, key: &KeyPair) -> Result<Op> {
    match alg {
        "HS256" => hmac_verify::<Sha256>(case, key),
        "HS384" => hmac_verify::<Sha384>(case, key),
        "HS512" => hmac_verify::<Sha512>(case, key),
        "RS256" => rsa_verify(case, key, Pkcs1v15Sign::new::<Sha256>),
        "PS256" => rsa_verify(case, key, Pss::<Sha256>::new),
        "ES256" => {
            ecdsa_verify::<p256::ecdsa::Signature>(case, p256::ecdsa::VerifyingKey::from_public_key_pem(&key.public)?)
        }
        "ES384" => {
            ecdsa_verify::<p384::ecdsa::Signature>(case, p384::ecdsa::VerifyingKey::from_public_key_pem(&key.public)?)
        }
        "ES512" => {
            ecdsa_verify::<p521::ecdsa::Signature>(case, p521::ecdsa::VerifyingKey::from_public_key_pem(&key.public)?)
        }
        "EdDSA" => {
            let key = ed25519_dalek::VerifyingKey::from_public_key_pem(&key.public)?;
            Op::raw_verify(case, move |message, signature| Ok(key.verify_strict(message, &signature.try_into()?)?))
        }
        _ => bail!("no primitive for {alg}"),
    }
}

fn hmac_sign<Hash: EagerHash + 'static>(case: &Case, key: &KeyPair) -> Result<Op> {
    let key = Hmac::<Hash>::new_from_slice(key.private.as_bytes())?;
    Op::raw_sign(case, move |message| Ok(key.clone().chain_update(message).finalize().into_bytes()))
}

fn hmac_verify<Hash: EagerHash + 'static>(case: &Case, key: &KeyPair) -> Result<Op> {
    let key = Hmac::<Hash>::new_from_slice(key.public.as_bytes())?;
    Op::raw_verify(case, move |message, tag| Ok(key.clone().chain_update(message).verify_slice(tag)?))
}

/// Blinded, as in webtoken.
fn rsa_sign<S: SignatureScheme + 'static>(case: &Case, key: &KeyPair, scheme: fn() -> S) -> Result<Op> {
    let key = PrivateKey::from_pkcs8_pem(&key.private)?;
    Op::raw_sign(case, move |message| Ok(scheme().sign(Some(&mut SysRng), &key, &Sha256::digest(message))?))
}

fn rsa_verify<S: SignatureScheme + 'static>(case: &Case, key: &KeyPair, scheme: fn() -> S) -> Result<Op> {
    let key = PublicKey::from_public_key_pem(&key.public)?;
    Op::raw_verify(case, move |message, signature| Ok(scheme().verify(&key, &Sha256::digest(message), signature)?))
}

/// With randomness in the nonce, as in webtoken.
fn ecdsa_sign<S: SignatureEncoding + 'static>(case: &Case, key: impl RandomizedSigner<S> + 'static) -> Result<Op> {
    Op::raw_sign(case, move |message| Ok(key.try_sign_with_rng(&mut SysRng, message)?.to_bytes()))
}

fn ecdsa_verify<S: SignatureEncoding + 'static>(case: &Case, key: impl Verifier<S> + 'static) -> Result<Op> {
    Op::raw_verify(case, move |message, signature| {
        let signature = S::try_from(signature).ok().context("no signature")?;
        Ok(key.verify(message, &signature)?)
    })
}
