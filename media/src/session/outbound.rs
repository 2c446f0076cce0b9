//! The one outgoing RTP stream of a session: its SSRC never changes, its sequence never jumps, whoever feeds it.
//!
//! Feeds are relayed streams, packets that are made here (plays, transcoding) and key presses. When the feed changes, sequence and
//! timestamp go on from what was sent last, by the time that has passed (RFC 3550 §5.1, RFC 3551 §4.1 marker).

use crate::clock::Micros;
use crate::rtp::{Header, Packet};
use crate::stats::Sent;

/// A relayed sequence that jumps further than this is joined anew.
const MAX_JUMP: u16 = 1000;
/// Made packets further apart than this start a new talkspurt.
const MAX_PAUSE: Micros = 100_000;
/// A new feed lies at least so far behind what was sent last, in milliseconds.
const FRAME_MS: u32 = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Feed {
    Nothing,
    Stream { ssrc: u32, sequence_offset: u16, timestamp_offset: u32 },
    Made { next: u32 },
    Joined { ssrc: u32, timestamp_offset: u32 },
    Events,
}

/// The state of the stream.
#[derive(Debug)]
pub struct Outbound {
    ssrc: u32,
    sequence: u16,
    timestamp: u32,
    /// Ticks of the RTP clock in a millisecond.
    per_ms: u32,
    /// When `timestamp` was current; `None` before the first packet.
    at: Option<Micros>,
    feed: Feed,
    /// The latest press: its source, its timestamp there, and ours.
    press: Option<(u32, u32, u32)>,
    sent: Sent,
    reported: u64,
}

impl Outbound {
    /// A stream with random identity and origins, as RFC 3550 asks.
    #[must_use]
    pub fn new(ssrc: u32, sequence: u16, timestamp: u32) -> Self {
        Self { ssrc, sequence, timestamp, per_ms: 8, at: None, feed: Feed::Nothing, press: None, sent: Sent::default(), reported: 0 }
    }

    #[must_use]
    pub fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// Sets the RTP clock, in ticks per millisecond, of what is sent from now on; the timestamp goes on from where it is (RFC 7160 §4.1).
    pub fn set_clock(&mut self, per_ms: u32) {
        if per_ms != self.per_ms {
            self.per_ms = per_ms;
            self.feed = Feed::Nothing;
        }
    }

    /// Ticks of the RTP clock in a millisecond.
    #[must_use]
    pub fn clock(&self) -> u32 {
        self.per_ms
    }

    #[must_use]
    pub fn sent(&self) -> Sent {
        self.sent
    }

    /// For a sender report: packets since the last call, if any, as (timestamp of now, packets, bytes).
    pub fn report(&mut self, now: Micros) -> Option<(u32, u64, u64)> {
        if self.reported == self.sent.packets {
            return None;
        }
        self.reported = self.sent.packets;
        Some((self.passed(now).wrapping_add(self.timestamp), self.sent.packets, self.sent.bytes))
    }

    #[allow(clippy::cast_possible_truncation)] // timestamps are modulo 2^32
    fn passed(&self, now: Micros) -> u32 {
        self.at.map_or(0, |at| (now.saturating_sub(at) * u64::from(self.per_ms) / 1000) as u32)
    }

    /// The timestamp that a new feed starts with.
    fn resume(&self, now: Micros) -> u32 {
        if self.at.is_none() { self.timestamp } else { self.timestamp.wrapping_add(self.passed(now).max(FRAME_MS * self.per_ms)) }
    }

    fn advance(&mut self, timestamp: u32, now: Micros) -> u16 {
        self.sequence = self.sequence.wrapping_add(1);
        self.timestamp = timestamp;
        self.at = Some(now);
        self.sequence
    }

    fn header(&self, marker: bool, payload_type: u8, sequence: u16, timestamp: u32) -> Header {
        Header { marker, payload_type, sequence, timestamp, ssrc: self.ssrc }
    }

    /// The header for a relayed packet.
    #[inline]
    pub fn relay(&mut self, packet: &Packet, payload_type: u8, now: Micros) -> Header {
        if let Feed::Stream { ssrc, sequence_offset, timestamp_offset } = self.feed {
            let sequence = packet.sequence.wrapping_add(sequence_offset);
            let ahead = sequence.wrapping_sub(self.sequence);
            if ssrc == packet.ssrc && (ahead < MAX_JUMP || ahead > MAX_JUMP.wrapping_neg()) {
                let timestamp = packet.timestamp.wrapping_add(timestamp_offset);
                if ahead < MAX_JUMP {
                    self.sequence = sequence;
                    self.timestamp = timestamp;
                    self.at = Some(now);
                }
                return self.header(packet.marker, payload_type, sequence, timestamp);
            }
        }
        let timestamp = match self.feed {
            Feed::Joined { ssrc, timestamp_offset } if ssrc == packet.ssrc => packet.timestamp.wrapping_add(timestamp_offset),
            _ => self.resume(now),
        };
        let marker = packet.marker || !self.joins();
        let sequence = self.advance(timestamp, now);
        self.feed = Feed::Stream {
            ssrc: packet.ssrc,
            sequence_offset: sequence.wrapping_sub(packet.sequence),
            timestamp_offset: timestamp.wrapping_sub(packet.timestamp),
        };
        self.header(marker, payload_type, sequence, timestamp)
    }

