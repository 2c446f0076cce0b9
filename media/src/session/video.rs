//! A video session: H.264, VP8, VP9 or whatever else passes untouched, with its numbers mapped.
//!
//! Payload types are told apart by formats, names that the controller gives on both sides. Retransmissions (RFC 4588) are a second
//! stream with an identity of its own; the sequence number that they name is mapped like all others. Only numbers are kept here.

use super::Session;
use super::outbound::Outbound;
use super::settings::VideoFormat;
use crate::clock::Micros;
use crate::feedback::{self, Lane, Lanes};
use crate::rtp::{HEADER, Packet};
use crate::stats::{Order, Reception};

/// Ticks per millisecond of the RTP clock of all video (RFC 6184, RFC 7741, RFC 9628).
pub const TICKS_PER_MS: u32 = 90;

/// What a video session has besides.
#[derive(Debug)]
pub struct Video {
    /// Payload types that the far end takes, by format.
    formats: Vec<(u32, u8)>,
    /// Our stream of retransmissions, and what is received of theirs.
    again: Outbound,
    received_again: Reception,
}

impl Session {
    /// Makes it a session for video.
    #[must_use]
    pub fn for_video(mut self: Box<Self>, again: Outbound) -> Box<Self> {
        let mut video = Video { formats: Vec::new(), again, received_again: Reception::default() };
        video.again.set_clock(TICKS_PER_MS);
        self.outbound.set_clock(TICKS_PER_MS);
        self.incoming = [super::settings::Incoming::Unknown; 128];
        self.video = Some(Box::new(video));
        self
    }

    /// The formats that the far end takes.
    pub(super) fn take_formats(&mut self, formats: Vec<(u32, u8)>) {
        if let Some(video) = &mut self.video {
            video.formats = formats;
        }
    }

    /// Whether there is anything that may be sent at all.
    pub(super) fn sends_video(&self) -> bool {
        self.video.as_ref().is_some_and(|video| !video.formats.is_empty())
    }

    /// Counts a received packet of retransmissions.
    pub(super) fn count_again(&mut self, packet: &Packet, now: Micros) -> Order {
        self.video
            .as_mut()
            .map_or(Order::Duplicate, |video| video.received_again.packet(packet.ssrc, packet.sequence, packet.end - packet.start, now))
    }

    /// Sends on a packet of the linked session.
    pub(super) fn relay_video(&mut self, data: &mut [u8], packet: &Packet, format: VideoFormat, now: Micros) {
        let Some(to) = self.relay_to else { return };
        let Some(video) = &mut self.video else { return };
        let known = video.formats.iter().find(|(id, _)| *id == format.id).map(|(_, payload)| *payload);
        let stream = if format.again { &mut video.again } else { &mut self.outbound };
        let Some(payload) = known else { return stream.skip(packet) };
        let mut header = stream.relay(packet, payload, now);
        // It ends a picture; that a stream begins is no reason for it.
        header.marker = packet.marker;
        let Some(datagram) = packet.start.checked_sub(HEADER).and_then(|begin| data.get_mut(begin..packet.end)) else { return };
        if let Some(place) = datagram.first_chunk_mut::<HEADER>() {
            *place = header.bytes();
        }
        if format.again
            && let Some(original) = datagram.get_mut(HEADER..).and_then(|payload| payload.first_chunk_mut::<2>())
        {
            // RFC 4588 §4: the payload begins with the sequence number of the packet that is sent again.
            let offset = self.outbound.sequence_offset().unwrap_or(0);
            *original = u16::from_be_bytes(*original).wrapping_add(offset).to_be_bytes();
        }
        // A full or refused socket loses this packet, as networks do.
        if self.put(datagram, to) {
            let stream = match &mut self.video {
                Some(video) if format.again => &mut video.again,
                _ => &mut self.outbound,
            };
            stream.count(packet.end - packet.start);
        }
    }

    /// The streams that its far end's feedback is about, in the numbers of the session that they come from.
    #[must_use]
    pub fn lanes(&self, source: &Sources) -> Option<Lanes> {
        let video = self.video.as_ref()?;
        let lane = |stream: &Outbound, theirs: Option<u32>| {
            Some(Lane { ours: stream.ssrc(), theirs: theirs?, offset: stream.sequence_offset().unwrap_or(0) })
        };
        Some(Lanes([lane(&self.outbound, source.main), lane(&video.again, source.again)]))
    }

    /// The streams that it receives.
    #[must_use]
    pub fn sources(&self) -> Option<Sources> {
        let video = self.video.as_ref()?;
        Some(Sources { main: self.reception.ssrc(), again: video.received_again.ssrc() })
    }

    /// Passes feedback of the linked session's far end on to its own.
    pub fn pass_feedback(&mut self, data: &[u8], lanes: &Lanes, scratch: &mut Vec<u8>) {
        if feedback::translate(data, lanes, self.outbound.ssrc(), scratch) {
            // Lost feedback is repeated by whoever wants something.
            let _ = self.put_rtcp(scratch);
        }
    }

    /// Asks the far end for a whole picture, because somebody new looks at its video.
    pub fn ask_for_picture(&mut self, scratch: &mut Vec<u8>) {
        if let Some(Sources { main: Some(main), .. }) = self.sources() {
            feedback::picture_wanted(self.outbound.ssrc(), main, scratch);
            let _ = self.put_rtcp(scratch);
        }
    }
}

/// The streams of a far end.
#[derive(Clone, Copy, Debug)]
pub struct Sources {
    main: Option<u32>,
    again: Option<u32>,
}
