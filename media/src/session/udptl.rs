//! A session that carries T.38: UDPTL packets (ITU-T T.38 clause 9) pass untouched to the linked session, in order of arrival.
//!
//! The port and what was learnt about the far end's address stay those of the sound before. Repeated packets pass too: they are
//! the far end's own redundancy. What is left of its RTP is told by the stream that was heard, and dropped.

use super::Session;
use crate::clock::Micros;
use crate::report::{Outbox, Report};
use crate::rtp::Packet;
use crate::stats::{FaxStatistics, Reception, Sent};
use std::net::SocketAddr;

/// A sequence number, a length and at least one byte.
const SHORTEST: usize = 4;
/// Where an RTP packet, and one of RTCP, names its source.
const RTP_SOURCE: std::ops::Range<usize> = 8..12;
const RTCP_SOURCE: std::ops::Range<usize> = 4..8;

/// What is counted of T.38.
#[derive(Debug, Default)]
pub struct Udptl {
    on: bool,
    received: Reception,
    sent: Sent,
}

impl Udptl {
    /// The figures, as a controller sees them.
    #[must_use]
    pub fn statistics(&self) -> FaxStatistics {
        FaxStatistics::new(&self.received, self.sent)
    }
}

impl Session {
    /// Carries T.38 from now on, or sound again.
    pub(super) fn carry_fax(&mut self, on: bool) {
        if on || self.udptl.is_some() {
            self.udptl.get_or_insert_default().on = on;
        }
        if on {
            (self.transcoder, self.joiner, self.ear) = (None, None, None);
        }
    }

    /// True while what comes is UDPTL.
    #[must_use]
    #[inline]
    pub fn faxes(&self) -> bool {
        self.udptl.as_ref().is_some_and(|udptl| udptl.on)
    }

    /// Takes a datagram; false for one that is not to be passed on.
    pub fn take_udptl(&mut self, data: &[u8], from: SocketAddr, now: Micros, out: &mut Outbox<Report>) -> bool {
        let Some(&[high, low]) = data.first_chunk::<2>().filter(|_| data.len() >= SHORTEST) else { return false };
        let sequence = u16::from_be_bytes([high, low]);
        let heard = self.reception.ssrc().map(u32::to_be_bytes);
        let names = |place: std::ops::Range<usize>| heard.is_some_and(|ssrc| data.get(place) == Some(&ssrc[..]));
        if high >> 6 == 2 && (names(RTP_SOURCE) || names(RTCP_SOURCE)) {
            return false;
        }
        // UDPTL has no source of its own: the address and the sequence are all there is.
        let packet = Packet { marker: false, payload_type: 0, sequence, timestamp: 0, ssrc: 0, start: 0, end: data.len() };
        if !self.latch.settled(&from) && self.admit(from, &packet, now, out).is_none() {
            return false;
        }
        let Some(udptl) = &mut self.udptl else { return false };
        udptl.received.packet(0, sequence, data.len(), now);
        if self.silent || !self.started {
            self.noticed(from, out);
        }
        true
    }

    /// Sends on what the linked session received.
    pub fn relay_udptl(&mut self, data: &[u8]) {
        let Some(to) = self.target().filter(|_| self.faxes()) else { return };
        // A full or refused socket loses this packet, as networks do.
        if self.put(data, to)
            && let Some(udptl) = &mut self.udptl
        {
            udptl.sent.packets += 1;
            udptl.sent.bytes += data.len() as u64;
        }
    }
}

#[cfg(test)]
mod tests;
