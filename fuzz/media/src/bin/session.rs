//! RTP: datagrams of known and unknown far ends to a whole session, plain, by keys, by ICE and DTLS, or for video, linked to another.
#![no_main]

use libfuzzer_sys::fuzz_target;
use offhook_media::codec::CodecKind;
use offhook_media::dtls::{Certificate, Fingerprints, Settings};
use offhook_media::ice::Credentials;
use offhook_media::latch::Others;
use offhook_media::rtp;
use offhook_media::session::securing::{Key, Keys, Security};
use offhook_media::session::settings::{Change, Incoming, RemoteAddress, VideoFormat, assign, static_map};
use offhook_media::srtp::{Context, Suite};
use offhook_media_fuzz::ends::{Ends, sending};
use offhook_media_fuzz::{Input, address};
use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

const SECRET: u8 = 7;

thread_local! {
    static SHARED: RefCell<Ends> = RefCell::default();
}

fn certificate() -> &'static Arc<Certificate> {
    static MADE: OnceLock<Arc<Certificate>> = OnceLock::new();
    MADE.get_or_init(|| Arc::new(Certificate::generate().expect("a certificate")))
}

fn change(how: u8) -> Change {
    let mut incoming = static_map();
    assign(&mut incoming, 101, Incoming::Event(8));
    assign(&mut incoming, 111, Incoming::Audio(CodecKind::Opus));
    Change {
        remote: Some(Some(RemoteAddress { rtp: address(1), rtcp: address(2), others: Others::Anybody })),
        sending: Some(sending(how)),
        incoming: Some(Box::new(incoming)),
        rtcp_mux: Some(how & 0x04 != 0),
        report: Some(how & 0x02 != 0),
        timeout: Some(10_000_000),
        ..Change::default()
    }
}

fn of_video(change: Change) -> Change {
    let vp8 = VideoFormat::named("VP8");
    let again = VideoFormat::named("rtx/VP8");
    let mut incoming = Box::new([Incoming::Unknown; 128]);
    assign(&mut incoming, 96, Incoming::Video(vp8));
    assign(&mut incoming, 97, Incoming::Video(again));
    Change { sending: None, incoming: Some(incoming), formats: Some(vec![(vp8.id, 100), (again.id, 101)]), ..change }
}

fn key(suite: Suite) -> Key {
    Key { suite, bytes: vec![SECRET; suite.key_len() + suite.salt_len()] }
}

fn security(kind: u8) -> Option<Security> {
    let credentials = Credentials { ufrag: "ours".into(), password: "the password that is ours".into(), remote_ufrag: None };
    let fingerprints = Fingerprints::read([certificate().fingerprint().as_str()])?;
    let dtls = Settings { active: kind == 4, fingerprints, certificate: Arc::clone(certificate()) };
    let suite = Suite::from_name("AES_CM_128_HMAC_SHA1_80")?;
    match kind {
        0 | 1 => None,
        2 => Some(Security { srtp: Some(Some(Keys { send: key(suite), receive: key(suite) })), ..Security::default() }),
        3 | 4 => Some(Security { dtls: Some(Some(dtls)), ..Security::default() }),
        5 => Some(Security { ice: Some(Some(credentials)), ..Security::default() }),
        _ => Some(Security { ice: Some(Some(credentials)), dtls: Some(Some(dtls)), ..Security::default() }),
    }
}

fn converse(shared: &mut Ends, mut input: Input<'_>) {
    let (kind, how) = (input.byte() % 8, input.byte());
    let video = kind == 1 || kind == 7;
    let terms = || if video { of_video(change(how)) } else { change(how) };
    let plain = || rtp::Header { marker: false, payload_type: 0, sequence: 9, timestamp: 9, ssrc: 9 };
    let mut one = shared.session(0, terms());
    let mut two = shared.session(1, terms());
    if video {
        let lane = |ssrc| offhook_media::session::outbound::Outbound::new(ssrc, 1, 1);
        (one, two) = (one.for_video(lane(11)), two.for_video(lane(12)));
        one.change(terms(), 0);
        two.change(terms(), 0);
    }
    let out = &mut shared.out;
    if let Some(security) = security(kind) {
        one.secure(security, 0, out);
    }
    let suite = Suite::from_name("AES_CM_128_HMAC_SHA1_80").expect("known");
    let mut sealer = Context::new(suite, &key(suite).bytes).expect("a key");
    let (mut now, mut scratch) = (0, Vec::new());
    for _ in 0..64 {
        if input.is_empty() {
            break;
        }
        now += input.lapse();
        let what = input.byte();
        let from = address(u16::from(what >> 4) % 4 + 1);
        let mut data = match what % 4 {
            // Twelve bytes of header for one of input.
            0 | 1 => {
                let order = input.byte();
                let header = rtp::Header {
                    payload_type: [0, 8, 9, 13, 101, 111, 96, 97][usize::from(order % 8)],
                    sequence: u16::from(order >> 3).wrapping_add(u16::try_from(now / 20_000).unwrap_or(0)),
                    ..plain()
                };
                [&header.bytes()[..], input.part()].concat()
            }
            _ => input.part().to_vec(),
        };
        if kind == 2 && what % 4 == 1 {
            let _ = sealer.protect(&mut data);
        }
        data.truncate(rtp::LARGEST);
        let control = what % 4 == 3;
        let admitted = if control { one.admit_control(&mut data, from, now, out) } else { one.admit_datagram(&mut data, from, now, out) };
        if let Some(length) = admitted {
            assert!(length <= data.len());
            data.truncate(length);
            if control || rtp::is_rtcp(&data) {
                one.take_rtcp(&data, from, now, out);
                let lanes = two.sources().and_then(|sources| one.lanes(&sources));
                if let Some(lanes) = lanes {
                    two.pass_feedback(&data, &lanes, &mut scratch);
                }
            } else if let Some((packet, incoming)) = one.take(&data, from, now, out) {
                assert!(!(2..=4).contains(&kind) || one.cipher().is_some(), "nothing is taken in the clear");
                two.relay(&mut data, &packet, incoming, what & 8 != 0, now);
            }
        }
        one.listen(now, out);
        one.watch(now, out);
        if one.handshaking() {
            one.advance(now, out);
        }
        one.report(&mut scratch, u32::from(what) << 8, now, out);
        two.report(&mut scratch, u32::from(what) << 8, now, out);
    }
    let _ = (one.statistics(), one.describe(None), two.statistics());
    let told = shared.told();
    assert!(told < 1000, "{told} events of 64 datagrams");
}

fuzz_target!(|data: &[u8]| {
    SHARED.with_borrow_mut(|shared| converse(shared, Input::new(data)));
});
