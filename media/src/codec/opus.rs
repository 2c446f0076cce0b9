//! Opus (RFC 6716, RTP payloads RFC 7587) through libopus: always one channel, at the sampling rate that is asked for.
//!
//! Stereo of the far end is mixed down by the decoder. Broken payloads decode to nothing; nothing here panics on what comes from the
//! network. Discontinuous transmission is never used for what we send, but understood in what we receive.

use super::Tuning;
use opus::{Application, Bitrate, Channels, packet};

/// The RTP clock of Opus, whatever is coded (RFC 7587 §4.1), in Hz.
pub const CLOCK: u32 = 48_000;
/// Longest packet of RFC 6716 §2.1.4, in milliseconds.
const LONGEST_MS: u32 = 120;
/// Room for the largest packet that is made here: 60 ms at the highest bitrate that can be set.
const PACKET_MAX: usize = 1275;
/// Bits per second where the controller names none, for speech up to 4 kHz and above: room for forward error correction included.
const BITRATES: [i32; 2] = [20_000, 32_000];
/// How hard the encoder tries, 0 to 10: docs/adr/0052-opus.md shows what each step costs and gives.
const COMPLEXITY: i32 = 5;

/// A payload of this length or shorter says that the sender pauses (discontinuous transmission).
const PAUSE: usize = 2;

/// Sampling rates that libopus decodes to and encodes from, in Hz.
const RATES: [u32; 5] = [8_000, 12_000, 16_000, 24_000, 48_000];

/// The least rate of libopus that carries all of `wanted` Hz.
pub fn rate_near(wanted: u32) -> u32 {
    RATES.into_iter().find(|rate| *rate >= wanted).unwrap_or(CLOCK)
}

/// Ticks of the RTP clock that a payload lasts; 0 for what is no Opus packet.
pub fn ticks(payload: &[u8]) -> u32 {
    packet::get_nb_samples(payload, CLOCK).ok().and_then(|samples| u32::try_from(samples).ok()).unwrap_or(0)
}

/// Whether a payload only says that its sender pauses.
pub const fn pauses(payload: &[u8]) -> bool {
    payload.len() <= PAUSE
}

/// Whether a packet also carries a coarse copy of the frame before it (RFC 6716 §4.2.5).
pub fn repeats_the_last(payload: &[u8]) -> bool {
    let Some(&toc) = payload.first() else { return false };
    // Configurations from 16 on are CELT alone, which has no such copy.
    if toc >> 3 >= 16 {
        return false;
    }
    // A packet of one frame, or of frames of one size, begins them right after its first byte.
    let flags = if toc & 3 < 2 {
        payload.get(1).copied()
    } else {
        packet::parse(payload).ok().and_then(|packet| packet.frames.first()?.first().copied())
    };
    let Some(flags) = flags else { return false };
    // One voice activity flag for each 20 ms of the frame, then the flag that is looked for; so again for a second channel.
    let samples = packet::get_samples_per_frame(payload, CLOCK).unwrap_or(0);
    let parts = samples.div_ceil(960).clamp(1, 3);
    let stereo = toc & 4 != 0;
    flags >> (7 - parts) & 1 == 1 || (stereo && flags >> (6usize.saturating_sub(2 * parts)) & 1 == 1)
}

/// One stream's decoder.
pub struct Decoder {
    inner: opus::Decoder,
    rate: u32,
    pcm: Vec<i16>,
}

impl Decoder {
    pub fn new(rate: u32) -> Option<Self> {
        let rate = rate_near(rate);
        let inner = opus::Decoder::new(rate, Channels::Mono).ok()?;
        Some(Self { inner, rate, pcm: vec![0; (rate / 1000 * LONGEST_MS) as usize] })
    }

    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Appends the samples of a payload.
    pub fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) {
        // An empty payload would mean loss to libopus.
        if !payload.is_empty() {
            let count = self.inner.decode(payload, &mut self.pcm, false);
            out.extend_from_slice(self.pcm.get(..count.unwrap_or(0)).unwrap_or_default());
        }
    }

    /// Appends `samples` in place of a lost packet: from the copy in the packet after it, if that is here and has one, else made up.
    pub fn recover(&mut self, after: Option<&[u8]>, samples: usize, out: &mut Vec<i16>) {
        // libopus fills whole steps of 2.5 ms.
        let step = (self.rate / 400) as usize;
        let samples = (samples.div_ceil(step) * step).min(self.pcm.len());
        let copy = after.filter(|payload| repeats_the_last(payload));
        if let Some(place) = self.pcm.get_mut(..samples) {
            let count = self.inner.decode(copy.unwrap_or_default(), place, copy.is_some());
            out.extend_from_slice(place.get(..count.unwrap_or(0)).unwrap_or_default());
        }
    }
}

/// One stream's encoder.
pub struct Encoder {
    inner: opus::Encoder,
    rate: u32,
    loss: i32,
}

impl Encoder {
    pub fn new(rate: u32, tuning: Tuning) -> Option<Self> {
        let rate = rate_near(rate);
        let mut inner = opus::Encoder::new(rate, Channels::Mono, Application::Voip).ok()?;
        let bitrate = tuning.bitrate.and_then(|bitrate| i32::try_from(bitrate).ok()).unwrap_or(BITRATES[usize::from(rate > 8000)]);
        inner.set_bitrate(Bitrate::Bits(bitrate)).ok()?;
        inner.set_complexity(COMPLEXITY).ok()?;
        inner.set_inband_fec(tuning.fec).ok()?;
        inner.set_dtx(false).ok()?;
        Some(Self { inner, rate, loss: 0 })
    }

    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Prepares for so many percent of lost packets.
    pub fn expect_loss(&mut self, percent: u8) {
        let percent = i32::from(percent.min(100));
        if percent != self.loss && self.inner.set_packet_loss_perc(percent).is_ok() {
            self.loss = percent;
        }
    }

    /// Appends the payload of one packet's samples: 10, 20, 40 or 60 ms.
    pub fn encode(&mut self, pcm: &[i16], out: &mut Vec<u8>) {
        let start = out.len();
        out.resize(start + PACKET_MAX, 0);
        let written = out.get_mut(start..).and_then(|place| self.inner.encode(pcm, place).ok()).unwrap_or(0);
        out.truncate(start + written);
    }
}

#[cfg(test)]
mod tests;
