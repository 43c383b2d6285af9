//! What is about signing alone.

use super::{is_compound, is_sign, payload};
use crate::{explain::Rule, json::Json, outcome::Both, rewrite::{self, Difference}};

pub(crate) const RULES: &[Rule] = &[
    Rule { row: "header-none", holds: |both| both.ours.message().starts_with("\"none\" in options.header") && alg_of_header(both) == Some(&"none".into()) },
    Rule {
        row: "header-alg-text",
        holds: |both| is_sign(both.case) && both.ours.message().ends_with("is not a valid algorithm.") && alg_of_header(both).is_some(),
    },
    Rule { row: "utf8-header", holds: |both| rewrite::header_of_javascript(both.ours, both.npm) == Some(Difference::Latin1) },
    Rule { row: "array_indices_as_names", holds: |both| rewrite::header_of_javascript(both.ours, both.npm) == Some(Difference::Order) },
    Rule { row: "names_that_objects_inherit", holds: has_inherited_name },
    Rule {
        row: "encodings",
        holds: |both| both.ours.message().starts_with("the payload cannot be written in") && both.case.option("encoding").is_some(),
    },
    Rule {
        row: "compound-spans",
        holds: |both| {
            ["expiresIn", "notBefore", "maxAge"].iter().any(|name| {
                both.case.option(name).is_some_and(is_compound) && both.npm.message().starts_with(&format!("\"{name}\" should be")) && both.ours.message() != both.npm.message()
            })
        },
    },
];

fn alg_of_header<'c>(both: &Both<'c>) -> Option<&'c Json> {
    both.case.option("header")?.get("alg")
}

/// npm finds what every object inherits where it looks for a rule, and calls it.
fn has_inherited_name(both: &Both<'_>) -> bool {
    const INHERITED: [&str; 4] = ["constructor", "toString", "hasOwnProperty", "__proto__"];
    let is_one = |members: &[(String, Json)]| members.iter().any(|(name, _)| INHERITED.contains(&name.as_str()));
    let is_there = payload(both.case).is_some_and(|payload| is_one(payload.members())) || is_one(&both.case.options);
    is_sign(both.case) && both.npm.name() == "TypeError" && both.npm.message() == "validator.isValid is not a function" && is_there
}
