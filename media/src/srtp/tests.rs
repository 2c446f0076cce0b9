//! Vectors of RFC 3711 appendix B and RFC 7714 §16 and §17, known packets, wraps, late packets, and refusals.

use super::transform::{counter_key, derive};
use super::*;
use aws_lc_rs::aead;

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("ascii"), 16).expect("hex")).collect()
}

const MASTER_KEY: &str = "E1F97A0D3E018BE0D64FA32C06DE4139";
const MASTER_SALT: &str = "0EC675AD498AFEEBB6960B3AABE6";

fn context(suite: Suite) -> Context {
    Context::new(suite, &vec![7; suite.key_len() + suite.salt_len()]).expect("lengths fit")
}

fn rtp(sequence: u16) -> Vec<u8> {
    let mut packet = hex("800f0000decafbadcafebabe");
    packet[2..4].copy_from_slice(&sequence.to_be_bytes());
    packet.extend_from_slice(&[0x55; 160]);
    packet
}

#[test]
fn rfc3711_b2_key_stream() {
    let salt: [u8; 14] = hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD").try_into().expect("14");
    let key = counter_key(&hex("2B7E151628AED2A6ABF7158809CF4F3C")).expect("a key");
    let mut stream = [0; 48];
    counter(&key, counter_block(&salt, 0, 0), &mut stream).expect("ctr");
    assert_eq!(stream.to_vec(), hex("E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB41E95B3BB0A2E8DD477901E4FCA894C0"));
}

#[test]
fn rfc3711_b3_key_derivation() {
    let master = counter_key(&hex(MASTER_KEY)).expect("a key");
    for (label, expected) in [
        (0, "C61E7A93744F39EE10734AFE3FF7A087"),
        (2, "30CBBC08863D8C85D49DB34A9AE1"),
        (1, "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCE"),
    ] {
        let mut derived = vec![0; hex(expected).len()];
        derive(&master, &hex(MASTER_SALT), label, &mut derived).expect("derived");
        assert_eq!(derived, hex(expected), "label {label}");
    }
}

/// RFC 7714 §16.1.1 and §16.2.1: session keys are given directly.
#[test]
fn rfc7714_srtp() {
    let nonce = nonce(&hex("517569642070726f2071756f").try_into().expect("12"), 0x5501_a0b2, 0xf17b);
    assert_eq!(nonce.to_vec(), hex("51753c6580c2726f20718414"));
    for (algorithm, key, expected) in [
        (
            &aead::AES_128_GCM,
            "000102030405060708090a0b0c0d0e0f",
            "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce",
        ),
        (
            &aead::AES_256_GCM,
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13",
        ),
    ] {
        let key = aead::LessSafeKey::new(aead::UnboundKey::new(algorithm, &hex(key)).expect("a key"));
        let mut data = b"Gallia est omnis divisa in partes tres".to_vec();
        let tag = seal(&key, nonce, &hex("8040f17b8041f8d35501a0b2"), &mut data).expect("sealed");
        data.extend_from_slice(tag.as_ref());
        assert_eq!(data, hex(expected));
    }
}

/// Whole packets that libsrtp's test driver publishes for the master key of RFC 3711 B.3.
#[test]
fn known_packets() {
    let make = || Context::new(Suite::Aes128CmSha1Tag80, &[hex(MASTER_KEY), hex(MASTER_SALT)].concat()).expect("lengths fit");
    let clear = [hex("800f1234decafbadcafebabe"), vec![0xab; 16]].concat();
    let mut packet = clear.clone();
    make().protect(&mut packet).expect("protected");
    assert_eq!(packet, hex("800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb"));
    let length = make().unprotect(&mut packet).expect("opened");
    assert_eq!(packet[..length], clear);

    let clear = [hex("81c8000bcafebabe"), vec![0xab; 16]].concat();
    let mut packet = clear.clone();
    make().protect_rtcp(&mut packet).expect("protected");
    assert_eq!(packet, hex("81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798"));
    let length = make().unprotect_rtcp(&mut packet).expect("opened");
    assert_eq!(packet[..length], clear);
}

/// The sequence number after 70,000 packets from 20,000 on.
const NEXT: u16 = 24_464;

#[test]
fn wraps_reordering_replays_and_forgeries() {
    for suite in Suite::ALL {
        let (mut sender, mut receiver) = (context(suite), context(suite));
        let mut sent: Vec<Vec<u8>> = (0..70_000u32)
            .map(|step| {
                #[allow(clippy::cast_possible_truncation)]
                let mut packet = rtp(20_000u16.wrapping_add(step as u16));
                sender.protect(&mut packet).expect("new");
                packet
            })
            .collect();
        sent[10..].chunks_exact_mut(3).for_each(<[_]>::reverse);
        for packet in &sent {
            let mut copy = packet.clone();
            let length = receiver.unprotect(&mut copy).expect("authentic");
            assert_eq!(copy[12..length], [0x55; 160]);
        }
        for packet in &sent[69_500..] {
            assert_eq!(receiver.unprotect(&mut packet.clone()), Err(Failure::Replayed));
        }
        for at in 0..16 {
            let mut forged = rtp(NEXT);
            context(suite).protect(&mut forged).expect("new");
            forged[at + 4] ^= 1;
            assert_ne!(receiver.unprotect(&mut forged).err(), None);
        }
        let mut good = rtp(NEXT);
        sender.protect(&mut good).expect("new");
        assert!(receiver.unprotect(&mut good).is_ok(), "a forgery changed the state");
    }
}

