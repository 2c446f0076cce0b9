//! Recordings from packets to files. Time is an argument; only the tests of the threads wait, for events.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "small numbers of simulated time"
)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::recording::Recording;
use super::*;
use crate::clock::monotonic;
use crate::codec::{CodecKind, Encoder};
use crate::wav;

const LIMIT: usize = 64 << 20;
const START: u64 = 5_000_000;

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("offhook-record-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

fn spec(path: PathBuf, channels: u16, rate: u32) -> Spec {
    Spec { path, channels, rate, max_s: None, silence_s: None }
}

/// A recording without threads.
struct Bench {
    recording: Recording,
    shared: Arc<Shared>,
    budget: Arc<Budget>,
    events: Vec<Event>,
    buffer: Vec<u8>,
    path: PathBuf,
}

impl Bench {
    fn new(spec: Spec) -> Self {
        let shared = Arc::new(Shared::default());
        let mut events = Vec::new();
        let path = spec.path.clone();
        let recording = Recording::open(spec, START, Arc::clone(&shared), &mut |event| events.push(event));
        let budget = Arc::new(Budget { waiting: AtomicUsize::new(0), limit: LIMIT });
        Self { recording, shared, budget, events, buffer: Vec::new(), path }
    }

    fn tap(&mut self, channel: u16) -> TapSender {
        let sender = TapSender::new(Arc::clone(&self.shared), Arc::clone(&self.budget));
        self.recording.tap(sender.clone(), channel);
        sender
    }

    fn poll(&mut self, ms: u64) {
        let events = &mut self.events;
        self.recording.poll(START + ms * 1000, &mut self.buffer, &mut |event| events.push(event));
    }

    fn finish(mut self, ms: u64) -> (Outcome, wav::Audio, Vec<Event>) {
        let events = &mut self.events;
        let (_, outcome) = self.recording.finish(START + ms * 1000, &mut self.buffer, &mut |event| events.push(event));
        let audio = read(&self.path);
        assert_eq!(outcome.bytes, std::fs::metadata(&self.path).unwrap().len());
        (outcome, audio, self.events)
    }
}

fn read(path: &Path) -> wav::Audio {
    wav::parse(&std::fs::read(path).unwrap()).unwrap()
}

fn side(audio: &wav::Audio, channel: usize) -> Vec<i16> {
    audio.samples.iter().skip(channel).step_by(usize::from(audio.channels)).copied().collect()
}

/// Packets of one party: a constant level in A-law, which comes back exactly.
struct Party {
    tap: TapSender,
    seq: u16,
    ts: u32,
    code: u8,
}

impl Party {
    fn new(tap: TapSender, code: u8) -> Self {
        Self { tap, seq: 65_530, ts: 0xffff_ff00, code }
    }

    fn speak(&mut self, arrival_ms: u64) {
        self.tap.packet(CodecKind::Pcma, self.seq, self.ts, START + arrival_ms * 1000, &[self.code; 160]);
        self.seq = self.seq.wrapping_add(1);
        self.ts = self.ts.wrapping_add(160);
    }
}

/// A-law codes of about 8000 and -8000, and of silence.
const HIGH: u8 = 0xba;
const LOW: u8 = 0x3a;
const SILENT: u8 = 0xd5;

fn high() -> i16 {
    let mut out = Vec::new();
    crate::codec::Decoder::new(CodecKind::Pcma).decode(&[HIGH], &mut out);
    out[0]
}

#[test]
fn both_parties_lie_on_one_time_line_and_gaps_are_silence() {
    let mut bench = Bench::new(spec(folder("line").join("deep/er/call.wav"), 2, 8000));
    let (mut a, mut b) = (Party::new(bench.tap(0), HIGH), Party::new(bench.tap(1), LOW));
    for ms in (0..3000).step_by(20) {
        // The second party speaks from 1 s to 2 s only.
        a.speak(ms);
        if (1000..2000).contains(&ms) {
            b.speak(ms);
        }
        bench.poll(ms);
    }
    let mode = std::fs::metadata(&bench.path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let (outcome, audio, events) = bench.finish(3500);
    assert_eq!((outcome.duration_ms, outcome.complete, outcome.error), (3500, true, None));
    assert_eq!(outcome.loudest_dbov, super::level::dbov(std::iter::once(high())));
    assert!(events.is_empty());
    let (left, right) = (side(&audio, 0), side(&audio, 1));
    assert!(left[..24000].iter().all(|&sample| sample == high()));
    assert!(left[24000..].iter().all(|&sample| sample == 0 || sample == 8));
    assert!(right[..8000].iter().all(|&sample| sample == 0));
    assert!(right[8000..16000].iter().all(|&sample| sample == -high()));
    assert!(right[16000..].iter().all(|&sample| sample == 0));
}

#[test]
fn jitter_and_disorder_do_not_tear_the_audio() {
    let mut bench = Bench::new(spec(folder("jitter").join("call.wav"), 1, 8000));
    let tap = bench.tap(0);
    // A ramp that shows every misplaced sample; A-law codes in their order of loudness.
    let arrivals = [0u64, 21, 70, 62, 95, 101, 185, 150, 160, 180, 200];
    let mut order: Vec<usize> = (0..arrivals.len()).collect();
    order.sort_by_key(|&n| arrivals[n]);
    for n in order {
        tap.packet(CodecKind::Pcma, n as u16, n as u32 * 160, START + arrivals[n] * 1000, &[0x80 ^ 0x55 ^ (n as u8 + 16); 160]);
        tap.packet(CodecKind::Pcma, n as u16, n as u32 * 160, START + arrivals[n] * 1000, &[0x80 ^ 0x55 ^ (n as u8 + 16); 160]);
    }
    let (_, audio, _) = bench.finish(220);
    let levels: Vec<i16> = audio.samples.chunks(160).map(|packet| packet[0]).collect();
    assert_eq!(levels, (0..11).map(|n| 264 + 16 * n).collect::<Vec<i16>>());
    assert!(audio.samples.chunks(160).all(|packet| packet.iter().all(|&sample| sample == packet[0])));
}

#[test]
fn parties_on_one_channel_are_mixed_and_codecs_may_differ() {
    let mut bench = Bench::new(spec(folder("mix").join("call.wav"), 1, 16000));
    let (narrow, wide) = (bench.tap(0), bench.tap(9));
    let mut encoder = Encoder::new(CodecKind::G722);
    let tone = |n: i32| (6000.0 * (f64::from(n) * 3000.0 * std::f64::consts::TAU / 16000.0).sin()) as i16;
    for frame in 0..50u16 {
        let at = START + u64::from(frame) * 20_000;
        narrow.packet(CodecKind::Pcma, frame, u32::from(frame) * 160, at, &[HIGH; 160]);
        let pcm: Vec<i16> = (0..320).map(|n| tone(i32::from(frame) * 320 + n)).collect();
        let mut payload = Vec::new();
        encoder.encode(&pcm, &mut payload);
        wide.packet(CodecKind::G722, frame, u32::from(frame) * 160, at, &payload);
    }
    let (outcome, audio, _) = bench.finish(1000);
    assert_eq!(outcome.duration_ms, 1000);
    let middle = &audio.samples[4000..12000];
    let mean = middle.iter().map(|&sample| f64::from(sample)).sum::<f64>() / 8000.0;
    let square = middle.iter().map(|&sample| (f64::from(sample) - mean).powi(2)).sum::<f64>() / 8000.0;
    assert!((mean - f64::from(high())).abs() < 20.0, "the constant party: {mean}");
    assert!((square.sqrt() - 6000.0 * std::f64::consts::FRAC_1_SQRT_2).abs() < 200.0, "the other party: {}", square.sqrt());
}

#[test]
fn wandering_clocks_stay_aligned() {
    for skew_ppm in [-600i64, 600] {
        let mut bench = Bench::new(spec(folder(&format!("drift{skew_ppm}")).join("call.wav"), 2, 8000));
        let taps = [bench.tap(0), bench.tap(1)];
        let mut noise = 1u64;
        for n in 0..15_000u64 {
            // The second party's clock is wrong, by as much in five minutes as a usual one in an hour; both click once in 10 s of true time.
            for (channel, tap) in taps.iter().enumerate() {
                let skew = if channel == 1 { skew_ppm } else { 0 };
                let sent_us = (n * 20_000) as i64 + (n * 20_000) as i64 * skew / 1_000_000;
                noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let arrival = START + sent_us as u64 + 30_000 + (noise >> 33) % 15_000;
                let speaks = sent_us % 10_000_000 < 21_000;
                let payload = [if speaks { HIGH } else { SILENT }; 160];
                tap.packet(CodecKind::Pcma, n as u16, n as u32 * 160, arrival, &payload);
            }
            if n % 10 == 0 {
                bench.poll(n * 20 + 300);
            }
        }
        let (outcome, audio, _) = bench.finish(300_600);
        assert!(outcome.complete);
        let clicks = |channel: usize| -> Vec<i64> {
            let pcm = side(&audio, channel);
            (1..pcm.len()).filter(|&at| pcm[at] > 4000 && pcm[at - 1] < 4000).map(|at| at as i64).collect()
        };
        let (left, right) = (clicks(0), clicks(1));
        assert!(left.len() >= 29 && right.len() >= 29, "{} {}", left.len(), right.len());
        for (a, b) in left.iter().zip(&right) {
            assert!((a - b).abs() < 8 * 45, "clicks at {a} and {b}: {} ms apart", (a - b) / 8);
        }
    }
}

#[test]
fn a_stream_that_starts_anew_is_placed_by_its_arrival() {
    let mut bench = Bench::new(spec(folder("jump").join("call.wav"), 1, 8000));
    let mut party = Party::new(bench.tap(0), HIGH);
    for ms in (0..1000).step_by(20) {
        party.speak(ms);
    }
    (party.seq, party.ts) = (77, 12_345_678);
    for ms in (2000..3000).step_by(20) {
        party.speak(ms);
        bench.poll(ms);
    }
    let (_, audio, _) = bench.finish(4000);
    let loud: Vec<bool> = audio.samples.chunks(160).map(|packet| packet.iter().any(|&sample| sample > 100)).collect();
    let stretches: Vec<usize> = loud.chunk_by(|a, b| a == b).map(<[bool]>::len).collect();
    assert_eq!(stretches, [50, 50, 50, 50]);
}

#[test]
fn timestamps_that_stand_still_in_a_pause_do_not_shift_what_follows() {
    let mut bench = Bench::new(spec(folder("still").join("call.wav"), 1, 8000));
    let mut party = Party::new(bench.tap(0), HIGH);
    for ms in (0..1000).step_by(20).chain((6000..7000).step_by(20)) {
        party.speak(ms);
        bench.poll(ms);
    }
    let (_, audio, _) = bench.finish(7000);
    assert!(audio.samples[48000..56000].iter().all(|&sample| sample == high()));
    assert!(audio.samples[8000..48000].iter().all(|&sample| sample == 0));
}

#[test]
fn it_ends_after_max_and_ignores_what_follows() {
    let mut bench = Bench::new(Spec { max_s: Some(1), ..spec(folder("max").join("call.wav"), 1, 8000) });
    let mut party = Party::new(bench.tap(0), HIGH);
    for ms in (0..3000).step_by(20) {
        party.speak(ms);
        bench.poll(ms);
    }
    assert_eq!(bench.events, [Event::Done { reason: Reason::Max, duration_ms: 1000 }]);
    let (outcome, audio, events) = bench.finish(3000);
    assert_eq!((outcome.duration_ms, outcome.complete, events.len()), (1000, true, 1));
    assert!(audio.samples.iter().all(|&sample| sample == high()));
}

#[test]
fn it_ends_after_silence_but_not_before_speech() {
    let mut bench = Bench::new(Spec { silence_s: Some(2), ..spec(folder("silence").join("call.wav"), 1, 8000) });
    let mut party = Party::new(bench.tap(0), SILENT);
    for ms in (0..20_000).step_by(20) {
        party.code = if (5000..6000).contains(&ms) { HIGH } else { SILENT };
        party.speak(ms);
        bench.poll(ms);
    }
    assert_eq!(bench.events, [Event::Done { reason: Reason::Silence, duration_ms: 8000 }]);
    assert_eq!(bench.finish(20_000).1.samples.len(), 64_000);
}

#[test]
fn the_file_is_playable_while_it_grows() {
    let mut bench = Bench::new(spec(folder("grows").join("call.wav"), 2, 8000));
    let mut party = Party::new(bench.tap(0), HIGH);
    for ms in (0..10_000u64).step_by(20) {
        party.speak(ms);
        bench.poll(ms);
        let bytes = std::fs::read(&bench.path).unwrap();
        let stated = u32::from_le_bytes(*bytes[40..].first_chunk().unwrap());
        let seconds = f64::from(stated) / 32000.0;
        assert!(seconds > ms as f64 / 1000.0 - 1.8, "at {ms} ms the header states {seconds} s");
        assert!(stated as usize <= bytes.len() - 44);
    }
}

#[test]
fn an_existing_file_is_never_overwritten() {
    let path = folder("exists").join("call.wav");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, b"precious").unwrap();
    let mut bench = Bench::new(spec(path.clone(), 1, 8000));
    let mut party = Party::new(bench.tap(0), HIGH);
    party.speak(0);
    bench.poll(1000);
    let Event::Failed { text } = &bench.events[0] else { panic!("it must fail") };
    assert!(text.contains("call.wav: File exists"), "{text}");
    assert_eq!(bench.events.len(), 1);
    assert_eq!(bench.shared.waiting.load(Ordering::Relaxed), 0);
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");
}

#[test]
fn hostile_packets_cost_no_memory_and_no_panic() {
    let mut bench = Bench::new(spec(folder("hostile").join("call.wav"), 2, 16000));
    let tap = bench.tap(1);
    let mut noise = 7u64;
    for n in 0..3000u64 {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1442);
        let arrival = if n % 5 == 0 { noise } else { START + n * 1000 };
        let size = (noise >> 20) as usize % 300;
        let codec = CodecKind::ALL[n as usize % 4];
        tap.packet(codec, (noise >> 7) as u16, (noise >> 30) as u32, arrival, &vec![n as u8; size]);
        if n % 100 == 0 {
            bench.poll(n);
        }
    }
    let (outcome, audio, _) = bench.finish(3000);
    assert!(outcome.complete);
    assert!(audio.samples.len() <= 2 * 16000 * 6, "{}", audio.samples.len());
}

