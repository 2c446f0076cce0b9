//! How long packets should wait: learnt from how much later than the fastest of their neighbours they arrive.

/// Bounds of the delay.
const LEAST_US: i64 = 20_000;
const MOST_US: i64 = 200_000;
/// The delay before anything is known.
const FIRST_US: i64 = 40_000;
/// Width of a class of lateness, and how many there are.
const CLASS_US: i64 = 10_000;
const CLASSES: usize = 20;
/// So many packets in a thousand shall be in time.
const IN_TIME: u32 = 975;
/// Counts are halved after so many packets, so that the past fades.
const MEMORY: u32 = 256;
/// The fastest packet is sought in two windows of this length.
const WINDOW_US: i64 = 5_000_000;

/// The spread of arrival times of one stream.
#[derive(Default)]
pub struct Delay {
    /// Packets by lateness.
    counts: [u32; CLASSES],
    total: u32,
    /// Least difference of arrival and timestamp in the window before and in this one.
    bases: [Option<i64>; 2],
    window_end_us: i64,
}

impl Delay {
    /// Takes the difference of arrival and timestamp of a packet.
    pub fn learn(&mut self, transit_us: i64, arrival_us: i64) {
        if arrival_us >= self.window_end_us {
            self.window_end_us = arrival_us.saturating_add(WINDOW_US);
            self.bases = [self.bases[1], None];
        }
        self.bases[1] = Some(self.bases[1].map_or(transit_us, |base| base.min(transit_us)));
        let late = (transit_us - self.base_us()) / CLASS_US;
        let class = usize::try_from(late).unwrap_or(0).min(CLASSES - 1);
        if let Some(count) = self.counts.get_mut(class) {
            *count += 1;
            self.total += 1;
        }
        if self.total >= MEMORY {
            for count in &mut self.counts {
                *count /= 2;
            }
            self.total = self.counts.iter().sum();
        }
    }

    /// The transit of the fastest packet in the last five to ten seconds.
    pub fn base_us(&self) -> i64 {
        self.bases.iter().flatten().copied().min().unwrap_or(0)
    }

    /// How long after the fastest packet of its time a packet shall be played.
    pub fn target_us(&self) -> i64 {
        if self.total < 10 {
            return FIRST_US;
        }
        let wanted = self.total * IN_TIME / 1000;
        let mut seen = 0;
        let mut target = 0;
        for count in self.counts {
            seen += count;
            target += CLASS_US;
            if seen >= wanted {
                break;
            }
        }
        (target + CLASS_US).clamp(LEAST_US, MOST_US)
    }

    /// Another stream begins: its timestamps have another zero.
    pub const fn forget_base(&mut self) {
        self.bases = [None; 2];
        self.window_end_us = 0;
    }
}
