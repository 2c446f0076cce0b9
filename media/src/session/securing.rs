//! What stands between a session and its sockets when its far end speaks ICE, DTLS or SRTP: datagrams are told apart (RFC 7983), checks
//! answered, handshakes held, packets opened and sealed.
//!
//! Invariant: once keying is asked for, nothing passes in the clear in either direction, and before there are keys nothing passes at all.

use super::Session;
use crate::clock::Micros;
use crate::dtls::{self, Association, Pair, Progress};
use crate::ice::{Agent, Credentials, Outcome};
use crate::latch::Latch;
use crate::report::{Event, Outbox, Report, stamp};
use crate::rtp;
use crate::srtp::{Context, Failure, LARGEST_TRAILER, Suite};
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;

/// Handshakes that were begun from an address which signalling did not announce, and came to nothing; more are not listened to.
const MOST_VAIN: u32 = 8;
/// After a handshake broke another may follow for this long.
const MENDING: Micros = 5_000_000;
/// Handshakes that are begun anew at most.
const MOST_BROKEN: u32 = 8;
/// A handshake with such an address makes way for another after this silence.
const STALLED: Micros = 2_000_000;

/// A suite, and a master key with the salt behind it (RFC 4568 §6.1).
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    pub suite: Suite,
    pub bytes: Vec<u8>,
}

/// Keys that signalling exchanged (SDES).
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    pub send: Key,
    pub receive: Key,
}

/// What a `session.set` says about security: what is `None` stays, `Some(None)` ends it.
#[derive(Default)]
pub struct Security {
    pub ice: Option<Option<Credentials>>,
    pub dtls: Option<Option<dtls::Settings>>,
    pub srtp: Option<Option<Keys>>,
}

/// Where keys come from.
enum Keying {
    /// RTP in the clear.
    None,
    Signalled(Keys),
    Handshake(Box<Handshake>),
}

/// A handshake, and with whom.
struct Handshake {
    association: Association,
    peer: Option<SocketAddr>,
    heard: Micros,
    vain: u32,
    /// When the first handshake with the far end broke, why, and how many did.
    broken: Option<(Micros, String)>,
    breaks: u32,
}

/// All that a session has beyond plain RTP.
pub struct Guard {
    /// Agents of RTP, and of RTCP where that has a port of its own.
    ice: Option<[Agent; 2]>,
    keying: Keying,
    pair: Option<Box<Pair>>,
    /// Packets are sealed here, because the tag needs room.
    sealed: Vec<u8>,
    /// Packets that failed authentication.
    pub refused: u64,
}

impl Guard {
    fn new() -> Box<Self> {
        Box::new(Self { ice: None, keying: Keying::None, pair: None, sealed: Vec::new(), refused: 0 })
    }

    /// True when media may pass.
    fn open(&self) -> bool {
        matches!(self.keying, Keying::None) || self.pair.is_some()
    }

    /// Decrypts in place; gives the length of what is inside.
    fn unseal(&mut self, data: &mut [u8]) -> Result<usize, Failure> {
        match (&mut self.pair, &self.keying) {
            (Some(pair), _) if rtp::is_rtcp(data) => pair.receive.unprotect_rtcp(data),
            (Some(pair), _) => pair.receive.unprotect(data),
            (None, Keying::None) => Ok(data.len()),
            (None, _) => Err(Failure::Malformed),
        }
    }

    /// The packet as it goes on the wire; `None` when it must not.
    fn seal(&mut self, packet: &[u8]) -> Option<&[u8]> {
        self.sealed.clear();
        self.sealed.reserve(packet.len() + LARGEST_TRAILER);
        self.sealed.extend_from_slice(packet);
        match (&mut self.pair, &self.keying) {
            (Some(pair), _) if rtp::is_rtcp(packet) => pair.send.protect_rtcp(&mut self.sealed).ok()?,
            (Some(pair), _) => pair.send.protect(&mut self.sealed).ok()?,
            (None, Keying::None) => {}
            (None, _) => return None,
        }
        Some(&self.sealed)
    }

