//! Who speaks: silence is not mixed, and in a crowd neither is the noise of those who only listen.
//!
//! The noise floor of a voice is the quietest 20 ms in two seconds. In a room of many, a voice that is neither loud nor clearly above its
//! floor stays out of the sum, where a hundred quiet offices would be one loud one; with few parties everything but silence is mixed.

use crate::voice::level::{Floor, power};

/// Mean squares of a level in dBov.
const SILENCE: f32 = 270.0; // -66 dBov
const LOUD: f32 = 34_000.0; // -45 dBov
/// Speech is this much stronger than the floor: 9 dB.
const ABOVE_FLOOR: f32 = 8.0;
/// Ticks for which an open gate stays open: half a second.
const HANG: u8 = 25;

/// One voice's gate.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    floor: Floor,
    hang: u8,
}

impl Gate {
    /// Takes 20 ms and says whether they are to be mixed.
    pub fn opens(&mut self, samples: &[i16], crowd: bool) -> bool {
        let power = power(samples);
        let floor = self.floor.learn(power);
        let speaks = power > SILENCE && (!crowd || power > LOUD || power > floor * ABOVE_FLOOR);
        self.hang = if speaks { HANG } else { self.hang.saturating_sub(1) };
        self.hang > 0
    }

    /// Nothing came: the voice is silent at once.
    pub fn shut(&mut self) {
        self.hang = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(amplitude: i32, seed: u32) -> Vec<i16> {
        let mut state = seed | 1;
        (0..160)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
                let sample = ((state >> 16) as i32 % (2 * amplitude + 1) - amplitude) as i16;
                sample
            })
            .collect()
    }

    #[test]
    fn silence_is_never_mixed_and_a_whisper_is_among_few() {
        let mut gate = Gate::default();
        assert!(!gate.opens(&[8; 160], false), "the silence of A-law");
        assert!(gate.opens(&noise(60, 1), false));
        assert!((1..25).all(|_| gate.opens(&[0; 160], false)), "it hangs over");
        assert!(!gate.opens(&[0; 160], false));
    }

    #[test]
    fn in_a_crowd_steady_noise_stays_out_and_speech_comes_through() {
        let mut gate = Gate::default();
        let open = (0..200).filter(|&n| gate.opens(&noise(100, n), true)).count();
        assert!(open <= 30, "open for {open} of 200");
        assert!(gate.opens(&noise(700, 9), true), "17 dB above the floor");
        let mut loud = Gate::default();
        assert!((0..500).all(|_| loud.opens(&[1000; 160], true)), "a loud steady sound is meant to be heard");
    }
}