/// Events and outcomes of a writer with its threads.
fn writer(limit: usize) -> (Writer, Receiver<(RecorderId, Event)>) {
    let (sender, receiver) = channel();
    (Writer::new(limit, move |id, event| sender.send((id, event)).unwrap_or(())).unwrap(), receiver)
}

fn close(writer: &Writer, id: RecorderId, now_us: u64) -> Option<Outcome> {
    let (sender, receiver) = channel();
    writer.close(id, now_us, move |outcome| sender.send(outcome).unwrap());
    receiver.recv_timeout(Duration::from_secs(20)).unwrap()
}

#[test]
fn the_threads_record_and_close() {
    let (writer, events) = writer(LIMIT);
    let start = monotonic();
    let path = folder("threads").join("call.wav");
    let id = writer.open(spec(path.clone(), 2, 8000), start);
    assert_eq!(writer.duration_ms(id), Some(0));
    let tap = writer.tap(id, 0).unwrap();
    for n in 0..100u16 {
        tap.packet(CodecKind::Pcma, n, u32::from(n) * 160, start + u64::from(n) * 20_000, &[HIGH; 160]);
    }
    let outcome = close(&writer, id, start + 2_000_000).unwrap();
    assert_eq!((outcome.duration_ms, outcome.complete, outcome.bytes), (2000, true, 44 + 64_000));
    assert_eq!(side(&read(&path), 0), vec![high(); 16_000]);
    assert_eq!(close(&writer, id, start), None);
    assert!(writer.tap(id, 0).is_none());
    tap.packet(CodecKind::Pcma, 0, 0, 0, &[0; 160]);
    assert!(events.try_recv().is_err());
}

