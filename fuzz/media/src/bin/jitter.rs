//! Received streams where they are decoded: jitter buffer, decoders, concealment, noise, and encoding anew.
#![no_main]

use libfuzzer_sys::fuzz_target;
use offhook_media::codec::{CodecKind, Tuning};
use offhook_media::jitter::{Arrival, JitterBuffer, Popped};
use offhook_media::rtp::Packet;
use offhook_media::session::settings::Sending;
use offhook_media::session::transcoding::Transcoder;
use offhook_media::voice::Processing;
use offhook_media_fuzz::Input;
use offhook_media_fuzz::ends::sending;

fn codec(number: u8) -> CodecKind {
    CodecKind::ALL[usize::from(number) % CodecKind::ALL.len()]
}

/// Goes on as a good sender would, and jumps where the input says so.
fn next_packet(input: &mut Input<'_>, packet: &mut Packet, ticks: u32) {
    packet.sequence = packet.sequence.wrapping_add(1);
    packet.timestamp = packet.timestamp.wrapping_add(ticks);
    packet.marker = false;
    match input.byte() {
        0..160 => {}
        160..180 => packet.marker = true,
        180..200 => packet.sequence = packet.sequence.wrapping_add(u16::from(input.byte())),
        200..215 => packet.sequence = packet.sequence.wrapping_sub(u16::from(input.byte() % 32)),
        215..230 => packet.timestamp = packet.timestamp.wrapping_add(u32::from(input.short())),
        230..240 => packet.timestamp = packet.timestamp.wrapping_sub(u32::from(input.short())),
        240..245 => packet.sequence = input.short(),
        245..250 => packet.timestamp = u32::from(input.short()) << 16 | u32::from(input.short()),
        _ => packet.ssrc = packet.ssrc.wrapping_add(1),
    }
}

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let (from, to, how) = (codec(input.byte()), codec(input.byte()), input.byte());
    let ptime_ms = to.packet_ms(20);
    let sending = Sending {
        codec: to,
        ptime_ms,
        ptime_wanted: true,
        dtmf_payload: None,
        tuning: Tuning { fec: how & 1 != 0, bitrate: (how & 2 != 0).then_some(16_000) },
        ..sending(0)
    };
    let mut transcoder = Transcoder::new(from, sending);
    transcoder.treat(Processing { gain_db: if how & 4 != 0 { 20.0 } else { 0.0 }, agc: how & 8 != 0, denoise: how & 0x30 == 0x30 });
    let mut buffer = JitterBuffer::new(from.rtp_clock());
    buffer.look_ahead(how & 1 != 0);
    let first = u32::MAX - 3000;
    let mut packet = Packet { marker: true, payload_type: 0, sequence: 65_530, timestamp: first, ssrc: 1, start: 12, end: 172 };
    let (mut now, mut out) = (1_000_000u64, Vec::new());
    for _ in 0..200 {
        if input.is_empty() {
            break;
        }
        now += input.lapse();
        let kind = input.byte();
        let payload = match kind % 8 {
            0 => &[0xd5; 160][..], // a plain packet costs the input little
            1 => &[],
            _ => input.part(),
        };
        next_packet(&mut input, &mut packet, from.ticks_per_ms() * 20);
        let Packet { sequence, timestamp, marker, .. } = packet;
        let noise = kind % 8 == 2;
        if noise {
            transcoder.push_noise(&packet, payload, now);
        } else {
            transcoder.push(&packet, payload, now);
        }
        buffer.push(&Arrival { sequence, timestamp, marker, ticks: from.ticks(payload), noise, payload, at_us: now });
        let mut popped = 0;
        while buffer.pop(now, &mut out) != Popped::Empty {
            popped += 1;
            assert!(popped < 20_000, "a stream of packets became endless");
        }
        assert!(buffer.frame_ticks() > 0 && (20..=400).contains(&buffer.target_ms()));
        out.clear();
        transcoder.advance(now, kind);
        let mut pulled = 0;
        while transcoder.pull(ptime_ms, &mut out) {
            pulled += 1;
            assert!(pulled < 20_000, "a stream of packets became endless audio");
        }
        out.clear();
    }
});
