//! Commands about sessions: names are looked up here, the work is ordered from the session's worker.

use super::command::{DigitsSend, Link, OfSession, Play, SessionOpen, SessionOpened, SessionSet, microseconds, named};
use super::items;
use super::registry::SessionEntry;
use super::{Caller, Server, random};
use crate::dtmf::Dialer;
use crate::play::Player;
use crate::report::{Refusal, Ticket};
use crate::session::outbound::Outbound;
use crate::session::playing;
use crate::session::{Origins, Session};
use crate::worker::order::Order;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// A stream begins far from a wrap: a receiver of SRTP that misses the first packets must still count right (RFC 3711 §3.3.1).
const FIRST_HALF: u16 = 0x7fff;

fn unknown(name: &str) -> Refusal {
    Refusal::new("no-session", format!("there is no session {name:?}"))
}

impl Caller {
    /// The ticket that a worker's reply carries.
    pub(super) fn ticket(self) -> Ticket {
        Ticket { connection: self.connection, id: self.id }
    }
}

impl Server {
    /// Where a session is.
    pub(super) fn session(&self, name: &str, caller: Caller) -> Result<&SessionEntry, Refusal> {
        self.registry.get(caller.controller).and_then(|one| one.sessions.get(name)).ok_or_else(|| unknown(name))
    }

    /// Orders something of a session's worker, which will reply.
    pub(super) fn order(&mut self, name: &str, caller: Caller, make: impl FnOnce(u64, Ticket) -> Order) -> Result<(), Refusal> {
        let (sid, worker) = self.session(name, caller).map(|entry| (entry.sid, entry.worker))?;
        self.pool.order(worker, make(sid, caller.ticket()));
        Ok(())
    }

    pub(super) fn session_open(&mut self, open: &SessionOpen, caller: Caller) -> Result<(), Refusal> {
        named(&open.session)?;
        let video = open.is_video()?;
        let orphan = open.orphan_s.map(microseconds).transpose()?;
        let controller = self.registry.get_mut(caller.controller).ok_or_else(|| Refusal::new("no-hello", "say hello again"))?;
        let Entry::Vacant(place) = controller.sessions.entry(open.session.clone()) else {
            return Err(Refusal::new("session-exists", format!("session {:?} is open", open.session)));
        };
        let sockets = self.ports.bind(open.address, open.marking()?).map_err(|error| {
            let code = if error.kind() == std::io::ErrorKind::AddrInUse { "no-ports" } else { "bad-address" };
            Refusal::new(code, format!("{}: {error}", open.address))
        })?;
        let port = sockets.0.local_addr().map_err(|error| Refusal::new("no-ports", error.to_string()))?.port();
        let sid = self.next_sid;
        self.next_sid += 1;
        let name: Arc<str> = Arc::from(open.session.as_str());
        let (note, address) = (open.note.to_vec(), open.address);
        let group = (caller.controller, open.group.clone().unwrap_or_else(|| open.session.clone()));
        let worker = self.pool.enter(group.clone());
        place.insert(SessionEntry { sid, name: Arc::clone(&name), worker, group, address, port, video, note, orphan });
        let bits = random();
        #[allow(clippy::cast_possible_truncation)] // pieces of one random number
        let origins = Origins { ssrc: bits as u32, sequence: (bits >> 32) as u16 & FIRST_HALF, timestamp: random() as u32 };
        let mut session = Session::new(sid, caller.controller, name, sockets, origins);
        let again = origins.ssrc.wrapping_add(1);
        if video {
            let bits = random();
            #[allow(clippy::cast_possible_truncation)] // pieces of one random number
            let (sequence, timestamp) = ((bits >> 32) as u16 & FIRST_HALF, bits as u32);
            session = session.for_video(Outbound::new(again, sequence, timestamp));
        }
        self.pool.order(worker, Order::Adopt(session));
        self.ok(caller, &SessionOpened { address, port, ssrc: origins.ssrc, rtx_ssrc: video.then_some(again) });
        Ok(())
    }

