//! SRTP and SRTCP (RFC 3711; AES-GCM of RFC 7714), one direction per context.
//!
//! Invariants: state (rollover counter, replay window) changes only after a packet has been authenticated, and nothing is ever sent
//! twice under one index, because that would give the key stream away. Nothing here panics on any input, and no packet allocates once
//! its buffer has grown.

mod suite;
mod transform;
mod window;

pub use suite::Suite;
use transform::{CM_RTCP_TAG, GCM_TAG, Purpose, Transform, check, counter, counter_block, nonce, open, seal, tag};
use window::Windows;

/// The most that protection adds to a packet: a GCM tag and an SRTCP index.
pub const LARGEST_TRAILER: usize = GCM_TAG + 4;

/// The bit of the SRTCP index field that says "encrypted".
const ENCRYPTED: u32 = 1 << 31;
const RTCP_HEADER: usize = 8;

/// Why a packet is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Shorter than its own fields say.
    Malformed,
    /// Seen before, or too old to tell.
    Replayed,
    /// The tag does not fit.
    Forged,
}

/// One direction of a session: either all `protect…` calls or all `unprotect…` calls, never both.
pub struct Context {
    suite: Suite,
    rtp: Transform,
    rtcp: Transform,
    rtp_windows: Windows,
    rtcp_windows: Windows,
}

fn word(packet: &[u8], at: usize) -> Result<u32, Failure> {
    packet.get(at..).and_then(|rest| rest.first_chunk()).map(|bytes| u32::from_be_bytes(*bytes)).ok_or(Failure::Malformed)
}

fn sequence(packet: &[u8]) -> Result<u16, Failure> {
    word(packet, 0).map(|first| (first & 0xffff) as u16)
}

/// Where the payload begins, behind contributing sources and extension (RFC 3550 §5.1, §5.3.1).
fn header_len(packet: &[u8]) -> Result<usize, Failure> {
    let first = *packet.first().ok_or(Failure::Malformed)?;
    let mut length = crate::rtp::HEADER + 4 * usize::from(first & 15);
    if first & 0x10 != 0 {
        length += 4 + 4 * (word(packet, length)? & 0xffff) as usize;
    }
    if packet.len() < length { Err(Failure::Malformed) } else { Ok(length) }
}

fn split(packet: &mut [u8], at: usize) -> Result<(&mut [u8], &mut [u8]), Failure> {
    packet.split_at_mut_checked(at).ok_or(Failure::Malformed)
}

/// The upper bits of an index, as they are authenticated with an RTP packet.
fn rollover(index: u64) -> [u8; 4] {
    #[allow(clippy::cast_possible_truncation)] // an index has 48 bits
    ((index >> 16) as u32).to_be_bytes()
}

impl Context {
    /// Makes a context from a master key and the salt behind it; `Malformed` when their length is not the suite's.
    pub fn new(suite: Suite, key_and_salt: &[u8]) -> Result<Self, Failure> {
        let (key, salt) = key_and_salt.split_at_checked(suite.key_len()).ok_or(Failure::Malformed)?;
        if salt.len() != suite.salt_len() {
            return Err(Failure::Malformed);
        }
        Ok(Self {
            suite,
            rtp: Transform::derive(suite, key, salt, Purpose::Rtp)?,
            rtcp: Transform::derive(suite, key, salt, Purpose::Rtcp)?,
            rtp_windows: Windows::default(),
            rtcp_windows: Windows::default(),
        })
    }

    #[must_use]
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// Encrypts an RTP packet in place and appends its tag.
    pub fn protect(&mut self, packet: &mut Vec<u8>) -> Result<(), Failure> {
        let (header, ssrc) = (header_len(packet)?, word(packet, 8)?);
        let sequence = sequence(packet)?;
        let index = match self.rtp_windows.get(ssrc) {
            Some(window) => window.estimate(sequence).filter(|index| window.is_new(*index)).ok_or(Failure::Replayed)?,
            None if self.rtp_windows.has_room_for(ssrc) => u64::from(sequence),
            // Forgetting a source would begin its key stream anew.
            None => return Err(Failure::Replayed),
        };
        if index >> 48 != 0 {
            return Err(Failure::Replayed);
        }
        let (clear, data) = split(packet, header)?;
        match &self.rtp {
            Transform::Cm { cipher, salt, auth } => {
                counter(cipher, counter_block(salt, ssrc, index), data)?;
                let tag = tag(auth, packet, &rollover(index));
                packet.extend(tag.as_ref().iter().take(self.suite.rtp_tag()));
            }
            Transform::Gcm { cipher, salt } => {
                let tag = seal(cipher, nonce(salt, ssrc, index), clear, data)?;
                packet.extend_from_slice(tag.as_ref());
            }
        }
        self.rtp_windows.accept(ssrc, index);
        Ok(())
    }

    /// Checks and decrypts an SRTP packet in place; gives its length without the tag.
    pub fn unprotect(&mut self, packet: &mut [u8]) -> Result<usize, Failure> {
        let (header, ssrc) = (header_len(packet)?, word(packet, 8)?);
        let end = packet.len().checked_sub(self.suite.rtp_tag()).filter(|end| *end >= header).ok_or(Failure::Malformed)?;
        let sequence = sequence(packet)?;
        let index = match self.rtp_windows.get(ssrc) {
            Some(window) => {
                let index = window.estimate(sequence).filter(|index| window.is_new(*index)).ok_or(Failure::Replayed)?;
                self.open_rtp(packet, header, end, (ssrc, index))?;
                index
            }
            None => self.open_first(packet, header, end, (ssrc, sequence))?,
        };
        self.rtp_windows.accept(ssrc, index);
        Ok(end)
    }

