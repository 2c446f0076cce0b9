//! The part of STUN (RFC 8489) that an ICE-lite agent (RFC 8445 §2.5) needs: reading Binding requests, writing the answers.
//!
//! Invariants: nothing is believed before FINGERPRINT and MESSAGE-INTEGRITY have been checked, and no answer is longer than a few dozen
//! bytes more than its request. Nothing here panics on any input.

use aws_lc_rs::{constant_time, hmac};
use std::net::{IpAddr, SocketAddr};

const HEADER: usize = 20;
const MAGIC: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const BINDING_REQUEST: u16 = 0x0001;
const BINDING_SUCCESS: u16 = 0x0101;
const BINDING_ERROR: u16 = 0x0111;

const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const ERROR_CODE: u16 = 0x0009;
const UNKNOWN_ATTRIBUTES: u16 = 0x000a;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
const PRIORITY: u16 = 0x0024;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;
const ICE_CONTROLLED: u16 = 0x8029;

const INTEGRITY_LEN: usize = 20;
const FINGERPRINT_XOR: u32 = 0x5354_554e;
/// Unknown attributes that an answer names at most.
const MOST_UNKNOWN: usize = 8;

/// Why a request is refused (RFC 8489 §14.8, RFC 8445 §7.3.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    BadRequest,
    Unauthorized,
    UnknownAttribute,
    RoleConflict,
}

impl Refusal {
    fn code(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthorized => 401,
            Self::UnknownAttribute => 420,
            Self::RoleConflict => 487,
        }
    }
}

/// A Binding request with a right FINGERPRINT; everything else is yet to be judged.
#[derive(Debug)]
pub struct Request<'a> {
    datagram: &'a [u8],
    transaction: [u8; 12],
    pub username: Option<&'a [u8]>,
    /// Where MESSAGE-INTEGRITY begins, and its value.
    integrity: Option<(usize, &'a [u8])>,
    pub use_candidate: bool,
    pub priority: u32,
    /// The sender believes to be controlled, as we are.
    pub controlled: bool,
    unknown: Vec<u16>,
}

fn crc32(data: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !data.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

fn pair(data: &[u8], at: usize) -> Option<(u16, usize)> {
    let [a, b, c, d] = *data.get(at..)?.first_chunk::<4>()?;
    Some((u16::from_be_bytes([a, b]), usize::from(u16::from_be_bytes([c, d]))))
}

/// The HMAC over a message up to `end`, with the length it has once an integrity attribute follows there.
fn integrity(message: &[u8], end: usize, password: &[u8]) -> Option<hmac::Tag> {
    let length = u16::try_from((end + 4 + INTEGRITY_LEN).checked_sub(HEADER)?).ok()?.to_be_bytes();
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password));
    context.update(message.get(..2)?);
    context.update(&length);
    context.update(message.get(4..end)?);
    Some(context.sign())
}

impl<'a> Request<'a> {
    /// Reads a Binding request; `None` for whatever else a datagram may be, and for one without a right FINGERPRINT (RFC 8445 §7.1.1).
    #[must_use]
    pub fn read(datagram: &'a [u8]) -> Option<Self> {
        let (kind, length) = pair(datagram, 0)?;
        if kind != BINDING_REQUEST || datagram.get(4..8)? != MAGIC || datagram.len() != HEADER + length {
            return None;
        }
        let transaction = *datagram.get(8..)?.first_chunk()?;
        let mut request = Self {
            datagram,
            transaction,
            username: None,
            integrity: None,
            use_candidate: false,
            priority: 0,
            controlled: false,
            unknown: Vec::new(),
        };
        let mut at = HEADER;
        while at < datagram.len() {
            let (kind, size) = pair(datagram, at)?;
            let value = datagram.get(at + 4..at + 4 + size)?;
            if kind == FINGERPRINT {
                let sum = (crc32(datagram.get(..at)?) ^ FINGERPRINT_XOR).to_be_bytes();
                return (value == sum && at + 8 == datagram.len()).then_some(request);
            }
            request.attribute(kind, value, at);
            at += 4 + size.next_multiple_of(4);
        }
        None
    }

