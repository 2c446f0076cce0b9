//! The power of short pieces of a voice, and the floor of noise under it.

const WINDOW: u8 = 13;
const WINDOWS: usize = 8;

/// Mean square of samples.
#[must_use]
#[allow(clippy::cast_precision_loss)] // an estimate
pub fn power(samples: &[i16]) -> f32 {
    let square = |sample: &i16| i64::from(i32::from(*sample) * i32::from(*sample));
    samples.iter().map(square).sum::<i64>() as f32 / samples.len().max(1) as f32
}

/// The quietest 20 ms in the last two seconds.
#[derive(Clone, Debug)]
pub struct Floor {
    least: [f32; WINDOWS],
    at: usize,
    count: u8,
}

impl Default for Floor {
    fn default() -> Self {
        Self { least: [f32::INFINITY; WINDOWS], at: 0, count: 0 }
    }
}

impl Floor {
    /// Takes the power of 20 ms and gives the floor.
    pub fn learn(&mut self, power: f32) -> f32 {
        if self.count == WINDOW {
            self.count = 0;
            self.at = (self.at + 1) % WINDOWS;
            if let Some(least) = self.least.get_mut(self.at) {
                *least = f32::INFINITY;
            }
        }
        self.count += 1;
        if let Some(least) = self.least.get_mut(self.at) {
            *least = least.min(power);
        }
        self.least.iter().fold(f32::INFINITY, |all, least| all.min(*least))
    }
}
