//! STUN: datagrams to an agent of ICE (`stun`, `ice`), as they are, or with the sums corrected so that they get farther.
#![no_main]

use aws_lc_rs::hmac;
use libfuzzer_sys::fuzz_target;
use offhook_media::ice::{Agent, Credentials, Outcome};
use offhook_media_fuzz::{Input, address};

const PASSWORD: &str = "VOkJxbRl1RmTxUk/WvJxBt";
const USERNAME: &[u8] = b"ours:them";

fn credentials() -> Credentials {
    Credentials { ufrag: "ours".to_owned(), password: PASSWORD.to_owned(), remote_ufrag: Some("them".to_owned()) }
}

fn crc32(data: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !data.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

fn append(message: &mut Vec<u8>, kind: u16, value: &[u8]) {
    message.extend(kind.to_be_bytes());
    message.extend(u16::try_from(value.len()).unwrap_or(0).to_be_bytes());
    message.extend(value);
    message.resize(message.len().next_multiple_of(4), 0);
}

fn set_length(message: &mut [u8], more: usize) {
    let length = u16::try_from(message.len() + more - 20).unwrap_or(0).to_be_bytes();
    message[2..4].copy_from_slice(&length);
}

/// A Binding request with these attributes, our name in front and right sums behind.
fn signed(attributes: &[u8]) -> Vec<u8> {
    let mut message = [&[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42][..], b"transaction!"].concat();
    append(&mut message, 6, USERNAME);
    message.extend_from_slice(attributes);
    set_length(&mut message, 24);
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, PASSWORD.as_bytes());
    let tag = hmac::sign(&key, &message);
    append(&mut message, 8, tag.as_ref());
    summed(message)
}

fn summed(mut message: Vec<u8>) -> Vec<u8> {
    set_length(&mut message, 8);
    let sum = crc32(&message) ^ 0x5354_554e;
    append(&mut message, 0x8028, &sum.to_be_bytes());
    message
}

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let (mut agent, mut now) = (Agent::new(credentials()), 0);
    while !input.is_empty() {
        now += input.lapse();
        let (kind, from) = (input.byte(), address(1 + u16::from(input.byte() % 16)));
        let part = input.part();
        let (datagram, proven) = match kind % 8 {
            0..3 => (part.to_vec(), false),
            3 if part.len() >= 20 => (summed(part.to_vec()), false),
            4 => {
                agent.restart(Credentials { ufrag: "other".to_owned(), ..credentials() });
                agent.restart(credentials());
                continue;
            }
            _ => (signed(part), true),
        };
        match agent.datagram(&datagram, from, now) {
            Outcome::Ignored => {}
            Outcome::Answer(answer) => check(&datagram, &answer),
            Outcome::Selected(answer) => {
                check(&datagram, &answer);
                assert!(proven, "only who knows the password is believed");
                assert_eq!(agent.selected(), Some(from));
            }
        }
        assert!(agent.selected().is_none_or(|selected| agent.knows(selected)));
    }
});

/// An answer amplifies nothing, and can be read.
fn check(datagram: &[u8], answer: &[u8]) {
    assert!(answer.len() <= datagram.len() + 72 && answer.len() >= 20);
    assert_eq!(usize::from(u16::from_be_bytes([answer[2], answer[3]])), answer.len() - 20);
}
