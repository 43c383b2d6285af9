//! Tokens whose signatures were verified: a [`Verifier`](crate::Verifier) does not verify them again.

use std::{
    collections::HashMap,
    fmt,
    hash::{BuildHasher, RandomState},
    mem,
    sync::{Arc, RwLock},
};

use crate::key::KeyId;

/// How much a [`Verifier`](crate::Verifier) remembers of the tokens whose signatures were verified: a number of tokens
/// and a number of bytes. The most recent tokens, up to half of each limit, are always kept.
///
/// ```
/// use webtoken::CacheLimits;
/// let limits = CacheLimits::new().tokens(10_000).bytes(8 << 20);
/// assert_ne!(limits, CacheLimits::default());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheLimits {
    tokens: usize,
    bytes: usize,
}

impl CacheLimits {
    /// 1,024 tokens of together 1 MiB.
    #[must_use]
    pub const fn new() -> Self {
        Self { tokens: 1024, bytes: 1 << 20 }
    }

    /// The most tokens that are remembered; below two, nothing is.
    #[must_use]
    pub const fn tokens(mut self, tokens: usize) -> Self {
        self.tokens = tokens;
        self
    }

    /// The most bytes that the remembered tokens have together. A token of more than half of that is never remembered.
    #[must_use]
    pub const fn bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }
}

impl Default for CacheLimits {
    fn default() -> Self {
        Self::new()
    }
}

/// Tokens whose signatures were verified with the keys of one verifier. It does not know claims, and so does not know
/// time.
///
/// A token is found by a hash of its signature and trusted only if all its bytes are the same. The hash has its own
/// key, so that nobody can choose tokens that collide; and only verified tokens are inserted.
#[derive(Clone)]
pub(crate) struct Cache {
    shared: Arc<Shared>,
    key: KeyId,
}

struct Shared {
    limits: CacheLimits,
    hasher: RandomState,
    tokens: RwLock<Generations>,
}

/// When the young generation reaches half of a limit, it becomes the old one, and the old one is forgotten. A token
/// that is seen again becomes young again.
#[derive(Default)]
struct Generations {
    young: Generation,
    old: Generation,
}

#[derive(Default)]
struct Generation {
    tokens: HashMap<u64, Verified>,
    bytes: usize,
}

/// A token that was verified with this key.
struct Verified {
    token: Box<[u8]>,
    key: KeyId,
}

impl Cache {
    /// A cache for tokens of this key. `None` if the limits allow no token.
    pub(crate) fn new(limits: CacheLimits, key: KeyId) -> Option<Self> {
        let shared = Shared { limits, hasher: RandomState::new(), tokens: RwLock::default() };
        (limits.tokens > 1 && limits.bytes > 1).then(|| Self { shared: Arc::new(shared), key })
    }

    /// The same cache for tokens of another key.
    pub(crate) fn of(&self, key: KeyId) -> Self {
        Self { shared: Arc::clone(&self.shared), key }
    }

    /// Whether exactly this token was inserted before. An old token becomes young again.
    pub(crate) fn contains(&self, token: &[u8], signature: &str) -> bool {
        let hash = self.shared.hasher.hash_one(signature);
        // A lock is poisoned if a thread panicked while it held it: then no token is found.
        let has = |generation: &Generation| generation.contains(hash, token, &self.key);
        let tokens = self.shared.tokens.read();
        let [young, old] = tokens.map_or([false; 2], |tokens| [has(&tokens.young), has(&tokens.old)]);
        if old && !young {
            self.insert(token, signature);
        }
        young || old
    }

    /// Remembers a token whose signature is valid.
    pub(crate) fn insert(&self, token: &[u8], signature: &str) {
        let hash = self.shared.hasher.hash_one(signature);
        if let Ok(mut tokens) = self.shared.tokens.write() {
            let verified = Verified { token: token.into(), key: self.key.clone() };
            tokens.insert(hash, verified, self.shared.limits);
        }
    }
}

impl Generations {
    fn insert(&mut self, hash: u64, verified: Verified, limits: CacheLimits) {
        let (most_tokens, most_bytes) = (limits.tokens / 2, limits.bytes / 2);
        if verified.token.len() > most_bytes {
            return;
        }
        if self.young.tokens.len() >= most_tokens || self.young.bytes + verified.token.len() > most_bytes {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(hash, verified);
    }
}

impl Generation {
    fn contains(&self, hash: u64, token: &[u8], key: &KeyId) -> bool {
        self.tokens.get(&hash).is_some_and(|known| *known.token == *token && known.key == *key)
    }

