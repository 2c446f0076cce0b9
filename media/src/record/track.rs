//! One source of a recording: decodes its packets and says where on the time line they belong.
//!
//! Packets tile exactly by their RTP timestamps, so jitter does not tear the audio apart; where the tiles lie is ruled by the times of
//! arrival. The earliest packet of each window shows how far the sender's clock has wandered off; that is put right in a pause of speech,
//! so channels stay aligned for hours. A jump (new sender, restarted stream, timestamps that stood still in a pause) begins anew at the
//! time of arrival.
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "frame counts far below 2^53")]

use super::level::dbov;
use super::queue::Packet;
use super::timeline::Timeline;
use crate::codec::{CodecKind, Decoder};
use crate::resample::Resampler;

/// Clock drift is looked at once in so many microseconds; after a beginning sooner, since the first packet may have been slow.
const WINDOW_US: u64 = 10_000_000;
const FIRST_WINDOW_US: u64 = 1_000_000;
/// Drift below this is left alone, in milliseconds.
const TOLERATED_MS: i64 = 5;
/// Drift above this is put right even while somebody speaks.
const URGENT_MS: i64 = 60;
/// All streams are counted in ticks of this clock, in Hz, of which each codec's is a part: a source may change its codec.
const CLOCK: i64 = 48_000;
/// Longest packet that counts as a continuation of the one before, in those ticks.
const CONTINUED_TICKS: i64 = CLOCK / 1000 * 200;
/// A stream that goes on is believed to be late or early by at most so much.
const CONTINUED_MS: i64 = 700;
/// A stream that had a gap is believed so far.
const GAP_MS: i64 = 500;
/// Audio below this level is a pause, in which a correction is not heard.
const PAUSE_DBOV: i32 = -45;

/// How one codec becomes samples at the recording's rate.
struct Chain {
    decoder: Decoder,
    resampler: Resampler,
    decoded: Vec<i16>,
}

impl Chain {
    fn new(codec: CodecKind, rate: u32) -> Self {
        let decoder = Decoder::at(codec, rate);
        let resampler = Resampler::new(decoder.rate(), rate);
        Self { decoder, resampler, decoded: Vec::new() }
    }
}

struct Last {
    seq: u16,
    ts: u32,
}

pub struct Track {
    channel: usize,
    rate: u32,
    /// One for each codec that was heard: a source that alternates must not cost a new filter each time.
    chains: Vec<Chain>,
    samples: Vec<i16>,
    last: Option<Last>,
    /// Ticks since the first packet, unwrapped.
    ticks: i64,
    /// The frame of tick zero.
    base: i64,
    /// Least lateness in this window, in frames, and when the window ends.
    floor: i64,
    window_end_us: u64,
    /// A correction that waits for a pause, in frames.
    correction: i64,
}

impl Track {
    pub fn new(channel: u16, rate: u32) -> Self {
        Self {
            channel: usize::from(channel),
            rate,
            chains: Vec::new(),
            samples: Vec::new(),
            last: None,
            ticks: 0,
            base: 0,
            floor: i64::MAX,
            window_end_us: 0,
            correction: 0,
        }
    }

    /// Puts packets, in the order of arrival, on the time line; those that overtook each other within the batch are put right first.
    pub fn packets(&mut self, batch: &mut Vec<Packet<'_>>, line: &mut Timeline) {
        if let Some(first) = batch.first().map(|packet| packet.seq) {
            batch.sort_by_key(|packet| packet.seq.wrapping_sub(first) as i16);
            batch.dedup_by_key(|packet| (packet.seq, packet.ts));
        }
        for packet in batch {
            self.packet(packet, line);
        }
    }

    fn packet(&mut self, packet: &Packet<'_>, line: &mut Timeline) {
        if self.last.as_ref().is_some_and(|last| last.seq == packet.seq && last.ts == packet.ts) {
            return;
        }
        let known = self.chains.iter().position(|chain| chain.decoder.kind() == packet.codec);
        let at = known.unwrap_or_else(|| {
            self.chains.push(Chain::new(packet.codec, self.rate));
            self.chains.len() - 1
        });
        let Some(chain) = self.chains.get_mut(at) else { return };
        chain.decoded.clear();
        self.samples.clear();
        chain.decoder.decode(packet.payload, &mut chain.decoded);
        chain.resampler.process(&chain.decoded, &mut self.samples);
        let delay = chain.resampler.delay() as i64;
        let arrival = line.frame_at(packet.arrival_us);
        let at = self.place(packet, arrival) - delay;
        line.mix(self.channel, at, &self.samples, arrival);
    }

    /// The frame where a packet begins.
    fn place(&mut self, packet: &Packet<'_>, arrival: i64) -> i64 {
        let scale = CLOCK / i64::from(packet.codec.rtp_clock());
        let frames_per_ms = i64::from(self.rate / 1000);
        let step = self.last.as_ref().map_or(0, |last| i64::from(packet.ts.wrapping_sub(last.ts) as i32) * scale);
        let continued =
            self.last.as_ref().is_some_and(|last| packet.seq == last.seq.wrapping_add(1)) && step > 0 && step <= CONTINUED_TICKS;
        self.ticks += step;
        let frame = self.ticks * i64::from(self.rate) / CLOCK;
        let expected = self.base + frame;
        let late = arrival - expected;
        let believed = if continued { CONTINUED_MS } else { GAP_MS } * frames_per_ms;
        if self.last.is_none() || late.abs() > believed {
            self.base += late;
            self.correction = 0;
            self.open_window(packet.arrival_us, FIRST_WINDOW_US);
        } else {
            self.follow(late, packet.arrival_us, frames_per_ms);
        }
        self.last = Some(Last { seq: packet.seq, ts: packet.ts });
        self.base + frame
    }

    /// Learns from the lateness of a packet how far the sender's clock has wandered, and corrects it at a good moment.
    fn follow(&mut self, late: i64, arrival_us: u64, frames_per_ms: i64) {
        self.floor = self.floor.min(late);
        if arrival_us >= self.window_end_us {
            self.correction = if self.floor.abs() > TOLERATED_MS * frames_per_ms { self.floor } else { 0 };
            self.open_window(arrival_us, WINDOW_US);
        }
        let urgent = self.correction.abs() > URGENT_MS * frames_per_ms;
        if self.correction != 0 && (urgent || dbov(self.samples.iter().copied()) < PAUSE_DBOV) {
            self.base += self.correction;
            self.correction = 0;
            self.open_window(arrival_us, WINDOW_US);
        }
    }

    const fn open_window(&mut self, arrival_us: u64, length_us: u64) {
        self.floor = i64::MAX;
        self.window_end_us = arrival_us.saturating_add(length_us);
    }
}
