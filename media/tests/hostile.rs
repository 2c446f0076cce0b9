//! What reads the network, fed with rubbish, with lies and with valid packets that were damaged. Nothing may panic, spin, or grow.
//!
//! All noise is reproducible; arithmetic is checked, since tests are built with overflow checks.

use offhook_media::codec::{CodecKind, Decoder, Tuning};
use offhook_media::control::frame;
use offhook_media::dtmf::Listener;
use offhook_media::jitter::{Arrival, JitterBuffer, Popped};
use offhook_media::latch::Latch;
use offhook_media::rtcp::{self, Outgoing, Reports};
use offhook_media::rtp::{self, Header, Packet};
use offhook_media::session::settings::Sending;
use offhook_media::session::transcoding::Transcoder;
use offhook_media::stats::{Reception, Statistics, Surroundings};
use offhook_media::{tone, wav};

/// A reproducible sequence (xorshift64*).
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`, often one of its bounds.
    fn below(&mut self, end: u64) -> u64 {
        match self.next() % 8 {
            0 => 0,
            1 => end - 1,
            _ => self.next() % end,
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "that is the meaning")]
    fn bytes(&mut self, most: u64) -> Vec<u8> {
        (0..self.below(most + 1)).map(|_| (self.next() >> 32) as u8).collect()
    }

    /// Some bytes changed, some cut off or added.
    #[allow(clippy::cast_possible_truncation, reason = "that is the meaning")]
    fn damage(&mut self, data: &mut Vec<u8>) {
        for _ in 0..self.below(4) {
            if !data.is_empty() {
                let at = self.below(data.len() as u64) as usize;
                data[at] = self.next() as u8;
            }
        }
        match self.next() % 4 {
            0 => data.truncate(self.below(data.len() as u64 + 1) as usize),
            1 => data.extend(self.bytes(40)),
            _ => {}
        }
    }
}

/// Jumps as a hostile or broken sender makes them, and long stretches of good behaviour.
#[allow(clippy::cast_possible_truncation, reason = "fields of packets")]
fn wander(noise: &mut Noise, packet: &mut Packet, now: &mut u64) {
    packet.sequence = packet.sequence.wrapping_add(1);
    packet.timestamp = packet.timestamp.wrapping_add(160);
    *now += 20_000;
    match noise.next() % 64 {
        0 => packet.sequence = noise.next() as u16,
        1 => packet.timestamp = noise.next() as u32,
        2 => packet.ssrc = noise.next() as u32,
        3 => *now += noise.below(10_000_000),
        4 => packet.sequence = packet.sequence.wrapping_sub(noise.below(600) as u16),
        5 => packet.timestamp = packet.timestamp.wrapping_sub(noise.below(50_000) as u32),
        6 => packet.timestamp = packet.timestamp.wrapping_add(i32::MAX as u32),
        7 => packet.sequence = packet.sequence.wrapping_add(32_768),
        8 => *now -= 20_000,
        _ => packet.marker = noise.next().is_multiple_of(50),
    }
}

fn first_packet() -> Packet {
    Packet { marker: true, payload_type: 0, sequence: 65_500, timestamp: u32::MAX - 3000, ssrc: 1, start: 12, end: 172 }
}

#[test]
fn rtp_of_any_bytes() {
    let mut noise = Noise(1);
    let good = [&Header { marker: false, payload_type: 0, sequence: 1, timestamp: 2, ssrc: 3 }.bytes()[..], &[0x55; 160]].concat();
    for n in 0..200_000u32 {
        let mut data = if n % 2 == 0 { good.clone() } else { noise.bytes(80) };
        noise.damage(&mut data);
        let _ = rtp::is_rtcp(&data);
        if let Some(packet) = rtp::parse(&data) {
            assert!(packet.start <= packet.end && packet.end <= data.len());
        }
    }
}

#[test]
fn rtcp_of_any_bytes() {
    let mut noise = Noise(2);
    let mut good = Vec::new();
    let mut reception = Reception::default();
    reception.packet(5, 1, 160, 0);
    Reports::default().write(
        &mut good,
        Outgoing { ssrc: 1, sender: Some((1, 2, 3)), rated: None },
        &mut reception,
        0,
        1_700_000_000_000_000,
    );
    let mut reports = Reports::default();
    for n in 0..100_000u64 {
        let mut data = if n % 3 == 0 { noise.bytes(120) } else { good.clone() };
        noise.damage(&mut data);
        let ours = if n % 2 == 0 { 1 } else { 5 };
        if rtcp::plausible(&data) {
            reports.packet(&data, (ours, 48), n * 1000, 1_700_000_000_000_000 + n);
        }
        if n % 100 == 0 {
            let mut out = Vec::new();
            reports.write(&mut out, Outgoing { ssrc: 9, sender: None, rated: None }, &mut reception, n * 1000, 1_700_000_000_000_000);
            assert!(out.len() < 200 && out.len().is_multiple_of(4));
        }
        let trip = reports.round_trip_ms.unwrap_or(0.0);
        assert!((0.0..=60_000.0).contains(&trip));
    }
}

#[test]
fn counting_of_any_stream() {
    let mut noise = Noise(3);
    let (mut reception, mut packet, mut now) = (Reception::default(), first_packet(), 1_000_000);
    for n in 0..200_000 {
        wander(&mut noise, &mut packet, &mut now);
        reception.packet(packet.ssrc, packet.sequence, 160, now);
        reception.timing(packet.timestamp, if n % 3 == 0 { 8 } else { 48 }, now);
        if n % 250 == 0 {
            let _ = reception.report();
            let _ = Statistics::new(&reception, Surroundings::default());
        }
    }
}

#[test]
fn key_presses_of_any_bytes() {
    let mut noise = Noise(4);
    let (mut listener, mut packet, mut now) = (Listener::default(), first_packet(), 0);
    for _ in 0..100_000 {
        wander(&mut noise, &mut packet, &mut now);
        let mut payload = vec![5, 10, 3, 32];
        noise.damage(&mut payload);
        let _ = listener.packet(&payload, packet.timestamp, 8, now);
        let _ = listener.timeout(now);
    }
}

#[test]
fn latching_of_any_source() {
    let mut noise = Noise(5);
    let announced = "127.0.0.1:4000".parse().ok();
    let (mut latch, mut packet, mut now) = (Latch::new(announced), first_packet(), 0);
    for _ in 0..100_000 {
        wander(&mut noise, &mut packet, &mut now);
        let from = std::net::SocketAddr::from(([127, 0, 0, 1], if noise.next().is_multiple_of(3) { 4000 } else { 4002 }));
        let _ = latch.judge(from, packet.ssrc, packet.sequence, now);
        assert!(latch.current().is_some());
    }
}

#[test]
fn jitter_buffers_and_transcoders_of_any_stream() {
    let mut noise = Noise(6);
    for from in CodecKind::ALL {
        for to in CodecKind::ALL {
            let sending = Sending {
                codec: to,
                payload: 0,
                ptime_ms: 20,
                ptime_wanted: true,
                dtmf_payload: None,
                dtmf_per_ms: 8,
                dtmf_tones: false,
                noise_payload: None,
                tuning: Tuning::default(),
                anew: false,
            };
            let mut transcoder = Transcoder::new(from, sending);
            let (mut packet, mut now, mut out) = (first_packet(), 1_000_000, Vec::new());
            for _ in 0..2000 {
                wander(&mut noise, &mut packet, &mut now);
                let most = if noise.next().is_multiple_of(50) { 2000 } else { 240 };
                if noise.next().is_multiple_of(9) {
                    transcoder.push_noise(&packet, &noise.bytes(12), now);
                } else {
                    transcoder.push(&packet, &noise.bytes(most), now);
                }
                transcoder.advance(now, noise.next().to_be_bytes()[0]);
                let mut pulled = 0;
                while transcoder.pull(20, &mut out) {
                    pulled += 1;
                    assert!(pulled < 2000, "a stream of packets became endless audio");
                }
                out.clear();
            }
        }
    }
    let (mut buffer, mut packet, mut now, mut out) = (JitterBuffer::new(8000), first_packet(), u64::MAX / 2, Vec::new());
    for _ in 0..100_000 {
        wander(&mut noise, &mut packet, &mut now);
        let Packet { sequence, timestamp, marker, .. } = packet;
        let pause = noise.next().is_multiple_of(10);
        buffer.push(&Arrival { sequence, timestamp, marker, ticks: 80, noise: pause, payload: &[0; 80], at_us: noise.next() });
        let mut popped = 0;
        while buffer.pop(now, &mut out) != Popped::Empty {
            popped += 1;
            assert!(popped < 1000);
        }
        assert!(buffer.frame_ticks() > 0 && (20..=200).contains(&buffer.target_ms()));
        out.clear();
    }
}

#[test]
fn payloads_of_any_bytes() {
    let mut noise = Noise(7);
    for kind in CodecKind::ALL {
        let mut decoder = Decoder::new(kind);
        for _ in 0..500 {
            let payload = noise.bytes(1500);
            let mut pcm = Vec::new();
            decoder.decode(&payload, &mut pcm);
            let samples = kind.ticks(&payload) as usize * (kind.rate() / kind.rtp_clock()) as usize;
            // A packet of Opus may be well-formed outside and broken inside.
            assert!(pcm.len() == samples || (kind == CodecKind::Opus && pcm.is_empty()));
        }
    }
}

#[test]
fn control_frames_of_any_bytes() {
    let mut noise = Noise(8);
    for _ in 0..100_000 {
        let mut data = vec![0, 0, 0, 14, 0x92, 0x81, 0xa2, b'i', b'd', 1, 0xc4, 3, 1, 2, 3, 0xdd, 0, 0];
        noise.damage(&mut data);
        if let Ok(Some((body, used))) = frame::next(&data) {
            assert!(used <= data.len());
            let elements = frame::elements(body).unwrap_or_default();
            assert!(elements.iter().map(|element| element.len()).sum::<usize>() <= body.len());
        }
    }
}

#[test]
fn prompt_files_of_any_bytes() {
    let mut noise = Noise(9);
    let good = [&wav::header(8000, 2, 64)[..], &[3; 64]].concat();
    for _ in 0..100_000 {
        let mut data = good.clone();
        noise.damage(&mut data);
        if let Ok(audio) = wav::parse(&data) {
            assert!(audio.samples.len() <= data.len() && matches!(audio.channels, 1 | 2));
            assert!(audio.rate >= 2000);
        }
    }
    assert!(tone::Tone::new("\u{0}", "\u{ffff}").is_none());
}

/// A key held for days, each segment as long as can be said (RFC 4733 §2.5.1.3).
#[test]
fn a_key_that_is_never_released() {
    let mut listener = Listener::default();
    let mut timestamp = 0u32;
    for n in 0..70_000u64 {
        let _ = listener.packet(&[5, 10, 0xff, 0xff], timestamp, 8, n * 20_000);
        timestamp = timestamp.wrapping_add(0xffff);
    }
    let heard = listener.packet(&[5, 0x8a, 0xff, 0xff], timestamp, 8, 0);
    assert!(heard.ended.or(heard.before).is_some());
}
