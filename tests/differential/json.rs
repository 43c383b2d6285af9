//! JSON whose members keep their order and may stand twice, and whose numbers may be spelled in any way.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::ordered;

pub(crate) type Members = Vec<(String, Json)>;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Int(i64),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Members),
    /// As it stands, JSON or not.
    Raw(String),
}

impl Json {
    /// `None` for what `serde_json` does not read; a member may stand twice.
    pub(crate) fn read(text: &[u8]) -> Option<Self> {
        serde_json::from_slice::<ordered::Json>(text).ok().map(Self::from)
    }

    pub(crate) fn write(&self) -> String {
        let mut text = String::new();
        self.write_to(&mut text);
        text
    }

    fn write_to(&self, out: &mut String) {
        let plain = |value: &dyn fmt::Debug| -> ! { panic!("{value:?} is JSON") };
        match self {
            Self::Raw(text) => out.push_str(text),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    item.write_to(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    out.push_str(&serde_json::to_string(name).unwrap_or_else(|_| plain(name)));
                    out.push(':');
                    value.write_to(out);
                }
                out.push('}');
            }
            scalar => out.push_str(&serde_json::to_string(scalar).unwrap_or_else(|_| plain(scalar))),
        }
    }

    pub(crate) fn members(&self) -> &[(String, Json)] {
        if let Self::Object(members) = self { members } else { &[] }
    }

    /// The last of a name, which is JavaScript's.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        self.members().iter().rev().find(|(member, _)| member == name).map(|(_, value)| value)
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Self::Int(int) => Some(*int as f64),
            Self::Number(number) => Some(*number),
            Self::Raw(text) => text.parse().ok(),
            _ => None,
        }
    }

    pub(crate) const fn is_bool(&self) -> bool {
        matches!(self, Self::Bool(_))
    }

    pub(crate) fn is_texts(&self) -> bool {
        matches!(self, Self::List(items) if items.iter().all(|item| item.text().is_some()))
    }

    /// As JavaScript reads it: of members that stand twice the last is left.
    pub(crate) fn without_repetitions(self) -> Self {
        match self {
            Self::List(items) => Self::List(items.into_iter().map(Self::without_repetitions).collect()),
            Self::Object(members) => {
                let mut left = Members::new();
                for (name, value) in members {
                    left.retain(|(known, _)| *known != name);
                    left.push((name, value.without_repetitions()));
                }
                Self::Object(left)
            }
            other => other,
        }
    }

    /// Whether it or what it holds is so.
    pub(crate) fn any(&self, is_so: &dyn Fn(&Self) -> bool) -> bool {
        is_so(self)
            || match self {
                Self::List(items) => items.iter().any(|item| item.any(is_so)),
                Self::Object(members) => members.iter().any(|(_, value)| value.any(is_so)),
                _ => false,
            }
    }

    /// The same to JavaScript: numbers are doubles, the order of members does not matter and the last of a name counts.
    #[expect(clippy::float_cmp, reason = "the very same double is meant")]
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(items), Self::List(others)) => {
                items.len() == others.len() && items.iter().zip(others).all(|(item, other)| item.is_like(other))
            }
            (Self::Object(_), Self::Object(_)) => self.holds(other) && other.holds(self),
            _ => match (self.number(), other.number()) {
                (Some(number), Some(other)) => number == other,
                _ => self == other,
            },
        }
    }

    fn holds(&self, other: &Self) -> bool {
        let same = |name: &str| Some(self.get(name)?.is_like(other.get(name)?));
        other.members().iter().all(|(name, _)| same(name) == Some(true))
    }
}

impl From<ordered::Json> for Json {
    fn from(json: ordered::Json) -> Self {
        match json {
            ordered::Json::Null => Self::Null,
            ordered::Json::Bool(bool) => Self::Bool(bool),
            ordered::Json::Int(int) => Self::Int(int),
            ordered::Json::Number(number) => Self::Number(number),
            ordered::Json::Text(text) => Self::Text(text),
            ordered::Json::List(items) => Self::List(items.into_iter().map(Self::from).collect()),
            ordered::Json::Object(members) => {
                Self::Object(members.into_iter().map(|(name, value)| (name, value.into())).collect())
            }
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<bool> for Json {
    fn from(bool: bool) -> Self {
        Self::Bool(bool)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(bool) => serializer.serialize_bool(*bool),
            Self::Int(int) => serializer.serialize_i64(*int),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
            Self::Raw(text) => serializer.serialize_f64(text.parse().map_err(serde::ser::Error::custom)?),
        }
    }
}
