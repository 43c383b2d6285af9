//! Headers that were read lately. Most tokens of a service have the same one: not reading it again saves 3,800 of the
//! 34,400 instructions that a `Verifier` with HS256 takes (`hs256_verify` in `benches/instructions.rs`).

use std::cell::RefCell;

use super::Header;

/// As many as a service that verifies for a few issuers sees by turns.
const KEPT: usize = 4;

/// Headers of ordinary size repeat; a long one is rare or hostile.
const LONGEST: usize = 256;

/// Headers read on this thread, by their encoded text.
#[derive(Default)]
struct Recent {
    headers: [Option<(Box<[u8]>, Header)>; KEPT],
    next: usize,
}

thread_local! {
    static RECENT: RefCell<Recent> = RefCell::default();
}

/// The header of an encoded text: one read lately, or what `read` makes of it. The text alone decides what the
/// header is, so it does not matter who sent it before.
pub(crate) fn recent<E>(encoded: &[u8], read: impl FnOnce() -> Result<Header, E>) -> Result<Header, E> {
    if let Some(header) = find(encoded) {
        return Ok(header);
    }
    let header = read()?;
    if encoded.len() <= LONGEST {
        keep(encoded, &header);
    }
    Ok(header)
}

// A thread that is being torn down has no headers left; it reads anew.
fn find(encoded: &[u8]) -> Option<Header> {
    let find = |recent: &RefCell<Recent>| {
        let recent = recent.try_borrow().ok()?;
        recent.headers.iter().flatten().find(|(text, _)| **text == *encoded).map(|(_, header)| header.clone())
    };
    RECENT.try_with(find).ok()?
}

fn keep(encoded: &[u8], header: &Header) {
    let keep = |recent: &RefCell<Recent>| {
        let Ok(mut recent) = recent.try_borrow_mut() else { return };
        let next = recent.next;
        recent.next = (next + 1) % KEPT;
        if let Some(slot) = recent.headers.get_mut(next) {
            *slot = Some((encoded.into(), header.clone()));
        }
    };
    // Not kept is only slower next time.
    let _ = RECENT.try_with(keep);
}

#[cfg(test)]
mod tests {
    use super::{Header, KEPT, LONGEST, recent};

    /// Whether the header had to be read.
    fn is_read(encoded: &[u8]) -> bool {
        let mut is_read = false;
        let header = recent(encoded, || {
            is_read = true;
            Header::from_json(&format!(r#"{{"kid":{}}}"#, encoded.len())).ok_or(())
        });
        assert_eq!(header.expect("JSON").get("kid").and_then(serde_json::Value::as_u64), Some(encoded.len() as u64));
        is_read
    }

    /// On a thread of its own, which has read nothing before.
    fn on_a_new_thread(test: fn()) {
        std::thread::spawn(test).join().expect("no panic");
    }

    #[test]
    fn the_last_few_are_kept() {
        on_a_new_thread(|| {
            let headers: Vec<String> = (0..=KEPT).map(|length| "a".repeat(length)).collect();
            for round in 0..3 {
                for header in headers.iter().take(KEPT) {
                    assert_eq!(is_read(header.as_bytes()), round == 0, "{header:?}");
                }
            }
            // One more takes the place of the first.
            assert!(is_read(headers[KEPT].as_bytes()));
            assert!(headers.iter().skip(1).all(|header| !is_read(header.as_bytes())));
            assert!(is_read(headers[0].as_bytes()));
        });
    }

    #[test]
    fn long_ones_are_not() {
        on_a_new_thread(|| {
            let (longest, longer) = (vec![b'a'; LONGEST], vec![b'a'; LONGEST + 1]);
            assert!(is_read(&longest) && !is_read(&longest));
            assert!(is_read(&longer) && is_read(&longer));
        });
    }

    #[test]
    fn what_cannot_be_read_is_not_kept() {
        on_a_new_thread(|| {
            assert!(recent(b"bad", || Err(())).is_err());
            assert!(is_read(b"bad"));
        });
    }
}
