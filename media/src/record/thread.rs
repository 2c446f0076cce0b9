//! The two threads behind all recordings: one decodes and writes, the other syncs finished files to the disk.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use super::queue::TapSender;
use super::recording::Recording;
use super::{Event, Outcome, RecorderId, Shared, Spec};
use crate::clock::{Micros, monotonic};

/// How often queues are looked at.
const PERIOD_US: Micros = 200_000;

pub type Report = Box<dyn Fn(RecorderId, Event) + Send>;
pub type Reply = Box<dyn FnOnce(Option<Outcome>) + Send>;

pub enum Command {
    Open { id: RecorderId, spec: Spec, now_us: Micros, shared: Arc<Shared> },
    Tap { id: RecorderId, channel: u16, tap: TapSender },
    Close { id: RecorderId, now_us: Micros, reply: Reply },
}

struct Finished {
    file: Option<File>,
    outcome: Outcome,
    reply: Reply,
}

/// Starts both threads; they end, in this order, when the sender of `commands` is dropped.
pub fn start(commands: mpsc::Receiver<Command>, report: Report) -> io::Result<[thread::JoinHandle<()>; 2]> {
    let (finished, receiver) = mpsc::channel::<Finished>();
    let syncing = thread::Builder::new().name("record-sync".into()).spawn(move || receiver.into_iter().for_each(sync))?;
    let desk = Desk { recordings: HashMap::new(), report, finished, buffer: Vec::new() };
    let writing = thread::Builder::new().name("record".into()).spawn(move || desk.run(&commands))?;
    Ok([writing, syncing])
}

fn sync(finished: Finished) {
    let Finished { file, mut outcome, reply } = finished;
    if let Some(Err(error)) = file.map(|file| file.sync_data()) {
        outcome.complete = false;
        outcome.error.get_or_insert_with(|| format!("{}: {error}", outcome.path.display()));
    }
    reply(Some(outcome));
}

struct Desk {
    recordings: HashMap<RecorderId, Recording>,
    report: Report,
    finished: mpsc::Sender<Finished>,
    buffer: Vec<u8>,
}

impl Desk {
    fn run(mut self, commands: &mpsc::Receiver<Command>) {
        let mut due = monotonic();
        loop {
            let wait = due.saturating_sub(monotonic());
            match commands.recv_timeout(Duration::from_micros(wait)) {
                Ok(command) => self.carry_out(command),
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
            let now = monotonic();
            if now >= due {
                due = now + PERIOD_US;
                for (id, recording) in &mut self.recordings {
                    recording.poll(monotonic(), &mut self.buffer, &mut |event| (self.report)(*id, event));
                }
            }
        }
        for id in self.recordings.keys().copied().collect::<Vec<_>>() {
            self.close(id, monotonic(), Box::new(|_| ()));
        }
    }

    fn carry_out(&mut self, command: Command) {
        match command {
            Command::Open { id, spec, now_us, shared } => {
                let recording = Recording::open(spec, now_us, shared, &mut |event| (self.report)(id, event));
                self.recordings.insert(id, recording);
            }
            Command::Tap { id, channel, tap } => {
                if let Some(recording) = self.recordings.get_mut(&id) {
                    recording.tap(tap, channel);
                }
            }
            Command::Close { id, now_us, reply } => self.close(id, now_us, reply),
        }
    }

    fn close(&mut self, id: RecorderId, now_us: Micros, reply: Reply) {
        let Some(recording) = self.recordings.remove(&id) else { return reply(None) };
        let (file, outcome) = recording.finish(now_us, &mut self.buffer, &mut |event| (self.report)(id, event));
        if let Err(mpsc::SendError(finished)) = self.finished.send(Finished { file, outcome, reply }) {
            sync(finished);
        }
    }
}
