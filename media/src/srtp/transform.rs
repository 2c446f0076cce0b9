//! Session keys and what is done with them: key derivation (RFC 3711 §4.3), counter mode with HMAC-SHA1 (§4.1.1, §4.2.1), GCM (RFC 7714).

use super::{Failure, Suite};
use aws_lc_rs::cipher::{AES_128, AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::{aead, constant_time, hmac, iv};

/// Bytes of a GCM tag.
pub const GCM_TAG: usize = 16;
/// Bytes of the HMAC tag of an SRTCP packet; RTP's may be shorter (RFC 4568 §6.2.2).
pub const CM_RTCP_TAG: usize = 10;

/// Which session keys: labels of RFC 3711 §4.3.2 for the cipher; authentication and salt follow.
#[derive(Clone, Copy)]
pub enum Purpose {
    Rtp = 0,
    Rtcp = 3,
}

/// The keys of one direction of RTP or of RTCP.
#[allow(clippy::large_enum_variant)] // they live on the heap as part of a context, whichever it is
pub enum Transform {
    Cm { cipher: EncryptingKey, salt: [u8; 14], auth: hmac::Key },
    Gcm { cipher: aead::LessSafeKey, salt: [u8; 12] },
}

fn failure<E>(_: E) -> Failure {
    Failure::Forged
}

/// AES in counter mode over a prepared key.
pub fn counter_key(key: &[u8]) -> Result<EncryptingKey, Failure> {
    let algorithm = if key.len() == 32 { &AES_256 } else { &AES_128 };
    EncryptingKey::ctr(UnboundCipherKey::new(algorithm, key).map_err(failure)?).map_err(failure)
}

/// XORs the key stream that starts at block `block`.
pub fn counter(key: &EncryptingKey, block: [u8; 16], data: &mut [u8]) -> Result<(), Failure> {
    let context = EncryptionContext::Iv128(iv::FixedLength::from(block));
    key.less_safe_encrypt(data, context).map(drop).map_err(failure)
}

/// One derived key, with a key derivation rate of zero.
pub fn derive(master: &EncryptingKey, salt: &[u8], label: u8, out: &mut [u8]) -> Result<(), Failure> {
    let mut block = [0; 16];
    for (byte, value) in block.iter_mut().zip(salt) {
        *byte = *value;
    }
    if let Some(byte) = block.get_mut(7) {
        *byte ^= label;
    }
    out.fill(0);
    counter(master, block, out)
}

fn mix(bytes: &mut [u8], from: usize, value: &[u8]) {
    for (byte, value) in bytes.iter_mut().skip(from).zip(value) {
        *byte ^= value;
    }
}

/// The counter block of RFC 3711 §4.1.1.
pub fn counter_block(salt: &[u8; 14], ssrc: u32, index: u64) -> [u8; 16] {
    let mut block = [0; 16];
    mix(&mut block, 0, salt);
    mix(&mut block, 4, &ssrc.to_be_bytes());
    mix(&mut block, 6, &index.to_be_bytes());
    block
}

/// The nonce of RFC 7714 §8.1 and §9.1; `index` is below 2^48.
pub fn nonce(salt: &[u8; 12], ssrc: u32, index: u64) -> [u8; 12] {
    let mut nonce = *salt;
    mix(&mut nonce, 2, &ssrc.to_be_bytes());
    mix(&mut nonce, 4, &index.to_be_bytes());
    nonce
}

/// The HMAC over two parts.
pub fn tag(key: &hmac::Key, data: &[u8], more: &[u8]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    context.update(data);
    context.update(more);
    context.sign()
}

/// Compares the first bytes of an HMAC with a received tag, in constant time.
pub fn check(tag: &hmac::Tag, received: &[u8]) -> Result<(), Failure> {
    let expected = tag.as_ref().get(..received.len()).ok_or(Failure::Forged)?;
    constant_time::verify_slices_are_equal(expected, received).map_err(failure)
}

impl Transform {
    /// Derives the session keys from a master key and salt of the suite's lengths.
    pub fn derive(suite: Suite, key: &[u8], salt: &[u8], purpose: Purpose) -> Result<Self, Failure> {
        let master = counter_key(key)?;
        let label = purpose as u8;
        let mut cipher = [0; 32];
        let cipher = cipher.get_mut(..suite.key_len()).ok_or(Failure::Malformed)?;
        derive(&master, salt, label, cipher)?;
        if suite.is_gcm() {
            let algorithm = if suite.key_len() == 32 { &aead::AES_256_GCM } else { &aead::AES_128_GCM };
            let mut session_salt = [0; 12];
            derive(&master, salt, label + 2, &mut session_salt)?;
            let cipher = aead::LessSafeKey::new(aead::UnboundKey::new(algorithm, cipher).map_err(failure)?);
            return Ok(Self::Gcm { cipher, salt: session_salt });
        }
        let (mut auth, mut session_salt) = ([0; 20], [0; 14]);
        derive(&master, salt, label + 1, &mut auth)?;
        derive(&master, salt, label + 2, &mut session_salt)?;
        let auth = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &auth);
        Ok(Self::Cm { cipher: counter_key(cipher)?, salt: session_salt, auth })
    }
}

/// Encrypts in place and gives the tag.
pub fn seal(key: &aead::LessSafeKey, nonce: [u8; 12], clear: &[u8], data: &mut [u8]) -> Result<aead::Tag, Failure> {
    let nonce = aead::Nonce::assume_unique_for_key(nonce);
    key.seal_in_place_separate_tag(nonce, aead::Aad::from(clear), data).map_err(failure)
}

/// Checks and decrypts in place; the last [`GCM_TAG`] bytes of `data` are the tag.
pub fn open(key: &aead::LessSafeKey, nonce: [u8; 12], clear: &[u8], data: &mut [u8]) -> Result<(), Failure> {
    let nonce = aead::Nonce::assume_unique_for_key(nonce);
    key.open_in_place(nonce, aead::Aad::from(clear), data).map(drop).map_err(failure)
}
