use std::{
    hint::black_box,
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde::Serialize;

use crate::{Answer, Case};

/// What a candidate does in a row: often, to be timed, and once, to show that it does it right.
pub struct Op {
    time: Box<Time>,
    prove: Box<Prove>,
}

type Time = dyn Fn(u64) -> Result<Duration>;
type Prove = dyn Fn(&Case) -> Result<Answer>;

/// Claims that are signed by value are made in chunks, with the clock stopped.
const CHUNK: u64 = 64;

impl Op {
    /// Claims to a token.
    pub fn sign(sign: impl Fn() -> Result<String> + 'static) -> Self {
        Self::sign_owned(|| (), move |()| sign())
    }

    /// Claims to a token, by a function that takes them by value.
    pub fn sign_owned<C: 'static>(
        claims: impl Fn() -> C + 'static,
        sign: impl Fn(C) -> Result<String> + 'static,
    ) -> Self {
        let parts = Rc::new((claims, sign));
        let others = Rc::clone(&parts);
        Self {
            time: Box::new(move |times| {
                let (claims, sign) = &*parts;
                timed_chunks(times, claims, sign)
            }),
            prove: Box::new(move |_| {
                let (claims, sign) = &*others;
                sign(claims()).map(Answer::Signed)
            }),
        }
    }

    /// A token to claims.
    pub fn verify<T: Serialize>(case: &Case, verify: impl Fn(&str) -> Result<T> + 'static) -> Self {
        let token = case.token.clone();
        let verify = Rc::new(verify);
        let other = Rc::clone(&verify);
        Self {
            time: Box::new(move |times| timed(times, || verify(black_box(&token)))),
            prove: Box::new(move |case| {
                let claims = serde_json::to_value(other(&case.token).context("it refuses the good token")?)?;
                ensure!(claims == case.claims, "it reads {claims}");
                ensure!(other(&case.damaged).is_err(), "it takes a damaged signature");
                ensure!(other(&case.expired).is_err(), "it takes an expired token");
                Ok(Answer::Verified)
            }),
        }
    }

    /// A primitive alone: the signature of a message that is there.
    pub fn raw_sign<S: AsRef<[u8]>>(case: &Case, sign: impl Fn(&[u8]) -> Result<S> + 'static) -> Result<Self> {
        let (message, _) = parts(&case.token)?;
        let message = message.to_owned();
        let sign = Rc::new(sign);
        let other = Rc::clone(&sign);
        Ok(Self {
            time: Box::new(move |times| timed(times, || sign(black_box(message.as_bytes())))),
            prove: Box::new(move |case| {
                let (message, _) = parts(&case.token)?;
                let signature = base64_simd::URL_SAFE_NO_PAD.encode_to_string(other(message.as_bytes())?);
                Ok(Answer::Signed(format!("{message}.{signature}")))
            }),
        })
    }

    /// A primitive alone: a message and its signature, both decoded. Dates are not its business.
    pub fn raw_verify(case: &Case, verify: impl Fn(&[u8], &[u8]) -> Result<()> + 'static) -> Result<Self> {
        let (message, signature) = parts(&case.token)?;
        let message = message.to_owned();
        let verify = Rc::new(verify);
        let other = Rc::clone(&verify);
        Ok(Self {
            time: Box::new(move |times| timed(times, || verify(black_box(message.as_bytes()), black_box(&signature)))),
            prove: Box::new(move |case| {
                let (message, signature) = parts(&case.token)?;
                other(message.as_bytes(), &signature).context("it refuses the good signature")?;
                let (message, damaged) = parts(&case.damaged)?;
                ensure!(other(message.as_bytes(), &damaged).is_err(), "it takes a damaged signature");
                Ok(Answer::Verified)
            }),
        })
    }

    pub fn time(&self, times: u64) -> Result<Duration> {
        (self.time)(times)
    }

    pub fn prove(&self, case: &Case) -> Result<Answer> {
        (self.prove)(case)
    }
}

fn timed<T>(times: u64, work: impl Fn() -> Result<T>) -> Result<Duration> {
    let start = Instant::now();
    for _ in 0..times {
        black_box(work()?);
    }
    Ok(start.elapsed())
}

fn timed_chunks<C, T>(times: u64, input: impl Fn() -> C, work: impl Fn(C) -> Result<T>) -> Result<Duration> {
    let mut spent = Duration::ZERO;
    let mut left = times;
    while left > 0 {
        let chunk = left.min(CHUNK);
        let inputs: Vec<C> = (0..chunk).map(|_| input()).collect();
        let start = Instant::now();
        for input in inputs {
            black_box(work(black_box(input))?);
        }
        spent += start.elapsed();
        left -= chunk;
    }
    Ok(spent)
}

/// What is signed, and the signature's bytes.
fn parts(token: &str) -> Result<(&str, Vec<u8>)> {
    let (message, signature) = token.rsplit_once('.').context("no token")?;
    let signature = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(signature)?;
    Ok((message, signature))
}