    /// A relayed packet is left out on purpose: the sequence closes over it.
    pub fn skip(&mut self, packet: &Packet) {
        if let Feed::Stream { ssrc, sequence_offset, .. } = &mut self.feed {
            let ahead = packet.sequence.wrapping_add(*sequence_offset).wrapping_sub(self.sequence);
            if *ssrc == packet.ssrc && ahead > 0 && ahead < MAX_JUMP {
                *sequence_offset = sequence_offset.wrapping_sub(1);
            }
        }
    }

    /// The header for a packet that is made of relayed ones, with the timestamp of the first of them; only its time is kept.
    pub fn joined(&mut self, packet: &Packet, payload_type: u8, now: Micros) -> Header {
        let (timestamp, offset) = match self.feed {
            Feed::Joined { ssrc, timestamp_offset } if ssrc == packet.ssrc => {
                (packet.timestamp.wrapping_add(timestamp_offset), timestamp_offset)
            }
            // The join goes on where the relayed stream was.
            Feed::Stream { ssrc, timestamp_offset, .. } if ssrc == packet.ssrc => {
                (packet.timestamp.wrapping_add(timestamp_offset), timestamp_offset)
            }
            _ => {
                let timestamp = self.resume(now);
                (timestamp, timestamp.wrapping_sub(packet.timestamp))
            }
        };
        let marker = packet.marker || !matches!(self.feed, Feed::Joined { .. } | Feed::Stream { .. });
        self.feed = Feed::Joined { ssrc: packet.ssrc, timestamp_offset: offset };
        let sequence = self.advance(timestamp, now);
        self.header(marker, payload_type, sequence, timestamp)
    }

    /// What is added to a relayed packet's sequence number; `None` while nothing is relayed.
    #[must_use]
    pub fn sequence_offset(&self) -> Option<u16> {
        if let Feed::Stream { sequence_offset, .. } = self.feed { Some(sequence_offset) } else { None }
    }

    /// True while packets of this source go out with their own sequence and time.
    #[must_use]
    pub fn follows(&self, source: u32) -> bool {
        matches!(self.feed, Feed::Stream { ssrc, .. } if ssrc == source)
    }

    /// True while what is sent is made of relayed packets.
    #[must_use]
    pub fn joins(&self) -> bool {
        matches!(self.feed, Feed::Joined { .. })
    }

    /// The header for audio of `units` timestamp units that is made here.
    pub fn made(&mut self, payload_type: u8, units: u32, now: Micros) -> Header {
        let near = self.at.is_some_and(|at| now.saturating_sub(at) < MAX_PAUSE);
        let (timestamp, marker) = match self.feed {
            Feed::Made { next } if near => (next, false),
            _ => (self.resume(now), true),
        };
        self.feed = Feed::Made { next: timestamp.wrapping_add(units) };
        let sequence = self.advance(timestamp, now);
        self.header(marker, payload_type, sequence, timestamp)
    }

    /// The header for an event packet whose event began at `theirs` in the clock of stream `ssrc`. What repeats its end belongs to it
    /// even when audio goes on already.
    pub fn event(&mut self, payload_type: u8, ssrc: u32, theirs: u32, now: Micros) -> Header {
        if let Some((source, known, ours)) = self.press
            && (source, known) == (ssrc, theirs)
        {
            if matches!(self.feed, Feed::Stream { .. }) {
                self.feed = Feed::Events; // its sequence numbers are taken
            }
            self.sequence = self.sequence.wrapping_add(1);
            return self.header(false, payload_type, self.sequence, ours);
        }
        let ours = self.resume(now);
        self.press = Some((ssrc, theirs, ours));
        self.feed = Feed::Events;
        let sequence = self.advance(ours, now);
        self.header(true, payload_type, sequence, ours)
    }