    /// Opens the first packet of a source: its counter stands at zero, or at one where the packets before the wrap came before the keys.
    fn open_first(&self, packet: &mut [u8], header: usize, end: usize, (ssrc, sequence): (u32, u16)) -> Result<u64, Failure> {
        let mut copy = [0; crate::rtp::LARGEST];
        let copy = copy.get_mut(..packet.len()).ok_or(Failure::Malformed)?;
        copy.copy_from_slice(packet);
        let (first, second) = (u64::from(sequence), (1 << 16) | u64::from(sequence));
        match self.open_rtp(packet, header, end, (ssrc, first)) {
            Ok(()) => Ok(first),
            Err(Failure::Forged) if sequence < 0x8000 => {
                packet.copy_from_slice(copy);
                self.open_rtp(packet, header, end, (ssrc, second)).map(|()| second)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Checks and decrypts a packet under the index that it is believed to have.
    fn open_rtp(&self, packet: &mut [u8], header: usize, end: usize, (ssrc, index): (u32, u64)) -> Result<(), Failure> {
        match &self.rtp {
            Transform::Cm { cipher, salt, auth } => {
                let (sealed, received) = split(packet, end)?;
                check(&tag(auth, sealed, &rollover(index)), received)?;
                counter(cipher, counter_block(salt, ssrc, index), split(sealed, header)?.1)?;
            }
            Transform::Gcm { cipher, salt } => {
                let (clear, data) = split(packet, header)?;
                open(cipher, nonce(salt, ssrc, index), clear, data)?;
            }
        }
        Ok(())
    }

    /// Encrypts a compound RTCP packet in place and appends index and tag (RFC 3711 §3.4, RFC 7714 §9).
    pub fn protect_rtcp(&mut self, packet: &mut Vec<u8>) -> Result<(), Failure> {
        let ssrc = word(packet, 4)?;
        let index = match self.rtcp_windows.get(ssrc) {
            Some(window) => window.highest().unwrap_or(0) + 1,
            None if self.rtcp_windows.has_room_for(ssrc) => 1,
            None => return Err(Failure::Replayed),
        };
        let short = u32::try_from(index).ok().filter(|index| *index < ENCRYPTED).ok_or(Failure::Replayed)?;
        let trailer = (ENCRYPTED | short).to_be_bytes();
        let (clear, data) = split(packet, RTCP_HEADER)?;
        match &self.rtcp {
            Transform::Cm { cipher, salt, auth } => {
                counter(cipher, counter_block(salt, ssrc, index), data)?;
                let tag = tag(auth, packet, &trailer);
                packet.extend_from_slice(&trailer);
                packet.extend(tag.as_ref().iter().take(CM_RTCP_TAG));
            }
            Transform::Gcm { cipher, salt } => {
                let mut associated = [0; RTCP_HEADER + 4];
                let (head, tail) = split(&mut associated, RTCP_HEADER)?;
                head.copy_from_slice(clear);
                tail.copy_from_slice(&trailer);
                let tag = seal(cipher, nonce(salt, ssrc, index), &associated, data)?;
                packet.extend_from_slice(tag.as_ref());
                packet.extend_from_slice(&trailer);
            }
        }
        self.rtcp_windows.accept(ssrc, index);
        Ok(())
    }

    /// Checks and decrypts an SRTCP packet in place; gives its length without index and tag.
    pub fn unprotect_rtcp(&mut self, packet: &mut [u8]) -> Result<usize, Failure> {
        let ssrc = word(packet, 4)?;
        let behind = if self.suite.is_gcm() { 0 } else { CM_RTCP_TAG };
        let trailer_at = packet.len().checked_sub(4 + behind).ok_or(Failure::Malformed)?;
        let trailer = word(packet, trailer_at)?;
        let (encrypted, index) = (trailer & ENCRYPTED != 0, u64::from(trailer & !ENCRYPTED));
        let end = if self.suite.is_gcm() { trailer_at.checked_sub(GCM_TAG) } else { Some(trailer_at) };
        let end = end.filter(|end| *end >= RTCP_HEADER).ok_or(Failure::Malformed)?;
        if self.rtcp_windows.get(ssrc).is_some_and(|window| !window.is_new(index)) {
            return Err(Failure::Replayed);
        }
        match &self.rtcp {
            Transform::Cm { cipher, salt, auth } => {
                let (sealed, received) = split(packet, trailer_at + 4)?;
                check(&tag(auth, sealed, &[]), received)?;
                if encrypted {
                    let data = sealed.get_mut(RTCP_HEADER..end).ok_or(Failure::Malformed)?;
                    counter(cipher, counter_block(salt, ssrc, index), data)?;
                }
            }
            Transform::Gcm { cipher, salt } => {
                // Of an unencrypted packet everything is associated data, and the "ciphertext" is the tag alone (RFC 7714 §9.3).
                let from = if encrypted { RTCP_HEADER } else { end };
                let (clear, rest) = split(packet, from)?;
                let (data, _) = split(rest, trailer_at - from)?;
                let mut associated = [0; crate::rtp::LARGEST];
                let place = associated.get_mut(..from + 4).ok_or(Failure::Malformed)?;
                let (head, tail) = split(place, from)?;
                head.copy_from_slice(clear);
                tail.copy_from_slice(&trailer.to_be_bytes());
                open(cipher, nonce(salt, ssrc, index), place, data)?;
            }
        }
        self.rtcp_windows.accept(ssrc, index);
        Ok(end)
    }
}

#[cfg(test)]
mod tests;
