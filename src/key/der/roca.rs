//! RSA keys that a flawed generator made (ROCA, CVE-2017-15361): the private key can be computed from the public key.

use pkcs1::UintRef;

/// Modulo each of these primes, the generator's moduli are a power of 65537. The primes up to 167 for which every
/// remainder is such a power are left out.
const PRIMES: [u32; 17] = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

/// Whether the modulus has the fingerprint of that generator (Nemec and others, "The Return of Coppersmith's Attack",
/// section 2.1). One in 2^27 other moduli has it too, and is refused as well.
pub(super) fn has_fingerprint(modulus: UintRef<'_>) -> bool {
    PRIMES.iter().all(|prime| is_power_of_65537(remainder(modulus, *prime), *prime))
}

fn remainder(number: UintRef<'_>, prime: u32) -> u32 {
    number.as_bytes().iter().fold(0, |remainder, byte| ((remainder << 8) | u32::from(*byte)) % prime)
}

fn is_power_of_65537(number: u32, prime: u32) -> bool {
    let mut power = 1;
    loop {
        if power == number {
            return true;
        }
        power = power * (65_537 % prime) % prime;
        if power == 1 {
            return false;
        }
    }
}
