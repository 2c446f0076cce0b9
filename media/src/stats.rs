//! What is counted about received packets (RFC 3550 §6.4, A.1, A.3, A.8), and the statistics that a controller sees.

use crate::clock::{Micros, utc_of};
use crate::codec::CodecKind;
use crate::opinion::{Connection, mean_opinion};
use serde::Serialize;

/// A forward jump beyond this, or one far back, starts counting anew if the next packet goes on from there: the source restarted.
const MAX_DROPOUT: u16 = 3000;
const WINDOW_BITS: u16 = 64;

/// How a packet stands in its sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Newest,
    Late,
    Duplicate,
}

/// Counters of one source after another.
#[derive(Debug, Default)]
pub struct Reception {
    ssrc: Option<u32>,
    base: u64,
    highest: u64,
    seen: u64,
    received_here: u64,
    expected_before: u64,
    received_before: u64,
    /// What would follow a packet that lies far off (RFC 3550 A.1, `bad_seq`).
    stray: Option<u16>,
    transit: Option<u32>,
    /// Ticks per millisecond of the clock that `transit` and the jitters are in.
    per_ms: u32,
    jitter: f64,
    max_jitter: f64,
    reported_expected: u64,
    reported_received: u64,
    pub packets: u64,
    pub bytes: u64,
    pub duplicates: u64,
    pub out_of_order: u64,
    pub first_at: Option<Micros>,
    pub last_at: Option<Micros>,
}

impl Reception {
    /// The source that is counted now.
    #[must_use]
    pub fn ssrc(&self) -> Option<u32> {
        self.ssrc
    }

    /// True when the source that is counted has been silent for `silence`, and this packet can be its next.
    #[must_use]
    pub fn resumes(&self, ssrc: u32, sequence: u16, silence: Micros, now: Micros) -> bool {
        #[allow(clippy::cast_possible_truncation)] // the low 16 bits are the sequence
        let step = sequence.wrapping_sub(self.highest as u16);
        self.ssrc == Some(ssrc) && (1..MAX_DROPOUT).contains(&step) && self.last_at.is_some_and(|last| now.saturating_sub(last) >= silence)
    }

    /// Counts a packet of `bytes` payload bytes.
    pub fn packet(&mut self, ssrc: u32, sequence: u16, bytes: usize, now: Micros) -> Order {
        self.last_at = Some(now);
        if self.ssrc != Some(ssrc) {
            self.first_at.get_or_insert(now);
            self.restart(ssrc, sequence);
        }
        #[allow(clippy::cast_possible_truncation)] // the low 16 bits are the sequence
        let step = sequence.wrapping_sub(self.highest as u16);
        let order = if step == 0 && self.received_here == 0 {
            self.seen = 1;
            Order::Newest
        } else if step < MAX_DROPOUT && step > 0 {
            self.highest += u64::from(step);
            self.seen = if step < WINDOW_BITS { (self.seen << step) | 1 } else { 1 };
            Order::Newest
        } else {
            let behind = step.wrapping_neg();
            if behind < WINDOW_BITS {
                if self.seen >> behind & 1 == 1 {
                    self.duplicates += 1;
                    return Order::Duplicate;
                }
                self.seen |= 1 << behind;
                self.base = self.base.min(self.highest - u64::from(behind));
                self.out_of_order += 1;
                Order::Late
            } else if self.stray.take() == Some(sequence) {
                // Two in a row: the one before belongs here, too.
                self.received_here -= 1;
                self.restart(ssrc, sequence.wrapping_sub(1));
                self.highest += 1;
                (self.seen, self.received_here) = (0b11, 1);
                Order::Newest
            } else {
                // Once is no restart, but very late.
                self.stray = Some(sequence.wrapping_add(1));
                self.out_of_order += 1;
                Order::Late
            }
        };
        self.received_here += 1;
        self.packets += 1;
        self.bytes += bytes as u64;
        order
    }

