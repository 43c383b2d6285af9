use anyhow::{Context, Result};
use kit::{Claims, Fixture, LongClaims, Op, Row, Task};
use serde_json::Value;
use webtoken::{SignOptions, Signer, SigningKey, Verifier, VerifyOptions, VerifyingKey, alg::Builtin, sign, verify};

/// More than the longest token of the comparison.
const MAX_TOKEN_SIZE: usize = 128 << 10;

pub fn op(algorithms: &[Builtin], row: &Row, fixture: &Fixture) -> Result<Option<Op>> {
    let alg = *algorithms.iter().find(|alg| alg.name() == row.alg).context("no such algorithm")?;
    let signing = SignOptions::new().algorithm(alg);
    let verifying = VerifyOptions::new().algorithms([alg]);
    let case = fixture.case(row)?;
    let key = fixture.key(row)?;
    let signer = || Signer::new(SigningKey::from_text(&key.private)?, &signing).map_err(anyhow::Error::from);
    let verifier = |options| Ok::<_, anyhow::Error>(Verifier::new(VerifyingKey::from_text(&key.public)?, options)?);
    Ok(Some(match row.task {
        Task::Sign => {
            let (signer, claims) = (signer()?, fixture.claims(row)?);
            Op::sign(move || Ok(signer.sign(&claims)?))
        }
        Task::SignLong(_) => {
            let (signer, claims) = (signer()?, fixture.long_claims(row)?);
            Op::sign(move || Ok(signer.sign(&claims)?))
        }
        Task::SignKey => {
            let (key, claims) = (SigningKey::from_text(&key.private)?, fixture.claims(row)?);
            Op::sign(move || Ok(sign(&claims, &key, &signing)?))
        }
        Task::SignText => {
            let (key, claims) = (key.private.clone(), fixture.claims(row)?);
            Op::sign(move || Ok(sign(&claims, &key, &signing)?))
        }
        Task::Verify => {
            let verifier = verifier(&verifying)?;
            Op::verify(case, move |token| Ok(verifier.verify::<Claims>(token)?.payload))
        }
        Task::VerifyValue => {
            let verifier = verifier(&verifying)?;
            Op::verify(case, move |token| Ok(verifier.verify::<Value>(token)?.payload))
        }
        Task::VerifyLong(_) => {
            let verifier = verifier(&verifying.max_token_size(MAX_TOKEN_SIZE))?;
            Op::verify(case, move |token| Ok(verifier.verify::<LongClaims>(token)?.payload))
        }
        Task::VerifyKey => {
            let key = VerifyingKey::from_text(&key.public)?;
            Op::verify(case, move |token| Ok(verify::<Claims>(token, &key, &verifying)?.payload))
        }
        Task::VerifyText => {
            let key = key.public.clone();
            Op::verify(case, move |token| Ok(verify::<Claims>(token, &key, &verifying)?.payload))
        }
    }))
}
