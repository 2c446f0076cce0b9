//! What the control thread knows of controllers: their names for sessions and recorders, and when they were lost.

use super::pool::Group;
use crate::clock::Micros;
use crate::record::RecorderId;
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// A session as commands find it.
pub struct SessionEntry {
    pub sid: u64,
    pub name: Arc<str>,
    pub worker: usize,
    pub group: Group,
    pub address: IpAddr,
    pub port: u16,
    pub video: bool,
    pub note: Vec<u8>,
    /// How long it outlives its controller; `None` is for ever.
    pub orphan: Option<Micros>,
}

/// A recorder as commands find it.
pub struct RecorderEntry {
    pub id: RecorderId,
    pub channels: u8,
    /// Names of the sessions that it hears.
    pub heard: HashSet<String>,
    /// Names of the rooms that it hears.
    pub heard_rooms: HashSet<String>,
    pub path: PathBuf,
    pub note: Vec<u8>,
    pub orphan: Option<Micros>,
}

/// A room as commands find it.
pub struct RoomEntry {
    pub rid: u64,
    pub worker: usize,
    pub group: Group,
    pub note: Vec<u8>,
    pub orphan: Option<Micros>,
    /// Sessions that its rules name, or once did.
    pub named: HashSet<u64>,
}

/// One controller, whether it is connected or not.
pub struct Controller {
    pub number: u32,
    pub connection: Option<u64>,
    pub lost_at: Option<Micros>,
    pub sessions: HashMap<String, SessionEntry>,
    pub recorders: HashMap<String, RecorderEntry>,
    pub rooms: HashMap<String, RoomEntry>,
}

/// All controllers, by name and by number.
#[derive(Default)]
pub struct Registry {
    names: HashMap<String, u32>,
    controllers: HashMap<u32, Controller>,
    last: u32,
}

impl Registry {
    /// The controller of that name, new or known; gives the connection that it had.
    pub fn hello(&mut self, name: &str, connection: u64) -> (u32, Option<u64>) {
        let number = *self.names.entry(name.to_owned()).or_insert_with(|| {
            self.last += 1;
            self.last
        });
        let controller = self.controllers.entry(number).or_insert_with(|| Controller {
            number,
            connection: None,
            lost_at: None,
            sessions: HashMap::new(),
            recorders: HashMap::new(),
            rooms: HashMap::new(),
        });
        controller.lost_at = None;
        (number, controller.connection.replace(connection))
    }

    /// The connection is gone: its orphans' time begins.
    pub fn lost(&mut self, number: u32, connection: u64, now: Micros) {
        if let Some(controller) = self.controllers.get_mut(&number)
            && controller.connection == Some(connection)
        {
            controller.connection = None;
            controller.lost_at = Some(now);
        }
        self.forget_empty();
    }

    /// Forgets controllers that are away and have nothing here.
    pub fn forget_empty(&mut self) {
        let holds = |one: &Controller| !(one.sessions.is_empty() && one.recorders.is_empty() && one.rooms.is_empty());
        self.controllers.retain(|_, one| one.connection.is_some() || holds(one));
        self.names.retain(|_, number| self.controllers.contains_key(number));
    }

    pub fn get(&self, number: u32) -> Option<&Controller> {
        self.controllers.get(&number)
    }

    pub fn get_mut(&mut self, number: u32) -> Option<&mut Controller> {
        self.controllers.get_mut(&number)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Controller> {
        self.controllers.values()
    }

    /// Whose recorder that is, and its name.
    pub fn recorder(&self, id: RecorderId) -> Option<(u32, String)> {
        self.controllers.values().find_map(|one| {
            let (name, _) = one.recorders.iter().find(|(_, entry)| entry.id == id)?;
            Some((one.number, name.clone()))
        })
    }

    /// Controllers that are away.
    pub fn away(&mut self) -> impl Iterator<Item = &mut Controller> {
        self.controllers.values_mut().filter(|one| one.lost_at.is_some())
    }
}