    fn attribute(&mut self, kind: u16, value: &'a [u8], at: usize) {
        if self.integrity.is_some() {
            return; // RFC 8489 §14.5: only FINGERPRINT counts after MESSAGE-INTEGRITY
        }
        match kind {
            USERNAME => self.username = Some(value),
            MESSAGE_INTEGRITY => self.integrity = Some((at, value)),
            PRIORITY => self.priority = value.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes)),
            USE_CANDIDATE => self.use_candidate = true,
            ICE_CONTROLLED => self.controlled = true,
            // Below 0x8000 the sender insists on being understood.
            0..0x8000 if self.unknown.len() < MOST_UNKNOWN => self.unknown.push(kind),
            _ => {}
        }
    }

    /// Checks MESSAGE-INTEGRITY, then whether all of the request is understood.
    pub fn check(&self, password: &[u8], known: impl FnOnce(&[u8]) -> bool) -> Result<(), Refusal> {
        let (Some(username), Some((at, value))) = (self.username, self.integrity) else { return Err(Refusal::BadRequest) };
        // The name first: a stranger's flood shall not cost an HMAC each.
        if !known(username) {
            return Err(Refusal::Unauthorized);
        }
        let expected = integrity(self.datagram, at, password).ok_or(Refusal::BadRequest)?;
        if constant_time::verify_slices_are_equal(expected.as_ref(), value).is_err() {
            Err(Refusal::Unauthorized)
        } else if !self.unknown.is_empty() {
            Err(Refusal::UnknownAttribute)
        } else if self.controlled {
            // A lite agent is controlled always (RFC 8445 §6.1.1), so the other side must change its mind.
            Err(Refusal::RoleConflict)
        } else {
            Ok(())
        }
    }

    /// The success response, which tells the sender its own address.
    #[must_use]
    pub fn success(&self, source: SocketAddr, password: &[u8]) -> Vec<u8> {
        let mut response = self.response(BINDING_SUCCESS);
        let (family, address) = match source.ip().to_canonical() {
            IpAddr::V4(ip) => (1u8, ip.octets().to_vec()),
            IpAddr::V6(ip) => (2, ip.octets().to_vec()),
        };
        let mask = || MAGIC.iter().chain(&self.transaction);
        let mut value = vec![0, family];
        value.extend(source.port().to_be_bytes().iter().zip(mask()).map(|(a, b)| a ^ b));
        value.extend(address.iter().zip(mask()).map(|(a, b)| a ^ b));
        append(&mut response, XOR_MAPPED_ADDRESS, &value);
        finish(response, Some(password))
    }

    /// The error response. One to a stranger is not signed, because there is no password between us.
    #[must_use]
    pub fn refuse(&self, refusal: Refusal, password: &[u8]) -> Vec<u8> {
        let mut response = self.response(BINDING_ERROR);
        let [class, number] = [refusal.code() / 100, refusal.code() % 100].map(|part| part.to_be_bytes()[1]);
        append(&mut response, ERROR_CODE, &[0, 0, class, number]);
        if refusal == Refusal::UnknownAttribute {
            let types: Vec<u8> = self.unknown.iter().flat_map(|kind| kind.to_be_bytes()).collect();
            append(&mut response, UNKNOWN_ATTRIBUTES, &types);
        }
        let known = matches!(refusal, Refusal::UnknownAttribute | Refusal::RoleConflict);
        finish(response, known.then_some(password))
    }

    fn response(&self, kind: u16) -> Vec<u8> {
        let mut response = Vec::with_capacity(96);
        response.extend(kind.to_be_bytes());
        response.extend([0, 0]);
        response.extend(MAGIC);
        response.extend(self.transaction);
        response
    }
}

/// Adds an attribute and corrects the length in the header.
fn append(message: &mut Vec<u8>, kind: u16, value: &[u8]) {
    message.extend(kind.to_be_bytes());
    message.extend(u16::try_from(value.len()).unwrap_or(0).to_be_bytes());
    message.extend(value);
    message.resize(message.len().next_multiple_of(4), 0);
    set_length(message, 0);
}

fn set_length(message: &mut [u8], more: usize) {
    let length = u16::try_from(message.len() + more - HEADER).unwrap_or(0).to_be_bytes();
    if let Some(place) = message.get_mut(2..4) {
        place.copy_from_slice(&length);
    }
}

fn finish(mut message: Vec<u8>, password: Option<&[u8]>) -> Vec<u8> {
    if let Some(tag) = password.and_then(|password| integrity(&message, message.len(), password)) {
        append(&mut message, MESSAGE_INTEGRITY, tag.as_ref());
    }
    set_length(&mut message, 8);
    let sum = crc32(&message) ^ FINGERPRINT_XOR;
    append(&mut message, FINGERPRINT, &sum.to_be_bytes());
    message
}

