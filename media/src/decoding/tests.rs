//! Streams with losses and pauses, as they are heard.

#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "test signals stay small")]

use super::*;
use crate::codec::{Encoder, Tuning};

fn packet(n: u16, ticks: u32, marker: bool) -> Packet {
    Packet { marker, payload_type: 0, sequence: n, timestamp: u32::from(n) * ticks, ssrc: 1, start: 12, end: 12 }
}

/// A voiced sound, `count` samples.
fn buzz(rate: u32, count: usize) -> Vec<i16> {
    let harmonic = |n: usize, k: u32| (n as f64 * f64::from(120 * k) * std::f64::consts::TAU / f64::from(rate)).sin() / f64::from(k);
    (0..count).map(|n| (1..10).map(|k| 8000.0 * harmonic(n, k)).sum::<f64>() as i16).collect()
}

fn loudness(pcm: &[i16]) -> f64 {
    (pcm.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>() / pcm.len().max(1) as f64).sqrt()
}

/// Two seconds of a stream of which some packets are lost, at 16 kHz or what the codec can.
fn heard(codec: CodecKind, lost: impl Fn(u16) -> bool) -> (Vec<i16>, u32) {
    let mut encoder = Encoder::at(codec, 16_000, Tuning { fec: true, bitrate: None });
    encoder.expect_loss(20);
    let frame = encoder.rate() as usize / 50;
    let pcm = buzz(encoder.rate(), frame * 100);
    let mut decoding = Decoding::new(codec, 16_000);
    let mut out = Vec::new();
    for (n, samples) in (0u16..).zip(pcm.chunks_exact(frame)) {
        let now = u64::from(n) * 20_000 + 1_000_000;
        let mut payload = Vec::new();
        encoder.encode(samples, &mut payload);
        if !lost(n) {
            decoding.push(&packet(n, codec.ticks_per_ms() * 20, n == 0), &payload, now);
        }
        decoding.advance(now + 5000, &mut out);
    }
    (out, decoding.rate())
}

#[test]
fn losses_are_filled_in_every_codec() {
    for codec in CodecKind::ALL {
        let (whole, rate) = heard(codec, |_| false);
        let (holed, _) = heard(codec, |n| n % 10 == 9);
        assert!(whole.len() > rate as usize * 19 / 10, "{codec:?}");
        assert!(holed.len() + rate as usize / 25 >= whole.len(), "{codec:?}: {} of {}", holed.len(), whole.len());
        let faint = holed.chunks(rate as usize / 50).skip(5).filter(|part| loudness(part) < 2000.0).count();
        assert!(faint <= 2, "{codec:?}: {faint} faint parts");
    }
}

#[test]
fn an_announced_pause_is_heard_as_noise_until_speech_comes_again() {
    let mut decoding = Decoding::new(CodecKind::Pcma, 8000);
    let voice = {
        let mut payload = Vec::new();
        Encoder::new(CodecKind::Pcma).encode(&buzz(8000, 160), &mut payload);
        payload
    };
    let mut parts = Vec::new();
    for n in 0..200u16 {
        let now = u64::from(n) * 20_000 + 1_000_000;
        match n {
            0..50 | 150.. => decoding.push(&packet(if n < 50 { n } else { n - 99 }, 160, n == 150), &voice, now),
            50 => decoding.push_noise(&packet(50, 160, false), &[50], now),
            _ => {}
        }
        if n == 150 {
            // The sender's clock went on while it paused.
            decoding.jitter.reset();
        }
        let mut out = Vec::new();
        decoding.advance(now + 5000, &mut out);
        parts.push(loudness(&out));
    }
    assert!(parts[10..45].iter().all(|&part| part > 4000.0));
    let noise = 32768.0 * 10f64.powf(-50.0 / 20.0);
    assert!(parts[60..145].iter().all(|&part| (part / noise - 1.0).abs() < 0.2), "{:?}", &parts[60..145]);
    assert!(parts[160..].iter().all(|&part| part > 4000.0), "{:?}", &parts[145..170]);
}

#[test]
fn a_pause_keeps_it_busy_for_longer_than_a_silence() {
    let mut decoding = Decoding::new(CodecKind::Pcmu, 8000);
    decoding.push(&packet(0, 160, true), &[0xff; 160], 0);
    assert!(decoding.idle(IDLE + 1));
    decoding.push_noise(&packet(1, 160, false), &[60], 20_000);
    assert!(!decoding.idle(IDLE * 2) && decoding.idle(IDLE_IN_PAUSE + 20_001));
}
