//! The jitter buffer of one received stream, where audio is decoded: order, steady time, and a delay that follows the network.
//!
//! The buffer plays on a line of its own: the next frame is due when the one before has been heard. [`JitterBuffer::pop`] is called at
//! least every packet time, and again until it answers [`Popped::Empty`]; each [`Popped::Frame`] or [`Popped::Missing`] stands for
//! [`JitterBuffer::frame_ticks`] of audio. The delay grows where packets come too late to be played (a frame is concealed and the late one
//! still heard), and shrinks at the next talk spurt or, where it stays too large, by leaving out a frame.
//!
//! A packet may announce a pause (comfort noise, discontinuous transmission): from then on [`Popped::Noise`] is given until audio comes.
//! Times are ticks of the stream's own RTP clock; packet times may vary from packet to packet.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod delay;

use std::collections::VecDeque;

use delay::Delay;

/// Most packets held; more drive out the oldest.
const HELD_MAX: usize = 100;
/// Longest payload taken.
const PAYLOAD_MAX: usize = 4096;
/// A jump of the sequence number or the timestamp beyond this begins a new stream.
const SEQ_JUMP: i64 = 500;
const JUMP_MS: i64 = 5000;
/// Concealment stops after so long: the stream pauses.
const CONCEALED_MS: i64 = 120;
/// The packet time before anything is known.
const FRAME_MS: i64 = 20;
/// The delay is brought down, one frame at a time, only so often.
const SHRINK_US: i64 = 500_000;
/// At most so much of a pause is rendered at once.
const NOISE_OWED_US: i64 = 200_000;

/// What [`JitterBuffer::pop`] gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Popped {
    /// The payload was appended.
    Frame,
    /// A frame is due, but lost or late: it should be concealed.
    Missing,
    /// The sender pauses; what it says of its silence was appended, if this is the beginning.
    Noise,
    /// Nothing is due.
    Empty,
}

/// A packet that arrived.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    pub sequence: u16,
    pub timestamp: u32,
    pub marker: bool,
    /// How long it lasts, in ticks of the RTP clock.
    pub ticks: u32,
    /// It announces a pause.
    pub noise: bool,
    pub payload: &'a [u8],
    pub at_us: u64,
}

struct Held {
    seq: i64,
    ts: i64,
    ticks: i64,
    marker: bool,
    noise: bool,
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
    /// The sender has announced a pause.
    noise: bool,
}

/// Packets of one stream on their way to a decoder.
pub struct JitterBuffer {
    /// Ticks of the RTP clock in a millisecond.
    per_ms: i64,
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
    /// Packets repeat the ones before: the next one shall be here when one is missing.
    ahead: bool,
}

