//! OpenSSL's own encryption of PEM, `Proc-Type: 4,ENCRYPTED` with `DEK-Info`.

use aes::{Aes128, Aes192, Aes256};
use cbc::{
    Decryptor,
    cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit, block_padding::Pkcs7},
};
use des::TdesEde3;
use md5::{Digest, Md5};
use zeroize::{Zeroize, Zeroizing};

use crate::error::KeyError;

type Decrypt = fn(key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError>;

/// The bytes of a block whose `DEK-Info` names cipher and initialization vector: `AES-256-CBC,8A30…`.
///
/// The encryption is not authenticated: the result may be noise, which only its parser can detect.
pub(crate) fn legacy(dek_info: &str, ciphertext: &[u8], passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let (name, iv) = dek_info.split_once(',').ok_or_else(unknown_cipher)?;
    let (key_bytes, decrypt) = cipher(name.trim())?;
    let iv = hex(iv.trim()).ok_or(KeyError::Decryption)?;
    let key = derived_key(passphrase, iv.get(..8).ok_or(KeyError::Decryption)?, key_bytes);
    decrypt(&key, &iv, ciphertext)
}

fn cipher(name: &str) -> Result<(usize, Decrypt), KeyError> {
    match name {
        "AES-128-CBC" => Ok((16, cbc::<Aes128>)),
        "AES-192-CBC" => Ok((24, cbc::<Aes192>)),
        "AES-256-CBC" => Ok((32, cbc::<Aes256>)),
        "DES-EDE3-CBC" => Ok((24, cbc::<TdesEde3>)),
        _ => Err(unknown_cipher()),
    }
}

fn unknown_cipher() -> KeyError {
    KeyError::Unsupported("the cipher that the DEK-Info header names".into())
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
    if rest.is_empty() { bytes } else { None }
}

/// `EVP_BytesToKey` with MD5 and one round: each digest is of the one before it, the passphrase and the salt.
fn derived_key(passphrase: &[u8], salt: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(length + 16));
    let mut last = [0; 16];
    while key.len() < length {
        let before: &[u8] = if key.is_empty() { &[] } else { &last };
        last = Md5::new().chain_update(before).chain_update(passphrase).chain_update(salt).finalize().into();
        key.extend_from_slice(&last);
    }
    last.zeroize();
    key.truncate(length);
    key
}

fn cbc<C: BlockCipherDecrypt + KeyInit>(
    key: &[u8],
    iv: &[u8],
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let decryptor = Decryptor::<C>::new_from_slices(key, iv).map_err(|_| KeyError::Decryption)?;
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let length = decryptor.decrypt_padded::<Pkcs7>(&mut buffer).map_err(|_| KeyError::Decryption)?.len();
    buffer.truncate(length);
    Ok(buffer)
}
