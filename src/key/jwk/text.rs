use serde::{
    Deserialize, Deserializer,
    de::{Error, SeqAccess, Visitor},
};
use zeroize::Zeroizing;

/// The string of a field. It may be part of a private key: it is wiped, and errors never show it.
pub(super) struct Text(pub(super) Zeroizing<String>);

/// An array of strings.
pub(super) struct Texts(pub(super) Vec<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor).map(Self)
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextsVisitor).map(Self)
    }
}

/// Rejects every other kind of value. Serde's default errors would quote the value, which may be secret.
macro_rules! refuse {
    ($what:literal: $($kind:ident)*) => {
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str($what)
        }
        $(refuse!(@$kind $what);)*
    };
    (@numbers $what:literal) => {
        refuse!(@method $what, visit_bool, bool);
        refuse!(@method $what, visit_i64, i64);
        refuse!(@method $what, visit_u64, u64);
        refuse!(@method $what, visit_f64, f64);

        fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
            Err(E::custom($what))
        }
    };
    (@text $what:literal) => { refuse!(@method $what, visit_str, &str); };
    (@method $what:literal, $method:ident, $type:ty) => {
        fn $method<E: serde::de::Error>(self, _: $type) -> Result<Self::Value, E> {
            Err(E::custom($what))
        }
    };
    (@list $what:literal) => {
        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
            Err(serde::de::Error::custom($what))
        }
    };
    (@object $what:literal) => {
        fn visit_map<A: serde::de::MapAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
            Err(serde::de::Error::custom($what))
        }
    };
}
pub(in crate::key::jwk) use refuse;

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Zeroizing<String>;

    refuse!("expected a string": numbers list object);

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Zeroizing::new(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Zeroizing::new(text))
    }
}

struct TextsVisitor;

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = Vec<String>;

    refuse!("expected an array of strings": numbers text object);

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(Text(text)) = items.next_element()? {
            texts.push(text.to_string());
        }
        Ok(texts)
    }
}
