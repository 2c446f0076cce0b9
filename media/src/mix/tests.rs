use super::*;
use crate::codec::{Decoder, Encoder};
use crate::play::{Item, Player, PromptStore};
use std::sync::Arc;

use crate::rtp;

const TICK: Micros = 20_000;

/// A room whose members speak tones and keep what they hear.
struct Hall {
    room: Room,
    parties: Vec<Party>,
    now: Micros,
}

struct Party {
    format: Format,
    hertz: f64,
    encoder: Encoder,
    decoder: Decoder,
    sent: u16,
    heard: Vec<i16>,
}

impl Hall {
    fn new(formats: &[(CodecKind, u32)]) -> Self {
        let mut hall = Self { room: Room::default(), parties: Vec::new(), now: 1_000_000 };
        for (sid, (codec, ptime_ms)) in (0u64..).zip(formats) {
            hall.room.join(sid, 0);
            hall.parties.push(Party {
                format: Format { codec: *codec, ptime_ms: *ptime_ms, tuning: Tuning::default() },
                hertz: 0.0,
                encoder: Encoder::new(*codec),
                decoder: Decoder::new(*codec),
                sent: 0,
                heard: Vec::new(),
            });
        }
        hall
    }

    fn equal(codec: CodecKind, count: usize) -> Self {
        Self::new(&vec![(codec, 20); count])
    }

    /// Lets the parties speak; `hertz` 0 sends nothing.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]
    fn run(&mut self, ticks: u32, amplitude: f64) {
        for _ in 0..ticks {
            for (place, party) in self.parties.iter_mut().enumerate() {
                self.room.members[place].listens = Some(party.format);
                if party.hertz == 0.0 {
                    continue;
                }
                let rate = party.format.codec.rate();
                let count = rate as usize / 50;
                let first = usize::from(party.sent) * count;
                let wave = |n: usize| (amplitude * (std::f64::consts::TAU * party.hertz * n as f64 / f64::from(rate)).sin()) as i16;
                let pcm: Vec<i16> = (first..first + count).map(wave).collect();
                let mut payload = Vec::new();
                party.encoder.encode(&pcm, &mut payload);
                let packet = rtp::Packet {
                    marker: false,
                    payload_type: 0,
                    sequence: party.sent,
                    timestamp: u32::from(party.sent) * 20 * party.format.codec.ticks_per_ms(),
                    ssrc: place as u32,
                    start: 0,
                    end: payload.len(),
                };
                party.sent += 1;
                self.room.members[place].intake.push(party.format.codec, &packet, &payload, self.now);
            }
            self.now += TICK;
            self.room.advance(self.now, |_, _| {});
            for (place, party) in self.parties.iter_mut().enumerate() {
                for payload in self.room.packets(place).into_iter().flat_map(Packets::iter) {
                    party.decoder.decode(payload, &mut party.heard);
                }
            }
        }
    }

    /// The amplitude at which a party heard a frequency in the last half second.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]
    fn hears(&self, place: usize, hertz: f64) -> f64 {
        let party = &self.parties[place];
        let rate = f64::from(party.format.codec.rate());
        let tail = &party.heard[party.heard.len() - rate as usize / 2..];
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (n, &sample) in tail.iter().enumerate() {
            let angle = std::f64::consts::TAU * hertz * n as f64 / rate;
            real += f64::from(sample) * angle.cos();
            imaginary += f64::from(sample) * angle.sin();
        }
        2.0 * real.hypot(imaginary) / tail.len() as f64
    }
}

#[test]
fn everybody_hears_all_others_and_not_themselves() {
    for codec in CodecKind::ALL {
        let mut hall = Hall::equal(codec, 4);
        for (party, hertz) in hall.parties.iter_mut().zip([400.0, 700.0, 1100.0, 0.0]) {
            party.hertz = hertz;
        }
        hall.run(60, 4000.0);
        for listener in 0..4 {
            for (speaker, hertz) in [400.0, 700.0, 1100.0].into_iter().enumerate() {
                let level = hall.hears(listener, hertz);
                let expected = if listener == speaker { 0.0 } else { 4000.0 };
                assert!((level - expected).abs() < 250.0, "{codec:?}: {listener} hears {speaker} at {level}");
            }
        }
    }
}

