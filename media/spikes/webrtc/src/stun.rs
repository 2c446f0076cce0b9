//! The part of STUN (RFC 8489) that an ICE-lite agent (RFC 8445 §2.5) needs: answer Binding requests.
//!
//! Invariant: nothing is believed before FINGERPRINT and MESSAGE-INTEGRITY have been checked.

use crate::crypto::{AwsLc, Provider};
use std::net::{IpAddr, SocketAddr};

const MAGIC: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const REQUEST: u16 = 0x0001;
const SUCCESS: u16 = 0x0101;
const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;
const FINGERPRINT_XOR: u32 = 0x5354_554e;

/// A Binding request whose integrity has been proven.
#[derive(Debug)]
pub struct Binding<'a> {
    pub transaction: [u8; 12],
    pub username: &'a [u8],
    pub nominated: bool,
}

fn crc32(data: &[u8]) -> u32 {
    !data
        .iter()
        .fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }))
}

/// The header with the length it has when the message ends with an attribute that ends at `end`.
fn header_until(message: &[u8], end: usize) -> Option<[u8; 20]> {
    let mut header: [u8; 20] = message.get(..20)?.try_into().ok()?;
    header[2..4].copy_from_slice(&u16::try_from(end.checked_sub(20)?).ok()?.to_be_bytes());
    Some(header)
}

fn integrity(message: &[u8], at: usize, password: &[u8]) -> Option<[u8; 20]> {
    let key = AwsLc::hmac_key(password).ok()?;
    Some(AwsLc::hmac(&key, &[&header_until(message, at + 24)?, message.get(20..at)?]))
}

/// The request in `datagram`, or `None` when it is no proven Binding request for `password`.
pub fn parse<'a>(datagram: &'a [u8], password: &[u8]) -> Option<Binding<'a>> {
    let header = datagram.get(..20)?;
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    if header[..2] != REQUEST.to_be_bytes() || header[4..8] != MAGIC || datagram.len() != 20 + length {
        return None;
    }
    let transaction = header[8..20].try_into().ok()?;
    let (mut username, mut nominated, mut proven, mut at) = (None, false, false, 20);
    while at < datagram.len() {
        let head = datagram.get(at..at + 4)?;
        let (kind, size) = (u16::from_be_bytes([head[0], head[1]]), usize::from(u16::from_be_bytes([head[2], head[3]])));
        let value = datagram.get(at + 4..at + 4 + size)?;
        match kind {
            FINGERPRINT => {
                let sum = (crc32(datagram.get(..at)?) ^ FINGERPRINT_XOR).to_be_bytes();
                return (proven && value == sum).then_some(Binding { transaction, username: username?, nominated });
            }
            _ if proven => {} // RFC 8489 §14.5: only FINGERPRINT counts after MESSAGE-INTEGRITY
            USERNAME => username = Some(value),
            USE_CANDIDATE => nominated = true,
            MESSAGE_INTEGRITY => {
                let expected = integrity(datagram, at, password)?;
                let differs = size != 20 || expected.iter().zip(value).fold(0, |sum, (a, b)| sum | (a ^ b)) != 0;
                if differs {
                    return None;
                }
                proven = true;
            }
            _ => {}
        }
        at += 4 + size.next_multiple_of(4);
    }
    None // ICE requires FINGERPRINT (RFC 8445 §7.2.2)
}

/// The success response that tells `source` its own address.
pub fn success(transaction: [u8; 12], source: SocketAddr, password: &[u8]) -> Option<Vec<u8>> {
    let mut message = [&SUCCESS.to_be_bytes()[..], &[0, 0], &MAGIC, &transaction].concat();
    let (family, address) = match source.ip() {
        IpAddr::V4(ip) => (1, ip.octets().to_vec()),
        IpAddr::V6(ip) => (2, ip.octets().to_vec()),
    };
    let mask: Vec<u8> = MAGIC.iter().chain(&transaction).copied().collect();
    message.extend_from_slice(&XOR_MAPPED_ADDRESS.to_be_bytes());
    message.extend_from_slice(&[0, if family == 1 { 8 } else { 20 }, 0, family]);
    message.extend(source.port().to_be_bytes().iter().zip(MAGIC).map(|(a, b)| a ^ b));
    message.extend(address.iter().zip(&mask).map(|(a, b)| a ^ b));
    let tag = integrity(&message, message.len(), password)?;
    message.extend_from_slice(&MESSAGE_INTEGRITY.to_be_bytes());
    message.extend_from_slice(&[0, 20]);
    message.extend_from_slice(&tag);
    let header = header_until(&message, message.len() + 8)?;
    message[..20].copy_from_slice(&header);
    let sum = crc32(&message) ^ FINGERPRINT_XOR;
    message.extend_from_slice(&FINGERPRINT.to_be_bytes());
    message.extend_from_slice(&[0, 4]);
    message.extend_from_slice(&sum.to_be_bytes());
    Some(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &[u8] = b"VOkJxbRl1RmTxUk/WvJxBt";

    /// RFC 5769 §2.1, without its SOFTWARE attribute's meaning: request with both proofs.
    fn rfc5769_request() -> Vec<u8> {
        let hex = "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74\
                   002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020\
                   000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf";
        let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    #[test]
    fn accepts_the_vector_of_rfc5769() {
        let request = rfc5769_request();
        let binding = parse(&request, PASSWORD).unwrap();
        assert_eq!(binding.username, b"evtj:h6vY");
        assert!(!binding.nominated);
        assert!(parse(&request, b"another password").is_none());
    }

    #[test]
    fn refuses_every_changed_or_cut_request() {
        let request = rfc5769_request();
        for at in 0..request.len() {
            let mut changed = request.clone();
            changed[at] ^= 1;
            // Padding of USERNAME is covered by the integrity, so every byte counts.
            assert!(parse(&changed, PASSWORD).is_none(), "byte {at}");
            assert!(parse(&request[..at], PASSWORD).is_none(), "cut at {at}");
        }
    }

    /// RFC 5769 §2.2 has a SOFTWARE attribute too, so only the mapped address is compared.
    #[test]
    fn maps_the_address_as_rfc5769() {
        let transaction = [0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae];
        let response = success(transaction, "192.0.2.1:32853".parse().unwrap(), PASSWORD).unwrap();
        assert_eq!(response[20..32], [0, 0x20, 0, 8, 0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43]);
        assert_eq!(response.len(), 20 + 12 + 24 + 8);
    }
}
