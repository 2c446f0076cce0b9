//! The jitter buffer of one received stream, where audio is decoded: order, steady time, and a delay that follows the network.
//!
//! The buffer plays on a line of its own: the next frame is due when the one before has been heard. [`JitterBuffer::pop`] is called at
//! least every packet time, and again until it answers [`Popped::Empty`]; each [`Popped::Frame`] or [`Popped::Missing`] stands for
//! [`JitterBuffer::frame_ticks`] of audio. The delay grows where packets come too late to be played (a frame is concealed and the late one
//! still heard), and shrinks at the next talk spurt or, where it stays too large, by leaving out a frame.
//!
//! Invariant: one payload byte is one tick of an 8 kHz RTP clock, as in G.711 and G.722; packet times may vary from packet to packet.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod delay;

use std::collections::VecDeque;

use delay::Delay;

/// Microseconds of one tick of the RTP clock.
const TICK_US: i64 = 125;
/// Most packets held; more drive out the oldest.
const HELD_MAX: usize = 100;
/// Longest payload taken.
const PAYLOAD_MAX: usize = 4096;
/// A jump of the sequence number or the timestamp beyond this begins a new stream.
const SEQ_JUMP: i64 = 500;
const TICKS_JUMP: i64 = 5 * 8000;
/// Concealment stops after so many ticks: the stream pauses.
const CONCEALED_MAX: i64 = 8 * 120;
/// The delay is brought down, one frame at a time, only so often.
const SHRINK_US: i64 = 500_000;

/// What [`JitterBuffer::pop`] gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Popped {
    /// The payload was appended.
    Frame,
    /// A frame is due, but lost or late: it should be concealed.
    Missing,
    /// Nothing is due.
    Empty,
}

#[derive(Default)]
struct Held {
    seq: i64,
    ts: i64,
    marker: bool,
    arrival_us: i64,
    payload: Vec<u8>,
}

/// The place on the line of play.
struct Play {
    /// Timestamp of the next frame, and when it is due.
    ts: i64,
    due_us: i64,
    /// Sequence number of the last frame that was played.
    seq: Option<i64>,
    /// Ticks concealed for frames that may still come.
    stretched: i64,
    /// Ticks concealed in a row.
    concealed: i64,
}

/// Packets of one stream on their way to a decoder.
#[derive(Default)]
pub struct JitterBuffer {
    /// In the order of sequence numbers, without doubles.
    held: VecDeque<Held>,
    /// Payload memory for reuse.
    spare: Vec<Vec<u8>>,
    /// The newest packet's unwrapped sequence number and timestamp.
    newest: Option<(i64, i64)>,
    play: Option<Play>,
    delay: Delay,
    /// Ticks of the last frame.
    frame: i64,
    /// Since when the delay is too large.
    large_since_us: Option<i64>,
}

impl JitterBuffer {
    /// An empty buffer.
    #[must_use]
    pub fn new() -> Self {
        Self { frame: 160, ..Self::default() }
    }

    /// Forgets everything but the delay that it has learnt, for a new stream (another SSRC).
    pub fn reset(&mut self) {
        while let Some(held) = self.held.pop_front() {
            self.keep(held.payload);
        }
        self.newest = None;
        self.play = None;
        self.delay.forget_base();
        self.large_since_us = None;
    }

    /// RTP ticks of the frame that was popped last, found or missing.
    #[must_use]
    pub fn frame_ticks(&self) -> u32 {
        u32::try_from(self.frame).unwrap_or(0)
    }

    /// The delay in milliseconds that the network asks for at present (20 to 200).
    #[must_use]
    pub fn target_ms(&self) -> u32 {
        u32::try_from(self.delay.target_us() / 1000).unwrap_or(0)
    }

    /// Takes a packet that arrived at `arrival_us`; late ones, doubles, and empty or huge payloads are dropped.
    pub fn push(&mut self, seq: u16, ts: u32, marker: bool, payload: &[u8], arrival_us: u64) {
        if payload.is_empty() || payload.len() > PAYLOAD_MAX {
            return;
        }
        let (seq, ts) = self.unwrap(seq, ts);
        let arrival_us = i64::try_from(arrival_us).unwrap_or(i64::MAX / 2);
        let length = ticks(payload.len());
        self.delay.learn(arrival_us - ts * TICK_US, arrival_us);
        let late = self.play.as_ref().is_some_and(|play| ts + length <= play.ts);
        if late {
            return;
        }
        let at = self.held.iter().rposition(|held| held.seq <= seq).map_or(0, |before| before + 1);
        if at.checked_sub(1).and_then(|before| self.held.get(before)).is_some_and(|held| held.seq == seq) {
            return;
        }
        if self.held.len() >= HELD_MAX {
            if at == 0 {
                return;
            }
            if let Some(oldest) = self.held.pop_front() {
                self.keep(oldest.payload);
            }
        }
        let mut memory = self.spare.pop().unwrap_or_default();
        memory.clear();
        memory.extend_from_slice(payload);
        let at = at.min(self.held.len());
        self.held.insert(at, Held { seq, ts, marker, arrival_us, payload: memory });
    }