#[test]
fn dropping_the_writer_closes_the_files() {
    let (writer, _events) = writer(LIMIT);
    let path = folder("dropped").join("call.wav");
    let start = monotonic();
    let id = writer.open(spec(path.clone(), 1, 8000), start);
    let tap = writer.tap(id, 0).unwrap();
    tap.packet(CodecKind::Pcma, 0, 0, start, &[HIGH; 160]);
    drop(writer);
    let audio = read(&path);
    assert_eq!(audio.samples[..160], [high(); 160]);
}

#[test]
fn too_much_waiting_is_reported_once_and_recording_goes_on() {
    let mut bench = Bench::new(spec(folder("overflow").join("call.wav"), 1, 8000));
    let tap = bench.tap(0);
    // A disk that stalled for three minutes.
    for n in 0..9000u64 {
        tap.packet(CodecKind::Pcma, n as u16, n as u32 * 160, START + n * 20_000, &[HIGH; 160]);
    }
    assert!(bench.shared.waiting.load(Ordering::Relaxed) <= RECORDER_QUEUE_MAX);
    bench.poll(180_000);
    for n in 9000..9100u64 {
        tap.packet(CodecKind::Pcma, n as u16, n as u32 * 160, START + n * 20_000, &[HIGH; 160]);
    }
    let (outcome, audio, events) = bench.finish(182_000);
    assert_eq!(events, [Event::Failed { text: "the disk is too slow: audio was dropped".into() }]);
    assert!(!outcome.complete);
    assert_eq!(outcome.duration_ms, 182_000);
    assert!(audio.samples[180 * 8000..].iter().all(|&sample| sample == high()));
}

