//! What a session reports: RTCP to the far end, statistics and silence to the controller.

use super::Session;
use crate::clock::{Micros, utc};
use crate::codec::{CodecKind, Decoder};
use crate::opinion::{Connection, mean_opinion, rating};
use crate::record::level::dbov;
use crate::report::{Event, Outbox, Report, stamp};
use crate::rtcp::{self, Outgoing};
use crate::stats::{Statistics, Surroundings};
use crate::xr::Rated;
use serde::Serialize;
use serde_bytes::ByteBuf;
use std::net::SocketAddr;
use std::sync::Arc;

/// Of so many packets one is looked at, whether it is silence.
const LISTENED: u16 = 32;
/// Reports of one session that the controller is shown at most in a second.
const SHOWN_PER_SECOND: u8 = 4;

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
    pub fn take_rtcp(&mut self, data: &[u8], from: SocketAddr, now: Micros, out: &mut Outbox<Report>) -> bool {
        // Reports steer nothing but figures; still only the far end's host may give them.
        if !rtcp::plausible(data) {
            return false;
        }
        match self.latch.current() {
            Some(current) if current.ip() == from.ip() => {}
            Some(_) => {
                self.stranger(from, out);
                return false;
            }
            // A report may overtake the first sound; until that came, nobody can tell whose it is.
            None => return false,
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
        self.show(false, from, data, now, out);
        true
    }

    /// Sends a report when one is due. `random` spreads the reports of many sessions.
    pub fn report(&mut self, scratch: &mut Vec<u8>, random: u32, now: Micros, out: &mut Outbox<Report>) {
        if now < self.next_report {
            return;
        }
        let first = self.next_report == 0;
        // RFC 3550 §6.3.1: half to one and a half of the interval.
        self.next_report = now + rtcp::INTERVAL / 2 + rtcp::INTERVAL * Micros::from(random & 0xffff) / 0x1_0000;
        if first || self.target().is_none() || self.faxes() {
            return;
        }
        let about = Outgoing { ssrc: self.outbound.ssrc(), sender: self.outbound.report(now), rated: self.rated(now) };
        self.reports.write(scratch, about, &mut self.reception, now, utc());
        // A lost report is followed by another.
        let to = if self.rtcp_mux { self.latch.current() } else { self.rtcp_to };
        if let Some(to) = to.filter(|_| self.put_rtcp(scratch)) {
            self.show(true, to, scratch, now, out);
        }
    }

    /// How the audio that is received is rated, for the far end.
    fn rated(&self, now: Micros) -> Option<Rated> {
        let (ssrc, loss_percent, codec) = (self.reception.ssrc()?, self.reception.loss_percent()?, self.heard?);
        let round_trip_ms = self.reports.round_trip_ms;
        let heard = Connection { codec: Some(codec), loss_percent, ..Connection::default() };
        let felt = Connection { jitter_ms: self.reception.jitter_ms(), round_trip_ms, ..heard };
        Some(Rated {
            ssrc,
            loss_percent,
            duration_ms: now.saturating_sub(self.reception.first_at.unwrap_or(now)) / 1000,
            round_trip_ms,
            rating: rating(felt),
            listening: mean_opinion(heard),
            conversation: mean_opinion(felt),
        })
    }

    /// Shows a report to the controller if it wants to see them; of a flood only some.
    fn show(&mut self, sent: bool, remote: SocketAddr, data: &[u8], now: Micros, out: &mut Outbox<Report>) {
        let Some((second, count)) = &mut self.shown else { return };
        if now >= *second + 1_000_000 {
            (*second, *count) = (now, 0);
        }
        if *count >= SHOWN_PER_SECOND {
            return;
        }
        *count += 1;
        let socket = if self.rtcp_mux { &self.rtp } else { &self.rtcp };
        let Ok(local) = socket.local_addr() else { return };
        let (session, local, remote) = (Arc::clone(&self.name), local.into(), remote.into());
        self.emit(out, Event::Rtcp { session, sent, local, remote, data: ByteBuf::from(data), at: stamp() });
    }

    /// Looks whether some of the packets are silence.
    #[inline]
    pub(super) fn listen_in(&mut self, codec: CodecKind, sequence: u16, payload: &[u8]) {
        let level = if codec == CodecKind::Opus {
            self.probe.get_or_insert_default().packet(sequence, payload)
        } else if sequence.is_multiple_of(LISTENED) {
            let mut samples = Vec::new();
            Decoder::new(codec).decode(payload, &mut samples);
            Some(dbov(samples.into_iter()))
        } else {
            return;
        };
        self.loudest_dbov = self.loudest_dbov.max(level);
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
            unknown_payloads: self.unknown_payloads,
            loudest_dbov: self.loudest_dbov,
            reports: (self.reports.received, self.reports.about_us),
            opinion: self.reports.opinion.map(|opinion| opinion.score),
            sending: self.sending.map(|sending| sending.codec),
            remote: self.reports.remote,
            round_trip_ms: self.reports.round_trip_ms,
            fax: self.udptl.as_ref().map(|udptl| udptl.statistics()),
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