/// A packet from before the wrap that comes after it still opens, and a gap of thousands does not lose the count.
#[test]
fn late_packets_and_gaps_around_a_wrap() {
    for suite in Suite::ALL {
        let (mut sender, mut receiver) = (context(suite), context(suite));
        let mut protected = |sequence: u16| {
            let mut packet = rtp(sequence);
            sender.protect(&mut packet).expect("new");
            packet
        };
        let packets: Vec<_> = [65_000u16, 65_535, 0, 30_000, 60_000, 10].map(&mut protected).into();
        for order in [0, 2, 1, 3, 4, 5] {
            assert!(receiver.unprotect(&mut packets[order].clone()).is_ok(), "packet {order}");
        }
    }
}

/// A phone that begins to send before its keys are known here may have wrapped already.
#[test]
fn the_first_packet_heard_may_come_after_a_wrap() {
    for suite in Suite::ALL {
        let (mut sender, mut receiver) = (context(suite), context(suite));
        let packets: Vec<_> = [65_534u16, 65_535, 0, 1, 2]
            .map(|sequence| {
                let mut packet = rtp(sequence);
                sender.protect(&mut packet).expect("new");
                packet
            })
            .into();
        for order in [3, 4, 1, 2, 0] {
            let mut copy = packets[order].clone();
            let length = receiver.unprotect(&mut copy).expect("authentic");
            assert_eq!(copy[12..length], [0x55; 160]);
        }
        assert_eq!(receiver.unprotect(&mut packets[0].clone()), Err(Failure::Replayed));
    }
}

#[test]
fn one_index_is_never_used_twice() {
    for suite in Suite::ALL {
        let mut sender = context(suite);
        for sequence in [5, 6, 7] {
            sender.protect(&mut rtp(sequence)).expect("new");
        }
        for sequence in [5, 6, 7, 65_535, 60_000] {
            assert_eq!(sender.protect(&mut rtp(sequence)), Err(Failure::Replayed), "{sequence}");
        }
        for ssrc in 0..100u32 {
            let mut packet = rtp(1);
            packet[8..12].copy_from_slice(&ssrc.to_be_bytes());
            assert_eq!(sender.protect(&mut packet).is_ok(), ssrc < 15, "a sixteenth source is the last");
        }
        assert!(sender.protect(&mut rtp(8)).is_ok());
    }
}

#[test]
fn rtcp_both_ways() {
    for suite in Suite::ALL {
        let (mut sender, mut receiver) = (context(suite), context(suite));
        let clear = hex("80c90001cafebabe");
        for _ in 0..3 {
            let mut packet = clear.clone();
            sender.protect_rtcp(&mut packet).expect("new");
            let mut again = packet.clone();
            let length = receiver.unprotect_rtcp(&mut packet).expect("authentic");
            assert_eq!(packet[..length], clear);
            assert_eq!(receiver.unprotect_rtcp(&mut again), Err(Failure::Replayed));
        }
    }
}

/// RFC 7714 §17.3: SRTCP that is authenticated but not encrypted.
#[test]
fn unencrypted_rtcp_is_checked() {
    let suite = Suite::AeadAes128Gcm;
    let (sender, mut receiver) = (context(suite), context(suite));
    let clear = hex("81c8000d4d61727334413030");
    let trailer = 0x0000_05d4u32.to_be_bytes();
    let Transform::Gcm { cipher, salt } = &sender.rtcp else { panic!("GCM") };
    let associated = [&clear[..], &trailer].concat();
    let tag = seal(cipher, nonce(salt, 0x4d61_7273, 0x5d4), &associated, &mut []).expect("sealed");
    let mut packet = [&clear[..], tag.as_ref(), &trailer].concat();
    let mut forged = packet.clone();
    forged[9] ^= 1;
    assert_eq!(receiver.unprotect_rtcp(&mut forged), Err(Failure::Forged));
    assert_eq!(receiver.unprotect_rtcp(&mut packet), Ok(clear.len()));
}

#[test]
fn no_length_and_no_first_byte_panics() {
    for suite in Suite::ALL {
        let mut context = context(suite);
        for first in 0..=255u8 {
            for length in 0..100 {
                let mut packet = vec![0xff; length];
                if let Some(byte) = packet.first_mut() {
                    *byte = first;
                }
                assert!(context.unprotect(&mut packet.clone()).is_err());
                assert!(context.unprotect_rtcp(&mut packet.clone()).is_err());
                let _ = context.protect(&mut packet.clone());
                let _ = context.protect_rtcp(&mut packet);
            }
        }
        assert!(Context::new(suite, &[0; 3]).is_err() && Context::new(suite, &[0; 60]).is_err());
    }
}
