//! Players as a session uses them: frame by frame.

#![allow(clippy::cast_possible_truncation, reason = "test signals stay small")]

use std::fs::File;
use std::time::{Duration, Instant};

use super::*;
use crate::codec::Decoder;
use crate::wav;

fn store() -> Arc<PromptStore> {
    Arc::new(PromptStore::new(1 << 20).unwrap())
}

fn file(name: &str, rate: u32, channels: u16, samples: &[i16]) -> Item {
    let folder = std::env::temp_dir().join(format!("offhook-play-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    let mut writer = wav::Writer::new(File::create(&path).unwrap(), rate, channels).unwrap();
    writer.append(samples).unwrap();
    writer.refresh().unwrap();
    plain(path, 0)
}

fn plain(path: PathBuf, from_ms: u32) -> Item {
    Item::File { path, key: None, from_ms }
}

/// The next frame, however long its file takes to be read.
fn settled(player: &mut Player, codec: CodecKind, ptime_ms: u32, out: &mut Vec<u8>) -> Next {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        match player.next(codec, ptime_ms, out) {
            Next::Loading if Instant::now() < deadline => std::thread::yield_now(),
            other => return other,
        }
    }
}

/// All that a player plays, decoded.
fn drain(player: &mut Player, codec: CodecKind) -> Vec<i16> {
    let (mut payload, mut pcm, mut decoder) = (Vec::new(), Vec::new(), Decoder::new(codec));
    while settled(player, codec, 20, &mut payload) == Next::Frame {
        assert_eq!(codec.ticks(&payload), 20 * codec.ticks_per_ms());
        decoder.decode(&payload, &mut pcm);
        assert!(pcm.len() < 10_000_000, "it never ends");
        payload.clear();
    }
    pcm
}

fn loud(pcm: &[i16]) -> usize {
    pcm.iter().filter(|sample| sample.abs() > 500).count()
}

#[test]
fn items_follow_each_other_without_a_gap() {
    let items = vec![file("a.wav", 8000, 1, &[4000; 100]), Item::Silence(5), file("b.wav", 8000, 1, &[-4000; 200])];
    let pcm = drain(&mut Player::new(items, 2, store()), CodecKind::Pcma);
    assert_eq!(pcm.len(), 800, "two times 340 samples, filled up to whole frames");
    for pass in pcm.chunks(340).take(2) {
        assert!(pass[..100].iter().all(|&sample| sample > 3900));
        assert_eq!(loud(&pass[100..140]), 0);
        assert!(pass[140..340].iter().all(|&sample| sample < -3900));
    }
    assert_eq!(loud(&pcm[680..]), 0);
}

#[test]
fn stereo_of_any_rate_is_played_in_every_codec() {
    let samples: Vec<i16> =
        (0..44100).flat_map(|n| [0, (16000.0 * (f64::from(n) * 1000.0 * std::f64::consts::TAU / 44100.0).sin()) as i16]).collect();
    for codec in CodecKind::ALL {
        let pcm = drain(&mut Player::new(vec![file("cd.wav", 44100, 2, &samples)], 1, store()), codec);
        assert_eq!(pcm.len(), codec.rate() as usize);
        let middle = &pcm[2000..6000];
        let square: f64 = middle.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>() / 4000.0;
        assert!((square.sqrt() - 5657.0).abs() < 200.0, "half of the one channel: {}", square.sqrt());
    }
}

#[test]
fn a_change_of_codec_goes_on_at_the_right_place() {
    let samples: Vec<i16> = (0..8000).map(|n| if n < 4000 { 0 } else { 8000 }).collect();
    let mut player = Player::new(vec![file("step.wav", 8000, 1, &samples)], 1, store());
    let mut bytes = Vec::new();
    for _ in 0..24 {
        assert_eq!(settled(&mut player, CodecKind::Pcmu, 20, &mut bytes), Next::Frame);
    }
    let rest = drain(&mut player, CodecKind::Pcma);
    assert_eq!(rest.len(), 8000 - 24 * 160);
    assert_eq!(loud(&rest[..160]), 0);
    assert_eq!(loud(&rest[160..]), 4000);
}

#[test]
fn a_tone_goes_on_and_a_beep_does_not() {
    let tone = |name: &str| Item::Tone { name: name.into(), country: "EE".into() };
    let mut player = Player::new(vec![tone("ringback")], 1, store());
    let mut bytes = Vec::new();
    for _ in 0..500 {
        assert_eq!(player.next(CodecKind::G722, 20, &mut bytes), Next::Frame);
    }
    let mut pcm = Vec::new();
    Decoder::new(CodecKind::G722).decode(&bytes, &mut pcm);
    assert!(loud(&pcm[..16000]) > 13000);
    assert_eq!(loud(&pcm[16100..80000]), 0);
    assert!(loud(&pcm[80000..96000]) > 13000);
    let pcm = drain(&mut Player::new(vec![tone("beep"), Item::Silence(100)], 1, store()), CodecKind::Pcmu);
    assert_eq!(pcm.len(), 4000);
}

#[test]
fn other_packet_times_and_bad_ones() {
    for (ptime_ms, length) in [(10, 80), (30, 240), (60, 480), (0, 8), (5000, 1600)] {
        let mut out = vec![1, 2];
        let mut player = Player::new(vec![Item::Silence(10_000)], 1, store());
        assert_eq!(player.next(CodecKind::Pcma, ptime_ms, &mut out), Next::Frame);
        assert_eq!(out.len(), 2 + length);
        assert!(out[2..].iter().all(|&byte| byte == 0xd5));
    }
}

#[test]
fn opus_plays_files_tones_and_silence_in_its_own_packets() {
    for (asked, lasts) in [(10, 10), (20, 20), (30, 20), (40, 40), (60, 60), (120, 60)] {
        let samples: Vec<i16> = (0..1600).map(|n| if n / 8 % 2 == 0 { 9000 } else { -9000 }).collect();
        let beep = Item::Tone { name: "beep".into(), country: "EE".into() };
        let items = vec![file(&format!("opus{asked}.wav"), 16000, 1, &samples), Item::Silence(130), beep];
        let mut player = Player::new(items, 1, store());
        let (mut payload, mut pcm, mut count) = (Vec::new(), Vec::new(), 0);
        let mut decoder = Decoder::at(CodecKind::Opus, 16000);
        while settled(&mut player, CodecKind::Opus, asked, &mut payload) == Next::Frame {
            assert_eq!(CodecKind::Opus.ticks(&payload), lasts * 48);
            decoder.decode(&payload, &mut pcm);
            payload.clear();
            count += 1;
        }
        // Each item fills its last packet up.
        let beep_ms = 400u32;
        assert_eq!(count, 100u32.div_ceil(lasts) + 130u32.div_ceil(lasts) + beep_ms.div_ceil(lasts), "{asked} ms");
        assert!(loud(&pcm[..1600]) > 1000, "{asked} ms");
    }
}

#[test]
fn a_change_to_opus_and_back_goes_on_at_the_right_place() {
    let samples: Vec<i16> = (0..8000).map(|n| if n < 4000 { 0 } else { 8000 }).collect();
    let mut player = Player::new(vec![file("steps.wav", 8000, 1, &samples)], 1, store());
    let mut out = Vec::new();
    for codec in [CodecKind::Pcmu, CodecKind::Opus, CodecKind::G722, CodecKind::Opus, CodecKind::Pcma] {
        for _ in 0..5 {
            assert_eq!(settled(&mut player, codec, 20, &mut out), Next::Frame);
        }
    }
    let rest = drain(&mut player, CodecKind::Pcmu);
    assert_eq!((rest.len(), loud(&rest)), (4000, 4000));
}

#[test]
fn what_cannot_be_played_is_named() {
    let broken = std::env::temp_dir().join(format!("offhook-broken-{}.wav", std::process::id()));
    std::fs::write(&broken, b"this is no WAV file").unwrap();
    for (item, text) in [
        (plain("/nowhere/hello.wav".into(), 0), "/nowhere/hello.wav: No such file"),
        (plain(broken.clone(), 0), "not a WAV file"),
        (Item::Tone { name: "siren".into(), country: "EE".into() }, "unknown tone \"siren\""),
    ] {
        let mut player = Player::new(vec![Item::Silence(30), item], 1, store());
        let mut out = Vec::new();
        assert_eq!(settled(&mut player, CodecKind::Pcmu, 20, &mut out), Next::Frame);
        assert_eq!(player.next(CodecKind::Pcmu, 20, &mut out), Next::Frame, "what was begun is filled up");
        for _ in 0..2 {
            let Next::Failed(got) = settled(&mut player, CodecKind::Pcmu, 20, &mut out) else { panic!("it must fail") };
            assert!(got.contains(text), "{got}");
        }
        assert_eq!(out.len(), 320);
    }
}

#[test]
fn nothing_to_play_ends_even_when_repeated_for_ever() {
    for items in [vec![], vec![Item::Silence(0)], vec![file("empty.wav", 8000, 1, &[]), Item::Silence(0)]] {
        let mut out = Vec::new();
        let mut player = Player::new(items, 0, store());
        assert_eq!(settled(&mut player, CodecKind::G722, 20, &mut out), Next::Finished);
        assert_eq!(player.next(CodecKind::G722, 20, &mut out), Next::Finished);
        assert!(out.is_empty());
    }
}

#[test]
fn a_file_begins_where_it_is_told() {
    let Item::File { path, .. } = file("from.wav", 8000, 1, &[[4000_i16; 800], [-4000; 800]].concat()) else { panic!() };
    let items = vec![Item::Silence(20), plain(path.clone(), 100), plain(path.clone(), 5000)];
    let pcm = drain(&mut Player::new(items, 2, store()), CodecKind::Pcma);
    assert_eq!((pcm.len(), loud(&pcm), pcm.iter().filter(|sample| **sample > 500).count()), (1920, 1600, 0));
    let pcm = drain(&mut Player::new(vec![plain(path, 60)], 1, store()), CodecKind::Pcma);
    assert_eq!((pcm.len(), pcm.iter().filter(|sample| **sample > 3900).count()), (1120, 320));
}

#[test]
fn a_sealed_file_is_heard_by_who_has_its_key_only() {
    let Item::File { path, .. } = file("open.wav", 8000, 1, &[4000; 1600]) else { panic!() };
    let key = FileKey::new(&[3; 32]);
    let sealed = path.with_extension("wav.sealed");
    std::fs::write(&sealed, crate::sealed::seal(&std::fs::read(&path).unwrap(), key.as_ref().unwrap())).unwrap();
    let item = |key: &Option<FileKey>, from_ms| Item::File { path: sealed.clone(), key: key.clone(), from_ms };
    let store = store();
    for (from_ms, length) in [(0, 1600), (100, 800)] {
        let pcm = drain(&mut Player::new(vec![item(&key, from_ms)], 1, Arc::clone(&store)), CodecKind::Pcma);
        assert_eq!((pcm.len(), pcm.iter().filter(|sample| **sample > 3900).count()), (length, length));
    }
    for (wrong, text) in [(None, "not a WAV file"), (FileKey::new(&[4; 32]), "another key")] {
        let mut player = Player::new(vec![item(&wrong, 0)], 1, Arc::clone(&store));
        let Next::Failed(got) = settled(&mut player, CodecKind::Pcma, 20, &mut Vec::new()) else { panic!("it must fail") };
        assert!(got.contains(text), "{got}");
    }
}
