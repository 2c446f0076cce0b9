//! Vectors of RFC 3711 appendix B and RFC 7714 §16, then round trips and refusals with both providers.

use super::*;
use crate::crypto::{AwsLc, RustCrypto};

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

const MASTER_KEY: &str = "E1F97A0D3E018BE0D64FA32C06DE4139";
const MASTER_SALT: &str = "0EC675AD498AFEEBB6960B3AABE6";

fn vectors<P: Provider>() {
    // RFC 3711 B.2: AES-CM key stream
    let salt: [u8; 14] = hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD").try_into().unwrap();
    let key = P::ctr_key(&hex("2B7E151628AED2A6ABF7158809CF4F3C")).unwrap();
    let mut stream = [0; 48];
    P::ctr(&key, cm_iv(salt, 0, 0), &mut stream).unwrap();
    let expected = "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0";
    assert_eq!(stream.to_vec(), hex(expected));

    // RFC 3711 B.3: key derivation
    let master = P::ctr_key(&hex(MASTER_KEY)).unwrap();
    for (label, expected) in [
        (0, "C61E7A93744F39EE10734AFE3FF7A087"),
        (2, "30CBBC08863D8C85D49DB34A9AE1"),
        (1, "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCE"),
    ] {
        let mut derived = vec![0; hex(expected).len()];
        derive::<P>(&master, &hex(MASTER_SALT), label, &mut derived).unwrap();
        assert_eq!(derived, hex(expected), "label {label}");
    }

    // RFC 7714 §16.1.1: AEAD_AES_128_GCM with session keys given directly
    let nonce = gcm_nonce(hex("517569642070726f2071756f").try_into().unwrap(), 0x5501_a0b2, 0xf17b);
    assert_eq!(nonce.to_vec(), hex("51753c6580c2726f20718414"));
    let key = P::gcm_key(&hex("000102030405060708090a0b0c0d0e0f")).unwrap();
    let mut data = b"Gallia est omnis divisa in partes tres".to_vec();
    let tag = P::seal(&key, nonce, &hex("8040f17b8041f8d35501a0b2"), &mut data).unwrap();
    data.extend_from_slice(&tag);
    let expected = "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce";
    assert_eq!(data, hex(expected));
}

#[test]
fn vectors_aws_lc() {
    vectors::<AwsLc>();
}

#[test]
fn vectors_rust_crypto() {
    vectors::<RustCrypto>();
}

/// The packets that other implementations (libsrtp's own test driver) publish for the B.3 master key.
#[test]
fn whole_packets() {
    let make = || Context::<AwsLc>::new(Profile::Aes128CmSha1, &hex(MASTER_KEY), &hex(MASTER_SALT)).unwrap();
    let clear = [hex("800f1234decafbadcafebabe"), vec![0xab; 16]].concat();
    let mut packet = clear.clone();
    make().protect(&mut packet).unwrap();
    assert_eq!(packet, hex("800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb"));
    make().unprotect(&mut packet).unwrap();
    assert_eq!(packet, clear);

    let clear = [hex("81c8000bcafebabe"), vec![0xab; 16]].concat();
    let mut packet = clear.clone();
    make().protect_rtcp(&mut packet).unwrap();
    assert_eq!(packet, hex("81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798"));
    make().unprotect_rtcp(&mut packet).unwrap();
    assert_eq!(packet, clear);
}

fn rtp(sequence: u16) -> Vec<u8> {
    let mut packet = hex("800f0000decafbadcafebabe");
    packet[2..4].copy_from_slice(&sequence.to_be_bytes());
    packet.extend_from_slice(&[0x55; 160]);
    packet
}

