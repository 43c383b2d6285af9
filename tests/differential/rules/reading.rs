//! Tokens that are read otherwise, or not at all.

use serde::de::IgnoredAny;

use super::is_verify;
use crate::{
    explain::Rule,
    json::Json,
    ours::pattern_of,
    outcome::{Both, Outcome},
    token::Seen,
};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        row: "strict-base64",
        holds: |both| {
            seen(both, |seen| {
                is_unread(both) && (!seen.is_canonical(0) || !seen.is_canonical(1))
                    || both.ours.message() == "invalid signature" && !seen.is_canonical(2)
            })
        },
    },
    Rule {
        row: "es-length",
        holds: |both| both.ours.message() == "invalid signature" && both.npm.message().contains("signatures must be"),
    },
    Rule {
        row: "size_limit_is_exact",
        holds: |both| {
            (both.ours.message().starts_with("jwt too large") || is_unread(both))
                && both.case.token().is_some_and(|token| token.text().len() > 64 * 1024)
        },
    },
    Rule {
        row: "crit",
        holds: |both| {
            both.ours.message().starts_with("unsupported critical header: ")
                && seen(both, |seen| {
                    seen.latin1_header().is_some_and(|header| {
                        header.get("crit").is_some() || header.get("b64").is_some_and(|b64| *b64 != true.into())
                    })
                })
        },
    },
    Rule {
        row: "duplicate-members",
        holds: |both| {
            seen(both, |seen| {
                is_unread(both) && Json::read(&seen.header).is_some_and(|header| header.any(&has_twice))
                    || is_payload_refused(both, "duplicate field name")
                        && Json::read(&seen.payload).is_some_and(|payload| payload.any(&has_twice))
            })
        },
    },
    Rule {
        row: "utf8-header",
        holds: |both| {
            seen(both, |seen| {
                !seen.header.is_ascii()
                    && match both.ours {
                        // What is no UTF-8, or an escape that Latin-1 has and UTF-8 has not.
                        ours if is_unread_outcome(ours) => str::from_utf8(&seen.header).is_err(),
                        Outcome::Read { header, .. } => {
                            Json::read(&seen.header).is_some_and(|read| read.is_like(header))
                                && is_same_but_header(both)
                        }
                        _ => false,
                    }
            })
        },
    },
    Rule {
        row: "payload_that_javascript_reads_and_this_crate_does_not",
        holds: |both| {
            seen(both, |seen| {
                is_payload_refused(both, "") && is_javascript_alone(&seen.payload)
                    || is_unread(both) && is_javascript_alone(&seen.header)
            })
        },
    },
    Rule {
        row: "claims_in_disguise",
        holds: |both| {
            let is_named = |text: &[u8]| String::from_utf8_lossy(text).contains("$serde_json::private::");
            both.ours.message().contains("reserved field name") && is_named(both.case.request().as_bytes())
                || is_unread(both) && seen(both, |seen| is_named(&seen.header))
                || is_payload_refused(both, "reserved field name") && seen(both, |seen| is_named(&seen.payload))
        },
    },
    Rule {
        row: "no_json_although_typ_says_jwt",
        holds: |both| {
            both.npm.name() == "SyntaxError"
                && both.ours.is_failure()
                && is_verify(both.case)
                && seen(both, |seen| {
                    seen.latin1_header().is_some_and(|header| header.get("typ") == Some(&"JWT".into()))
                        && serde_json::from_str::<IgnoredAny>(&String::from_utf8_lossy(&seen.payload)).is_err()
                })
        },
    },
    Rule {
        row: "a_payload_that_is_not_utf8",
        holds: |both| {
            seen(both, |seen| str::from_utf8(&seen.payload).is_err())
                && (both.ours.message() == "invalid payload: not UTF-8" || matches!(both.ours, Outcome::Nothing))
        },
    },
    Rule {
        row: "json-in-json",
        holds: |both| {
            // The text has no claims, and npm finds some in it.
            let is_text = seen(both, |seen| matches!(Json::read(&seen.payload), Some(Json::Text(_))));
            if is_text && both.ours.message() == "iat required when maxAge is specified" {
                return matches!(both.npm, Outcome::Read { .. });
            }
            let (Outcome::Read { payload: Json::Text(text), .. }, Outcome::Read { payload: npm, .. }) =
                (both.ours, both.npm)
            else {
                return false;
            };
            // What `serde_json` does not read cannot be compared.
            text.trim_start().starts_with(['{', '['])
                && Json::read(text.as_bytes()).is_none_or(|inner| inner.is_like(npm))
        },
    },
    Rule {
        row: "iat-zero",
        holds: |both| {
            both.ours.message() == "maxAge exceeded"
                && both.case.option("maxAge").is_some()
                && claim(both, "iat").and_then(|iat| iat.number()) == Some(0.0)
        },
    },
    Rule {
        row: "null-payload",
        holds: |both| {
            both.npm.message().starts_with("Cannot read properties of null")
                && seen(both, |seen| Json::read(&seen.payload) == Some(Json::Null))
        },
    },
    Rule {
        row: "a_wrong_type_never_matches_an_expectation",
        holds: |both| {
            both.ours.message().starts_with("jwt audience invalid")
                && claim(both, "aud").is_some_and(|aud| matches!(aud, Json::List(_)) && !aud.is_texts())
        },
    },
    Rule {
        row: "pattern-claims",
        holds: |both| {
            both.ours.message().starts_with("jwt audience invalid")
                && both.case.option("audience").is_some_and(|option| pattern_of(option).is_some())
                && claim(both, "aud").is_none_or(|aud| aud.text().is_none())
        },
    },
    Rule {
        row: "pattern-syntax",
        holds: |both| {
            let text = both.ours.message();
            text.contains("/(?i)^A$/") && text.replace("/(?i)^A$/", "/^A$/i") == both.npm.message()
        },
    },
    Rule {
        row: "pattern-issuer",
        holds: |both| {
            both.ours.message().starts_with("jwt issuer invalid")
                && both.case.option("issuer").is_some_and(|option| pattern_of(option).is_some())
        },
    },
    Rule {
        row: "issued_in_the_future",
        holds: |both| {
            both.ours.message() == "jwt issued in the future"
                && both.case.option("maxAge").is_some()
                && !both.npm.is_failure()
        },
    },
    Rule {
        row: "empty-options",
        holds: |both| {
            let is_empty = |option| {
                both.case.option(option).is_some_and(|value| value.text() == Some("") || value.number() == Some(0.0))
            };
            let texts = [
                ("audience", "jwt audience invalid"),
                ("issuer", "jwt issuer invalid"),
                ("subject", "jwt subject invalid"),
                ("jwtid", "jwt jwtid invalid"),
                ("maxAge", "maxAge exceeded"),
                ("maxAge", "iat required when"),
                ("maxAge", "\"maxAge\" should be"),
                ("maxAge", "jwt issued in the future"),
            ];
            is_verify(both.case)
                && texts.iter().any(|(option, text)| is_empty(option) && both.ours.message().starts_with(text))
        },
    },
];

