//! Concealment of lost audio in the manner of ITU-T G.711 Appendix I, for 8 and 16 kHz.
//!
//! A gap is filled with the last pitch periods of what was heard, joined without steps; after 10 ms it fades, after 60 ms it is silent.
//! The first good frame is blended with the continued waveform. Unlike the Appendix nothing is delayed: the join to the past is smoothed
//! by letting its step decay instead of by holding back samples that have not been sent yet.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "samples and small counts; results are within the range of their operands"
)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

/// Pitch periods sought, in microseconds: 200 Hz to 66 Hz.
const PERIOD_US: (usize, usize) = (5000, 15000);
/// The stretch that is compared in the search.
const COMPARED_US: usize = 20_000;
/// Most periods that are repeated in turn: with fewer a long gap would buzz.
const PERIODS_MAX: usize = 3;
/// Audible time of a gap in steps of 10 ms; each after the first is a fifth quieter.
const STEPS: usize = 6;

/// Fills the gaps of one decoded stream.
pub struct Concealer {
    rate: usize,
    /// The last samples that were heard, good or made up.
    history: Vec<i16>,
    gap: Option<Gap>,
}

/// A gap that is being filled.
struct Gap {
    /// The end of the good history.
    past: Vec<i16>,
    period: usize,
    /// The waveform that is repeated, and how many periods it has.
    loop_: Vec<i16>,
    periods: usize,
    /// Where it is read.
    at: usize,
    /// Samples filled so far.
    filled: usize,
    /// The step at the join, which decays.
    step: f32,
}

impl Concealer {
    /// A concealer of audio at `rate` Hz.
    #[must_use]
    pub fn new(rate: u32) -> Self {
        let rate = rate.clamp(8000, 48000) as usize;
        let longest = rate * PERIOD_US.1 / 1_000_000;
        Self { rate, history: vec![0; longest * PERIODS_MAX + longest / 4 + 1], gap: None }
    }

    /// Takes decoded audio; after a gap its beginning is blended with what the gap was filled with.
    pub fn good(&mut self, pcm: &mut [i16]) {
        if let Some(mut gap) = self.gap.take() {
            // A quarter period and 4 ms more for each 10 ms of gap, at most 10 ms.
            let overlap = (gap.period / 4 + gap.filled * 2 / 5).min(self.rate / 100).min(pcm.len());
            let mut made_up = Vec::with_capacity(overlap);
            self.fill(&mut gap, overlap, &mut made_up);
            for (n, (sample, old)) in pcm.iter_mut().zip(made_up).enumerate() {
                let weight = (n + 1) as f32 / (overlap + 1) as f32;
                *sample = (f32::from(*sample) * weight + f32::from(old) * (1.0 - weight)) as i16;
            }
        }
        self.remember(pcm);
    }

    /// Appends `count` samples in place of lost ones.
    pub fn conceal(&mut self, count: usize, out: &mut Vec<i16>) {
        let mut gap = self.gap.take().unwrap_or_else(|| self.begin());
        let start = out.len();
        self.fill(&mut gap, count, out);
        self.gap = Some(gap);
        if let Some(made_up) = out.get(start..) {
            remember(&mut self.history, made_up);
        }
    }

    fn begin(&self) -> Gap {
        let period = self.pitch();
        let last = |back: usize| self.history.iter().rev().nth(back).map_or(0.0, |&sample| f32::from(sample));
        let mut gap = Gap {
            past: self.history.clone(),
            period,
            loop_: Vec::new(),
            periods: 0,
            at: 0,
            filled: 0,
            // What came last, against what precedes the waveform's beginning in the past.
            step: last(0) - last(period),
        };
        gap.lengthen();
        gap
    }

    fn fill(&self, gap: &mut Gap, count: usize, out: &mut Vec<i16>) {
        let ten_ms = self.rate / 100;
        let ramp = (gap.period / 4).max(1);
        for _ in 0..count {
            if gap.filled >= STEPS * ten_ms {
                out.push(0);
                continue;
            }
            if gap.filled == ten_ms || gap.filled == 2 * ten_ms {
                gap.lengthen();
            }
            let decay = 1.0 - gap.filled as f32 / ramp as f32;
            let level = 1.0 - 0.2 * (gap.filled as f32 / ten_ms as f32 - 1.0).max(0.0);
            let sample = gap.next() + gap.step * decay.max(0.0);
            out.push((sample * level).clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16);
            gap.filled += 1;
        }
    }

    fn remember(&mut self, pcm: &[i16]) {
        remember(&mut self.history, pcm);
    }

    /// The lag at which the history resembles itself most, in samples.
    fn pitch(&self) -> usize {
        let (shortest, longest) = (self.rate * PERIOD_US.0 / 1_000_000, self.rate * PERIOD_US.1 / 1_000_000);
        // A coarse search at 4 kHz, then a fine one around its result.
        let coarse = self.rate / 4000;
        let best = |lags: &mut dyn Iterator<Item = usize>, stride: usize| {
            lags.map(|lag| (self.likeness(lag, stride), lag)).max_by(|a, b| a.0.total_cmp(&b.0)).map_or(longest, |(_, lag)| lag)
        };
        let rough = best(&mut (shortest..=longest).step_by(coarse), coarse);
        best(&mut (rough.saturating_sub(coarse).max(shortest)..=(rough + coarse).min(longest)), 1)
    }

    /// Normalized correlation of the end of the history with what lies `lag` before it.
    fn likeness(&self, lag: usize, stride: usize) -> f32 {
        let compared = self.rate * COMPARED_US / 1_000_000;
        let recent = self.history.iter().rev().step_by(stride);
        let earlier = self.history.iter().rev().skip(lag).step_by(stride);
        let (mut product, mut energy) = (0.0f32, 1.0f32);
        for (&a, &b) in recent.zip(earlier).take(compared / stride) {
            product += f32::from(a) * f32::from(b);
            energy += f32::from(b) * f32::from(b);
        }
        product / energy.sqrt()
    }
}

