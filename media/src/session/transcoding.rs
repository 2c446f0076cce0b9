//! Turning what one session receives into the codec that the linked one is sent.

use super::settings::Sending;
use crate::clock::Micros;
use crate::codec::{CodecKind, Encoder};
use crate::decoding::Decoding;
use crate::resample::Resampler;
use crate::rtp::Packet;
use crate::voice::Processing;

/// One direction between two codecs; it belongs to the session that receives.
pub struct Transcoder {
    to: Sending,
    decoding: Decoding,
    resampler: Resampler,
    encoder: Encoder,
    decoded: Vec<i16>,
    /// Audio at the rate of the encoder.
    queue: Vec<i16>,
}

impl Transcoder {
    #[must_use]
    pub fn new(from: CodecKind, to: Sending) -> Box<Self> {
        // What one side cannot carry need not be decoded or encoded on the other.
        let rate = from.rate().min(to.codec.rate());
        let decoding = Decoding::new(from, rate);
        let encoder = Encoder::at(to.codec, rate, to.tuning);
        let resampler = Resampler::new(decoding.rate(), encoder.rate());
        Box::new(Self { to, decoding, resampler, encoder, decoded: Vec::new(), queue: Vec::new() })
    }

    /// True when it is for these codecs.
    #[must_use]
    pub fn is_between(&self, from: CodecKind, to: Sending) -> bool {
        (self.decoding.codec(), self.to.codec, self.to.tuning) == (from, to.codec, to.tuning)
    }

    /// Takes a received packet with this payload.
    pub fn push(&mut self, packet: &Packet, payload: &[u8], now: Micros) {
        self.decoding.push(packet, payload, now);
    }

    /// Takes a received comfort noise packet with this payload.
    pub fn push_noise(&mut self, packet: &Packet, payload: &[u8], now: Micros) {
        self.decoding.push_noise(packet, payload, now);
    }

    /// Says what is done to the voice from now on.
    pub fn treat(&mut self, processing: Processing) {
        self.decoding.treat(processing);
    }

    /// Decodes what is due at `now`; call it each tick. `loss`: the percentage of packets that the far end reports as lost.
    pub fn advance(&mut self, now: Micros, loss: u8) {
        self.encoder.expect_loss(loss);
        self.decoded.clear();
        self.decoding.advance(now, &mut self.decoded);
        self.resampler.process(&self.decoded, &mut self.queue);
    }

    /// Appends the next payload of `ptime_ms` to `out`; false when there is not enough audio for one.
    pub fn pull(&mut self, ptime_ms: u32, out: &mut Vec<u8>) -> bool {
        let samples = (self.encoder.rate() / 1000 * ptime_ms) as usize;
        let Some(pcm) = self.queue.get(..samples).filter(|pcm| !pcm.is_empty()) else { return false };
        self.encoder.encode(pcm, out);
        self.queue.drain(..samples);
        true
    }

    /// True when nothing was heard for a while.
    #[must_use]
    pub fn idle(&self, now: Micros) -> bool {
        self.decoding.idle(now)
    }
}
