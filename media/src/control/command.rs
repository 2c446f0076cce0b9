//! The commands of the protocol as they are read; unknown fields are ignored, so that newer controllers can talk to older servers.

use super::items::PlayItem;
use super::security::{self, Dtls, Ice, Srtp};
use crate::codec::{CodecKind, Tuning};
use crate::dtls::Certificate;
use crate::latch::{Network, Others};
use crate::report::Refusal;
use crate::session::settings::{self, Change, Direction, Incoming, RemoteAddress, Sending, VideoFormat};
use serde::de::{DeserializeOwned, Deserializer};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

/// Expedited forwarding (RFC 3246).
const EXPEDITED: u8 = 46;

/// The command's number, if nothing else can be read.
#[derive(Deserialize)]
pub struct Identity {
    pub id: u64,
}

/// What to do.
#[derive(Deserialize)]
pub struct Verb {
    #[serde(rename = "do")]
    pub verb: String,
}

#[derive(Deserialize)]
pub struct Hello {
    pub version: u64,
    pub controller: String,
}

#[derive(Deserialize)]
pub struct SessionOpen {
    pub session: String,
    pub group: Option<String>,
    #[serde(with = "super::text")]
    pub address: IpAddr,
    #[serde(default)]
    pub note: ByteBuf,
    #[serde(default)]
    pub orphan_s: Option<f64>,
    dscp: Option<u8>,
    kind: Option<String>,
}

#[derive(Deserialize)]
pub struct Far {
    #[serde(with = "super::text")]
    address: IpAddr,
    port: u16,
    rtcp_port: Option<u16>,
    #[serde(default)]
    host: Option<String>,
    known: Option<Vec<String>>,
}

#[derive(Deserialize)]
pub struct Send {
    codec: String,
    payload: u8,
    #[serde(default)]
    ptime_ms: Option<u32>,
    #[serde(default)]
    dtmf_payload: Option<u8>,
    #[serde(default)]
    cn_payload: Option<u8>,
    /// Hz.
    #[serde(default)]
    dtmf_clock: Option<u32>,
    #[serde(default)]
    dtmf_tones: bool,
    #[serde(default)]
    fec: Option<bool>,
    #[serde(default)]
    bitrate: Option<u32>,
    #[serde(default)]
    anew: Option<bool>,
}

#[derive(Deserialize)]
pub struct Receive {
    payload: u8,
    codec: String,
    /// Hz; said of telephone events.
    #[serde(default)]
    clock: Option<u32>,
}

/// Tells "not said" from "said to be null".
pub(super) fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
pub struct SessionSet {
    pub session: String,
    #[serde(default, deserialize_with = "said")]
    remote: Option<Option<Far>>,
    send: Option<Send>,
    receive: Option<Vec<Receive>>,
    send_formats: Option<Vec<Receive>>,
    direction: Option<String>,
    #[serde(default)]
    relatch: bool,
    timeout_s: Option<f64>,
    rtcp_mux: Option<bool>,
    report: Option<bool>,
    #[serde(default, deserialize_with = "said")]
    ice: Option<Option<Ice>>,
    #[serde(default, deserialize_with = "said")]
    dtls: Option<Option<Dtls>>,
    #[serde(default, deserialize_with = "said")]
    srtp: Option<Option<Srtp>>,
    gain_db: Option<f32>,
    agc: Option<bool>,
    denoise: Option<bool>,
    detect_dtmf: Option<bool>,
    udptl: Option<bool>,
    pub note: Option<ByteBuf>,
    #[serde(default, deserialize_with = "said")]
    pub orphan_s: Option<Option<f64>>,
}

/// Names one session.
#[derive(Deserialize)]
pub struct OfSession {
    pub session: String,
}

#[derive(Deserialize)]
pub struct Link {
    pub a: String,
    pub b: String,
}