fn seen(both: &Both<'_>, is_so: impl FnOnce(&Seen) -> bool) -> bool {
    both.seen.as_ref().is_some_and(is_so)
}

/// No token to this crate: `decode` answers nothing, `verify` says so.
fn is_unread(both: &Both<'_>) -> bool {
    is_unread_outcome(both.ours)
}

fn is_unread_outcome(ours: &Outcome) -> bool {
    matches!(ours, Outcome::Nothing) || ours.message() == "invalid token"
}

fn is_payload_refused(both: &Both<'_>, text: &str) -> bool {
    matches!(both.ours, Outcome::Nothing)
        || both.ours.message().starts_with("invalid payload: ") && both.ours.message().contains(text)
}

fn has_twice(json: &Json) -> bool {
    let members = json.members();
    members.iter().enumerate().any(|(index, (name, _))| members[..index].iter().any(|(known, _)| known == name))
}

/// Right by the grammar, and yet `serde_json` has no value for it: numbers, depth, surrogates, UTF-8.
fn is_javascript_alone(json: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(json).is_ok() && serde_json::from_slice::<serde_json::Value>(json).is_err()
}

/// A claim of the token's payload.
pub(super) fn claim(both: &Both<'_>, name: &str) -> Option<Json> {
    Json::read(&both.seen.as_ref()?.payload)?.get(name).cloned()
}

fn is_same_but_header(both: &Both<'_>) -> bool {
    match (both.ours, both.npm) {
        (Outcome::Read { payload, signature, .. }, Outcome::Read { payload: npm, signature: of_npm, .. }) => {
            payload.is_like(npm) && signature == of_npm
        }
        _ => false,
    }
}
