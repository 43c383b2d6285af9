//! Keys, algorithms and options: what is refused before anything is signed or believed.

use super::{ALGORITHMS, is_verify, looks_encoded, wrong_options};
use crate::{
    case::Key,
    explain::Rule,
    json::Json,
    keys,
    outcome::{Both, Outcome},
    token::Seen,
};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        row: "strict-options",
        holds: |both| {
            // A name that data may have, and that is refused when it is used if its feature is off.
            let is_off = both.ours.message() == "\"algorithm\" must be a valid string enum value"
                && both.case.option("algorithm") == Some(&"ES256K".into());
            is_off
                || both.ours.name().is_empty()
                    && wrong_options(both.case).any(|name| {
                        both.ours.message().contains(name)
                            || name == "encoding" && both.ours.message().starts_with("Unknown encoding")
                    })
        },
    },
    Rule { row: "key-text", holds: is_key_to_us_alone },
    Rule {
        row: "empty-secret",
        holds: |both| {
            let is_empty_text = both.case.key.bytes().is_empty() && both.case.key != Key::Bytes(Vec::new());
            !is_empty_text && both.case.key.bytes().iter().all(|byte| *byte == 0) && is_about_material(both)
        },
    },
    Rule {
        row: "rsa-size",
        holds: |both| {
            is_verify(both.case)
                && both.ours.message().starts_with("secretOrPublicKey has a minimum key size of 2048 bits")
                || !both.npm.message().starts_with("error:") && is_size_that_aws_lc_refuses(both)
        },
    },
    Rule {
        row: "pss-unrestricted",
        holds: |both| {
            let is_unrestricted = keys::is_one_of(&both.case.key, &["rsa_pss", "rsa_pss_pub"]);
            is_unrestricted && both.npm.message().starts_with("Invalid key for this operation")
        },
    },
    Rule {
        row: "no_key_where_one_is_needed",
        holds: |both| {
            let needed = ["secretOrPrivateKey must have a value", "secret or public key must be provided"];
            both.case.key.bytes().is_empty()
                && (both.npm.message().starts_with("Cannot read properties of")
                    || both.npm.message().contains("must be an asymmetric key when using")
                    || both.npm.message() == "invalid signature")
                && needed.contains(&both.ours.message())
        },
    },
    Rule {
        row: "an_algorithm_that_does_not_exist",
        holds: |both| {
            let is_of_jwa = both.npm.message().contains("is not a valid algorithm.")
                || both.npm.message() == "Missing algorithm parameter for jws.verify"
                || both.npm.message().starts_with("\"alg\" parameter for ") && names_unknown_algorithm(both);
            is_verify(both.case) && is_of_jwa && both.ours.message() == "invalid algorithm"
        },
    },
    Rule {
        row: "key-type-waiver",
        holds: |both| {
            let refusals = ["\"alg\" parameter ", "Invalid key for this operation", "Unknown key type"];
            both.case.option("allowInvalidAsymmetricKeyTypes") == Some(&true.into())
                && refusals.iter().any(|text| both.ours.message().starts_with(text))
        },
    },
    Rule {
        row: "eddsa",
        holds: |both| {
            let unknown = ["EdDSA", "Ed25519", "ES256K"].map(|name| format!("\"{name}\" is not a valid algorithm"));
            let of_key = [
                "Unknown key type \"ed25519\".",
                "\"algorithm\" must be a valid string",
                "invalid algorithm",
                "Unsupported crypto operation",
            ];
            let of_secp256k1 = ["\"alg\" parameter for \"ec\" key type must be one of", "invalid algorithm"];
            let says = |texts: &[&str]| texts.iter().any(|text| both.npm.message().starts_with(text));
            unknown.iter().any(|text| both.npm.message().starts_with(text))
                || keys::is_one_of(&both.case.key, &["ed25519", "ed25519_pub"]) && says(&of_key)
                || is_token_of_es256k(both) && says(&of_secp256k1)
                || both.ours.message().contains("ES256K") && both.npm.is_failure()
                || asks_for_what_npm_lacks(both) && both.npm.is_failure()
                || option_is_what_npm_lacks(both)
                    && both.npm.message() == "\"algorithm\" must be a valid string enum value"
        },
    },
    Rule {
        row: "what_openssl_refuses",
        holds: |both| {
            both.npm.message().starts_with("error:")
                && (both.ours.message() == "signing failed" || is_size_that_aws_lc_refuses(both))
        },
    },
];

fn is_size_that_aws_lc_refuses(both: &Both<'_>) -> bool {
    cfg!(feature = "aws-lc-rs") && both.ours.message().starts_with("unsupported key: RSA key size must be 2048 to 8192")
}

fn is_token_of_es256k(both: &Both<'_>) -> bool {
    let header = both.seen.as_ref().and_then(Seen::latin1_header);
    header.is_some_and(|header| header.get("alg") == Some(&"ES256K".into()))
}

fn asks_for_what_npm_lacks(both: &Both<'_>) -> bool {
    let in_header = both.case.option("header").and_then(|header| header.get("alg"));
    in_header.map_or_else(|| option_is_what_npm_lacks(both), is_what_npm_lacks)
}

/// npm looks at the option also where the header's algorithm goes before it.
fn option_is_what_npm_lacks(both: &Both<'_>) -> bool {
    both.case.option("algorithm").is_some_and(is_what_npm_lacks)
}

fn is_what_npm_lacks(alg: &Json) -> bool {
    alg.text().is_some_and(|alg| ["EdDSA", "Ed25519", "ES256K"].contains(&alg))
}

/// npm takes for a secret what it cannot read as the kind of key that it needs.
fn is_key_to_us_alone(both: &Both<'_>) -> bool {
    if !looks_encoded(&both.case.key) {
        return false;
    }
    match both.ours {
        Outcome::Failed { .. } => is_about_material(both) || !keys::is_stored(&both.case.key),
        _ => {
            both.npm.message().contains("must be an asymmetric key when using")
                || both.npm.message() == "invalid algorithm"
        }
    }
}

fn is_about_material(both: &Both<'_>) -> bool {
    let message = both.ours.message();
    message.ends_with("is not valid key material")
        || message == "expected a private key, got a public key"
        || message.contains("must be a symmetric key when using")
        || message.contains("must be an asymmetric key when using")
}

/// Whether the header's `alg` is a string that is not an algorithm's name.
fn names_unknown_algorithm(both: &Both<'_>) -> bool {
    let header = both.seen.as_ref().and_then(|seen| Json::read(&seen.header));
    matches!(header.as_ref().and_then(|header| header.get("alg")), Some(Json::Text(alg)) if !ALGORITHMS.contains(&alg.as_str()))
}
