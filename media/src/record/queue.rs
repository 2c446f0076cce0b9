//! The bounded queue between a session and the writing thread: encoded packets in one flat buffer.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Budget, RECORDER_QUEUE_MAX, Shared};
use crate::codec::CodecKind;

/// Bytes before each payload: codec, sequence number, timestamp, arrival, length.
const HEAD: usize = 1 + 2 + 4 + 8 + 2;

/// A packet in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    pub codec: CodecKind,
    pub seq: u16,
    pub ts: u32,
    pub arrival_us: u64,
    pub payload: &'a [u8],
}

#[derive(Debug)]
struct Tap {
    shared: Arc<Shared>,
    budget: Arc<Budget>,
    /// Held only to append a packet or to exchange the buffer.
    queue: Mutex<Vec<u8>>,
}

/// Where a session puts what it receives; clones feed the same source.
#[derive(Clone, Debug)]
pub struct TapSender(Arc<Tap>);

impl TapSender {
    pub(super) fn new(shared: Arc<Shared>, budget: Arc<Budget>) -> Self {
        Self(Arc::new(Tap { shared, budget, queue: Mutex::default() }))
    }

    /// Queues a packet that arrived at `arrival_us` (monotonic); never waits. Where too much is waiting it is dropped, and the recorder
    /// reports that once.
    pub fn packet(&self, codec: CodecKind, seq: u16, ts: u32, arrival_us: u64, payload: &[u8]) {
        let tap = &*self.0;
        let Ok(length) = u16::try_from(payload.len()) else { return };
        if tap.shared.ended.load(Ordering::Relaxed) {
            return;
        }
        let size = HEAD + payload.len();
        let own = tap.shared.waiting.fetch_add(size, Ordering::Relaxed) + size;
        let all = tap.budget.waiting.fetch_add(size, Ordering::Relaxed) + size;
        if own > RECORDER_QUEUE_MAX || all > tap.budget.limit {
            self.release(size);
            tap.shared.overflowed.store(true, Ordering::Relaxed);
            return;
        }
        let mut queue = tap.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.push(codec as u8);
        queue.extend_from_slice(&seq.to_le_bytes());
        queue.extend_from_slice(&ts.to_le_bytes());
        queue.extend_from_slice(&arrival_us.to_le_bytes());
        queue.extend_from_slice(&length.to_le_bytes());
        queue.extend_from_slice(payload);
    }

    /// Takes what is queued, leaving `buffer` (emptied) in its place.
    pub(super) fn take(&self, buffer: &mut Vec<u8>) {
        buffer.clear();
        std::mem::swap(&mut *self.0.queue.lock().unwrap_or_else(PoisonError::into_inner), buffer);
        self.release(buffer.len());
    }

    fn release(&self, size: usize) {
        self.0.shared.waiting.fetch_sub(size, Ordering::Relaxed);
        self.0.budget.waiting.fetch_sub(size, Ordering::Relaxed);
    }

    /// Whether no session holds it any more.
    pub(super) fn abandoned(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        let left = self.queue.get_mut().unwrap_or_else(PoisonError::into_inner).len();
        self.shared.waiting.fetch_sub(left, Ordering::Relaxed);
        self.budget.waiting.fetch_sub(left, Ordering::Relaxed);
    }
}

/// The packets of a buffer, in the order they were queued.
pub fn packets(mut buffer: &[u8]) -> impl Iterator<Item = Packet<'_>> {
    std::iter::from_fn(move || {
        let (&codec, rest) = buffer.split_first()?;
        let (seq, rest) = rest.split_first_chunk()?;
        let (ts, rest) = rest.split_first_chunk()?;
        let (arrival, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (payload, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        buffer = rest;
        Some(Packet {
            codec: CodecKind::ALL.into_iter().find(|kind| *kind as u8 == codec)?,
            seq: u16::from_le_bytes(*seq),
            ts: u32::from_le_bytes(*ts),
            arrival_us: u64::from_le_bytes(*arrival),
            payload,
        })
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    fn sender(limit: usize) -> (TapSender, Arc<Shared>, Arc<Budget>) {
        let shared = Arc::new(Shared::default());
        let budget = Arc::new(Budget { waiting: AtomicUsize::new(0), limit });
        (TapSender::new(Arc::clone(&shared), Arc::clone(&budget)), shared, budget)
    }

    #[test]
    fn packets_come_out_as_they_went_in() {
        let (sender, shared, _) = sender(usize::MAX);
        sender.packet(CodecKind::G722, 65535, u32::MAX, u64::MAX, &[1, 2, 3]);
        sender.packet(CodecKind::Pcma, 0, 0, 5, &[]);
        let mut buffer = vec![9; 10];
        sender.take(&mut buffer);
        let got: Vec<_> = packets(&buffer).collect();
        assert_eq!(got[0], Packet { codec: CodecKind::G722, seq: 65535, ts: u32::MAX, arrival_us: u64::MAX, payload: &[1, 2, 3] });
        assert_eq!(got[1], Packet { codec: CodecKind::Pcma, seq: 0, ts: 0, arrival_us: 5, payload: &[] });
        assert_eq!(got.len(), 2);
        assert_eq!(shared.waiting.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn both_bounds_hold_and_are_given_back() {
        for limit in [usize::MAX, 5000] {
            let (sender, shared, budget) = sender(limit);
            for seq in 0..10_000 {
                sender.packet(CodecKind::Pcmu, seq, 0, 0, &[0; 160]);
            }
            let bound = RECORDER_QUEUE_MAX.min(limit);
            let waiting = shared.waiting.load(Ordering::Relaxed);
            assert!(waiting <= bound && waiting > bound - 200);
            assert!(shared.overflowed.load(Ordering::Relaxed));
            drop(sender);
            assert_eq!((shared.waiting.load(Ordering::Relaxed), budget.waiting.load(Ordering::Relaxed)), (0, 0));
        }
    }

    #[test]
    fn rubbish_ends_the_packets() {
        assert_eq!(packets(&[9; 100]).count(), 0);
        assert_eq!(packets(&[0; HEAD - 1]).count(), 0);
    }
}
