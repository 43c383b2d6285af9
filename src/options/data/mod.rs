//! Options from data: npm's camelCase objects in any format that serde reads.
//!
//! A table has a row for each option: its name, and how its value goes into the builder. Values are first
//! written down as JSON, whatever the format, so that a row can read them as the type it needs.

mod sign;
mod verify;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error},
};

use super::{SignOptions, VerifyOptions};
use crate::{error::OptionError, json::JsonText};

/// Options with a table of their names.
trait Table: Default + 'static {
    const ROWS: &'static [Row<Self>];

    /// npm's text where it has one: in quotes when signing, without when verifying.
    fn wrong_type(option: &'static str, expected: &'static str) -> OptionError;
}

type Row<O> = (&'static str, fn(O, &Given) -> Result<O, OptionError>);

/// An option as it was given.
struct Given {
    option: &'static str,
    value: JsonText,
    wrong_type: fn(&'static str, &'static str) -> OptionError,
}

/// Reads the members in their order; the first wrong one is reported, as in npm.
fn read<O: Table>(value: &JsonText) -> Result<O, OptionError> {
    let members = value.to_members().ok_or(OptionError::NotAnObject)?;
    members.into_iter().try_fold(O::default(), |options, (name, value)| {
        let row = O::ROWS.iter().find(|(option, _)| *option == name);
        let (option, set) = row.ok_or(OptionError::NotAllowed(name))?;
        set(options, &Given { option, value, wrong_type: O::wrong_type })
    })
}

impl Given {
    /// The value as a `T`, or an error that names `expected`. `null` and non-finite numbers fit no type.
    fn read<T: DeserializeOwned>(&self, expected: &'static str) -> Result<T, OptionError> {
        self.value.read().ok_or_else(|| (self.wrong_type)(self.option, expected))
    }

    fn boolean(&self) -> Result<bool, OptionError> {
        self.read("a boolean")
    }

    fn number(&self) -> Result<f64, OptionError> {
        self.read("a number")
    }

    fn text(&self) -> Result<String, OptionError> {
        self.read("a string")
    }

    fn texts(&self) -> Result<Vec<String>, OptionError> {
        self.read("an array of strings")
    }

    /// A text, or a list of texts.
    fn text_or_texts<T: From<String> + From<Vec<String>>>(&self, expected: &'static str) -> Result<T, OptionError> {
        match self.value.read::<String>() {
            Some(text) => Ok(text.into()),
            None => self.read::<Vec<String>>(expected).map(Into::into),
        }
    }
}

impl<'de> Deserialize<'de> for SignOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(&JsonText::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for VerifyOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(&JsonText::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
