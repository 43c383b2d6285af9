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
