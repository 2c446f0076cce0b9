//! Prints what 20 ms of audio cost in each codec and each step around it, in nanoseconds of one core: the least of several rounds.
//!
//! `cargo run --release --example codec_cost`

use std::hint::black_box;
use std::time::Instant;

use offhook_media::codec::{CodecKind, Decoder, Encoder, Tuning};
use offhook_media::conceal::Concealer;
use offhook_media::jitter::{Arrival, JitterBuffer, Popped};
use offhook_media::resample::Resampler;
use offhook_media::tone::Tone;
use offhook_media::voice::{Processing, Voice};

const ROUNDS: usize = 20;
const FRAMES: usize = 2000;

/// Times `work`, which is given the number of each frame.
fn cost(name: &str, mut work: impl FnMut(usize)) {
    let best = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            (0..FRAMES).for_each(&mut work);
            start.elapsed().as_nanos()
        })
        .min()
        .unwrap_or(0);
    println!("{name:<28} {:>7} ns", best / FRAMES as u128);
}

/// Something like speech: harmonics that swell, and noise.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a test signal")]
fn speech(rate: u32) -> Vec<i16> {
    let mut noise = 1u32;
    (0..rate * 2)
        .map(|n| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let time = f64::from(n) / f64::from(rate);
            let swell = 0.5 + 0.5 * (time * 20.0).sin();
            let voice: f64 = (1..12).map(|k| (time * 800.0 * f64::from(k)).sin() / f64::from(k)).sum();
            (voice * 6000.0 * swell + f64::from(noise >> 22) - 512.0) as i16
        })
        .collect()
}

fn main() {
    for (kind, rate) in [
        (CodecKind::Pcmu, 8000),
        (CodecKind::Pcma, 8000),
        (CodecKind::G722, 16000),
        (CodecKind::Opus, 8000),
        (CodecKind::Opus, 16000),
        (CodecKind::Opus, 48000),
    ] {
        let pcm = speech(rate);
        let frames: Vec<&[i16]> = pcm.chunks_exact(rate as usize / 50).collect();
        let tuning = Tuning { fec: true, bitrate: None };
        let (mut encoder, mut payload) = (Encoder::at(kind, rate, tuning), Vec::new());
        encoder.expect_loss(5);
        cost(&format!("{} encode, {rate}", kind.name()), |n| {
            payload.clear();
            encoder.encode(frames[n % frames.len()], &mut payload);
            black_box(&payload);
        });
        let mut encoder = Encoder::at(kind, rate, tuning);
        let encoded = |frame: &&[i16]| {
            let mut payload = Vec::new();
            encoder.encode(frame, &mut payload);
            payload
        };
        let payloads: Vec<Vec<u8>> = frames.iter().map(encoded).collect();
        let (mut decoder, mut out) = (Decoder::at(kind, rate), Vec::new());
        cost(&format!("{} decode, {rate}", kind.name()), |n| {
            out.clear();
            decoder.decode(&payloads[n % payloads.len()], &mut out);
            black_box(&out);
        });
    }
    for (from, to) in [(8000, 16000), (16000, 8000)] {
        let pcm = speech(from);
        let frames: Vec<&[i16]> = pcm.chunks_exact(from as usize / 50).collect();
        let (mut resampler, mut out) = (Resampler::new(from, to), Vec::new());
        cost(&format!("resample {from} to {to}"), |n| {
            out.clear();
            resampler.process(frames[n % frames.len()], &mut out);
            black_box(&out);
        });
    }
    jitter();
    voices();
    for rate in [8000, 16000] {
        let pcm = speech(rate);
        let size = rate as usize / 50;
        let mut frames: Vec<Vec<i16>> = pcm.chunks_exact(size).map(<[i16]>::to_vec).collect();
        let count = frames.len();
        let (mut concealer, mut out) = (Concealer::new(rate), Vec::new());
        cost(&format!("conceal, none lost, {rate}"), |n| concealer.good(&mut frames[n % count]));
        cost(&format!("conceal, each 2nd lost, {rate}"), |n| {
            if n % 2 == 0 {
                concealer.good(&mut frames[n % count]);
            } else {
                out.clear();
                concealer.conceal(size, &mut out);
                black_box(&out);
            }
        });
        if let Some(mut tone) = Tone::new("dial", "US") {
            let mut samples = vec![0; size];
            cost(&format!("tone of two, {rate}"), |_| {
                tone.fill(rate, &mut samples);
                black_box(&samples);
            });
        }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "sequence numbers wrap")]
fn jitter() {
    let mut buffer = JitterBuffer::new(8000);
    let (mut out, mut sent, mut heard) = (Vec::new(), 0u64, 0u64);
    cost("jitter push and pop", |_| {
        let (sequence, timestamp, at_us) = (sent as u16, (sent * 160) as u32, sent * 20_000);
        buffer.push(&Arrival { sequence, timestamp, marker: false, ticks: 160, noise: false, payload: &[0x55; 160], at_us });
        out.clear();
        if buffer.pop(sent * 20_000, &mut out) == Popped::Frame {
            heard += 1;
        }
        sent += 1;
    });
    assert!(heard + 10 > sent, "the buffer gave {heard} of {sent} frames");
}

/// What may be done to a received voice.
fn voices() {
    for rate in [8000, 16000, 48000] {
        let pcm = speech(rate);
        let frames: Vec<&[i16]> = pcm.chunks_exact(rate as usize / 50).collect();
        for (name, agc, denoise) in [("automatic gain", true, false), ("noise suppression", false, true)] {
            let Some(mut voice) = Voice::new(Processing { gain_db: 0.0, agc, denoise }, rate) else { continue };
            let mut out = Vec::new();
            cost(&format!("{name}, {rate}"), |n| {
                out.clear();
                out.extend_from_slice(frames[n % frames.len()]);
                voice.process(&mut out, 0);
                black_box(&out);
            });
        }
    }
}