/// A Binding request as a full agent would send it, for tests.
#[cfg(test)]
pub fn request(username: &str, password: &str, priority: u32, extra: &[(u16, &[u8])]) -> Vec<u8> {
    let mut message = [&BINDING_REQUEST.to_be_bytes()[..], &[0, 0], &MAGIC, b"transaction!"].concat();
    append(&mut message, USERNAME, username.as_bytes());
    append(&mut message, PRIORITY, &priority.to_be_bytes());
    for (kind, value) in extra {
        append(&mut message, *kind, value);
    }
    finish(message, Some(password.as_bytes()))
}

#[cfg(test)]
pub const NOMINATE: (u16, &[u8]) = (USE_CANDIDATE, &[]);

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &[u8] = b"VOkJxbRl1RmTxUk/WvJxBt";

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("ascii"), 16).expect("hex")).collect()
    }

    /// RFC 5769 §2.1.
    fn rfc5769_request() -> Vec<u8> {
        hex("000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74\
             002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020\
             000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf")
    }

    fn error_of(response: &[u8]) -> Option<u16> {
        (response[..2] == BINDING_ERROR.to_be_bytes()).then(|| u16::from(response[26]) * 100 + u16::from(response[27]))
    }

    #[test]
    fn the_request_of_rfc5769() {
        let datagram = rfc5769_request();
        let request = Request::read(&datagram).expect("a request");
        assert_eq!((request.username, request.priority), (Some(&b"evtj:h6vY"[..]), 0x6e00_01ff));
        assert!(request.controlled && !request.use_candidate);
        assert_eq!(request.check(PASSWORD, |_| true), Err(Refusal::RoleConflict));
        assert_eq!(request.check(PASSWORD, |_| false), Err(Refusal::Unauthorized));
        assert_eq!(request.check(b"another", |_| true), Err(Refusal::Unauthorized));
    }

    #[test]
    fn every_changed_or_cut_request_is_refused() {
        let datagram = request("ours:theirs", "secret", 1, &[NOMINATE]);
        assert!(Request::read(&datagram).is_some_and(|request| request.check(b"secret", |name| name == b"ours:theirs").is_ok()));
        for at in 0..datagram.len() {
            let mut changed = datagram.clone();
            changed[at] ^= 1;
            assert!(Request::read(&changed).is_none(), "byte {at}");
            assert!(Request::read(&datagram[..at]).is_none(), "cut at {at}");
        }
    }

    /// RFC 5769 §2.2 and §2.3 name SOFTWARE too, so only the mapped addresses are compared.
    #[test]
    fn addresses_are_mapped_as_in_rfc5769() {
        let datagram = rfc5769_request();
        let request = Request::read(&datagram).expect("a request");
        let response = request.success("192.0.2.1:32853".parse().expect("an address"), PASSWORD);
        assert_eq!(response[20..32], hex("00200008 0001a147 e112a643"));
        assert_eq!(response.len(), 20 + 12 + 24 + 8);
        let response = request.success("[2001:db8:1234:5678:11:2233:4455:6677]:32853".parse().expect("an address"), PASSWORD);
        assert_eq!(response[20..44], hex("00200014 0002a147 0113a9faa5d3f179bc25f4b5bed2b9d9"));
        let response = request.success("[::ffff:192.0.2.1]:32853".parse().expect("an address"), PASSWORD);
        assert_eq!(response[20..32], hex("00200008 0001a147 e112a643"));
    }

    #[test]
    fn refusals_name_their_reason() {
        let datagram = request("a:b", "secret", 1, &[(0x0077, b"x"), (0x8077, b"y")]);
        let odd = Request::read(&datagram).expect("a request");
        let refusal = odd.check(b"secret", |_| true).expect_err("unknown");
        assert_eq!(refusal, Refusal::UnknownAttribute);
        let response = odd.refuse(refusal, b"secret");
        assert_eq!(error_of(&response), Some(420));
        assert_eq!(response[28..34], hex("000a0002 0077"));
        let mut bare = [&BINDING_REQUEST.to_be_bytes()[..], &[0, 0], &MAGIC, b"transaction!"].concat();
        bare = finish(bare, None);
        let bare = Request::read(&bare).expect("a request");
        assert_eq!(bare.check(b"secret", |_| true), Err(Refusal::BadRequest));
        assert_eq!(error_of(&bare.refuse(Refusal::BadRequest, b"")), Some(400));
        assert_eq!(bare.refuse(Refusal::BadRequest, b"").len(), 36);
    }
}