    /// Appends the payload that is due at `now_us`, if any.
    pub fn pop(&mut self, now_us: u64, out: &mut Vec<u8>) -> Popped {
        let now_us = i64::try_from(now_us).unwrap_or(i64::MAX / 2);
        let Some(play) = &mut self.play else { return self.begin(now_us, out) };
        if now_us < play.due_us {
            return Popped::Empty;
        }
        let Some(head) = self.held.front() else {
            if play.concealed + self.frame > CONCEALED_MAX {
                self.play = None;
                return Popped::Empty;
            }
            play.stretched += self.frame;
            return self.missing();
        };
        let gap = head.ts - play.ts;
        if gap < self.frame {
            return self.frame(now_us, out);
        }
        let followed = play.seq.is_some_and(|seq| head.seq == seq + 1);
        if head.marker || followed || gap - play.stretched > CONCEALED_MAX {
            // Nothing was lost before it, or too much: a pause. What is due begins anew with its own delay.
            let due_us = play.due_us;
            self.play = None;
            return self.begin_after(due_us, now_us, out);
        }
        if play.stretched > 0 {
            // What was thought late is lost, and was already concealed.
            let done = play.stretched.min(gap);
            play.ts += done;
            play.stretched -= done;
            return self.pop(u64::try_from(now_us).unwrap_or(0), out);
        }
        play.ts += self.frame;
        self.missing()
    }

    fn begin(&mut self, now_us: i64, out: &mut Vec<u8>) -> Popped {
        self.begin_after(i64::MIN, now_us, out)
    }

    /// Begins a talk spurt with the first packet held, not before `earliest_us`.
    fn begin_after(&mut self, earliest_us: i64, now_us: i64, out: &mut Vec<u8>) -> Popped {
        let Some(head) = self.held.front() else { return Popped::Empty };
        let target_us = self.delay.target_us();
        let due_us =
            (head.ts * TICK_US + self.delay.base_us() + target_us).clamp(head.arrival_us, head.arrival_us + target_us).max(earliest_us);
        self.play = Some(Play { ts: head.ts, due_us, seq: None, stretched: 0, concealed: 0 });
        self.large_since_us = None;
        if now_us < due_us { Popped::Empty } else { self.frame(now_us, out) }
    }

    fn missing(&mut self) -> Popped {
        if let Some(play) = &mut self.play {
            play.due_us += self.frame * TICK_US;
            play.concealed += self.frame;
        }
        Popped::Missing
    }

    /// Plays the first packet held.
    fn frame(&mut self, now_us: i64, out: &mut Vec<u8>) -> Popped {
        if self.shrinks(now_us)
            && let Some(left_out) = self.held.pop_front()
        {
            if let Some(play) = &mut self.play {
                play.ts = left_out.ts + ticks(left_out.payload.len());
                play.seq = Some(left_out.seq);
            }
            self.keep(left_out.payload);
        }
        let (Some(head), Some(play)) = (self.held.pop_front(), &mut self.play) else { return Popped::Empty };
        self.frame = ticks(head.payload.len());
        play.ts = head.ts + self.frame;
        play.due_us += self.frame * TICK_US;
        play.seq = Some(head.seq);
        play.stretched = 0;
        play.concealed = 0;
        out.extend_from_slice(&head.payload);
        self.keep(head.payload);
        Popped::Frame
    }

    /// Whether the delay has been too large for long enough, and there is a frame that can be left out.
    fn shrinks(&mut self, now_us: i64) -> bool {
        let Some(play) = &self.play else { return false };
        let frame_us = self.frame * TICK_US;
        let delay_us = play.due_us - play.ts * TICK_US - self.delay.base_us();
        if delay_us < self.delay.target_us() + frame_us + frame_us / 2 || self.held.len() < 2 {
            self.large_since_us = None;
            return false;
        }
        let since = *self.large_since_us.get_or_insert(now_us);
        let shrinks = now_us - since >= SHRINK_US;
        if shrinks {
            self.large_since_us = None;
        }
        shrinks
    }

    /// Gives numbers that do not wrap; a jump begins a new stream.
    fn unwrap(&mut self, seq: u16, ts: u32) -> (i64, i64) {
        let Some((newest_seq, newest_ts)) = self.newest else {
            self.newest = Some((i64::from(seq), i64::from(ts)));
            return (i64::from(seq), i64::from(ts));
        };
        let seq_step = wrapped(i64::from(seq) - newest_seq, 1 << 16);
        let ts_step = wrapped(i64::from(ts) - newest_ts, 1 << 32);
        if seq_step.abs() > SEQ_JUMP || ts_step.abs() > TICKS_JUMP {
            self.reset();
            return self.unwrap(seq, ts);
        }
        let unwrapped = (newest_seq + seq_step, newest_ts + ts_step);
        if seq_step > 0 {
            self.newest = Some(unwrapped);
        }
        unwrapped
    }

    fn keep(&mut self, payload: Vec<u8>) {
        if self.spare.len() < HELD_MAX {
            self.spare.push(payload);
        }
    }
}

/// The difference of least size that is equal modulo `modulus`.
const fn wrapped(difference: i64, modulus: i64) -> i64 {
    (difference + modulus / 2).rem_euclid(modulus) - modulus / 2
}

fn ticks(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(0)
}

#[cfg(test)]
mod tests;
