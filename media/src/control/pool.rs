//! The worker threads as the control thread sees them.

use crate::log;
use crate::report::{Outbox, Report, mailbox};
use crate::session::Session;
use crate::session::reporting::Description;
use crate::worker::Worker;
use crate::worker::order::Order;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::mpsc::sync_channel;
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// A worker answers within a few packets' time; longer means that it is gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// The workers.
pub struct Pool {
    orders: Vec<Outbox<Order>>,
    threads: Vec<JoinHandle<()>>,
}

impl Pool {
    /// Starts `count` workers that report to `out`.
    pub fn start(count: usize, out: &Outbox<Report>, seed: u32) -> io::Result<Self> {
        let mut pool = Self { orders: Vec::new(), threads: Vec::new() };
        for index in 0..count {
            let (orders, inbox) = mailbox()?;
            #[allow(clippy::cast_possible_truncation)] // a few workers
            let worker = Worker::new(inbox, out.clone(), seed.wrapping_add(index as u32))?;
            pool.threads.push(Builder::new().name(format!("worker-{index}")).spawn(move || worker.run())?);
            pool.orders.push(orders);
        }
        Ok(pool)
    }

    #[must_use]
    pub fn size(&self) -> usize {
        self.orders.len()
    }

    /// The worker of a group of sessions.
    #[must_use]
    pub fn of_group(&self, group: &str) -> usize {
        let mut hasher = DefaultHasher::new();
        group.hash(&mut hasher);
        usize::try_from(hasher.finish() % (self.size().max(1) as u64)).unwrap_or(0)
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