    /// Counts a packet that went out.
    #[inline]
    pub fn count(&mut self, payload_bytes: usize) {
        self.sent.packets += 1;
        self.sent.bytes += payload_bytes as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(ssrc: u32, sequence: u16, timestamp: u32) -> Packet {
        Packet { marker: false, payload_type: 0, sequence, timestamp, ssrc, start: 12, end: 172 }
    }

    #[test]
    fn relayed_gaps_and_order_are_kept() {
        let mut out = Outbound::new(7, 65_530, 1000);
        let first = out.relay(&packet(1, 100, 0), 8, 0);
        assert!(first.marker);
        let third = out.relay(&packet(1, 102, 320), 8, 40_000);
        let second = out.relay(&packet(1, 101, 160), 8, 41_000);
        assert_eq!(third.sequence, first.sequence.wrapping_add(2));
        assert_eq!(second.sequence, first.sequence.wrapping_add(1));
        assert_eq!(third.timestamp, first.timestamp + 320);
        assert_eq!((third.ssrc, third.payload_type, third.marker), (7, 8, false));
    }

    #[test]
    fn feeds_follow_each_other_without_a_jump() {
        let mut out = Outbound::new(7, 10, 0);
        out.relay(&packet(1, 500, 90_000), 0, 0);
        let play = out.made(0, 160, 60_000);
        assert_eq!((play.sequence, play.timestamp, play.marker), (12, 480, true));
        let next = out.made(0, 160, 81_000);
        assert_eq!((next.sequence, next.timestamp, next.marker), (13, 640, false));
        let back = out.relay(&packet(2, 9, 5), 0, 101_000);
        assert_eq!((back.sequence, back.timestamp, back.marker), (14, 800, true));
    }

    #[test]
    fn a_source_that_restarts_is_joined_anew() {
        let mut out = Outbound::new(7, 10, 0);
        out.relay(&packet(1, 500, 0), 0, 0);
        let joined = out.relay(&packet(1, 40_000, 77), 0, 20_000);
        assert_eq!((joined.sequence, joined.timestamp), (12, 160));
    }

    #[test]
    fn a_left_out_packet_leaves_no_gap() {
        let mut out = Outbound::new(7, 10, 0);
        out.relay(&packet(1, 500, 0), 0, 0);
        out.skip(&packet(1, 501, 160));
        assert_eq!(out.relay(&packet(1, 502, 320), 0, 40_000).sequence, 12);
    }

    #[test]
    fn an_event_keeps_its_timestamp_and_audio_goes_on_after_it() {
        let mut out = Outbound::new(7, 10, 0);
        out.made(0, 160, 0);
        let start = out.event(101, 1, 555, 20_000);
        let again = out.event(101, 1, 555, 40_000);
        assert_eq!((start.timestamp, start.marker, again.timestamp, again.marker), (160, true, 160, false));
        assert_eq!(again.sequence, start.sequence + 1);
        assert_eq!(out.made(0, 160, 120_000).timestamp, 960);
    }

    #[test]
    fn an_end_that_is_repeated_after_audio_went_on_makes_no_second_press() {
        let mut out = Outbound::new(7, 10, 0);
        out.made(0, 160, 0);
        let start = out.event(101, 1, 555, 20_000);
        let audio = out.made(0, 160, 60_000);
        let again = out.event(101, 1, 555, 61_000);
        assert_eq!((again.timestamp, again.marker, again.sequence), (start.timestamp, false, audio.sequence + 1));
        let next = out.made(0, 160, 80_000);
        assert_eq!((next.timestamp, next.marker, next.sequence), (audio.timestamp + 160, false, again.sequence + 1));
        let stream = out.relay(&packet(2, 700, 0), 0, 100_000);
        let late = out.event(101, 1, 555, 101_000);
        let after = out.relay(&packet(2, 701, 160), 0, 120_000);
        assert_eq!((late.sequence, after.sequence), (stream.sequence + 1, stream.sequence + 2));
        assert_eq!(late.timestamp, start.timestamp);
    }

    #[test]
    fn another_clock_goes_on_from_the_last_timestamp() {
        let mut out = Outbound::new(7, 10, 0);
        out.made(0, 160, 0);
        out.set_clock(48);
        let next = out.made(111, 960, 20_000);
        assert_eq!((next.timestamp, next.sequence, next.marker), (960, 12, true));
        assert_eq!(out.made(111, 960, 40_000).timestamp, 1920);
        out.count(1);
        assert_eq!(out.report(50_000).map(|report| report.0), Some(2400));
    }

    #[test]
    fn reports_only_when_something_was_sent() {
        let mut out = Outbound::new(7, 10, 0);
        assert_eq!(out.report(0), None);
        out.made(0, 160, 0);
        out.count(160);
        assert_eq!(out.report(10_000), Some((80, 1, 160)));
        assert_eq!(out.report(20_000), None);
    }
}
