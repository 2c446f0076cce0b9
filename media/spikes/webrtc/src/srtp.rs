//! SRTP and SRTCP (RFC 3711; AES-GCM of RFC 7714), one direction per context, packets changed in place.
//!
//! Invariant: state (rollover counter, replay window) changes only after a packet has been authenticated.

use crate::crypto::{CryptoFailure, Provider};
use std::collections::HashMap;

/// Protection profile as DTLS negotiates it (RFC 5764 §4.1.2, RFC 7714 §14.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Aes128CmSha1,
    AeadAes128Gcm,
    AeadAes256Gcm,
}

impl Profile {
    pub const ALL: [Self; 3] = [Self::Aes128CmSha1, Self::AeadAes128Gcm, Self::AeadAes256Gcm];

    pub fn key_len(self) -> usize {
        if self == Self::AeadAes256Gcm { 32 } else { 16 }
    }

    pub fn salt_len(self) -> usize {
        if self == Self::Aes128CmSha1 { 14 } else { 12 }
    }

    /// Bytes that the DTLS exporter must give: both keys, then both salts (RFC 5764 §4.2).
    pub fn exported_len(self) -> usize {
        2 * (self.key_len() + self.salt_len())
    }
}

/// Why a packet was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SrtpError {
    /// Shorter than its own headers say.
    Malformed,
    /// Seen before, or older than the window.
    Replayed,
    /// The tag does not fit.
    Forged,
}

impl From<CryptoFailure> for SrtpError {
    fn from(_: CryptoFailure) -> Self {
        Self::Forged
    }
}

enum Keys<P: Provider> {
    Cm { cipher: P::Ctr, salt: [u8; 14], auth: P::Hmac },
    Gcm { cipher: P::Gcm, salt: [u8; 12] },
}

const CM_TAG: usize = 10;
const GCM_TAG: usize = 16;
/// The bit of the SRTCP trailer that says "encrypted".
const ENCRYPTED: u32 = 1 << 31;

/// AES-CM key derivation with rate zero (RFC 3711 §4.3).
fn derive<P: Provider>(master: &P::Ctr, salt: &[u8], label: u8, out: &mut [u8]) -> Result<(), CryptoFailure> {
    let mut iv = [0; 16];
    iv[..salt.len()].copy_from_slice(salt);
    iv[7] ^= label;
    out.fill(0);
    P::ctr(master, iv, out)
}

impl<P: Provider> Keys<P> {
    /// `first_label` is 0 for RTP and 3 for RTCP.
    fn derive(profile: Profile, key: &[u8], salt: &[u8], first_label: u8) -> Result<Self, CryptoFailure> {
        let master = P::ctr_key(key)?;
        let mut cipher = [0; 32];
        let cipher = &mut cipher[..profile.key_len()];
        derive::<P>(&master, salt, first_label, cipher)?;
        if profile == Profile::Aes128CmSha1 {
            let (mut auth, mut session_salt) = ([0; 20], [0; 14]);
            derive::<P>(&master, salt, first_label + 1, &mut auth)?;
            derive::<P>(&master, salt, first_label + 2, &mut session_salt)?;
            Ok(Self::Cm { cipher: P::ctr_key(cipher)?, salt: session_salt, auth: P::hmac_key(&auth)? })
        } else {
            let mut session_salt = [0; 12];
            derive::<P>(&master, salt, first_label + 2, &mut session_salt)?;
            Ok(Self::Gcm { cipher: P::gcm_key(cipher)?, salt: session_salt })
        }
    }
}

/// Counter block of RFC 3711 §4.1.1.
fn cm_iv(salt: [u8; 14], ssrc: u32, index: u64) -> [u8; 16] {
    let mut iv = [0; 16];
    iv[..14].copy_from_slice(&salt);
    for (byte, value) in iv[4..8].iter_mut().zip(ssrc.to_be_bytes()) {
        *byte ^= value;
    }
    for (byte, value) in iv[8..14].iter_mut().zip(&index.to_be_bytes()[2..]) {
        *byte ^= value;
    }
    iv
}

/// Nonce of RFC 7714 §8.1 and §9.1; `index` is ROC‖SEQ, or the 31-bit SRTCP index.
fn gcm_nonce(salt: [u8; 12], ssrc: u32, index: u64) -> [u8; 12] {
    let mut nonce = salt;
    for (byte, value) in nonce[2..6].iter_mut().zip(ssrc.to_be_bytes()) {
        *byte ^= value;
    }
    for (byte, value) in nonce[6..12].iter_mut().zip(&index.to_be_bytes()[2..]) {
        *byte ^= value;
    }
    nonce
}

fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// A 64-packet replay window over extended indexes (RFC 3711 §3.3.2).
#[derive(Default)]
struct Window {
    highest: Option<u64>,
    seen: u64,
}

