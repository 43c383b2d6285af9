//! JSON as JavaScript's `JSON.stringify` writes it, and as this crate reads it: no member twice.

mod ordered;
mod scan;
mod strict;
mod value;
mod write;

pub(crate) use ordered::OrderedJson;
pub(crate) use scan::{ObjectScanner, Refused, why_refused};
pub(crate) use strict::{MemberNames, Name, Strict, Walk, stands_for_number};
pub use value::ClaimValue;
pub(crate) use write::{separate, write, write_name, write_number, write_text};

/// Whether this is a name under which `serde_json` passes on types of its own: raw JSON, and numbers if any crate of
/// the program turned on its feature `arbitrary_precision`.
#[inline]
pub(crate) fn is_private(name: &str) -> bool {
    name.starts_with("$serde_json::private::")
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, HashMap},
        io,
    };

    use serde::{Serialize, Serializer};
    use serde_json::{json, ser::Formatter, value::RawValue};

    use super::{write, write_text};

    /// `serde_json` with JavaScript's numbers: what every value has to look like.
    fn reference(value: &impl Serialize) -> String {
        struct JsNumbers;
        impl Formatter for JsNumbers {
            fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
                writer.write_all(ryu_js::Buffer::new().format_finite(value).as_bytes())
            }
            fn write_f32<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
                writer.write_all(ryu_js::Buffer::new().format_finite(value).as_bytes())
            }
        }
        let mut out = Vec::new();
        value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, JsNumbers)).expect("serializes");
        String::from_utf8(out).expect("UTF-8")
    }

    fn written(value: &impl Serialize) -> Result<String, String> {
        let mut out = Vec::new();
        write(&mut out, value).map_err(|error| error.to_string())?;
        Ok(String::from_utf8(out).expect("UTF-8"))
    }

    #[track_caller]
    fn agrees(value: &impl Serialize) {
        assert_eq!(written(value).as_deref(), Ok(&*reference(value)));
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
        Struct { a: f64, b: Vec<Shape> },
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
        agrees(&(1.0, 1.5_f32, 1e21, 1e-7, -0.0, 5e-324, f64::MAX, f64::NAN, f32::INFINITY, 0.1_f32, 0.1 + 0.2));
        agrees(&Vec::<u8>::new());
        agrees(&[vec![], vec![1, 2], vec![3]]);
        agrees(&[Shape::Unit, Shape::Newtype(None), Shape::Tuple(1, "[{"), Shape::Empty()]);
        agrees(&Shape::Struct { a: 1.0, b: vec![Shape::Unit, Shape::Struct { a: 0.5, b: vec![] }] });
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
        let numbers = (1.0, 1e21, 1e-7, -0.0, 0.1 + 0.2, 5e-324, f64::NAN, 123_456_789_012_u64, 1.5_f32);
        let expected = "[1,1e+21,1e-7,0,0.30000000000000004,5e-324,null,123456789012,1.5]";
        assert_eq!(written(&numbers).as_deref(), Ok(expected));
    }

    /// An object whose one member has any value for a name.
    struct Named(serde_json::Value);

    impl Serialize for Named {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map([(&self.0, 1)])
        }
    }

    #[test]
    fn a_name_is_a_text_or_can_be_one() {
        for (name, member) in [(json!("a"), "a"), (json!(1.0), "1"), (json!(-5), "-5"), (json!(true), "true")] {
            assert_eq!(written(&Named(name)), Ok(format!("{{\"{member}\":1}}")));
        }
        for name in [json!(null), json!([]), json!({}), json!([1])] {
            assert_eq!(written(&Named(name)), Err("the name of a member must be a text".to_owned()));
        }
    }

    /// Each byte at each place of texts around the width that is looked at at once.
    #[test]
    fn texts_are_escaped_wherever_it_is_needed() {
        for length in 0..=25 {
            for place in 0..length {
                for character in (0..=0xff_u8).map(char::from).chain(['\u{2028}', '\u{ffff}', '\u{1F600}']) {
                    for filler in ["a", "\u{80}", "\u{1f}"] {
                        is_escaped(
                            &[&*filler.repeat(place), &character.to_string(), &*filler.repeat(length - place)].concat(),
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn texts_of_one_character_are_escaped() {
        for length in 0..=25 {
            for character in (0..=0xff_u8).map(char::from) {
                is_escaped(&character.to_string().repeat(length));
            }
        }
    }

    #[track_caller]
    fn is_escaped(text: &str) {
        let mut out = Vec::new();
        write_text(&mut out, text);
        assert_eq!(String::from_utf8(out).expect("UTF-8"), reference(&text));
    }
}
