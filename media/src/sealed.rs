//! Sound files that the controller sealed, opened in memory: what is in them never touches the disk in plain.
//!
//! Form (written by the switch's side, `recording/sealed.py`): a head of [`HEAD`] bytes that ends with the length of the content, then
//! chunks of [`CHUNK`] bytes of it, the last one shorter, each AES-256-GCM (NIST SP 800-38D) with its number as nonce and the head as
//! associated data. The key is that of the one file; what it was made of is nothing that is known here.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

use std::fmt;
use std::io::{self, Read};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use crate::wav::Error;

/// What a sealed file begins with.
const MAGIC: &[u8] = b"OFFHOOK1";
/// Bytes of the head.
const HEAD: usize = 80;
/// Bytes of content in a chunk.
const CHUNK: u64 = 1 << 16;
const TAG: u64 = 16;
/// Bytes of a key.
pub const KEY: usize = 32;

/// The key of one file.
#[derive(Clone, PartialEq, Eq)]
pub struct FileKey([u8; KEY]);

impl FileKey {
    /// A key of exactly [`KEY`] bytes.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey")
    }
}

/// Reads and opens a whole sealed file of at most `limit` bytes of content.
///
/// # Errors
/// [`Error::TooLarge`], or [`Error::Io`] also where it is none, was changed, is cut off or has another key.
pub fn open(mut source: impl Read, key: &FileKey, limit: u64) -> Result<Vec<u8>, Error> {
    let mut head = Vec::with_capacity(HEAD);
    source.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let size = match head.last_chunk::<8>() {
        Some(size) if head.len() == HEAD && head.starts_with(MAGIC) => u64::from_be_bytes(*size),
        _ => return Err(broken("not a sealed file")),
    };
    if size > limit {
        return Err(Error::TooLarge(limit));
    }
    let cipher = UnboundKey::new(&AES_256_GCM, &key.0).map(LessSafeKey::new).map_err(|_| broken("the key cannot be used"))?;
    let (mut plain, mut chunk, mut rest, mut number) = (Vec::new(), Vec::new(), size, 0_u64);
    while rest > 0 {
        let length = rest.min(CHUNK);
        chunk.clear();
        source.by_ref().take(length + TAG).read_to_end(&mut chunk)?;
        // A chunk that is cut off opens as little as one that was changed.
        let opened =
            cipher.open_in_place(nonce(number), Aad::from(&head), &mut chunk).map_err(|_| broken("it was changed, or has another key"))?;
        plain.extend_from_slice(opened);
        rest -= length;
        number += 1;
    }
    if source.read(&mut [0])? != 0 {
        return Err(broken("it is longer than it says"));
    }
    Ok(plain)
}

fn broken(text: &str) -> Error {
    Error::Io(io::Error::new(io::ErrorKind::InvalidData, text))
}

fn nonce(number: u64) -> Nonce {
    let mut bytes = [0; 12];
    for (byte, value) in bytes.iter_mut().skip(4).zip(number.to_be_bytes()) {
        *byte = value;
    }
    Nonce::assume_unique_for_key(bytes)
}

/// Seals as the switch's side does.
#[cfg(test)]
pub fn seal(content: &[u8], key: &FileKey) -> Vec<u8> {
    let mut head = [MAGIC, &[7; HEAD - 16]].concat();
    head.extend_from_slice(&(content.len() as u64).to_be_bytes());
    let cipher = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key.0).unwrap());
    let mut sealed = head.clone();
    for (number, part) in content.chunks(1 << 16).enumerate() {
        let mut chunk = part.to_vec();
        cipher.seal_in_place_append_tag(nonce(number as u64), Aad::from(&head), &mut chunk).unwrap();
        sealed.extend_from_slice(&chunk);
    }
    sealed
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: u64 = 1 << 20;

    fn key(byte: u8) -> FileKey {
        FileKey::new(&[byte; KEY]).unwrap()
    }

    #[test]
    fn what_was_sealed_is_opened_whole() {
        for length in [0, 1, 65_535, 65_536, 65_537, 200_000] {
            let content: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
            assert_eq!(open(seal(&content, &key(1)).as_slice(), &key(1), LIMIT).unwrap(), content);
        }
    }

    #[test]
    fn any_change_is_found() {
        let sealed = seal(&vec![5; 100_000], &key(1));
        let fails = |bytes: &[u8], text: &str| {
            let error = open(bytes, &key(1), LIMIT).unwrap_err().to_string();
            assert!(error.contains(text), "{error}");
        };
        for at in [8, 40, 79, HEAD, HEAD + 70_000, sealed.len() - 1] {
            let mut other = sealed.clone();
            other[at] ^= 1;
            assert!(open(other.as_slice(), &key(1), LIMIT).is_err(), "{at}");
        }
        fails(&sealed[..sealed.len() - 1], "changed");
        fails(&sealed[..HEAD], "changed");
        fails(&sealed[..HEAD - 1], "not a sealed file");
        fails(b"RIFF", "not a sealed file");
        fails(&[sealed.as_slice(), b"x"].concat(), "longer than it says");
        assert!(open(sealed.as_slice(), &key(2), LIMIT).unwrap_err().to_string().contains("another key"));
        assert!(matches!(open(sealed.as_slice(), &key(1), 99_999), Err(Error::TooLarge(99_999))));
    }

    #[test]
    fn a_head_that_lies_about_a_length_takes_no_memory() {
        let mut sealed = seal(&[5; 10], &key(1));
        sealed[72..80].copy_from_slice(&u64::MAX.to_be_bytes());
        assert!(open(sealed.as_slice(), &key(1), u64::MAX).is_err());
    }

    #[test]
    fn a_key_has_its_length_and_is_not_told() {
        assert!(FileKey::new(&[0; 31]).is_none());
        assert!(FileKey::new(&[0; 33]).is_none());
        assert_eq!(format!("{:?}", key(9)), "FileKey");
    }
}
