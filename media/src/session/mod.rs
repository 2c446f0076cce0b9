//! One RTP session: a pair of sockets with one far end. It belongs to one worker, and no method waits.
//!
//! Received packets go through [`Session::take`]; what is sent goes through one [`outbound::Outbound`], so that the far end sees a single
//! continuous stream whoever feeds it.

mod joining;
mod keys;
pub mod outbound;
pub mod playing;
mod probe;
pub mod reporting;
pub mod securing;
pub mod settings;
pub mod transcoding;
pub mod udptl;
pub mod video;

use crate::clock::Micros;
use crate::codec::CodecKind;
use crate::dtmf::{Dialer, Listener, Passage, Press};
use crate::latch::{Latch, Verdict};
use crate::record::TapSender;
use crate::report::{Event, Outbox, Report, stamp};
use crate::rtcp::Reports;
use crate::rtp::{self, HEADER, Header, Packet};
use crate::stats::{Order, Reception};
use crate::voice::Processing;
use joining::Joiner;
use keys::Ear;
use outbound::Outbound;
use playing::Play;
use probe::Probe;
use securing::Guard;
use settings::{Change, Direction, Incoming, IncomingMap, Sending, VideoFormat};
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use transcoding::Transcoder;
use udptl::Udptl;
use video::Video;

/// More strangers than this are counted but no longer announced.
const STRANGERS_ANNOUNCED: usize = 8;

/// A source that was silent for so long may go on from elsewhere.
const REMAPPED_AFTER: Micros = 300_000;

/// Random numbers that a session starts with.
#[derive(Clone, Copy, Debug)]
pub struct Origins {
    pub ssrc: u32,
    pub sequence: u16,
    pub timestamp: u32,
}

/// A recorder that hears what is received.
#[derive(Debug)]
pub struct Tap {
    pub recorder: u64,
    pub sender: TapSender,
}

/// Where a session sits in a room of its worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    pub room: u64,
    pub place: usize,
}

/// One session.
pub struct Session {
    pub sid: u64,
    /// The controller that gets its events.
    pub owner: u32,
    pub name: Arc<str>,
    /// Slot of the linked session on the same worker; its own slot is an echo.
    pub peer: Option<usize>,
    /// A session in a room has no peer.
    pub seat: Option<Seat>,
    /// The worker visits it each tick.
    pub active: bool,
    pub play: Option<Play>,
    pub dialer: Option<Dialer>,
    pub transcoder: Option<Box<Transcoder>>,
    /// What is done to what is received, where it is decoded.
    pub processing: Processing,
    rtp: UdpSocket,
    rtcp: UdpSocket,
    incoming: IncomingMap,
    sending: Option<Sending>,
    direction: Direction,
    latch: Latch,
    /// What ICE, DTLS and SRTP need; plain RTP has none.
    guard: Option<Box<Guard>>,
    /// Where relayed packets go: set only while nothing stands against relaying.
    relay_to: Option<SocketAddr>,
    rtcp_to: Option<SocketAddr>,
    rtcp_mux: bool,
    reception: Reception,
    outbound: Outbound,
    /// Set while relayed packets are joined or cut.
    joiner: Option<Box<Joiner>>,
    /// A session for audio has none.
    video: Option<Box<Video>>,
    /// A session that never carried T.38 has none.
    udptl: Option<Box<Udptl>>,
    reports: Reports,
    next_report: Micros,
    /// Set while the controller is shown reports: the second that is counted, and the reports shown in it.
    shown: Option<(Micros, u8)>,
    listener: Listener,
    /// Keys may come as tones.
    pub detects: bool,
    /// Set once there was audio to listen to.
    ear: Option<Box<Ear>>,
    /// Presses for the linked session, and whether they were tones.
    passing: Vec<(Press, bool)>,
    /// The event that is carried from the linked session.
    passage: Passage,
    taps: Vec<Tap>,
    heard: Option<CodecKind>,
    strangers: u64,
    unknown_payloads: u64,
    loudest_dbov: Option<i32>,
    /// Listens in on Opus; made for the first packet of it.
    probe: Option<Box<Probe>>,
    announced_strangers: Vec<SocketAddr>,
    started: bool,
    timeout: Micros,
    quiet_since: Micros,
    /// The far end announced a pause (comfort noise, discontinuous transmission) with its last packet.
    pauses: bool,
    silent: bool,
    dialled: Micros,
    /// When the next packet with tones is due.
    key_due: Option<Micros>,
}

