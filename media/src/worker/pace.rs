//! The worker's timer: absolute, periodic, and re-armed only when the period changes.

use crate::clock::Micros;
use crate::log;
use rustix::time::{Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// The tick of playing, dialling and transcoding.
pub const TICK: Micros = 20_000;

/// A timerfd and what it is set to.
pub struct Pacer {
    timer: OwnedFd,
    period: Micros,
}

fn timespec(time: Micros) -> Timespec {
    // Both fit: the quotient of a u64 by 10^6 is below 2^63, the rest below 10^9.
    Timespec { tv_sec: (time / 1_000_000).cast_signed(), tv_nsec: (time % 1_000_000 * 1000).cast_signed() }
}

impl Pacer {
    pub fn new() -> std::io::Result<Self> {
        let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
        Ok(Self { timer: timerfd_create(TimerfdClockId::Monotonic, flags)?, period: 0 })
    }

    pub fn descriptor(&self) -> BorrowedFd<'_> {
        self.timer.as_fd()
    }

    /// Ticks at multiples of `period`; 0 stops.
    pub fn set(&mut self, period: Micros, now: Micros) {
        if period == self.period {
            return;
        }
        self.period = period;
        let first = now.checked_div(period).map_or(0, |periods| (periods + 1) * period);
        let value = Itimerspec { it_interval: timespec(period), it_value: timespec(first) };
        if let Err(error) = timerfd_settime(&self.timer, TimerfdTimerFlags::ABSTIME, &value) {
            log::warn(format_args!("the tick cannot be set: {error}"));
        }
    }

    /// Takes note of an expiry, so that epoll stops reporting it.
    pub fn expired(&self) {
        let _ = rustix::io::read(&self.timer, &mut [0u8; 8]);
    }
}