    pub(super) fn session_set(&mut self, set: SessionSet, caller: Caller) -> Result<(), Refusal> {
        let (local, video) = self.session(&set.session, caller).map(|entry| (entry.address, entry.video))?;
        let mut change = Box::new(set.change(local, &self.certificate)?);
        set.meaning(video, &mut change)?;
        let orphan = set.orphan_s.map(|seconds| seconds.map(microseconds).transpose()).transpose()?;
        let controller = self.registry.get_mut(caller.controller);
        if let Some(entry) = controller.and_then(|one| one.sessions.get_mut(&set.session)) {
            entry.orphan = orphan.unwrap_or(entry.orphan);
            if let Some(note) = set.note {
                entry.note = note.into_vec();
            }
        }
        self.order(&set.session, caller, |sid, ticket| Order::Set { sid, change, ticket })
    }

    pub(super) fn session_close(&mut self, of: &OfSession, caller: Caller) -> Result<(), Refusal> {
        self.order(&of.session, caller, |sid, ticket| Order::Close { sid, ticket: Some(ticket) })?;
        if let Some(controller) = self.registry.get_mut(caller.controller) {
            for recorder in controller.recorders.values_mut() {
                recorder.heard.remove(&of.session);
            }
            if let Some(entry) = controller.sessions.remove(&of.session) {
                self.pool.leave(&entry.group, entry.worker);
                self.forget_in_rooms(caller.controller, entry.sid);
            }
        }
        Ok(())
    }

    /// Makes a session's worker a certain one; gives its number.
    pub(super) fn bring(&mut self, name: &str, worker: usize, caller: Caller) -> Result<u64, Refusal> {
        let (sid, elsewhere) = self.session(name, caller).map(|entry| (entry.sid, entry.worker))?;
        if worker != elsewhere {
            let session = self.pool.release(elsewhere, sid).ok_or_else(|| unknown(name))?;
            self.pool.order(worker, Order::Adopt(session));
            self.pool.moved(elsewhere, worker);
            let controller = self.registry.get_mut(caller.controller);
            if let Some(entry) = controller.and_then(|one| one.sessions.get_mut(name)) {
                entry.worker = worker;
            }
        }
        Ok(sid)
    }

    pub(super) fn link(&mut self, link: &Link, caller: Caller) -> Result<(), Refusal> {
        let (a, worker) = self.session(&link.a, caller).map(|entry| (entry.sid, entry.worker))?;
        let b = self.bring(&link.b, worker, caller)?;
        self.pool.order(worker, Order::Link { a, b, ticket: caller.ticket() });
        Ok(())
    }

    pub(super) fn play(&mut self, play: Play, caller: Caller) -> Result<(), Refusal> {
        named(&play.play)?;
        if self.session(&play.session, caller)?.video {
            return Err(Refusal::new("bad-value", "a session of video plays nothing"));
        }
        let items = items::checked(play.items)?;
        let player = Player::new(items, play.repeat.unwrap_or(1), Arc::clone(&self.prompts));
        let order = playing::Play::new(play.play, player, play.stop_on.as_deref().unwrap_or_default());
        self.order(&play.session, caller, |sid, ticket| Order::Play { sid, play: order, ticket })
    }

    pub(super) fn digits_send(&mut self, digits: &DigitsSend, caller: Caller) -> Result<(), Refusal> {
        let (duration, gap) = (digits.duration_ms.unwrap_or(100), digits.gap_ms.unwrap_or(60));
        let dialer = Dialer::new(&digits.digits, duration, gap)
            .ok_or_else(|| Refusal::new("bad-value", "digits are 0 to 9, *, #, A to D, at least one"))?;
        self.order(&digits.session, caller, |sid, ticket| Order::Digits { sid, dialer, ticket })
    }
}
