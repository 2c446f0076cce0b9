//! The keys of a session: those that its far end presses, as telephone events or as tones, and those that are sent to it.
//!
//! What one leg carries as events and the other as tones is translated between the two; what both carry the same way is relayed.

use super::Session;
use crate::clock::Micros;
use crate::codec::{CodecKind, Decoder};
use crate::dtmf::{self, Detector, Dialer, Press, Sounded, Step};
use crate::report::{Answer, Event, Outbox, PlayEnd, Refusal, Report, stamp};
use crate::resample::Resampler;
use crate::rtp::{HEADER, Packet};
use std::net::SocketAddr;
use std::sync::Arc;

/// A key whose sound stopped coming ends after this silence.
const LOST_SOUND: Micros = 200_000;
/// A gap of up to so many packets may lie inside a key.
const BRIDGED: u16 = 3;
/// Keys of the far end that wait to be passed on.
const PASSING_MAX: usize = 8;

/// What listens for tones in the audio that is received.
pub struct Ear {
    codec: CodecKind,
    decoder: Decoder,
    resampler: Resampler,
    detector: Detector,
    /// The stream and the sequence number of its next packet.
    next: Option<(u32, u16)>,
    heard_at: Micros,
    decoded: Vec<i16>,
    pcm: Vec<i16>,
}

impl Ear {
    fn new(codec: CodecKind) -> Box<Self> {
        let decoder = Decoder::at(codec, dtmf::RATE);
        let resampler = Resampler::new(decoder.rate(), dtmf::RATE);
        let (detector, decoded, pcm) = (Detector::default(), Vec::new(), Vec::new());
        Box::new(Self { codec, decoder, resampler, detector, next: None, heard_at: 0, decoded, pcm })
    }

    /// Takes a received packet; `tell` hears of keys. What comes late is left out.
    fn packet(&mut self, packet: &Packet, payload: &[u8], now: Micros, mut tell: impl FnMut(Sounded)) {
        let behind = self.next.map(|(_, next)| packet.sequence.wrapping_sub(next));
        let same = self.next.is_some_and(|(ssrc, _)| ssrc == packet.ssrc);
        match behind {
            Some(late) if same && late > u16::MAX / 2 => return,
            Some(gap) if !same || gap > BRIDGED => self.detector.end().into_iter().for_each(&mut tell),
            _ => {}
        }
        self.next = Some((packet.ssrc, packet.sequence.wrapping_add(1)));
        self.heard_at = now;
        self.decoded.clear();
        self.pcm.clear();
        self.decoder.decode(payload, &mut self.decoded);
        self.resampler.process(&self.decoded, &mut self.pcm);
        self.detector.listen(&self.pcm, tell);
    }
}

impl Session {
    /// Listens for keys in the tones of what is received from now on, or no longer.
    pub(super) fn detect(&mut self, on: bool) {
        self.detects = on;
        if !on {
            self.ear = None;
        }
    }

    /// True while the far end holds a key whose end will be noticed by time.
    #[must_use]
    pub(super) fn holding(&self) -> bool {
        self.listener.busy() || self.ear.as_ref().is_some_and(|ear| ear.detector.busy())
    }

    /// Looks for tones in a received packet of audio.
    pub(super) fn hear_tones(&mut self, codec: CodecKind, packet: &Packet, payload: &[u8], now: Micros, out: &mut Outbox<Report>) {
        let mut ear = self.ear.take().filter(|ear| ear.codec == codec).unwrap_or_else(|| Ear::new(codec));
        ear.packet(packet, payload, now, |sounded| self.sounded(sounded, out));
        self.ear = Some(ear);
    }

    fn sounded(&mut self, sounded: Sounded, out: &mut Outbox<Report>) {
        match sounded {
            Sounded::Began(digit) => self.begun(digit, out),
            Sounded::Ended(digit, duration_ms) => self.pressed(Press { digit, duration_ms }, true, out),
        }
    }

    /// Takes a packet of telephone events.
    pub(super) fn event_packet(&mut self, payload: &[u8], timestamp: u32, per_ms: u32, now: Micros, out: &mut Outbox<Report>) {
        let heard = self.listener.packet(payload, timestamp, per_ms, now);
        if let Some(press) = heard.before {
            self.pressed(press, false, out);
        }
        if let Some(digit) = heard.pressed {
            self.begun(digit, out);
        }
        if let Some(press) = heard.ended {
            self.pressed(press, false, out);
        }
    }

    fn begun(&mut self, digit: char, out: &mut Outbox<Report>) {
        if self.play.as_ref().is_some_and(|play| play.stops_on(digit)) {
            self.end_play(PlayEnd::Digit, Some(digit), None, out);
        }
    }

    fn pressed(&mut self, press: Press, by_tones: bool, out: &mut Outbox<Report>) {
        if self.peer.is_some() && self.passing.len() < PASSING_MAX {
            self.passing.push((press, by_tones));
        }
        let Press { digit, duration_ms } = press;
        self.emit(out, Event::Digit { session: Arc::clone(&self.name), digit, duration_ms, at: stamp() });
    }

    /// Ends presses whose end was lost; call it each tick.
    pub fn listen(&mut self, now: Micros, out: &mut Outbox<Report>) {
        if let Some(press) = self.listener.timeout(now) {
            self.pressed(press, false, out);
        }
        if let Some(ear) = self.ear.as_mut().filter(|ear| now.saturating_sub(ear.heard_at) >= LOST_SOUND)
            && let Some(sounded) = ear.detector.end()
        {
            self.sounded(sounded, out);
        }
    }

