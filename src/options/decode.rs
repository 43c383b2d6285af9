use crate::jws::DEFAULT_MAX_TOKEN_SIZE;

/// Options of [`decode_with`](crate::decode_with).
#[derive(Debug, Clone)]
pub struct DecodeOptions {
    pub(crate) json: bool,
    pub(crate) max_token_size: usize,
}

impl Default for DecodeOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl DecodeOptions {
    /// The defaults: payloads as npm reads them, tokens of at most 64 KiB.
    #[must_use]
    pub const fn new() -> Self {
        Self { json: false, max_token_size: DEFAULT_MAX_TOKEN_SIZE }
    }

    /// Reads the payload as JSON even if the header's `typ` is not `JWT` (npm's `json`).
    #[must_use]
    pub const fn json(mut self, json: bool) -> Self {
        self.json = json;
        self
    }

    /// The longest token that is read, in bytes.
    #[must_use]
    pub const fn max_token_size(mut self, bytes: usize) -> Self {
        self.max_token_size = bytes;
        self
    }
}