impl Window {
    /// The index that `sequence` most likely has (RFC 3711 §3.3.1, appendix A).
    fn estimate(&self, sequence: u16) -> u64 {
        let Some(highest) = self.highest else { return u64::from(sequence) };
        let roc = highest >> 16;
        let behind = u16::try_from(highest & 0xffff).unwrap_or(0);
        let guess = if behind < 0x8000 && i32::from(sequence) - i32::from(behind) > 0x8000 {
            roc.checked_sub(1).unwrap_or(roc)
        } else if behind >= 0x8000 && sequence < behind - 0x8000 {
            roc + 1
        } else {
            roc
        };
        guess << 16 | u64::from(sequence)
    }

    fn is_new(&self, index: u64) -> bool {
        match self.highest {
            Some(highest) if index <= highest => highest - index < 64 && self.seen >> (highest - index) & 1 == 0,
            _ => true,
        }
    }

    fn accept(&mut self, index: u64) {
        match self.highest {
            Some(highest) if index <= highest => self.seen |= 1 << (highest - index),
            Some(highest) => {
                let shift = u32::try_from(index - highest).unwrap_or(64);
                self.seen = self.seen.checked_shl(shift).unwrap_or(0) | 1;
                self.highest = Some(index);
            }
            None => (self.highest, self.seen) = (Some(index), 1),
        }
    }
}

/// One direction of an SRTP session: either all `protect…` or all `unprotect…` calls, never both.
pub struct Context<P: Provider> {
    rtp: Keys<P>,
    rtcp: Keys<P>,
    rtp_windows: HashMap<u32, Window>,
    rtcp_windows: HashMap<u32, Window>,
}