#[derive(Deserialize)]
pub struct Play {
    pub session: String,
    pub play: String,
    pub items: Vec<PlayItem>,
    pub repeat: Option<u32>,
    pub stop_on: Option<String>,
}

#[derive(Deserialize)]
pub struct PlayStop {
    pub session: String,
    pub play: String,
}

#[derive(Deserialize)]
pub struct DigitsSend {
    pub session: String,
    pub digits: String,
    pub duration_ms: Option<u32>,
    pub gap_ms: Option<u32>,
}

#[derive(Deserialize)]
pub struct RecordOpen {
    pub recorder: String,
    pub path: PathBuf,
    pub channels: Option<u8>,
    pub rate: Option<u32>,
    #[serde(default)]
    pub note: ByteBuf,
    pub max_s: Option<f64>,
    pub silence_s: Option<f64>,
    pub orphan_s: Option<f64>,
}

#[derive(Deserialize)]
pub struct RecordTap {
    pub recorder: String,
    pub session: Option<String>,
    pub room: Option<String>,
    #[serde(default)]
    pub channel: u8,
}

#[derive(Deserialize)]
pub struct RoomOpen {
    pub room: String,
    pub group: Option<String>,
    #[serde(default)]
    pub note: ByteBuf,
    pub orphan_s: Option<f64>,
}

/// `room.join` and `room.leave`.
#[derive(Deserialize)]
pub struct RoomJoin {
    pub room: String,
    pub session: String,
}

#[derive(Deserialize)]
pub struct RoomGains {
    pub room: String,
    pub gains: Vec<Gain>,
}

/// How loud one hears another; `*` is everybody, without a level it is silence.
#[derive(Deserialize, Serialize)]
pub struct Gain {
    pub from: String,
    pub to: String,
    pub db: Option<f32>,
}

#[derive(Deserialize)]
pub struct RoomPlay {
    pub room: String,
    pub play: String,
    pub items: Vec<PlayItem>,
    pub repeat: Option<u32>,
    pub to: Option<Vec<String>>,
    pub db: Option<f32>,
    pub voices_db: Option<f32>,
}

#[derive(Deserialize)]
pub struct RoomStop {
    pub room: String,
    pub play: String,
}

/// Names one room.
#[derive(Deserialize)]
pub struct RoomOf {
    pub room: String,
}

/// Names one recorder.
#[derive(Deserialize)]
pub struct OfRecorder {
    pub recorder: String,
}

/// Reads one command.
pub fn read<T: DeserializeOwned>(data: &[u8]) -> Result<T, Refusal> {
    rmp_serde::from_slice(data).map_err(|error| Refusal::new("bad-command", error.to_string()))
}

pub(super) fn bad(text: impl Into<String>) -> Refusal {
    Refusal::new("bad-value", text)
}

/// A name that a controller may choose.
pub fn named(name: &str) -> Result<(), Refusal> {
    if (1..=64).contains(&name.chars().count()) { Ok(()) } else { Err(bad("a name has 1 to 64 characters")) }
}

