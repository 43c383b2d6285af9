//! Any bytes as a token: every way to verify says the same, and decoding reads what verifying read.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use webtoken::{
    CacheLimits, Header, Verified, Verifier, VerifyError, VerifyOptions, decode, verify, verify_all, verify_borrowed,
};
use webtoken_fuzz::{grammar, token};

static OPTIONS: LazyLock<[VerifyOptions; 2]> = LazyLock::new(|| {
    let plain = VerifyOptions::new().clock_timestamp(grammar::NOW);
    [plain.clone(), plain.audience(["urn:a"]).issuer("urn:me").max_age("1h").required_claims(["a"])]
});

static VERIFIERS: LazyLock<Vec<[Verifier; 2]>> = LazyLock::new(|| {
    let both = |options| {
        let verifier = Verifier::new(token::SECRET, options).expect("a secret");
        [verifier.clone(), verifier.cached(CacheLimits::new().tokens(16))]
    };
    OPTIONS.iter().map(both).collect()
});

type Outcome = Result<(Header, Value, String), String>;

fn outcome(result: Result<Verified<Value>, VerifyError>) -> Outcome {
    match result {
        Ok(verified) => Ok((verified.header, verified.payload, verified.signature)),
        Err(error) => Err(format!("{} {} {error}", error.name(), error.code())),
    }
}

/// `0` and the token; `1` and a signed message; else a header and a payload, of text or grown, and signed.
fn read(data: &[u8]) -> Vec<u8> {
    match data.split_first() {
        Some((b'0', token)) => token.to_vec(),
        Some((b'1', message)) => token::signed(message),
        Some((b'2', parts)) => {
            let at = parts.iter().position(|byte| *byte == b'\n').unwrap_or(parts.len());
            let (header, payload) = parts.split_at(at);
            token::mint(header, payload.strip_prefix(b"\n").unwrap_or(payload))
        }
        Some((_, bytes)) => {
            let mut u = Unstructured::new(bytes);
            let payload = grammar::document(&mut u);
            let header =
                if u.ratio(1, 2).unwrap_or_default() { grammar::document(&mut u) } else { token::HEADER.to_vec() };
            token::mint(&header, &payload)
        }
        None => Vec::new(),
    }
}

fuzz_target!(|data: &[u8]| {
    let token = read(data);
    for (options, verifiers) in OPTIONS.iter().zip(&*VERIFIERS) {
        let expected = outcome(verify(&token, token::SECRET, options));
        let mut buffer = b"what was here before".to_vec();
        assert_eq!(outcome(verify_borrowed(&token, token::SECRET, options, &mut buffer)), expected);
        let all = verify_all(&token, token::SECRET, options);
        assert_eq!(outcome(all.map_err(|errors| errors.first().clone())), expected);
        for verifier in verifiers {
            assert_eq!(outcome(verifier.verify(&token)), expected);
            assert_eq!(outcome(verifier.verify_borrowed(&token, &mut buffer)), expected);
            assert_eq!(outcome(verifier.verify_all(&token).map_err(|errors| errors.first().clone())), expected);
        }
        let decoded = decode::<Value>(&token);
        if let Ok((header, payload, signature)) = expected {
            let decoded = decoded.expect("what was verified can be decoded");
            assert_eq!((decoded.header, decoded.payload, decoded.signature), (header, payload, signature));
        }
    }
});
