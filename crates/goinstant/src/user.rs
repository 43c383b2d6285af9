use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Members of an object in their order.
pub type Members = IndexMap<String, Value>;

/// What a token says about a user. Deserializes from the claims of a token.
///
/// ```
/// use webtoken_goinstant::{Group, UserData};
/// let user = UserData::new("example.com", 17, "bob").group(Group::new("staff", "Staff")).extra("email", "b@x");
/// assert_eq!(user.groups.map(|groups| groups.len()), Some(1));
/// assert_eq!(user.extra["email"], "b@x");
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Members")]
#[non_exhaustive]
pub struct UserData {
    /// Who knows the user by this `id`: the claim `iss`.
    pub domain: String,
    /// The claim `sub`.
    pub id: Id,
    /// The claim `dn`.
    pub display_name: String,
    /// The claim `g`. `None` writes no claim, an empty list writes `[]`.
    pub groups: Option<Vec<Group>>,
    /// Other claims, by the names that they have in the token. The value of one that is a claim above, or `aud`, is
    /// replaced; `g` is removed if there are no groups.
    pub extra: Members,
}

/// A group of a user.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Group {
    /// The member `id`.
    pub id: Id,
    /// The member `dn`.
    pub display_name: String,
    /// Other members. The values of `id` and `dn` are replaced. The order of those that were
    /// read from a token may be another.
    pub extra: Members,
}

/// The identifier of a user or a group.
///
/// ```
/// use webtoken_goinstant::Id;
/// assert_eq!((Id::from(7).to_string(), Id::from("seven").to_string()), ("7".into(), "seven".into()));
/// assert_ne!(Id::from(7), Id::from("7"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected a string or a whole number")]
pub enum Id {
    /// A whole number.
    Number(i64),
    /// A string.
    Text(String),
}

impl UserData {
    /// A user without groups.
    pub fn new(domain: impl Into<String>, id: impl Into<Id>, display_name: impl Into<String>) -> Self {
        Self {
            domain: domain.into(),
            id: id.into(),
            display_name: display_name.into(),
            groups: None,
            extra: Members::new(),
        }
    }

    /// Adds a group.
    #[must_use]
    pub fn group(mut self, group: Group) -> Self {
        self.groups.get_or_insert_default().push(group);
        self
    }

    /// Adds a claim.
    #[must_use]
    pub fn extra(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extra.insert(name.into(), value.into());
        self
    }
}

impl Group {
    /// A group without other members.
    pub fn new(id: impl Into<Id>, display_name: impl Into<String>) -> Self {
        Self { id: id.into(), display_name: display_name.into(), extra: Members::new() }
    }

    /// Adds a member.
    #[must_use]
    pub fn extra(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extra.insert(name.into(), value.into());
        self
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Id {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Id {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Id {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}
