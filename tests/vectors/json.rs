//! `JSONTestSuite` against the readers of headers and claims, and as payloads of signed tokens.

use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;
use webtoken::{Header, SigningKey, VerifyOptions, alg, claims::Claims, verify};

use crate::{list, text, vectors};

/// Accepted by the suite, which leaves to the reader what a name means that stands twice; RFC 7515 and 7519 do not.
const DUPLICATES: [&str; 2] = ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"];

/// What the suite leaves open, and this crate takes; all else that it leaves open is refused: texts that are no UTF-8 or
/// hold half a surrogate pair, a byte order mark, 500 levels, and numbers out of a double's range.
const TAKEN: [&str; 5] = [
    "i_number_double_huge_neg_exp.json",
    "i_number_real_underflow.json",
    "i_number_too_big_neg_int.json",
    "i_number_too_big_pos_int.json",
    "i_number_very_big_negative_int.json",
];

#[test]
fn headers_claims_and_payloads_agree_with_the_suite() {
    let Some(file) = vectors("jsontestsuite/json_test_suite.json") else { return };
    let (mut accepted, mut refused, mut open) = (0, 0, 0);
    for case in list(&file, "tests") {
        let name = text(case, "name");
        let bytes = BASE64_STANDARD.decode(text(case, "data_b64")).unwrap();
        let expected = match text(case, "expect") {
            "accept" => !DUPLICATES.contains(&name),
            "reject" => false,
            "either" => TAKEN.contains(&name),
            other => panic!("a new verdict: {other}"),
        };
        match text(case, "expect") {
            "accept" => accepted += 1,
            "reject" => refused += 1,
            _ => open += 1,
        }
        let json = str::from_utf8(&bytes).ok();
        let header = json.is_some_and(|json| Header::from_json(json).is_ok());
        let claims = json.is_some_and(|json| Claims::from_json(json).is_ok());
        assert_eq!((header, claims, payload(&bytes)), (expected, expected, expected), "{name}");
    }
    println!("{accepted} to accept, {refused} to refuse, {open} left open");
    assert_eq!((accepted, refused, open), (95, 188, 35));
}

/// Whether it is read as the payload of a token that says it is JSON.
fn payload(bytes: &[u8]) -> bool {
    const SECRET: &str = "a secret of at least thirty-two bytes";
    let message = [br#"{"alg":"HS256","typ":"JWT"}"#, bytes].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part)).join(".");
    let signer = alg::HS256.signer(&SigningKey::from_secret(SECRET).unwrap()).unwrap();
    let signature = BASE64_URL_SAFE_NO_PAD.encode(signer.sign(message.as_bytes()).unwrap());
    let options = VerifyOptions::new().max_token_size(1 << 20);
    verify::<Value>(format!("{message}.{signature}"), SECRET, &options).is_ok()
}
