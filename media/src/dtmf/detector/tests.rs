//! The limits of ITU-T Q.24, speech that must not be taken for keys, and keys in speech, noise and every codec.
#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]

use super::*;
use crate::codec::{CodecKind, Decoder, Encoder, Tuning};
use crate::resample::Resampler;
use std::path::PathBuf;

const ALL: &str = "1234567890*#ABCD";

/// How a key sounds.
#[derive(Clone, Copy)]
struct Shape {
    ms: u32,
    /// Of each tone, dB below the loudest sine.
    low_db: f32,
    high_db: f32,
    /// Parts of the frequencies that they are off.
    off: f32,
}

const PLAIN: Shape = Shape { ms: 80, low_db: -12.0, high_db: -10.0, off: 0.0 };

fn amplitude(db: f32) -> f32 {
    32767.0 * 10f32.powf(db / 20.0)
}

/// A key's samples at a rate.
fn key(key: char, shape: Shape, rate: u32) -> Vec<f32> {
    let (row, column) = (0..16).map(|at| (at / 4, at % 4)).find(|&(row, column)| KEYS[row][column] == key).expect("a key");
    let count = rate as usize * shape.ms as usize / 1000;
    (0..count)
        .map(|at| {
            let turn = TAU * at as f32 / rate as f32 * (1.0 + shape.off);
            amplitude(shape.low_db) * (turn * f32::from(HERTZ[row])).sin()
                + amplitude(shape.high_db) * (turn * f32::from(HERTZ[4 + column])).sin()
        })
        .collect()
}

/// Keys with pauses between them, at a rate.
fn dialled(keys: &str, shape: Shape, pause_ms: u32, rate: u32) -> Vec<f32> {
    let pause = vec![0.0; (rate * pause_ms / 1000) as usize];
    let mut pcm = pause.clone();
    for one in keys.chars() {
        pcm.extend(key(one, shape, rate));
        pcm.extend(&pause);
    }
    pcm
}

fn clipped(pcm: &[f32]) -> Vec<i16> {
    pcm.iter().map(|sample| sample.clamp(-32768.0, 32767.0) as i16).collect()
}

fn heard(pcm: &[i16]) -> Vec<(char, u32)> {
    let (mut detector, mut keys) = (Detector::default(), Vec::new());
    let mut tell = |sounded| {
        if let Sounded::Ended(key, ms) = sounded {
            keys.push((key, ms));
        }
    };
    for packet in pcm.chunks(160) {
        detector.listen(packet, &mut tell);
    }
    detector.end().into_iter().for_each(tell);
    keys
}

fn keys_in(pcm: &[f32]) -> String {
    heard(&clipped(pcm)).iter().map(|(key, _)| *key).collect()
}

/// Marsaglia's xorshift as even noise of -1 to 1.
fn noise(seed: u32) -> impl FnMut() -> f32 {
    let mut state = seed | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32 * 2.0 - 1.0
    }
}

/// Recorded voices, a part of those that come as the Debian packages of prompts; none where they are not installed.
fn voices() -> Vec<f32> {
    let mut folders = vec![PathBuf::from("/usr/share/asterisk/sounds")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.extension() {
                None if path.is_dir() => folders.push(path),
                Some(extension) if extension == "wav" => files.push(path),
                _ => {}
            }
        }
    }
    files.sort();
    let samples =
        |path: &PathBuf| std::fs::read(path).map(|data| data.get(44..).map(<[u8]>::to_vec).unwrap_or_default()).unwrap_or_default();
    let speech: Vec<u8> = files.iter().filter(|path| path.components().count() > 5).step_by(12).flat_map(samples).collect();
    speech.as_chunks::<2>().0.iter().map(|pair| f32::from(i16::from_le_bytes(*pair))).collect()
}

fn level(pcm: &[f32]) -> f32 {
    (pcm.iter().map(|sample| sample * sample).sum::<f32>() / pcm.len().max(1) as f32).sqrt()
}

fn through(codec: CodecKind, pcm: &[f32], rate: u32) -> Vec<i16> {
    let (mut encoder, mut decoder) = (Encoder::at(codec, rate, Tuning::default()), Decoder::at(codec, RATE));
    let mut resampler = Resampler::new(decoder.rate(), RATE);
    let (mut payload, mut decoded, mut out) = (Vec::new(), Vec::new(), Vec::new());
    assert_eq!(encoder.rate(), rate);
    for frame in clipped(pcm).chunks_exact(rate as usize / 50) {
        payload.clear();
        decoded.clear();
        encoder.encode(frame, &mut payload);
        decoder.decode(&payload, &mut decoded);
        resampler.process(&decoded, &mut out);
    }
    out
}

#[test]
fn all_keys_of_40_50_and_80_ms_in_every_codec() {
    for (codec, rate) in
        [(CodecKind::Pcmu, 8000), (CodecKind::Pcma, 8000), (CodecKind::G722, 16000), (CodecKind::Opus, 8000), (CodecKind::Opus, 48000)]
    {
        for ms in [40, 50, 80] {
            for pause_ms in [40, 47, 80] {
                let keys = heard(&through(codec, &dialled(ALL, Shape { ms, ..PLAIN }, pause_ms, rate), rate));
                assert_eq!(keys.iter().map(|(key, _)| *key).collect::<String>(), ALL, "{codec:?} at {rate}: {ms} ms, {pause_ms} ms apart");
                assert!(keys.iter().all(|(_, found)| found.abs_diff(ms) <= 15), "{codec:?} {ms}: {keys:?}");
            }
        }
    }
}