impl Session {
    /// A session on bound, non-blocking sockets.
    #[must_use]
    pub fn new(sid: u64, owner: u32, name: Arc<str>, sockets: (UdpSocket, UdpSocket), origins: Origins) -> Box<Self> {
        Box::new(Self {
            sid,
            owner,
            name,
            peer: None,
            seat: None,
            active: false,
            play: None,
            dialer: None,
            transcoder: None,
            processing: Processing::default(),
            rtp: sockets.0,
            rtcp: sockets.1,
            incoming: settings::static_map(),
            sending: None,
            direction: Direction::default(),
            latch: Latch::new(None),
            guard: None,
            relay_to: None,
            rtcp_to: None,
            rtcp_mux: false,
            reception: Reception::default(),
            outbound: Outbound::new(origins.ssrc, origins.sequence, origins.timestamp),
            joiner: None,
            video: None,
            udptl: None,
            reports: Reports::default(),
            next_report: 0,
            shown: None,
            listener: Listener::default(),
            detects: false,
            ear: None,
            passing: Vec::new(),
            passage: Passage::default(),
            taps: Vec::new(),
            heard: None,
            strangers: 0,
            unknown_payloads: 0,
            loudest_dbov: None,
            probe: None,
            announced_strangers: Vec::new(),
            started: false,
            timeout: 0,
            quiet_since: 0,
            pauses: false,
            silent: false,
            dialled: 0,
            key_due: None,
        })
    }

    #[must_use]
    pub fn rtp(&self) -> &UdpSocket {
        &self.rtp
    }

    #[must_use]
    pub fn rtcp(&self) -> &UdpSocket {
        &self.rtcp
    }

    #[must_use]
    pub fn sending(&self) -> Option<Sending> {
        self.sending
    }

    /// The codec of the last audio packet.
    #[must_use]
    pub fn heard(&self) -> Option<CodecKind> {
        self.heard
    }

