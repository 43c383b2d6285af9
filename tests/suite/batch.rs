//! `verify_many`: the same answers as one by one, in the same order, with and without the feature `rayon`.
#![cfg(any(feature = "aws-lc-rs", feature = "rust-crypto"))]

use serde_json::{Value, json};
use webtoken::{SignOptions, Signer, Verifier, VerifyOptions};

fn verifier(options: &VerifyOptions) -> Verifier {
    Verifier::new("a secret for these tests", options).unwrap()
}

#[test]
fn the_answers_are_those_of_verify() {
    let signer = Signer::new("a secret for these tests", &SignOptions::new()).unwrap();
    let forger = Signer::new("another secret", &SignOptions::new()).unwrap();
    let token = |number: usize| match number % 5 {
        0 => forger.sign(&json!({ "number": number })).unwrap(),
        1 => signer.sign(&json!({ "number": number, "exp": 1 })).unwrap(),
        2 => format!("{number} is no token"),
        _ => signer.sign(&json!({ "number": number })).unwrap(),
    };
    let tokens: Vec<String> = (0..1000).map(token).collect();
    let verifier = verifier(&VerifyOptions::new());
    let many = verifier.verify_many::<Value>(&tokens);
    assert_eq!(many.len(), tokens.len());
    for (number, (answer, token)) in many.into_iter().zip(&tokens).enumerate() {
        assert_eq!(answer.is_ok(), number % 5 > 2);
        match (answer, verifier.verify::<Value>(token)) {
            (Ok(many), Ok(one)) => {
                assert_eq!(many, one);
                assert_eq!(many.payload["number"], number);
            }
            (Err(many), Err(one)) => assert_eq!((many.code(), many.to_string()), (one.code(), one.to_string())),
            (many, one) => panic!("{number}: {many:?}, {one:?}"),
        }
    }
}

#[test]
fn no_tokens_no_answers() {
    assert!(verifier(&VerifyOptions::new()).verify_many::<Value>(&[] as &[&str]).is_empty());
}

/// The same option set, the same moment of its own for each token: a check sees every payload once.
#[test]
fn each_token_is_checked_once() {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(vec![0; 300]));
    let counts = std::sync::Arc::clone(&seen);
    let options = VerifyOptions::new().check("count", move |payload: &Value| {
        let number = payload.as_u64().or(payload["number"].as_u64()).ok_or("no number")?;
        counts.lock().unwrap()[usize::try_from(number).unwrap()] += 1;
        Ok::<(), &str>(())
    });
    let signer = Signer::new("a secret for these tests", &SignOptions::new()).unwrap();
    let tokens: Vec<String> = (0..300).map(|number| signer.sign(&json!({ "number": number })).unwrap()).collect();
    assert!(verifier(&options).verify_many::<Value>(&tokens).iter().all(Result::is_ok));
    assert_eq!(*seen.lock().unwrap(), vec![1; 300]);
}
