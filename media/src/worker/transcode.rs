//! How a worker feeds a session from a linked one that has another codec.

use super::Worker;
use crate::clock::Micros;
use crate::codec::CodecKind;
use crate::rtp::{HEADER, Packet};
use crate::session::transcoding::Transcoder;
use crate::stats::UNITS_PER_MS;

impl Worker {
    /// Hands a received packet, which lies in the buffer, to the session's transcoder.
    pub(super) fn transcode(&mut self, slot: usize, from: CodecKind, packet: &Packet, now: Micros) {
        let peer = self.sessions.get_mut(slot).and_then(|session| session.peer);
        let Some(to) = peer.and_then(|peer| self.sessions.get_mut(peer)).and_then(|peer| peer.sending()) else { return };
        let Some(session) = self.sessions.get_mut(slot) else { return };
        let payload = self.buffer.get(packet.start..packet.end).unwrap_or_default();
        if session.transcoder.as_ref().is_none_or(|transcoder| !transcoder.is_between(from, to.codec)) {
            session.transcoder = Some(Transcoder::new(from, to.codec));
        }
        if let Some(transcoder) = &mut session.transcoder {
            transcoder.push(packet, payload, now);
        }
        self.activate(slot);
    }

    /// The codecs are equal again: packets are relayed.
    pub(super) fn end_transcoding(&mut self, slot: usize) {
        if let Some(session) = self.sessions.get_mut(slot) {
            session.transcoder = None;
        }
    }

    /// Sends what a session's transcoder has ready to the linked session's far end.
    pub(super) fn transcode_due(&mut self, slot: usize, now: Micros) {
        let Some(session) = self.sessions.get_mut(slot) else { return };
        let Some(peer) = session.peer.filter(|_| session.transcoder.is_some()) else { return };
        let Some(sending) = self.sessions.get_mut(peer).and_then(|peer| peer.sending()) else { return };
        if let Some(transcoder) = self.sessions.get_mut(slot).and_then(|session| session.transcoder.as_mut()) {
            transcoder.advance(now);
        }
        loop {
            let Some(session) = self.sessions.get_mut(slot) else { return };
            let pressing = session.pressing();
            let Some(transcoder) = &mut session.transcoder else { return };
            if transcoder.idle(now) {
                session.transcoder = None;
                return;
            }
            self.scratch.clear();
            self.scratch.resize(HEADER, 0);
            if !transcoder.pull(sending.ptime_ms, &mut self.scratch) {
                return;
            }
            // A held key is sent as events instead of audio (RFC 4733 §2.5.2.2).
            if let Some(target) = self.sessions.get_mut(peer).filter(|target| target.free_to_relay() && !pressing) {
                target.send_made(&mut self.scratch, sending.ptime_ms * UNITS_PER_MS, now);
            }
        }
    }
}
