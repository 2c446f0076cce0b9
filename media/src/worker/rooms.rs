//! How a worker runs rooms: packets of members go in as they come, and each 20 ms every member is sent what it hears.

use super::order::RoomOrder;
use super::orders::{Outcome, gone};
use super::slots::Slots;
use super::{EVENTS, RTP, Worker, pace};
use crate::clock::Micros;
use crate::mix::Room;
use crate::mix::gains::Rule;
use crate::mix::outlet::{Format, Packets};
use crate::mix::playing::RoomPlay;
use crate::report::{Answer, Event, Outbox, PlayEnd, Refusal, Report, stamp};
use crate::rtp::{HEADER, Packet};
use crate::session::settings::{Incoming, Sending};
use crate::session::{Seat, Tap};
use rustix::event::epoll::EventData;
use std::sync::Arc;

/// A room that fell further behind goes on from now instead of bursting.
const MAX_LAG: Micros = 100_000;
/// Most plays of one room at a time.
const PLAYS_MAX: usize = 16;
/// So many packets of each member are taken at a time; the others wait a moment.
const ROUNDS: usize = 4;

/// A room with its name, its recorders and its place in time.
pub struct Hall {
    owner: u32,
    name: Arc<str>,
    room: Room,
    due: Option<Micros>,
    taps: Vec<Tap>,
    tapped: (u16, u32),
}

/// A room as `snapshot` shows it, without what only the control thread knows.
pub struct RoomDescription {
    pub rid: u64,
    pub rate: u32,
    pub members: Vec<u64>,
    pub plays: Vec<String>,
    pub rules: Vec<Rule>,
}

impl Hall {
    fn new(owner: u32, name: Arc<str>) -> Box<Self> {
        Box::new(Self { owner, name, room: Room::default(), due: None, taps: Vec::new(), tapped: (0, 0) })
    }

    fn play_done(&self, play: String, reason: PlayEnd, text: Option<String>, out: &mut Outbox<Report>) {
        let room = Arc::clone(&self.name);
        out.push(Report::Event(self.owner, Event::RoomPlayDone { room, play, reason, text, at: stamp() }));
    }

    /// Mixes and sends what is due.
    fn tick(&mut self, sessions: &mut Slots, scratch: &mut Vec<u8>, now: Micros, out: &mut Outbox<Report>) {
        let mut due = self.due.filter(|due| now.saturating_sub(*due) < MAX_LAG).unwrap_or(now - now % pace::TICK);
        while due <= now {
            for member in &mut self.room.members {
                let Some(session) = sessions.get_mut(member.slot) else { continue };
                member.intake.treat(session.processing);
                let session = Some(session).filter(|session| session.free_to_relay());
                member.loss = session.as_ref().map_or(0, |session| session.loss_there());
                let sending = session.and_then(|session| session.sending());
                member.listens = sending.map(|Sending { codec, ptime_ms, tuning, .. }| Format { codec, ptime_ms, tuning });
            }
            self.room.tapped = !self.taps.is_empty();
            let mut ended = Vec::new();
            self.room.advance(due, |play, text| ended.push((play.to_owned(), text)));
            for (play, text) in ended {
                let reason = if text.is_some() { PlayEnd::Error } else { PlayEnd::Finished };
                self.play_done(play, reason, text, out);
            }
            self.send(sessions, scratch, now);
            self.record(now);
            due += pace::TICK;
        }
        self.due = Some(due);
    }

    fn send(&self, sessions: &mut Slots, scratch: &mut Vec<u8>, now: Micros) {
        for (place, member) in self.room.members.iter().enumerate() {
            let (Some(format), Some(session)) = (member.listens, sessions.get_mut(member.slot)) else { continue };
            for payload in self.room.packets(place).into_iter().flat_map(Packets::iter) {
                scratch.clear();
                scratch.resize(HEADER, 0);
                scratch.extend_from_slice(payload);
                session.send_made(scratch, format.ptime_ms * format.codec.ticks_per_ms(), now);
            }
        }
    }

    fn record(&mut self, now: Micros) {
        if self.taps.is_empty() {
            return;
        }
        let format = self.room.tap_format();
        for payload in self.room.shared(format).into_iter().flat_map(Packets::iter) {
            let (sequence, timestamp) = self.tapped;
            for tap in &self.taps {
                tap.sender.packet(format.codec, sequence, timestamp, now, payload);
            }
            self.tapped = (sequence.wrapping_add(1), timestamp.wrapping_add(format.ptime_ms * format.codec.ticks_per_ms()));
        }
    }
}

/// How a session's packets are marked in epoll.
fn data(slot: usize) -> EventData {
    EventData::new_u64((slot as u64) << 2 | RTP)
}

impl Worker {
    /// Takes the packets of those who are in rooms.
    pub(super) fn lobby(&mut self, timer: bool, now: Micros) {
        if timer {
            self.lobby.expired();
        }
        let mut ready = Vec::with_capacity(EVENTS);
        for _ in 0..ROUNDS {
            self.lobby.look(&mut ready);
            for event in &ready {
                #[allow(clippy::cast_possible_truncation)] // a slot number fits in usize
                self.rtp_ready((event.data.u64() >> 2) as usize, now);
            }
            if ready.is_empty() {
                break;
            }
        }
    }

