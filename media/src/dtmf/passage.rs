//! A telephone event on its way from one leg to another whose clock, or whose stream of audio, is not the same.
//!
//! Invariant: a press that is one for the sender stays one, in segments where either clock needs them (RFC 4733 §2.5.1.3).

use super::LONGEST;
use super::dialer::VOLUME;

/// The press that is carried.
#[derive(Clone, Copy, Debug, Default)]
pub struct Passage {
    known: bool,
    ssrc: u32,
    code: u8,
    /// Theirs: the timestamps of the press and of its latest segment, and that segment's duration.
    start: u32,
    segment: u32,
    duration: u32,
    over: bool,
    /// Ours: timestamp units of segments that are full.
    closed: u32,
}

/// What is to be sent of an event packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Their timestamp of the whole press: its name.
    pub start: u32,
    /// How much later than the press its segment begins, in our units.
    pub after: u32,
    /// The segment before is full and is told so first.
    pub full: Option<[u8; 4]>,
}

impl Passage {
    /// Turns the payload of an event packet of stream `ssrc` from their clock into ours, both in units per millisecond; `None` drops it.
    pub fn carry(&mut self, payload: &mut [u8], stream: (u32, u32), clocks: (u32, u32)) -> Option<Carried> {
        let [event, flags, told @ ..] = payload.first_chunk_mut::<4>()?;
        let ((ssrc, timestamp), (from, to)) = (stream, clocks);
        let duration = u32::from(u16::from_be_bytes(*told));
        let step = timestamp.wrapping_sub(self.segment);
        let same = self.known && self.ssrc == ssrc && self.code == *event;
        if same && step == 0 {
            self.duration = self.duration.max(duration);
        } else if same && !self.over && (step == self.duration || step == LONGEST) {
            (self.segment, self.duration) = (timestamp, duration);
        } else if self.known && self.ssrc == ssrc && step > i32::MAX as u32 {
            return None; // of an earlier press or segment, and late
        } else {
            *self = Self { known: true, ssrc, code: *event, start: timestamp, segment: timestamp, duration, over: false, closed: 0 };
        }
        self.over |= *flags & 0x80 != 0;
        let theirs = u64::from(self.segment.wrapping_sub(self.start)) + u64::from(self.duration);
        let ours = u32::try_from(theirs * u64::from(to) / u64::from(from.max(1))).unwrap_or(u32::MAX);
        let mut full = None;
        while ours - self.closed > LONGEST {
            full = Some([*event, VOLUME, 0xff, 0xff]);
            self.closed += LONGEST;
        }
        let [.., d0, d1] = (ours - self.closed).to_be_bytes();
        *told = [d0, d1];
        Some(Carried { start: self.start, after: self.closed, full })
    }
}

#[cfg(test)]
mod tests;
