//! Each side reads what the other signs, with every algorithm that npm has.

use serde_json::{Value, json};
use webtoken::{SignOptions, VerifyOptions, alg::Builtin, decode, sign, verify};

use crate::{
    NOW, algorithms,
    common::backends,
    inputs,
    json::Json,
    key, keys,
    npm::{Complete, Npm, npm},
};

#[test]
fn the_version_is_that_of_the_package() {
    let Some(npm) = npm() else { return };
    let package: Value = serde_json::from_str(include_str!("package.json")).unwrap();
    assert_eq!(npm.version(), package["dependencies"]["jsonwebtoken"], "remove node_modules");
}

#[test]
fn we_read_what_npm_signs() {
    let Some(npm) = npm() else { return };
    for alg in algorithms() {
        let (private, publics) = keys(alg);
        for (payload, mut options, _) in inputs() {
            options["algorithm"] = alg.name().into();
            let token = npm.sign(&payload, private, &options).unwrap();
            assert_read_alike(npm, &token, &payload, alg, &publics);
        }
    }
}

#[test]
fn npm_reads_what_we_sign() {
    let Some(npm) = npm() else { return };
    for alg in algorithms() {
        let (private, publics) = keys(alg);
        for (payload, _, options) in inputs() {
            let token = sign(&payload, private, &options.algorithm(alg).clock_timestamp(NOW)).unwrap();
            assert_read_alike(npm, &token, &payload, alg, &publics);
        }
    }
}

/// npm knows no curve but its three; told not to look, it signs and verifies `ES256` with this one. That stays refused.
#[test]
fn es256_on_another_curve() {
    let Some(npm) = npm() else { return };
    let [private, public] = ["k256", "k256_pub"].map(|name| Some(key(name)));
    for backend in backends() {
        let alg = backend.algorithm("ES256").unwrap();
        let theirs = json!({ "algorithm": "ES256", "allowInvalidAsymmetricKeyTypes": true });
        let ours = SignOptions::new().algorithm(alg).allow_invalid_asymmetric_key_types(true);
        let payload = Json::read(r#"{"a":1}"#);
        let token = npm.sign(&payload, private, &theirs).unwrap();
        assert!(npm.verify(&token, public, &json!({ "allowInvalidAsymmetricKeyTypes": true })).is_ok());
        let options = VerifyOptions::new().algorithms([alg]).allow_invalid_asymmetric_key_types(true);
        assert_eq!(verify::<Value>(&token, public, &options).unwrap_err().code(), "key_wrong_curve");
        assert_eq!(sign(&payload, private, &ours).unwrap_err().code(), "key_wrong_curve");
    }
}

/// Both sides read the token alike, and the payload in it is the one that went in.
#[track_caller]
fn assert_read_alike(npm: &Npm, token: &str, payload: &Json, alg: Builtin, publics: &[Option<&str>]) {
    let decoded = decode::<Value>(token).unwrap();
    assert_same(&npm.decode(token).unwrap().unwrap(), &decoded.header, &decoded.payload, &decoded.signature);
    assert_holds(&decoded.payload, payload);

    for public in publics {
        let by_name = json!({ "algorithms": [alg.name()], "ignoreExpiration": true, "ignoreNotBefore": true });
        let theirs = npm.verify(token, *public, &by_name).unwrap();
        let options = VerifyOptions::new().ignore_expiration(true).ignore_not_before(true).clock_timestamp(NOW);
        let ours = verify::<Value>(token, *public, &options.clone().algorithms([alg])).unwrap();
        assert_same(&theirs, &ours.header, &ours.payload, &ours.signature);

        // The algorithms that suit the key, if there is one.
        let by_key = json!({ "ignoreExpiration": true, "ignoreNotBefore": true });
        assert_eq!(npm.verify(token, *public, &by_key).is_ok(), public.is_some());
        assert_eq!(verify::<Value>(token, *public, &options).is_ok(), public.is_some());
    }
}

#[track_caller]
fn assert_same(theirs: &Complete, header: &webtoken::Header, payload: &Value, signature: &str) {
    assert!(Json::read(&theirs.header).is(header.as_value()), "{theirs:?}: {header:?}");
    assert!(Json::read(&theirs.payload).is(payload), "{theirs:?}: {payload}");
    assert_eq!(theirs.signature, signature);
}

/// All members of the payload, `iat` aside, which the option `noTimestamp` takes out; or the text, which is read as
/// JSON if it is an object.
#[track_caller]
fn assert_holds(read: &Value, payload: &Json) {
    let holds = match payload {
        Json::Object(members) => members.iter().all(|(name, value)| value.is(&read[name])),
        Json::Text(text) => read == text || Json::read(text).is(read),
        Json::Int(_) | Json::Number(_) | Json::Bool(_) => read.is_string(),
        Json::Null | Json::List(_) => false,
    };
    assert!(holds, "{payload:?} became {read}");
}