    /// Takes keys of signalling; a direction whose key stays keeps its counters. False when they cannot be used.
    fn take_keys(&mut self, keys: Keys) -> bool {
        let before = match std::mem::replace(&mut self.keying, Keying::None) {
            Keying::Signalled(before) => Some(before),
            _ => None,
        };
        let (send, receive) = match self.pair.take().map(|pair| *pair) {
            Some(Pair { send, receive }) => (Some(send), Some(receive)),
            None => (None, None),
        };
        let kept_send = send.filter(|_| before.as_ref().is_some_and(|before| before.send == keys.send));
        let kept_receive = receive.filter(|_| before.as_ref().is_some_and(|before| before.receive == keys.receive));
        let make = |key: &Key| Context::new(key.suite, &key.bytes);
        let send = kept_send.map_or_else(|| make(&keys.send), Ok);
        let receive = kept_receive.map_or_else(|| make(&keys.receive), Ok);
        self.keying = Keying::Signalled(keys);
        match (send, receive) {
            (Ok(send), Ok(receive)) => {
                self.pair = Some(Box::new(Pair { send, receive }));
                true
            }
            _ => false,
        }
    }
}

impl Session {
    /// Applies what a `session.set` says about security; call it before the rest of the change.
    pub fn secure(&mut self, security: Security, now: Micros, out: &mut Outbox<Report>) {
        let guard = self.guard.get_or_insert_with(Guard::new);
        let mut secured = false;
        if let Some(ice) = security.ice {
            match (ice, guard.ice.as_mut()) {
                (Some(credentials), Some(agents)) => agents.iter_mut().for_each(|agent| agent.restart(credentials.clone())),
                (Some(credentials), None) => {
                    guard.ice = Some([Agent::new(credentials.clone()), Agent::new(credentials)]);
                    self.latch = Latch::new(None);
                    self.rtcp_to = None;
                }
                (None, Some(_)) => {
                    guard.ice = None;
                    self.latch = Latch::new(self.latch.current());
                }
                (None, None) => {}
            }
        }
        match (&guard.keying, security.dtls) {
            (Keying::Handshake(known), Some(Some(settings))) if known.association.serves(&settings) => {}
            (_, Some(Some(settings))) => {
                guard.pair = None;
                self.quiet_since = now;
                let association = Association::new(settings, now);
                guard.keying =
                    Keying::Handshake(Box::new(Handshake { association, peer: None, heard: now, vain: 0, broken: None, breaks: 0 }));
            }
            (Keying::Handshake(_), Some(None)) => (guard.keying, guard.pair) = (Keying::None, None),
            _ => {}
        }
        match (&guard.keying, security.srtp) {
            (Keying::Signalled(known), Some(Some(keys))) if *known == keys => {}
            (_, Some(Some(keys))) => secured = guard.take_keys(keys),
            (Keying::Signalled(_), Some(None)) => (guard.keying, guard.pair) = (Keying::None, None),
            _ => {}
        }
        if guard.ice.is_none() && matches!(guard.keying, Keying::None) {
            self.guard = None;
        }
        if secured {
            self.secured(out);
        }
        self.refresh();
    }

