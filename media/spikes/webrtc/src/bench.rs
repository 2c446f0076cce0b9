//! SRTP alone: nanoseconds of CPU per 160-byte packet, for each profile and each candidate.

use crate::crypto::{AwsLc, Provider, RustCrypto};
use crate::srtp::{Context, Profile};
use rustix::time::{ClockId, clock_gettime};

const PACKETS: u16 = 50_000;
const PAYLOAD: usize = 160;

fn rtp(sequence: u16) -> Vec<u8> {
    let mut packet = Vec::with_capacity(200);
    packet.extend_from_slice(&[0x80, 0]);
    packet.extend_from_slice(&sequence.to_be_bytes());
    packet.extend_from_slice(&[0, 0, 0, 1, 0x0f, 0xf4, 0, 1]);
    packet.extend_from_slice(&[0x55; PAYLOAD]);
    packet
}

/// Mean CPU nanoseconds per packet of `work`.
fn measure(mut work: impl FnMut(u16)) -> f64 {
    let seconds = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        #[expect(clippy::cast_precision_loss, reason = "a CPU clock of a short run")]
        (time.tv_sec as f64 * 1e9 + time.tv_nsec as f64)
    };
    let start = seconds();
    for sequence in 0..PACKETS {
        work(sequence);
    }
    (seconds() - start) / f64::from(PACKETS)
}

fn line(name: &str, profile: Profile, protect: f64, unprotect: f64) {
    println!("{name:<12} {:<14} protect {protect:6.0} ns  unprotect {unprotect:6.0} ns", format!("{profile:?}"));
}

fn ours<P: Provider>(profile: Profile) -> Result<(), String> {
    let (key, salt) = (vec![7; profile.key_len()], vec![9; profile.salt_len()]);
    let mut sender = Context::<P>::new(profile, &key, &salt).map_err(|error| format!("{error:?}"))?;
    let mut receiver = Context::<P>::new(profile, &key, &salt).map_err(|error| format!("{error:?}"))?;
    let mut packets: Vec<Vec<u8>> = (0..PACKETS).map(rtp).collect();
    let mut failures = 0;
    let protect = measure(|n| failures += u32::from(sender.protect(&mut packets[usize::from(n)]).is_err()));
    let unprotect = measure(|n| failures += u32::from(receiver.unprotect(&mut packets[usize::from(n)]).is_err()));
    line(P::NAME, profile, protect, unprotect);
    if failures == 0 { Ok(()) } else { Err(format!("{failures} packets failed")) }
}

#[cfg(feature = "compare")]
fn rtc(profile: Profile) -> Result<(), String> {
    use rtc_srtp::{context::Context, option::srtp_replay_protection, protection_profile::ProtectionProfile as Theirs};
    let theirs = match profile {
        Profile::Aes128CmSha1 => Theirs::Aes128CmHmacSha1_80,
        Profile::AeadAes128Gcm => Theirs::AeadAes128Gcm,
        Profile::AeadAes256Gcm => Theirs::AeadAes256Gcm,
    };
    let provider = rtc_crypto::default_provider().map_err(|error| error.to_string())?;
    let (key, salt) = (vec![7; profile.key_len()], vec![9; profile.salt_len()]);
    let make = || {
        let window = Some(srtp_replay_protection(64));
        Context::new(&key, &salt, theirs, window, None, provider.crypto()).map_err(|error| error.to_string())
    };
    let (mut sender, mut receiver) = (make()?, make()?);
    let clear: Vec<Vec<u8>> = (0..PACKETS).map(rtp).collect();
    let mut sent = Vec::with_capacity(clear.len());
    let protect = measure(|n| sent.extend(sender.encrypt_rtp(&clear[usize::from(n)]).ok()));
    let mut opened = 0;
    let unprotect = measure(|n| opened += u32::from(receiver.decrypt_rtp(&sent[usize::from(n)]).is_ok()));
    line("rtc-srtp", profile, protect, unprotect);
    if opened == u32::from(PACKETS) { Ok(()) } else { Err("packets failed".to_owned()) }
}

pub fn run() -> Result<(), String> {
    for profile in Profile::ALL {
        ours::<AwsLc>(profile)?;
        ours::<RustCrypto>(profile)?;
        #[cfg(feature = "compare")]
        rtc(profile)?;
    }
    Ok(())
}