#[test]
fn gains_rule_who_hears_whom() {
    let mut hall = Hall::equal(CodecKind::Pcmu, 3);
    for (party, hertz) in hall.parties.iter_mut().zip([400.0, 700.0, 1100.0]) {
        party.hertz = hertz;
    }
    // 2 whispers to 0; 1 does not hear it, and hears 0 at half the level.
    hall.room.set_gain(Rule { from: Some(2), to: None, db: None });
    hall.room.set_gain(Rule { from: Some(2), to: Some(0), db: Some(0.0) });
    hall.room.set_gain(Rule { from: Some(0), to: Some(1), db: Some(-6.0206) });
    hall.run(60, 4000.0);
    for (listener, expected) in [(0, [0.0, 4000.0, 4000.0]), (1, [2000.0, 0.0, 0.0]), (2, [4000.0, 4000.0, 0.0])] {
        for (hertz, level) in [400.0, 700.0, 1100.0].into_iter().zip(expected) {
            assert!((hall.hears(listener, hertz) - level).abs() < 250.0, "{listener} hears {hertz} Hz at {}", hall.hears(listener, hertz));
        }
    }
}

#[test]
fn parties_of_different_codecs_and_packet_times_hear_each_other_at_the_best_common_rate() {
    let mut hall = Hall::new(&[(CodecKind::Pcmu, 20), (CodecKind::G722, 20), (CodecKind::Pcma, 30), (CodecKind::G722, 60)]);
    for (party, hertz) in hall.parties.iter_mut().zip([500.0, 5000.0, 900.0, 1300.0]) {
        party.hertz = hertz;
    }
    hall.run(1, 4000.0);
    assert_eq!(hall.room.rate(), 16000);
    hall.run(80, 4000.0);
    assert!((hall.hears(3, 5000.0) - 4000.0).abs() < 300.0, "wideband stays wide: {}", hall.hears(3, 5000.0));
    for (listener, speaker, hertz) in [(0, 2, 900.0), (1, 0, 500.0), (2, 3, 1300.0), (3, 2, 900.0)] {
        let level = hall.hears(listener, hertz);
        assert!((level - 4000.0).abs() < 300.0, "{listener} hears {speaker} at {level}");
    }
    assert!(hall.hears(0, 3000.0) < 60.0, "what a narrow line cannot carry is not folded down");
}

#[test]
fn listeners_share_one_encoder_and_come_back_to_it() {
    for codec in CodecKind::ALL {
        let mut hall = Hall::equal(codec, 6);
        hall.parties[0].hertz = 440.0;
        hall.run(60, 4000.0);
        assert_eq!(hall.room.classes.len(), 1);
        let own = |hall: &Hall| hall.room.members.iter().filter(|member| member.own.is_some()).count();
        assert_eq!(own(&hall), 1, "{codec:?}: the speaker alone has a mix of its own");
        hall.parties[0].hertz = 0.0;
        hall.parties[1].hertz = 600.0;
        hall.run(120, 4000.0);
        assert_eq!(own(&hall), 1);
        for listener in [0, 2, 5] {
            assert!((hall.hears(listener, 600.0) - 4000.0).abs() < 250.0);
        }
        hall.parties[1].hertz = 0.0;
        hall.run(120, 4000.0);
        assert_eq!(own(&hall), 0);
        let tail = &hall.parties[0].heard[hall.parties[0].heard.len() - 160..];
        assert!(tail.iter().all(|sample| sample.abs() < 40), "{codec:?}: silence after everybody stopped: {tail:?}");
    }
}