    /// The suite in use; `None` while nothing is protected.
    #[must_use]
    pub fn cipher(&self) -> Option<&'static str> {
        self.guard.as_ref()?.pair.as_ref().map(|pair| pair.send.suite().name())
    }

    /// True when connectivity checks, not latching, say where the far end is.
    #[must_use]
    pub fn by_ice(&self) -> bool {
        self.guard.as_ref().is_some_and(|guard| guard.ice.is_some())
    }

    /// Where media may be sent now: the far end is known, and there are keys if there must be.
    #[must_use]
    pub fn target(&self) -> Option<SocketAddr> {
        self.latch.current().filter(|_| self.guard.as_ref().is_none_or(|guard| guard.open()))
    }

    /// True while a handshake has timers that the tick must look at.
    #[must_use]
    pub fn handshaking(&self) -> bool {
        let Some(Keying::Handshake(handshake)) = self.guard.as_ref().map(|guard| &guard.keying) else { return false };
        let begun = handshake.peer.is_some() || (handshake.association.settings().active && self.latch.current().is_some());
        handshake.association.unfinished() && begun
    }

    /// Tells what a datagram on the RTP port is. Media is decrypted in place: its length is given, and it goes on to `take` or
    /// `take_rtcp`; everything else is dealt with here.
    #[inline]
    pub fn admit_datagram(&mut self, data: &mut [u8], from: SocketAddr, now: Micros, out: &mut Outbox<Report>) -> Option<usize> {
        if self.guard.is_none() {
            return Some(data.len());
        }
        match data.first()? {
            0..=3 => self.check(data, from, false, now, out),
            20..=63 => self.handshake(data, from, now, out),
            128..=191 => return self.unseal(data, from, out),
            _ => {}
        }
        None
    }

    /// The same for the RTCP port, where no handshake is held.
    pub fn admit_control(&mut self, data: &mut [u8], from: SocketAddr, now: Micros, out: &mut Outbox<Report>) -> Option<usize> {
        if self.guard.is_none() {
            return Some(data.len());
        }
        match data.first()? {
            0..=3 if !self.rtcp_mux => self.check(data, from, true, now, out),
            128..=191 if rtp::is_rtcp(data) => return self.guard.as_mut()?.unseal(data).ok(),
            _ => {}
        }
        None
    }

    fn unseal(&mut self, data: &mut [u8], from: SocketAddr, out: &mut Outbox<Report>) -> Option<usize> {
        let guard = self.guard.as_deref_mut()?;
        if guard.ice.as_ref().is_some_and(|[agent, _]| !agent.knows(from)) {
            self.stranger(from, out);
            return None;
        }
        match guard.unseal(data) {
            Ok(length) => Some(length),
            Err(Failure::Replayed) => {
                self.reception.duplicates += 1;
                None
            }
            Err(Failure::Forged | Failure::Malformed) => {
                guard.refused += u64::from(guard.pair.is_some());
                if guard.pair.is_some() && self.latch.current() != Some(from) {
                    self.stranger(from, out);
                }
                None
            }
        }
    }

    /// A datagram that may be a connectivity check.
    fn check(&mut self, data: &[u8], from: SocketAddr, control: bool, now: Micros, out: &mut Outbox<Report>) {
        let Some([media, other]) = self.guard.as_mut().and_then(|guard| guard.ice.as_mut()) else { return };
        let (agent, socket) = if control { (other, &self.rtcp) } else { (media, &self.rtp) };
        let (answer, selected) = match agent.datagram(data, from, now) {
            Outcome::Ignored => return,
            Outcome::Answer(answer) => (answer, false),
            Outcome::Selected(answer) => (answer, true),
        };
        // Who asked asks again when an answer is lost.
        let _ = socket.send_to(&answer, from);
        if selected && control {
            self.rtcp_to = Some(from);
        } else if selected {
            self.latch.prove(from);
            self.refresh();
            let (session, address, port) = (Arc::clone(&self.name), from.ip().to_canonical().to_string(), from.port());
            self.emit(out, Event::Selected { session, address, port, at: stamp() });
            self.advance(now, out);
        }
    }

    /// A datagram that may be DTLS.
    fn handshake(&mut self, data: &[u8], from: SocketAddr, now: Micros, out: &mut Outbox<Report>) {
        let (announced, settled, possible) = (self.latch.announced(), self.latch.settled_anywhere(), self.latch.possible(from));
        let Some(guard) = self.guard.as_deref_mut() else { return };
        let Keying::Handshake(handshake) = &mut guard.keying else { return };
        let welcome = match &guard.ice {
            Some([agent, _]) => agent.knows(from),
            None => possible && handshake.welcomes(data, from, announced, settled, now),
        };
        if !welcome {
            return self.stranger(from, out);
        }
        (handshake.peer, handshake.heard) = (Some(from), now);
        let socket = &self.rtp;
        let progress = handshake.association.receive(data, now, |packet| send(socket, packet, from));
        self.progressed(progress, now, out);
    }

    /// Lets timers of the handshake fire; an active side begins here, once the far end is known.
    pub fn advance(&mut self, now: Micros, out: &mut Outbox<Report>) {
        self.mourn(now, out);
        let current = self.latch.current();
        let Some(Keying::Handshake(handshake)) = self.guard.as_mut().map(|guard| &mut guard.keying) else { return };
        let peer = handshake.peer.or_else(|| current.filter(|_| handshake.association.settings().active));
        let Some(peer) = peer else { return };
        handshake.peer = Some(peer);
        let socket = &self.rtp;
        let progress = handshake.association.tick(now, |packet| send(socket, packet, peer));
        self.progressed(progress, now, out);
    }

    fn progressed(&mut self, progress: Progress, now: Micros, out: &mut Outbox<Report>) {
        let Some(guard) = self.guard.as_deref_mut() else { return };
        let Keying::Handshake(handshake) = &mut guard.keying else { return };
        match progress {
            Progress::Going => {}
            Progress::Secured(pair) => {
                handshake.broken = None;
                guard.pair = Some(pair);
                if let Some(peer) = handshake.peer.filter(|_| guard.ice.is_none()) {
                    // The certificate proves more than three packets in sequence.
                    self.latch.prove(peer);
                }
                self.refresh();
                self.secured(out);
            }
            Progress::Broken(_) | Progress::Refused(_) if guard.ice.is_none() && handshake.peer != self.latch.announced() => {
                // A stranger's handshake: the far end's may come yet.
                handshake.again(now);
                handshake.vain += 1;
            }
            Progress::Broken(text) => {
                handshake.breaks += 1;
                handshake.broken.get_or_insert((now, text));
                if handshake.breaks < MOST_BROKEN {
                    handshake.again(now);
                }
            }
            Progress::Refused(text) => {
                handshake.broken = None;
                self.insecure(text.to_owned(), out);
            }
        }
    }

    /// Tells of a handshake that broke and was not followed by a better one in time.
    fn mourn(&mut self, now: Micros, out: &mut Outbox<Report>) {
        let Some(Keying::Handshake(handshake)) = self.guard.as_mut().map(|guard| &mut guard.keying) else { return };
        if let Some((_, text)) = handshake.broken.take_if(|(at, _)| now.saturating_sub(*at) >= MENDING) {
            handshake.association.give_up();
            self.insecure(text, out);
        }
    }

    fn insecure(&self, text: String, out: &mut Outbox<Report>) {
        self.emit(out, Event::Insecure { session: Arc::clone(&self.name), text, at: stamp() });
    }

    fn secured(&self, out: &mut Outbox<Report>) {
        if let Some(cipher) = self.cipher() {
            self.emit(out, Event::Secured { session: Arc::clone(&self.name), cipher, at: stamp() });
        }
    }

    /// Sends an RTP or RTCP packet from the RTP port, protected if it has to be; false when it did not leave.
    #[inline]
    pub(crate) fn put(&mut self, packet: &[u8], to: SocketAddr) -> bool {
        match self.guard.as_deref_mut() {
            None => self.rtp.send_to(packet, to).is_ok(),
            Some(guard) => guard.seal(packet).is_some_and(|sealed| self.rtp.send_to(sealed, to).is_ok()),
        }
    }

    /// Sends an RTCP packet to where the far end wants it, protected if it has to be; false when it did not leave.
    pub(crate) fn put_rtcp(&mut self, packet: &[u8]) -> bool {
        if self.rtcp_mux {
            let to = self.latch.current();
            return to.is_some_and(|to| self.put(packet, to));
        }
        let Some(to) = self.rtcp_to else { return false };
        match self.guard.as_deref_mut() {
            None => self.rtcp.send_to(packet, to).is_ok(),
            Some(guard) => guard.seal(packet).is_some_and(|sealed| self.rtcp.send_to(sealed, to).is_ok()),
        }
    }
}

