//! The audio codecs of the server: G.711 µ-law and A-law, G.722 at 64 kbit/s and Opus, between RTP payloads and 16-bit linear PCM.
//!
//! Everything that depends on a codec's clock, rate or packets is asked of [`CodecKind`]. Every `out` parameter of this crate's audio
//! modules is appended to, never cleared, so a payload can be built behind an RTP header. Any byte sequence is a valid payload of G.711
//! and G.722; what is no Opus packet decodes to nothing.

mod g711;
mod g722;
mod opus;

/// A codec that the server can decode and encode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodecKind {
    /// G.711 µ-law, static payload type 0.
    Pcmu,
    /// G.711 A-law, static payload type 8.
    Pcma,
    /// G.722 at 64 kbit/s, static payload type 9.
    G722,
    /// Opus, a dynamic payload type.
    Opus,
}

/// What an encoder may be told; only Opus listens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tuning {
    /// Each packet also carries a coarse copy of the one before, once losses are expected (RFC 6716 §2.1.7).
    pub fec: bool,
    /// Bits per second; `None` for the codec's usual.
    pub bitrate: Option<u32>,
}

impl CodecKind {
    /// All codecs, for tables and tests.
    pub const ALL: [Self; 4] = [Self::Pcmu, Self::Pcma, Self::G722, Self::Opus];

    /// The codec of an SDP encoding name (RFC 3551, RFC 7587, case ignored), or `None`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// The SDP encoding name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcmu => "PCMU",
            Self::Pcma => "PCMA",
            Self::G722 => "G722",
            Self::Opus => "opus",
        }
    }

    /// The RTP clock in Hz: 8000 for G.722 too, by the historical error that RFC 3551 §4.5.2 keeps.
    #[must_use]
    pub const fn rtp_clock(self) -> u32 {
        match self {
            Self::Pcmu | Self::Pcma | Self::G722 => 8000,
            Self::Opus => opus::CLOCK,
        }
    }

    /// Ticks of the RTP clock in one millisecond.
    #[must_use]
    pub const fn ticks_per_ms(self) -> u32 {
        self.rtp_clock() / 1000
    }

    /// The sampling rate, in Hz, that carries all that the codec can carry.
    #[must_use]
    pub const fn rate(self) -> u32 {
        match self {
            Self::Pcmu | Self::Pcma => 8000,
            Self::G722 => 16000,
            Self::Opus => 48000,
        }
    }

    /// The rate, in Hz, that a decoder or encoder uses where `wanted` would suit best: Opus can follow, the others have one rate.
    #[must_use]
    pub fn rate_near(self, wanted: u32) -> u32 {
        if self == Self::Opus { opus::rate_near(wanted) } else { self.rate() }
    }

    /// Payload bytes in one millisecond, for codecs of which any number of bytes may be cut off and joined; `None` for others.
    #[must_use]
    pub const fn bytes_per_ms(self) -> Option<usize> {
        match self {
            Self::Pcmu | Self::Pcma | Self::G722 => Some(8),
            Self::Opus => None,
        }
    }

    /// Ticks of the RTP clock that a payload lasts; 0 for what is no payload of this codec.
    #[must_use]
    pub fn ticks(self, payload: &[u8]) -> u32 {
        match self {
            // One byte is one tick.
            Self::Pcmu | Self::Pcma | Self::G722 => u32::try_from(payload.len()).unwrap_or(0),
            Self::Opus => opus::ticks(payload),
        }
    }

    /// The packet time, in milliseconds, that is used where `wanted` is asked for: Opus has frames of 10, 20, 40 and 60 ms.
    #[must_use]
    pub const fn packet_ms(self, wanted: u32) -> u32 {
        match (self, wanted) {
            (Self::Pcmu | Self::Pcma | Self::G722, _) => wanted,
            (Self::Opus, 0..20) => 10,
            (Self::Opus, 20..40) => 20,
            (Self::Opus, 40..60) => 40,
            (Self::Opus, 60..) => 60,
        }
    }

    /// Whether a payload only says that its sender pauses (discontinuous transmission).
    #[must_use]
    pub const fn pauses(self, payload: &[u8]) -> bool {
        match self {
            Self::Pcmu | Self::Pcma | Self::G722 => false,
            Self::Opus => opus::pauses(payload),
        }
    }

    /// Whether a packet also carries a copy of the one before it, for the case that it was lost.
    #[must_use]
    pub fn repeats_the_last(self, payload: &[u8]) -> bool {
        self == Self::Opus && opus::repeats_the_last(payload)
    }
}

