//! A worker thread: an epoll loop over the sockets of its sessions, its orders and one timer.
//!
//! Packets are relayed when they arrive, or within a millisecond when they come thick, without allocation, lock or lookup by name: the epoll
//! data is the slot of the session. The timer
//! runs at 20 ms only while a session plays, dials or transcodes, or there is a room; otherwise it ticks twice a second for reports and timeouts, and not at
//! all without sessions.

mod load;
mod lobby;
mod nap;
pub mod order;
mod orders;
mod pace;
pub mod rooms;
mod slots;
mod transcode;
mod video;

use crate::clock::{Micros, monotonic, thread_cpu};
use crate::dtmf::Press;
use crate::log;
use crate::report::{Inbox, Outbox, Report};
use crate::rtp::{self, LARGEST};
use crate::session::settings::Incoming;
pub use load::Load;
use lobby::Lobby;
use nap::Nap;
use order::Order;
use pace::Pacer;
use rooms::Hall;
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use slots::Slots;
use std::collections::HashMap;
use std::os::fd::OwnedFd;
use std::sync::Arc;

/// How often reports and timeouts are looked at.
const SLOW: Micros = 500_000;
const EVENTS: usize = 256;
/// The workers' niceness: ahead of ordinary processes, behind the kernel's own.
const NICE: i32 = -11;

/// What an epoll event is about; slots are shifted by two bits.
const RTP: u64 = 0;
const RTCP: u64 = 1;
const ORDERS: u64 = 2;
const TIMER: u64 = 3;
/// Kinds that need no slot, told apart in its place.
const LOBBY: u64 = ORDERS | 1 << 2;
const LOBBY_TIMER: u64 = TIMER | 1 << 2;

/// One worker's state; it lives on its thread.
pub struct Worker {
    epoll: OwnedFd,
    inbox: Inbox<Order>,
    out: Outbox<Report>,
    sessions: Slots,
    rooms: HashMap<u64, Box<Hall>>,
    lobby: Lobby,
    /// Slots that need the 20 ms tick.
    active: Vec<usize>,
    pacer: Pacer,
    next_slow: Micros,
    buffer: Box<[u8]>,
    scratch: Vec<u8>,
    random: u32,
    running: bool,
    load: Arc<Load>,
    measured: (Micros, Micros),
}

impl Worker {
    /// Prepares a worker that takes orders from `inbox`.
    pub fn new(inbox: Inbox<Order>, out: Outbox<Report>, load: Arc<Load>, seed: u32) -> std::io::Result<Self> {
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        let pacer = Pacer::new()?;
        epoll::add(&epoll, inbox.bell(), EventData::new_u64(ORDERS), EventFlags::IN)?;
        epoll::add(&epoll, pacer.descriptor(), EventData::new_u64(TIMER), EventFlags::IN)?;
        let lobby = Lobby::new()?;
        epoll::add(&epoll, lobby.timer(), EventData::new_u64(LOBBY_TIMER), EventFlags::IN)?;
        Ok(Self {
            epoll,
            inbox,
            out,
            sessions: Slots::default(),
            rooms: HashMap::new(),
            lobby,
            active: Vec::new(),
            pacer,
            next_slow: 0,
            buffer: vec![0; LARGEST + 1].into_boxed_slice(),
            scratch: Vec::with_capacity(LARGEST),
            random: seed | 1,
            running: true,
            load,
            measured: (0, 0),
        })
    }

    /// Runs until it is told to stop.
    pub fn run(mut self) {
        // Packets before everything else, where the system lets us; without the right it works as any process does.
        let _ = rustix::process::setpriority_process(None, NICE);
        let mut events: Vec<Event> = Vec::with_capacity(EVENTS);
        let mut nap = Nap::default();
        while self.running {
            events.clear();
            match epoll::wait(&self.epoll, spare_capacity(&mut events), None) {
                Ok(_) => {}
                Err(rustix::io::Errno::INTR) => continue,
                Err(error) => return log::warn(format_args!("a worker cannot wait any more: {error}")),
            }
            let now = monotonic();
            for event in &events {
                let data = event.data.u64();
                #[allow(clippy::cast_possible_truncation)] // a slot number fits in usize
                let slot = (data >> 2) as usize;
                match data & 3 {
                    _ if data == LOBBY || data == LOBBY_TIMER => self.lobby(data == LOBBY_TIMER, now),
                    RTP => self.rtp_ready(slot, now),
                    RTCP => self.rtcp_ready(slot, now),
                    ORDERS => self.orders(now),
                    _ => self.tick(now),
                }
            }
            self.out.flush();
            self.pace(now);
            if let Some(pause) = nap.after(events.len(), now) {
                std::thread::sleep(pause);
            }
        }
    }

