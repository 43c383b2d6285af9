//! JSON as JavaScript's `JSON.stringify` writes it, and as this crate reads it: without duplicate names.

mod ordered;
mod scan;
mod strict;
mod value;
mod write;

pub(crate) use ordered::{JsonVisitor, OrderedJson};
pub(crate) use scan::{ObjectScanner, Refused, why_refused};
pub(crate) use strict::{Digits, FieldNames, NameError, Strict, Walk, stands_for_number};
pub use value::ClaimValue;
pub(crate) use write::{Form, write, write_number, write_payload, write_text};

/// Whether this is a name under which `serde_json` passes on types of its own: raw JSON, and numbers if any crate of
/// the program turned on its feature `arbitrary_precision`.
#[inline]
pub(crate) fn is_private(name: &str) -> bool {
    name.starts_with("$serde_json::private::")
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};

    use serde::{
        Serialize, Serializer,
        ser::{Error, SerializeMap, SerializeSeq},
    };
    use serde_json::{json, value::RawValue};

    use super::{write, write_number, write_text};

    fn written(value: &impl Serialize) -> Result<String, String> {
        let mut out = Vec::new();
        write(&mut out, value).map_err(|error| error.to_string())?;
        Ok(String::from_utf8(out).expect("UTF-8"))
    }

    #[track_caller]
    fn agrees(value: &impl Serialize) {
        assert_eq!(written(value), Ok(serde_json::to_string(value).expect("serializes")));
    }

    #[derive(Serialize, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    enum Unit {
        A,
        #[serde(rename = "b\n\"")]
        B,
    }

    #[derive(Serialize)]
    enum Shape {
        Unit,
        Newtype(Option<u8>),
        Tuple(u8, &'static str),
        Empty(),
        Struct { a: bool, b: Vec<Shape> },
    }

    #[derive(Serialize)]
    struct Newtype<T>(T);

    #[derive(Serialize)]
    struct Pair(u8, char);

    #[derive(Serialize)]
    struct Nothing;

    #[derive(Serialize)]
    struct Renamed<T> {
        #[serde(rename = "\u{1}\\ \u{e9}")]
        value: T,
        #[serde(flatten)]
        more: BTreeMap<String, u8>,
    }

    struct Octets(&'static [u8]);

    impl Serialize for Octets {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(self.0)
        }
    }

    #[test]
    fn every_shape_as_serde_json_writes_it() {
        agrees(&(true, false, (), Nothing, None::<u8>, Some(Some(1)), 'c', '"', "text"));
        agrees(&(i8::MIN, i16::MIN, i32::MIN, i64::MIN, i128::MIN, u8::MAX, u16::MAX, u32::MAX, u64::MAX, u128::MAX));
        agrees(&Vec::<u8>::new());
        agrees(&[vec![], vec![1, 2], vec![3]]);
        agrees(&[Shape::Unit, Shape::Newtype(None), Shape::Tuple(1, "[{"), Shape::Empty()]);
        agrees(&Shape::Struct { a: true, b: vec![Shape::Unit, Shape::Struct { a: false, b: vec![] }] });
        agrees(&Newtype(Newtype(Pair(1, '\u{7f}'))));
        agrees(&Renamed { value: Octets(b"\0\xff"), more: [("x\ty".to_owned(), 1)].into() });
        agrees(&json!({ "a": [1, [], {}, { "b": null }], "": "\u{1F600}", "c": { "d": { "e": [[[]]] } } }));
        agrees(&BTreeMap::<u8, u8>::new());
        agrees(&HashMap::from([(Unit::B, Unit::A)]));
        agrees(&(
            BTreeMap::from([(-1, 1), (2, 2)]),
            BTreeMap::from([(true, 1)]),
            BTreeMap::from([('\'', 1), ('"', 2)]),
        ));
        agrees(&(BTreeMap::from([(Newtype(1_u128).0, 1)]), BTreeMap::from([(Unit::A, [Unit::B])])));
        let raw = RawValue::from_string("{ \"a\": 1.50 }".to_owned()).expect("JSON");
        agrees(&(&raw, BTreeMap::from([("raw", &raw)]), 1));
    }

    #[test]
    fn numbers_as_javascript_writes_them() {
        for (number, expected) in [
            (1.0, "1"),
            (1e21, "1e+21"),
            (1e-7, "1e-7"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.30000000000000004"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
        ] {
            assert_eq!(written(&number).as_deref(), Ok(expected));
            let mut out = Vec::new();
            write_number(&mut out, number);
            assert_eq!(out, expected.as_bytes());
        }
        let numbers = (f64::NAN, f64::INFINITY, f32::NEG_INFINITY, 123_456_789_012_u64, 1.5_f32, 0.1_f32, [1e21, 1.0]);
        assert_eq!(written(&numbers).as_deref(), Ok("[null,null,null,123456789012,1.5,0.1,[1e+21,1]]"));
    }

    #[test]
    fn strings_are_escaped() {
        for character in (0..=0xff_u8).map(char::from).chain(['\u{2028}', '\u{ffff}', '\u{1F600}']) {
            let text = format!("a{character}b{character}");
            let mut out = Vec::new();
            write_text(&mut out, &text);
            let expected = serde_json::to_string(&text).expect("serializes");
            assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
            agrees(&text);
        }
    }

    /// An object with one field, whose name is any value.
    struct Named<T>(T);

    impl<T: Serialize> Serialize for Named<T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map([(&self.0, 1)])
        }
    }

    #[test]
    fn a_name_is_a_string_or_becomes_one() {
        assert_eq!(written(&Named("a")).as_deref(), Ok(r#"{"a":1}"#));
        assert_eq!(written(&Named(1.0)).as_deref(), Ok(r#"{"1":1}"#));
        assert_eq!(written(&Named(-5)).as_deref(), Ok(r#"{"-5":1}"#));
        assert_eq!(written(&Named(true)).as_deref(), Ok(r#"{"true":1}"#));
        for name in [json!(null), json!([]), json!({}), json!([1])] {
            assert_eq!(written(&Named(name)), Err("key must be a string".to_owned()));
        }
        assert!(written(&Named(f64::NAN)).is_err());
    }

    struct Fails;

    impl Serialize for Fails {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(Error::custom("no luck"))
        }
    }

    /// Fails after it has written a value.
    struct FailsLate;

    impl Serialize for FailsLate {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_u8(1)?;
            Err(Error::custom("no luck"))
        }
    }

    /// Ignores the errors of items.
    struct CarelessList<T>(T);

    impl<T: Serialize> Serialize for CarelessList<T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut list = serializer.serialize_seq(None)?;
            let _ = list.serialize_element(&self.0);
            list.serialize_element(&2)?;
            list.end()
        }
    }

    /// Ignores the errors of names and values.
    struct CarelessMap<K, V>(K, V);

    impl<K: Serialize, V: Serialize> Serialize for CarelessMap<K, V> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(None)?;
            let _ = map.serialize_key(&self.0);
            let _ = map.serialize_value(&self.1);
            map.serialize_entry("b", &2)?;
            map.end()
        }
    }

    #[test]
    fn an_error_that_is_ignored_is_an_error() {
        let ignored = Err("the `Serialize` implementation ignores an error".to_owned());
        assert_eq!(written(&CarelessList(1)).as_deref(), Ok("[1,2]"));
        assert_eq!(written(&CarelessMap("a", 1)).as_deref(), Ok(r#"{"a":1,"b":2}"#));
        assert_eq!(written(&CarelessList(Fails)), ignored);
        assert_eq!(written(&CarelessList(FailsLate)), ignored);
        assert_eq!(written(&CarelessMap("a", Fails)), ignored);
        assert_eq!(written(&CarelessMap("a", FailsLate)), ignored);
        assert_eq!(written(&CarelessMap(Fails, 1)), ignored);
        assert_eq!(written(&CarelessMap([1], 1)), ignored);
        assert_eq!(written(&CarelessMap([1], Fails)), ignored);
        assert_eq!(written(&[CarelessList(Named(CarelessList(Fails)))]), ignored);
    }

    /// An object or an array that says it is empty but is not.
    struct SaysEmpty;

    impl Serialize for SaysEmpty {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(0))?;
            map.serialize_entry("a", &1)?;
            map.end()
        }
    }

    #[test]
    fn a_wrong_length_is_an_error() {
        assert!(written(&SaysEmpty).is_err() && written(&[SaysEmpty]).is_err());
    }
}