/// Turns payloads of one stream into PCM at [`Decoder::rate`]; G.722 and Opus keep their past between calls.
pub struct Decoder {
    state: DecoderState,
}

enum DecoderState {
    Pcmu,
    Pcma,
    G722(Box<g722::Decoder>),
    /// `None` where there is no memory for one: it stays silent.
    Opus(Option<Box<opus::Decoder>>),
}

impl Decoder {
    /// A decoder in its reset state, at [`CodecKind::rate`].
    #[must_use]
    pub fn new(kind: CodecKind) -> Self {
        Self::at(kind, kind.rate())
    }

    /// A decoder at the rate nearest to `wanted` Hz that it can have, see [`CodecKind::rate_near`].
    #[must_use]
    pub fn at(kind: CodecKind, wanted: u32) -> Self {
        let state = match kind {
            CodecKind::Pcmu => DecoderState::Pcmu,
            CodecKind::Pcma => DecoderState::Pcma,
            CodecKind::G722 => DecoderState::G722(Box::default()),
            CodecKind::Opus => DecoderState::Opus(opus::Decoder::new(wanted).map(Box::new)),
        };
        Self { state }
    }

    /// The codec it was made for.
    #[must_use]
    pub const fn kind(&self) -> CodecKind {
        match self.state {
            DecoderState::Pcmu => CodecKind::Pcmu,
            DecoderState::Pcma => CodecKind::Pcma,
            DecoderState::G722(_) => CodecKind::G722,
            DecoderState::Opus(_) => CodecKind::Opus,
        }
    }

    /// The rate of the audio that it gives, in Hz.
    #[must_use]
    pub fn rate(&self) -> u32 {
        match &self.state {
            DecoderState::Opus(Some(decoder)) => decoder.rate(),
            _ => self.kind().rate(),
        }
    }

    /// Appends the PCM samples of `payload` to `out`.
    pub fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) {
        match &mut self.state {
            DecoderState::Pcmu => g711::decode_ulaw(payload, out),
            DecoderState::Pcma => g711::decode_alaw(payload, out),
            DecoderState::G722(decoder) => decoder.decode(payload, out),
            DecoderState::Opus(decoder) => {
                if let Some(decoder) = decoder {
                    decoder.decode(payload, out);
                }
            }
        }
    }

    /// Appends `samples` in place of a lost packet, where the codec has its own way to do so: by the copy in the packet `after` the lost
    /// one, or by going on from the past. False where it has none, and nothing was appended.
    pub fn recover(&mut self, after: Option<&[u8]>, samples: usize, out: &mut Vec<i16>) -> bool {
        match &mut self.state {
            DecoderState::Opus(Some(decoder)) => {
                decoder.recover(after, samples, out);
                true
            }
            _ => false,
        }
    }
}

/// Turns PCM at [`Encoder::rate`] into payloads of one stream.
pub struct Encoder {
    state: EncoderState,
}

enum EncoderState {
    Pcmu,
    Pcma,
    G722(Box<g722::Encoder>),
    /// `None` where there is no memory for one: it gives nothing.
    Opus(Option<Box<opus::Encoder>>),
}

impl Encoder {
    /// An encoder in its reset state, at [`CodecKind::rate`].
    #[must_use]
    pub fn new(kind: CodecKind) -> Self {
        Self::at(kind, kind.rate(), Tuning::default())
    }

    /// An encoder at the rate nearest to `wanted` Hz that it can have, see [`CodecKind::rate_near`].
    #[must_use]
    pub fn at(kind: CodecKind, wanted: u32, tuning: Tuning) -> Self {
        let state = match kind {
            CodecKind::Pcmu => EncoderState::Pcmu,
            CodecKind::Pcma => EncoderState::Pcma,
            CodecKind::G722 => EncoderState::G722(Box::default()),
            CodecKind::Opus => EncoderState::Opus(opus::Encoder::new(wanted, tuning).map(Box::new)),
        };
        Self { state }
    }

