//! How a worker feeds a session from a linked one that has another codec.

use super::Worker;
use crate::clock::Micros;
use crate::codec::CodecKind;
use crate::rtp::{HEADER, Packet};
use crate::session::settings::Incoming;
use crate::session::transcoding::Transcoder;

impl Worker {
    /// Hands a received packet of audio in codec `from`, or of comfort noise, which lies in the buffer, to the session's transcoder.
    pub(super) fn transcode(&mut self, slot: usize, from: CodecKind, packet: &Packet, incoming: Incoming, now: Micros) {
        let peer = self.sessions.get_mut(slot).and_then(|session| session.peer);
        let Some(to) = peer.and_then(|peer| self.sessions.get_mut(peer)).and_then(|peer| peer.sending()) else { return };
        let Some(session) = self.sessions.get_mut(slot) else { return };
        let payload = self.buffer.get(packet.start..packet.end).unwrap_or_default();
        if session.transcoder.as_ref().is_none_or(|transcoder| !transcoder.is_between(from, to)) {
            session.transcoder = Some(Transcoder::new(from, to));
        }
        if let Some(transcoder) = &mut session.transcoder {
            match incoming {
                Incoming::Noise => transcoder.push_noise(packet, payload, now),
                _ => transcoder.push(packet, payload, now),
            }
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
        let Some(target) = self.sessions.get_mut(peer) else { return };
        let (Some(sending), loss) = (target.sending(), target.loss_there()) else { return };
        if let Some(session) = self.sessions.get_mut(slot)
            && let Some(transcoder) = &mut session.transcoder
        {
            transcoder.treat(session.processing);
            transcoder.advance(now, loss);
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
                target.send_made(&mut self.scratch, sending.packet_ticks(), now);
            }
        }
    }
}
