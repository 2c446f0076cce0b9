//! The buffer against simulated networks; time is an argument.

#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "small numbers of simulated time")]

use super::*;

/// Pops all that is due at each of the 5 ms steps until `until_us`: frames by their first byte, `None` for missing ones.
fn play(buffer: &mut JitterBuffer, from_us: u64, until_us: u64) -> Vec<Option<u8>> {
    let mut heard = Vec::new();
    let mut out = Vec::new();
    for now in (from_us..until_us).step_by(5000) {
        loop {
            out.clear();
            match buffer.pop(now, &mut out) {
                Popped::Frame => heard.push(Some(out[0])),
                Popped::Missing => heard.push(None),
                Popped::Noise => heard.push(Some(255)),
                Popped::Empty => break,
            }
        }
    }
    heard
}

/// Audio with one byte for each tick.
fn push(buffer: &mut JitterBuffer, sequence: u16, timestamp: u32, marker: bool, payload: &[u8], at_us: u64) {
    buffer.push(&Arrival { sequence, timestamp, marker, ticks: payload.len() as u32, noise: false, payload, at_us });
}

fn packet(buffer: &mut JitterBuffer, n: u16, arrival_ms: u64) {
    let ts = u32::from(n).wrapping_mul(160).wrapping_add(0xffff_fe00);
    push(buffer, n.wrapping_add(65530), ts, n == 0, &[n as u8; 160], 1_000_000 + arrival_ms * 1000);
}

fn some(range: std::ops::Range<u8>) -> Vec<Option<u8>> {
    range.map(Some).collect()
}

#[test]
fn order_doubles_and_wrapping_are_put_right() {
    let mut buffer = JitterBuffer::new(8000);
    for n in [0, 2, 1, 1, 3, 5, 4, 6, 7, 7, 9, 8, 10] {
        packet(&mut buffer, n, 20 * u64::from(n));
    }
    assert_eq!(play(&mut buffer, 1_000_000, 1_235_000), some(0..11));
}

#[test]
fn a_lost_packet_is_missing_once() {
    let mut buffer = JitterBuffer::new(8000);
    for n in [0, 1, 2, 4, 5] {
        packet(&mut buffer, n, 20 * u64::from(n));
    }
    assert_eq!(play(&mut buffer, 1_000_000, 1_150_000), [Some(0), Some(1), Some(2), None, Some(4), Some(5)]);
}

#[test]
fn a_lost_packet_that_was_waited_for_is_missing_once() {
    let mut buffer = JitterBuffer::new(8000);
    for n in 0..3 {
        packet(&mut buffer, n, 20 * u64::from(n));
    }
    let mut heard = play(&mut buffer, 1_000_000, 1_105_000);
    packet(&mut buffer, 4, 105);
    packet(&mut buffer, 5, 110);
    heard.extend(play(&mut buffer, 1_105_000, 1_155_000));
    assert_eq!(heard, [Some(0), Some(1), Some(2), None, Some(4), Some(5)]);
}

#[test]
fn a_late_packet_is_still_heard_and_the_delay_grows() {
    let mut buffer = JitterBuffer::new(8000);
    for n in 0..3 {
        packet(&mut buffer, n, 20 * u64::from(n));
    }
    let mut heard = play(&mut buffer, 1_000_000, 1_115_000);
    for n in 3..8 {
        packet(&mut buffer, n, 115);
    }
    heard.extend(play(&mut buffer, 1_115_000, 1_300_000));
    assert_eq!(heard[..4], [Some(0), Some(1), Some(2), None]);
    assert_eq!(heard[4..9], some(3..8));
}

#[test]
fn too_late_is_dropped() {
    let mut buffer = JitterBuffer::new(8000);
    for n in [0, 2, 3] {
        packet(&mut buffer, n, 20 * u64::from(n));
    }
    let mut heard = play(&mut buffer, 1_000_000, 1_105_000);
    packet(&mut buffer, 1, 105);
    heard.extend(play(&mut buffer, 1_105_000, 1_115_000));
    assert_eq!(heard, [Some(0), None, Some(2), Some(3)]);
}

#[test]
fn a_silent_stream_stops_being_concealed_and_begins_again() {
    let mut buffer = JitterBuffer::new(8000);
    packet(&mut buffer, 0, 0);
    let heard = play(&mut buffer, 1_000_000, 3_000_000);
    assert_eq!(heard, [&[Some(0)][..], &[None; 6]].concat());
    push(&mut buffer, 65531, 0xffff_fe00u32.wrapping_add(16160), true, &[77; 160], 3_020_000);
    assert_eq!(play(&mut buffer, 3_000_000, 3_055_000), []);
    assert_eq!(play(&mut buffer, 3_055_000, 3_065_000), [Some(77)], "the learnt delay is given again");
}

#[test]
fn a_pause_of_the_sender_is_not_concealed() {
    let mut buffer = JitterBuffer::new(8000);
    push(&mut buffer, 1, 0, true, &[1; 160], 0);
    push(&mut buffer, 2, 160, false, &[2; 160], 20_000);
    push(&mut buffer, 3, 800, false, &[3; 160], 100_000);
    assert_eq!(play(&mut buffer, 0, 130_000), [Some(1), Some(2)]);
    assert_eq!(play(&mut buffer, 130_000, 145_000), [Some(3)]);
}