fn word(packet: &[u8], at: usize) -> Result<u32, SrtpError> {
    let bytes = packet.get(at..at + 4).ok_or(SrtpError::Malformed)?;
    Ok(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// Length of the RTP header with contributing sources and extension (RFC 3550 §5.1, §5.3.1).
pub fn rtp_header_len(packet: &[u8]) -> Result<usize, SrtpError> {
    let first = *packet.first().ok_or(SrtpError::Malformed)?;
    let mut length = 12 + 4 * usize::from(first & 15);
    if first & 0x10 != 0 {
        length += 4 + 4 * (word(packet, length)? & 0xffff) as usize;
    }
    if packet.len() < length { Err(SrtpError::Malformed) } else { Ok(length) }
}

impl<P: Provider> Context<P> {
    /// `key` and `salt` are the master key and salt of one direction.
    pub fn new(profile: Profile, key: &[u8], salt: &[u8]) -> Result<Self, SrtpError> {
        if key.len() != profile.key_len() || salt.len() != profile.salt_len() {
            return Err(SrtpError::Malformed);
        }
        Ok(Self {
            rtp: Keys::derive(profile, key, salt, 0)?,
            rtcp: Keys::derive(profile, key, salt, 3)?,
            rtp_windows: HashMap::new(),
            rtcp_windows: HashMap::new(),
        })
    }

    /// The (client, server) directions from what the DTLS exporter gave.
    pub fn from_exported(profile: Profile, material: &[u8]) -> Result<(Self, Self), SrtpError> {
        let (key, salt) = (profile.key_len(), profile.salt_len());
        if material.len() != profile.exported_len() {
            return Err(SrtpError::Malformed);
        }
        let (keys, salts) = material.split_at(2 * key);
        let client = Self::new(profile, &keys[..key], &salts[..salt])?;
        Ok((client, Self::new(profile, &keys[key..], &salts[salt..])?))
    }

    /// Encrypts an RTP packet in place and appends its tag.
    pub fn protect(&mut self, packet: &mut Vec<u8>) -> Result<(), SrtpError> {
        let header = rtp_header_len(packet)?;
        let ssrc = word(packet, 8)?;
        let window = self.rtp_windows.entry(ssrc).or_default();
        let index = window.estimate(u16::from_be_bytes([packet[2], packet[3]]));
        if !window.is_new(index) {
            return Err(SrtpError::Replayed); // a second packet under one index would give the key stream away
        }
        match &self.rtp {
            Keys::Cm { cipher, salt, auth } => {
                P::ctr(cipher, cm_iv(*salt, ssrc, index), &mut packet[header..])?;
                let roc = u32::try_from(index >> 16).unwrap_or(0).to_be_bytes();
                let tag = P::hmac(auth, &[packet, &roc]);
                packet.extend_from_slice(&tag[..CM_TAG]);
            }
            Keys::Gcm { cipher, salt } => {
                let (aad, data) = packet.split_at_mut(header);
                let tag = P::seal(cipher, gcm_nonce(*salt, ssrc, index), aad, data)?;
                packet.extend_from_slice(&tag);
            }
        }
        window.accept(index);
        Ok(())
    }

    /// Checks and decrypts an SRTP packet in place; its tag is cut off.
    pub fn unprotect(&mut self, packet: &mut Vec<u8>) -> Result<(), SrtpError> {
        let header = rtp_header_len(packet)?;
        let ssrc = word(packet, 8)?;
        let fresh = Window::default();
        let window = self.rtp_windows.get(&ssrc).unwrap_or(&fresh);
        let index = window.estimate(u16::from_be_bytes([packet[2], packet[3]]));
        if !window.is_new(index) {
            return Err(SrtpError::Replayed);
        }
        let tag_len = if matches!(self.rtp, Keys::Cm { .. }) { CM_TAG } else { GCM_TAG };
        let end = packet.len().checked_sub(tag_len).filter(|end| *end >= header).ok_or(SrtpError::Malformed)?;
        match &self.rtp {
            Keys::Cm { cipher, salt, auth } => {
                let roc = u32::try_from(index >> 16).unwrap_or(0).to_be_bytes();
                let tag = P::hmac(auth, &[&packet[..end], &roc]);
                if !same(&tag[..CM_TAG], &packet[end..]) {
                    return Err(SrtpError::Forged);
                }
                P::ctr(cipher, cm_iv(*salt, ssrc, index), &mut packet[header..end])?;
            }
            Keys::Gcm { cipher, salt } => {
                let (aad, data) = packet.split_at_mut(header);
                P::open(cipher, gcm_nonce(*salt, ssrc, index), aad, data)?;
            }
        }
        packet.truncate(end);
        self.rtp_windows.entry(ssrc).or_default().accept(index);
        Ok(())
    }

    /// Encrypts a compound RTCP packet in place and appends index and tag (RFC 3711 §3.4, RFC 7714 §9).
    pub fn protect_rtcp(&mut self, packet: &mut Vec<u8>) -> Result<(), SrtpError> {
        let ssrc = word(packet, 4)?;
        let window = self.rtcp_windows.entry(ssrc).or_default();
        let index = window.highest.map_or(1, |highest| highest + 1);
        if index >= u64::from(ENCRYPTED) {
            return Err(SrtpError::Replayed);
        }
        let trailer = (ENCRYPTED | u32::try_from(index).unwrap_or(0)).to_be_bytes();
        match &self.rtcp {
            Keys::Cm { cipher, salt, auth } => {
                P::ctr(cipher, cm_iv(*salt, ssrc, index), &mut packet[8..])?;
                packet.extend_from_slice(&trailer);
                let tag = P::hmac(auth, &[packet]);
                packet.extend_from_slice(&tag[..CM_TAG]);
            }
            Keys::Gcm { cipher, salt } => {
                let mut aad = [0; 12];
                aad[..8].copy_from_slice(&packet[..8]);
                aad[8..].copy_from_slice(&trailer);
                let tag = P::seal(cipher, gcm_nonce(*salt, ssrc, index), &aad, &mut packet[8..])?;
                packet.extend_from_slice(&tag);
                packet.extend_from_slice(&trailer);
            }
        }
        window.accept(index);
        Ok(())
    }

    /// Checks and decrypts an SRTCP packet in place; index and tag are cut off.
    pub fn unprotect_rtcp(&mut self, packet: &mut Vec<u8>) -> Result<(), SrtpError> {
        let ssrc = word(packet, 4)?;
        let is_cm = matches!(self.rtcp, Keys::Cm { .. });
        let trailer_at = packet.len().checked_sub(if is_cm { 4 + CM_TAG } else { 4 }).ok_or(SrtpError::Malformed)?;
        let trailer = word(packet, trailer_at)?;
        let (encrypted, index) = (trailer & ENCRYPTED != 0, u64::from(trailer & !ENCRYPTED));
        let end = if is_cm { trailer_at } else { trailer_at.checked_sub(GCM_TAG).ok_or(SrtpError::Malformed)? };
        if end < 8 {
            return Err(SrtpError::Malformed);
        }
        if !self.rtcp_windows.get(&ssrc).is_none_or(|window| window.is_new(index)) {
            return Err(SrtpError::Replayed);
        }
        match &self.rtcp {
            Keys::Cm { cipher, salt, auth } => {
                let tag = P::hmac(auth, &[&packet[..trailer_at + 4]]);
                if !same(&tag[..CM_TAG], &packet[trailer_at + 4..]) {
                    return Err(SrtpError::Forged);
                }
                if encrypted {
                    P::ctr(cipher, cm_iv(*salt, ssrc, index), &mut packet[8..end])?;
                }
            }
            Keys::Gcm { cipher, salt } => {
                let nonce = gcm_nonce(*salt, ssrc, index);
                let mut aad = packet[..if encrypted { 8 } else { end }].to_vec();
                aad.extend_from_slice(&trailer.to_be_bytes());
                let from = if encrypted { 8 } else { end };
                P::open(cipher, nonce, &aad, &mut packet[from..trailer_at])?;
            }
        }
        packet.truncate(end);
        self.rtcp_windows.entry(ssrc).or_default().accept(index);
        Ok(())
    }
}

#[cfg(test)]
#[path = "srtp_test.rs"]
mod tests;
