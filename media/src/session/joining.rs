//! Relaying between equal codecs whose packet times differ: payload bytes are joined and cut, nothing is decoded.
//!
//! Only for codecs of which any number of bytes may be cut off and joined; there one byte is one tick of the RTP clock. A loss ends the
//! packet that was begun, so what is sent keeps the gaps of what was received.

use super::Session;
use super::settings::Sending;
use crate::clock::Micros;
use crate::rtp::{HEADER, Packet};
use std::net::SocketAddr;

/// A packet this far behind comes too late to be joined; one further away begins a new time line.
const LATE_TICKS: u32 = 8000;

/// What was received and fills no packet yet.
#[derive(Debug, Default)]
pub struct Joiner {
    ssrc: u32,
    /// The timestamp that follows what is held.
    next: u32,
    marker: bool,
    held: Vec<u8>,
    /// A packet on its way out, behind room for its header.
    packet: Vec<u8>,
}

impl Joiner {
    /// Puts the first `count` bytes held behind a header's room; gives whether they begin a talk spurt, and their timestamp.
    fn cut(&mut self, count: usize) -> (bool, u32) {
        let count = count.min(self.held.len());
        let timestamp = self.next.wrapping_sub(u32::try_from(self.held.len()).unwrap_or(0));
        self.packet.clear();
        self.packet.resize(HEADER, 0);
        self.packet.extend(self.held.drain(..count));
        (std::mem::take(&mut self.marker), timestamp)
    }
}

impl Session {
    /// Whether received audio has to be cut or joined on its way to this session's far end, or was just now.
    #[inline]
    pub(super) fn rejoins(&self, packet: &Packet, sending: &Sending) -> bool {
        let Some(wanted) = sending.relayed_bytes() else { return false };
        self.joiner.is_some() || packet.end - packet.start != wanted
    }

    /// Relays a payload in packets of the time that the far end wants.
    pub(super) fn rejoin(&mut self, payload: &[u8], packet: &Packet, sending: &Sending, to: SocketAddr, now: Micros) {
        let Some(wanted) = sending.relayed_bytes() else { return };
        let mut joiner = self.joiner.take().unwrap_or_default();
        let behind = joiner.next.wrapping_sub(packet.timestamp);
        if joiner.ssrc != packet.ssrc || behind != 0 || packet.marker {
            if joiner.ssrc == packet.ssrc && behind > 0 && behind < LATE_TICKS && !packet.marker {
                self.joiner = Some(joiner);
                return;
            }
            self.send_joined(&mut joiner, usize::MAX, sending, to, now);
            joiner.ssrc = packet.ssrc;
            joiner.next = packet.timestamp;
            joiner.marker = packet.marker;
        }
        joiner.held.extend_from_slice(payload);
        joiner.next = joiner.next.wrapping_add(u32::try_from(payload.len()).unwrap_or(0));
        while joiner.held.len() >= wanted {
            self.send_joined(&mut joiner, wanted, sending, to, now);
        }
        // Packets that fit again, with nothing held, need no joining.
        self.joiner = (payload.len() != wanted || !joiner.held.is_empty()).then_some(joiner);
    }

    /// Sends what is held, before something else goes out.
    pub(super) fn flush_joined(&mut self, sending: &Sending, to: SocketAddr, now: Micros) {
        if let Some(mut joiner) = self.joiner.take() {
            self.send_joined(&mut joiner, usize::MAX, sending, to, now);
        }
    }

    fn send_joined(&mut self, joiner: &mut Joiner, count: usize, sending: &Sending, to: SocketAddr, now: Micros) {
        if joiner.held.is_empty() {
            return;
        }
        let (marker, timestamp) = joiner.cut(count);
        let packet = Packet { marker, payload_type: 0, sequence: 0, timestamp, ssrc: joiner.ssrc, start: 0, end: 0 };
        let header = self.outbound.joined(&packet, sending.payload, now);
        let end = joiner.packet.len();
        self.transmit(header, &mut joiner.packet, HEADER, end, to);
    }
}
