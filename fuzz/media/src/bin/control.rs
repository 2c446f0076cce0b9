//! Frames of the control protocol (`frame`), and the commands in them (`command`) up to what the workers are told.
#![no_main]

use libfuzzer_sys::fuzz_target;
use offhook_media::control::{command, frame, items};
use offhook_media::dtls::Certificate;
use offhook_media::dtmf::Dialer;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, OnceLock};

fn certificate() -> &'static Arc<Certificate> {
    static MADE: OnceLock<Arc<Certificate>> = OnceLock::new();
    MADE.get_or_init(|| Arc::new(Certificate::generate().expect("a certificate")))
}

fn obey(data: &[u8]) {
    let _ = command::read::<command::Identity>(data);
    let Ok(command::Verb { verb }) = command::read(data) else { return };
    match verb.as_str() {
        "hello" => drop(command::read::<command::Hello>(data)),
        "session.open" => {
            if let Ok(open) = command::read::<command::SessionOpen>(data) {
                let _ = (open.marking(), open.is_video(), command::named(&open.session));
                let _ = open.orphan_s.map(command::microseconds);
            }
        }
        "session.set" => {
            if let Ok(set) = command::read::<command::SessionSet>(data) {
                for local in [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::UNSPECIFIED)] {
                    for video in [false, true] {
                        if let Ok(mut change) = set.change(local, certificate()) {
                            let _ = set.meaning(video, &mut change);
                        }
                    }
                }
            }
        }
        "link" => drop(command::read::<command::Link>(data)),
        "play" => drop(command::read::<command::Play>(data).map(|play| items::checked(play.items).is_ok())),
        "play.stop" => drop(command::read::<command::PlayStop>(data)),
        "digits.send" => {
            if let Ok(dial) = command::read::<command::DigitsSend>(data) {
                let (duration, gap) = (dial.duration_ms.unwrap_or(100), dial.gap_ms.unwrap_or(50));
                if let Some(mut dialer) = Dialer::new(&dial.digits, duration.min(10_000), gap.min(10_000)) {
                    (0..100).for_each(|_| {
                        let _ = dialer.step(8);
                    });
                }
            }
        }
        "record.open" => drop(command::read::<command::RecordOpen>(data)),
        "record.tap" => drop(command::read::<command::RecordTap>(data)),
        "room.open" => drop(command::read::<command::RoomOpen>(data)),
        "room.join" => drop(command::read::<command::RoomJoin>(data)),
        "room.gains" => drop(command::read::<command::RoomGains>(data)),
        "room.play" => drop(command::read::<command::RoomPlay>(data).map(|play| items::checked(play.items).is_ok())),
        "room.stop" => drop(command::read::<command::RoomStop>(data)),
        _ => drop(command::read::<command::OfSession>(data)),
    }
}

fuzz_target!(|data: &[u8]| {
    let mut rest = data;
    while let Ok(Some((body, used))) = frame::next(rest) {
        assert!(used >= 4 && used <= rest.len());
        if let Ok(elements) = frame::elements(body) {
            assert!(elements.iter().map(|element| element.len()).sum::<usize>() <= body.len());
            elements.into_iter().for_each(obey);
        }
        rest = &rest[used..];
    }
    // Most inputs are one command without its frame.
    if data.len() < frame::LARGEST {
        let _ = frame::elements(data);
        obey(data);
    }
});
