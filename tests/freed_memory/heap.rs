//! A heap that searches every block for parts of private keys before it frees it.
#![expect(unsafe_code, reason = "an allocator is unsafe, and only an allocator sees what is freed")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    fmt, slice,
    sync::OnceLock,
};

/// So many equal bytes are not chance.
const WINDOW: usize = 16;

static NEEDLES: OnceLock<Needles> = OnceLock::new();

struct Needles {
    /// Every run of [`WINDOW`] bytes of a private key, sorted, each with the part that it belongs to.
    windows: Vec<(u128, Parts)>,
    /// Whether a window ends with these two bytes: few do, so few are searched for.
    ends: Vec<bool>,
}

thread_local! {
    /// What this thread has freed. Neither initialized lazily nor dropped, so that the allocator may use it.
    static FREED: Cell<Parts> = const { Cell::new(Parts(0)) };
}

/// The parts of private keys that are told apart.
const NAMES: [&str; 10] = ["k", "d", "p", "q", "dp", "dq", "qi", "padded k", "base64", "reversed"];

/// A set of parts. "reversed" and "base64" say in which form they were found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parts(u16);

impl Parts {
    pub const NONE: Self = Self(0);

    pub fn of(names: &[&str]) -> Self {
        let bit = |name| NAMES.iter().position(|known| *known == name).expect("a name of a part");
        Self(names.iter().fold(0, |bits, name| bits | 1 << bit(*name)))
    }

    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(NAMES.iter().enumerate().filter(|(bit, _)| self.0 >> bit & 1 == 1).map(|(_, name)| name))
            .finish()
    }
}

/// From now on these are searched for. Until now nothing was freed, so the needles' own sources are not found.
pub fn watch(parts: &[(Parts, Vec<u8>)]) {
    let mut needles = Needles { windows: Vec::new(), ends: vec![false; 1 << 16] };
    for (part, bytes) in parts {
        for window in bytes.windows(WINDOW) {
            let window = window.iter().fold(0, |window, byte| shifted(window, *byte));
            needles.windows.push((window, *part));
            needles.ends[end(window)] = true;
        }
    }
    needles.windows.sort_unstable();
    assert!(NEEDLES.set(needles).is_ok(), "watched twice");
}

/// The result of a function, and the parts that it has freed.
pub fn freed<T>(function: impl FnOnce() -> T) -> (T, Parts) {
    assert!(NEEDLES.get().is_some(), "nothing is watched");
    FREED.set(Parts::NONE);
    let result = function();
    (result, FREED.get())
}

/// The parts that the bytes contain.
pub fn parts_in(bytes: &[u8]) -> Parts {
    let Some(Needles { windows, ends }) = NEEDLES.get() else { return Parts::NONE };
    let (mut window, mut found) = (0, Parts::NONE);
    for (index, byte) in bytes.iter().enumerate() {
        window = shifted(window, *byte);
        if index + 1 >= WINDOW && ends[end(window)] {
            let first = windows.partition_point(|(needle, _)| *needle < window);
            let equal = windows[first..].iter().take_while(|(needle, _)| *needle == window);
            found = equal.fold(found, |found, (_, part)| found.and(*part));
        }
    }
    found
}

/// The window of [`WINDOW`] bytes that ends one byte further.
fn shifted(window: u128, byte: u8) -> u128 {
    window << 8 | u128::from(byte)
}

fn end(window: u128) -> usize {
    (window & 0xffff) as usize
}

struct Heap;

#[global_allocator]
static HEAP: Heap = Heap;

// SAFETY: it passes on to `System`. `realloc` is the trait's own, which allocates, copies and frees through these two.
unsafe impl GlobalAlloc for Heap {
    /// Zeroed, so that all of the block can be read when it is freed.
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if NEEDLES.get().is_some() {
            search_and_wipe(unsafe { slice::from_raw_parts_mut(block, layout.size()) });
            unsafe { System.dealloc(block, layout) };
        }
    }
}

/// Wiped, so that it is not found a second time by whoever gets the memory next.
fn search_and_wipe(block: &mut [u8]) {
    FREED.set(FREED.get().and(parts_in(block)));
    block.fill(0);
}

/// What AWS-LC allocates does not come from Rust's heap: its calls of `free` are found here.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub mod c {
    use std::{ffi::c_void, slice};

    use super::{NEEDLES, search_and_wipe};

    unsafe extern "C" {
        fn __libc_free(block: *mut c_void);
        fn malloc(size: usize) -> *mut c_void;
        fn malloc_usable_size(block: *mut c_void) -> usize;
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn free(block: *mut c_void) {
        if block.is_null() || NEEDLES.get().is_none() {
            return;
        }
        // SAFETY: the caller gives the block up, and all of it may be written.
        unsafe {
            let size = malloc_usable_size(block);
            search_and_wipe(slice::from_raw_parts_mut(block.cast(), size));
            __libc_free(block);
        }
    }

    /// Allocates, writes and frees as C does.
    pub fn allocate_and_free(bytes: &[u8]) {
        // SAFETY: the block is as long as what is written into it.
        unsafe {
            let block = malloc(bytes.len());
            block.cast::<u8>().copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            free(block);
        }
    }
}
