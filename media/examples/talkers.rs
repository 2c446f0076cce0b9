//! Parties with a codec, for the benchmarks of rooms and of transcoding: all send, some speak; what each receives is counted, and a
//! knock is timed.
//!
//! `talkers PARTIES SPEAKERS SECONDS FIRST_PORT` binds that many sockets on loopback from the port on, prints `ready`, reads one
//! `address port codec` line per party from standard input, sends 50 packets a second from each with evenly spread phases, and prints one
//! JSON line. The first party knocks twice a second, louder than anybody speaks; the time from sending the packet with the knock to
//! receiving it at one of the last parties is the delay of jitter buffer and mix.

use offhook_media::codec::{CodecKind, Decoder, Encoder};
use offhook_media::rtp::{HEADER, Header};
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags};
use rustix::time::{ClockId, Timespec, clock_gettime};
use std::error::Error;
use std::io::{BufRead, Write};
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

const PERIOD_NS: u64 = 20_000_000;
/// A knock begins each so many packets, and lasts two.
const KNOCK: u64 = 25;
const KNOCK_LEVEL: i16 = 14_000;
/// Packets of the endless recordings that are sent.
const LOOP: usize = 100;
/// So many parties listen for knocks: decoding all would cost more than the server.
const LISTENERS: usize = 5;

fn now_ns() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    time.tv_sec.unsigned_abs() * 1_000_000_000 + time.tv_nsec.unsigned_abs()
}

/// Encodes two seconds; `level` is the amplitude of a voice and `knocks` adds them.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a test signal")]
fn payloads(codec: CodecKind, seed: u32, level: f64, knocks: bool) -> Vec<Vec<u8>> {
    let (mut encoder, mut noise) = (Encoder::new(codec), seed | 1);
    let count = codec.rate() as usize / 50;
    (0..LOOP)
        .map(|packet| {
            let knocking = knocks && packet as u64 % KNOCK < 2;
            let wave = |n: usize| {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let time = (packet * count + n) as f64 / f64::from(codec.rate());
                let pitch = 100.0 + f64::from(seed % 17) * 10.0;
                let voice: f64 = (1..8).map(|k| (time * pitch * f64::from(k) * std::f64::consts::TAU).sin() / f64::from(k)).sum();
                let knock = if knocking { f64::from(KNOCK_LEVEL) * (time * 1000.0 * std::f64::consts::TAU).sin() } else { 0.0 };
                (voice * level + knock + f64::from(noise >> 27) - 16.0) as i16
            };
            let pcm: Vec<i16> = (0..count).map(wave).collect();
            let mut payload = Vec::new();
            encoder.encode(&pcm, &mut payload);
            payload
        })
        .collect()
}

/// What parties of one codec send.
struct Voices {
    codec: CodecKind,
    talking: Vec<Vec<Vec<u8>>>,
    knocking: Vec<Vec<u8>>,
    quiet: Vec<Vec<u8>>,
}

impl Voices {
    fn new(codec: CodecKind, level: f64) -> Self {
        Self {
            codec,
            talking: (0..20u32).map(|seed| payloads(codec, seed + 1, level, false)).collect(),
            knocking: payloads(codec, 99, level, true),
            quiet: payloads(codec, 77, 0.0, false),
        }
    }
}

fn payload_type(codec: CodecKind) -> u8 {
    match codec {
        CodecKind::Pcmu => 0,
        CodecKind::Pcma => 8,
        CodecKind::G722 => 9,
        CodecKind::Opus => 111,
    }
}

#[derive(Default)]
struct Figures {
    received: u64,
    delays_us: Vec<u64>,
}

