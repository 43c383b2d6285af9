//! Keys, algorithms and options: what is refused before anything is signed or believed.

use super::{is_verify, looks_encoded, wrong_options};
use crate::{explain::Rule, outcome::Both, keys};

pub(crate) const RULES: &[Rule] = &[
    Rule {
        row: "strict-options",
        holds: |both| both.ours.name().is_empty() && wrong_options(both.case).any(|name| both.ours.message().contains(name) || name == "encoding" && both.ours.message().starts_with("Unknown encoding")),
    },
    Rule { row: "key-text", holds: |both| looks_encoded(&both.case.key) && is_about_material(both) },
    Rule {
        row: "empty-secret",
        holds: |both| both.case.key.bytes().iter().all(|byte| *byte == 0) && (both.ours.message().ends_with("must have a value") || is_about_material(both)),
    },
    Rule {
        row: "rsa-size",
        holds: |both| is_verify(both.case) && both.ours.message().starts_with("secretOrPublicKey has a minimum key size of 2048 bits"),
    },
    Rule {
        row: "pss-unrestricted",
        holds: |both| {
            let is_unrestricted = ["rsa_pss", "rsa_pss_pub"].iter().any(|name| keys::stored(name).bytes() == both.case.key.bytes());
            is_unrestricted && both.npm.message().starts_with("Invalid key for this operation")
        },
    },
    Rule {
        row: "key-type-waiver",
        holds: |both| {
            let refusals = ["\"alg\" parameter ", "Invalid key for this operation", "Unknown key type"];
            both.case.option("allowInvalidAsymmetricKeyTypes") == Some(&true.into()) && refusals.iter().any(|text| both.ours.message().starts_with(text))
        },
    },
    Rule {
        row: "eddsa",
        holds: |both| {
            let is_ed25519 = ["ed25519", "ed25519_pub"].iter().any(|name| keys::stored(name).bytes() == both.case.key.bytes());
            let of_npm = ["Unknown key type \"ed25519\".", "\"EdDSA\" is not a valid algorithm", "\"algorithm\" must be a valid string", "invalid algorithm"];
            is_ed25519 && of_npm.iter().any(|text| both.npm.message().starts_with(text))
        },
    },
];

fn is_about_material(both: &Both<'_>) -> bool {
    let message = both.ours.message();
    message.ends_with("is not valid key material") || message.contains("must be a symmetric key when using") || message.contains("must be an asymmetric key when using")
}
