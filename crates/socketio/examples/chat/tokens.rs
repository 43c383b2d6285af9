//! The tokens of the chat.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::http::{HeaderMap, header::AUTHORIZATION};
use serde::{Deserialize, Serialize};
use webtoken::{KeyError, SignError, SignOptions, SigningKey, VerifyOptions, VerifyingKey, alg, sign, verify};
use webtoken_socketio::UnauthorizedError;

/// The claims of a token, beside `iat` and `exp`.
#[derive(Clone, Serialize, Deserialize)]
pub struct User {
    pub sub: String,
    pub name: String,
    sid: String,
    /// How often the user had logged out everywhere. `iat` cannot tell which tokens are older than that: it is in seconds.
    generation: u64,
}

/// Makes, verifies and revokes tokens.
pub struct Tokens {
    pub verifying: VerifyingKey,
    pub verify: VerifyOptions,
    signing: SigningKey,
    sign: SignOptions,
    sessions: AtomicU64,
    generations: Mutex<HashMap<String, u64>>,
}

impl Tokens {
    pub fn new(lifetime: Duration) -> Result<Self, KeyError> {
        let signing = SigningKey::generate(alg::HS256)?;
        Ok(Self {
            verifying: VerifyingKey::from(&signing),
            verify: VerifyOptions::strict().algorithms([alg::HS256]),
            signing,
            sign: SignOptions::new().expires_in(lifetime),
            sessions: AtomicU64::new(1),
            generations: Mutex::default(),
        })
    }

    /// There are no passwords here: everybody may have every name.
    pub fn log_in(&self, name: &str) -> User {
        let sub = name.to_lowercase();
        let generation = self.generation(&sub);
        let sid = self.sessions.fetch_add(1, Ordering::Relaxed).to_string();
        User { sub, name: name.to_owned(), sid, generation }
    }

    pub fn sign(&self, user: &User) -> Result<String, SignError> {
        sign(user, &self.signing, &self.sign)
    }

    /// The user of a request with `Authorization: Bearer <token>`.
    pub fn user(&self, headers: &HeaderMap) -> Result<User, UnauthorizedError> {
        let header = headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok());
        let token = header
            .and_then(|header| header.strip_prefix("Bearer "))
            .ok_or_else(|| UnauthorizedError::new("credentials_required", "no token provided"))?;
        let user: User = verify(token, &self.verifying, &self.verify)?.payload;
        self.check(&user)?;
        Ok(user)
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