impl JitterBuffer {
    /// An empty buffer for a stream with an RTP clock of `clock` Hz, at least 1000.
    #[must_use]
    pub fn new(clock: u32) -> Self {
        let per_ms = i64::from(clock / 1000).max(1);
        Self {
            per_ms,
            held: VecDeque::new(),
            spare: Vec::new(),
            newest: None,
            play: None,
            delay: Delay::default(),
            frame: FRAME_MS * per_ms,
            large_since_us: None,
            ahead: false,
        }
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

    /// False while the stream pauses: nothing more is due until a packet comes.
    #[must_use]
    pub fn plays(&self) -> bool {
        self.play.is_some()
    }

    /// The delay in milliseconds that the network asks for at present (20 to 200, and a frame more for [`JitterBuffer::look_ahead`]).
    #[must_use]
    pub fn target_ms(&self) -> u32 {
        u32::try_from(self.target_us() / 1000).unwrap_or(0)
    }

    /// Says whether packets repeat the ones before them: then one more frame is waited for, so that the next is here when one is lost.
    pub fn look_ahead(&mut self, ahead: bool) {
        self.ahead = ahead;
    }

    /// After [`Popped::Missing`], the packet that follows the missing one, where it has come already.
    #[must_use]
    pub fn after_missing(&self) -> Option<&[u8]> {
        let (head, play) = (self.held.front()?, self.play.as_ref()?);
        (head.ts == play.ts && !head.noise).then_some(&head.payload)
    }

    fn target_us(&self) -> i64 {
        self.delay.target_us() + if self.ahead { self.us(self.frame) } else { 0 }
    }

    /// Microseconds of so many ticks.
    const fn us(&self, ticks: i64) -> i64 {
        ticks * 1000 / self.per_ms
    }

    /// Takes a packet; late ones, doubles, and empty or huge payloads are dropped.
    pub fn push(&mut self, packet: &Arrival<'_>) {
        let lasting = packet.ticks > 0 || packet.noise;
        if packet.payload.is_empty() || packet.payload.len() > PAYLOAD_MAX || !lasting {
            return;
        }
        let (seq, ts) = self.unwrap(packet.sequence, packet.timestamp);
        let arrival_us = i64::try_from(packet.at_us).unwrap_or(i64::MAX / 2);
        let ticks = if packet.noise { self.frame } else { i64::from(packet.ticks) };
        if !packet.noise {
            self.delay.learn(arrival_us - self.us(ts), arrival_us);
        }
        // Timestamps that stood still in a pause do not make the audio after it late.
        let late = self.play.as_ref().is_some_and(|play| ts + ticks <= play.ts && !play.noise);
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
        let mut payload = self.spare.pop().unwrap_or_default();
        payload.clear();
        payload.extend_from_slice(packet.payload);
        let at = at.min(self.held.len());
        self.held.insert(at, Held { seq, ts, ticks, marker: packet.marker, noise: packet.noise, arrival_us, payload });
    }

    /// Appends the payload that is due at `now_us`, if any.
    pub fn pop(&mut self, now_us: u64, out: &mut Vec<u8>) -> Popped {
        let now_us = i64::try_from(now_us).unwrap_or(i64::MAX / 2);
        let concealed_max = CONCEALED_MS * self.per_ms;
        let Some(play) = &mut self.play else { return self.begin(now_us, out) };
        if now_us < play.due_us {
            return Popped::Empty;
        }
        if play.noise {
            let earliest_us = play.due_us;
            return self.pause(earliest_us, now_us, out);
        }
        let Some(head) = self.held.front() else {
            if play.concealed + self.frame > concealed_max {
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
        if head.marker || followed || gap - play.stretched > concealed_max {
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
        let due_us = self.due_us(head).max(earliest_us);
        self.play = Some(Play { ts: head.ts, due_us, seq: None, stretched: 0, concealed: 0, noise: false });
        self.large_since_us = None;
        if now_us < due_us { Popped::Empty } else { self.frame(now_us, out) }
    }

    /// When a packet should be played that begins a talk spurt.
    fn due_us(&self, head: &Held) -> i64 {
        let target_us = self.target_us();
        (self.us(head.ts) + self.delay.base_us() + target_us).clamp(head.arrival_us, head.arrival_us + target_us)
    }

    /// Goes on with an announced pause, whose next frame was due at `earliest_us`, until what came after it is due.
    fn pause(&mut self, earliest_us: i64, now_us: i64, out: &mut Vec<u8>) -> Popped {
        if self.held.front().is_some_and(|head| self.due_us(head) <= now_us) {
            self.play = None;
            return self.begin_after(earliest_us, now_us, out);
        }
        let frame_us = self.us(self.frame);
        if let Some(play) = &mut self.play {
            // Whoever did not ask for long is not owed all that noise.
            play.due_us = earliest_us.max(now_us - NOISE_OWED_US) + frame_us;
        }
        Popped::Noise
    }

    fn missing(&mut self) -> Popped {
        let frame_us = self.us(self.frame);
        if let Some(play) = &mut self.play {
            play.due_us += frame_us;
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
                play.ts = left_out.ts + left_out.ticks;
                play.seq = Some(left_out.seq);
            }
            self.keep(left_out.payload);
        }
        let Some(head) = self.held.pop_front() else { return Popped::Empty };
        self.frame = head.ticks;
        let frame_us = self.us(self.frame);
        let Some(play) = &mut self.play else { return Popped::Empty };
        play.ts = head.ts + self.frame;
        play.due_us += frame_us;
        play.noise = head.noise;
        play.seq = Some(head.seq);
        play.stretched = 0;
        play.concealed = 0;
        out.extend_from_slice(&head.payload);
        self.keep(head.payload);
        if head.noise { Popped::Noise } else { Popped::Frame }
    }

    /// Whether the delay has been too large for long enough, and there is a frame that can be left out.
    fn shrinks(&mut self, now_us: i64) -> bool {
        let Some(play) = &self.play else { return false };
        let frame_us = self.us(self.frame);
        let delay_us = play.due_us - self.us(play.ts) - self.delay.base_us();
        let announces = self.held.front().is_some_and(|head| head.noise);
        if delay_us < self.target_us() + frame_us + frame_us / 2 || self.held.len() < 2 || announces {
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
        if seq_step.abs() > SEQ_JUMP || ts_step.abs() > JUMP_MS * self.per_ms {
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

#[cfg(test)]
mod tests;
