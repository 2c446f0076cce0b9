//! What a session reports: RTCP to the far end, statistics and silence to the controller.

use super::Session;
use crate::clock::{Micros, utc};
use crate::report::{Event, Outbox, Report, stamp};
use crate::rtcp::{self, Outgoing};
use crate::stats::{Statistics, Surroundings};
use serde::Serialize;
use std::net::SocketAddr;
use std::sync::Arc;

/// An address in the protocol.
#[derive(Clone, Debug, Serialize)]
pub struct Endpoint {
    pub address: String,
    pub port: u16,
}

impl From<SocketAddr> for Endpoint {
    fn from(address: SocketAddr) -> Self {
        Self { address: address.ip().to_canonical().to_string(), port: address.port() }
    }
}

/// A session as `snapshot` shows it, without what only the control thread knows.
#[derive(Clone, Debug, Serialize)]
pub struct Description {
    pub session: Arc<str>,
    pub remote: Option<Endpoint>,
    pub peer: Option<Arc<str>>,
    /// The suite that protects it.
    pub cipher: Option<&'static str>,
    pub plays: Vec<String>,
    pub statistics: Statistics,
}

impl Session {
    /// Takes a datagram that is RTCP; false for one that is not the far end's.
    pub fn take_rtcp(&mut self, data: &[u8], from: SocketAddr, now: Micros) -> bool {
        // Reports steer nothing but figures; still only the far end's host may give them.
        if !rtcp::plausible(data) || self.latch.current().is_none_or(|current| current.ip() != from.ip()) {
            return false;
        }
        if !self.rtcp_mux {
            self.rtcp_to = Some(from);
        }
        let per_ms = self.outbound.clock();
        if self.pauses {
            // Who announced a pause and still reports is not gone.
            self.quiet_since = now;
        }
        self.reports.packet(data, (self.outbound.ssrc(), per_ms), now, utc());
        true
    }

    /// Sends a report when one is due. `random` spreads the reports of many sessions.
    pub fn report(&mut self, scratch: &mut Vec<u8>, random: u32, now: Micros) {
        if now < self.next_report {
            return;
        }
        let first = self.next_report == 0;
        // RFC 3550 §6.3.1: half to one and a half of the interval.
        self.next_report = now + rtcp::INTERVAL / 2 + rtcp::INTERVAL * Micros::from(random & 0xffff) / 0x1_0000;
        if first || self.target().is_none() {
            return;
        }
        let about = Outgoing { ssrc: self.outbound.ssrc(), sender: self.outbound.report(now) };
        self.reports.write(scratch, about, &mut self.reception, now, utc());
        // A lost report is followed by another.
        let _ = self.put_rtcp(scratch);
    }

    /// Notices that nothing comes any more; once per silence.
    pub fn watch(&mut self, now: Micros, out: &mut Outbox<Report>) {
        if self.timeout == 0 || self.silent || !self.direction.receives() || !(self.by_ice() || self.latch.announced().is_some()) {
            return;
        }
        let since = self.reception.last_at.unwrap_or(0).max(self.quiet_since);
        let silent = now.saturating_sub(since);
        if silent >= self.timeout {
            self.silent = true;
            self.emit(out, Event::Timeout { session: Arc::clone(&self.name), silent_ms: silent / 1000, at: stamp() });
        }
    }

    #[must_use]
    pub fn statistics(&self) -> Statistics {
        let around = Surroundings {
            sent: self.outbound.sent(),
            strangers: self.strangers,
            refused: self.guard.as_ref().map_or(0, |guard| guard.refused),
            remote: self.reports.remote,
            round_trip_ms: self.reports.round_trip_ms,
            codec: self.heard.or(self.sending.map(|sending| sending.codec)),
        };
        Statistics::new(&self.reception, around)
    }

    /// What `snapshot` tells; the worker adds the peer.
    #[must_use]
    pub fn describe(&self, peer: Option<Arc<str>>) -> Description {
        Description {
            session: Arc::clone(&self.name),
            remote: self.remote().map(Endpoint::from),
            peer,
            cipher: self.cipher(),
            plays: self.play.iter().map(|play| play.name.clone()).collect(),
            statistics: self.statistics(),
        }
    }
}
