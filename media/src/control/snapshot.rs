//! `snapshot` and `ping`: what is there, for a controller that comes back and for those who watch.

use super::command::{Gain, Pong};
use super::registry::Controller;
use super::{Caller, Server};
use crate::clock::process_cpu;
use crate::mix::gains::Rule;
use crate::report::Refusal;
use crate::session::reporting::Description;
use crate::worker::rooms::RoomDescription;
use serde::Serialize;
use serde_bytes::Bytes;
use std::collections::HashMap;
use std::net::IpAddr;
use std::path::Path;

#[derive(Serialize)]
struct SessionView<'a> {
    note: &'a Bytes,
    #[serde(with = "super::text")]
    address: IpAddr,
    port: u16,
    #[serde(flatten)]
    description: &'a Description,
}

#[derive(Serialize)]
struct RecorderView<'a> {
    recorder: &'a str,
    note: &'a Bytes,
    path: &'a Path,
    duration_ms: u64,
    taps: Vec<&'a str>,
    rooms: Vec<&'a str>,
}

#[derive(Serialize)]
struct RoomView<'a> {
    room: &'a str,
    note: &'a Bytes,
    rate: u32,
    members: Vec<&'a str>,
    plays: &'a [String],
    gains: Vec<Gain>,
}

#[derive(Serialize)]
struct Snapshot<'a> {
    sessions: Vec<SessionView<'a>>,
    recorders: Vec<RecorderView<'a>>,
    rooms: Vec<RoomView<'a>>,
}

fn room_views<'a>(controller: &'a Controller, halls: &'a [RoomDescription]) -> Vec<RoomView<'a>> {
    let numbers = controller.sessions.iter().map(|(name, entry)| (entry.sid, name.as_str()));
    let names: HashMap<u64, &str> = if halls.is_empty() { HashMap::new() } else { numbers.collect() };
    // A rule about a session that is closed is no rule any more.
    let side = |sid: Option<u64>| sid.map_or(Some("*"), |sid| names.get(&sid).copied()).map(str::to_owned);
    let gain = |rule: &Rule| Some(Gain { from: side(rule.from)?, to: side(rule.to)?, db: rule.db });
    let view = |hall: &'a RoomDescription| {
        let (name, entry) = controller.rooms.iter().find(|(_, entry)| entry.rid == hall.rid)?;
        Some(RoomView {
            room: name,
            note: Bytes::new(&entry.note),
            rate: hall.rate,
            members: hall.members.iter().filter_map(|sid| names.get(sid).copied()).collect(),
            plays: &hall.plays,
            gains: hall.rules.iter().filter_map(gain).collect(),
        })
    };
    halls.iter().filter_map(view).collect()
}

impl Server {
    pub(super) fn snapshot(&mut self, caller: Caller) -> Result<(), Refusal> {
        let mut wanted: HashMap<usize, Vec<u64>> = HashMap::new();
        let away = || Refusal::new("no-hello", "say hello again");
        for entry in self.registry.get(caller.controller).ok_or_else(away)?.sessions.values() {
            wanted.entry(entry.worker).or_default().push(entry.sid);
        }
        let descriptions: Vec<Description> = wanted.into_iter().flat_map(|(worker, sids)| self.pool.describe(worker, sids)).collect();
        let mut wanted: HashMap<usize, Vec<u64>> = HashMap::new();
        for entry in self.registry.get(caller.controller).ok_or_else(away)?.rooms.values() {
            wanted.entry(entry.worker).or_default().push(entry.rid);
        }
        let halls: Vec<RoomDescription> = wanted.into_iter().flat_map(|(worker, rids)| self.pool.describe_rooms(worker, rids)).collect();
        let controller = self.registry.get(caller.controller).ok_or_else(away)?;
        let rooms = room_views(controller, &halls);
        let sessions = descriptions
            .iter()
            .filter_map(|description| {
                let entry = controller.sessions.get(&*description.session)?;
                Some(SessionView { note: Bytes::new(&entry.note), address: entry.address, port: entry.port, description })
            })
            .collect();
        let recorders = controller
            .recorders
            .iter()
            .map(|(name, entry)| RecorderView {
                recorder: name,
                note: Bytes::new(&entry.note),
                path: &entry.path,
                duration_ms: self.writer.duration_ms(entry.id).unwrap_or(0),
                taps: entry.heard.iter().map(String::as_str).collect(),
                rooms: entry.heard_rooms.iter().map(String::as_str).collect(),
            })
            .collect();
        if let Some(connection) = self.connections.get_mut(&caller.connection) {
            connection.ok(caller.id, &Snapshot { sessions, recorders, rooms });
        }
        Ok(())
    }

    pub(super) fn ping(&mut self, caller: Caller) {
        let pong = Pong {
            sessions: self.registry.iter().map(|one| one.sessions.len()).sum(),
            recorders: self.registry.iter().map(|one| one.recorders.len()).sum(),
            workers: self.pool.size(),
            cpu_ms: process_cpu() / 1000,
        };
        self.ok(caller, &pong);
    }
}