    /// The codec it was made for.
    #[must_use]
    pub const fn kind(&self) -> CodecKind {
        match self.state {
            EncoderState::Pcmu => CodecKind::Pcmu,
            EncoderState::Pcma => CodecKind::Pcma,
            EncoderState::G722(_) => CodecKind::G722,
            EncoderState::Opus(_) => CodecKind::Opus,
        }
    }

    /// The rate of the audio that it takes, in Hz.
    #[must_use]
    pub fn rate(&self) -> u32 {
        match &self.state {
            EncoderState::Opus(Some(encoder)) => encoder.rate(),
            _ => self.kind().rate(),
        }
    }

    /// Tells it what part of the packets will be lost, in percent, as the far end reports.
    pub fn expect_loss(&mut self, percent: u8) {
        if let EncoderState::Opus(Some(encoder)) = &mut self.state {
            encoder.expect_loss(percent);
        }
    }

    /// A second encoder that goes on from the state of this one, so that a decoder may be handed from one to the other; `None` where a
    /// codec's state cannot be copied.
    #[must_use]
    pub fn fork(&self) -> Option<Self> {
        let state = match &self.state {
            EncoderState::Pcmu => EncoderState::Pcmu,
            EncoderState::Pcma => EncoderState::Pcma,
            EncoderState::G722(encoder) => EncoderState::G722(encoder.clone()),
            EncoderState::Opus(_) => return None,
        };
        Some(Self { state })
    }

    /// Appends the payload of `pcm` to `out`: any amount for G.711 and G.722 (whose last odd sample waits for the next call), exactly one
    /// packet of [`CodecKind::packet_ms`] for Opus, which appends nothing for any other.
    pub fn encode(&mut self, pcm: &[i16], out: &mut Vec<u8>) {
        match &mut self.state {
            EncoderState::Pcmu => g711::encode_ulaw(pcm, out),
            EncoderState::Pcma => g711::encode_alaw(pcm, out),
            EncoderState::G722(encoder) => encoder.encode(pcm, out),
            EncoderState::Opus(encoder) => {
                if let Some(encoder) = encoder {
                    encoder.encode(pcm, out);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_whatever_their_case() {
        assert_eq!(CodecKind::from_name("pcmu"), Some(CodecKind::Pcmu));
        assert_eq!(CodecKind::from_name("PCMA"), Some(CodecKind::Pcma));
        assert_eq!(CodecKind::from_name("G722"), Some(CodecKind::G722));
        assert_eq!(CodecKind::from_name("OPUS"), Some(CodecKind::Opus));
        assert_eq!(CodecKind::from_name("GSM"), None);
        assert_eq!(CodecKind::from_name(""), None);
    }

    #[test]
    fn output_is_appended() {
        for kind in CodecKind::ALL {
            let samples = kind.rate() as usize / 50;
            let mut payload = vec![0x80, 0];
            Encoder::new(kind).encode(&vec![0; samples], &mut payload);
            assert_eq!(kind.ticks(&payload[2..]), kind.ticks_per_ms() * 20);
            assert!(kind.bytes_per_ms().is_none_or(|bytes| payload.len() == 2 + 20 * bytes));
            assert_eq!(payload[..2], [0x80, 0]);
            let mut pcm = vec![7];
            Decoder::new(kind).decode(&payload[2..], &mut pcm);
            assert_eq!(pcm.len(), 1 + samples);
            assert_eq!(pcm[0], 7);
        }
    }

    #[test]
    fn every_codec_says_at_which_rate_it_works() {
        for (kind, wanted, rate) in [
            (CodecKind::Pcma, 48000, 8000),
            (CodecKind::G722, 8000, 16000),
            (CodecKind::Opus, 8000, 8000),
            (CodecKind::Opus, 16000, 16000),
            (CodecKind::Opus, 44100, 48000),
            (CodecKind::Opus, 96000, 48000),
        ] {
            assert_eq!(kind.rate_near(wanted), rate);
            assert_eq!(Decoder::at(kind, wanted).rate(), rate);
            assert_eq!(Encoder::at(kind, wanted, Tuning::default()).rate(), rate);
        }
    }
}
