//! The only place that reads clocks: monotonic microseconds for timing, UTC microseconds for what is reported.

use rustix::time::{ClockId, Timespec, clock_gettime};

/// Microseconds of a monotonic or UTC clock.
pub type Micros = u64;

fn micros(time: Timespec) -> Micros {
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let nanos = u64::try_from(time.tv_nsec).unwrap_or(0);
    seconds * 1_000_000 + nanos / 1_000
}

/// Monotonic time; its zero is arbitrary.
#[must_use]
pub fn monotonic() -> Micros {
    micros(clock_gettime(ClockId::Monotonic))
}

/// UTC since 1970.
#[must_use]
pub fn utc() -> Micros {
    micros(clock_gettime(ClockId::Realtime))
}

/// CPU time that the process has used.
#[must_use]
pub fn process_cpu() -> Micros {
    micros(clock_gettime(ClockId::ProcessCPUTime))
}

/// CPU time that the calling thread has used.
#[must_use]
pub fn thread_cpu() -> Micros {
    micros(clock_gettime(ClockId::ThreadCPUTime))
}

/// The UTC time of a monotonic moment in the past.
#[must_use]
pub fn utc_of(moment: Micros) -> Micros {
    utc().saturating_sub(monotonic().saturating_sub(moment))
}
