//! How loud a recording is, in blocks of 20 ms, and since when nobody speaks.

/// A block louder than this may be speech.
const SPEECH_DBOV: i32 = -42;
/// So many loud blocks in a row are speech; a click is shorter.
const SPEECH_BLOCKS: u32 = 3;
/// The level that stands for digital silence (RFC 6464).
const SILENCE_DBOV: i32 = -127;

/// Watches the blocks of a recording.
#[derive(Debug)]
pub struct Level {
    /// The loudest block so far, in dBov.
    pub loudest_dbov: i32,
    loud: u32,
    /// Blocks since speech was heard; `None` before the first.
    quiet: Option<u64>,
}

impl Level {
    pub const fn new() -> Self {
        Self { loudest_dbov: SILENCE_DBOV, loud: 0, quiet: None }
    }

    /// Takes a block of interleaved samples; the louder channel counts.
    pub fn block(&mut self, samples: &[i16], channels: usize) {
        let level = (0..channels).map(|channel| dbov(samples.iter().skip(channel).step_by(channels).copied())).max();
        let level = level.unwrap_or(SILENCE_DBOV);
        self.loudest_dbov = self.loudest_dbov.max(level);
        self.loud = if level > SPEECH_DBOV { self.loud.saturating_add(1) } else { 0 };
        self.quiet = if self.loud >= SPEECH_BLOCKS { Some(0) } else { self.quiet.map(|blocks| blocks + 1) };
    }

    /// Blocks since the last speech; `None` while there was none.
    pub const fn quiet_blocks(&self) -> Option<u64> {
        self.quiet
    }
}

/// The level of samples in dB below the square wave of full scale.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a level within -127 and 0 of few samples")]
pub fn dbov(samples: impl Iterator<Item = i16>) -> i32 {
    let (mut sum, mut count) = (0.0f64, 0u32);
    for sample in samples {
        sum += f64::from(sample).powi(2);
        count += 1;
    }
    let mean = sum / f64::from(count.max(1)) / (32768.0 * 32768.0);
    (10.0 * mean.log10()).round().clamp(f64::from(SILENCE_DBOV), 0.0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_those_of_rfc_6464() {
        assert_eq!(dbov([i16::MIN; 160].into_iter()), 0);
        assert_eq!(dbov([3277; 160].into_iter()), -20);
        assert_eq!(dbov([0; 160].into_iter()), -127);
        assert_eq!(dbov(std::iter::empty()), -127);
    }

    #[test]
    fn speech_is_longer_than_a_click() {
        let mut level = Level::new();
        level.block(&[5000; 160], 1);
        level.block(&[0; 160], 1);
        assert_eq!(level.quiet_blocks(), None);
        for _ in 0..3 {
            level.block(&[5000; 160], 1);
        }
        assert_eq!(level.quiet_blocks(), Some(0));
        level.block(&[0; 160], 1);
        level.block(&[5000; 160], 1);
        assert_eq!(level.quiet_blocks(), Some(2));
    }

    #[test]
    fn the_louder_channel_counts() {
        let mut level = Level::new();
        let samples: Vec<i16> = (0..160).flat_map(|_| [0, 3277]).collect();
        level.block(&samples, 2);
        assert_eq!(level.loudest_dbov, -20);
    }
}