    /// Takes a received packet, which lies in the buffer, into a room.
    pub(super) fn speak(&mut self, seat: Seat, packet: &Packet, incoming: Incoming, now: Micros) {
        let payload = self.buffer.get(packet.start..packet.end).unwrap_or_default();
        let hall = self.rooms.get_mut(&seat.room);
        let Some(member) = hall.and_then(|hall| hall.room.members.get_mut(seat.place)) else { return };
        match incoming {
            Incoming::Audio(codec) => member.intake.push(codec, packet, payload, now),
            Incoming::Noise => member.intake.push_noise(packet, payload, now),
            _ => {}
        }
    }

    /// Runs all rooms; part of the tick.
    pub(super) fn mix(&mut self, now: Micros) {
        for hall in self.rooms.values_mut() {
            hall.tick(&mut self.sessions, &mut self.scratch, now, &mut self.out);
        }
    }

    pub(super) fn room_order(&mut self, rid: u64, order: RoomOrder) -> Outcome {
        if let RoomOrder::Open { owner, name } = order {
            self.rooms.insert(rid, Hall::new(owner, name));
            return Ok(Answer::Done);
        }
        let closed = || Refusal::new("no-room", "the room is closed");
        let hall = self.rooms.get_mut(&rid).ok_or_else(closed)?;
        match order {
            RoomOrder::Open { .. } => {}
            RoomOrder::Join { sid } => return self.join(rid, sid),
            RoomOrder::Leave { sid } => {
                let slot = self.sessions.slot(sid).ok_or_else(gone)?;
                let seat = self.sessions.get_mut(slot).and_then(|session| session.seat);
                if seat.is_none_or(|seat| seat.room != rid) {
                    return Err(Refusal::new("no-member", "that session is not in the room"));
                }
                self.leave_room(slot);
            }
            RoomOrder::Gains(rules) => rules.into_iter().for_each(|rule| hall.room.set_gain(rule)),
            RoomOrder::Forget { sid } => hall.room.forget(sid),
            RoomOrder::Play(play) => return Self::room_play(hall, play, &mut self.out),
            RoomOrder::StopPlay(name) => {
                let place = hall.room.plays.iter().position(|play| play.name == name);
                let place = place.ok_or_else(|| Refusal::new("no-play", "that play is over or never was"))?;
                hall.room.plays.remove(place);
                hall.play_done(name, PlayEnd::Stopped, None, &mut self.out);
            }
            RoomOrder::Tap(tap) => {
                hall.taps.retain(|known| known.recorder != tap.recorder);
                hall.taps.push(tap);
            }
            RoomOrder::Untap { recorder } => {
                let before = hall.taps.len();
                hall.taps.retain(|tap| tap.recorder != recorder);
                if hall.taps.len() == before {
                    return Err(Refusal::new("no-tap", "that recorder does not hear that room"));
                }
            }
            RoomOrder::Close => self.close_room(rid),
        }
        Ok(Answer::Done)
    }

    fn room_play(hall: &mut Hall, play: Box<RoomPlay>, out: &mut Outbox<Report>) -> Outcome {
        if let Some(place) = hall.room.plays.iter().position(|known| known.name == play.name) {
            let older = hall.room.plays.remove(place);
            hall.play_done(older.name, PlayEnd::Replaced, None, out);
        } else if hall.room.plays.len() >= PLAYS_MAX {
            return Err(Refusal::new("bad-value", format!("a room plays at most {PLAYS_MAX} things at a time")));
        }
        hall.room.play(play);
        Ok(Answer::Done)
    }

    fn join(&mut self, rid: u64, sid: u64) -> Outcome {
        let slot = self.sessions.slot(sid).ok_or_else(gone)?;
        if self.sessions.get_mut(slot).is_some_and(|session| session.seat.is_some_and(|seat| seat.room == rid)) {
            return Ok(Answer::Done);
        }
        self.unlink(slot);
        self.leave_room(slot);
        if let (Some(hall), Some(session)) = (self.rooms.get_mut(&rid), self.sessions.get_mut(slot)) {
            session.seat = Some(Seat { room: rid, place: hall.room.join(sid, slot) });
            self.lobby.enter(&self.epoll, session.rtp(), data(slot));
        }
        Ok(Answer::Done)
    }

    /// Takes a session out of its room, if it is in one.
    pub(super) fn leave_room(&mut self, slot: usize) {
        let Some(session) = self.sessions.get_mut(slot) else { return };
        let Some(seat) = session.seat.take() else { return };
        self.lobby.leave(&self.epoll, session.rtp(), data(slot));
        let Some(hall) = self.rooms.get_mut(&seat.room) else { return };
        let moved = hall.room.leave(seat.place);
        if let Some(session) = moved.and_then(|slot| self.sessions.get_mut(slot)) {
            session.seat = Some(seat);
        }
    }

    fn close_room(&mut self, rid: u64) {
        let Some(mut hall) = self.rooms.remove(&rid) else { return };
        for member in &hall.room.members {
            if let Some(session) = self.sessions.get_mut(member.slot) {
                session.seat = None;
                self.lobby.leave(&self.epoll, session.rtp(), data(member.slot));
            }
        }
        for play in std::mem::take(&mut hall.room.plays) {
            hall.play_done(play.name, PlayEnd::Stopped, None, &mut self.out);
        }
    }

    pub(super) fn describe_room(&self, rid: u64) -> Option<RoomDescription> {
        let room = &self.rooms.get(&rid)?.room;
        Some(RoomDescription {
            rid,
            rate: room.rate(),
            members: room.members.iter().map(|member| member.sid).collect(),
            plays: room.plays.iter().map(|play| play.name.clone()).collect(),
            rules: room.rules(),
        })
    }
}
