//! What a controller sets on a session.

use crate::clock::Micros;
use crate::codec::{CodecKind, Tuning};
use crate::latch::Others;
use crate::session::securing::Security;
use std::net::SocketAddr;

/// What a payload type means when it is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incoming {
    Unknown,
    Audio(CodecKind),
    Video(VideoFormat),
    /// RFC 4733, with the ticks per millisecond of its durations.
    Event(u32),
    /// RFC 3389 comfort noise: relayed where the other leg takes it, rendered where audio is decoded.
    Noise,
}

/// A format of video: H.264, VP8 and so on with its parameters, under a name that means the same on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VideoFormat {
    /// Made of the name.
    pub id: u32,
    /// Retransmissions (RFC 4588) of another format's packets.
    pub again: bool,
}

impl VideoFormat {
    /// The format with this name; names that begin with `rtx` are retransmissions.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        // Fowler, Noll and Vo's hash: names are few, and a packet must not compare strings.
        let id = name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Self { id, again: name.starts_with("rtx") }
    }
}

/// The meaning of each received payload type.
pub type IncomingMap = [Incoming; 128];

/// RFC 3551's static assignments, until signalling says otherwise.
#[must_use]
pub fn static_map() -> IncomingMap {
    let mut map = [Incoming::Unknown; 128];
    for (payload, meaning) in [
        (0, Incoming::Audio(CodecKind::Pcmu)),
        (8, Incoming::Audio(CodecKind::Pcma)),
        (9, Incoming::Audio(CodecKind::G722)),
        (13, Incoming::Noise),
    ] {
        assign(&mut map, payload, meaning);
    }
    map
}

/// Gives a payload type a meaning; types above 127 do not exist.
pub fn assign(map: &mut IncomingMap, payload: u8, meaning: Incoming) {
    if let Some(place) = map.get_mut(usize::from(payload)) {
        *place = meaning;
    }
}

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sending {
    pub codec: CodecKind,
    pub payload: u8,
    /// The packet time of what is made here; one that the codec has.
    pub ptime_ms: u32,
    /// The far end wants this packet time of relayed audio too.
    pub ptime_wanted: bool,
    pub dtmf_payload: Option<u8>,
    /// Ticks per millisecond of the durations of telephone events.
    pub dtmf_per_ms: u32,
    /// Keys are sent as tones where there is no payload type for them.
    pub dtmf_tones: bool,
    /// The payload type of comfort noise (RFC 3389), where the far end takes it.
    pub noise_payload: Option<u8>,
    pub tuning: Tuning,
    /// Nothing is relayed to the far end, so that bitrate and packet time hold whoever speaks.
    pub anew: bool,
}

impl Sending {
    /// Payload bytes of a relayed packet, where the far end wants a packet time and the codec can be cut.
    #[must_use]
    #[inline]
    pub fn relayed_bytes(&self) -> Option<usize> {
        let per_ms = self.codec.bytes_per_ms().filter(|_| self.ptime_wanted)?;
        Some(self.ptime_ms as usize * per_ms)
    }

    /// Ticks of the RTP clock in a packet that is made here.
    #[must_use]
    pub fn packet_ticks(&self) -> u32 {
        self.ptime_ms * self.codec.ticks_per_ms()
    }
}

/// Our direction in the sense of RFC 3264.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    #[default]
    SendReceive,
    SendOnly,
    ReceiveOnly,
    Inactive,
}

impl Direction {
    #[must_use]
    pub fn sends(self) -> bool {
        matches!(self, Self::SendReceive | Self::SendOnly)
    }

    #[must_use]
    pub fn receives(self) -> bool {
        matches!(self, Self::SendReceive | Self::ReceiveOnly)
    }
}

/// Where signalling says the far end is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteAddress {
    pub rtp: SocketAddr,
    pub rtcp: SocketAddr,
    /// Who else may be it.
    pub others: Others,
}

/// One `session.set`: what is `None` stays.
#[derive(Default)]
pub struct Change {
    pub remote: Option<Option<RemoteAddress>>,
    pub sending: Option<Sending>,
    /// What the far end of a video session takes: formats by their ids, and their payload types there.
    pub formats: Option<Vec<(u32, u8)>>,
    pub incoming: Option<Box<IncomingMap>>,
    pub direction: Option<Direction>,
    pub relatch: bool,
    /// 0 is off.
    pub timeout: Option<Micros>,
    pub rtcp_mux: Option<bool>,
    /// Whether reports (RTCP) are shown to the controller.
    pub report: Option<bool>,
    /// Boxed, because few sessions have any.
    pub security: Option<Box<Security>>,
    pub gain_db: Option<f32>,
    pub agc: Option<bool>,
    pub denoise: Option<bool>,
    /// Whether packets are T.38's.
    pub udptl: Option<bool>,
    /// Whether keys are listened for in the tones of what is received.
    pub detect: Option<bool>,
}
