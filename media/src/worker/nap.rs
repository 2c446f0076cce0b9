//! When packets come thick, a worker looks at its sockets in steps instead of being woken for each (docs/adr/0035).
//!
//! Going to sleep and waking up costs more than relaying a packet. Below the threshold every packet is relayed on arrival.

use crate::clock::Micros;
use std::time::Duration;

/// How long packets wait at most to be relayed together.
const PAUSE: Micros = 1_000;
/// Packets are counted over this long.
const WINDOW: Micros = 20_000;
/// So many in a window are thick: two in each pause.
const THICK: usize = 40;

/// Decides when to pause.
#[derive(Debug, Default)]
pub struct Nap {
    since: Micros,
    events: usize,
    thick: bool,
}

impl Nap {
    /// Takes note of events that were handled at `now`; returns how long not to look.
    pub fn after(&mut self, events: usize, now: Micros) -> Option<Duration> {
        self.events += events;
        let passed = now.saturating_sub(self.since);
        if passed >= WINDOW {
            // Longer windows are those in which nothing came.
            self.thick = passed < WINDOW * 2 && self.events >= THICK;
            (self.since, self.events) = (now, 0);
        }
        self.thick.then_some(Duration::from_micros(PAUSE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets one packet come each `period` for a second; returns how many were followed by a pause.
    fn pauses(nap: &mut Nap, period: Micros) -> usize {
        let start = nap.since + WINDOW;
        (0..1_000_000 / period).filter(|number| nap.after(1, start + number * period).is_some()).count()
    }

    #[test]
    fn few_packets_are_taken_one_by_one() {
        assert_eq!(pauses(&mut Nap::default(), 600), 0);
    }

    #[test]
    fn many_packets_are_taken_together() {
        assert!(pauses(&mut Nap::default(), 200) > 4_800);
    }

    #[test]
    fn it_ends_when_they_become_few() {
        let mut nap = Nap::default();
        pauses(&mut nap, 200);
        assert!(pauses(&mut nap, 5_000) <= 4);
    }

    #[test]
    fn a_packet_after_a_silence_is_taken_at_once() {
        let mut nap = Nap::default();
        pauses(&mut nap, 200);
        assert_eq!(nap.after(1, nap.since + 10 * WINDOW), None);
    }
}