    /// The percentage of our packets that the far end reported as lost, last.
    #[must_use]
    pub fn loss_there(&self) -> u8 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a percentage
        self.reports.remote.map_or(0, |remote| remote.loss_percent.clamp(0.0, 100.0).ceil() as u8)
    }

    /// Where packets go now.
    #[must_use]
    pub fn remote(&self) -> Option<SocketAddr> {
        self.latch.current()
    }

    /// True when something of this session needs the tick.
    #[must_use]
    pub fn needs_tick(&self) -> bool {
        self.play.is_some() || self.dialer.is_some() || self.transcoder.is_some() || self.holding() || self.handshaking()
    }

    /// Applies a `session.set`.
    pub fn change(&mut self, change: Change, now: Micros) {
        if let Some(remote) = change.remote {
            let announced = remote.as_ref().map(|remote| remote.rtp);
            if announced != self.latch.announced() && !self.by_ice() {
                self.latch = Latch::new(announced);
                self.rtcp_to = remote.as_ref().map(|remote| remote.rtcp);
                self.quiet_since = now;
            }
            self.latch.expect(remote.map(|remote| remote.others).unwrap_or_default());
        }
        if change.relatch && !self.by_ice() {
            self.latch.reopen();
        }
        if let Some(sending) = change.sending {
            self.outbound.set_clock(sending.codec.ticks_per_ms());
            self.joiner = None;
            self.sending = Some(sending);
        }
        if let Some(formats) = change.formats {
            self.take_formats(formats);
        }
        if let Some(incoming) = change.incoming {
            self.incoming = *incoming;
        }
        if let Some(direction) = change.direction {
            self.quiet_since = if direction.receives() && !self.direction.receives() { now } else { self.quiet_since };
            self.direction = direction;
        }
        if let Some(timeout) = change.timeout {
            self.timeout = timeout;
            self.quiet_since = now;
            self.silent = false;
        }
        if let Some(on) = change.udptl {
            self.carry_fax(on);
        }
        if let Some(on) = change.detect {
            self.detect(on);
        }
        self.rtcp_mux = change.rtcp_mux.unwrap_or(self.rtcp_mux);
        if let Some(report) = change.report {
            self.shown = report.then_some((0, 0));
        }
        let Processing { gain_db, agc, denoise } = &mut self.processing;
        *gain_db = change.gain_db.unwrap_or(*gain_db);
        *agc = change.agc.unwrap_or(*agc);
        *denoise = change.denoise.unwrap_or(*denoise);
        self.refresh();
    }

    /// Works out again whether packets may be relayed to the far end.
    pub fn refresh(&mut self) {
        let agreed = self.sending.is_some() || self.sends_video();
        let free = self.direction.sends() && agreed && self.play.is_none() && self.dialer.is_none() && !self.faxes();
        self.relay_to = self.target().filter(|_| free);
    }

    /// True when packets of the linked session may go out.
    #[must_use]
    pub fn free_to_relay(&self) -> bool {
        self.relay_to.is_some()
    }

    /// True while the far end holds a key.
    #[must_use]
    pub fn pressing(&self) -> bool {
        self.listener.busy()
    }

    /// Adds a recorder.
    pub fn tap(&mut self, tap: Tap) {
        self.taps.push(tap);
    }

    /// Removes a recorder; false when it was not there.
    pub fn untap(&mut self, recorder: u64) -> bool {
        let before = self.taps.len();
        self.taps.retain(|tap| tap.recorder != recorder);
        self.taps.len() != before
    }

    pub(crate) fn emit(&self, out: &mut Outbox<Report>, event: Event) {
        out.push(Report::Event(self.owner, event));
    }

    /// Takes a datagram from the RTP socket: what it is, when it may be relayed.
    pub fn take(&mut self, data: &[u8], from: SocketAddr, now: Micros, out: &mut Outbox<Report>) -> Option<(Packet, Incoming)> {
        let packet = rtp::parse(data)?;
        if !self.latch.settled(&from) && !self.by_ice() {
            self.admit(from, &packet, now, out)?;
        }
        let incoming = *self.incoming.get(usize::from(packet.payload_type))?;
        let order = if matches!(incoming, Incoming::Video(VideoFormat { again: true, .. })) {
            self.count_again(&packet, now)
        } else {
            self.reception.packet(packet.ssrc, packet.sequence, packet.end - packet.start, now)
        };
        if order == Order::Duplicate {
            return None;
        }
        if self.silent || !self.started {
            self.noticed(from, out);
        }
        if !self.direction.receives() {
            return None;
        }
        let payload = data.get(packet.start..packet.end)?;
        match incoming {
            Incoming::Audio(codec) => {
                self.pauses = codec.pauses(payload);
                self.reception.timing(packet.timestamp, codec.ticks_per_ms(), now);
                self.heard = Some(codec);
                self.listen_in(codec, packet.sequence, payload);
                for tap in &self.taps {
                    tap.sender.packet(codec, packet.sequence, packet.timestamp, now, payload);
                }
                if self.detects {
                    self.hear_tones(codec, &packet, payload, now, out);
                }
            }
            Incoming::Event(per_ms) => self.event_packet(payload, packet.timestamp, per_ms, now, out),
            Incoming::Video(VideoFormat { again: false, .. }) => self.reception.timing(packet.timestamp, video::TICKS_PER_MS, now),
            Incoming::Video(_) => {}
            Incoming::Noise => self.pauses = true,
            Incoming::Unknown => {
                self.unknown_payloads += 1;
                return None;
            }
        }
        Some((packet, incoming))
    }

    /// Decides about a source that is not settled; `None` drops the packet.
    ///
    /// Where checks choose the address, `unseal` has judged: what was under way from the last one when the stream moved is taken.
    fn admit(&mut self, from: SocketAddr, packet: &Packet, now: Micros, out: &mut Outbox<Report>) -> Option<()> {
        if self.by_ice() {
            return Some(());
        }
        let mut verdict = self.latch.judge(from, packet.ssrc, packet.sequence, now);
        if verdict == Verdict::Stranger && self.reception.resumes(packet.ssrc, packet.sequence, REMAPPED_AFTER, now) {
            verdict = self.latch.follow(from, packet.ssrc, packet.sequence, now);
        }
        match verdict {
            Verdict::Take => Some(()),
            Verdict::Wait => None,
            Verdict::Move => {
                // RTCP of a phone behind NAT comes from elsewhere too; one port up is the best guess until it is heard.
                self.rtcp_to = Some(SocketAddr::new(from.ip(), from.port().wrapping_add(1)));
                self.refresh();
                Some(())
            }
            Verdict::Stranger => {
                self.stranger(from, out);
                None
            }
        }
    }

    /// Counts a datagram of somebody else's.
    pub(super) fn stranger(&mut self, from: SocketAddr, out: &mut Outbox<Report>) {
        self.strangers += 1;
        if self.announced_strangers.len() < STRANGERS_ANNOUNCED && !self.announced_strangers.contains(&from) {
            self.announced_strangers.push(from);
            let (session, address, port) = (Arc::clone(&self.name), from.ip().to_canonical().to_string(), from.port());
            self.emit(out, Event::Stranger { session, address, port, at: stamp() });
        }
    }

    /// The first packet of all, or the first after a silence.
    fn noticed(&mut self, from: SocketAddr, out: &mut Outbox<Report>) {
        let session = Arc::clone(&self.name);
        if std::mem::take(&mut self.silent) {
            self.emit(out, Event::Resumed { session, at: stamp() });
        } else {
            let (address, port) = (from.ip().to_canonical().to_string(), from.port());
            self.emit(out, Event::Started { session, address, port, at: stamp() });
        }
        self.started = true;
    }

    /// Sends on what the linked session received, when this one may be sent to and needs no transcoding.
    ///
    /// `transcoded`: the audio between the two goes through a transcoder, so events must not follow the received sequence.
    #[inline]
    pub fn relay(&mut self, data: &mut [u8], packet: &Packet, incoming: Incoming, transcoded: bool, now: Micros) {
        if let Incoming::Video(format) = incoming {
            return self.relay_video(data, packet, format, now);
        }
        let (Some(to), Some(sending)) = (self.relay_to, self.sending) else { return };
        let header = match incoming {
            Incoming::Audio(_) if self.rejoins(packet, &sending) => {
                let payload = data.get(packet.start..packet.end).unwrap_or_default();
                return self.rejoin(payload, packet, &sending, to, now);
            }
            Incoming::Audio(_) => self.outbound.relay(packet, sending.payload, now),
            Incoming::Event(per_ms) => {
                let Some(payload) = sending.dtmf_payload else { return self.outbound.skip(packet) };
                self.flush_joined(&sending, to, now);
                if transcoded || per_ms != sending.dtmf_per_ms || !self.outbound.follows(packet.ssrc) {
                    return self.carry_event(data, packet, (payload, per_ms, sending.dtmf_per_ms), to, now);
                }
                self.outbound.relay(packet, payload, now)
            }
            Incoming::Noise => {
                let Some(payload) = sending.noise_payload.filter(|_| !transcoded) else { return self.outbound.skip(packet) };
                self.flush_joined(&sending, to, now);
                if self.outbound.joins() { self.outbound.joined(packet, payload, now) } else { self.outbound.relay(packet, payload, now) }
            }
            Incoming::Video(_) | Incoming::Unknown => return,
        };
        self.transmit(header, data, packet.start, packet.end, to);
    }

    /// Sends audio that was made here.
    pub fn send_made(&mut self, data: &mut [u8], units: u32, now: Micros) {
        let (Some(to), Some(sending)) = (self.target(), self.sending) else { return };
        if self.direction.sends() && !self.faxes() {
            let header = self.outbound.made(sending.payload, units, now);
            let end = data.len();
            self.transmit(header, data, HEADER, end, to);
        }
    }

    /// Writes the header in front of the payload and sends both.
    #[inline]
    fn transmit(&mut self, header: Header, data: &mut [u8], start: usize, end: usize, to: SocketAddr) {
        let Some(datagram) = start.checked_sub(HEADER).and_then(|begin| data.get_mut(begin..end)) else { return };
        if let Some(place) = datagram.first_chunk_mut::<HEADER>() {
            *place = header.bytes();
        }
        // A full or refused socket loses this packet, as networks do.
        if self.put(datagram, to) {
            self.outbound.count(end - start);
        }
    }
}

#[cfg(test)]
mod tests;
