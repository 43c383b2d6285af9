//! The profile: worked examples of npm's package, keys, and what is verified.

use std::time::Duration;

use serde_json::json;
use webtoken::{Header, NumericDate, SignError, SigningKey, VerifyOptions, jws};
use webtoken_goinstant::{AUDIENCE, Group, Members, Signer, SignerKeyError, UserData};

const KEY: &str = "HKYdFdnezle2yrI2_Ph3cHz144bISk-cvuAbeAAA999";
const KEY_IN_BASE64: &str = "HKYdFdnezle2yrI2/Ph3cHz144bISk+cvuAbeAAA999=";

fn signer() -> Signer {
    Signer::new(KEY).unwrap()
}

fn bob() -> UserData {
    UserData::new("example.com", "bar", "bob")
}

fn members<const N: usize>(members: [(&str, serde_json::Value); N]) -> Members {
    members.map(|(name, value)| (name.to_owned(), value)).into()
}

/// Header and claims as they are in the token.
fn parts(token: &str) -> (String, String) {
    let mut buffer = Vec::new();
    let token = jws::Token::parse(token, &mut buffer).unwrap();
    let key = SigningKey::from_base64_secret(KEY).unwrap();
    let token = token.verify(&key, &VerifyOptions::new()).unwrap();
    (token.header().as_json().to_owned(), String::from_utf8(token.payload().to_vec()).unwrap())
}

#[test]
fn worked_examples() {
    let numbered = bob().group(Group::new(1234, "Group 1234")).group(Group::new(42, "Meaning Group"));
    let mut empty = bob();
    empty.groups = Some(Vec::new());
    let mut unicode = bob().group(Group::new(1, "G").extra("extra", true));
    unicode.display_name = "Zoë ✓ 😀".into();
    let reserved = bob()
        .extra("email", "b@x")
        .extra("aud", "mine")
        .extra("exp", 123)
        .extra("iss", "override")
        .extra("sub", "o")
        .extra("dn", "o")
        .extra("g", "zz");
    let forced = members([("alg", json!("none")), ("typ", json!("x")), ("kid", json!("k1")), ("cty", json!("c"))]);
    for (user, header, token) in [
        (
            bob(),
            Members::new(),
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJleGFtcGxlLmNvbSIsInN1YiI6ImJhciIsImRuIjoiYm9iIiwiYXVkIjoiZ29pbnN0YW50Lm5ldCJ9.3iuLIcs4uBsBATb1faxG8yciFyMQOQ-fav70FpgYXlc",
        ),
        (
            empty,
            Members::new(),
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJleGFtcGxlLmNvbSIsInN1YiI6ImJhciIsImRuIjoiYm9iIiwiZyI6W10sImF1ZCI6ImdvaW5zdGFudC5uZXQifQ.4eb8Wxzu2S9vnoV1Q--8evzZC8FAlqBlUBCeeWZ9xK8",
        ),
        (
            numbered,
            Members::new(),
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJleGFtcGxlLmNvbSIsInN1YiI6ImJhciIsImRuIjoiYm9iIiwiZyI6W3siaWQiOjEyMzQsImRuIjoiR3JvdXAgMTIzNCJ9LHsiaWQiOjQyLCJkbiI6Ik1lYW5pbmcgR3JvdXAifV0sImF1ZCI6ImdvaW5zdGFudC5uZXQifQ.5isd3i1A4so7MwKm0VHWYHuWRy3WwGFipO0kkelNRLU",
        ),
        (
            reserved,
            Members::new(),
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJlbWFpbCI6ImJAeCIsImF1ZCI6ImdvaW5zdGFudC5uZXQiLCJleHAiOjEyMywiaXNzIjoiZXhhbXBsZS5jb20iLCJzdWIiOiJiYXIiLCJkbiI6ImJvYiJ9.8SLbivK7qi9MArlgfA7lEui8wCLkmKcGIM-p7IpaHnk",
        ),
        (
            bob(),
            forced,
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsxIiwiY3R5IjoiYyJ9.eyJpc3MiOiJleGFtcGxlLmNvbSIsInN1YiI6ImJhciIsImRuIjoiYm9iIiwiYXVkIjoiZ29pbnN0YW50Lm5ldCJ9.WF6r3IZOGcN_wzMfWM-qLzod66VXvKvMPlhCnoI30n0",
        ),
        (
            unicode,
            members([("kid", json!("é"))]),
            "eyJraWQiOiLDqSIsInR5cCI6IkpXVCIsImFsZyI6IkhTMjU2In0.eyJpc3MiOiJleGFtcGxlLmNvbSIsInN1YiI6ImJhciIsImRuIjoiWm_DqyDinJMg8J-YgCIsImciOlt7ImV4dHJhIjp0cnVlLCJpZCI6MSwiZG4iOiJHIn1dLCJhdWQiOiJnb2luc3RhbnQubmV0In0.eX-5wZM9ZugI5I39E2Et_PXJsITox9oHXOWJpyvgOsw",
        ),
    ] {
        for key in [KEY, KEY_IN_BASE64] {
            let signer = Signer::new(key).unwrap();
            assert_eq!(signer.sign_with_header(&user, header.clone()).unwrap(), token);
            // A second time too.
            assert_eq!(signer.sign_with_header(&user, header.clone()).unwrap(), token);
        }
    }
}

