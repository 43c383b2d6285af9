//! What is about signing alone.

use super::{is_compound, is_sign, payload};
use crate::{
    case::{Ask, Content},
    explain::Rule,
    json::Json,
    outcome::{Both, Outcome},
    rewrite::{self, Difference},
};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        row: "header-none",
        holds: |both| {
            both.ours.message().starts_with("\"none\" in options.header") && alg_of_header(both) == Some(&"none".into())
        },
    },
    Rule {
        row: "header-alg-text",
        holds: |both| {
            is_sign(both.case)
                && both.ours.message().ends_with("is not a valid algorithm.")
                && alg_of_header(both).is_some()
        },
    },
    Rule {
        row: "utf8-header",
        holds: |both| rewrite::header_of_javascript(both.ours, both.npm) == Some(Difference::Latin1),
    },
    Rule {
        row: "array_indices_as_names",
        holds: |both| rewrite::header_of_javascript(both.ours, both.npm) == Some(Difference::Order),
    },
    Rule { row: "bytes", holds: are_bytes_under_an_encoding },
    Rule { row: "names_that_objects_inherit", holds: has_inherited_name },
    Rule {
        row: "encodings",
        holds: |both| {
            both.ours.message().starts_with("the payload cannot be written in")
                && both.case.option("encoding").is_some()
        },
    },
    Rule {
        row: "dates_beyond_a_double_are_errors",
        holds: |both| {
            let spans = ["expiresIn", "notBefore"];
            matches!(both.npm, Outcome::Signed(_))
                && both.ours.message().ends_with("should be a number of seconds")
                && spans.iter().any(|name| both.case.option(name).is_some())
        },
    },
    Rule {
        row: "compound-spans",
        holds: |both| {
            ["expiresIn", "notBefore", "maxAge"].iter().any(|name| {
                both.case.option(name).is_some_and(is_compound)
                    && both.npm.message().starts_with(&format!("\"{name}\" should be"))
                    && both.ours.message() != both.npm.message()
            })
        },
    },
];

/// npm makes a text of bytes, and bytes of that as `encoding` says.
fn are_bytes_under_an_encoding(both: &Both<'_>) -> bool {
    let (Ask::Sign(Content::Bytes(bytes)), Outcome::Signed(ours), Outcome::Signed(npm)) =
        (&both.case.ask, both.ours, both.npm)
    else {
        return false;
    };
    let repaired = String::from_utf8_lossy(bytes);
    let units = || repaired.encode_utf16().map(u16::to_le_bytes);
    let written: Vec<u8> =
        match both.case.option("encoding").and_then(Json::text).map(str::to_ascii_lowercase).as_deref() {
            Some("latin1" | "binary" | "ascii") => units().map(|unit| unit[0]).collect(),
            Some("utf16le" | "utf-16le" | "ucs2" | "ucs-2") => units().flatten().collect(),
            _ => repaired.as_bytes().to_vec(),
        };
    rewrite::payload_of(npm) == written && rewrite::payload_of(ours) == *bytes
}

fn alg_of_header<'c>(both: &Both<'c>) -> Option<&'c Json> {
    both.case.option("header")?.get("alg")
}

/// npm finds what every object inherits where it looks for a rule, and calls it.
fn has_inherited_name(both: &Both<'_>) -> bool {
    const INHERITED: [&str; 4] = ["constructor", "toString", "hasOwnProperty", "__proto__"];
    let is_one = |members: &[(String, Json)]| members.iter().any(|(name, _)| INHERITED.contains(&name.as_str()));
    let is_there = payload(both.case).is_some_and(|payload| is_one(payload.members())) || is_one(&both.case.options);
    is_sign(both.case)
        && both.npm.name() == "TypeError"
        && both.npm.message() == "validator.isValid is not a function"
        && is_there
}
