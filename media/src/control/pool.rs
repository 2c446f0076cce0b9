//! The worker threads as the control thread sees them.

use crate::log;
use crate::report::{Outbox, Report, mailbox};
use crate::session::Session;
use crate::session::reporting::Description;
use crate::worker::order::Order;
use crate::worker::rooms::RoomDescription;
use crate::worker::{Load, Worker};
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// A worker answers within a few packets' time; longer means that it is gone.
const PATIENCE: Duration = Duration::from_secs(2);
/// A worker this busy, in thousandths of a core, gets no more groups while another has room.
const FULL_PERMILLE: u32 = 400;
/// What a relayed session will use at least, in ten-thousandths of a core: new ones are not measured yet.
const SESSION_PERMYRIAD: u32 = 3;

/// A controller's group of sessions that belong together.
pub type Group = (u32, String);

/// The workers.
pub struct Pool {
    orders: Vec<Outbox<Order>>,
    loads: Vec<Arc<Load>>,
    /// Sessions on each worker.
    counts: Vec<u32>,
    /// Where a group is, and how many sessions it has.
    groups: HashMap<Group, (usize, u32)>,
    threads: Vec<JoinHandle<()>>,
}

impl Pool {
    /// Starts `count` workers that report to `out`.
    pub fn start(count: usize, out: &Outbox<Report>, seed: u32) -> io::Result<Self> {
        let mut pool = Self { orders: Vec::new(), loads: Vec::new(), counts: vec![0; count], groups: HashMap::new(), threads: Vec::new() };
        for index in 0..count {
            let (orders, inbox) = mailbox()?;
            let load = Arc::new(Load::default());
            pool.loads.push(Arc::clone(&load));
            #[allow(clippy::cast_possible_truncation)] // a few workers
            let worker = Worker::new(inbox, out.clone(), load, seed.wrapping_add(index as u32))?;
            pool.threads.push(Builder::new().name(format!("worker-{index}")).spawn(move || worker.run())?);
            pool.orders.push(orders);
        }
        Ok(pool)
    }

    #[must_use]
    pub fn size(&self) -> usize {
        self.orders.len()
    }

    /// Finds the worker for one more session of a group.
    ///
    /// Workers are filled one after the other: each packet that finds its worker awake saves a wake-up, which costs as much as relaying it.
    pub fn enter(&mut self, group: Group) -> usize {
        let chosen = self.groups.get(&group).map_or_else(|| self.roomy(), |known| known.0);
        self.groups.entry(group).or_insert((chosen, 0)).1 += 1;
        self.count(chosen, 1);
        chosen
    }

    /// A session of a group has gone from a worker.
    pub fn leave(&mut self, group: &Group, worker: usize) {
        self.count(worker, -1);
        if let Some(known) = self.groups.get_mut(group) {
            known.1 = known.1.saturating_sub(1);
            if known.1 == 0 {
                self.groups.remove(group);
            }
        }
    }

    /// A session moves between workers; its group stays where it was.
    pub fn moved(&mut self, from: usize, to: usize) {
        self.count(from, -1);
        self.count(to, 1);
    }

    fn count(&mut self, worker: usize, change: i32) {
        if let Some(count) = self.counts.get_mut(worker) {
            *count = count.saturating_add_signed(change);
        }
    }

    fn roomy(&self) -> usize {
        let busy = |(load, count): (&Arc<Load>, &u32)| load.permille().max(count * SESSION_PERMYRIAD / 10);
        let loads: Vec<u32> = self.loads.iter().zip(&self.counts).map(busy).collect();
        let least = || loads.iter().enumerate().min_by_key(|(_, load)| **load).map(|(index, _)| index);
        loads.iter().position(|load| *load < FULL_PERMILLE).or_else(least).unwrap_or(0)
    }

    /// Queues an order; it is seen after [`Pool::flush`].
    pub fn order(&mut self, worker: usize, order: Order) {
        if let Some(orders) = self.orders.get_mut(worker) {
            orders.push(order);
        }
    }

    /// Wakes the workers that have orders.
    pub fn flush(&mut self) {
        self.orders.iter_mut().for_each(Outbox::flush);
    }

    /// Takes a session from a worker.
    pub fn release(&mut self, worker: usize, sid: u64) -> Option<Box<Session>> {
        let (answer, taken) = sync_channel(1);
        self.order(worker, Order::Release { sid, answer });
        self.flush();
        taken.recv_timeout(PATIENCE).ok().flatten()
    }

    /// Descriptions of sessions of one worker.
    pub fn describe(&mut self, worker: usize, sids: Vec<u64>) -> Vec<Description> {
        let (answer, described) = sync_channel(1);
        self.order(worker, Order::Describe { sids, answer });
        self.flush();
        described.recv_timeout(PATIENCE).unwrap_or_default()
    }

    /// Descriptions of rooms of one worker.
    pub fn describe_rooms(&mut self, worker: usize, rids: Vec<u64>) -> Vec<RoomDescription> {
        let (answer, described) = sync_channel(1);
        self.order(worker, Order::DescribeRooms { rids, answer });
        self.flush();
        described.recv_timeout(PATIENCE).unwrap_or_default()
    }

    /// Stops all and waits for them.
    pub fn stop(mut self) {
        for worker in 0..self.size() {
            self.order(worker, Order::Stop);
        }
        self.flush();
        for thread in self.threads {
            if thread.join().is_err() {
                log::warn("a worker had failed");
            }
        }
    }
}