/// Plays `count` packets through a network of the given lateness (in ms, by packet); gives missing frames and the worst delay in ms.
fn network(count: u32, ptime_ms: u64, skew: f64, mut lateness: impl FnMut(u32) -> u64) -> (usize, u64) {
    let size = usize::try_from(ptime_ms * 8).unwrap();
    let mut arrivals: Vec<(u64, u32)> =
        (0..count).map(|n| ((f64::from(n) * ptime_ms as f64 * 1000.0 * skew) as u64 + lateness(n) * 1000, n)).collect();
    arrivals.sort_unstable();
    let mut buffer = JitterBuffer::new(8000);
    let (mut missing, mut worst, mut next) = (0, 0, arrivals.into_iter().peekable());
    let mut out = Vec::new();
    let end = u64::from(count) * ptime_ms * 1000;
    for now in (0..end).step_by(5000) {
        while let Some((at, n)) = next.next_if(|&(at, _)| at <= now) {
            let mut payload = vec![0; size];
            payload[..4].copy_from_slice(&n.to_be_bytes());
            push(&mut buffer, n as u16, n.wrapping_mul(size as u32), n == 0, &payload, at);
        }
        loop {
            out.clear();
            match buffer.pop(now, &mut out) {
                Popped::Frame => {
                    let n = u32::from_be_bytes(*out.first_chunk().unwrap());
                    let sent = (f64::from(n) * ptime_ms as f64 * 1000.0 * skew) as u64;
                    if now > end / 2 {
                        worst = worst.max(now.saturating_sub(sent) / 1000);
                    }
                }
                Popped::Missing => missing += 1,
                Popped::Noise => unreachable!(),
                Popped::Empty => break,
            }
        }
        assert!(buffer.held.len() <= HELD_MAX);
    }
    (missing, worst)
}

/// A reproducible sequence.
fn noise(n: u32) -> u64 {
    let mixed = n.wrapping_mul(0x9e37_79b9) ^ n.wrapping_mul(0x85eb_ca6b).rotate_left(13);
    u64::from(mixed.wrapping_mul(0xc2b2_ae35) >> 16)
}

#[test]
fn a_still_network_costs_little_delay() {
    for ptime_ms in [10, 20, 30, 60] {
        let (missing, worst) = network(3000, ptime_ms, 1.0, |_| 0);
        assert_eq!(missing, 0, "{ptime_ms} ms");
        assert!(worst <= 60, "{ptime_ms} ms packets waited {worst} ms");
    }
}

#[test]
fn jitter_is_learnt() {
    for (jitter, bound) in [(20, 80), (60, 130), (120, 200)] {
        let (missing, worst) = network(6000, 20, 1.0, |n| noise(n) % jitter);
        assert!(missing < 60, "{jitter} ms of jitter lost {missing} of 6000");
        assert!(worst <= bound, "{jitter} ms of jitter made {worst} ms of delay");
    }
}

#[test]
fn a_clock_that_runs_away_is_followed() {
    for skew in [0.9995, 1.0005] {
        let (missing, worst) = network(30_000, 20, skew, |n| noise(n) % 15);
        assert!(missing < 60, "skew {skew}: {missing} missing");
        assert!(worst <= 100, "skew {skew}: {worst} ms");
    }
}

#[test]
fn the_delay_comes_down_after_a_bad_time() {
    let (_, worst) = network(6000, 20, 1.0, |n| if n < 1000 { noise(n) % 150 } else { 0 });
    assert!(worst <= 80, "{worst} ms");
}

#[test]
fn a_jump_begins_a_new_stream_and_memory_is_bounded() {
    let mut buffer = JitterBuffer::new(8000);
    for n in 0..50_000u32 {
        let (seq, ts) = (noise(n) as u16, (noise(n * 7) << 16 | noise(n)) as u32);
        push(&mut buffer, seq, ts, n % 3 == 0, &[1; 200], u64::from(n));
    }
    assert!(buffer.held.len() <= HELD_MAX && buffer.spare.len() <= HELD_MAX);
    for n in 0..500u32 {
        push(&mut buffer, n as u16, n * 160, false, &[2; 160], 60_000);
    }
    assert!(buffer.held.len() <= HELD_MAX);
    let mut out = Vec::new();
    let mut popped = 0;
    while buffer.pop(u64::MAX, &mut out) != Popped::Empty {
        popped += 1;
        assert!(popped < 1000, "it ends");
    }
}

#[test]
fn odd_payloads_are_refused() {
    let mut buffer = JitterBuffer::new(8000);
    push(&mut buffer, 1, 1, false, &[], 0);
    push(&mut buffer, 1, 1, false, &[0; PAYLOAD_MAX + 1], 0);
    assert_eq!(buffer.pop(u64::MAX, &mut Vec::new()), Popped::Empty);
}
