//! A load of two-way G.711 calls for the relay benchmark: paced RTP out of many sockets, loss and delay of what comes back.
//!
//! `load FLOWS SECONDS FIRST_PORT` binds that many sockets on loopback from the port on, prints `ready`, reads one `address port` line
//! per flow from standard input, sends 50 packets a second from each with evenly spread phases, and prints one JSON line. Flow `n` is
//! expected to arrive at the socket of flow `n ^ 1`. Each payload carries its flow and the moment it was sent. A line of
//! `address port suite key key` (for what is sent and for what comes, hexadecimal, salts included) makes that flow speak SRTP.

use offhook_media::rtp::{HEADER, Header};
use offhook_media::srtp::{Context, Suite};
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
const PAYLOAD: usize = 160;
/// Delays are counted in steps of 10 µs up to a second.
const STEP_NS: u64 = 10_000;
const STEPS: usize = 100_000;

fn now_ns() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    time.tv_sec.unsigned_abs() * 1_000_000_000 + time.tv_nsec.unsigned_abs()
}

struct Figures {
    received: u64,
    strays: u64,
    delays: Vec<u64>,
    longest: u64,
}

impl Figures {
    fn percentile_us(&self, part: f64) -> f64 {
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts of one run
        let wanted = (self.received as f64 * part) as u64;
        let mut sum = 0;
        for (step, count) in self.delays.iter().enumerate() {
            sum += count;
            if sum > wanted {
                #[allow(clippy::cast_precision_loss)]
                return (step as f64 + 0.5) * 10.0;
            }
        }
        0.0
    }
}

