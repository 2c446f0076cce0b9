//! What the control thread asks of a worker. Orders of one session are carried out in the order given.

use crate::dtmf::Dialer;
use crate::mix::gains::Rule;
use crate::mix::playing::RoomPlay;
use crate::report::Ticket;
use crate::session::playing::Play;
use crate::session::reporting::Description;
use crate::session::settings::Change;
use crate::session::{Session, Tap};
use crate::worker::rooms::RoomDescription;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

/// A request about a room.
pub enum RoomOrder {
    Open {
        owner: u32,
        name: Arc<str>,
    },
    Join {
        sid: u64,
    },
    Leave {
        sid: u64,
    },
    Gains(Vec<Rule>),
    /// A session is gone for good: no rule needs to name it.
    Forget {
        sid: u64,
    },
    Play(Box<RoomPlay>),
    StopPlay(String),
    Tap(Tap),
    Untap {
        recorder: u64,
    },
    Close,
}

/// One request; those with a ticket are answered by a report.
pub enum Order {
    /// Takes over a new session, or one that comes from another worker.
    Adopt(Box<Session>),
    /// Gives a session up, unlinked, for another worker.
    Release {
        sid: u64,
        answer: SyncSender<Option<Box<Session>>>,
    },
    Set {
        sid: u64,
        change: Box<Change>,
        ticket: Ticket,
    },
    /// Without a ticket nobody waits for the figures (an orphan).
    Close {
        sid: u64,
        ticket: Option<Ticket>,
    },
    Statistics {
        sid: u64,
        ticket: Ticket,
    },
    Link {
        a: u64,
        b: u64,
        ticket: Ticket,
    },
    Unlink {
        sid: u64,
        ticket: Ticket,
    },
    Play {
        sid: u64,
        play: Box<Play>,
        ticket: Ticket,
    },
    StopPlay {
        sid: u64,
        play: String,
        ticket: Ticket,
    },
    Digits {
        sid: u64,
        dialer: Dialer,
        ticket: Ticket,
    },
    Tap {
        sid: u64,
        tap: Tap,
        ticket: Ticket,
    },
    /// Without a ticket it is part of a `record.close`.
    Untap {
        sid: u64,
        recorder: u64,
        ticket: Option<Ticket>,
    },
    /// Without a ticket nobody waits for an answer.
    Room {
        rid: u64,
        order: RoomOrder,
        ticket: Option<Ticket>,
    },
    DescribeRooms {
        rids: Vec<u64>,
        answer: SyncSender<Vec<RoomDescription>>,
    },
    Describe {
        sids: Vec<u64>,
        answer: SyncSender<Vec<Description>>,
    },
    Stop,
}
