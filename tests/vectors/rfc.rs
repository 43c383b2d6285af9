//! The keys, tokens and thumbprints of RFC 7515, 7519, 7638, 7797, 8037 and 9864, and the cookbook of RFC 7520.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use serde_json::Value;
use webtoken::{
    AlgorithmChoice, Bytes, Jwk, NoKey, SigningKey, Verified, VerifyError, VerifyOptions, VerifyingKey, alg, verify,
};

use crate::{
    common::{Backend, backends},
    everything, list, own, text, vectors,
};

#[test]
fn tokens() {
    let file = own("rfc_vectors.json");
    for backend in &backends() {
        for case in list(&file, "tests") {
            let outcome = verified(backend, case);
            assert_eq!(outcome.is_ok(), case["expect"] == "accept", "{} {}: {outcome:?}", backend.name, case["id"]);
        }
        println!("{}: {} tokens", backend.name, list(&file, "tests").len());
        assert_eq!(list(&file, "tests").len(), 16);
    }
}

fn verified(backend: &Backend, case: &Value) -> Result<(), VerifyError> {
    let mut options = VerifyOptions::new();
    if let Some(clock) = case["options"]["clockTimestamp"].as_i64() {
        options = options.clock_timestamp(clock);
    }
    if let Some(names) = case["options"]["algorithms"].as_array() {
        let named = |name: &Value| match name.as_str().unwrap() {
            "none" => AlgorithmChoice::from(alg::NONE),
            name => backend.algorithm(name).unwrap().into(),
        };
        options = options.algorithms(names.iter().map(named).collect::<Vec<_>>());
    }
    let token = text(case, "token");
    let Some(key) = case.get("key").filter(|key| !key.is_null()) else {
        return verify::<Bytes>(token, NoKey, &options).map(drop);
    };
    let jwk = Jwk::from_json(key.to_string()).unwrap();
    let verified = verify::<Bytes>(token, &VerifyingKey::from_jwk(&jwk).unwrap(), &options)?;
    reproduced(backend, &verified, &jwk, token);
    Ok(())
}

/// The deterministic algorithms make the same signature again.
fn reproduced(backend: &Backend, verified: &Verified<Bytes>, jwk: &Jwk, token: &str) {
    let alg = verified.header.alg().unwrap();
    if matches!(alg, "HS256" | "RS256" | "EdDSA" | "Ed25519") {
        let (message, signature) = token.rsplit_once('.').unwrap();
        let signer = backend.algorithm(alg).unwrap().signer(&SigningKey::from_jwk(jwk).unwrap()).unwrap();
        assert_eq!(BASE64URL.encode(signer.sign(message.as_bytes()).unwrap()), signature);
    }
}

#[test]
fn thumbprints() {
    let file = own("rfc_vectors.json");
    for case in list(&file, "thumbprints") {
        let jwk = Jwk::from_json(case["jwk"].to_string()).unwrap();
        assert_eq!(jwk.thumbprint().unwrap(), text(case, "sha256"), "{}", case["source"]);
        assert_eq!(jwk.with_thumbprint_kid().unwrap().kid().unwrap(), text(case, "sha256"));
    }
    assert_eq!(list(&file, "thumbprints").len(), 2);
}

/// RFC 7520, section 3: read, and written again with the same members.
#[test]
fn cookbook_keys() {
    for name in [
        "jwk_3_1.ec_public_key",
        "jwk_3_2.ec_private_key",
        "jwk_3_3.rsa_public_key",
        "jwk_3_4.rsa_private_key",
        "jwk_3_5.symmetric_key_mac_computation",
        "jwk_3_6.symmetric_key_encryption",
    ] {
        let Some(file) = vectors(&format!("rfc/cookbook/{name}.json")) else { return };
        let jwk = Jwk::from_json(file.to_string()).unwrap();
        assert_eq!(serde_json::to_value(&jwk).unwrap(), file, "{name}");
        match name {
            "jwk_3_6.symmetric_key_encryption" => {
                assert_eq!(SigningKey::from_jwk(&jwk).unwrap_err().code(), "key_not_for_use");
            }
            _ if jwk.has_secret() => written(&SigningKey::from_jwk(&jwk).unwrap().to_jwk().unwrap(), &file),
            _ => written(&VerifyingKey::from_jwk(&jwk).unwrap().to_jwk().unwrap(), &file),
        }
    }
}

/// All but `kid` and `use`, which a key does not keep.
#[track_caller]
fn written(jwk: &Jwk, file: &Value) {
    let mut expected = file.clone();
    for name in ["kid", "use"] {
        expected.as_object_mut().unwrap().remove(name);
    }
    assert_eq!(serde_json::to_value(jwk).unwrap(), expected);
}

/// RFC 7520, section 4, and Ed25519: the compact form verifies, but for the one whose payload is elsewhere; the JSON forms
/// are no compact tokens.
#[test]
fn cookbook_tokens() {
    for (name, compact) in [
        ("jws_4_1.rsa_v15_signature", Some(true)),
        ("jws_4_2.rsa-pss_signature", Some(true)),
        ("jws_4_3.ecdsa_signature", Some(true)),
        ("jws_4_4.hmac-sha2_integrity_protection", Some(true)),
        ("jws_4_5.signature_with_detached_content", Some(false)),
        ("jws_4_6.protecting_specific_header_fields", None),
        ("jws_4_7.protecting_content_only", None),
        ("jws_4_8.multiple_signatures", None),
        ("curve25519_jws", Some(true)),
    ] {
        let Some(file) = vectors(&format!("rfc/cookbook/{name}.json")) else { return };
        for backend in &backends() {
            cookbook_token(backend, name, &file, compact);
        }
    }
}

fn cookbook_token(backend: &Backend, name: &str, file: &Value, compact: Option<bool>) {
    let (input, output) = (&file["input"], &file["output"]);
    let options = VerifyOptions::new().algorithms(everything(backend));
    // Of several keys any: the form is refused before a key is looked at.
    let jwk = Jwk::from_json(input["key"].get(0).unwrap_or(&input["key"]).to_string()).unwrap();
    let key = VerifyingKey::from_jwk(&jwk).unwrap();
    for json in ["json", "json_flat"].into_iter().filter_map(|form| output.get(form)) {
        let error = verify::<Bytes>(json.to_string(), &key, &options).unwrap_err();
        assert!(matches!(error.code(), "token_malformed" | "token_invalid"), "{name}: {error}");
    }
    assert_eq!(output.get("compact").is_some(), compact.is_some(), "{name}");
    let Some(whole) = compact else { return };
    let token = text(output, "compact");
    let payload = text(input, "payload");
    if whole {
        let verified = verify::<Bytes>(token, &key, &options).unwrap();
        assert_eq!(verified.payload.0, payload.as_bytes(), "{name}");
        reproduced(backend, &verified, &jwk, token);
        return;
    }
    assert_eq!(verify::<Bytes>(token, &key, &options).unwrap_err().code(), "token_invalid", "{name}");
    let attached = token.replacen("..", &format!(".{}.", BASE64URL.encode(payload)), 1);
    assert_eq!(verify::<Bytes>(attached, &key, &options).unwrap().payload.0, payload.as_bytes(), "{name}");
}
