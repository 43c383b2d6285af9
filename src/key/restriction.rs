/// What a key is for, if it came with that information: the `alg`, `use` and `key_ops` of a JSON Web Key.
///
/// It stays with the key; `alg::check` enforces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Restriction {
    /// The only algorithm that the key works with.
    pub(crate) alg: Option<Box<str>>,
    pub(crate) signs: bool,
    pub(crate) verifies: bool,
}

impl Restriction {
    pub(crate) const NONE: Self = Self { alg: None, signs: true, verifies: true };
}
