/// How much a verifier remembers. Without the feature `cache` there is none.
#[derive(Debug, Clone, Copy)]
pub enum CacheLimits {}

/// Never there.
#[derive(Debug, Clone)]
pub(crate) enum Cache {}

impl Cache {
    pub(crate) fn new(limits: CacheLimits) -> Option<Self> {
        match limits {}
    }

    pub(crate) fn verify<E>(&self, _: &[u8], _: &str, _: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        match *self {}
    }
}
