//! Call progress tones by country, after ITU-T E.180 and its Supplement 2 (Various tones used in national networks).
//!
//! Cadences are exact to the sample at any rate and survive a change of rate; a burst always begins at a zero crossing.
//! The tones of keys (ITU-T Q.23) are the same everywhere.
//! A country without an entry of its own hears the values that E.180 recommends. For Ethiopia no published cadence was found that
//! could be verified, so it has those too.

/// Ticks of a second that all usual sampling rates divide.
const TICKS: u64 = 705_600_000;
/// -10 dBm0 as a peak value of 16-bit PCM, where +3.14 dBm0 is the loudest sine: the level that E.180 §5 recommends.
const LEVEL: f32 = 7200.0;
/// -9 and -7 dBm0 for the lower and the higher tone of a key: lines take more from the higher.
const KEY_LEVELS: [f32; 2] = [8100.0, 10_200.0];
const ROWS: [u16; 4] = [697, 770, 852, 941];
const COLUMNS: [u16; 4] = [1209, 1336, 1477, 1633];
const KEYPAD: &str = "123A456B789C*0#D";

/// A burst of one or two frequencies in Hz (0 = none) for some milliseconds (0 = for ever).
type Burst = ([u16; 2], u16);

const FOREVER_425: &[Burst] = &[([425, 0], 0)];
const BEEP: &[Burst] = &[([1000, 0], 400)];

/// The bursts of one tone and whether they begin anew after the last; or the one that a key has.
struct Cadence {
    bursts: &'static [Burst],
    cyclic: bool,
    key: Option<Burst>,
}

macro_rules! cycle {
    ($hertz:expr; $($ms:literal),+) => { cycle!(@ $hertz; [] $($ms),+) };
    (@ $hertz:expr; [$($done:tt)*]) => { &[$($done)*] };
    (@ $hertz:expr; [$($done:tt)*] $on:literal, $off:literal $(, $rest:literal)*) => {
        cycle!(@ $hertz; [$($done)* ($hertz, $on), ([0, 0], $off),] $($rest),*)
    };
}

fn cadence(name: &str, country: &str) -> Option<Cadence> {
    let country = country.to_ascii_uppercase();
    let bursts: &'static [Burst] = match (name, country.as_str()) {
        ("beep", _) => return Some(Cadence { bursts: BEEP, cyclic: false, key: None }),
        ("dial", "GB" | "US" | "CA") => &[([350, 440], 0)],
        ("dial", _) => FOREVER_425,
        ("ringback", "US" | "CA") => cycle!([440, 480]; 2000, 4000),
        ("ringback", "GB") => cycle!([400, 450]; 400, 200, 400, 2000),
        ("ringback", "RU") => cycle!([425, 0]; 800, 3200),
        ("ringback", _) => cycle!([425, 0]; 1000, 4000),
        ("busy", "US" | "CA") => cycle!([480, 620]; 500, 500),
        ("busy", "GB") => cycle!([400, 0]; 375, 375),
        ("busy", "RU") => cycle!([425, 0]; 400, 400),
        ("busy", "DE") => cycle!([425, 0]; 480, 480),
        ("busy", "EE") => cycle!([425, 0]; 300, 300),
        ("busy", _) => cycle!([425, 0]; 500, 500),
        ("congestion", "US" | "CA") => cycle!([480, 620]; 250, 250),
        ("congestion", "GB") => cycle!([400, 0]; 400, 350, 225, 525),
        ("congestion", "DE") => cycle!([425, 0]; 240, 240),
        ("congestion", _) => cycle!([425, 0]; 200, 200),
        _ => return None,
    };
    Some(Cadence { bursts, cyclic: true, key: None })
}

/// A running tone generator.
pub struct Tone {
    cadence: Cadence,
    /// Which burst sounds.
    at: usize,
    /// Ticks of it that are over.
    elapsed: u64,
    /// Phases of its frequencies, as fractions of a turn.
    phases: [u32; 2],
}

