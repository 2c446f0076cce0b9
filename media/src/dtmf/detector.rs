//! Keys that come as two tones in the sound (ITU-T Q.23), told from speech and music (Q.24).
//!
//! Each 5 ms the last 13 ms are looked at: the strongest tone of each group must hold most of the energy, stand out of its group, not
//! differ too much from the other, and have no second harmonic, which voices have. From one look to the next the phase of each tone says
//! its frequency to a few hertz; a voice passes through the right frequencies, a key stays on them. A key counts once it was seen for about
//! 30 ms, and ends when it was not seen for 25 ms. Pure: samples at 8 kHz are the only input.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

use std::f32::consts::TAU;
use std::sync::LazyLock;

/// Samples per second.
pub const RATE: u32 = 8000;
const WINDOW: usize = 104;
const HOP: usize = 40;
const HOP_MS: u32 = 5;
const HERTZ: [u16; 8] = [697, 770, 852, 941, 1209, 1336, 1477, 1633];
const KEYS: [[char; 4]; 4] = [['1', '2', '3', 'A'], ['4', '5', '6', 'B'], ['7', '8', '9', 'C'], ['*', '0', '#', 'D']];

/// The weaker tone, as mean square of 16-bit samples: about -36 dBm0.
const WEAKEST: f32 = 60_000.0;
/// The part of all energy that both tones hold.
const SHARE: f32 = 0.6;
/// How much louder the higher tone may be (6 dB), and the lower one (9 dB: lines take from high tones).
const HIGHER: f32 = 4.0;
const LOWER: f32 = 8.0;
/// How far a tone stands out of its group (7 dB).
const STANDS_OUT: f32 = 5.0;
/// The second harmonic of the higher tone is at least so far below it (9 dB).
const HARMONIC: f32 = 0.125;
/// How far a tone may be from its frequency, as a part of it (Q.24: 1.8 % is taken) and in hertz besides.
const OFF: f32 = 0.022;
const OFF_HERTZ: f32 = 6.0;
/// Looks until a key counts.
const LOOKS: u32 = 5;
/// Looks without it until it is over.
const MISSES: u32 = 5;
/// What a key was seen for, beyond its looks: a look covers more than its step.
const SEEN_MS: u32 = 5;

/// What samples meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sounded {
    /// A key went down.
    Began(char),
    /// It went up after so many milliseconds.
    Ended(char, u32),
}

/// Sines and cosines of one frequency over a window.
type Wave = [(f32, f32); WINDOW];

struct Waves {
    tones: Vec<Wave>,
    /// Second harmonics of the higher group.
    harmonics: Vec<Wave>,
}

static WAVES: LazyLock<Waves> = LazyLock::new(|| {
    let wave = |hertz: f32| {
        let mut wave = [(0.0, 0.0); WINDOW];
        let mut at = 0.0f32;
        for place in &mut wave {
            let (sine, cosine) = (TAU * at).sin_cos();
            *place = (cosine, -sine);
            at = (at + hertz / 8000.0).fract();
        }
        wave
    };
    Waves {
        tones: HERTZ.iter().map(|hertz| wave(f32::from(*hertz))).collect(),
        harmonics: HERTZ.iter().skip(4).map(|hertz| wave(2.0 * f32::from(*hertz))).collect(),
    }
});

/// A tone as it is seen in a window.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// Mean square.
    power: f32,
    /// Turns.
    phase: f32,
}

fn seen(wave: &Wave, window: &[f32]) -> Seen {
    let (mut re, mut im) = (0.0f32, 0.0f32);
    for (sample, (cosine, sine)) in window.iter().zip(wave) {
        re += sample * cosine;
        im += sample * sine;
    }
    #[allow(clippy::cast_precision_loss)] // 104
    let count = WINDOW as f32;
    Seen { power: 2.0 * (re * re + im * im) / (count * count), phase: im.atan2(re) / TAU }
}

/// A key in a window: its place in both groups, with the phases of its tones.
#[derive(Clone, Copy, Debug)]
struct Look {
    row: usize,
    column: usize,
    phases: (f32, f32),
}

impl Look {
    fn key(&self) -> Option<char> {
        KEYS.get(self.row)?.get(self.column).copied()
    }

    /// Whether the tones are on their frequencies, by what the phases did since the look before.
    fn follows(&self, before: &Self) -> bool {
        (self.row, self.column) == (before.row, before.column)
            && on_frequency(self.row, before.phases.0, self.phases.0)
            && on_frequency(self.column + 4, before.phases.1, self.phases.1)
    }
}