    fn insert(&mut self, hash: u64, verified: Verified) {
        self.bytes += verified.token.len();
        if let Some(before) = self.tokens.insert(hash, verified) {
            self.bytes -= before.token.len();
        }
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cache").field(&self.shared.limits).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Cache, CacheLimits, KeyId};
    use crate::VerifyingKey;

    struct Counted {
        cache: Cache,
    }

    impl Counted {
        fn new(limits: CacheLimits) -> Self {
            Self { cache: Cache::new(limits, KeyId::default()).expect("room") }
        }

        /// Whether the signature had to be verified.
        fn verifies(&self, token: &str) -> bool {
            let (_, signature) = token.rsplit_once('.').expect("a signature");
            if self.cache.contains(token.as_bytes(), signature) {
                return false;
            }
            if !signature.starts_with("bad") {
                self.cache.insert(token.as_bytes(), signature);
            }
            true
        }

        /// What both generations contain: tokens and bytes.
        fn size(&self) -> (usize, usize) {
            let tokens = self.cache.shared.tokens.read().expect("not poisoned");
            let bytes = |generation: &super::Generation| {
                generation.tokens.values().map(|verified| verified.token.len()).sum::<usize>()
            };
            assert_eq!((tokens.young.bytes, tokens.old.bytes), (bytes(&tokens.young), bytes(&tokens.old)));
            (tokens.young.tokens.len() + tokens.old.tokens.len(), tokens.young.bytes + tokens.old.bytes)
        }
    }

    #[test]
    fn only_the_same_bytes_are_believed() {
        let cache = Counted::new(CacheLimits::new());
        assert!(cache.verifies("h.p.sig"));
        assert!(!cache.verifies("h.p.sig"));
        for token in
            ["h.q.sig", "i.p.sig", "h.p.sih", "h.p.si", "h.ps.ig", "h..psig", "h.p..sig", ".sig", "h.p.sig.sig"]
        {
            assert!(cache.verifies(token), "{token}");
        }
    }

    #[test]
    fn only_tokens_of_the_same_key_are_believed() {
        let keys = [(), ()].map(|()| VerifyingKey::from_secret("shhhhh").expect("a secret"));
        let [cache, other] = [&keys[0], &keys[1]].map(|key| Cache::new(CacheLimits::new(), key.id()).expect("room"));
        cache.insert(b"h.p.sig", "sig");
        assert!(cache.contains(b"h.p.sig", "sig") && cache.of(keys[0].clone().id()).contains(b"h.p.sig", "sig"));
        assert!(!cache.of(keys[1].id()).contains(b"h.p.sig", "sig") && !other.contains(b"h.p.sig", "sig"));
        drop(keys);
        let new = VerifyingKey::from_secret("shhhhh").expect("a secret");
        assert!(!cache.of(new.id()).contains(b"h.p.sig", "sig"), "a new key in the same place is another key");
    }

    #[test]
    fn what_fails_is_not_remembered() {
        let cache = Counted::new(CacheLimits::new());
        assert!(cache.verifies("h.p.bad") && cache.verifies("h.p.bad"));
        assert_eq!(cache.size(), (0, 0));
    }

    #[test]
    fn it_stays_within_its_limits() {
        let cache = Counted::new(CacheLimits::new().tokens(8).bytes(100));
        for number in 0..1000 {
            cache.verifies(&format!("h.p.{number:0width$}", width = number % 50));
            let (tokens, bytes) = cache.size();
            assert!(tokens <= 8 && bytes <= 100, "{tokens} tokens, {bytes} bytes");
        }
        let long = format!(".{}", "x".repeat(50));
        assert!(cache.verifies(&long) && cache.verifies(&long), "more than half of the bytes");
    }

    #[test]
    fn half_of_the_bytes_are_filled_to_the_last() {
        let cache = Counted::new(CacheLimits::new().bytes(28));
        for token in ["h.p.si1", "h.p.si2", "h.p.si3"] {
            assert!(cache.verifies(token));
        }
        assert!(!cache.verifies("h.p.si1"), "the first two were young together");
    }

    /// As when two threads verify one token at the same time.
    #[test]
    fn what_is_there_already_is_counted_once() {
        let token = |text: &[u8]| super::Verified { token: text.into(), key: KeyId::default() };
        let mut generation = super::Generation::default();
        generation.insert(1, token(b"h.p.sig"));
        generation.insert(1, token(b"longer.p.sig"));
        assert_eq!((generation.tokens.len(), generation.bytes), (1, 12));
    }

    #[test]
    fn debug_shows_the_limits_and_no_token() {
        let cache = Counted::new(CacheLimits::new().tokens(8).bytes(100));
        cache.verifies("h.p.sig");
        assert_eq!(format!("{:?}", cache.cache), "Cache(CacheLimits { tokens: 8, bytes: 100 })");
    }

    #[test]
    fn nothing_is_remembered_where_nothing_may_be() {
        for limits in [CacheLimits::new().tokens(0), CacheLimits::new().tokens(1), CacheLimits::new().bytes(0)] {
            assert!(Cache::new(limits, KeyId::default()).is_none(), "{limits:?}");
        }
        let smallest = Counted::new(CacheLimits::new().tokens(2).bytes(14));
        assert!(smallest.verifies("h.p.sig") && !smallest.verifies("h.p.sig") && smallest.verifies("hh.p.sig"));
        assert!(smallest.verifies("hh.p.sig"));
    }

    #[test]
    fn the_latest_are_kept_and_so_is_what_is_used() {
        let cache = Counted::new(CacheLimits::new().tokens(8));
        for number in 0..100 {
            cache.verifies("often.used.sig");
            assert!(cache.verifies(&format!("h.p.{number}")));
        }
        assert!(!cache.verifies("often.used.sig"));
        assert!(!cache.verifies("h.p.99") && cache.verifies("h.p.90"));
    }
}
