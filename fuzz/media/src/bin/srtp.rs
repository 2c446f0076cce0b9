//! SRTP and SRTCP: rubbish, and sealed packets that were damaged, in any order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use offhook_media::rtp;
use offhook_media::srtp::{Context, Suite};
use offhook_media_fuzz::Input;

const SUITES: [&str; 4] = ["AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32", "AEAD_AES_128_GCM", "AEAD_AES_256_GCM"];

fn context(suite: Suite) -> Context {
    Context::new(suite, &vec![7; suite.key_len() + suite.salt_len()]).expect("a key of the right length")
}

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let suite = Suite::from_name(SUITES[usize::from(input.byte() % 4)]).expect("a known suite");
    let (mut sender, mut receiver) = (context(suite), context(suite));
    while !input.is_empty() {
        let how = input.byte();
        let part = input.part();
        if part.len() > rtp::LARGEST {
            continue;
        }
        let mut packet = part.to_vec();
        let sealed = !how.is_multiple_of(4)
            && if rtp::is_rtcp(&packet) { sender.protect_rtcp(&mut packet) } else { sender.protect(&mut packet) }.is_ok();
        let whole = packet.clone();
        if how % 4 == 2 {
            input.damage(&mut packet);
        }
        if packet.len() > rtp::LARGEST {
            continue;
        }
        let sent = packet.clone();
        let control = rtp::is_rtcp(&packet);
        let opened = if control { receiver.unprotect_rtcp(&mut packet) } else { receiver.unprotect(&mut packet) };
        if let Ok(length) = opened {
            assert!(length <= packet.len());
            // Nobody else has the keys: what is believed was sealed here, byte for byte.
            assert!(sealed && sent == whole, "a forged packet was believed");
            assert_eq!(&packet[..length], part);
            let mut again = sent;
            let again = if control { receiver.unprotect_rtcp(&mut again) } else { receiver.unprotect(&mut again) };
            assert!(again.is_err(), "a packet was believed twice");
        }
    }
});
