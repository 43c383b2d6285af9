//! Requests to valgrind: instructions that do nothing where it does not run the program.
//!
//! As `valgrind.h` and `memcheck.h` write them, so that neither the headers nor a compiler for C are needed.

use std::arch::asm;

const RUNNING_ON_VALGRIND: usize = 0x1001;
const COUNT_ERRORS: usize = 0x1201;
/// memcheck's own requests.
const MEMCHECK: usize = usize::from_be_bytes([0, 0, 0, 0, b'M', b'C', 0, 0]);
const MAKE_MEM_UNDEFINED: usize = MEMCHECK + 1;
const MAKE_MEM_DEFINED: usize = MEMCHECK + 2;

pub(crate) fn is_running() -> bool {
    request(RUNNING_ON_VALGRIND, &[]) > 0
}

/// From here on every branch and every address that depends on these bytes is reported.
pub(crate) fn mark_secret(bytes: &[u8]) {
    request(MAKE_MEM_UNDEFINED, bytes);
}

/// From here on these bytes are known to all.
pub(crate) fn mark_public(bytes: &[u8]) {
    request(MAKE_MEM_DEFINED, bytes);
}

/// How many times something was reported so far.
pub(crate) fn reports() -> usize {
    request(COUNT_ERRORS, &[])
}

/// A request about these bytes, or about none.
fn request(code: usize, bytes: &[u8]) -> usize {
    let request = [code, bytes.as_ptr().expose_provenance(), bytes.len(), 0, 0, 0];
    let mut answer = 0;
    // SAFETY: the register is turned by 128 bits in all and so is what it was, and the exchange is with itself;
    // valgrind takes the five instructions for the request whose address is in `rax`, reads it, and answers in `rdx`.
    unsafe {
        asm!(
            "rol rdi, 3", "rol rdi, 13", "rol rdi, 61", "rol rdi, 51", "xchg rbx, rbx",
            in("rax") request.as_ptr(),
            inout("rdx") answer,
            options(nostack),
        );
    }
    answer
}
