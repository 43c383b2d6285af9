//! Whether the time in which an HMAC is refused tells where it is wrong: Welch's t-test over a million samples, half of
//! them wrong in the first byte and half in the last, in random order.
//!
//! `cargo bench --bench timing` fails where |t| is 4.5 or more, which chance alone reaches in less than one of 100,000
//! tests. A busy machine may add to chance, so a test that fails is made anew, twice at the most. That a comparison which
//! stops at the first wrong byte would be seen each time is shown by a control that does. What differs by a nanosecond or
//! two is seen on a quiet machine, and may drown on a busy one.

use std::{hint::black_box, process::ExitCode, time::Instant};

use oorandom::Rand32;
use webtoken::{
    SignOptions, Signer, SigningKey, Verifier, VerifyOptions, VerifyingKey,
    alg::{Builtin, HS256, HS384, HS512},
};

const SAMPLES: usize = 1_000_000;
const LIMIT: f64 = 4.5;
const TESTS: usize = 3;

const MESSAGE: &[u8] = b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9";

/// Tags or tokens, and what refuses them.
struct Subject {
    right: Vec<u8>,
    /// Where it is made wrong, and by which bits.
    first: (usize, u8),
    last: (usize, u8),
    refuses: Refuses,
}

type Refuses = Box<dyn Fn(&[u8]) -> bool>;

fn main() -> ExitCode {
    let key =
        SigningKey::from_secret("a secret of the comparison, as long as the longest of the hashes").expect("a secret");
    let mut is_constant = true;
    for algorithm in [HS256, HS384, HS512] {
        is_constant &= !leaks(algorithm.name(), &tags(algorithm, &key));
    }
    is_constant &= !leaks("HS256, tokens", &tokens(&key));
    if !leaks("control", &control(&key)) {
        println!("FAILED: this machine does not show a leak that is there");
        return ExitCode::FAILURE;
    }
    if is_constant { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn tags(algorithm: Builtin, key: &SigningKey) -> Subject {
    let verifier = algorithm.verifier(&VerifyingKey::from(key)).expect("a key that verifies");
    Subject::of_tag(tag(algorithm, key), move |tag| verifier.verify(MESSAGE, tag).is_err())
}

/// As attackers send them. The last symbol that is made wrong is the last but one: the very last has unused bits.
fn tokens(key: &SigningKey) -> Subject {
    let token = Signer::new(key, &SignOptions::new()).expect("a signer").sign("payload").expect("a token").into_bytes();
    let verifier = Verifier::new(key, &VerifyOptions::new()).expect("a verifier");
    let to_another = |place: usize| (place, token[place] ^ if token[place] == b'A' { b'B' } else { b'A' });
    let signature = token.iter().rposition(|byte| *byte == b'.').expect("three parts") + 1;
    Subject {
        first: to_another(signature),
        last: to_another(token.len() - 2),
        right: token,
        refuses: Box::new(move |token| verifier.verify::<String>(token).is_err()),
    }
}

/// What the others must not do: HS256 with a comparison byte by byte.
fn control(key: &SigningKey) -> Subject {
    let signer = HS256.signer(key).expect("a key that signs");
    Subject::of_tag(tag(HS256, key), move |wrong| {
        let right = signer.sign(MESSAGE).expect("a tag");
        wrong.iter().zip(right.as_ref()).any(|(wrong, right)| black_box(wrong) != right)
    })
}

fn tag(algorithm: Builtin, key: &SigningKey) -> Vec<u8> {
    algorithm.signer(key).expect("a key that signs").sign(MESSAGE).expect("a tag").as_ref().to_vec()
}

impl Subject {
    fn of_tag(tag: Vec<u8>, refuses: impl Fn(&[u8]) -> bool + 'static) -> Self {
        Self { first: (0, 1), last: (tag.len() - 1, 1), right: tag, refuses: Box::new(refuses) }
    }

    /// How long each refusal took, in nanoseconds, and which of the two it was. Both are made by the same instructions at
    /// the same place in memory: what goes before must not differ either.
    fn samples(&self, random: &mut Rand32) -> Vec<(f64, u8)> {
        let mut place = self.right.clone();
        (0..SAMPLES)
            .map(|_| {
                let which = random.rand_u32().to_le_bytes()[3] & 1;
                place.copy_from_slice(&self.right);
                place[self.first.0] ^= self.first.1 * black_box(1 - which);
                place[self.last.0] ^= self.last.1 * black_box(which);
                let start = Instant::now();
                let is_refused = (self.refuses)(black_box(&place));
                let time = start.elapsed();
                assert!(is_refused, "a wrong one was taken");
                (time.as_secs_f64() * 1e9, which)
            })
            .collect()
    }
}

fn leaks(name: &str, subject: &Subject) -> bool {
    (0..TESTS).all(|test| {
        let mut random = Rand32::new(test as u64);
        let (t, difference) = welch(subject.samples(&mut random));
        println!("{name:<16} t = {t:8.2}, {difference:+7.3} ns");
        t.abs() >= LIMIT
    })
}

/// Welch's t, and the difference of the means, of the fastest nine in ten: what is slower was interrupted.
#[expect(clippy::cast_precision_loss, reason = "few enough for a double")]
fn welch(mut samples: Vec<(f64, u8)>) -> (f64, f64) {
    samples.sort_unstable_by(|(time, _), (other, _)| time.total_cmp(other));
    samples.truncate(SAMPLES / 10 * 9);
    let [first, last] = [0, 1].map(|class| {
        let times = || samples.iter().filter(|(_, which)| *which == class).map(|(time, _)| *time);
        let count = times().count() as f64;
        let mean = times().sum::<f64>() / count;
        let variance = times().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
        (mean, variance / count)
    });
    let difference = last.0 - first.0;
    (difference / (first.1 + last.1).sqrt(), difference)
}
