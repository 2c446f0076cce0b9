//! Sampling-rate conversion of 16-bit PCM by a polyphase windowed-sinc filter, for prompts of any rate and for transcoding between 8 and
//! 16 kHz.
//!
//! The filter passes to 0.85 of the lower Nyquist frequency and is 60 dB down a little above it. A stream that has taken `n` samples has
//! given `n · to / from` (rounded up): no warm-up, a constant delay of [`Resampler::delay`].
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "filter design and fixed-point arithmetic in known ranges"
)]

/// Zero crossings of the sinc on each side, at the lower rate.
const CROSSINGS: usize = 16;
/// Cut-off as a part of the lower rate's Nyquist frequency.
const CUTOFF: f64 = 0.93;
/// Shape of the Kaiser window: about 65 dB of stop-band attenuation.
const KAISER: f64 = 6.2;
/// Most phases that are kept; a ratio that needs more is rounded to the nearest.
const PHASES_MAX: u32 = 512;
/// Fixed-point scale of the taps.
const ONE: f64 = 16384.0;
/// Rates outside this range are clamped: no audio file has them, and the filter would become huge.
const RATES: (u32, u32) = (2000, 384_000);

/// A streaming converter from one rate to another.
#[derive(Clone)]
pub struct Resampler {
    /// Taps of all phases, `taps` each, in the order of the samples.
    table: Box<[i16]>,
    taps: usize,
    phases: u32,
    /// The ratio in lowest terms: `up` outputs for `down` inputs.
    up: u32,
    down: u32,
    /// Inputs still needed, the oldest first.
    pending: Vec<i16>,
    /// How far, in 1/`up` of a sample, the next output lies behind the window's centre.
    fraction: u32,
    /// Inputs still to be passed over before the next window.
    skip: usize,
}

impl Resampler {
    /// A converter from `from` to `to`, both in Hz.
    #[must_use]
    pub fn new(from: u32, to: u32) -> Self {
        let (from, to) = (from.clamp(RATES.0, RATES.1), to.clamp(RATES.0, RATES.1));
        let common = gcd(from, to);
        let (up, down) = (to / common, from / common);
        if up == down {
            return Self { table: Box::new([]), taps: 0, phases: 0, up, down, pending: Vec::new(), fraction: 0, skip: 0 };
        }
        let lower = f64::from(from.min(to)) / f64::from(from);
        let half = (CROSSINGS as f64 / lower).ceil() as usize;
        let taps = 2 * half;
        let phases = up.min(PHASES_MAX);
        let table = (0..phases).flat_map(|phase| taps_of(f64::from(phase) / f64::from(phases), half, lower * CUTOFF)).collect();
        Self { table, taps, phases, up, down, pending: vec![0; taps - 1], fraction: 0, skip: 0 }
    }

    /// Output samples by which the stream lags behind its input.
    #[must_use]
    pub fn delay(&self) -> usize {
        (self.taps / 2 * self.up as usize + self.down as usize / 2) / self.down as usize
    }

    /// Takes the next samples of the stream and appends what they become.
    pub fn process(&mut self, input: &[i16], out: &mut Vec<i16>) {
        if self.taps == 0 {
            out.extend_from_slice(input);
            return;
        }
        self.pending.extend_from_slice(input);
        let mut at = self.skip;
        while let Some(window) = self.pending.get(at..at + self.taps) {
            let phase = (u64::from(self.fraction) * u64::from(self.phases) / u64::from(self.up)) as usize;
            let taps = self.table.get(phase * self.taps..(phase + 1) * self.taps).unwrap_or_default();
            let sum: i32 = window.iter().zip(taps).map(|(&sample, &tap)| i32::from(sample) * i32::from(tap)).sum();
            out.push(((sum + 8192) >> 14).clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16);
            let next = self.fraction + self.down;
            at += (next / self.up) as usize;
            self.fraction = next % self.up;
        }
        let used = at.min(self.pending.len());
        self.pending.drain(..used);
        self.skip = at - used;
    }
}

/// Converts a whole recording: the result begins when the input does and lasts as long.
#[must_use]
pub fn convert(pcm: &[i16], from: u32, to: u32) -> Vec<i16> {
    let mut resampler = Resampler::new(from, to);
    let wanted = (pcm.len() as u64 * u64::from(resampler.up)).div_ceil(u64::from(resampler.down)) as usize;
    let mut out = Vec::with_capacity(wanted + resampler.delay() + 1);
    resampler.process(pcm, &mut out);
    resampler.process(&vec![0; resampler.taps + 1], &mut out);
    let delay = resampler.delay().min(out.len());
    out.drain(..delay);
    out.truncate(wanted);
    out
}

