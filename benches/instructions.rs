//! How many instructions a call takes, counted by callgrind: what a loaded machine cannot blur.
//!
//! `cargo bench --bench instructions` compares with `instructions.txt` beside this file and fails where a call takes
//! over 5 % more; `-- --update` writes that file. Another compiler than the one named there counts differently: then
//! nothing is held against the figures, and that is said. So may another processor, by the instructions that it offers.
//! Needs valgrind. Every figure is the difference between two runs of this program, so what starts and ends it does not
//! count.

use std::{
    collections::BTreeMap,
    env,
    fmt::Debug,
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use webtoken::{
    MessageSigner, MessageVerifier, SignOptions, Signature, SignatureError, Signer, SigningKey, Verifier,
    VerifyOptions, VerifyingKey, sign, verify,
};

/// How much more than before is too much.
const TOLERANCE: f64 = 1.05;

/// The calls of the two runs whose difference counts.
const CALLS: [u32; 2] = [100, 1100];

const SECRET: &str = "a secret of the comparison, as long as the longest of the hashes";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: u64,
    nbf: u64,
    iat: u64,
    jti: String,
    role: String,
    scope: String,
}

/// Signs without cryptography, so that what is around it is counted by itself.
#[derive(Debug)]
struct Nothing;

impl MessageSigner for Nothing {
    fn sign(&self, _: &[u8]) -> Result<Signature, SignatureError> {
        Ok(Signature::from([7; 32]))
    }
}

impl MessageVerifier for Nothing {
    fn verify(&self, _: &[u8], _: &[u8]) -> Result<(), SignatureError> {
        Ok(())
    }
}

/// What the calls work on.
struct Fixture {
    claims: Claims,
    token: String,
    signs: SignOptions,
    verifies: VerifyOptions,
    signing: SigningKey,
    verifying: VerifyingKey,
    signer: Signer,
    verifier: Verifier,
    unkeyed_signer: Signer,
    unkeyed_verifier: Verifier,
}

impl Fixture {
    fn new() -> Self {
        let claims = Claims {
            iss: "https://issuer.example.com".into(),
            sub: "user-1234567890".into(),
            aud: "https://api.example.com".into(),
            exp: 4_000_000_000,
            nbf: 1_700_000_000,
            iat: 1_700_000_000,
            jti: "5f2c9a1e-77".into(),
            role: "admin".into(),
            scope: "read write".into(),
        };
        let (signs, verifies) = (SignOptions::new(), VerifyOptions::new());
        let signing = SigningKey::from_secret(SECRET).expect("a secret");
        let verifying = VerifyingKey::from(&signing);
        let signer = Signer::new(&signing, &signs).expect("a secret signs");
        Self {
            token: signer.sign(&claims).expect("claims"),
            verifier: Verifier::new(&verifying, &verifies).expect("a secret verifies"),
            unkeyed_signer: Signer::with_message_signer("HS256", Arc::new(Nothing), &signs).expect("options"),
            unkeyed_verifier: Verifier::with_message_verifier("HS256", Arc::new(Nothing), &verifies).expect("options"),
            claims,
            signs,
            verifies,
            signing,
            verifying,
            signer,
        }
    }
}

/// A call that is counted, and its name.
type Call = (&'static str, Box<dyn Fn()>);

fn calls() -> Vec<Call> {
    let f: &'static Fixture = Box::leak(Box::new(Fixture::new()));
    vec![
        call("hs256_sign", move || f.signer.sign(&f.claims)),
        call("sign_without_crypto", move || f.unkeyed_signer.sign(&f.claims)),
        call("hs256_sign_text_secret", move || sign(&f.claims, SECRET, &f.signs)),
        call("hs256_sign_key", move || sign(&f.claims, &f.signing, &f.signs)),
        call("hs256_verify", move || f.verifier.verify::<Claims>(&f.token)),
        call("verify_without_crypto", move || f.unkeyed_verifier.verify::<Claims>(&f.token)),
        call("hs256_verify_key", move || verify::<Claims>(&f.token, &f.verifying, &f.verifies)),
        call("hs256_verify_value", move || f.verifier.verify::<Value>(&f.token)),
        call("hs256_verify_text_secret", move || verify::<Claims>(&f.token, SECRET, &f.verifies)),
    ]
}

fn call<T, E: Debug>(name: &'static str, call: impl Fn() -> Result<T, E> + 'static) -> Call {
    (name, Box::new(move || drop(black_box(call().expect("it succeeds")))))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--run", name, count] => {
            run(name, count.parse().expect("a number of calls"));
            ExitCode::SUCCESS
        }
        ["--update"] => {
            let text = table(&measured());
            fs::write(figures(), &text).expect("the figures can be written");
            print!("{text}");
            ExitCode::SUCCESS
        }
        _ => compare(&measured()),
    }
}

fn run(name: &str, count: u32) {
    let calls = calls();
    let (_, call) = calls.iter().find(|(known, _)| *known == name).expect("a known call");
    (0..count).for_each(|_| call());
}

fn measured() -> BTreeMap<String, u64> {
    let per_call = |name: &str| {
        let [few, many] = CALLS.map(|calls| instructions(name, calls));
        many.saturating_sub(few) / u64::from(CALLS[1] - CALLS[0])
    };
    calls().iter().map(|(name, _)| ((*name).to_owned(), per_call(name))).collect()
}

/// The instructions of one run of this program.
fn instructions(name: &str, calls: u32) -> u64 {
    let program = env::current_exe().expect("this program");
    let valgrind = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["--run", name, &calls.to_string()])
        .output()
        .expect("valgrind runs; is it installed?");
    let report = String::from_utf8_lossy(&valgrind.stderr);
    assert!(valgrind.status.success(), "{report}");
    let collected = report.lines().find_map(|line| line.split_once("Collected :")).expect("callgrind's sum");
    collected.1.trim().parse().expect("a number")
}

fn compare(measured: &BTreeMap<String, u64>) -> ExitCode {
    let before = fs::read_to_string(figures()).expect("figures to compare with");
    let comparable = before.lines().next() == Some(&format!("# {}", compiler()));
    let mut exit = ExitCode::SUCCESS;
    for (name, count) in measured {
        let known = before.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok());
        let Some(known) = known else {
            println!("{name:26} {count:8}  not in the file");
            exit = ExitCode::FAILURE;
            continue;
        };
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let ratio = *count as f64 / known as f64;
        let is_slower = ratio > TOLERANCE && comparable;
        println!("{name:26} {count:8}  {ratio:.3} x {known}{}", if is_slower { "  TOO MANY" } else { "" });
        if is_slower {
            exit = ExitCode::FAILURE;
        }
    }
    if !comparable {
        println!("Made by another compiler than the figures in the file: nothing is held against them.");
    }
    exit
}

fn table(measured: &BTreeMap<String, u64>) -> String {
    let lines = measured.iter().map(|(name, count)| format!("{name:26} {count:8}\n"));
    format!("# {}\n{}", compiler(), lines.collect::<String>())
}

fn compiler() -> String {
    let output = Command::new("rustc").arg("--version").output().expect("rustc runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn figures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.txt")
}
