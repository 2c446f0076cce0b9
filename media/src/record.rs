//! Recording: sessions hand over encoded packets, one thread decodes them, puts them on a time line and writes WAV files.
//!
//! [`TapSender::packet`] copies into a bounded queue and never waits for the disk. The thread looks at the queues five times a second,
//! so no packet wakes it. A file is playable at every moment: its header is brought up to date each second. The files are synced by a
//! second thread, so a slow disk at the end of one recording does not hold up the others.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub(crate) mod level;
mod queue;
mod recording;
mod thread;
mod timeline;
mod track;

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

pub use queue::TapSender;
use thread::Command;

/// Most bytes of packets that wait for one recorder: about a minute of two G.711 parties.
const RECORDER_QUEUE_MAX: usize = 1 << 20;

/// What to record.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Where the file shall be; it must not exist yet, missing folders are made.
    pub path: PathBuf,
    /// 1 (all taps are mixed) or 2.
    pub channels: u16,
    /// Samples per second: 8000 or 16000.
    pub rate: u32,
    /// Ends after so many seconds.
    pub max_s: Option<u32>,
    /// Ends after so many seconds of silence, once speech was heard.
    pub silence_s: Option<u32>,
}

/// Names a recorder of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecorderId(pub u64);

/// Why a recorder ended by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// `max_s` was reached.
    Max,
    /// `silence_s` was reached.
    Silence,
}

/// What a recorder reports without being asked; it is known until it is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The recording has ended by itself; what comes later is ignored.
    Done {
        /// Why.
        reason: Reason,
        /// Milliseconds of audio.
        duration_ms: u64,
    },
    /// Something could not be written, said once; what was written stays playable.
    Failed {
        /// What happened.
        text: String,
    },
}

/// The result of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The file.
    pub path: PathBuf,
    /// Milliseconds of audio in it.
    pub duration_ms: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// Whether all audio that was received is in it.
    pub complete: bool,
    /// What went wrong.
    pub error: Option<String>,
    /// The loudest 20 ms of a channel, in dB below the loudest possible (0 to -127).
    pub loudest_dbov: i32,
}

/// What a recorder shares with its taps and with [`Writer`].
#[derive(Debug, Default)]
struct Shared {
    /// Bytes that wait for this recorder.
    waiting: AtomicUsize,
    /// Packets were dropped because too much was waiting.
    overflowed: AtomicBool,
    /// Nothing more is recorded.
    ended: AtomicBool,
    /// Milliseconds of audio so far.
    duration_ms: AtomicU64,
}

/// Bytes that wait for all recorders together, and how many may.
#[derive(Debug)]
struct Budget {
    waiting: AtomicUsize,
    limit: usize,
}

/// The recorders of the process and their two threads. Dropping it waits until all files are complete and on the disk.
pub struct Writer {
    /// `None` while it is being dropped.
    commands: Option<mpsc::Sender<Command>>,
    threads: Option<[JoinHandle<()>; 2]>,
    budget: Arc<Budget>,
    recorders: Mutex<HashMap<RecorderId, Arc<Shared>>>,
    next: AtomicU64,
}

impl Writer {
    /// Starts the threads. At most `limit_bytes` of packets wait in all queues together; `report` is called on the writing thread.
    ///
    /// # Errors
    /// The system's error where no thread can be started.
    pub fn new(limit_bytes: usize, report: impl Fn(RecorderId, Event) + Send + 'static) -> io::Result<Self> {
        let (commands, receiver) = mpsc::channel();
        let threads = thread::start(receiver, Box::new(report))?;
        Ok(Self {
            commands: Some(commands),
            threads: Some(threads),
            budget: Arc::new(Budget { waiting: AtomicUsize::new(0), limit: limit_bytes }),
            recorders: Mutex::default(),
            next: AtomicU64::new(1),
        })
    }

    /// Begins a recording whose first moment is `now_us` (monotonic, as in [`TapSender::packet`]). The file is made by the writing thread;
    /// that it cannot be made is reported as [`Event::Failed`].
    pub fn open(&self, spec: Spec, now_us: u64) -> RecorderId {
        let id = RecorderId(self.next.fetch_add(1, Ordering::Relaxed));
        let shared = Arc::new(Shared::default());
        self.known().insert(id, Arc::clone(&shared));
        let _ = self.command(Command::Open { id, spec, now_us, shared });
        id
    }

    /// A new source for a channel (the last one where it does not exist); it ends when all its clones are dropped. `None` for a recorder
    /// that is not open.
    pub fn tap(&self, id: RecorderId, channel: u16) -> Option<TapSender> {
        let shared = Arc::clone(self.known().get(&id)?);
        let sender = TapSender::new(shared, Arc::clone(&self.budget));
        let _ = self.command(Command::Tap { id, channel, tap: sender.clone() });
        Some(sender)
    }

    /// Milliseconds recorded so far, `None` for a recorder that is not open.
    pub fn duration_ms(&self, id: RecorderId) -> Option<u64> {
        self.known().get(&id).map(|shared| shared.duration_ms.load(Ordering::Relaxed))
    }

    /// Ends a recording at the moment `now_us`; `reply` is called on a thread of the writer once the file is safe on the disk, or at once
    /// with `None` for a recorder that is not open.
    pub fn close(&self, id: RecorderId, now_us: u64, reply: impl FnOnce(Option<Outcome>) + Send + 'static) {
        let known = self.known().remove(&id).is_some();
        if !known {
            return reply(None);
        }
        if let Err(Command::Close { reply, .. }) = self.command(Command::Close { id, now_us, reply: Box::new(reply) }) {
            reply(None);
        }
    }

    /// Sends a command, or gives it back where the thread is gone.
    fn command(&self, command: Command) -> Result<(), Command> {
        match &self.commands {
            Some(commands) => commands.send(command).map_err(|mpsc::SendError(command)| command),
            None => Err(command),
        }
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<RecorderId, Arc<Shared>>> {
        self.recorders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.commands = None;
        for thread in self.threads.take().into_iter().flatten() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests;
