//! Comfort noise (RFC 3389): what is heard while a far end sends no speech.
//!
//! Only the level is rendered; the spectrum that a packet may describe is left out, as §4 allows.
#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "samples and levels in their range")]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

/// The level, in dB below the loudest possible, before a packet has told one.
const FIRST_LEVEL: u8 = 60;
/// Louder noise is not believed: it would be a nuisance instead of a comfort.
const LOUDEST: u8 = 30;

/// A source of white noise.
#[derive(Debug)]
pub struct ComfortNoise {
    amplitude: f32,
    state: u32,
}

impl Default for ComfortNoise {
    fn default() -> Self {
        Self { amplitude: amplitude(FIRST_LEVEL), state: 0x9e37_79b9 }
    }
}

impl ComfortNoise {
    /// Takes the payload of a comfort noise packet.
    pub fn packet(&mut self, payload: &[u8]) {
        if let Some(level) = payload.first() {
            self.amplitude = amplitude(*level & 0x7f);
        }
    }

    /// Appends `count` samples.
    pub fn fill(&mut self, count: usize, out: &mut Vec<i16>) {
        for _ in 0..count {
            // Marsaglia's xorshift.
            self.state ^= self.state << 13;
            self.state ^= self.state >> 17;
            self.state ^= self.state << 5;
            let uniform = self.state.cast_signed() as f32 / 2_147_483_648.0;
            out.push((uniform * self.amplitude) as i16);
        }
    }
}

/// The greatest value of evenly spread samples whose mean power is `level` dB below that of a full square wave.
fn amplitude(level: u8) -> f32 {
    let power = f32::from(level.max(LOUDEST)) / -20.0;
    32768.0 * 10f32.powf(power) * 3f32.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_as_loud_as_it_is_told() {
        for (level, expected) in [(40u8, 40.0), (66, 66.0), (0, 30.0), (0x80 | 0x32, 50.0)] {
            let mut noise = ComfortNoise::default();
            noise.packet(&[level, 1, 2, 3]);
            let mut pcm = Vec::new();
            noise.fill(16000, &mut pcm);
            let power = pcm.iter().map(|&sample| (f64::from(sample) / 32768.0).powi(2)).sum::<f64>() / 16000.0;
            assert!((-10.0 * power.log10() - expected).abs() < 0.6, "{level}: {}", power.log10() * 10.0);
        }
    }
}