#[test]
fn a_hundred_who_speak_at_once_do_not_clip() {
    let mut hall = Hall::equal(CodecKind::Pcma, 100);
    for (number, party) in hall.parties.iter_mut().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let hertz = 300.0 + 30.0 * number as f64;
        party.hertz = hertz;
    }
    hall.run(50, 8000.0);
    for party in &hall.parties {
        assert_eq!(party.heard.len(), 50 * 160);
        let loud = |least: u16| party.heard.iter().filter(|sample| sample.unsigned_abs() > least).count();
        assert!(loud(20_000) > 0);
        assert!(loud(30_500) < 20, "{} samples over the ceiling", loud(30_500));
    }
}

#[test]
fn members_come_and_go_while_others_talk() {
    let mut hall = Hall::equal(CodecKind::Pcmu, 3);
    hall.parties[0].hertz = 400.0;
    hall.parties[2].hertz = 900.0;
    hall.run(40, 4000.0);
    assert_eq!(hall.room.leave(0), Some(0));
    hall.parties.swap_remove(0);
    hall.run(40, 4000.0);
    assert!(hall.hears(1, 400.0) < 50.0);
    assert!((hall.hears(1, 900.0) - 4000.0).abs() < 250.0);
    assert!(hall.hears(0, 900.0) < 50.0, "the one that moved to another place does not hear itself");
    while !hall.room.members.is_empty() {
        hall.room.leave(0);
        hall.parties.swap_remove(0);
        hall.run(2, 4000.0);
    }
    assert_eq!(hall.room.leave(7), None);
}

#[test]
fn a_voice_that_stops_fades_to_silence() {
    let mut hall = Hall::equal(CodecKind::Pcmu, 2);
    hall.parties[0].hertz = 300.0;
    hall.run(50, 6000.0);
    hall.parties[0].hertz = 0.0;
    hall.run(40, 6000.0);
    let heard = &hall.parties[1].heard;
    let worst = heard[..heard.len() - 30 * 160].windows(2).map(|pair| (i32::from(pair[0]) - i32::from(pair[1])).abs()).max();
    assert!(worst.unwrap_or(0) < 2500, "no click: {worst:?}");
    assert!(heard[heard.len() - 25 * 160..].iter().all(|&sample| sample == 0));
}

#[test]
fn voices_are_quieter_under_an_announcement_for_those_who_hear_it() {
    let store = Arc::new(PromptStore::new(1 << 20).unwrap());
    let tone = |name: &str| Item::Tone { name: name.to_owned(), country: "EE".to_owned() };
    let mut hall = Hall::equal(CodecKind::Pcmu, 3);
    for (party, hertz) in hall.parties.iter_mut().zip([700.0, 1100.0, 0.0]) {
        party.hertz = hertz;
    }
    let player = || Player::new(vec![tone("dial")], 1, Arc::clone(&store));
    let near = |level: f64, expected: f64| assert!((level - expected).abs() < 200.0, "{level} instead of {expected}");
    // 425 Hz for one of them, over voices at half their level.
    hall.room.play(RoomPlay::new("one".to_owned(), player(), Some(vec![2]), (-6.0206, -6.0206)));
    hall.run(60, 4000.0);
    near(hall.hears(2, 425.0), 3600.0);
    near(hall.hears(2, 700.0), 2000.0);
    near(hall.hears(1, 700.0), 4000.0);
    near(hall.hears(1, 425.0), 0.0);
    hall.room.plays.clear();
    // For all.
    hall.room.play(RoomPlay::new("all".to_owned(), player(), None, (-12.0412, -12.0412)));
    hall.run(60, 4000.0);
    for listener in 0..3 {
        near(hall.hears(listener, 425.0), 1800.0);
        near(hall.hears(listener, 1100.0), if listener == 1 { 0.0 } else { 1000.0 });
    }
    hall.room.plays.clear();
    hall.run(60, 4000.0);
    near(hall.hears(0, 1100.0), 4000.0);
    near(hall.hears(2, 425.0), 0.0);
}
