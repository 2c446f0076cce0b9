//! What one member says, on its way into the room: decoded on the tick, 20 ms at a time, and brought to the room's rate if it is mixed.

use crate::clock::Micros;
use crate::codec::CodecKind;
use crate::decoding::Decoding;
use crate::resample::Resampler;
use crate::rtp::Packet;
use crate::voice::Processing;

/// Audio that may wait beyond one packet and one tick; more is delay that a stall left behind.
const WAITING_MS: usize = 40;

/// How the stream's codec becomes samples.
struct Chain {
    decoding: Decoding,
    resampler: Resampler,
    /// Samples per millisecond.
    per_ms: usize,
}

impl Chain {
    fn new(codec: CodecKind, rate: u32) -> Self {
        let decoding = Decoding::new(codec, rate);
        let resampler = Resampler::new(decoding.rate(), rate);
        Self { per_ms: (decoding.rate() / 1000) as usize, decoding, resampler }
    }
}

/// One received stream.
pub struct Intake {
    /// The room's.
    rate: u32,
    chain: Option<Chain>,
    /// At the decoder's rate.
    queue: Vec<i16>,
    /// The 20 ms that were pulled last.
    frame: Vec<i16>,
}

impl Intake {
    /// An intake for a room of this rate.
    #[must_use]
    pub fn new(rate: u32) -> Self {
        Self { rate, chain: None, queue: Vec::new(), frame: Vec::new() }
    }

    /// The rate that carries all of what is heard.
    #[must_use]
    pub fn heard_rate(&self) -> Option<u32> {
        self.chain.as_ref().map(|chain| chain.decoding.codec().rate())
    }

    /// The room has another rate from now on.
    pub fn set_rate(&mut self, rate: u32) {
        self.rate = rate;
        if let Some(chain) = &mut self.chain {
            if chain.decoding.codec().rate_near(rate) == chain.decoding.rate() {
                chain.resampler = Resampler::new(chain.decoding.rate(), rate);
            } else {
                self.queue.clear();
                *chain = Chain::new(chain.decoding.codec(), rate);
            }
        }
    }

    /// Takes a received audio packet with this payload.
    pub fn push(&mut self, codec: CodecKind, packet: &Packet, payload: &[u8], now: Micros) {
        let chain = match &mut self.chain {
            Some(chain) if chain.decoding.codec() == codec => chain,
            chain => {
                self.queue.clear();
                chain.insert(Chain::new(codec, self.rate))
            }
        };
        chain.decoding.push(packet, payload, now);
    }

    /// Takes a received comfort noise packet with this payload.
    pub fn push_noise(&mut self, packet: &Packet, payload: &[u8], now: Micros) {
        if let Some(chain) = &mut self.chain {
            chain.decoding.push_noise(packet, payload, now);
        }
    }

    /// Says what is done to the voice from now on.
    pub fn treat(&mut self, processing: Processing) {
        if let Some(chain) = &mut self.chain {
            chain.decoding.treat(processing);
        }
    }

    /// The next 20 ms as they were decoded; `None` when nobody is heard. Call it once for each 20 ms.
    pub fn pull(&mut self, now: Micros) -> Option<&[i16]> {
        let chain = self.chain.as_mut()?;
        let before = self.queue.len();
        chain.decoding.advance(now, &mut self.queue);
        let (tick, came) = (20 * chain.per_ms, self.queue.len() - before);
        // Less than a tick waits for more, or is the end of a stream.
        if self.queue.is_empty() || (self.queue.len() < tick && chain.decoding.plays()) {
            return None;
        }
        let excess = self.queue.len() > came.max(tick) + WAITING_MS * chain.per_ms;
        if excess || came > 5 * tick {
            self.queue.drain(..self.queue.len() - tick);
        }
        self.frame.clear();
        self.frame.extend(self.queue.drain(..self.queue.len().min(tick)));
        self.frame.resize(tick, 0);
        Some(&self.frame)
    }

    /// Puts what was pulled into `out`, at the room's rate.
    pub fn resampled(&mut self, out: &mut Vec<i16>) {
        out.clear();
        if let Some(chain) = &mut self.chain {
            chain.resampler.process(&self.frame, out);
        }
        out.resize((self.rate / 50) as usize, 0);
    }
}
