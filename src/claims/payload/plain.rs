use std::fmt;

use super::{Bytes, Text};

/// ```
/// use webtoken::Bytes;
/// assert_eq!(Bytes([1, 2]).as_ref(), [1, 2]);
/// ```
impl<B: AsRef<[u8]>> AsRef<[u8]> for Bytes<B> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

/// ```
/// use webtoken::Bytes;
/// assert_eq!(Bytes::from(vec![1, 2]), Bytes(vec![1, 2]));
/// ```
impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

/// ```
/// use webtoken::Text;
/// assert_eq!(Text("hello".into()).as_ref(), "hello");
/// ```
impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// ```
/// use webtoken::Text;
/// assert_eq!(Text::from("hello".to_owned()), Text("hello".into()));
/// ```
impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// The text itself.
///
/// ```
/// use webtoken::Text;
/// assert_eq!(format!("{:>6}", Text("hello".into())), " hello");
/// ```
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