/// What one provider protects the other must open, over a wrap of the sequence number and with reordering.
#[test]
fn providers_agree() {
    for profile in Profile::ALL {
        let (key, salt) = (vec![7; profile.key_len()], vec![9; profile.salt_len()]);
        let mut sender = Context::<AwsLc>::new(profile, &key, &salt).unwrap();
        let mut receiver = Context::<RustCrypto>::new(profile, &key, &salt).unwrap();
        let mut sent: Vec<Vec<u8>> = Vec::new();
        for step in 0..600u16 {
            let mut packet = rtp(65_300u16.wrapping_add(step));
            sender.protect(&mut packet).unwrap();
            sent.push(packet);
        }
        for pair in sent.chunks_mut(2) {
            pair.swap(0, 1);
        }
        for packet in &sent {
            let mut copy = packet.clone();
            receiver.unprotect(&mut copy).unwrap();
            assert_eq!(copy[12..], [0x55; 160]);
        }
        for packet in &sent[500..] {
            assert_eq!(receiver.unprotect(&mut packet.clone()), Err(SrtpError::Replayed));
        }
        let mut forged = rtp(400);
        sender.protect(&mut forged).unwrap();
        *forged.last_mut().unwrap() ^= 1;
        assert_eq!(receiver.unprotect(&mut forged), Err(SrtpError::Forged));
    }
}

#[test]
fn rtcp_round_trip_and_refusals() {
    for profile in Profile::ALL {
        let (key, salt) = (vec![7; profile.key_len()], vec![9; profile.salt_len()]);
        let mut sender = Context::<RustCrypto>::new(profile, &key, &salt).unwrap();
        let mut receiver = Context::<AwsLc>::new(profile, &key, &salt).unwrap();
        let clear = hex("80c90001cafebabe");
        for _ in 0..3 {
            let mut packet = clear.clone();
            sender.protect_rtcp(&mut packet).unwrap();
            let original = packet.clone();
            receiver.unprotect_rtcp(&mut packet).unwrap();
            assert_eq!(packet, clear);
            assert_eq!(receiver.unprotect_rtcp(&mut original.clone()), Err(SrtpError::Replayed));
        }
    }
}

/// No length and no first byte makes a panic.
#[test]
fn short_packets_are_refused() {
    for profile in Profile::ALL {
        let (key, salt) = (vec![7; profile.key_len()], vec![9; profile.salt_len()]);
        let mut context = Context::<AwsLc>::new(profile, &key, &salt).unwrap();
        for first in [0x80, 0x90, 0x9f, 0x8f] {
            for length in 0..100 {
                let mut packet = vec![0xff; length];
                if let Some(byte) = packet.first_mut() {
                    *byte = first;
                }
                assert!(context.unprotect(&mut packet.clone()).is_err());
                assert!(context.unprotect_rtcp(&mut packet).is_err());
            }
        }
    }
}

#[cfg(feature = "compare")]
#[test]
fn agrees_with_rtc_srtp() {
    use rtc_srtp::protection_profile::ProtectionProfile as Theirs;
    let provider = rtc_crypto::default_provider().unwrap();
    for (profile, theirs) in [
        (Profile::Aes128CmSha1, Theirs::Aes128CmHmacSha1_80),
        (Profile::AeadAes128Gcm, Theirs::AeadAes128Gcm),
        (Profile::AeadAes256Gcm, Theirs::AeadAes256Gcm),
    ] {
        let (key, salt) = (vec![7; profile.key_len()], vec![9; profile.salt_len()]);
        let mut ours = Context::<AwsLc>::new(profile, &key, &salt).unwrap();
        let mut other = rtc_srtp::context::Context::new(&key, &salt, theirs, None, None, provider.crypto()).unwrap();
        for sequence in [65_534, 65_535, 0, 1] {
            let mut packet = rtp(sequence);
            ours.protect(&mut packet).unwrap();
            assert_eq!(other.decrypt_rtp(&packet).unwrap(), rtp(sequence));
        }
        let report = hex("80c90001cafebabe");
        let mut packet = report.clone();
        ours.protect_rtcp(&mut packet).unwrap();
        assert_eq!(other.decrypt_rtcp(&packet).unwrap(), report);
    }
}