fn receive(sockets: &[UdpSocket], mut flows: Vec<Option<Context>>, ended: &AtomicBool) -> std::io::Result<Figures> {
    let poll = epoll::create(CreateFlags::CLOEXEC)?;
    for (index, socket) in sockets.iter().enumerate() {
        epoll::add(&poll, socket, EventData::new_u64(index as u64), EventFlags::IN)?;
    }
    let mut figures = Figures { received: 0, strays: 0, delays: vec![0; STEPS], longest: 0 };
    let mut events = Vec::with_capacity(256);
    let mut buffer = [0u8; 2048];
    let patience = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
    while !ended.load(Ordering::Relaxed) {
        events.clear();
        match epoll::wait(&poll, spare_capacity(&mut events), Some(&patience)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        for event in &events {
            let index = event.data.u64();
            let place = usize::try_from(index).unwrap_or(usize::MAX);
            let (Some(socket), Some(flow)) = (sockets.get(place), flows.get_mut(place)) else { continue };
            while let Ok((mut length, _)) = socket.recv_from(&mut buffer) {
                if let (Some(context), Some(packet)) = (flow.as_mut(), buffer.get_mut(..length)) {
                    let Ok(clear) = context.unprotect(packet) else { continue };
                    length = clear;
                }
                let marks = buffer.get(HEADER..length).and_then(|payload| payload.first_chunk::<16>());
                let Some((flow, moment)) = marks.and_then(|marks| marks.split_first_chunk::<8>()) else { continue };
                let Some(moment) = moment.first_chunk::<8>() else { continue };
                if u64::from_be_bytes(*flow) != index ^ 1 {
                    figures.strays += 1;
                    continue;
                }
                let delay = now_ns().saturating_sub(u64::from_be_bytes(*moment));
                figures.received += 1;
                figures.longest = figures.longest.max(delay);
                let step = usize::try_from(delay / STEP_NS).unwrap_or(STEPS).min(STEPS - 1);
                if let Some(count) = figures.delays.get_mut(step) {
                    *count += 1;
                }
            }
        }
    }
    Ok(figures)
}

fn send(sockets: &[UdpSocket], mut contexts: Vec<Option<Context>>, targets: &[SocketAddr], seconds: u64, sent: &AtomicU64) {
    let flows = sockets.len() as u64;
    let start = now_ns() + 10_000_000;
    let mut packet = Vec::with_capacity(256);
    for number in 0..seconds * 50 {
        for (((flow, socket), context), target) in (0u64..).zip(sockets).zip(&mut contexts).zip(targets) {
            let due = start + number * PERIOD_NS + flow * PERIOD_NS / flows;
            let wait = due.saturating_sub(now_ns());
            if wait > 30_000 {
                std::thread::sleep(Duration::from_nanos(wait - 20_000));
            }
            #[allow(clippy::cast_possible_truncation)] // RTP counts modulo 2^16 and 2^32
            let header = Header {
                marker: number == 0,
                payload_type: 0,
                sequence: number as u16,
                timestamp: (number * 160) as u32,
                ssrc: 0x1000 + flow as u32,
            };
            packet.clear();
            packet.extend(header.bytes());
            packet.extend(flow.to_be_bytes());
            packet.extend(now_ns().to_be_bytes());
            packet.resize(HEADER + PAYLOAD, 0);
            if context.as_mut().is_some_and(|context| context.protect(&mut packet).is_err()) {
                continue;
            }
            if socket.send_to(&packet, target).is_ok() {
                sent.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// Where a flow sends, and its keys if it speaks SRTP: for what is sent, and for what comes.
type Flow = (SocketAddr, Option<(Context, Context)>);

fn flow(line: &str) -> Result<Flow, Box<dyn Error>> {
    match line.split_whitespace().collect::<Vec<_>>()[..] {
        [address, port] => Ok((SocketAddr::new(address.parse()?, port.parse()?), None)),
        [address, port, suite, send, receive] => {
            let keys = (context(suite, send)?, context(suite, receive)?);
            Ok((SocketAddr::new(address.parse()?, port.parse()?), Some(keys)))
        }
        _ => Err("a line is: address port [suite key key]".into()),
    }
}

fn context(suite: &str, key: &str) -> Result<Context, Box<dyn Error>> {
    let suite = Suite::from_name(suite).ok_or("no such suite")?;
    let byte = |at: usize| key.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).ok_or("a key is hexadecimal");
    let key: Vec<u8> = (0..key.len()).step_by(2).map(byte).collect::<Result<_, _>>()?;
    Context::new(suite, &key).map_err(|_| "the key has another length".into())
}

fn main() -> Result<(), Box<dyn Error>> {
    // The delay of the relay is wanted, not that of a generator which waits for the processor; without the right it is as it is.
    let _ = rustix::process::setpriority_process(None, -19);
    let arguments: Vec<u64> = std::env::args().skip(1).map(|text| text.parse()).collect::<Result<_, _>>()?;
    let [flows, seconds, first_port] = arguments[..] else { return Err("usage: load FLOWS SECONDS FIRST_PORT".into()) };
    let mut sockets = Vec::new();
    for flow in 0..flows {
        let socket = UdpSocket::bind(("127.0.0.1", u16::try_from(first_port + flow * 2)?))?;
        socket.set_nonblocking(true)?;
        sockets.push(socket);
    }
    println!("ready");
    std::io::stdout().flush()?;
    let (mut targets, mut sending, mut receiving) = (Vec::new(), Vec::new(), Vec::new());
    for line in std::io::stdin().lock().lines().take(sockets.len()) {
        let (target, keys) = flow(&line?)?;
        let (send, receive) = keys.unzip();
        targets.push(target);
        sending.push(send);
        receiving.push(receive);
    }
    let sockets = Arc::new(sockets);
    let ended = Arc::new(AtomicBool::new(false));
    let receiver = std::thread::spawn({
        let (sockets, ended) = (Arc::clone(&sockets), Arc::clone(&ended));
        move || receive(&sockets, receiving, &ended)
    });
    let sent = AtomicU64::new(0);
    send(&sockets, sending, &targets, seconds, &sent);
    std::thread::sleep(Duration::from_millis(500));
    ended.store(true, Ordering::Relaxed);
    let figures = receiver.join().map_err(|_| "the receiver failed")??;
    let [middle, most, nearly_all] = [0.5, 0.99, 0.999].map(|part| figures.percentile_us(part));
    println!(
        "{{\"sent\": {}, \"received\": {}, \"strays\": {}, \"p50_us\": {middle}, \"p99_us\": {most}, \"p999_us\": {nearly_all}, \"max_us\": {}}}",
        sent.load(Ordering::Relaxed),
        figures.received,
        figures.strays,
        figures.longest / 1000
    );
    Ok(())
}
