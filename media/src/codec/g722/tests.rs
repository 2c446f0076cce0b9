//! G.722 against an independent implementation, and against its own purpose: audio that sounds like its input.

#![allow(clippy::cast_possible_wrap, reason = "test signals stay small")]

use super::*;

/// A reproducible sequence (xorshift32); the reference figures below were made from the same one.
struct Noise(u32);

impl Noise {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }
}

fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// Two triangle waves and noise under a slow swell, up to about -6 dBov; integers only.
fn swell() -> Vec<i16> {
    let mut noise = Noise(1);
    (0..16000i32)
        .map(|n| {
            let triangle = |period: i32| 4 * (n % period - period / 2).abs() * 1000 / period - 1000;
            let rough = (noise.next() % 512) as i32 - 256;
            let loudness = (n % 4000 - 2000).abs();
            ((triangle(73) * 4 + triangle(11) * 3 + rough) * loudness / 1000) as i16
        })
        .collect()
}

fn encode(pcm: &[i16]) -> Vec<u8> {
    let mut bytes = Vec::new();
    Encoder::default().encode(pcm, &mut bytes);
    bytes
}

fn decode(bytes: &[u8]) -> Vec<i16> {
    let mut pcm = Vec::new();
    Decoder::default().decode(bytes, &mut pcm);
    pcm
}

/// The expected figure is of ffmpeg 5.1 (`-f g722 -i noise.g722 -f s16le`), whose decoder shares no code with this one.
#[test]
fn decoding_noise_is_bit_exact_with_an_independent_decoder() {
    let mut noise = Noise(2_463_534_242);
    let bytes: Vec<u8> = (0..16000).map(|_| (noise.next() >> 24) as u8).collect();
    assert_eq!(fnv1a(decode(&bytes).into_iter().flat_map(i16::to_le_bytes)), DECODED_NOISE);
}

/// The expected figure is of ffmpeg 5.1 (`-f s16le -ar 16000 -i swell.pcm -c:a g722 -f g722`).
#[test]
fn encoding_is_bit_exact_with_an_independent_encoder() {
    assert_eq!(fnv1a(encode(&swell())), ENCODED_SWELL);
}

const DECODED_NOISE: u64 = 0x7e36_45cf_77b4_8c46;
const ENCODED_SWELL: u64 = 0x5eac_0f07_bbfa_b2ac;

fn tone(hertz: f64, level: f64) -> Vec<i16> {
    (0..16000).map(|n| (level * (f64::from(n) * hertz * std::f64::consts::TAU / 16000.0).sin()) as i16).collect()
}

/// Signal-to-noise ratio in dB of `got` against `want` delayed by the 22 samples of the two filters.
fn snr(want: &[i16], got: &[i16]) -> f64 {
    let (mut signal, mut error) = (0.0, 1e-9);
    for (&a, &b) in want[1000..].iter().zip(&got[1022..]) {
        signal += f64::from(a).powi(2);
        error += (f64::from(a) - f64::from(b)).powi(2);
    }
    10.0 * f64::log10(signal / error)
}

#[test]
fn tones_over_the_whole_band_come_back() {
    for (hertz, wanted) in [(100.0, 30.0), (400.0, 30.0), (1000.0, 30.0), (3000.0, 25.0), (5000.0, 12.0), (6500.0, 12.0)] {
        let sent = tone(hertz, 8000.0);
        let ratio = snr(&sent, &decode(&encode(&sent)));
        assert!(ratio > wanted, "{hertz} Hz came back at {ratio:.1} dB");
    }
}

#[test]
fn quiet_tones_come_back_too() {
    let sent = tone(1000.0, 60.0);
    let ratio = snr(&sent, &decode(&encode(&sent)));
    assert!(ratio > 15.0, "{ratio:.1} dB");
}

#[test]
fn silence_stays_silent() {
    assert!(decode(&encode(&vec![0; 16000])).iter().all(|sample| sample.abs() <= 8));
}

#[test]
fn the_loudest_input_does_not_overflow() {
    let square: Vec<i16> = (0..16000).map(|n| if n / 7 % 2 == 0 { i16::MIN } else { i16::MAX }).collect();
    assert_eq!(decode(&encode(&square)).len(), 16000);
}

#[test]
fn constant_bytes_do_not_overflow() {
    for byte in 0..=255u8 {
        assert_eq!(decode(&[byte; 4000]).len(), 8000);
    }
}

#[test]
fn the_split_into_calls_does_not_matter() {
    let pcm = swell();
    let whole = encode(&pcm);
    let (mut encoder, mut bytes) = (Encoder::default(), Vec::new());
    let (mut decoder, mut back) = (Decoder::default(), Vec::new());
    let (mut rest, mut size) = (pcm.as_slice(), 1);
    while !rest.is_empty() {
        let (now, later) = rest.split_at(size.min(rest.len()));
        let before = bytes.len();
        encoder.encode(now, &mut bytes);
        decoder.decode(&bytes[before..], &mut back);
        (rest, size) = (later, size * 7 % 997);
    }
    assert_eq!(bytes, whole);
    assert_eq!(back, decode(&whole));
}
