//! The audio codecs of the server: G.711 µ-law and A-law, and G.722 at 64 kbit/s, between RTP payloads and 16-bit linear PCM.
//!
//! Every `out` parameter of this crate's audio modules is appended to, never cleared, so a payload can be built behind an RTP header.
//! Any byte sequence is a valid payload of these codecs: decoding cannot fail.

mod g711;
mod g722;

/// A codec that the server can decode and encode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodecKind {
    /// G.711 µ-law, static payload type 0.
    Pcmu,
    /// G.711 A-law, static payload type 8.
    Pcma,
    /// G.722 at 64 kbit/s, static payload type 9.
    G722,
}

impl CodecKind {
    /// All codecs, for tables and tests.
    pub const ALL: [Self; 3] = [Self::Pcmu, Self::Pcma, Self::G722];

    /// The codec of an SDP encoding name (RFC 3551, case ignored), or `None`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// The SDP encoding name of RFC 3551.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcmu => "PCMU",
            Self::Pcma => "PCMA",
            Self::G722 => "G722",
        }
    }

    /// The RTP clock in Hz: 8000 for all, for G.722 too, by the historical error that RFC 3551 §4.5.2 keeps.
    #[must_use]
    pub const fn rtp_clock(self) -> u32 {
        8000
    }

    /// The sampling rate of the decoded audio in Hz.
    #[must_use]
    pub const fn rate(self) -> u32 {
        match self {
            Self::Pcmu | Self::Pcma => 8000,
            Self::G722 => 16000,
        }
    }

    /// Payload bytes in one millisecond; one byte is one tick of the RTP clock for all of them.
    #[must_use]
    pub const fn bytes_per_ms(self) -> usize {
        8
    }

    /// Decoded samples that one payload byte stands for.
    #[must_use]
    pub const fn samples_per_byte(self) -> usize {
        match self {
            Self::Pcmu | Self::Pcma => 1,
            Self::G722 => 2,
        }
    }
}

/// Turns payloads of one stream into PCM at [`CodecKind::rate`]; G.722 keeps its predictor between calls.
pub struct Decoder {
    state: DecoderState,
}

enum DecoderState {
    Pcmu,
    Pcma,
    G722(Box<g722::Decoder>),
}

impl Decoder {
    /// A decoder in its reset state.
    #[must_use]
    pub fn new(kind: CodecKind) -> Self {
        let state = match kind {
            CodecKind::Pcmu => DecoderState::Pcmu,
            CodecKind::Pcma => DecoderState::Pcma,
            CodecKind::G722 => DecoderState::G722(Box::default()),
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
        }
    }

    /// Appends the PCM samples of `payload` to `out`.
    pub fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) {
        match &mut self.state {
            DecoderState::Pcmu => g711::decode_ulaw(payload, out),
            DecoderState::Pcma => g711::decode_alaw(payload, out),
            DecoderState::G722(decoder) => decoder.decode(payload, out),
        }
    }
}

/// Turns PCM at [`CodecKind::rate`] into payloads of one stream.
pub struct Encoder {
    state: EncoderState,
}

enum EncoderState {
    Pcmu,
    Pcma,
    G722(Box<g722::Encoder>),
}

impl Encoder {
    /// An encoder in its reset state.
    #[must_use]
    pub fn new(kind: CodecKind) -> Self {
        let state = match kind {
            CodecKind::Pcmu => EncoderState::Pcmu,
            CodecKind::Pcma => EncoderState::Pcma,
            CodecKind::G722 => EncoderState::G722(Box::default()),
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
        }
    }

    /// Appends the payload of `pcm` to `out`; a last odd sample of G.722 waits for the next call.
    pub fn encode(&mut self, pcm: &[i16], out: &mut Vec<u8>) {
        match &mut self.state {
            EncoderState::Pcmu => g711::encode_ulaw(pcm, out),
            EncoderState::Pcma => g711::encode_alaw(pcm, out),
            EncoderState::G722(encoder) => encoder.encode(pcm, out),
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
        assert_eq!(CodecKind::from_name("opus"), None);
        assert_eq!(CodecKind::from_name(""), None);
    }

    #[test]
    fn output_is_appended() {
        for kind in CodecKind::ALL {
            let mut payload = vec![0x80, 0];
            Encoder::new(kind).encode(&[0; 320], &mut payload);
            assert_eq!(payload.len(), 2 + 320 / kind.samples_per_byte());
            assert_eq!(payload[..2], [0x80, 0]);
            let mut pcm = vec![7];
            Decoder::new(kind).decode(&payload[2..], &mut pcm);
            assert_eq!(pcm.len(), 321);
            assert_eq!(pcm[0], 7);
        }
    }
}
