//! What workers and recorders tell the control thread: replies to commands, and events for a controller.

use crate::clock::{self, Micros};
use crate::control::recorders::{Recorded, RecorderReport};
use crate::session::reporting::Endpoint;
use crate::stats::Statistics;
use rustix::event::EventfdFlags;
use serde::Serialize;
use serde_bytes::ByteBuf;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// Which command of which connection a reply answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    pub connection: u64,
    pub id: u64,
}

/// A refused command: a code of the protocol and a sentence.
#[derive(Clone, Debug, Serialize)]
pub struct Refusal {
    pub code: &'static str,
    pub text: String,
}

impl Refusal {
    #[must_use]
    pub fn new(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, text: text.into() }
    }
}

/// What a worker answers.
#[derive(Debug)]
pub enum Answer {
    Done,
    Statistics(Box<Statistics>),
}

/// Why a play ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PlayEnd {
    Finished,
    Digit,
    Stopped,
    Replaced,
    Error,
}

/// An event of the protocol.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event")]
pub enum Event {
    #[serde(rename = "digit")]
    Digit { session: Arc<str>, digit: char, duration_ms: u32, at: Micros },
    #[serde(rename = "play.done")]
    PlayDone { session: Arc<str>, play: String, reason: PlayEnd, digit: Option<char>, text: Option<String>, at: Micros },
    #[serde(rename = "play.done")]
    RoomPlayDone { room: Arc<str>, play: String, reason: PlayEnd, text: Option<String>, at: Micros },
    #[serde(rename = "media.started")]
    Started { session: Arc<str>, address: String, port: u16, at: Micros },
    #[serde(rename = "media.timeout")]
    Timeout { session: Arc<str>, silent_ms: u64, at: Micros },
    #[serde(rename = "media.resumed")]
    Resumed { session: Arc<str>, at: Micros },
    #[serde(rename = "media.stranger")]
    Stranger { session: Arc<str>, address: String, port: u16, at: Micros },
    #[serde(rename = "media.secured")]
    Secured { session: Arc<str>, cipher: &'static str, at: Micros },
    #[serde(rename = "media.insecure")]
    Insecure { session: Arc<str>, text: String, at: Micros },
    #[serde(rename = "ice.selected")]
    Selected { session: Arc<str>, address: String, port: u16, at: Micros },
    #[serde(rename = "rtcp")]
    Rtcp { session: Arc<str>, sent: bool, local: Endpoint, remote: Endpoint, data: ByteBuf, at: Micros },
    #[serde(rename = "record.done")]
    RecordDone {
        recorder: String,
        reason: &'static str,
        #[serde(flatten)]
        recorded: Recorded,
        at: Micros,
    },
    #[serde(rename = "record.failed")]
    RecordFailed { recorder: String, text: String, at: Micros },
    #[serde(rename = "session.orphaned")]
    Orphaned { session: Arc<str>, at: Micros },
}

/// A message to the control thread.
#[derive(Debug)]
pub enum Report {
    Reply(Ticket, Result<Answer, Refusal>),
    /// For the controller with this number.
    Event(u32, Event),
    Recorder(RecorderReport),
}

/// The receiving end: a channel with a descriptor that epoll can watch.
#[derive(Debug)]
pub struct Inbox<T> {
    receiver: Receiver<T>,
    bell: Arc<OwnedFd>,
}

/// The sending end; rings the bell once per [`Outbox::flush`].
#[derive(Debug)]
pub struct Outbox<T> {
    sender: Sender<T>,
    bell: Arc<OwnedFd>,
    waiting: bool,
}

/// Makes a channel whose receiver can wait in epoll.
pub fn mailbox<T>() -> std::io::Result<(Outbox<T>, Inbox<T>)> {
    let bell = Arc::new(rustix::event::eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)?);
    let (sender, receiver) = channel();
    Ok((Outbox { sender, bell: Arc::clone(&bell), waiting: false }, Inbox { receiver, bell }))
}

impl<T> Clone for Outbox<T> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), bell: Arc::clone(&self.bell), waiting: false }
    }
}

impl<T> Outbox<T> {
    /// Queues a message; it is noticed after [`Outbox::flush`]. A receiver that is gone means that the server ends.
    pub fn push(&mut self, message: T) {
        self.waiting |= self.sender.send(message).is_ok();
    }

    /// Wakes the receiver when something was pushed.
    pub fn flush(&mut self) {
        if std::mem::take(&mut self.waiting) {
            // It can only fail when the counter is full, and then the receiver is awake anyway.
            let _ = rustix::io::write(&*self.bell, &1u64.to_ne_bytes());
        }
    }
}

impl Outbox<Report> {
    /// Queues the answer to a command.
    pub fn reply(&mut self, ticket: Ticket, result: Result<Answer, Refusal>) {
        self.push(Report::Reply(ticket, result));
    }
}

impl<T> Inbox<T> {
    /// What epoll watches.
    #[must_use]
    pub fn bell(&self) -> BorrowedFd<'_> {
        self.bell.as_fd()
    }

    /// Silences the bell, then takes what is there; call until `None`.
    pub fn quiet(&self) {
        let _ = rustix::io::read(&*self.bell, &mut [0u8; 8]);
    }

    pub fn take(&self) -> Option<T> {
        self.receiver.try_recv().ok()
    }
}

/// The UTC stamp of an event that happens now.
#[must_use]
pub fn stamp() -> Micros {
    clock::utc()
}