impl Tone {
    /// The tone `dial`, `ringback`, `busy`, `congestion` or `beep` of a country (ISO 3166 two letters, case ignored), `None` for other
    /// names. An unknown country has the tones recommended by E.180.
    #[must_use]
    pub fn new(name: &str, country: &str) -> Option<Self> {
        Some(Self { cadence: cadence(name, country)?, at: 0, elapsed: 0, phases: [0; 2] })
    }

    /// The tone of a key (0 to 9, *, #, A to D), which goes on until it is stopped; of what is no key, silence.
    #[must_use]
    pub fn of_key(key: char) -> Self {
        let place = KEYPAD.find(key.to_ascii_uppercase());
        let hertz = place.and_then(|place| Some([*ROWS.get(place / 4)?, *COLUMNS.get(place % 4)?])).unwrap_or_default();
        let cadence = Cadence { bursts: &[], cyclic: true, key: Some((hertz, 0)) };
        Self { cadence, at: 0, elapsed: 0, phases: [0; 2] }
    }

    /// Whether the tone goes on until it is stopped.
    #[must_use]
    pub const fn endless(&self) -> bool {
        self.cadence.cyclic
    }

    /// Writes the next samples at `rate` Hz into `out` and returns how many: fewer than asked for only where a `beep` has ended.
    pub fn fill(&mut self, rate: u32, out: &mut [i16]) -> usize {
        let step = TICKS / u64::from(rate.max(1));
        let mut written = 0;
        for slot in out {
            let Some((hertz, ms)) = self.burst() else { break };
            *slot = self.sample(hertz, rate.max(1));
            written += 1;
            self.elapsed += step;
            if ms != 0 && self.elapsed >= u64::from(ms) * (TICKS / 1000) {
                self.elapsed = 0;
                self.phases = [0; 2];
                self.at += 1;
            }
        }
        written
    }

    fn burst(&mut self) -> Option<Burst> {
        if self.cadence.key.is_some() {
            return self.cadence.key;
        }
        if self.at >= self.cadence.bursts.len() && self.cadence.cyclic {
            self.at = 0;
        }
        self.cadence.bursts.get(self.at).copied()
    }

    #[allow(clippy::cast_possible_truncation, reason = "two tones at this level stay within 16 bits; a frequency is below the rate")]
    fn sample(&mut self, hertz: [u16; 2], rate: u32) -> i16 {
        // The two parts of a double tone together have the level of a single one.
        let level = if hertz[1] == 0 { LEVEL } else { LEVEL * std::f32::consts::FRAC_1_SQRT_2 };
        let levels = if self.cadence.key.is_some() { KEY_LEVELS } else { [level; 2] };
        let mut sum = 0.0;
        for ((phase, hertz), level) in self.phases.iter_mut().zip(hertz).zip(levels) {
            if hertz != 0 {
                sum += sine(*phase) * level;
                *phase = phase.wrapping_add(((u64::from(hertz) << 32) / u64::from(rate)) as u32);
            }
        }
        sum as i16
    }
}

