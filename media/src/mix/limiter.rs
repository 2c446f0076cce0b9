//! Brings a sum of voices back into 16 bits without clipping: a gain that falls ahead of a peak and recovers slowly.
//!
//! A block is cut into sixteen parts; at each border the gain is at most what both neighbours need, and runs straight in between. Only
//! the very first part of a block can be surprised; what is left over there is clipped, at most 1.25 ms.
#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "samples are clamped to 16 bits; parts are few")]

/// The loudest that leaves: 1 dB below full scale.
const CEILING: f32 = 29_204.0;
const PARTS: usize = 16;
/// The gain recovers by 10 dB in a second of 800 parts.
const RECOVERY: f32 = 1.001_44;

/// The gain of one mix.
#[derive(Clone, Debug)]
pub struct Limiter {
    gain: f32,
}

impl Default for Limiter {
    fn default() -> Self {
        Self { gain: 1.0 }
    }
}

fn peak(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0f32, |most, sample| most.max(sample.abs()))
}

fn sample(value: f32) -> i16 {
    // A cast saturates.
    value.round_ties_even() as i16
}

impl Limiter {
    /// Appends 20 ms of the sum to `out`.
    pub fn process(&mut self, mix: &[f32], out: &mut Vec<i16>) {
        if self.gain >= 1.0 && peak(mix) <= CEILING {
            out.extend(mix.iter().map(|&value| sample(value)));
            return;
        }
        let part = mix.len().div_ceil(PARTS).max(1);
        let mut needs = mix.chunks(part).map(|samples| (CEILING / peak(samples).max(1.0)).min(1.0)).peekable();
        for samples in mix.chunks(part) {
            let own = needs.next().unwrap_or(1.0);
            let next = needs.peek().copied().unwrap_or(1.0);
            let end = own.min(next).min((self.gain * RECOVERY).min(1.0));
            let step = (end - self.gain) / samples.len() as f32;
            let start = self.gain;
            out.extend(samples.iter().enumerate().map(|(n, &value)| sample(value * (start + step * n as f32))));
            self.gain = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(amplitude: f32, from: usize, count: usize) -> Vec<f32> {
        (from..from + count).map(|n| amplitude * (n as f32 * std::f32::consts::TAU * 300.0 / 8000.0).sin()).collect()
    }

    #[test]
    fn what_fits_is_untouched() {
        let (mut limiter, mut out) = (Limiter::default(), Vec::new());
        limiter.process(&sine(29_000.0, 0, 160), &mut out);
        let expected: Vec<i16> = sine(29_000.0, 0, 160).iter().map(|&value| sample(value)).collect();
        assert_eq!(out, expected);
    }

    #[test]
    fn a_loud_sum_stays_a_sine() {
        let (mut limiter, mut out) = (Limiter::default(), Vec::new());
        let loud = sine(120_000.0, 0, 8000);
        loud.chunks(160).for_each(|block| limiter.process(block, &mut out));
        assert!(out.iter().skip(10).all(|&value| value.abs() <= 29_300), "nothing is clipped after the first part");
        // The best fitting sine leaves little: no distortion.
        let (tail, input) = (&out[4000..], &loud[4000..]);
        let product: f64 = tail.iter().zip(input).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
        let factor = product / input.iter().map(|&b| f64::from(b).powi(2)).sum::<f64>();
        let rest: f64 = tail.iter().zip(input).map(|(&a, &b)| (f64::from(a) - factor * f64::from(b)).powi(2)).sum();
        let all: f64 = tail.iter().map(|&a| f64::from(a).powi(2)).sum();
        assert!(rest / all < 1e-4, "distortion {}", (rest / all).sqrt());
    }

    #[test]
    fn the_level_comes_back() {
        let (mut limiter, mut out) = (Limiter::default(), Vec::new());
        limiter.process(&sine(60_000.0, 0, 160), &mut out);
        for block in sine(3000.0, 0, 8000).chunks(160) {
            out.clear();
            limiter.process(block, &mut out);
        }
        assert!(out.iter().any(|&value| value > 2950));
        assert!((limiter.gain - 1.0).abs() < 1e-6);
    }

    #[test]
    fn any_block_is_survived() {
        let (mut limiter, mut out) = (Limiter::default(), Vec::new());
        for block in [vec![], vec![1e9; 3], vec![-1e9; 960], vec![f32::INFINITY; 160], vec![0.0; 160]] {
            limiter.process(&block, &mut out);
        }
        assert_eq!(out.len(), 3 + 960 + 160 + 160);
    }
}