/// One phase of the filter, for an output `offset` of an input sample behind the centre; normalized, so that its gain at 0 Hz is one.
fn taps_of(offset: f64, half: usize, cutoff: f64) -> Vec<i16> {
    let shape: Vec<f64> = (0..2 * half)
        .map(|tap| {
            let distance = tap as f64 - (half as f64 - 1.0) - offset;
            let angle = std::f64::consts::PI * cutoff * distance;
            let sinc = if angle.abs() < 1e-9 { 1.0 } else { angle.sin() / angle };
            let edge = distance / half as f64;
            sinc * bessel(KAISER * (1.0 - edge * edge).max(0.0).sqrt())
        })
        .collect();
    let sum: f64 = shape.iter().sum();
    let mut taps: Vec<i16> = shape.iter().map(|value| (value / sum * ONE).round() as i16).collect();
    let error = ONE as i16 - taps.iter().sum::<i16>();
    if let Some(centre) = taps.get_mut(half - 1) {
        *centre += error;
    }
    taps
}

/// The modified Bessel function of the first kind and order zero, by its series.
fn bessel(x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..40 {
        term *= (x / (2.0 * f64::from(n))).powi(2);
        sum += term;
    }
    sum
}

const fn gcd(mut a: u32, mut b: u32) -> u32 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hertz: f64, rate: u32, count: usize) -> Vec<i16> {
        (0..count).map(|n| (10000.0 * (std::f64::consts::TAU * hertz * n as f64 / f64::from(rate)).sin()) as i16).collect()
    }

    /// Level in dB of `pcm`'s middle against the 10000 peak of [`tone`].
    fn level(pcm: &[i16]) -> f64 {
        let middle = &pcm[pcm.len() / 4..pcm.len() * 3 / 4];
        let square: f64 = middle.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>() / middle.len() as f64;
        10.0 * (square / 5e7).max(1e-12).log10()
    }

    #[test]
    fn the_pass_band_is_flat_and_in_time() {
        for (from, to) in [(8000, 16000), (16000, 8000), (44100, 8000), (48000, 16000), (22050, 8000), (11025, 16000), (44101, 8000)] {
            for hertz in [50.0, 300.0, 1000.0, 3000.0, 3400.0] {
                let got = convert(&tone(hertz, from, from as usize), from, to);
                let want = tone(hertz, to, to as usize);
                assert_eq!(got.len(), want.len());
                let middle = got.len() / 4..got.len() * 3 / 4;
                let worst = got[middle.clone()].iter().zip(&want[middle]).map(|(a, b)| (i32::from(*a) - i32::from(*b)).abs()).max();
                // The delay is rounded to a whole sample, which shifts the phase where the ratio is odd.
                let bound = if from % 8000 == 0 { 600 } else { 12000 };
                assert!(worst.unwrap() < bound, "{from} to {to}, {hertz} Hz: off by {worst:?}");
                assert!(level(&got).abs() < 0.5, "{from} to {to}, {hertz} Hz: {:.2} dB", level(&got));
            }
        }
    }

    #[test]
    fn what_would_alias_is_removed() {
        for (from, to) in [(16000, 8000), (44100, 8000), (48000, 8000), (48000, 16000)] {
            for ratio in [1.15, 1.4, 1.9] {
                let hertz = f64::from(to) / 2.0 * ratio;
                let got = level(&convert(&tone(hertz, from, from as usize), from, to));
                assert!(got < -50.0, "{from} to {to}, {hertz} Hz: {got:.1} dB");
            }
        }
    }

    #[test]
    fn images_are_removed() {
        let wide = convert(&tone(1000.0, 8000, 8000), 8000, 16000);
        let residue: Vec<i16> = wide.iter().zip(tone(1000.0, 16000, 16000)).map(|(a, b)| a - b).collect();
        assert!(level(&residue) < -55.0, "{}", level(&residue));
    }

    #[test]
    fn a_stream_gives_whole_frames_however_it_is_cut() {
        let pcm = tone(440.0, 8000, 8000);
        let mut whole = Vec::new();
        Resampler::new(8000, 16000).process(&pcm, &mut whole);
        let mut resampler = Resampler::new(8000, 16000);
        let mut out = Vec::new();
        for frame in pcm.chunks(160) {
            let before = out.len();
            resampler.process(frame, &mut out);
            assert_eq!(out.len() - before, 320);
        }
        assert_eq!(out, whole);
        let mut odd = Resampler::new(44100, 8000);
        let (mut cut, mut at_once) = (Vec::new(), Vec::new());
        for frame in pcm.chunks(7) {
            odd.process(frame, &mut cut);
        }
        Resampler::new(44100, 8000).process(&pcm, &mut at_once);
        assert_eq!(cut, at_once);
    }

    #[test]
    fn memory_stays_small() {
        let mut resampler = Resampler::new(48000, 8000);
        let mut out = Vec::new();
        for _ in 0..1000 {
            out.clear();
            resampler.process(&[1000; 960], &mut out);
        }
        assert!(resampler.pending.capacity() < 4096);
        assert!(out.iter().all(|&sample| sample == 1000), "the gain at 0 Hz is one");
    }

    #[test]
    fn equal_rates_copy_and_mad_rates_are_survived() {
        assert_eq!(convert(&[1, 2, 3], 8000, 8000), [1, 2, 3]);
        for (from, to) in [(0, 8000), (8000, 0), (u32::MAX, 8000), (383_999, 8001), (1, u32::MAX)] {
            let _ = convert(&[i16::MAX; 500], from, to);
        }
        assert!(convert(&[], 44100, 8000).is_empty());
    }
}
