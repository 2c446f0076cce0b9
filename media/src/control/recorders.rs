//! Commands about recorders, and what the recording threads report.

use super::command::{OfRecorder, RecordOpen, RecordTap, named};
use super::registry::{RecorderEntry, Registry};
use super::{Caller, Server};
use crate::clock::monotonic;
use crate::record::{self, RecorderId, Spec, Writer};
use crate::report::{Event, Outbox, Refusal, Report, Ticket, stamp};
use crate::session::Tap;
use crate::worker::order::{Order, RoomOrder};
use serde::Serialize;
use std::collections::HashSet;
use std::collections::hash_map::Entry;
use std::io;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

/// Packets of all recorders that may wait for the disk.
const QUEUE_BYTES: usize = 64 << 20;
/// How long the end of the server waits for a slow disk.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a recorder hears.
#[derive(Clone, Copy)]
enum Source<'a> {
    Session(&'a str),
    Room(&'a str),
}

/// Who wants to know how a recording ended.
#[derive(Clone, Copy, Debug)]
pub enum Asked {
    Command(Ticket),
    /// Nobody asked: it ended by itself, for this reason.
    Nobody(&'static str),
}

/// A report of the recording threads.
#[derive(Debug)]
pub enum RecorderReport {
    Event(RecorderId, record::Event),
    Closed { controller: u32, recorder: String, asked: Asked, outcome: Option<record::Outcome> },
}

/// How a recording ended.
#[derive(Clone, Debug, Serialize)]
pub struct Recorded {
    path: String,
    duration_ms: u64,
    bytes: u64,
    complete: bool,
    error: Option<String>,
    loudest_dbov: i32,
}

impl From<record::Outcome> for Recorded {
    fn from(outcome: record::Outcome) -> Self {
        Self {
            path: outcome.path.to_string_lossy().into_owned(),
            duration_ms: outcome.duration_ms,
            bytes: outcome.bytes,
            complete: outcome.complete,
            error: outcome.error,
            loudest_dbov: outcome.loudest_dbov,
        }
    }
}

fn unknown(name: &str) -> Refusal {
    Refusal::new("no-recorder", format!("there is no recorder {name:?}"))
}

/// Starts the recording threads; they report to `out`.
pub(super) fn writer(out: Outbox<Report>) -> io::Result<Writer> {
    let out = std::sync::Mutex::new(out);
    Writer::new(QUEUE_BYTES, move |id, event| {
        let mut out = out.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        out.push(Report::Recorder(RecorderReport::Event(id, event)));
        out.flush();
    })
}

/// Closes every recording and waits until the files are safe.
pub(super) fn close_all(writer: &Writer, registry: &Registry) {
    let (done, closed) = std::sync::mpsc::channel();
    for entry in registry.iter().flat_map(|one| one.recorders.values()) {
        let done = done.clone();
        writer.close(entry.id, monotonic(), move |_| drop(done));
    }
    drop(done);
    // Nothing is ever sent: it ends when the last file is closed.
    if closed.recv_timeout(PATIENCE) == Err::<(), _>(RecvTimeoutError::Timeout) {
        crate::log::warn("some recordings are still being written");
    }
}

/// Whole seconds, at least one.
fn seconds(value: Option<f64>) -> Result<Option<u32>, Refusal> {
    value
        .map(|value| {
            if !(value > 0.0 && value <= 1e6) {
                return Err(Refusal::new("bad-value", "a limit is more than 0 seconds, or null"));
            }
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // in range by the line above
            Ok(value.ceil() as u32)
        })
        .transpose()
}

impl Server {
    pub(super) fn record_open(&mut self, open: RecordOpen, caller: Caller) -> Result<(), Refusal> {
        named(&open.recorder)?;
        let wav = open.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("wav"));
        if !open.path.is_absolute() || !wav {
            return Err(Refusal::new("bad-value", "the path is absolute and ends in .wav"));
        }
        let (channels, rate) = (open.channels.unwrap_or(1), open.rate.unwrap_or(8000));
        if !matches!(channels, 1 | 2) || !matches!(rate, 8000 | 16000) {
            return Err(Refusal::new("bad-value", "1 or 2 channels at 8000 or 16000 Hz"));
        }
        let (max_s, silence_s) = (seconds(open.max_s)?, seconds(open.silence_s)?);
        let orphan = open.orphan_s.map(super::command::microseconds).transpose()?;
        let controller = self.registry.get_mut(caller.controller).ok_or_else(|| Refusal::new("no-hello", "say hello again"))?;
        let Entry::Vacant(place) = controller.recorders.entry(open.recorder) else {
            return Err(Refusal::new("recorder-exists", "a recorder of that name is open"));
        };
        let spec = Spec { path: open.path.clone(), channels: u16::from(channels), rate, max_s, silence_s };
        let id = self.writer.open(spec, monotonic());
        place.insert(RecorderEntry {
            id,
            channels,
            heard: HashSet::new(),
            heard_rooms: HashSet::new(),
            path: open.path,
            note: open.note.into_vec(),
            orphan,
        });
        self.ok(caller, &super::command::Done {});
        Ok(())
    }

    pub(super) fn record_tap(&mut self, tap: &RecordTap, caller: Caller) -> Result<(), Refusal> {
        let source = self.source(tap, caller)?;
        let entry = self.recorder(&tap.recorder, caller)?;
        if tap.channel >= entry.channels {
            return Err(Refusal::new("bad-value", "the recorder has no such channel"));
        }
        let id = entry.id;
        let sender = self.writer.tap(id, u16::from(tap.channel)).ok_or_else(|| unknown(&tap.recorder))?;
        let tap_order = Tap { recorder: id.0, sender };
        let entry = self.recorder(&tap.recorder, caller)?;
        match source {
            Source::Session(name) => {
                entry.heard.insert(name.to_owned());
                self.order(name, caller, |sid, ticket| Order::Tap { sid, tap: tap_order, ticket })
            }
            Source::Room(name) => {
                entry.heard_rooms.insert(name.to_owned());
                self.room_order(name, caller, RoomOrder::Tap(tap_order))
            }
        }
    }

    pub(super) fn record_untap(&mut self, tap: &RecordTap, caller: Caller) -> Result<(), Refusal> {
        let source = self.source(tap, caller)?;
        let entry = self.recorder(&tap.recorder, caller)?;
        let recorder = entry.id.0;
        match source {
            Source::Session(name) => {
                entry.heard.remove(name);
                self.order(name, caller, |sid, ticket| Order::Untap { sid, recorder, ticket: Some(ticket) })
            }
            Source::Room(name) => {
                entry.heard_rooms.remove(name);
                self.room_order(name, caller, RoomOrder::Untap { recorder })
            }
        }
    }

    /// What is to be heard, when it is there.
    fn source<'a>(&self, tap: &'a RecordTap, caller: Caller) -> Result<Source<'a>, Refusal> {
        match (tap.session.as_deref(), tap.room.as_deref()) {
            (Some(name), None) => self.session(name, caller).map(|_| Source::Session(name)),
            (None, Some(name)) => self.room(name, caller).map(|_| Source::Room(name)),
            _ => Err(Refusal::new("bad-value", "a recorder hears a session or a room")),
        }
    }

    fn recorder(&mut self, name: &str, caller: Caller) -> Result<&mut RecorderEntry, Refusal> {
        let recorders = self.registry.get_mut(caller.controller).map(|one| &mut one.recorders);
        recorders.and_then(|recorders| recorders.get_mut(name)).ok_or_else(|| unknown(name))
    }

    pub(super) fn record_close(&mut self, of: &OfRecorder, caller: Caller) -> Result<(), Refusal> {
        self.end_recorder(caller.controller, &of.recorder, Asked::Command(caller.ticket())).ok_or_else(|| unknown(&of.recorder))
    }

    /// A recorder's time after its controller was lost is over.
    pub(super) fn orphan_recorder(&mut self, controller: u32, name: &str) {
        self.end_recorder(controller, name, Asked::Nobody("orphan"));
    }

    /// Takes a recorder from its sessions and closes the file; how it ended comes later as a report.
    fn end_recorder(&mut self, number: u32, name: &str, asked: Asked) -> Option<()> {
        let controller = self.registry.get_mut(number)?;
        let (recorder, entry) = controller.recorders.remove_entry(name)?;
        for session in entry.heard.iter().filter_map(|session| controller.sessions.get(session)) {
            self.pool.order(session.worker, Order::Untap { sid: session.sid, recorder: entry.id.0, ticket: None });
        }
        for room in entry.heard_rooms.iter().filter_map(|room| controller.rooms.get(room)) {
            let order = RoomOrder::Untap { recorder: entry.id.0 };
            self.pool.order(room.worker, Order::Room { rid: room.rid, order, ticket: None });
        }
        let mut out = self.out.clone();
        self.writer.close(entry.id, monotonic(), move |outcome| {
            out.push(Report::Recorder(RecorderReport::Closed { controller: number, recorder, asked, outcome }));
            out.flush();
        });
        Some(())
    }

    pub(super) fn recorder_report(&mut self, report: RecorderReport) {
        match report {
            RecorderReport::Event(id, event) => {
                let Some((controller, recorder)) = self.registry.recorder(id) else { return };
                match event {
                    record::Event::Done { reason, .. } => {
                        let reason = match reason {
                            record::Reason::Max => "max",
                            record::Reason::Silence => "silence",
                        };
                        self.end_recorder(controller, &recorder, Asked::Nobody(reason));
                    }
                    record::Event::Failed { text } => {
                        crate::log::warn(format_args!("recorder {recorder}: {text}"));
                        self.event(controller, &Event::RecordFailed { recorder, text, at: stamp() });
                    }
                }
            }
            RecorderReport::Closed { controller, recorder, asked, outcome } => self.recorded(controller, recorder, asked, outcome),
        }
    }

    fn recorded(&mut self, controller: u32, recorder: String, asked: Asked, outcome: Option<record::Outcome>) {
        match (asked, outcome.map(Recorded::from)) {
            (Asked::Command(ticket), result) => {
                if let Some(connection) = self.connections.get_mut(&ticket.connection) {
                    match result {
                        Some(result) => connection.ok(ticket.id, &result),
                        None => connection.refuse(ticket.id, &unknown(&recorder)),
                    }
                }
            }
            (Asked::Nobody(reason), Some(recorded)) => {
                self.event(controller, &Event::RecordDone { recorder, reason, recorded, at: stamp() });
            }
            (Asked::Nobody(_), None) => {}
        }
    }
}
