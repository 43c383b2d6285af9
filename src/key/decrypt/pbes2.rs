//! Encrypted PKCS#8 (PBES2, RFC 8018).

use der::{
    Decode, ErrorKind,
    asn1::{AnyRef, OctetStringRef},
};
use pkcs8::pkcs5::pbes2::{Kdf, PBES2_OID, Parameters};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use crate::error::KeyError;

const FORM: &str = "encrypted PKCS#8";
/// Seconds of work; twenty on a slow machine. A key file must not keep a server busy for longer.
const MAX_PBKDF2_ITERATIONS: u32 = 10_000_000;
/// The memory that scrypt may use, all its lanes together. It limits the time as well.
const MAX_SCRYPT_BYTES: u64 = 256 << 20;

/// The PKCS#8 structure inside an encrypted one.
pub(crate) fn pkcs8(der: &[u8], passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let (scheme, ciphertext) = split(der).map_err(|source| KeyError::malformed(FORM, source))?;
    let parameters = pbes2(scheme)?;
    check_cost(&parameters.kdf)?;
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let length = parameters.decrypt_in_place(passphrase, &mut buffer).map_err(|_| KeyError::Decryption)?.len();
    buffer.truncate(length);
    Ok(buffer)
}

fn split(der: &[u8]) -> der::Result<(AlgorithmIdentifierRef<'_>, &[u8])> {
    AnyRef::from_der(der)?.sequence(|reader| {
        let scheme = AlgorithmIdentifierRef::decode(reader)?;
        Ok((scheme, <&OctetStringRef>::decode(reader)?.as_bytes()))
    })
}

fn pbes2(scheme: AlgorithmIdentifierRef<'_>) -> Result<Parameters, KeyError> {
    let Some(parameters) = scheme.parameters.filter(|_| scheme.oid == PBES2_OID) else {
        return Err(KeyError::Unsupported("an encryption scheme other than PBES2".into()));
    };
    check_iv(parameters).map_err(|source| KeyError::malformed(FORM, source))?;
    Parameters::try_from(parameters).map_err(|source| match source.kind() {
        ErrorKind::OidUnknown { oid } => KeyError::Unsupported(format!("a key encrypted with the OID {oid}")),
        _ => KeyError::malformed(FORM, source),
    })
}

/// `pkcs5` 0.8 slices the first eight bytes of a DES initialization vector without checking its length.
fn check_iv(parameters: AnyRef<'_>) -> der::Result<()> {
    let cipher = parameters.sequence(|reader| {
        AlgorithmIdentifierRef::decode(reader)?;
        AlgorithmIdentifierRef::decode(reader)
    })?;
    let iv = cipher.parameters.map(AnyRef::decode_as::<&OctetStringRef>).transpose()?;
    if iv.is_some_and(|iv| iv.as_bytes().len() >= 8) { Ok(()) } else { Err(ErrorKind::Failed.into()) }
}

/// Zero is refused as well: `pkcs5` takes the logarithm of the scrypt cost.
fn check_cost(kdf: &Kdf) -> Result<(), KeyError> {
    let bearable = match kdf {
        Kdf::Pbkdf2(parameters) => (1..=MAX_PBKDF2_ITERATIONS).contains(&parameters.iteration_count),
        Kdf::Scrypt(parameters) => {
            let lanes = 128 * u64::from(parameters.block_size) * u64::from(parameters.parallelization);
            let bytes = parameters.cost_parameter.checked_mul(lanes);
            bytes.is_some_and(|bytes| (1..=MAX_SCRYPT_BYTES).contains(&bytes))
        }
        _ => false,
    };
    if bearable {
        return Ok(());
    }
    Err(KeyError::Unsupported(
        "a key derivation cost of zero or above the limit (10,000,000 PBKDF2 iterations, 256 MiB of scrypt)".into(),
    ))
}
