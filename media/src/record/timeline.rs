//! The time line of a recording: interleaved frames that are still open to late packets.
//!
//! Frames are counted from the recording's first moment. What was taken is final; audio for it comes too late and is dropped.
//! Invariant: at most [`AHEAD_S`] beyond the present plus what was not yet taken is held.
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_possible_wrap, reason = "frame counts far below 2^53")]

/// Audio further in the future than this is refused, in seconds.
const AHEAD_S: u64 = 2;

#[derive(Debug)]
pub struct Timeline {
    rate: u32,
    channels: usize,
    origin_us: u64,
    /// Frames that were taken.
    taken: u64,
    /// The frames after those, interleaved.
    open: Vec<i16>,
}

impl Timeline {
    pub const fn new(rate: u32, channels: u16, origin_us: u64) -> Self {
        Self { rate, channels: channels as usize, origin_us, taken: 0, open: Vec::new() }
    }

    /// The frame of a moment; moments before the first are negative.
    pub const fn frame_at(&self, now_us: u64) -> i64 {
        let elapsed = now_us as i128 - self.origin_us as i128;
        (elapsed * self.rate as i128).div_euclid(1_000_000) as i64
    }

    /// Frames that were taken.
    pub const fn taken(&self) -> u64 {
        self.taken
    }

    /// The frame after the last that has audio.
    pub fn end(&self) -> u64 {
        self.taken + (self.open.len() / self.channels) as u64
    }

    /// Adds samples to a channel from frame `at` on, with `now` as the present frame.
    pub fn mix(&mut self, channel: usize, at: i64, samples: &[i16], now: i64) {
        if at > now.saturating_add((AHEAD_S * u64::from(self.rate)) as i64) {
            return;
        }
        let late = (self.taken as i64).saturating_sub(at).max(0) as usize;
        let Some(samples) = samples.get(late..) else { return };
        let first = (at.saturating_add(late as i64) as u64).saturating_sub(self.taken) as usize;
        let needed = (first + samples.len()) * self.channels;
        if self.open.len() < needed {
            self.open.resize(needed, 0);
        }
        let slots = self.open.iter_mut().skip(channel.min(self.channels - 1)).step_by(self.channels).skip(first);
        for (slot, &sample) in slots.zip(samples) {
            *slot = slot.saturating_add(sample);
        }
    }

    /// Moves all frames before `until` to `out`, silence where there was no audio.
    pub fn take(&mut self, until: u64, out: &mut Vec<i16>) {
        let count = until.saturating_sub(self.taken) as usize * self.channels;
        let held = count.min(self.open.len());
        out.extend(self.open.drain(..held));
        out.resize(out.len() + count - held, 0);
        self.taken = self.taken.max(until);
        if self.open.capacity() > 4 * (self.open.len() + self.rate as usize) {
            self.open.shrink_to(self.open.len() + self.rate as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(line: &mut Timeline, until: u64) -> Vec<i16> {
        let mut out = Vec::new();
        line.take(until, &mut out);
        out
    }

    #[test]
    fn channels_are_placed_and_gaps_are_silence() {
        let mut line = Timeline::new(8000, 2, 1_000_000);
        assert_eq!(line.frame_at(1_000_500), 4);
        assert_eq!(line.frame_at(0), -8000);
        line.mix(0, 1, &[10, 11], 8);
        line.mix(1, 2, &[20], 8);
        line.mix(7, 3, &[30], 8);
        assert_eq!(taken(&mut line, 2), [0, 0, 10, 0]);
        assert_eq!(taken(&mut line, 5), [11, 20, 0, 30, 0, 0]);
        assert_eq!((line.taken(), line.end()), (5, 5));
    }

    #[test]
    fn late_audio_is_cut_and_overlaps_are_mixed() {
        let mut line = Timeline::new(8000, 1, 0);
        taken(&mut line, 4);
        line.mix(0, 2, &[1, 2, 3, 4], 4);
        line.mix(0, -100, &[9; 50], 4);
        line.mix(0, 5, &[i16::MAX, 1], 4);
        assert_eq!(taken(&mut line, 7), [3, i16::MAX, 1]);
    }

    #[test]
    fn the_far_future_is_refused() {
        let mut line = Timeline::new(8000, 1, 0);
        line.mix(0, i64::MAX, &[1; 160], 0);
        line.mix(0, 16001, &[1; 160], 0);
        line.mix(0, i64::MIN, &[1; 160], 0);
        assert_eq!(line.end(), 0);
    }
}
