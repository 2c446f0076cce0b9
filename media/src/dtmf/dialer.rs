//! Sends key presses: as telephone events, or as tones in the sound.

use super::{LONGEST, Press, code, key};
use crate::codec::{CodecKind, Encoder, Tuning};
use crate::tone::Tone;
use std::collections::VecDeque;

const STEP_MS: u32 = 20;
pub(super) const VOLUME: u8 = 10;
/// No key tone needs more than this rate, in Hz.
const TONE_RATE: u32 = 8000;
/// Shorter presses and gaps are not heard by everybody (ITU-T Q.24), longer ones are a mistake.
const SHORTEST_MS: u32 = 40;
const LONGEST_MS: u32 = 8000;
const GAP_MS: u32 = 60;
/// End packets of an event (RFC 4733 §2.5.1.4).
const ENDS: u8 = 3;
/// More keys than this do not wait.
const WAITING_MAX: usize = 512;

/// What the digit sender wants on the wire at a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A packet with this payload; `fresh` starts a new event (marker, new timestamp), `after` is how much later its segment begins.
    Packet { payload: [u8; 4], fresh: bool, after: u32 },
    /// Nothing now: a gap between digits.
    Silence,
    /// All digits are sent.
    Done,
}

#[derive(Clone, Copy, Debug)]
struct Key {
    code: u8,
    duration_ms: u32,
    gap_ms: u32,
}

/// Sends keys, one after the other.
#[derive(Default)]
pub struct Dialer {
    keys: VecDeque<Key>,
    /// How long the first key, and the gap after it, have been sent.
    elapsed_ms: u32,
    ends_sent: u8,
    /// Timestamp units of the first key's segments that are full.
    closed: u32,
    sound: Option<Box<Sound>>,
}

/// Keys as tones on their way into one codec.
struct Sound {
    codec: CodecKind,
    encoder: Encoder,
    tone: Option<Tone>,
    pcm: Vec<i16>,
}

impl Dialer {
    /// Prepares `digits`; `None` when one of them is no key or there are none.
    #[must_use]
    pub fn new(digits: &str, duration_ms: u32, gap_ms: u32) -> Option<Self> {
        let (duration_ms, gap_ms) = (duration_ms.clamp(SHORTEST_MS, LONGEST_MS), gap_ms.clamp(SHORTEST_MS, LONGEST_MS));
        let keys: VecDeque<Key> =
            digits.chars().map(|digit| Some(Key { code: code(digit)?, duration_ms, gap_ms })).collect::<Option<_>>()?;
        (!keys.is_empty()).then(|| Self { keys, ..Self::default() })
    }

    /// Prepares a press that was heard elsewhere.
    #[must_use]
    pub fn repeating(press: Press) -> Option<Self> {
        Self::new(press.digit.encode_utf8(&mut [0; 4]), press.duration_ms, GAP_MS)
    }

    /// Adds digits behind those that wait.
    pub fn extend(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.keys.truncate(WAITING_MAX);
    }

    /// The next 20 ms as telephone events, in a clock of so many units per millisecond.
    pub fn step(&mut self, per_ms: u32) -> Step {
        let Some(Key { code, duration_ms, gap_ms }) = self.keys.front().copied() else {
            return Step::Done;
        };
        let fresh = self.elapsed_ms == 0;
        self.elapsed_ms += STEP_MS;
        if self.elapsed_ms < duration_ms || self.ends_sent < ENDS {
            let after = self.closed;
            let units = self.elapsed_ms.min(duration_ms.max(STEP_MS)).saturating_mul(per_ms) - after;
            if units > LONGEST {
                self.closed += LONGEST;
                return Step::Packet { payload: [code, VOLUME, 0xff, 0xff], fresh, after };
            }
            let end = self.elapsed_ms >= duration_ms;
            self.ends_sent += u8::from(end);
            let [.., d0, d1] = units.to_be_bytes();
            return Step::Packet { payload: [code, VOLUME | (u8::from(end) << 7), d0, d1], fresh, after };
        }
        if self.elapsed_ms >= duration_ms + gap_ms {
            self.next();
        }
        Step::Silence
    }

    fn next(&mut self) {
        self.keys.pop_front();
        (self.elapsed_ms, self.ends_sent, self.closed) = (0, 0, 0);
    }

    /// Appends the next payload of `ptime_ms` with the tones of the keys to `out`; false when all of them, and the gaps after them, are over.
    pub fn sound(&mut self, codec: CodecKind, ptime_ms: u32, out: &mut Vec<u8>) -> bool {
        if self.keys.is_empty() {
            return false;
        }
        let mut sound = self.sound.take().filter(|sound| sound.codec == codec).unwrap_or_else(|| Box::new(Sound::new(codec)));
        sound.pcm.clear();
        let mut left_ms = codec.packet_ms(ptime_ms);
        while left_ms > 0 {
            let Some(Key { code, duration_ms, gap_ms }) = self.keys.front().copied() else {
                sound.fill(None, left_ms);
                break;
            };
            let (until, tone) = if self.elapsed_ms < duration_ms { (duration_ms, key(code)) } else { (duration_ms + gap_ms, None) };
            let part_ms = left_ms.min(until.saturating_sub(self.elapsed_ms));
            sound.fill(tone, part_ms);
            self.elapsed_ms += part_ms;
            left_ms -= part_ms;
            if self.elapsed_ms >= duration_ms {
                sound.tone = None;
            }
            if self.elapsed_ms >= duration_ms + gap_ms {
                self.next();
            }
        }
        sound.encoder.encode(&sound.pcm, out);
        self.sound = Some(sound);
        true
    }
}

impl Sound {
    fn new(codec: CodecKind) -> Self {
        Self { codec, encoder: Encoder::at(codec, TONE_RATE, Tuning::default()), tone: None, pcm: Vec::new() }
    }

    /// Appends so many milliseconds of a key's tones, or of nothing.
    fn fill(&mut self, key: Option<char>, ms: u32) {
        let rate = self.encoder.rate();
        let from = self.pcm.len();
        self.pcm.resize(from + (rate / 1000 * ms) as usize, 0);
        if let Some(key) = key
            && let Some(pcm) = self.pcm.get_mut(from..)
        {
            self.tone.get_or_insert_with(|| Tone::of_key(key)).fill(rate, pcm);
        }
    }
}

#[cfg(test)]
mod tests;