impl Gap {
    /// Lets one period more be repeated, while there are any.
    fn lengthen(&mut self) {
        if self.periods >= PERIODS_MAX {
            return;
        }
        self.periods += 1;
        let length = self.period * self.periods;
        let quarter = self.period / 4;
        let end = self.past.len();
        let (Some(from), Some(before)) = (end.checked_sub(length), end.checked_sub(length + quarter)) else { return };
        let mut wave: Vec<i16> = self.past.get(from..).unwrap_or_default().to_vec();
        // Its end flows into its beginning, because there it becomes what preceded the beginning.
        let tail = wave.len().saturating_sub(quarter);
        let lead = self.past.get(before..from).unwrap_or_default();
        for (n, (sample, &earlier)) in wave.iter_mut().skip(tail).zip(lead).enumerate() {
            let weight = (n + 1) as f32 / (quarter + 1) as f32;
            *sample = (f32::from(*sample) * (1.0 - weight) + f32::from(earlier) * weight) as i16;
        }
        // Reading goes on at the same phase, in the newest of the periods.
        self.at = if self.loop_.is_empty() { 0 } else { (self.at % self.period) + length - self.period };
        self.loop_ = wave;
    }

    fn next(&mut self) -> f32 {
        let sample = self.loop_.get(self.at).copied().unwrap_or(0);
        self.at = if self.at + 1 >= self.loop_.len() { 0 } else { self.at + 1 };
        f32::from(sample)
    }
}

/// Keeps the last samples heard.
fn remember(history: &mut [i16], pcm: &[i16]) {
    let fresh = pcm.len().min(history.len());
    history.rotate_left(fresh);
    let kept = history.len() - fresh;
    for (slot, &sample) in history.iter_mut().skip(kept).zip(pcm.iter().skip(pcm.len() - fresh)) {
        *slot = sample;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A voiced sound: harmonics of `hertz` in 1/n.
    fn voice(hertz: f64, rate: u32, count: usize) -> Vec<i16> {
        (0..count)
            .map(|n| {
                let time = n as f64 / f64::from(rate);
                (1..8).map(|k| 4000.0 / f64::from(k) * (std::f64::consts::TAU * hertz * f64::from(k) * time).sin()).sum::<f64>() as i16
            })
            .collect()
    }

    /// The stream with every frame numbered in `lost` concealed.
    fn through(pcm: &[i16], rate: u32, lost: &[usize]) -> Vec<i16> {
        let mut concealer = Concealer::new(rate);
        let mut out = Vec::new();
        for (n, frame) in pcm.chunks(rate as usize / 50).enumerate() {
            if lost.contains(&n) {
                concealer.conceal(frame.len(), &mut out);
            } else {
                let mut frame = frame.to_vec();
                concealer.good(&mut frame);
                out.extend(frame);
            }
        }
        out
    }

    fn energy(pcm: &[i16]) -> f64 {
        pcm.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>() / pcm.len() as f64
    }

    #[test]
    fn without_loss_nothing_changes() {
        let pcm = voice(120.0, 8000, 1600);
        assert_eq!(through(&pcm, 8000, &[]), pcm);
    }

    #[test]
    fn one_lost_frame_of_a_voice_is_hardly_noticed() {
        for rate in [8000, 16000] {
            for hertz in [70.0, 100.0, 123.4, 180.0, 250.0, 310.0] {
                let pcm = voice(hertz, rate, rate as usize / 2);
                let got = through(&pcm, rate, &[10]);
                let frame = rate as usize / 50;
                let error: Vec<i16> = pcm.iter().zip(&got).map(|(a, b)| a - b).collect();
                let ratio = 10.0 * (energy(&pcm[10 * frame..11 * frame]) / energy(&error[10 * frame..11 * frame])).log10();
                assert!(ratio > 5.0, "{hertz} Hz at {rate}: {ratio:.1} dB");
                let jump = |pcm: &[i16]| pcm.windows(2).map(|pair| (i32::from(pair[0]) - i32::from(pair[1])).abs()).max().unwrap();
                assert!(jump(&got) <= jump(&pcm) * 3 / 2, "{hertz} Hz at {rate}: a click");
            }
        }
    }

    #[test]
    fn a_long_gap_fades_to_silence_and_recovers() {
        let pcm = voice(120.0, 8000, 8000);
        let got = through(&pcm, 8000, &[10, 11, 12, 13, 14]);
        let level = |frame: usize| energy(&got[frame * 160..(frame + 1) * 160]);
        assert!(level(10) > level(11) && level(11) > level(12));
        assert!(level(13) < 1e-9);
        assert!(level(14) < 1e-9);
        assert_eq!(got[16 * 160..], pcm[16 * 160..]);
    }

    #[test]
    fn silence_and_noise_and_extremes_are_survived() {
        assert!(through(&[0; 1600], 8000, &[3, 4]).iter().all(|&sample| sample == 0));
        let square: Vec<i16> = (0..3200).map(|n| if n / 50 % 2 == 0 { i16::MIN } else { i16::MAX }).collect();
        assert_eq!(through(&square, 16000, &[0, 1, 4, 7, 8]).len(), 3200);
        let mut concealer = Concealer::new(0);
        let mut out = Vec::new();
        concealer.good(&mut []);
        concealer.conceal(0, &mut out);
        concealer.conceal(100_000, &mut out);
        concealer.good(&mut [1]);
        assert_eq!(out.len(), 100_000);
    }
}
