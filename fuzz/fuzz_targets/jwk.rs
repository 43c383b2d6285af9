//! One JSON Web Key: what is taken keeps its identity and its word, and what it signs it verifies.
#![no_main]

use arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use webtoken::{Jwk, KeyRequirement, SignOptions, SigningKey, VerifyOptions, VerifyingKey, alg, sign, verify};
use webtoken_fuzz::{json::Json, keys};

const TEXTS: &[&str] = &["kty", "use", "alg", "kid", "crv", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi", "k"];

/// Whether it is an object with a `kty`, and members are of the right type.
fn is_key(json: &Json) -> bool {
    let fits = |(name, value): &(String, Json)| match &**name {
        "key_ops" | "x5c" => value.as_texts().is_some(),
        name => !TEXTS.contains(&name) || value.as_text().is_some(),
    };
    json.get("kty").is_some() && json.members().is_some_and(|members| members.iter().all(fits))
}

fn check_members(jwk: &Jwk, json: &Json) {
    let text = |name| json.get(name).and_then(Json::as_text);
    assert_eq!(Some(jwk.kty()), text("kty"));
    assert_eq!((jwk.kid(), jwk.alg(), jwk.key_use()), (text("kid"), text("alg"), text("use")));
    let ops = jwk.key_ops().map(|ops| ops.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(ops, json.get("key_ops").and_then(Json::as_texts));
    assert_eq!(jwk.has_secret(), keys::SECRET.iter().any(|name| json.get(name).is_some()));
}

/// What the key says it is for.
fn may(jwk: &Jwk, op: &str) -> bool {
    jwk.key_use().is_none_or(|key_use| key_use == "sig")
        && jwk.key_ops().is_none_or(|ops| ops.iter().any(|it| it == op))
}

fn check_use(jwk: &Jwk, signing: &SigningKey, verifying: Option<&VerifyingKey>, which: usize) {
    let fits = |requirement| match requirement {
        KeyRequirement::Rsa | KeyRequirement::RsaPss(_) => jwk.kty() == "RSA",
        KeyRequirement::Ec(_) => jwk.kty() == "EC",
        KeyRequirement::Okp(_) => jwk.kty() == "OKP",
        _ => jwk.kty() == "oct",
    };
    let (own, foreign): (Vec<_>, Vec<_>) = alg::ALL.iter().copied().partition(|alg| fits(alg.key_requirement()));
    let signed = |alg: alg::Builtin| sign(&Map::new(), signing, &SignOptions::new().algorithm(alg));
    for alg in foreign {
        assert!(signed(alg).is_err(), "{} with {jwk:?}", alg.name());
    }
    // One at a time, since some are slow.
    let Some(&alg) = own.get(which % own.len().max(1)) else { return };
    let Ok(token) = signed(alg) else { return };
    assert!(jwk.alg().is_none_or(|own| own == alg.name()), "{} with {jwk:?}", alg.name());
    let verified = |key: &VerifyingKey| verify::<Value>(&token, key, &VerifyOptions::new());
    match verifying {
        Some(key) => assert!(verified(key).is_ok(), "{} with {jwk:?}", alg.name()),
        None => assert!(verified(&signing.into()).is_err(), "{} with {jwk:?}", alg.name()),
    }
}

fuzz_target!(|data: &[u8]| {
    let text = match data.split_first() {
        Some((first, rest)) if *first >= 0x80 => match keys::jwk(&mut Unstructured::new(rest)) {
            Ok(jwk) => jwk.to_string().into_bytes(),
            Err(_) => return,
        },
        Some(_) | None => data.to_vec(),
    };
    let json = Json::read(&text).filter(is_key);
    let jwk = Jwk::from_json(&text);
    assert_eq!(jwk.is_ok(), json.is_some(), "{jwk:?}");
    let (Ok(jwk), Some(json)) = (jwk, json) else { return };
    check_members(&jwk, &json);
    let written = serde_json::to_string(&jwk).expect("JSON");
    assert_eq!(serde_json::to_string(&Jwk::from_json(&written).expect("a key")).expect("JSON"), written);

    let (signing, verifying) = (SigningKey::from_jwk(&jwk).ok(), VerifyingKey::from_jwk(&jwk).ok());
    assert!(signing.is_none() || (jwk.has_secret() && may(&jwk, "sign")), "{jwk:?}");
    assert!(verifying.is_none() || may(&jwk, "verify"), "{jwk:?}");
    let again = [signing.as_ref().map(SigningKey::to_jwk), verifying.as_ref().map(VerifyingKey::to_jwk)];
    for again in again.into_iter().flatten().flatten() {
        assert_eq!(again.thumbprint().expect("a whole key"), jwk.thumbprint().expect("the same"), "{jwk:?}");
        assert_eq!(again.alg(), jwk.alg());
    }
    if let Some(signing) = signing {
        check_use(&jwk, &signing, verifying.as_ref(), data.len());
    }
});