    /// Measures interarrival jitter (A.8) in a clock of so many ticks per millisecond; not for event and comfort noise packets, whose timestamps stand still or jump.
    #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)] // modular arithmetic of RFC 3550
    pub fn timing(&mut self, timestamp: u32, per_ms: u32, now: Micros) {
        if per_ms != self.per_ms {
            // Another codec with another clock: what was measured is kept in time, not in ticks.
            let ratio = if self.per_ms == 0 { 1.0 } else { f64::from(per_ms) / f64::from(self.per_ms) };
            self.jitter *= ratio;
            self.max_jitter *= ratio;
            self.per_ms = per_ms;
            self.transit = None;
        }
        let arrival = (now * u64::from(per_ms) / 1000) as u32;
        let transit = arrival.wrapping_sub(timestamp);
        if let Some(before) = self.transit {
            let change = f64::from((transit.wrapping_sub(before) as i32).unsigned_abs());
            // A jump of more than a second is a new time base, not jitter.
            if change < f64::from(1000 * per_ms) {
                self.jitter += (change - self.jitter) / 16.0;
                self.max_jitter = self.max_jitter.max(self.jitter);
            }
        }
        self.transit = Some(transit);
    }

    fn restart(&mut self, ssrc: u32, sequence: u16) {
        self.expected_before = self.expected();
        self.received_before += self.received_here;
        self.received_here = 0;
        self.ssrc = Some(ssrc);
        // A whole cycle of head room lets late packets stay positive.
        self.base = u64::from(sequence) + 0x1_0000;
        self.highest = self.base;
        self.seen = 0;
        self.stray = None;
        self.transit = None;
    }

    fn expected(&self) -> u64 {
        let here = if self.received_here == 0 { 0 } else { self.highest - self.base + 1 };
        self.expected_before + here
    }

    fn lost(&self) -> u64 {
        self.expected().saturating_sub(self.received_before + self.received_here)
    }

    /// The share of the packets that were lost, `None` before the first.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // packet counts stay far below 2^52
    pub fn loss_percent(&self) -> Option<f64> {
        let expected = self.expected();
        (expected > 0).then(|| self.lost() as f64 * 100.0 / expected as f64)
    }

    /// Interarrival jitter in milliseconds.
    #[must_use]
    pub fn jitter_ms(&self) -> f64 {
        self.jitter / f64::from(self.per_ms.max(1))
    }

    /// The fields of a report block: fraction lost since the last report (1/256), lost in all, highest sequence, jitter in units.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the fields are this narrow on the wire
    pub fn report(&mut self) -> (u8, u32, u32, u32) {
        let (expected, received) = (self.expected(), self.received_before + self.received_here);
        let wanted = expected.saturating_sub(self.reported_expected);
        let lost = wanted.saturating_sub(received.saturating_sub(self.reported_received));
        self.reported_expected = expected;
        self.reported_received = received;
        let fraction = (lost * 256).checked_div(wanted).unwrap_or(0).min(255) as u8;
        (fraction, self.lost().min(0x7f_ffff) as u32, self.highest as u32, self.jitter as u32)
    }
}

/// What the far end's RTCP says about what we sent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Remote {
    pub packets_lost: i32,
    pub loss_percent: f64,
    pub jitter_ms: f64,
    /// Of what the far end hears: its own rating where it reports one, else ours from its figures.
    pub mos: Option<f64>,
}

/// What was sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sent {
    pub packets: u64,
    pub bytes: u64,
}

/// Figures of T.38; UDPTL is counted apart from RTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FaxStatistics {
    pub packets_sent: u64,
    pub packets_received: u64,
    pub packets_lost: u64,
    pub duplicates: u64,
}

impl FaxStatistics {
    /// Sums up.
    #[must_use]
    pub fn new(received: &Reception, sent: Sent) -> Self {
        Self {
            packets_sent: sent.packets,
            packets_received: received.packets + received.duplicates,
            packets_lost: received.lost(),
            duplicates: received.duplicates,
        }
    }
}