    fn rtp_ready(&mut self, slot: usize, now: Micros) {
        let Some(session) = self.sessions.get_mut(slot) else { return };
        let Ok((length, from)) = session.rtp().recv_from(&mut self.buffer) else { return };
        let Some(data) = self.buffer.get_mut(..length) else { return };
        let Some(length) = session.admit_datagram(data, from, now, &mut self.out) else {
            // A check or a handshake: the tick looks after what it began.
            if session.needs_tick() {
                self.activate(slot);
            }
            return;
        };
        let Some(data) = self.buffer.get_mut(..length) else { return };
        if session.faxes() {
            let peer = session.peer.filter(|_| session.take_udptl(data, from, now, &mut self.out));
            if let Some(target) = peer.and_then(|peer| self.sessions.get_mut(peer)) {
                target.relay_udptl(data);
            }
            return;
        }
        if rtp::is_rtcp(data) {
            if session.take_rtcp(data, from, now, &mut self.out) {
                self.feedback(slot, length);
            }
            return;
        }
        let Some((packet, incoming)) = session.take(data, from, now, &mut self.out) else { return };
        let keys = session.passing();
        let (peer, heard, transcoding) = (session.peer, session.heard(), session.transcoder.is_some());
        let treated = session.processing.is_on();
        let keyed = session.detects || matches!(incoming, Incoming::Event(_));
        let busy = keyed && !session.active && session.needs_tick();
        let seat = session.seat;
        if let (Some(keys), Some(peer)) = (keys, peer) {
            Self::translate(&mut self.sessions, &mut self.active, peer, keys);
        }
        if let Some(target) = peer.and_then(|peer| self.sessions.get_mut(peer)) {
            let differs =
                matches!((heard, target.sending()), (Some(codec), Some(sending)) if treated || sending.anew || sending.codec != codec);
            match incoming {
                Incoming::Audio(codec) if differs => return self.transcode(slot, codec, &packet, incoming, now),
                Incoming::Noise if differs => {
                    if let Some(codec) = heard {
                        self.transcode(slot, codec, &packet, incoming, now);
                    }
                    return;
                }
                _ => target.relay(data, &packet, incoming, differs, now),
            }
            if transcoding && !differs {
                self.end_transcoding(slot);
            }
        } else if let Some(seat) = seat {
            self.speak(seat, &packet, incoming, now);
        }
        if busy {
            self.activate(slot);
        }
    }

    fn rtcp_ready(&mut self, slot: usize, now: Micros) {
        let Some(session) = self.sessions.get_mut(slot) else { return };
        let Ok((length, from)) = session.rtcp().recv_from(&mut self.buffer) else { return };
        let Some(data) = self.buffer.get_mut(..length) else { return };
        let Some(length) = session.admit_control(data, from, now, &mut self.out) else { return };
        if data.get(..length).is_some_and(|data| session.take_rtcp(data, from, now, &mut self.out)) {
            self.feedback(slot, length);
        }
    }

    /// Makes the 20 ms tick visit a session.
    fn activate(&mut self, slot: usize) {
        if let Some(session) = self.sessions.get_mut(slot)
            && !std::mem::replace(&mut session.active, true)
        {
            self.active.push(slot);
        }
    }

    /// Gives a session the keys that were pressed at the linked one, where they are carried otherwise there.
    fn translate(sessions: &mut Slots, active: &mut Vec<usize>, slot: usize, keys: Vec<(Press, bool)>) {
        let Some(session) = sessions.get_mut(slot) else { return };
        session.translate(keys);
        if session.needs_tick() && !std::mem::replace(&mut session.active, true) {
            active.push(slot);
        }
    }

    fn tick(&mut self, now: Micros) {
        self.pacer.expired();
        let mut index = 0;
        while let Some(slot) = self.active.get(index).copied() {
            let Some(session) = self.sessions.get_mut(slot).filter(|session| session.active) else {
                self.active.swap_remove(index);
                continue;
            };
            session.tick(&mut self.scratch, now, &mut self.out);
            if let (Some(keys), Some(peer)) = (session.passing(), session.peer) {
                Self::translate(&mut self.sessions, &mut self.active, peer, keys);
            }
            self.transcode_due(slot, now);
            let session = self.sessions.get_mut(slot);
            if session.is_some_and(|session| {
                session.active = session.needs_tick();
                session.active
            }) {
                index += 1;
            } else {
                self.active.swap_remove(index);
            }
        }
        self.mix(now);
        if now >= self.next_slow {
            // A little less, so that a tick that comes early is not passed over.
            self.next_slow = now + SLOW - pace::TICK / 2;
            self.slow(now);
        }
    }

    fn slow(&mut self, now: Micros) {
        let used = thread_cpu();
        let (before, used_before) = std::mem::replace(&mut self.measured, (now, used));
        self.load.measured(used.saturating_sub(used_before), now.saturating_sub(before));
        for session in self.sessions.iter_mut() {
            // Marsaglia's xorshift: only spreads the reports.
            self.random ^= self.random << 13;
            self.random ^= self.random >> 17;
            self.random ^= self.random << 5;
            session.watch(now, &mut self.out);
            session.advance(now, &mut self.out);
            session.report(&mut self.scratch, self.random, now, &mut self.out);
        }
    }

    fn pace(&mut self, now: Micros) {
        let period = if self.sessions.is_empty() && self.rooms.is_empty() {
            self.load.measured(0, 1);
            0
        } else if self.active.is_empty() && self.rooms.is_empty() {
            SLOW
        } else {
            pace::TICK
        };
        self.pacer.set(period, now);
        self.lobby.arrange(&self.epoll, EventData::new_u64(LOBBY), now);
    }
}
