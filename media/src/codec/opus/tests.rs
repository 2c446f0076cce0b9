//! Opus streams as they are, with losses, and broken.

#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "test signals stay small")]

use super::*;

/// A voiced sound whose pitch glides, `count` samples.
fn voice(rate: u32, count: usize) -> Vec<i16> {
    let mut phase = 0.0;
    (0..count)
        .map(|n| {
            let time = n as f64 / f64::from(rate);
            phase += (160.0 + 60.0 * (time * 5.0).sin()) / f64::from(rate);
            (1..8).map(|k| 4000.0 / f64::from(k) * (std::f64::consts::TAU * phase * f64::from(k)).sin()).sum::<f64>() as i16
        })
        .collect()
}

fn packets(rate: u32, ms: u32, tuning: Tuning, loss: u8) -> Vec<Vec<u8>> {
    let mut encoder = Encoder::new(rate, tuning).expect("memory");
    encoder.expect_loss(loss);
    voice(rate, rate as usize * 2)
        .chunks_exact((rate / 1000 * ms) as usize)
        .map(|frame| {
            let mut out = Vec::new();
            encoder.encode(frame, &mut out);
            out
        })
        .collect()
}

/// How far two recordings lie apart, against the loudness of the first: 0 is equal.
fn distance(good: &[i16], other: &[i16]) -> f64 {
    let sum = |values: &mut dyn Iterator<Item = f64>| values.map(|value| value * value).sum::<f64>();
    let apart = sum(&mut good.iter().zip(other).map(|(&a, &b)| f64::from(a) - f64::from(b)));
    apart / sum(&mut good.iter().map(|&a| f64::from(a)))
}

#[test]
fn packets_of_every_length_last_as_long_at_every_rate() {
    for ms in [10, 20, 40, 60] {
        for rate in RATES {
            let mut decoder = Decoder::new(rate).expect("memory");
            let mut pcm = Vec::new();
            let sent = packets(16_000, ms, Tuning::default(), 0);
            for packet in &sent {
                assert_eq!(ticks(packet), ms * 48);
                decoder.decode(packet, &mut pcm);
            }
            assert_eq!(pcm.len(), sent.len() * (rate / 1000 * ms) as usize);
            assert!(pcm.iter().any(|sample| sample.abs() > 3000));
        }
    }
}

#[test]
fn the_copy_in_the_next_packet_is_better_than_making_it_up() {
    let tuning = Tuning { fec: true, bitrate: None };
    let sent = packets(16_000, 20, tuning, 20);
    assert!(sent.iter().skip(5).filter(|packet| repeats_the_last(packet)).count() > sent.len() / 2);
    let through = |mode: u8| {
        let mut decoder = Decoder::new(16_000).expect("memory");
        let mut pcm = Vec::new();
        for (n, packet) in sent.iter().enumerate() {
            match (n % 5 == 4 && mode > 0, mode) {
                (false, _) => decoder.decode(packet, &mut pcm),
                (true, 1) => decoder.recover(None, 320, &mut pcm),
                (true, _) => decoder.recover(sent.get(n + 1).map(Vec::as_slice), 320, &mut pcm),
            }
        }
        pcm
    };
    let (whole, made_up, copied) = (through(0), through(1), through(2));
    assert_eq!((whole.len(), made_up.len()), (copied.len(), copied.len()));
    let (worse, better) = (distance(&whole, &made_up), distance(&whole, &copied));
    assert!(better < worse * 0.6, "copied {better:.4}, made up {worse:.4}");
}

#[test]
fn without_expected_loss_nothing_is_repeated_and_less_is_sent() {
    let tuning = Tuning { fec: true, bitrate: Some(24_000) };
    assert!(!packets(16_000, 20, tuning, 0).iter().any(|packet| repeats_the_last(packet)));
    let size = |bitrate| packets(16_000, 20, Tuning { fec: false, bitrate: Some(bitrate) }, 0).iter().map(Vec::len).sum::<usize>();
    assert!(size(12_000) * 3 < size(48_000) * 2);
}

#[test]
fn losses_last_as_long_as_they_are_said_to() {
    let mut decoder = Decoder::new(48_000).expect("memory");
    for samples in [1, 480, 960, 2880, 5760, 100_000] {
        let mut pcm = Vec::new();
        decoder.recover(None, samples, &mut pcm);
        assert_eq!(pcm.len(), samples.next_multiple_of(120).min(5760));
    }
}

#[test]
fn rubbish_is_survived() {
    let mut decoder = Decoder::new(8000).expect("memory");
    let mut pcm = Vec::new();
    decoder.decode(&[], &mut pcm);
    assert!(pcm.is_empty());
    let mut state = 1u32;
    for length in (0..300).chain([1000, 2000]) {
        for first in 0..=255u8 {
            let mut payload: Vec<u8> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    state.to_be_bytes()[0]
                })
                .collect();
            if let Some(byte) = payload.first_mut() {
                *byte = first;
            }
            let lasts = ticks(&payload);
            assert!(lasts <= 5760);
            if length % 7 == 0 {
                pcm.clear();
                decoder.decode(&payload, &mut pcm);
                decoder.recover(Some(&payload), 160, &mut pcm);
                assert!(pcm.len() <= 960 + 160);
            }
            let _ = (repeats_the_last(&payload), pauses(&payload));
        }
    }
    let mut out = vec![1];
    Encoder::new(8000, Tuning::default()).expect("memory").encode(&[0; 77], &mut out);
    assert_eq!(out, [1]);
}