#[test]
fn members_of_groups_keep_their_order() {
    let group = Group::new(1, "G").extra("dn", "old").extra("id", 9).extra("x", 2);
    let (header, claims) = parts(&signer().sign(&bob().group(group)).unwrap());
    assert_eq!(header, r#"{"typ":"JWT","alg":"HS256"}"#);
    let expected =
        r#"{"iss":"example.com","sub":"bar","dn":"bob","g":[{"dn":"G","x":2,"id":1}],"aud":"goinstant.net"}"#;
    assert_eq!(claims, expected);
}

#[test]
fn keys() {
    let token = |key: &str| Signer::new(key).unwrap().sign(&bob()).unwrap();
    for (key, same) in [("ab+/", "ab-_"), ("ab+_", "ab-_"), ("ab+/==", "ab-_"), ("abcde", "abcd"), ("ab", "aQ")] {
        assert_eq!(token(key), token(same), "{key}");
    }
    for key in ["", "=", "a", "a===", "a b", "ab\n", "ab=cd", "ä", "ab.c", "ab\0"] {
        let error = Signer::new(key).unwrap_err();
        assert!(matches!(error, SignerKeyError::NotBase64), "{key:?}");
        assert_eq!(error.to_string(), "Secret Key must be a base64url or base64");
    }
    let public_key = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    let private_key = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
    for key in ["AA", "AAAAAAAA", public_key, private_key] {
        assert!(matches!(Signer::new(key), Err(SignerKeyError::Unusable(_))), "{key}");
    }
    assert!(!format!("{:?}", signer()).contains("HKYd"));
}

#[test]
fn an_expiry_is_one_call_away() {
    let signer = signer().expires_in(Duration::from_secs(60));
    let before = NumericDate::now().as_secs();
    let user = signer.verify(&signer.sign(&bob()).unwrap()).unwrap();
    let expiry = user.extra["exp"].as_i64().unwrap();
    assert!((before + 60..=NumericDate::now().as_secs() + 60).contains(&expiry));

    // It is renewed where there is one.
    let renewed = signer.sign(&bob().extra("exp", 123).extra("a", 1)).unwrap();
    assert!(parts(&renewed).1.starts_with(r#"{"a":1,"iss":"example.com","#));
    assert!(signer.verify(&renewed).is_ok());
    let own = self::signer().sign(&bob().extra("exp", 123)).unwrap();
    assert_eq!(signer.verify(&own).unwrap_err().code(), "token_expired");
    let never = signer.expires_in(Duration::MAX).sign(&bob()).unwrap();
    assert!(parts(&never).1.ends_with(r#","aud":"goinstant.net","exp":9223372036854775807}"#));
}

#[test]
fn what_was_signed_is_verified() {
    let user = UserData::new("", 7, "b\"o\\b")
        .group(Group::new("staff", "").extra("since", 2019).extra("tags", json!(["a", 1.5])))
        .extra("email", json!({ "a": null }));
    assert_eq!(signer().verify(&signer().sign(&user).unwrap()).unwrap(), user);
    assert_eq!(signer().verify(&signer().sign(&bob()).unwrap()).unwrap(), bob());
}

#[test]
fn what_is_not_of_the_profile_is_refused() {
    let claims = r#"{"iss":"d","sub":1,"dn":"x","aud":"goinstant.net"}"#;
    let usual = r#"{"typ":"JWT","alg":"HS256"}"#;
    let key = SigningKey::from_base64_secret(KEY).unwrap();
    let code = |header: &str, claims: &str| {
        let token = jws::sign(&Header::from_json(header).unwrap(), claims, &key).unwrap();
        signer().verify(&token).err().map(|error| error.code())
    };
    assert_eq!(code(usual, claims), None);
    assert_eq!(code(r#"{"alg":"HS256"}"#, claims), Some("claim_mismatch"));
    assert_eq!(code(r#"{"typ":"at+jwt","alg":"HS256"}"#, claims), Some("claim_mismatch"));
    assert_eq!(
        code(r#"{"typ":"jwt","alg":"HS256"}"#, &claims.replace(r#""goinstant.net""#, r#"["a","goinstant.net"]"#)),
        None
    );
    assert_eq!(code(r#"{"typ":"JWT","alg":"HS512"}"#, claims), Some("algorithm_invalid"));
    assert_eq!(code(usual, &claims.replace("goinstant.net", "other")), Some("claim_mismatch"));
    for claims in [
        r#"{"sub":1,"dn":"x","aud":"goinstant.net"}"#,
        r#"{"iss":"d","dn":"x","aud":"goinstant.net"}"#,
        r#"{"iss":"d","sub":1,"aud":"goinstant.net"}"#,
        r#"{"iss":1,"sub":1,"dn":"x","aud":"goinstant.net"}"#,
        r#"{"iss":"d","sub":1.5,"dn":"x","aud":"goinstant.net"}"#,
        r#"{"iss":"d","sub":true,"dn":"x","aud":"goinstant.net"}"#,
        r#"{"iss":"d","sub":9223372036854775808,"dn":"x","aud":"goinstant.net"}"#,
        r#"{"iss":"d","sub":1,"dn":2,"aud":"goinstant.net"}"#,
        r#"{"iss":"d","sub":1,"dn":"x","aud":"goinstant.net","g":null}"#,
        r#"{"iss":"d","sub":1,"dn":"x","aud":"goinstant.net","g":0}"#,
        r#"{"iss":"d","sub":1,"dn":"x","aud":"goinstant.net","g":""}"#,
        r#"{"iss":"d","sub":1,"dn":"x","aud":"goinstant.net","g":false}"#,
        r#"{"iss":"d","sub":1,"dn":"x","aud":"goinstant.net","g":[{"id":1,"dn":2}]}"#,
        r#"{"iss":"d","sub":1,"dn":"x","aud":"goinstant.net","g":[{"id":1.5,"dn":"x"}]}"#,
        r#"{"iss":"d","sub":1,"dn":"x","aud":"goinstant.net","g":[{"id":1}]}"#,
        r#"{"iss":"d","sub":1,"dn":"x","aud":"goinstant.net","g":["a"]}"#,
    ] {
        assert_eq!(code(usual, claims), Some("payload_type"), "{claims}");
    }
    let token = signer().sign(&bob()).unwrap();
    assert_eq!(Signer::new("abcd").unwrap().verify(&token).unwrap_err().code(), "signature_invalid");
    let (message, _) = token.rsplit_once('.').unwrap();
    assert_eq!(signer().verify(&format!("{message}.")).unwrap_err().code(), "signature_required");
}

#[test]
fn another_audience() {
    let ours = signer().audience("example.org");
    let token = ours.sign(&bob()).unwrap();
    assert_eq!(ours.verify(&token).unwrap(), bob());
    assert_eq!(signer().verify(&token).unwrap_err().code(), "claim_mismatch");
    assert_eq!(AUDIENCE, "goinstant.net");
}

#[test]
fn the_profile_wins_over_options() {
    let options = VerifyOptions::new().audience("other").typ("x").algorithms(["HS512"]);
    let token = signer().sign(&bob()).unwrap();
    assert_eq!(signer().verify_with(&token, options).unwrap(), bob());
    let other = signer().audience("other").sign(&bob()).unwrap();
    assert!(signer().verify_with(&other, VerifyOptions::new().audience("other")).is_err());
}

#[test]
fn what_could_not_be_verified_is_not_signed() {
    let deep = || (0..130).fold(json!(1), |inner, _| json!([inner]));
    let reserved = || json!({ "$serde_json::private::Number": "1" });
    for header in [("crit", json!(["exp"])), ("b64", json!(false)), ("x", deep()), ("x", reserved())] {
        let error = signer().sign_with_header(&bob(), members([header])).unwrap_err();
        assert!(matches!(error, SignError::UnsupportedHeader(_)), "{error}");
    }
    for (name, value) in
        [("exp", json!(null)), ("nbf", json!("x")), ("iat", json!([1])), ("x", deep()), ("x", reserved())]
    {
        let error = signer().sign(&bob().extra(name, value)).unwrap_err();
        assert!(matches!(error, SignError::Payload(_)), "{error}");
    }
}

#[test]
fn array_indices_as_names() {
    let user = bob().extra("b", 1).extra("1", true);
    let (_, claims) = parts(&signer().sign(&user).unwrap());
    assert_eq!(claims, r#"{"b":1,"1":true,"iss":"example.com","sub":"bar","dn":"bob","aud":"goinstant.net"}"#);
}

#[test]
fn names_that_objects_inherit() {
    let (header, claims) =
        parts(&signer().sign_with_header(&bob().extra("__proto__", 1), members([("__proto__", json!(2))])).unwrap());
    assert!(header.starts_with(r#"{"__proto__":2,"#) && claims.starts_with(r#"{"__proto__":1,"#));
}

#[test]
fn integers_beyond_a_double() {
    let mut user = bob().extra("n", u64::MAX);
    user.id = 9_007_199_254_740_993_i64.into();
    let (_, claims) = parts(&signer().sign(&user).unwrap());
    assert!(claims.starts_with(r#"{"n":18446744073709551615,"iss":"example.com","sub":9007199254740993,"#));
}

/// An object within a claim is a `Value`, whose fields have the order of their names, or that of the program if it turns
/// on `serde_json`'s feature `preserve_order`.
#[test]
fn objects_within_claims() {
    let (_, claims) = parts(&signer().sign(&bob().extra("b", json!({ "z": 1, "a": 2 }))).unwrap());
    let either = [r#"{"b":{"a":2,"z":1},"#, r#"{"b":{"z":1,"a":2},"#];
    assert!(either.iter().any(|start| claims.starts_with(start)), "{claims}");
}

#[test]
fn the_names_of_npms_arguments() {
    let (_, claims) = parts(&signer().sign(&bob().extra("domain", "d")).unwrap());
    assert!(claims.starts_with(r#"{"domain":"d","iss":"example.com","#));
}