/// Seconds as microseconds; what is no time at all is refused.
pub fn microseconds(seconds: f64) -> Result<u64, Refusal> {
    if !(0.0..=1e9).contains(&seconds) {
        return Err(bad("a time is 0 or more seconds"));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // in range by the line above
    Ok((seconds * 1e6) as u64)
}

fn codec(name: &str) -> Result<CodecKind, Refusal> {
    CodecKind::from_name(name).ok_or_else(|| bad(format!("the codec {name:?} is unknown")))
}

fn gain(db: f32) -> Result<f32, Refusal> {
    if (-30.0..=30.0).contains(&db) { Ok(db) } else { Err(bad("the gain of a session is -30 to 30 dB")) }
}

fn payload_type(payload: u8) -> Result<u8, Refusal> {
    if payload < 128 { Ok(payload) } else { Err(bad("a payload type is below 128")) }
}

impl SessionOpen {
    /// How packets are marked (RFC 2474); expedited forwarding when nothing is said.
    pub fn marking(&self) -> Result<u8, Refusal> {
        match self.dscp {
            None => Ok(EXPEDITED),
            Some(dscp) if dscp < 64 => Ok(dscp),
            Some(_) => Err(bad("a DSCP is below 64")),
        }
    }
}

impl SessionSet {
    /// Checks the values and makes the worker's order of them.
    pub fn change(&self, local: IpAddr, certificate: &Arc<Certificate>) -> Result<Change, Refusal> {
        let remote = self.remote.as_ref().map(|far| far.as_ref().map(|far| far.check(local)).transpose()).transpose()?;
        let direction = match self.direction.as_deref() {
            None => None,
            Some("sendrecv") => Some(Direction::SendReceive),
            Some("sendonly") => Some(Direction::SendOnly),
            Some("recvonly") => Some(Direction::ReceiveOnly),
            Some("inactive") => Some(Direction::Inactive),
            Some(_) => return Err(bad("a direction is sendrecv, sendonly, recvonly or inactive")),
        };
        Ok(Change {
            remote,
            sending: self.send.as_ref().map(Send::check).transpose()?,
            formats: None,
            incoming: None,
            direction,
            relatch: self.relatch,
            timeout: self.timeout_s.map(microseconds).transpose()?,
            rtcp_mux: self.rtcp_mux,
            report: self.report,
            security: security::check(self.ice.as_ref(), self.dtls.as_ref(), self.srtp.as_ref(), certificate)?,
            gain_db: self.gain_db.map(gain).transpose()?,
            agc: self.agc,
            denoise: self.denoise,
            detect: self.detect_dtmf,
            udptl: self.udptl,
        })
    }
}

impl SessionSet {
    /// Adds what payload types mean, which the kind of the session decides.
    pub fn meaning(&self, video: bool, change: &mut Change) -> Result<(), Refusal> {
        if video && (self.udptl.is_some() || self.detect_dtmf.is_some()) {
            return Err(bad("a video session carries neither fax nor keys"));
        }
        if !video {
            if self.send_formats.is_some() {
                return Err(bad("send_formats are for video sessions"));
            }
            change.incoming = self.receive.as_ref().map(|list| incoming(list)).transpose()?;
            return Ok(());
        }
        if self.send.is_some() {
            return Err(bad("a video session has send_formats instead of send"));
        }
        if let Some(list) = &self.receive {
            let mut map = Box::new([Incoming::Unknown; 128]);
            for entry in list {
                settings::assign(&mut map, payload_type(entry.payload)?, Incoming::Video(VideoFormat::named(&entry.codec)));
            }
            change.incoming = Some(map);
        }
        let format = |entry: &Receive| Ok((VideoFormat::named(&entry.codec).id, payload_type(entry.payload)?));
        change.formats = self.send_formats.as_ref().map(|list| list.iter().map(format).collect()).transpose()?;
        Ok(())
    }
}

impl SessionOpen {
    /// Whether it is for video.
    pub fn is_video(&self) -> Result<bool, Refusal> {
        match self.kind.as_deref() {
            None | Some("audio") => Ok(false),
            Some("video") => Ok(true),
            Some(_) => Err(bad("a session is of kind audio or video")),
        }
    }
}

impl Far {
    fn check(&self, local: IpAddr) -> Result<RemoteAddress, Refusal> {
        if self.port == 0 || self.address.is_unspecified() || self.address.is_multicast() {
            return Err(bad("nothing can be sent to that address"));
        }
        let address = match (self.address.to_canonical(), local) {
            // A socket on `::` reaches IPv4 too, under mapped addresses.
            (IpAddr::V4(far), IpAddr::V6(any)) if any.is_unspecified() => IpAddr::V6(far.to_ipv6_mapped()),
            (IpAddr::V4(_), IpAddr::V4(_)) | (IpAddr::V6(_), IpAddr::V6(_)) => self.address.to_canonical(),
            _ => return Err(bad("the session is bound to an address of the other IP version")),
        };
        let rtcp = self.rtcp_port.or(self.port.checked_add(1)).unwrap_or(self.port);
        let others = match (&self.host, &self.known) {
            (None, None) => Others::Anybody,
            (Some(host), None) => Others::Host(host.parse().map_err(|_| bad("the host is no IP address"))?),
            (None, Some(known)) => {
                let known: Option<_> = known.iter().map(|network| Network::read(network)).collect();
                Others::Known(known.ok_or(bad("a known address is no IP address or network"))?)
            }
            (Some(_), Some(_)) => return Err(bad("either one host is possible, or some are known")),
        };
        Ok(RemoteAddress { rtp: SocketAddr::new(address, self.port), rtcp: SocketAddr::new(address, rtcp), others })
    }
}

impl Send {
    fn check(&self) -> Result<Sending, Refusal> {
        let ptime_ms = self.ptime_ms.unwrap_or(20);
        if !(10..=120).contains(&ptime_ms) {
            return Err(bad("a packet holds 10 to 120 ms"));
        }
        if self.bitrate.is_some_and(|bitrate| !BITRATES.contains(&bitrate)) {
            return Err(bad("a bitrate is 6000 to 510000 bit/s"));
        }
        let codec = codec(&self.codec)?;
        Ok(Sending {
            codec,
            payload: payload_type(self.payload)?,
            ptime_ms: codec.packet_ms(ptime_ms),
            dtmf_payload: self.dtmf_payload.map(payload_type).transpose()?,
            ptime_wanted: self.ptime_ms.is_some(),
            dtmf_tones: self.dtmf_tones,
            dtmf_per_ms: per_ms(self.dtmf_clock)?,
            noise_payload: self.cn_payload.map(payload_type).transpose()?,
            tuning: Tuning { fec: self.fec.unwrap_or(false), bitrate: self.bitrate },
            anew: self.anew.unwrap_or(false) && codec == CodecKind::Opus,
        })
    }
}

/// What Opus can be told (RFC 6716 §2.1.1).
const BITRATES: std::ops::RangeInclusive<u32> = 6_000..=510_000;

/// Ticks per millisecond of a clock of telephone events, 8000 Hz where none is named.
fn per_ms(clock: Option<u32>) -> Result<u32, Refusal> {
    match clock.unwrap_or(8000) {
        clock @ (8000 | 16000 | 24000 | 32000 | 48000) => Ok(clock / 1000),
        _ => Err(bad("the clock of telephone events is 8000, 16000, 24000, 32000 or 48000 Hz")),
    }
}

fn incoming(list: &[Receive]) -> Result<Box<settings::IncomingMap>, Refusal> {
    let mut map = Box::new([Incoming::Unknown; 128]);
    for entry in list {
        let meaning = match entry.codec.to_ascii_lowercase().as_str() {
            "telephone-event" => Incoming::Event(per_ms(entry.clock)?),
            "cn" => Incoming::Noise,
            name => Incoming::Audio(codec(name)?),
        };
        settings::assign(&mut map, payload_type(entry.payload)?, meaning);
    }
    Ok(map)
}

#[derive(Serialize)]
pub struct RoomOpened {
    pub rate: u32,
}

#[derive(Serialize)]
pub struct HelloOk<'a> {
    pub version: u64,
    pub server: &'static str,
    pub boot: &'a str,
    pub pid: u32,
    pub fingerprint: &'a str,
}

#[derive(Serialize)]
pub struct SessionOpened {
    #[serde(with = "super::text")]
    pub address: IpAddr,
    pub port: u16,
    pub ssrc: u32,
    pub rtx_ssrc: Option<u32>,
}

#[derive(Serialize)]
pub struct Pong {
    pub sessions: usize,
    pub recorders: usize,
    pub workers: usize,
    pub cpu_ms: u64,
}

/// `{}`.
#[derive(Serialize)]
pub struct Done {}
