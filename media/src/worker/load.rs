//! How busy a worker is, as it says itself.

use crate::clock::Micros;
use std::sync::atomic::{AtomicU32, Ordering};

/// Thousandths of a core, written by the worker and read by the control thread.
#[derive(Debug, Default)]
pub struct Load(AtomicU32);

impl Load {
    /// Stores CPU time used in a time that passed.
    pub fn measured(&self, used: Micros, passed: Micros) {
        let permille = (used * 1000).checked_div(passed).unwrap_or(0).min(1000);
        self.0.store(u32::try_from(permille).unwrap_or(1000), Ordering::Relaxed);
    }

    /// The last measure.
    #[must_use]
    pub fn permille(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}