    /// Keys that the far end pressed and that may have to be translated for the linked session.
    #[must_use]
    pub fn passing(&mut self) -> Option<Vec<(Press, bool)>> {
        (!self.passing.is_empty()).then(|| std::mem::take(&mut self.passing))
    }

    /// Sends the far end keys of the linked session's, where it would not have them otherwise: tones as events, events as tones.
    pub fn translate(&mut self, keys: Vec<(Press, bool)>) {
        let Some(sending) = self.sending else { return };
        if self.play.is_some() || !self.direction.sends() {
            return; // who hears something else is sent no keys either
        }
        for (press, by_tones) in keys {
            let wanted = if by_tones { sending.dtmf_payload.is_some() } else { sending.dtmf_tones };
            if let Some(keys) = Dialer::repeating(press).filter(|_| wanted) {
                self.queue(keys);
            }
        }
    }

    /// Sends key presses, behind those that still wait.
    pub fn dial_digits(&mut self, digits: Dialer) -> Result<Answer, Refusal> {
        if self.sending.is_none_or(|sending| sending.dtmf_payload.is_none() && !sending.dtmf_tones) {
            return Err(Refusal::new("no-dtmf", "the far end takes neither telephone events nor tones"));
        }
        self.queue(digits);
        Ok(Answer::Done)
    }

    fn queue(&mut self, digits: Dialer) {
        match &mut self.dialer {
            Some(dialer) => dialer.extend(digits),
            None => self.dialer = Some(digits),
        }
        self.refresh();
    }

    pub(super) fn dial(&mut self, scratch: &mut Vec<u8>, now: Micros) {
        let (Some(to), Some(sending)) = (self.target(), self.sending) else { return }; // waits for the far end
        let going_on = match sending.dtmf_payload {
            Some(payload) => self.dial_event((payload, sending.dtmf_per_ms), to, scratch, now),
            None => sending.dtmf_tones && self.dial_tones(sending.codec, sending.ptime_ms, scratch, now),
        };
        if !going_on {
            self.dialer = None;
            self.key_due = None;
            self.refresh();
        }
    }

    fn dial_event(&mut self, (payload, per_ms): (u8, u32), to: SocketAddr, scratch: &mut Vec<u8>, now: Micros) -> bool {
        match self.dialer.as_mut().map(|dialer| dialer.step(per_ms)) {
            Some(Step::Packet { payload: event, fresh, after }) => {
                if fresh {
                    self.dialled = now;
                }
                if self.direction.sends() && !self.faxes() {
                    // The start of a press is its identity; our own events have no source of their own.
                    #[allow(clippy::cast_possible_truncation)]
                    self.send_event((payload, event, after), (0, self.dialled as u32), to, (scratch, now));
                }
                true
            }
            Some(Step::Silence) => true,
            Some(Step::Done) | None => false,
        }
    }

    /// Sends on an event packet of the linked session's beside a stream that is not its, or in another clock.
    pub(super) fn carry_event(
        &mut self,
        data: &mut [u8],
        packet: &Packet,
        (payload_type, from, into): (u8, u32, u32),
        to: SocketAddr,
        now: Micros,
    ) {
        let payload = data.get_mut(packet.start..packet.end).unwrap_or_default();
        let carried = self.passage.carry(payload, (packet.ssrc, packet.timestamp), (from, into));
        let (Some(carried), Some(event)) = (carried, payload.first_chunk::<4>().copied()) else { return };
        let press = (packet.ssrc, carried.start);
        let mut scratch = Vec::with_capacity(HEADER + event.len());
        if let Some(full) = carried.full {
            self.send_event((payload_type, full, carried.after - dtmf::LONGEST), press, to, (&mut scratch, now));
        }
        self.send_event((payload_type, event, carried.after), press, to, (&mut scratch, now));
    }

    /// Sends an event packet whose segment begins so much after its press.
    pub(super) fn send_event(
        &mut self,
        (payload, event, after): (u8, [u8; 4], u32),
        (source, start): (u32, u32),
        to: SocketAddr,
        (scratch, now): (&mut Vec<u8>, Micros),
    ) {
        let mut header = self.outbound.event(payload, source, start, now);
        header.timestamp = header.timestamp.wrapping_add(after);
        scratch.clear();
        scratch.resize(HEADER, 0);
        scratch.extend(event);
        self.transmit(header, scratch, HEADER, HEADER + event.len(), to);
    }

    fn dial_tones(&mut self, codec: CodecKind, ptime_ms: u32, scratch: &mut Vec<u8>, now: Micros) -> bool {
        let packet_us = Micros::from(codec.packet_ms(ptime_ms)) * 1000;
        let mut due = self.key_due.filter(|due| now.saturating_sub(*due) < super::playing::MAX_LAG).unwrap_or(now);
        while due <= now + super::playing::TOLERANCE {
            scratch.clear();
            scratch.resize(HEADER, 0);
            if !self.dialer.as_mut().is_some_and(|dialer| dialer.sound(codec, ptime_ms, scratch)) {
                return false;
            }
            self.send_made(scratch, codec.packet_ms(ptime_ms) * codec.ticks_per_ms(), now);
            due += packet_us;
        }
        self.key_due = Some(due);
        true
    }
}
