//! What the cases are made of: JSON values.

pub(crate) use crate::ordered::Json;

impl Json {
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.members()?.iter().find(|(member, _)| member == name).map(|(_, value)| value)
    }

    pub fn members(&self) -> Option<&[(String, Json)]> {
        if let Self::Object(members) = self { Some(members) } else { None }
    }

    /// The special value `{"$name": ..}` of the cases.
    pub fn special(&self) -> Option<(&str, &Json)> {
        match self.members()? {
            [(name, value)] if name.starts_with('$') => Some((name, value)),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub fn bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    #[expect(clippy::cast_precision_loss, reason = "JavaScript's numbers are doubles")]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub fn texts(&self) -> Option<Vec<&str>> {
        if let Self::List(items) = self { items.iter().map(Json::text).collect() } else { None }
    }
}
