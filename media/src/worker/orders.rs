//! How a worker carries out orders.

use super::order::Order;
use super::{RTCP, RTP, Worker};
use crate::clock::Micros;
use crate::log;
use crate::report::{Answer, PlayEnd, Refusal, Ticket};
use crate::session::Session;
use crate::session::reporting::Description;
use rustix::event::epoll::{self, EventData, EventFlags};
use std::sync::Arc;

pub(super) type Outcome = Result<Answer, Refusal>;

pub(super) fn gone() -> Refusal {
    Refusal::new("no-session", "the session is closed")
}

impl Worker {
    /// Carries out what waits.
    pub(super) fn orders(&mut self, now: Micros) {
        self.inbox.quiet();
        while let Some(order) = self.inbox.take() {
            self.order(order, now);
        }
    }

    fn order(&mut self, order: Order, now: Micros) {
        match order {
            Order::Adopt(session) => self.adopt(session),
            Order::Release { sid, answer } => {
                // The control thread waits for it; when it gave up, the session ends here.
                let _ = answer.send(self.remove(sid));
            }
            Order::Set { sid, mut change, ticket } => self.with(sid, ticket, |session, out| {
                if let Some(security) = change.security.take() {
                    session.secure(*security, now, out);
                }
                session.change(*change, now);
                Ok(Answer::Done)
            }),
            Order::Close { sid, ticket } => self.close(sid, ticket),
            Order::Statistics { sid, ticket } => {
                self.with(sid, ticket, |session, _| Ok(Answer::Statistics(Box::new(session.statistics()))));
            }
            Order::Link { a, b, ticket } => {
                let outcome = self.link(a, b);
                self.out.reply(ticket, outcome);
            }
            Order::Unlink { sid, ticket } => {
                let outcome = self.sessions.slot(sid).map(|slot| self.unlink(slot)).map(|()| Answer::Done).ok_or_else(gone);
                self.out.reply(ticket, outcome);
            }
            Order::Play { sid, play, ticket } => self.with(sid, ticket, |session, out| {
                session.start_play(play, out);
                Ok(Answer::Done)
            }),
            Order::StopPlay { sid, play, ticket } => self.with(sid, ticket, |session, out| {
                if session.play.as_ref().is_none_or(|current| current.name != play) {
                    return Err(Refusal::new("no-play", "that play is over or never was"));
                }
                session.end_play(PlayEnd::Stopped, None, None, out);
                Ok(Answer::Done)
            }),
            Order::Digits { sid, dialer, ticket } => self.with(sid, ticket, |session, _| session.dial_digits(dialer)),
            Order::Tap { sid, tap, ticket } => self.with(sid, ticket, |session, _| {
                session.untap(tap.recorder);
                session.tap(tap);
                Ok(Answer::Done)
            }),
            Order::Untap { sid, recorder, ticket } => {
                let found =
                    self.sessions.slot(sid).and_then(|slot| self.sessions.get_mut(slot)).is_some_and(|session| session.untap(recorder));
                if let Some(ticket) = ticket {
                    let refusal = || Refusal::new("no-tap", "that recorder does not hear that session");
                    self.out.reply(ticket, found.then_some(Answer::Done).ok_or_else(refusal));
                }
            }
            Order::Room { rid, order, ticket } => {
                let outcome = self.room_order(rid, order);
                if let Some(ticket) = ticket {
                    self.out.reply(ticket, outcome);
                }
            }
            Order::DescribeRooms { rids, answer } => {
                let _ = answer.send(rids.into_iter().filter_map(|rid| self.describe_room(rid)).collect());
            }
            Order::Describe { sids, answer } => {
                let _ = answer.send(sids.into_iter().filter_map(|sid| self.describe(sid)).collect());
            }
            Order::Stop => self.running = false,
        }
    }

    /// Does something to one session, answers, and sees to its tick.
    fn with(&mut self, sid: u64, ticket: Ticket, work: impl FnOnce(&mut Session, &mut super::Outbox<super::Report>) -> Outcome) {
        let Some(slot) = self.sessions.slot(sid) else { return self.out.reply(ticket, Err(gone())) };
        let Some(session) = self.sessions.get_mut(slot) else { return self.out.reply(ticket, Err(gone())) };
        let outcome = work(session, &mut self.out);
        let busy = session.needs_tick();
        self.out.reply(ticket, outcome);
        if busy {
            self.activate(slot);
        }
    }

    fn adopt(&mut self, session: Box<Session>) {
        let busy = session.needs_tick();
        let slot = self.sessions.insert(session);
        let Some(session) = self.sessions.get_mut(slot) else { return };
        session.active = false;
        let data = (slot as u64) << 2;
        let watched = epoll::add(&self.epoll, session.rtp(), EventData::new_u64(data | RTP), EventFlags::IN)
            .and_then(|()| epoll::add(&self.epoll, session.rtcp(), EventData::new_u64(data | RTCP), EventFlags::IN));
        if let Err(error) = watched {
            log::warn(format_args!("session {} cannot be watched: {error}", session.name));
        }
        if busy {
            self.activate(slot);
        }
    }

    fn remove(&mut self, sid: u64) -> Option<Box<Session>> {
        let slot = self.sessions.slot(sid)?;
        self.unlink(slot);
        self.leave_room(slot);
        let session = self.sessions.remove(slot)?;
        self.active.retain(|active| *active != slot);
        // Closing a socket would do, but a released session keeps its sockets.
        let _ = epoll::delete(&self.epoll, session.rtp());
        let _ = epoll::delete(&self.epoll, session.rtcp());
        Some(session)
    }

    fn close(&mut self, sid: u64, ticket: Option<Ticket>) {
        let outcome = self.remove(sid).map(|mut session| {
            session.end_play(PlayEnd::Stopped, None, None, &mut self.out);
            Answer::Statistics(Box::new(session.statistics()))
        });
        if let Some(ticket) = ticket {
            self.out.reply(ticket, outcome.ok_or_else(gone));
        }
    }

    fn link(&mut self, a: u64, b: u64) -> Outcome {
        let (Some(first), Some(second)) = (self.sessions.slot(a), self.sessions.slot(b)) else { return Err(gone()) };
        self.unlink(first);
        self.unlink(second);
        self.leave_room(first);
        self.leave_room(second);
        for (slot, peer) in [(first, second), (second, first)] {
            if let Some(session) = self.sessions.get_mut(slot) {
                session.peer = Some(peer);
            }
        }
        self.ask_for_pictures([first, second]);
        Ok(Answer::Done)
    }

    pub(super) fn unlink(&mut self, slot: usize) {
        let peer = self.sessions.get_mut(slot).and_then(|session| {
            session.transcoder = None;
            session.peer.take()
        });
        if let Some(other) = peer.and_then(|peer| self.sessions.get_mut(peer)) {
            other.transcoder = None;
            other.peer = None;
        }
    }

    fn describe(&mut self, sid: u64) -> Option<Description> {
        let slot = self.sessions.slot(sid)?;
        let peer = self.sessions.get_mut(slot)?.peer;
        let name = peer.and_then(|peer| self.sessions.get_mut(peer)).map(|session| Arc::clone(&session.name));
        self.sessions.get_mut(slot).map(|session| session.describe(name))
    }
}