/// A small file system of its own, where the tests run as root in Linux; a limited file size elsewhere would end the process.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(name: &str) -> Option<Self> {
        let folder = folder(name);
        std::fs::create_dir_all(&folder).unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"])
            .arg(&folder)
            .stderr(std::process::Stdio::null())
            .status();
        mounted.is_ok_and(|status| status.success()).then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_fails_once_and_keeps_what_fits() {
    // Without the right to mount, the always full device stands in: it refuses the header already.
    let disk = SmallDisk::mount("full");
    let path = disk.as_ref().map_or_else(|| PathBuf::from("/dev/full/call.wav"), |disk| disk.0.join("call.wav"));
    let (writer, events) = writer(LIMIT);
    let start = monotonic();
    let id = writer.open(spec(path.clone(), 2, 16000), start);
    let tap = writer.tap(id, 0).unwrap();
    for n in 0..1000u16 {
        tap.packet(CodecKind::Pcma, n, u32::from(n) * 160, start + u64::from(n) * 20_000, &[HIGH; 160]);
    }
    let outcome = close(&writer, id, start + 20_000_000).unwrap();
    assert!(!outcome.complete && outcome.error.is_some());
    let (failed, Event::Failed { text }) = events.recv_timeout(Duration::from_secs(20)).unwrap() else { panic!("it must fail") };
    assert_eq!(failed, id);
    assert!(events.try_recv().is_err(), "said once");
    if disk.is_some() {
        assert!(text.contains("No space left on device"), "{text}");
        let audio = read(&path);
        assert!(audio.samples.len() > 100_000 && audio.samples.len() < 131_072, "{}", audio.samples.len());
        assert_eq!(outcome.bytes, std::fs::metadata(&path).unwrap().len());
        // Room again: the next recording works.
        std::fs::remove_file(&path).unwrap();
        let next = writer.open(spec(path.clone(), 1, 8000), start);
        assert!(close(&writer, next, start + 1_000_000).unwrap().complete);
    }
}