/// The sine of a fraction of a turn, to 4e-6: a polynomial in the quarter turn around zero.
#[allow(clippy::cast_precision_loss, reason = "24 bits of phase are far more than 16-bit samples show")]
#[allow(clippy::cast_possible_wrap, reason = "the second half turn becomes negative")]
fn sine(phase: u32) -> f32 {
    let turn = phase as i32 as f32 / 2_147_483_648.0;
    let folded = if turn.abs() > 0.5 { turn.signum() - turn } else { turn };
    let square = folded * folded;
    let tail = 2.550_164 + square * (-0.599_264_5 + square * 0.082_145_89);
    folded * (std::f32::consts::PI + square * (-5.167_713 + square * tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(name: &str, country: &str, rate: u32, count: usize) -> Vec<i16> {
        let mut out = vec![0; count];
        let written = Tone::new(name, country).unwrap().fill(rate, &mut out);
        out.truncate(written);
        out
    }

    /// Lengths in milliseconds of the sounding and silent stretches at 8 kHz.
    fn stretches(pcm: &[i16]) -> Vec<usize> {
        let loud: Vec<bool> = pcm.chunks(40).map(|five_ms| five_ms.iter().any(|sample| sample.abs() > 100)).collect();
        loud.chunk_by(|a, b| a == b).map(|stretch| stretch.len() * 5).collect()
    }

    fn power(pcm: &[i16], rate: f64, hertz: f64) -> f64 {
        let (mut re, mut im) = (0.0, 0.0);
        for (n, &sample) in (0u32..).zip(pcm) {
            let angle = std::f64::consts::TAU * hertz * f64::from(n) / rate;
            re += f64::from(sample) * angle.cos();
            im += f64::from(sample) * angle.sin();
        }
        #[allow(clippy::cast_precision_loss, reason = "small counts")]
        let count = pcm.len() as f64;
        2.0 * re.hypot(im) / count
    }

    #[test]
    fn cadences_are_those_of_the_countries() {
        for (name, country, wanted) in [
            ("ringback", "EE", vec![1000, 4000, 1000, 4000]),
            ("ringback", "ru", vec![800, 3200, 800, 3200, 800, 1200]),
            ("ringback", "GB", vec![400, 200, 400, 2000, 400, 200, 400, 2000, 400, 200, 400, 2000, 400, 200, 400]),
            ("ringback", "US", vec![2000, 4000, 2000, 2000]),
        ] {
            assert_eq!(stretches(&samples(name, country, 8000, 80000)), wanted, "{name} {country}");
        }
        assert_eq!(stretches(&samples("busy", "DE", 8000, 8000)), [480, 480, 40]);
        assert_eq!(stretches(&samples("busy", "EE", 8000, 8000)), [300, 300, 300, 100]);
        assert_eq!(stretches(&samples("congestion", "GB", 8000, 16000)), [400, 350, 225, 525, 400, 100]);
        assert_eq!(stretches(&samples("congestion", "ET", 8000, 4000)), [200, 200, 100]);
        assert_eq!(stretches(&samples("dial", "ZZ", 8000, 80000)), [10000]);
    }

    #[test]
    fn frequencies_and_level_are_right() {
        for rate in [8000u32, 16000] {
            let second = rate as usize;
            let dial = samples("dial", "DE", rate, second);
            assert!((power(&dial, f64::from(rate), 425.0) - 7200.0).abs() < 20.0);
            assert!(power(&dial, f64::from(rate), 1275.0) < 5.0, "no distortion");
            let ringback = samples("ringback", "US", rate, second);
            for hertz in [440.0, 480.0] {
                assert!((power(&ringback, f64::from(rate), hertz) - 5091.0).abs() < 20.0);
            }
        }
    }

    #[test]
    fn the_split_into_calls_does_not_matter() {
        let whole = samples("busy", "GB", 8000, 8000);
        let mut tone = Tone::new("busy", "GB").unwrap();
        let mut parts = vec![0; 8000];
        for part in parts.chunks_mut(77) {
            tone.fill(8000, part);
        }
        assert_eq!(parts, whole);
    }

    #[test]
    fn a_change_of_rate_keeps_phase_and_cadence() {
        let mut tone = Tone::new("busy", "DE").unwrap();
        let mut narrow = vec![0; 160];
        tone.fill(8000, &mut narrow);
        let mut wide = vec![0; 16000];
        tone.fill(16000, &mut wide);
        let reference = samples("busy", "DE", 16000, 16320);
        for (a, b) in wide.iter().zip(&reference[320..]) {
            assert!((i32::from(*a) - i32::from(*b)).abs() < 8);
        }
    }

    #[test]
    fn a_beep_ends() {
        let mut tone = Tone::new("beep", "EE").unwrap();
        assert!(!tone.endless());
        let mut out = vec![0; 8000];
        assert_eq!(tone.fill(8000, &mut out), 3200);
        assert_eq!(tone.fill(8000, &mut out), 0);
    }

    #[test]
    fn unknown_tones_are_refused_and_odd_rates_survived() {
        assert!(Tone::new("siren", "EE").is_none());
        let mut out = [0; 100];
        for rate in [0, 1, 7, 44100, u32::MAX] {
            assert_eq!(Tone::new("dial", "EE").unwrap().fill(rate, &mut out), 100);
        }
    }
}
