//! Whether received Opus is silence, without decoding all of it.
//!
//! An Opus packet goes on from the ones before it, so a run of packets is decoded by a new decoder, and the last of them are measured:
//! two to get going, two to be listened to. A muted microphone gives digital silence, which every decoder gives back.

use crate::codec::{CodecKind, Decoder};
use crate::record::level::dbov;

/// A run begins with each so manyth packet.
const EVERY: u16 = 64;
const RUN: u8 = 4;
const MEASURED: u8 = 2;
/// Enough to tell voices from silence, in Hz.
const RATE: u32 = 8000;

/// The run that is under way.
#[derive(Default)]
pub struct Probe {
    decoder: Option<Box<Decoder>>,
    next: u16,
    left: u8,
}

impl Probe {
    /// Takes a packet, and gives its level in dBov when it was measured.
    pub fn packet(&mut self, sequence: u16, payload: &[u8]) -> Option<i32> {
        if sequence.is_multiple_of(EVERY) {
            self.decoder = Some(Box::new(Decoder::at(CodecKind::Opus, RATE)));
            (self.next, self.left) = (sequence, RUN);
        }
        let decoder = self.decoder.as_mut()?;
        if sequence != self.next {
            self.decoder = None; // of a run with a gap nothing can be said
            return None;
        }
        let mut samples = Vec::new();
        decoder.decode(payload, &mut samples);
        self.next = sequence.wrapping_add(1);
        self.left -= 1;
        let measured = self.left < MEASURED && !samples.is_empty();
        if self.left == 0 {
            self.decoder = None;
        }
        measured.then(|| dbov(samples.into_iter()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{Encoder, Tuning};

    /// Levels that are found in packets of this sound.
    fn levels(rate: u32, sound: impl Fn(usize) -> i16) -> Vec<i32> {
        let mut encoder = Encoder::at(CodecKind::Opus, rate, Tuning::default());
        let (mut probe, mut found) = (Probe::default(), Vec::new());
        let frame = rate as usize / 50;
        for sequence in 0..640u16 {
            let from = usize::from(sequence) * frame;
            let pcm: Vec<i16> = (from..from + frame).map(&sound).collect();
            let mut payload = Vec::new();
            encoder.encode(&pcm, &mut payload);
            found.extend(probe.packet(sequence, &payload));
        }
        found
    }

    #[test]
    fn silence_is_told_from_voices_whatever_the_mode() {
        for rate in [8000, 16000, 48000] {
            let silent = levels(rate, |_| 0);
            assert_eq!(silent.len(), 20);
            assert!(silent.iter().all(|level| *level <= -90), "{rate}: {silent:?}");
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
            let voice = |at: usize| ((at as f32 * 440.0 * std::f32::consts::TAU / rate as f32).sin() * 3000.0) as i16;
            let loud = levels(rate, voice);
            assert!(loud.iter().all(|level| (-45..=-10).contains(level)), "{rate}: {loud:?}");
            let murmur = levels(rate, |at| voice(at) / 150);
            assert!(murmur.iter().all(|level| *level > -85), "{rate}: {murmur:?}");
        }
    }

    #[test]
    fn a_gap_ends_a_run_and_rubbish_is_survived() {
        let mut probe = Probe::default();
        assert_eq!(probe.packet(64, &[0xff; 3]), None);
        assert_eq!(probe.packet(66, &[0xff; 3]), None);
        assert_eq!(probe.packet(65, &[]), None);
        for sequence in 128..140 {
            assert_eq!(probe.packet(sequence, &[]), None);
        }
    }
}
