//! Whether what is done depends on a secret: under valgrind's memcheck, which is told that secrets are "undefined" and
//! so reports each branch and each address in memory that depends on them.
//!
//! Secrets are marked after a key was read: text that looks like a key is no secret, and to see that takes branches.
//! What is known to all in the end, a signature, is marked as that once it is made. Verifying an HMAC must branch once,
//! on whether the tag is right; all else that is judged must not at all.
//!
//! `cargo run --release --manifest-path benches/secrets/Cargo.toml` runs what is judged: HMAC and Ed25519. With the
//! argument `all` the other private keys follow, whose figures are only told: their libraries look at how wide numbers
//! are, and at results that are public in the end, in more places than a rule could name. The sites of all reports go
//! to stderr. Needs valgrind and `x86_64`; says `SKIPPED` where they are not, and fails for that if `CI=true`.
#![cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "nothing is run"))]

mod keys;
#[cfg(target_arch = "x86_64")]
mod valgrind;
#[cfg(not(target_arch = "x86_64"))]
#[path = "valgrind/absent.rs"]
mod valgrind;

use std::{
    env,
    hint::black_box,
    process::{Command, ExitCode, Stdio},
};

use webtoken::{
    SignOptions, Signer, SigningKey, Verifier, VerifyOptions, VerifyingKey,
    alg::{Builtin, aws_lc, rust_crypto},
};

const MESSAGE: &[u8] = b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9";

/// What may be reported of an action.
#[derive(Clone, Copy)]
enum Allowed {
    Exactly(usize),
    /// What the library does inside is told, and not judged.
    Anything,
}

#[derive(Default)]
struct Run {
    has_failed: bool,
}

fn main() -> ExitCode {
    if valgrind::is_running() {
        return measure();
    }
    if !has_valgrind() {
        println!("SKIPPED: no valgrind for this machine, nothing was found out about secrets");
        return if env::var_os("CI").is_some_and(|ci| ci == "true") { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    }
    let program = env::current_exe().expect("this program");
    let status = Command::new("valgrind")
        .args(["--quiet", "--error-limit=no", "--num-callers=30"])
        .arg(program)
        .args(env::args().skip(1))
        .status()
        .expect("valgrind runs");
    if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn has_valgrind() -> bool {
    let mut version = Command::new("valgrind");
    version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    cfg!(target_arch = "x86_64") && version.status().is_ok_and(|status| status.success())
}

fn measure() -> ExitCode {
    let all = env::args().nth(1).is_some_and(|argument| argument == "all");
    let mut run = Run::default();
    run.control();
    for (backend, algorithms) in [("aws_lc", aws_lc::ALL), ("rust_crypto", rust_crypto::ALL)] {
        for alg in algorithms {
            let name = format!("{backend} {}", alg.name());
            match alg.name() {
                "HS256" | "HS384" | "HS512" => run.hmac(&name, *alg),
                "EdDSA" => run.private_key(&name, *alg, Allowed::Exactly(0)),
                // One of each kind of key and padding is enough.
                "RS256" | "PS256" | "ES256" | "ES384" | "ES512" if all => {
                    run.private_key(&name, *alg, Allowed::Anything);
                }
                _ => {}
            }
        }
    }
    if run.has_failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

impl Run {
    /// What must be seen for the rest to mean anything.
    fn control(&mut self) {
        let secret = black_box([7; 32]);
        valgrind::mark_secret(&secret);
        let table = black_box(&[1; 32]);
        self.count("an address by a secret", Allowed::Exactly(1), || {
            black_box(table[usize::from(black_box(&secret)[5] & 31)])
        });
        self.depends_on_a_secret("a secret", &secret);
    }

    /// That it is not by accident that nothing was reported of what made these bytes.
    fn depends_on_a_secret(&mut self, name: &str, bytes: &[u8]) {
        self.count(&format!("{name} looked at"), Allowed::Exactly(1), || {
            if black_box(bytes)[0] & 1 == 0 {
                black_box("even");
            }
        });
    }

    fn hmac(&mut self, name: &str, alg: Builtin) {
        let key = keys::new(alg);
        let public = VerifyingKey::from(&key);
        let signer = self.count(&format!("{name} bind"), Allowed::Exactly(0), || alg.signer(&key)).expect("a key");
        let tag = self.count(&format!("{name} sign"), Allowed::Exactly(0), || signer.sign(MESSAGE)).expect("a tag");
        self.depends_on_a_secret(&format!("{name} tag"), tag.as_ref());
        valgrind::mark_public(tag.as_ref());

        let verifier = self.count(&format!("{name} bind to verify"), Allowed::Exactly(0), || alg.verifier(&public));
        let verifier = verifier.expect("a key");
        for (what, at) in [("a wrong first byte", 0), ("a wrong last byte", tag.as_ref().len() - 1)] {
            let mut wrong = tag.as_ref().to_vec();
            wrong[at] ^= 1;
            let name = format!("{name} verify {what}");
            assert!(self.count(&name, Allowed::Exactly(1), || verifier.verify(MESSAGE, &wrong)).is_err());
        }
        let right = format!("{name} verify a right one");
        assert!(self.count(&right, Allowed::Exactly(1), || verifier.verify(MESSAGE, tag.as_ref())).is_ok());
        self.whole_token(name, alg, &key, &public);
    }

    /// By the whole of verifying, with nothing else of the token secret.
    fn whole_token(&mut self, name: &str, alg: Builtin, key: &SigningKey, public: &VerifyingKey) {
        let signer = Signer::new(key, &SignOptions::new().algorithm(alg)).expect("a key");
        let token = signer.sign(&serde_json::json!({ "sub": "alice" })).expect("claims");
        valgrind::mark_public(token.as_bytes());
        let verifier = Verifier::new(public, &VerifyOptions::new().algorithms([alg])).expect("a key");
        let verify = || verifier.verify::<serde_json::Value>(&token).is_ok();
        assert!(self.count(&format!("{name} verify a token"), Allowed::Exactly(1), verify));
        let wrong = keys::with_another_signature(&token);
        let verify = || verifier.verify::<serde_json::Value>(&wrong).is_ok();
        assert!(!self.count(&format!("{name} verify a wrong token"), Allowed::Exactly(1), verify));
    }

    fn private_key(&mut self, name: &str, alg: Builtin, allowed: Allowed) {
        let key = keys::new(alg);
        let signer = self.count(&format!("{name} bind"), allowed, || alg.signer(&key)).expect("a key");
        for time in ["sign", "sign again"] {
            let signature = self.count(&format!("{name} {time}"), allowed, || signer.sign(MESSAGE));
            self.depends_on_a_secret(&format!("{name} signature"), signature.expect("a signature").as_ref());
        }
    }

    /// Does it, and says how often something was reported meanwhile.
    fn count<T>(&mut self, name: &str, allowed: Allowed, action: impl FnOnce() -> T) -> T {
        eprintln!("--- {name}");
        let before = valgrind::reports();
        let result = action();
        let reports = valgrind::reports() - before;
        let is_wrong = matches!(allowed, Allowed::Exactly(right) if right != reports);
        let judgement = match allowed {
            Allowed::Exactly(right) if is_wrong => format!("WRONG: {right} are right"),
            Allowed::Exactly(_) => "as it must be".to_owned(),
            Allowed::Anything => "not judged".to_owned(),
        };
        println!("{name:42} {reports:8} reports  {judgement}");
        self.has_failed |= is_wrong;
        result
    }
}
