//! The bytes of a signature.

use std::fmt;

/// A signature as it goes into a token. Short ones (up to 132 bytes: HMAC, ECDSA, EdDSA) need no allocation.
/// It has no `==`, because the time of a comparison would reveal how much of a MAC is right.
///
/// ```
/// use webtoken::Signature;
/// let signature = Signature::from([7; 32]);
/// assert_eq!(signature.as_ref(), [7; 32]);
/// assert_eq!(Signature::from(vec![7; 300]).as_ref().len(), 300);
/// ```
#[derive(Clone)]
pub struct Signature(Repr);

#[derive(Clone)]
enum Repr {
    Inline { bytes: [u8; Signature::INLINE], len: usize },
    Heap(Vec<u8>),
}

impl Signature {
    /// The length for ES512, the longest that is kept inline.
    pub(crate) const INLINE: usize = 132;
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        match &self.0 {
            Repr::Inline { bytes, len } => bytes.get(..*len).unwrap_or_default(),
            Repr::Heap(bytes) => bytes,
        }
    }
}

impl From<&[u8]> for Signature {
    fn from(signature: &[u8]) -> Self {
        let mut bytes = [0; Self::INLINE];
        match bytes.get_mut(..signature.len()) {
            Some(head) => {
                head.copy_from_slice(signature);
                Self(Repr::Inline { bytes, len: signature.len() })
            }
            None => Self(Repr::Heap(signature.to_vec())),
        }
    }
}

impl From<Vec<u8>> for Signature {
    fn from(signature: Vec<u8>) -> Self {
        Self(Repr::Heap(signature))
    }
}

impl<const N: usize> From<[u8; N]> for Signature {
    fn from(signature: [u8; N]) -> Self {
        Self::from(signature.as_slice())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({} bytes)", self.as_ref().len())
    }
}
