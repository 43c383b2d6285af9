//! The list of algorithms, its names, and what is allowed for a key where nothing is said.

#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use webtoken::{
    KeyRequirement, alg,
    key::{Curve, HashAlgorithm, KeyInfo, PssParameters},
};

#[track_caller]
fn defaults(key: Option<&KeyInfo>, expected: &[&str]) {
    let names: Vec<_> = alg::defaults_for(key).iter().map(|alg| alg.name()).collect();
    assert_eq!(names, expected, "{key:?}");
}

#[test]
fn defaults_follow_the_kind_of_the_key() {
    let rsa = &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
    let restricted = PssParameters::new(HashAlgorithm::Sha256, HashAlgorithm::Sha256, 32);

    defaults(None, &[]);
    defaults(Some(&KeyInfo::Secret { bytes: 6 }), &["HS256", "HS384", "HS512"]);
    defaults(Some(&KeyInfo::Rsa { bits: 2048 }), rsa);
    defaults(Some(&KeyInfo::RsaPss { bits: 2048, parameters: None }), rsa);
    defaults(Some(&KeyInfo::RsaPss { bits: 2048, parameters: Some(restricted) }), rsa);
    for curve in [Curve::P256, Curve::P384, Curve::P521] {
        defaults(Some(&KeyInfo::Ec { curve }), &["ES256", "ES384", "ES512"]);
    }
    let of_secp256k1: &[&str] =
        if cfg!(feature = "es256k") { &["ES256", "ES384", "ES512", "ES256K"] } else { &["ES256", "ES384", "ES512"] };
    defaults(Some(&KeyInfo::Ec { curve: Curve::Secp256k1 }), of_secp256k1);
    defaults(Some(&KeyInfo::Okp { curve: Curve::Ed25519 }), &["EdDSA", "Ed25519"]);
    for curve in [Curve::Ed448, Curve::X25519, Curve::X448] {
        defaults(Some(&KeyInfo::Okp { curve }), &[]);
    }
}

#[test]
fn a_curve_is_shown_by_its_name() {
    for curve in [Curve::P256, Curve::Secp256k1, Curve::Ed25519, Curve::X448] {
        assert_eq!(curve.to_string(), curve.name());
    }
    assert_eq!(Curve::P256.name(), "prime256v1");
}

#[test]
fn names_are_exact() {
    for alg in alg::ALL.iter().copied().chain([alg::NONE]) {
        assert_eq!(alg::by_name(alg.name()).map(webtoken::Algorithm::name), Some(alg.name()));
        assert!(alg::by_name(&alg.name().to_lowercase()).is_none_or(|found| found.name() == "none"));
    }
    for name in ["", "None", "NONE", "nOnE", "HS256 ", "hs256", "EDDSA", "ed25519", "es256k", "HS1", "RSA-OAEP"] {
        assert!(alg::by_name(name).is_none(), "{name:?}");
    }
    assert_eq!(alg::by_name("ES256K").is_some(), cfg!(feature = "es256k"));
}

#[test]
fn no_list_holds_none() {
    assert!(alg::ALL.iter().all(|alg| alg.key_requirement() != KeyRequirement::None));
    assert_eq!(alg::NONE.key_requirement(), KeyRequirement::None);
}

#[test]
fn the_constants_are_the_entries_of_the_list() {
    let constants = [
        alg::HS256,
        alg::HS384,
        alg::HS512,
        alg::RS256,
        alg::RS384,
        alg::RS512,
        alg::PS256,
        alg::PS384,
        alg::PS512,
        alg::ES256,
        alg::ES384,
        alg::ES512,
        #[cfg(feature = "es256k")]
        alg::ES256K,
        alg::EDDSA,
        alg::ED25519,
    ];
    let names = |algs: &[alg::Builtin]| algs.iter().map(|alg| alg.name()).collect::<Vec<_>>();
    assert_eq!(names(&constants), names(alg::ALL));
}
