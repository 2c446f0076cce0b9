//! Cuts an input of the fuzzer into datagrams and moments, so that one input is a whole conversation.

pub mod ends;

use std::net::{Ipv4Addr, SocketAddr};

/// Where the tests are; nothing else is.
pub const HOST: Ipv4Addr = Ipv4Addr::new(127, 0, 106, 1);

/// The rest of an input; past its end everything is zero or empty.
pub struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    #[must_use]
    pub const fn new(data: &'a [u8]) -> Self {
        Self(data)
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// The next two bytes.
    pub fn short(&mut self) -> u16 {
        u16::from_be_bytes([self.byte(), self.byte()])
    }

    /// As many bytes as the next two say, or all that are left.
    pub fn part(&mut self) -> &'a [u8] {
        let length = usize::from(self.short()).min(self.0.len());
        let (part, rest) = self.0.split_at(length);
        self.0 = rest;
        part
    }

    /// Whatever is left.
    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }

    /// How much later the next thing happens: mostly a packet time, sometimes up to a minute; microseconds.
    pub fn lapse(&mut self) -> u64 {
        match self.byte() {
            byte @ 0..200 => u64::from(byte) * 200,
            byte => u64::from(byte - 199) * 1_100_000,
        }
    }

    /// Changes up to sixteen bytes of something valid, and perhaps its length.
    pub fn damage(&mut self, data: &mut Vec<u8>) {
        for _ in 0..self.byte() % 16 {
            let (at, value) = (usize::from(self.short()), self.byte());
            let length = data.len().max(1);
            if let Some(byte) = data.get_mut(at % length) {
                *byte ^= value;
            }
        }
        match self.byte() {
            0..224 => {}
            224..240 => data.truncate(usize::from(self.short()) % (data.len() + 1)),
            _ => data.extend_from_slice(self.part()),
        }
    }
}

/// An address of the tests; nothing listens there.
pub fn address(port: u16) -> SocketAddr {
    SocketAddr::from((HOST, port))
}