fn receive(sockets: &[UdpSocket], codecs: &[CodecKind], knock: &AtomicU64, ended: &AtomicBool) -> std::io::Result<Figures> {
    let poll = epoll::create(CreateFlags::CLOEXEC)?;
    for (index, socket) in sockets.iter().enumerate() {
        epoll::add(&poll, socket, EventData::new_u64(index as u64), EventFlags::IN)?;
    }
    let mut figures = Figures::default();
    // Those who listen for knocks: their decoder, and the knock that they heard last.
    let mut ears: Vec<(Decoder, u64)> = codecs.iter().rev().take(LISTENERS).map(|codec| (Decoder::new(*codec), 0)).collect();
    let mut events = Vec::with_capacity(256);
    let (mut buffer, mut pcm) = ([0u8; 2048], Vec::new());
    let patience = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
    while !ended.load(Ordering::Relaxed) {
        events.clear();
        match epoll::wait(&poll, spare_capacity(&mut events), Some(&patience)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        for event in &events {
            let Ok(index) = usize::try_from(event.data.u64()) else { continue };
            let Some(socket) = sockets.get(index) else { continue };
            while let Ok((length, _)) = socket.recv_from(&mut buffer) {
                figures.received += 1;
                // The last parties listen: the first ones speak.
                let Some((decoder, heard)) = ears.get_mut(sockets.len() - 1 - index) else { continue };
                pcm.clear();
                decoder.decode(buffer.get(HEADER..length).unwrap_or_default(), &mut pcm);
                let sent = knock.load(Ordering::Relaxed);
                if sent != *heard && sent != 0 && pcm.iter().any(|sample| *sample > KNOCK_LEVEL / 4 * 3) {
                    *heard = sent;
                    figures.delays_us.push(now_ns().saturating_sub(sent) / 1000);
                }
            }
        }
    }
    figures.delays_us.sort_unstable();
    Ok(figures)
}

fn main() -> Result<(), Box<dyn Error>> {
    // The delay of the room is wanted, not that of a generator which waits for the processor; without the right it is as it is.
    let _ = rustix::process::setpriority_process(None, -19);
    let arguments: Vec<u64> = std::env::args().skip(1).map(|text| text.parse()).collect::<Result<_, _>>()?;
    let [parties, speakers, seconds, first_port] = arguments[..] else {
        return Err("usage: talkers PARTIES SPEAKERS SECONDS FIRST_PORT".into());
    };
    let (parties, speakers) = (usize::try_from(parties)?, usize::try_from(speakers)?);
    let first_port = u16::try_from(first_port)?;
    let sockets = (0..parties)
        .map(|party| {
            let socket = UdpSocket::bind(("127.0.0.1", first_port + u16::try_from(party)? * 2))?;
            socket.set_nonblocking(true)?;
            Ok(socket)
        })
        .collect::<Result<Vec<UdpSocket>, Box<dyn Error>>>()?;
    println!("ready");
    std::io::stdout().flush()?;
    let (mut targets, mut codecs) = (Vec::new(), Vec::new());
    for line in std::io::stdin().lock().lines().take(parties) {
        let line = line?;
        let [address, port, codec] = line.split_whitespace().collect::<Vec<_>>()[..] else {
            return Err("a line is: address port codec".into());
        };
        targets.push(SocketAddr::new(address.parse()?, port.parse()?));
        codecs.push(CodecKind::from_name(codec).ok_or("no such codec")?);
    }
    // Many who speak at once are turned down by the limiter, and nobody could tell a knock any more: they speak softly.
    let level = if speakers > 10 { 200.0 } else { 1500.0 };
    let mut kinds = codecs.clone();
    kinds.sort_by_key(|codec| payload_type(*codec));
    kinds.dedup();
    let voices: Vec<Voices> = kinds.into_iter().map(|codec| Voices::new(codec, level)).collect();
    let (sockets, ended, knock) = (Arc::new(sockets), Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let receiver = std::thread::spawn({
        let (sockets, ended, knock) = (Arc::clone(&sockets), Arc::clone(&ended), Arc::clone(&knock));
        let codecs = codecs.clone();
        move || receive(&sockets, &codecs, &knock, &ended)
    });
    let start = now_ns() + 10_000_000;
    let mut sent = 0u64;
    for number in 0..seconds * 50 {
        for (party, ((socket, target), codec)) in sockets.iter().zip(&targets).zip(&codecs).enumerate() {
            let Some(voice) = voices.iter().find(|voice| voice.codec == *codec) else { continue };
            let due = start + number * PERIOD_NS + party as u64 * PERIOD_NS / parties as u64;
            let wait = due.saturating_sub(now_ns());
            if wait > 30_000 {
                std::thread::sleep(Duration::from_nanos(wait - 20_000));
            }
            #[allow(clippy::cast_possible_truncation)] // RTP counts modulo 2^16 and 2^32
            let header = Header {
                marker: number == 0,
                payload_type: payload_type(*codec),
                sequence: number as u16,
                timestamp: (number * 20 * u64::from(codec.ticks_per_ms())) as u32,
                ssrc: 0x1000 + party as u32,
            };
            let source = match party {
                0 => &voice.knocking,
                _ if party < speakers => &voice.talking[party % voice.talking.len()],
                _ => &voice.quiet,
            };
            #[allow(clippy::cast_possible_truncation)] // below LOOP
            let payload = &source[(number % LOOP as u64) as usize];
            if party == 0 && number % KNOCK == 0 {
                knock.store(now_ns(), Ordering::Relaxed);
            }
            sent += u64::from(socket.send_to(&[&header.bytes()[..], payload].concat(), target).is_ok());
        }
    }
    std::thread::sleep(Duration::from_millis(100));
    ended.store(true, Ordering::Relaxed);
    let figures = receiver.join().map_err(|_| "the receiver failed")??;
    let delay = |part: usize| figures.delays_us.get(figures.delays_us.len() * part / 100).copied().unwrap_or(0);
    let Figures { received, delays_us } = &figures;
    println!(
        "{{\"sent\": {sent}, \"received\": {received}, \"knocks\": {}, \"p50_us\": {}, \"p99_us\": {}}}",
        delays_us.len(),
        delay(50),
        delay(99)
    );
    Ok(())
}
