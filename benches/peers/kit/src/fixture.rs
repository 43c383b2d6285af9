use std::{
    collections::BTreeMap,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Row, Task};

/// What the candidates sign and verify, and the keys to do it with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fixture {
    /// By algorithm.
    pub keys: BTreeMap<String, KeyPair>,
    /// By algorithm.
    pub cases: BTreeMap<String, Case>,
    /// By the size of the payload; all HS256.
    pub long: BTreeMap<usize, Case>,
}

/// PEM, or the same secret twice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeyPair {
    pub private: String,
    pub public: String,
}

/// Claims, and tokens that hold them or should be refused.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Case {
    pub claims: Value,
    pub token: String,
    /// The token with another signature.
    pub damaged: String,
    /// A token that was valid an hour ago.
    pub expired: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub sub: String,
    pub aud: String,
    pub exp: u64,
    pub nbf: u64,
    pub iat: u64,
    pub jti: String,
    pub role: String,
    pub scope: String,
}

/// Claims that grow by a list of texts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LongClaims {
    pub sub: String,
    pub exp: u64,
    pub nbf: u64,
    pub iat: u64,
    pub grants: Vec<String>,
}

impl Fixture {
    pub fn key(&self, row: &Row) -> Result<&KeyPair> {
        self.keys.get(row.alg).with_context(|| format!("no key for {}", row.alg))
    }

    pub fn case(&self, row: &Row) -> Result<&Case> {
        let case = match row.task {
            Task::SignLong(size) | Task::VerifyLong(size) => self.long.get(&size),
            _ => self.cases.get(row.alg),
        };
        case.with_context(|| format!("no case for {row}"))
    }

    pub fn claims(&self, row: &Row) -> Result<Claims> {
        Ok(serde_json::from_value(self.case(row)?.claims.clone())?)
    }

    pub fn long_claims(&self, row: &Row) -> Result<LongClaims> {
        Ok(serde_json::from_value(self.case(row)?.claims.clone())?)
    }
}

/// For libraries that leave the dates to their users.
pub fn check_dates(exp: u64, nbf: u64) -> Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    ensure!(now < exp, "expired");
    ensure!(nbf <= now, "not yet valid");
    Ok(())
}
