//! Faults put between the network and the DTLS server while a handshake runs.

use std::collections::VecDeque;

/// What happens to the datagrams of one handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    /// The first datagram (first fragment of the `ClientHello`) is lost once.
    DropFirst,
    /// The second datagram is lost once.
    DropSecond,
    /// The second datagram overtakes the first.
    Reorder,
    /// Every datagram arrives twice.
    Duplicate,
    /// Handshake messages arrive cut into 200-byte fragments, the last one first.
    Shred,
    /// The server's first flight is lost once.
    DropAnswer,
    /// The first datagram after the server's first flight is lost once.
    DropFinal,
}

impl Fault {
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "none" => Self::None,
            "drop-first" => Self::DropFirst,
            "drop-second" => Self::DropSecond,
            "reorder" => Self::Reorder,
            "duplicate" => Self::Duplicate,
            "shred" => Self::Shred,
            "drop-answer" => Self::DropAnswer,
            "drop-final" => Self::DropFinal,
            _ => return None,
        })
    }
}

/// Applies one fault to one handshake.
pub struct Filter {
    fault: Fault,
    arrived: usize,
    held: Option<Vec<u8>>,
    answered: bool,
    final_dropped: bool,
}

impl Filter {
    pub fn new(fault: Fault) -> Self {
        Self { fault, arrived: 0, held: None, answered: false, final_dropped: false }
    }

    /// The datagrams that the server sees in the place of this one.
    pub fn incoming(&mut self, datagram: Vec<u8>) -> VecDeque<Vec<u8>> {
        self.arrived += 1;
        match (self.fault, self.arrived) {
            (Fault::DropFirst, 1) | (Fault::DropSecond, 2) => VecDeque::new(),
            (Fault::Reorder, 1) => {
                self.held = Some(datagram);
                VecDeque::new()
            }
            (Fault::Reorder, 2) => std::iter::once(datagram).chain(self.held.take()).collect(),
            (Fault::Duplicate, _) => [datagram.clone(), datagram].into(),
            (Fault::Shred, _) => shred(&datagram).into(),
            (Fault::DropFinal, _) if self.answered && !self.final_dropped => {
                self.final_dropped = true;
                VecDeque::new()
            }
            _ => [datagram].into(),
        }
    }

    /// The datagrams of `flight` that reach the peer.
    pub fn outgoing(&mut self, flight: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
        let first = !self.answered && !flight.is_empty();
        self.answered |= first;
        if first && self.fault == Fault::DropAnswer { Vec::new() } else { flight }
    }
}

const RECORD: usize = 13;
const FRAGMENT: usize = 12;

/// One datagram per 200 bytes of each clear handshake record (RFC 6347 §4.1, §4.2.2), last first; then the other records.
///
/// Sequence numbers of clear records are spread by 16 so that every piece has its own.
fn shred(datagram: &[u8]) -> Vec<Vec<u8>> {
    let (mut pieces, mut others, mut at) = (Vec::new(), Vec::new(), 0);
    while at < datagram.len() {
        let rest = &datagram[at..];
        let length = if rest.len() < RECORD { 0 } else { usize::from(u16::from_be_bytes([rest[11], rest[12]])) };
        let is_clear = (20..=22).contains(&rest[0]) && rest.len() >= RECORD + length && length > 0 && rest[3..5] == [0, 0];
        if !is_clear {
            others.push(rest.to_vec()); // encrypted: the record layout of DTLS 1.3 is another one (RFC 9147 §4)
            break;
        }
        let record = &rest[..RECORD + length];
        at += record.len();
        let spread = |number: usize| (u16::from_be_bytes([record[9], record[10]]) * 16 + u16::try_from(number).unwrap_or(0)).to_be_bytes();
        if record[0] != 22 || length <= FRAGMENT {
            let mut other = record.to_vec();
            other[9..11].copy_from_slice(&spread(0));
            others.push(other);
            continue;
        }
        let (head, body) = record.split_at(RECORD + FRAGMENT);
        let offset = u32::from_be_bytes([0, head[RECORD + 6], head[RECORD + 7], head[RECORD + 8]]);
        for (number, chunk) in body.chunks(200).enumerate() {
            let mut piece = head.to_vec();
            let start = offset + u32::try_from(200 * number).unwrap_or(0);
            let size = u32::try_from(chunk.len()).unwrap_or(0);
            piece[9..11].copy_from_slice(&spread(number));
            piece[11..13].copy_from_slice(&u16::try_from(FRAGMENT + chunk.len()).unwrap_or(0).to_be_bytes());
            piece[RECORD + 6..RECORD + 9].copy_from_slice(&start.to_be_bytes()[1..]);
            piece[RECORD + 9..RECORD + 12].copy_from_slice(&size.to_be_bytes()[1..]);
            piece.extend_from_slice(chunk);
            pieces.push(piece);
        }
    }
    pieces.reverse();
    pieces.extend(others);
    pieces
}