fn on_frequency(tone: usize, before: f32, now: f32) -> bool {
    let Some(hertz) = HERTZ.get(tone).map(|hertz| f32::from(*hertz)) else { return false };
    #[allow(clippy::cast_precision_loss)] // 40
    let step = HOP as f32 / 8000.0;
    let turns = now - before - hertz * step;
    let off = (turns - turns.round()) / step;
    off.abs() <= hertz * OFF + OFF_HERTZ
}

/// Listens to one stream.
#[derive(Debug, Default)]
pub struct Detector {
    /// Samples that no later window needs are gone.
    samples: Vec<f32>,
    before: Option<Look>,
    /// The key that may be down, and how often it was seen in a row.
    maybe: Option<(char, u32)>,
    /// The key that is down, its looks so far, and the looks since it was seen.
    down: Option<(char, u32, u32)>,
}

impl Detector {
    /// True while a key is down.
    #[must_use]
    pub fn busy(&self) -> bool {
        self.down.is_some()
    }

    /// Takes the next samples; `tell` hears what they meant.
    pub fn listen(&mut self, pcm: &[i16], mut tell: impl FnMut(Sounded)) {
        self.samples.extend(pcm.iter().map(|sample| f32::from(*sample)));
        let mut at = 0;
        while let Some(window) = self.samples.get(at..at + WINDOW) {
            let look = look(window);
            self.step(look, &mut tell);
            at += HOP;
        }
        self.samples.drain(..at.min(self.samples.len()));
    }

    /// The stream is over, or has a gap that may hold anything.
    pub fn end(&mut self) -> Option<Sounded> {
        self.samples.clear();
        self.before = None;
        self.maybe = None;
        self.down.take().map(|(key, looks, misses)| ended(key, looks, misses))
    }

    fn step(&mut self, look: Option<Look>, tell: &mut impl FnMut(Sounded)) {
        let steady = look.filter(|look| self.before.is_some_and(|before| look.follows(&before))).and_then(|look| look.key());
        self.before = look;
        if let Some((key, looks, misses)) = &mut self.down {
            *looks += 1;
            *misses = if steady == Some(*key) { 0 } else { *misses + 1 };
            if *misses >= MISSES {
                tell(ended(*key, *looks, *misses));
                self.down = None;
            }
        }
        self.maybe = match (steady, self.maybe) {
            (Some(key), Some((known, looks))) if key == known => Some((key, looks + 1)),
            (Some(key), _) => Some((key, 1)),
            (None, _) => None,
        };
        let held = self.down.map(|(key, ..)| key);
        if let Some((key, looks)) = self.maybe
            && looks >= LOOKS - 1
            && held != Some(key)
        {
            if let Some((other, looks, misses)) = self.down {
                tell(ended(other, looks, misses));
            }
            self.down = Some((key, looks, 0));
            tell(Sounded::Began(key));
        }
    }
}

fn ended(key: char, looks: u32, misses: u32) -> Sounded {
    Sounded::Ended(key, looks.saturating_sub(misses) * HOP_MS + SEEN_MS)
}

/// The strongest tone of a group where it stands out, with its place.
fn strongest(group: &[Seen]) -> Option<(usize, Seen)> {
    let (place, best) = group.iter().copied().enumerate().max_by(|(_, a), (_, b)| a.power.total_cmp(&b.power))?;
    let alone = group.iter().enumerate().all(|(other, seen)| other == place || best.power >= seen.power * STANDS_OUT);
    alone.then_some((place, best))
}

fn look(window: &[f32]) -> Option<Look> {
    #[allow(clippy::cast_precision_loss)] // 104
    let mean = window.iter().map(|sample| sample * sample).sum::<f32>() / WINDOW as f32;
    if mean < 2.0 * WEAKEST * SHARE {
        return None;
    }
    let mut tones = [Seen::default(); 8];
    for (tone, wave) in tones.iter_mut().zip(&WAVES.tones) {
        *tone = seen(wave, window);
    }
    let (rows, columns) = tones.split_at(4);
    let ((row, low), (column, high)) = (strongest(rows)?, strongest(columns)?);
    let loud = low.power.min(high.power) >= WEAKEST;
    let even = high.power <= low.power * HIGHER && low.power <= high.power * LOWER;
    if !loud || !even || low.power + high.power < mean * SHARE {
        return None;
    }
    let harmonic = WAVES.harmonics.get(column).map(|wave| seen(wave, window))?;
    (harmonic.power <= high.power * HARMONIC).then_some(Look { row, column, phases: (low.phase, high.phase) })
}

#[cfg(test)]
mod tests;