/// The statistics of `docs/media-control.md`.
#[derive(Clone, Debug, Serialize)]
pub struct Statistics {
    packets_sent: u64,
    bytes_sent: u64,
    packets_received: u64,
    bytes_received: u64,
    packets_lost: u64,
    packets_expected: u64,
    duplicates: u64,
    out_of_order: u64,
    strangers: u64,
    refused: u64,
    unknown_payloads: u64,
    loudest_dbov: Option<i32>,
    reports_received: u64,
    reports_about_us: u64,
    jitter_ms: f64,
    max_jitter_ms: f64,
    loss_percent: f64,
    mos: Option<f64>,
    remote: Option<Remote>,
    round_trip_ms: Option<f64>,
    codec: Option<&'static str>,
    fax: Option<FaxStatistics>,
    first_packet_at: Option<Micros>,
    last_packet_at: Option<Micros>,
}

/// What a session knows besides its reception.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings {
    pub sent: Sent,
    pub strangers: u64,
    /// Failed authentication.
    pub refused: u64,
    /// Of a payload type that was not agreed.
    pub unknown_payloads: u64,
    /// The loudest of the packets that were looked at.
    pub loudest_dbov: Option<i32>,
    /// The far end's reports, and how many of them are about what we send.
    pub reports: (u64, u64),
    /// How the far end rates what it hears.
    pub opinion: Option<f64>,
    pub sending: Option<CodecKind>,
    pub remote: Option<Remote>,
    pub round_trip_ms: Option<f64>,
    pub codec: Option<CodecKind>,
    pub fax: Option<FaxStatistics>,
}

