//! Commands about rooms: names are looked up here, members are brought to the room's worker, the work is ordered from it.

use super::command::{RoomGains, RoomJoin, RoomOf, RoomOpen, RoomOpened, RoomPlay, RoomStop, microseconds, named};
use super::items;
use super::registry::RoomEntry;
use super::{Caller, Server};
use crate::mix::Room;
use crate::mix::gains::Rule;
use crate::mix::playing;
use crate::play::Player;
use crate::report::Refusal;
use crate::worker::order::{Order, RoomOrder};
use std::collections::HashSet;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// Loudest and quietest gain that may be set, in dB.
const GAIN_DB: std::ops::RangeInclusive<f32> = -60.0..=30.0;

pub(super) fn unknown(name: &str) -> Refusal {
    Refusal::new("no-room", format!("there is no room {name:?}"))
}

fn level(db: f32) -> Result<f32, Refusal> {
    if GAIN_DB.contains(&db) { Ok(db) } else { Err(Refusal::new("bad-value", "a gain is -60 to 30 dB, or null for silence")) }
}

impl Server {
    /// Where a room is.
    pub(super) fn room(&self, name: &str, caller: Caller) -> Result<(u64, usize), Refusal> {
        let rooms = self.registry.get(caller.controller).map(|one| &one.rooms);
        rooms.and_then(|rooms| rooms.get(name)).map(|entry| (entry.rid, entry.worker)).ok_or_else(|| unknown(name))
    }

    pub(super) fn room_order(&mut self, name: &str, caller: Caller, order: RoomOrder) -> Result<(), Refusal> {
        let (rid, worker) = self.room(name, caller)?;
        self.pool.order(worker, Order::Room { rid, order, ticket: Some(caller.ticket()) });
        Ok(())
    }

    pub(super) fn room_open(&mut self, open: RoomOpen, caller: Caller) -> Result<(), Refusal> {
        named(&open.room)?;
        let orphan = open.orphan_s.map(microseconds).transpose()?;
        let controller = self.registry.get_mut(caller.controller).ok_or_else(|| Refusal::new("no-hello", "say hello again"))?;
        let Entry::Vacant(place) = controller.rooms.entry(open.room.clone()) else {
            return Err(Refusal::new("room-exists", format!("room {:?} is open", open.room)));
        };
        let rid = self.next_sid;
        self.next_sid += 1;
        let group = (caller.controller, open.group.unwrap_or_else(|| format!("room {}", open.room)));
        let worker = self.pool.enter(group.clone());
        place.insert(RoomEntry { rid, worker, group, note: open.note.into_vec(), orphan, named: HashSet::new() });
        let order = RoomOrder::Open { owner: caller.controller, name: Arc::from(open.room) };
        self.pool.order(worker, Order::Room { rid, order, ticket: None });
        self.ok(caller, &RoomOpened { rate: Room::default().rate() });
        Ok(())
    }

    pub(super) fn room_join(&mut self, join: &RoomJoin, caller: Caller) -> Result<(), Refusal> {
        let (_, worker) = self.room(&join.room, caller)?;
        let sid = self.bring(&join.session, worker, caller)?;
        self.room_order(&join.room, caller, RoomOrder::Join { sid })
    }

    pub(super) fn room_leave(&mut self, leave: &RoomJoin, caller: Caller) -> Result<(), Refusal> {
        let (_, worker) = self.room(&leave.room, caller)?;
        let entry = self.session(&leave.session, caller)?;
        if entry.worker != worker {
            return Err(Refusal::new("no-member", "that session is not in the room"));
        }
        let sid = entry.sid;
        self.room_order(&leave.room, caller, RoomOrder::Leave { sid })
    }

    /// A side of a gain: a session, or all of them.
    fn side(&self, name: &str, caller: Caller) -> Result<Option<u64>, Refusal> {
        if name == "*" { Ok(None) } else { self.session(name, caller).map(|entry| Some(entry.sid)) }
    }

    pub(super) fn room_gains(&mut self, gains: &RoomGains, caller: Caller) -> Result<(), Refusal> {
        self.room(&gains.room, caller)?;
        let rules = gains.gains.iter().map(|gain| {
            let (from, to) = (self.side(&gain.from, caller)?, self.side(&gain.to, caller)?);
            Ok(Rule { from, to, db: gain.db.map(level).transpose()? })
        });
        let rules = rules.collect::<Result<Vec<Rule>, Refusal>>()?;
        let rooms = self.registry.get_mut(caller.controller).map(|one| &mut one.rooms);
        if let Some(entry) = rooms.and_then(|rooms| rooms.get_mut(&gains.room)) {
            entry.named.extend(rules.iter().flat_map(|rule| [rule.from, rule.to]).flatten());
        }
        self.room_order(&gains.room, caller, RoomOrder::Gains(rules))
    }

    pub(super) fn room_play(&mut self, play: RoomPlay, caller: Caller) -> Result<(), Refusal> {
        named(&play.play)?;
        self.room(&play.room, caller)?;
        let to = play.to.map(|to| to.iter().map(|name| self.session(name, caller).map(|entry| entry.sid)).collect());
        let to = to.transpose()?;
        let levels = (level(play.db.unwrap_or(0.0))?, level(play.voices_db.unwrap_or(0.0))?);
        let items = items::checked(play.items)?;
        let player = Player::new(items, play.repeat.unwrap_or(1), Arc::clone(&self.prompts));
        self.room_order(&play.room, caller, RoomOrder::Play(playing::RoomPlay::new(play.play, player, to, levels)))
    }

    pub(super) fn room_stop(&mut self, stop: RoomStop, caller: Caller) -> Result<(), Refusal> {
        self.room_order(&stop.room, caller, RoomOrder::StopPlay(stop.play))
    }

    pub(super) fn room_close(&mut self, of: &RoomOf, caller: Caller) -> Result<(), Refusal> {
        self.room_order(&of.room, caller, RoomOrder::Close)?;
        let Some(controller) = self.registry.get_mut(caller.controller) else { return Ok(()) };
        for recorder in controller.recorders.values_mut() {
            recorder.heard_rooms.remove(&of.room);
        }
        if let Some(entry) = controller.rooms.remove(&of.room) {
            self.pool.leave(&entry.group, entry.worker);
        }
        Ok(())
    }

    /// A session is gone for good: rooms need no rules about it.
    pub(super) fn forget_in_rooms(&mut self, controller: u32, sid: u64) {
        let Some(controller) = self.registry.get_mut(controller) else { return };
        for entry in controller.rooms.values_mut().filter_map(|entry| entry.named.remove(&sid).then_some(entry)) {
            self.pool.order(entry.worker, Order::Room { rid: entry.rid, order: RoomOrder::Forget { sid }, ticket: None });
        }
    }
}
