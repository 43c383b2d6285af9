//! Headers: what stands in the text, unless an object has a member twice.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use webtoken::Header;
use webtoken_fuzz::{grammar, json::Json};

fuzz_target!(|data: &[u8]| {
    let text = grammar::text(data);
    let Ok(text) = str::from_utf8(&text) else { return };
    let expected = Json::read(text.as_bytes());
    let header = Header::from_json(text).ok();
    assert_eq!(header.is_some(), expected.is_some());
    let (Some(header), Some(expected)) = (header, expected) else { return };
    let value = expected.to_value();
    assert_eq!(*header.as_value(), value);
    let members = [("alg", header.alg()), ("typ", header.typ()), ("cty", header.cty()), ("kid", header.kid())];
    for (name, read) in members {
        assert_eq!(read, expected.get(name).and_then(Json::as_text));
    }
    for (name, value) in expected.members().unwrap_or_default() {
        assert_eq!(header.get(name), Some(&value.to_value()));
    }
    let written = serde_json::to_string(&header).expect("JSON");
    assert_eq!(serde_json::from_str::<Value>(&written).expect("JSON"), value);
});
