//! From a mix to payloads: rate, packet time, codec. A copy goes on exactly where its original was.

use crate::codec::{CodecKind, Encoder, Tuning};
use crate::resample::Resampler;

/// What a member is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    pub codec: CodecKind,
    pub ptime_ms: u32,
    pub tuning: Tuning,
}

/// One encoded stream.
pub struct Outlet {
    format: Format,
    resampler: Resampler,
    encoder: Encoder,
    /// At the codec's rate, less than a packet after each feed.
    queue: Vec<i16>,
}

impl Outlet {
    /// A stream from audio at `rate`.
    #[must_use]
    pub fn new(format: Format, rate: u32) -> Self {
        let encoder = Encoder::at(format.codec, rate, format.tuning);
        Self { format, resampler: Resampler::new(rate, encoder.rate()), encoder, queue: Vec::new() }
    }

    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// A second stream that goes on from here with other audio; a decoder hears no seam, but for Opus, whose state cannot be copied.
    #[must_use]
    pub fn fork(&self) -> Self {
        let anew = || Encoder::at(self.format.codec, self.encoder.rate(), self.format.tuning);
        let encoder = self.encoder.fork().unwrap_or_else(anew);
        Self { format: self.format, resampler: self.resampler.clone(), encoder, queue: self.queue.clone() }
    }

    /// Tells what part of the packets is lost on their way, in percent.
    pub fn expect_loss(&mut self, percent: u8) {
        self.encoder.expect_loss(percent);
    }

    /// The mix has another rate from now on.
    pub fn set_rate(&mut self, rate: u32) {
        if self.format.codec.rate_near(rate) == self.encoder.rate() {
            self.resampler = Resampler::new(rate, self.encoder.rate());
        } else {
            *self = Self::new(self.format, rate);
        }
    }

    /// Takes audio and puts each payload that is complete into `packets`, which is emptied first.
    pub fn feed(&mut self, pcm: &[i16], packets: &mut Packets) {
        packets.clear();
        self.resampler.process(pcm, &mut self.queue);
        let samples = (self.encoder.rate() / 1000 * self.format.codec.packet_ms(self.format.ptime_ms)) as usize;
        let mut used = 0;
        while let Some(frame) = self.queue.get(used..used + samples).filter(|frame| !frame.is_empty()) {
            self.encoder.encode(frame, &mut packets.bytes);
            packets.ends.push(packets.bytes.len());
            used += samples;
        }
        self.queue.drain(..used);
    }
}

/// Payloads, one after the other in one piece of memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packets {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Packets {
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Each payload.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).filter_map(|(start, end)| self.bytes.get(start..*end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packet_times_need_not_divide_the_tick() {
        let mut packets = Packets::default();
        for (ptime_ms, counts) in [(10, [2, 2, 2]), (20, [1, 1, 1]), (30, [0, 1, 1]), (60, [0, 0, 1])] {
            let mut outlet = Outlet::new(Format { codec: CodecKind::Pcmu, ptime_ms, tuning: Tuning::default() }, 16000);
            for count in counts {
                outlet.feed(&[100; 320], &mut packets);
                assert_eq!(packets.iter().count(), count, "{ptime_ms} ms");
                assert!(packets.iter().all(|payload| payload.len() == ptime_ms as usize * 8));
            }
        }
        let mut mad = Outlet::new(Format { codec: CodecKind::Pcmu, ptime_ms: 0, tuning: Tuning::default() }, 8000);
        mad.feed(&[0; 160], &mut packets);
        assert_eq!(packets.iter().count(), 0);
    }

    #[test]
    fn a_fork_goes_on_from_the_same_state() {
        let tone: Vec<i16> = (0..960).map(|n| [0, 7000, 9000, 4000, -3000, -8000][n % 6]).collect();
        for codec in [CodecKind::Pcmu, CodecKind::Pcma, CodecKind::G722] {
            let mut one = Outlet::new(Format { codec, ptime_ms: 30, tuning: Tuning::default() }, 16000);
            let (mut a, mut b) = (Packets::default(), Packets::default());
            one.feed(&tone[..320], &mut a);
            let mut other = one.fork();
            one.feed(&tone[320..640], &mut a);
            other.feed(&tone[320..640], &mut b);
            assert_eq!(a.iter().count(), 1);
            assert_eq!(a, b);
        }
    }
}