impl Surroundings {
    /// What the far end reports, with a score.
    fn heard_there(&self) -> Option<Remote> {
        let remote = self.remote?;
        let lost = f64::from(remote.packets_lost.max(0));
        #[allow(clippy::cast_precision_loss)] // packet counts stay far below 2^52
        let loss_percent = if self.sent.packets == 0 { 0.0 } else { (lost * 100.0 / self.sent.packets as f64).min(100.0) };
        let (jitter_ms, round_trip_ms) = (remote.jitter_ms, self.round_trip_ms);
        let estimate = || mean_opinion(Connection { codec: self.sending, loss_percent, jitter_ms, round_trip_ms });
        Some(Remote { mos: Some(rounded(self.opinion.unwrap_or_else(estimate))), ..remote })
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

impl Statistics {
    /// Sums up.
    #[must_use]
    pub fn new(reception: &Reception, around: Surroundings) -> Self {
        let (expected, lost) = (reception.expected(), reception.lost());
        #[allow(clippy::cast_precision_loss)] // packet counts stay far below 2^52
        let loss_percent = if expected == 0 { 0.0 } else { lost as f64 * 100.0 / expected as f64 };
        let units = f64::from(reception.per_ms.max(1));
        let (jitter_ms, max_jitter_ms) = (reception.jitter / units, reception.max_jitter / units);
        let mos = (expected > 0 && around.codec.is_some()).then(|| {
            let round_trip_ms = around.round_trip_ms;
            rounded(mean_opinion(Connection { codec: around.codec, loss_percent, jitter_ms, round_trip_ms }))
        });
        Self {
            packets_sent: around.sent.packets,
            bytes_sent: around.sent.bytes,
            packets_received: reception.packets,
            bytes_received: reception.bytes,
            packets_lost: lost,
            packets_expected: expected,
            duplicates: reception.duplicates,
            out_of_order: reception.out_of_order,
            strangers: around.strangers,
            refused: around.refused,
            unknown_payloads: around.unknown_payloads,
            loudest_dbov: around.loudest_dbov,
            reports_received: around.reports.0,
            reports_about_us: around.reports.1,
            jitter_ms: rounded(jitter_ms),
            max_jitter_ms: rounded(max_jitter_ms),
            loss_percent: rounded(loss_percent),
            mos,
            remote: around.heard_there(),
            round_trip_ms: around.round_trip_ms.map(rounded),
            codec: around.codec.map(CodecKind::name),
            fax: around.fax,
            first_packet_at: reception.first_at.map(utc_of),
            last_packet_at: reception.last_at.map(utc_of),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(reception: &Reception) -> (u64, u64) {
        (reception.expected(), reception.lost())
    }

    #[test]
    fn only_the_same_stream_resumes_and_only_after_a_silence() {
        let mut reception = Reception::default();
        assert!(!reception.resumes(1, 5, 300, 10_000), "nothing was heard yet");
        reception.packet(1, 65_530, 160, 1000);
        assert!(reception.resumes(1, 65_531, 300, 1300));
        assert!(reception.resumes(1, 20, 300, 1300), "across the wrap");
        for (ssrc, sequence, now) in [(1, 65_531, 1299), (2, 65_531, 1300), (1, 65_530, 1300), (1, 65_000, 1300), (1, 4000, 1300)] {
            assert!(!reception.resumes(ssrc, sequence, 300, now), "{ssrc} {sequence} {now}");
        }
    }

    #[test]
    fn losses_late_ones_and_duplicates_across_the_wrap() {
        let mut reception = Reception::default();
        for sequence in [65_533u16, 65_534, 0, 1, 65_535, 1, 4] {
            reception.packet(1, sequence, 160, 0);
        }
        assert_eq!(sums(&reception), (8, 2));
        assert_eq!((reception.packets, reception.out_of_order, reception.duplicates), (6, 1, 1));
    }

    #[test]
    fn a_new_source_adds_to_the_sums() {
        let mut reception = Reception::default();
        for (ssrc, sequence) in [(1, 10u16), (1, 12), (2, 50_000), (2, 50_001)] {
            reception.packet(ssrc, sequence, 160, 0);
        }
        assert_eq!(sums(&reception), (5, 1));
    }

    #[test]
    fn a_restarted_sequence_is_not_loss() {
        let mut reception = Reception::default();
        for sequence in [10u16, 11, 30_000, 30_001] {
            reception.packet(1, sequence, 160, 0);
        }
        assert_eq!(sums(&reception), (4, 0));
    }

    #[test]
    fn one_that_is_very_late_is_no_restart() {
        let mut reception = Reception::default();
        for sequence in (65_500..=65_535u16).chain(1..200).chain([0, 200, 201]) {
            reception.packet(1, sequence, 160, 0);
        }
        assert_eq!(sums(&reception), (238, 0));
        assert_eq!(reception.out_of_order, 1);
    }

    #[test]
    fn the_first_packet_may_come_late() {
        let mut reception = Reception::default();
        assert_eq!(reception.packet(1, 5, 1, 0), Order::Newest);
        assert_eq!(reception.packet(1, 4, 1, 0), Order::Late);
        assert_eq!(reception.packet(1, 5, 1, 0), Order::Duplicate);
        assert_eq!(sums(&reception).1, 0);
    }

    #[test]
    fn even_pace_has_no_jitter_and_uneven_pace_has() {
        let mut even = Reception::default();
        let mut uneven = Reception::default();
        for step in 0..200u32 {
            let now = u64::from(step) * 20_000;
            even.timing(step * 160, 8, now);
            uneven.timing(step * 160, 8, now + u64::from(step % 2) * 10_000);
        }
        assert!(even.jitter < 0.01);
        assert!((uneven.jitter / 8.0 - 10.0).abs() < 0.5);
    }

    #[test]
    fn jitter_is_the_same_time_in_every_clock() {
        let mut reception = Reception::default();
        for step in 0..200u32 {
            let (now, per_ms) = (u64::from(step) * 20_000 + u64::from(step % 2) * 10_000, if step < 150 { 8 } else { 48 });
            reception.timing(step * 20 * per_ms, per_ms, now);
        }
        assert!((reception.jitter / 48.0 - 10.0).abs() < 0.5);
        assert!((reception.max_jitter / 48.0 - 10.0).abs() < 0.5);
    }

    #[test]
    fn report_fraction_is_of_the_last_interval() {
        let mut reception = Reception::default();
        for sequence in 0..100u16 {
            reception.packet(1, sequence, 1, 0);
        }
        assert_eq!(reception.report().0, 0);
        for sequence in (100..200u16).step_by(2) {
            reception.packet(1, sequence, 1, 0);
        }
        let (fraction, lost, _, _) = reception.report();
        assert!((125..=130).contains(&fraction), "{fraction}");
        assert_eq!(lost, 49);
    }
}