#[test]
fn what_q_24_wants_taken_is_taken() {
    for off in [-0.015, 0.0, 0.015] {
        for (low_db, high_db) in [(-3.0, -6.0), (-6.0, -6.0), (-10.0, -6.0), (-6.0, -12.0), (-30.0, -30.0), (-32.0, -28.0), (-25.0, -32.0)]
        {
            for start in [0usize, 13, 29] {
                let shape = Shape { ms: 50, low_db, high_db, off };
                let mut pcm = vec![0.0; start];
                pcm.extend(dialled(ALL, shape, 50, RATE));
                assert_eq!(keys_in(&pcm), ALL, "{off} {low_db} {high_db} {start}");
            }
        }
    }
}

#[test]
fn what_q_24_wants_left_is_left() {
    let wrong = |shape, why: &str| assert_eq!(keys_in(&dialled(ALL, shape, 60, RATE)), "", "{why}");
    wrong(Shape { ms: 20, ..PLAIN }, "too short");
    wrong(Shape { low_db: -50.0, high_db: -50.0, ..PLAIN }, "too quiet");
    wrong(Shape { low_db: -20.0, high_db: -5.0, ..PLAIN }, "the high tone much too loud");
    wrong(Shape { low_db: -5.0, high_db: -20.0, ..PLAIN }, "the low tone much too loud");
    wrong(Shape { off: 0.04, ..PLAIN }, "too high");
    wrong(Shape { off: -0.04, ..PLAIN }, "too low");
}

#[test]
fn a_short_break_does_not_end_a_key_and_a_pause_does() {
    let long = key('5', Shape { ms: 200, ..PLAIN }, RATE);
    let mut broken = long.clone();
    broken[700..780].fill(0.0);
    assert_eq!(keys_in(&broken), "5");
    let mut paused = long.clone();
    paused[600..960].fill(0.0);
    assert_eq!(keys_in(&paused), "55");
    // A lost packet leaves a jump of the phase.
    let lost = [&long[..640], &long[800..]].concat();
    assert_eq!(keys_in(&lost), "5");
}

#[test]
fn keys_are_heard_above_noise() {
    let loud = amplitude(PLAIN.low_db).hypot(amplitude(PLAIN.high_db)) / 2f32.sqrt();
    let mut random = noise(77);
    for ms in [40, 50, 80] {
        let clean = dialled(&ALL.repeat(8), Shape { ms, ..PLAIN }, 60, RATE);
        let noisy: Vec<f32> = clean.iter().map(|sample| sample + random() * loud * 3f32.sqrt() * 10f32.powf(-15.0 / 20.0)).collect();
        assert_eq!(keys_in(&noisy), ALL.repeat(8), "{ms} ms");
    }
}

#[test]
fn keys_are_heard_above_voices_and_voices_are_no_keys() {
    let voices = voices();
    if voices.is_empty() {
        return;
    }
    assert_eq!(keys_in(&voices), "");
    // 15 dB quieter, as the echo of a prompt: of a hundred keys at most one is lost, and none is made up.
    let loud = amplitude(PLAIN.low_db).hypot(amplitude(PLAIN.high_db)) / 2f32.sqrt();
    let part = loud * 10f32.powf(-15.0 / 20.0) / level(&voices);
    for ms in [50, 80] {
        let keys = ALL.repeat(64);
        let clean = dialled(&keys, Shape { ms, ..PLAIN }, 60, RATE);
        let mixed: Vec<f32> = clean.iter().zip(voices.iter().cycle()).map(|(sample, voice)| sample + voice * part).collect();
        let heard = keys_in(&mixed);
        let mut dialled = keys.chars();
        assert!(heard.chars().all(|key| dialled.any(|one| one == key)), "{ms} ms: none is made up");
        assert!(heard.len() * 100 >= keys.len() * 99, "{ms} ms: {} of {}", heard.len(), keys.len());
    }
}

#[test]
fn tones_of_the_network_and_of_fax_are_no_keys() {
    for tones in [
        &[425.0f32][..],
        &[440.0, 480.0],
        &[350.0, 440.0],
        &[480.0, 620.0],
        &[1100.0],
        &[2100.0],
        &[1000.0],
        &[941.0],
        &[1336.0],
        &[697.0, 770.0],
        &[1209.0, 1477.0],
        &[1650.0, 1850.0],
    ] {
        let pcm: Vec<f32> =
            (0..16000).map(|at| tones.iter().map(|hertz| 8000.0 * (TAU * hertz * at as f32 / 8000.0).sin()).sum()).collect();
        assert_eq!(keys_in(&pcm), "", "{tones:?}");
    }
}

#[test]
fn anything_may_come() {
    let mut random = noise(3);
    let mut detector = Detector::default();
    for round in 0..200 {
        let pcm: Vec<i16> = (0..round * 7 % 401).map(|_| (random() * 40_000.0).clamp(-32768.0, 32767.0) as i16).collect();
        detector.listen(&pcm, |_| {});
    }
    detector.listen(&[i16::MIN; 1000], |_| {});
    assert_eq!(detector.end(), None);
}