impl Handshake {
    /// Whether a datagram is listened to where latching, not ICE, finds the far end: always from whom the handshake is with or whom
    /// signalling announced; from elsewhere (a phone behind NAT) when it begins a handshake and nobody better has.
    fn welcomes(&mut self, data: &[u8], from: SocketAddr, announced: Option<SocketAddr>, settled: bool, now: Micros) -> bool {
        if self.peer == Some(from) {
            return true;
        }
        if !self.association.unfinished() || self.association.settings().active || announced.is_none() {
            return false;
        }
        if announced == Some(from) {
            if self.peer.is_some() {
                self.again(now);
            }
            return true;
        }
        let free = match self.peer {
            None => true,
            Some(peer) => Some(peer) != announced && now.saturating_sub(self.heard) > STALLED,
        };
        let taken = !settled && free && self.vain < MOST_VAIN && dtls::is_client_hello(data);
        if taken && self.peer.is_some() {
            self.again(now);
            self.vain += 1;
        }
        taken
    }

    /// Begins anew with nobody.
    fn again(&mut self, now: Micros) {
        self.association = Association::new(self.association.settings().clone(), now);
        self.peer = None;
    }
}

/// A flight that is lost is sent again.
fn send(socket: &UdpSocket, packet: &[u8], to: SocketAddr) {
    let _ = socket.send_to(packet, to);
}

#[cfg(test)]
mod tests;
