//! The sockets of those who are in rooms: their packets can wait for the mix, so many of them are read together.
//!
//! Waking up for a packet costs more than taking it (docs/adr/0054). Nothing that a room receives leaves before the next tick, so a worker with
//! many members looks at their sockets each two milliseconds; with few members packets are taken as they come.

use super::pace::Pacer;
use crate::clock::Micros;
use crate::log;
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::time::Timespec;
use std::net::UdpSocket;
use std::os::fd::{BorrowedFd, OwnedFd};

/// How long packets wait to be read together; arrival times are rounded by that much.
const PAUSE: Micros = 2_000;
/// With more members than this, packets are read together.
const MANY: usize = 16;

/// An epoll set of its own, which the worker's either watches or not.
pub struct Lobby {
    set: OwnedFd,
    pacer: Pacer,
    members: usize,
    /// The worker is woken for each packet.
    watched: bool,
}

impl Lobby {
    pub fn new() -> std::io::Result<Self> {
        Ok(Self { set: epoll::create(CreateFlags::CLOEXEC)?, pacer: Pacer::new()?, members: 0, watched: false })
    }

    /// The timer at which the sockets are to be read.
    pub fn timer(&self) -> BorrowedFd<'_> {
        self.pacer.descriptor()
    }

    /// Takes over a socket from the worker's own set.
    pub fn enter(&mut self, own: &OwnedFd, socket: &UdpSocket, data: EventData) {
        let moved = epoll::delete(own, socket).and_then(|()| epoll::add(&self.set, socket, data, EventFlags::IN));
        if let Err(error) = moved {
            log::warn(format_args!("a member of a room cannot be watched: {error}"));
        }
        self.members += 1;
    }

    /// Gives a socket back.
    pub fn leave(&mut self, own: &OwnedFd, socket: &UdpSocket, data: EventData) {
        let moved = epoll::delete(&self.set, socket).and_then(|()| epoll::add(own, socket, data, EventFlags::IN));
        if let Err(error) = moved {
            log::warn(format_args!("a session that left a room cannot be watched: {error}"));
        }
        self.members = self.members.saturating_sub(1);
    }

    /// Decides how packets are noticed; `data` marks this set in the worker's own.
    pub fn arrange(&mut self, own: &OwnedFd, data: EventData, now: Micros) {
        let many = self.members > MANY;
        self.pacer.set(if many { PAUSE } else { 0 }, now);
        let watched = self.members > 0 && !many;
        if watched == self.watched {
            return;
        }
        let done = if watched { epoll::add(own, &self.set, data, EventFlags::IN) } else { epoll::delete(own, &self.set) };
        if let Err(error) = done {
            log::warn(format_args!("the members of rooms cannot be watched: {error}"));
        }
        self.watched = watched;
    }

    /// Takes note of the timer.
    pub fn expired(&self) {
        self.pacer.expired();
    }

    /// Puts the sockets that have packets into `ready`, in place of what was there.
    pub fn look(&self, ready: &mut Vec<Event>) {
        ready.clear();
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        // An interrupted look is followed by the next.
        let _ = epoll::wait(&self.set, spare_capacity(ready), Some(&at_once));
    }
}
