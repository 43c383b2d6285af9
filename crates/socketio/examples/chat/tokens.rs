//! The tokens of the chat.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};
use webtoken::{KeyError, SignError, SignOptions, SigningKey, alg, sign};
use webtoken_socketio::UnauthorizedError;

/// The claims of a token, besides `iat` and `exp`.
#[derive(Clone, Serialize, Deserialize)]
pub struct User {
    pub sub: String,
    pub name: String,
    sid: String,
    /// How often the user logged out everywhere before this token was signed. `iat` is not precise enough for this, because it
    /// is in seconds.
    generation: u64,
}

/// Makes and revokes tokens.
pub struct Tokens {
    pub key: SigningKey,
    sign: SignOptions,
    sessions: AtomicU64,
    generations: Mutex<HashMap<String, u64>>,
}

impl Tokens {
    pub fn new(lifetime: Duration) -> Result<Self, KeyError> {
        Ok(Self {
            key: SigningKey::generate(alg::HS256)?,
            sign: SignOptions::new().expires_in(lifetime),
            sessions: AtomicU64::new(1),
            generations: Mutex::default(),
        })
    }

    /// There are no passwords: anyone can use any name.
    pub fn log_in(&self, name: &str) -> User {
        let sub = name.to_lowercase();
        let generation = self.generation(&sub);
        let sid = self.sessions.fetch_add(1, Ordering::Relaxed).to_string();
        User { sub, name: name.to_owned(), sid, generation }
    }

    pub fn sign(&self, user: &User) -> Result<String, SignError> {
        sign(user, &self.key, &self.sign)
    }

    /// Refuses revoked tokens.
    pub fn check(&self, user: &User) -> Result<(), UnauthorizedError> {
        if user.generation == self.generation(&user.sub) {
            return Ok(());
        }
        Err(UnauthorizedError::revoked())
    }

    fn generation(&self, sub: &str) -> u64 {
        let generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.get(sub).copied().unwrap_or_default()
    }

    /// Revokes all tokens that the user has.
    pub fn revoke(&self, user: &User) {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let generation = generations.entry(user.sub.clone()).or_default();
        *generation = (*generation).max(user.generation + 1);
    }
}
