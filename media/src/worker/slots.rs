//! The sessions of a worker: a slab, so that packets find theirs by number, and an index of ids for commands.

use crate::session::Session;
use std::collections::HashMap;

/// Slab and index.
#[derive(Default)]
pub struct Slots {
    places: Vec<Option<Box<Session>>>,
    free: Vec<usize>,
    by_id: HashMap<u64, usize>,
}

impl Slots {
    #[inline]
    pub fn get_mut(&mut self, slot: usize) -> Option<&mut Session> {
        self.places.get_mut(slot)?.as_deref_mut()
    }

    pub fn slot(&self, sid: u64) -> Option<usize> {
        self.by_id.get(&sid).copied()
    }

    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Session> {
        self.places.iter_mut().filter_map(|place| place.as_deref_mut())
    }

    /// Stores a session and gives its slot.
    pub fn insert(&mut self, session: Box<Session>) -> usize {
        let sid = session.sid;
        let slot = self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() - 1
        });
        if let Some(place) = self.places.get_mut(slot) {
            *place = Some(session);
        }
        self.by_id.insert(sid, slot);
        slot
    }

    /// Takes a session out.
    pub fn remove(&mut self, slot: usize) -> Option<Box<Session>> {
        let session = self.places.get_mut(slot)?.take()?;
        self.by_id.remove(&session.sid);
        self.free.push(slot);
        Some(session)
    }
}
