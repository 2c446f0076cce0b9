//! Automatic gain: brings a voice to the usual level of speech, slowly, and leaves what is no speech alone.
//!
//! Speech is what lies 10 dB above the quietest 20 ms of the last two seconds and above -60 dBov. Only speech moves the gain, towards
//! -23 dBov, by at most 6 dB a second up and 20 dB a second down, within -12 and +18 dB. Between words, after 200 ms, a gain above 0 dB
//! glides back to 0 dB by 3 dB in 20 ms, so that noise is never louder than it came; with the next speech the gain is there again within
//! 20 ms. A gain never lifts a peak above -1 dBov.

use super::level::{Floor, power};

/// Mean squares of levels in dBov.
const TARGET: f32 = 5_381_000.0; // -23 dBov
const LEAST: f32 = 1_074.0; // -60 dBov
const ABOVE_FLOOR: f32 = 10.0;
/// -1 dBov as a peak.
const PEAK: f32 = 29_204.0;
/// Factors: the range, and the steps of 20 ms.
const GAIN: (f32, f32) = (0.251_19, 7.943_3);
const UP: f32 = 1.013_9;
const DOWN: f32 = 0.955;
const GLIDE: f32 = 0.707_9;
/// Frames of 20 ms that still count as speech after it.
const HANG: u8 = 10;
/// How fast the measured level of speech follows, per frame.
const FOLLOW: f32 = 0.05;

/// The automatic gain of one voice.
pub struct Agc {
    frame: usize,
    floor: Floor,
    /// Mean square of speech so far; nothing is known before the first.
    speech: Option<f32>,
    /// Where the gain of speech is, and the gain in use.
    gain: f32,
    used: f32,
    hang: u8,
}

impl Agc {
    pub fn new(rate: u32) -> Self {
        Self { frame: (rate / 50).max(1) as usize, floor: Floor::default(), speech: None, gain: 1.0, used: 1.0, hang: 0 }
    }

    /// Changes samples in place, in pieces of 20 ms and what is left over.
    pub fn process(&mut self, pcm: &mut [i16]) {
        pcm.chunks_mut(self.frame).for_each(|samples| self.piece(samples));
    }

    fn piece(&mut self, samples: &mut [i16]) {
        let power = power(samples);
        // The floor learns from silence, too: a voice between silences need not have soft parts of its own.
        let speaks = power > self.floor.learn(power) * ABOVE_FLOOR && power > LEAST;
        if speaks {
            self.hang = HANG;
            // Rises at once, falls slowly: the level is that of the loud parts.
            let level = self
                .speech
                .map_or(power, |level| if power > level { level + (power - level) * 0.3 } else { level + (power - level) * FOLLOW });
            self.speech = Some(level);
            let wanted = (TARGET / level).sqrt().clamp(GAIN.0, GAIN.1);
            self.gain = wanted.clamp(self.gain * DOWN, self.gain * UP);
        } else {
            self.hang = self.hang.saturating_sub(1);
        }
        let mut next = if self.hang > 0 { self.gain } else { self.gain.min((self.used * GLIDE).max(1.0)) };
        let peak = samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
        if peak > 0 {
            next = next.min((PEAK / f32::from(peak)).max(1.0));
        }
        #[allow(clippy::cast_precision_loss)] // a few hundred samples
        let step = (next - self.used) / samples.len().max(1) as f32;
        // Down to what a peak allows at once, up in the course of the piece.
        let mut gain = if step < 0.0 { next } else { self.used };
        for sample in samples {
            #[allow(clippy::cast_possible_truncation)] // a cast saturates
            let louder = (f32::from(*sample) * gain) as i16;
            *sample = louder;
            gain += step.max(0.0);
        }
        self.used = next;
    }
}
