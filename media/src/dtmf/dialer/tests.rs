use super::*;
use crate::codec::Decoder;
use crate::dtmf::{Detector, Listener, RATE, Sounded};
use crate::resample::Resampler;

/// What a listener hears of events that are sent each 20 ms, in a clock of so many units per millisecond.
fn heard(mut dialer: Dialer, per_ms: u32) -> Vec<Press> {
    let (mut listener, mut timestamp, mut presses) = (Listener::default(), 0u32, Vec::new());
    for tick in 0..2000u32 {
        match dialer.step(per_ms) {
            Step::Packet { payload, fresh, after } => {
                timestamp = if fresh { tick * 20 * per_ms } else { timestamp };
                let seen = listener.packet(&payload, timestamp + after, per_ms, u64::from(tick) * 20_000);
                presses.extend(seen.before);
                presses.extend(seen.ended);
            }
            Step::Silence => {}
            Step::Done => return presses,
        }
    }
    panic!("it does not end");
}

#[test]
fn a_dialled_string_is_heard_as_dialled() {
    for per_ms in [8, 16, 48] {
        let presses = heard(Dialer::new("1a#", 100, 60).expect("keys"), per_ms);
        assert_eq!(presses.iter().map(|press| press.digit).collect::<String>(), "1A#");
        assert!(presses.iter().all(|press| press.duration_ms == 100));
    }
}

#[test]
fn a_long_press_is_sent_in_segments() {
    for (per_ms, ms) in [(8, 8000), (48, 1360), (48, 1380), (48, 4000), (48, 8000)] {
        let presses = heard(Dialer::new("5", ms, 60).expect("a key"), per_ms);
        assert_eq!(presses, [Press { digit: '5', duration_ms: ms }], "{per_ms} {ms}");
    }
    let mut dialer = Dialer::new("5", 1400, 60).expect("a key");
    let mut sent = Vec::new();
    while let Step::Packet { payload, fresh, after } = dialer.step(48) {
        sent.push((payload, fresh, after));
    }
    // RFC 4733 §2.5.1.3: the full segment is told, then the next one begins where it ended, without a marker.
    let full = sent.iter().position(|(payload, ..)| payload[2..] == [0xff, 0xff]).expect("a full segment");
    assert_eq!((sent[full].0[1] & 0x80, sent[full].2, sent[full + 1].1, sent[full + 1].2), (0, 0, false, 0xffff));
    assert!(sent[sent.len() - 3..].iter().all(|(payload, ..)| payload[1] & 0x80 != 0));
}

#[test]
fn what_is_no_key_is_not_dialled() {
    for wrong in ["12x", "", "1 2", "é"] {
        assert!(Dialer::new(wrong, 100, 60).is_none());
    }
}

#[test]
fn keys_that_nobody_takes_do_not_pile_up() {
    let mut dialer = Dialer::new("1", 100, 60).expect("a key");
    for _ in 0..1000 {
        dialer.extend(Dialer::new("23", 100, 60).expect("keys"));
    }
    assert_eq!(dialer.keys.len(), WAITING_MAX);
}

/// The keys that a detector hears in what was made in a codec.
fn sounded(codec: CodecKind, ptime_ms: u32, mut dialer: Dialer) -> Vec<(char, u32)> {
    let mut decoder = Decoder::at(codec, RATE);
    let mut resampler = Resampler::new(decoder.rate(), RATE);
    let (mut detector, mut keys) = (Detector::default(), Vec::new());
    let mut payload = Vec::new();
    for _ in 0..2000 {
        payload.clear();
        if !dialer.sound(codec, ptime_ms, &mut payload) {
            return keys;
        }
        let (mut decoded, mut pcm) = (Vec::new(), Vec::new());
        decoder.decode(&payload, &mut decoded);
        resampler.process(&decoded, &mut pcm);
        detector.listen(&pcm, |heard| {
            if let Sounded::Ended(key, ms) = heard {
                keys.push((key, ms));
            }
        });
    }
    panic!("it does not end");
}

#[test]
fn tones_are_heard_as_dialled_in_every_codec_and_packet_time() {
    const ALL: &str = "1234567890*#ABCD1155";
    for codec in CodecKind::ALL {
        for ptime_ms in [10, 20, 30, 40, 60] {
            for (duration, gap) in [(80, 60), (100, 50), (300, 200)] {
                let keys = sounded(codec, ptime_ms, Dialer::new(ALL, duration, gap).expect("keys"));
                assert_eq!(keys.iter().map(|(key, _)| *key).collect::<String>(), ALL, "{codec:?} {ptime_ms} {duration}");
                assert!(keys.iter().all(|(_, ms)| ms.abs_diff(duration) <= 20), "{codec:?} {ptime_ms} {keys:?}");
            }
        }
    }
}
