//! Turning what one session receives into the codec that the linked one is sent: jitter buffer, decoder, concealment, encoder.

use crate::clock::Micros;
use crate::codec::{CodecKind, Decoder, Encoder};
use crate::conceal::Concealer;
use crate::jitter::{JitterBuffer, Popped};
use crate::resample::Resampler;
use crate::rtp::Packet;

/// A source that paused for this long needs no tick until it speaks again.
const IDLE: Micros = 500_000;

/// One direction between two codecs; it belongs to the session that receives.
pub struct Transcoder {
    from: CodecKind,
    to: CodecKind,
    ssrc: Option<u32>,
    jitter: JitterBuffer,
    decoder: Decoder,
    concealer: Concealer,
    resampler: Resampler,
    encoder: Encoder,
    payload: Vec<u8>,
    decoded: Vec<i16>,
    /// Audio at the rate of `to`.
    queue: Vec<i16>,
    heard_at: Micros,
}

impl Transcoder {
    #[must_use]
    pub fn new(from: CodecKind, to: CodecKind) -> Box<Self> {
        Box::new(Self {
            from,
            to,
            ssrc: None,
            jitter: JitterBuffer::new(),
            decoder: Decoder::new(from),
            concealer: Concealer::new(from.rate()),
            resampler: Resampler::new(from.rate(), to.rate()),
            encoder: Encoder::new(to),
            payload: Vec::new(),
            decoded: Vec::new(),
            queue: Vec::new(),
            heard_at: 0,
        })
    }

    /// True when it is for these codecs.
    #[must_use]
    pub fn is_between(&self, from: CodecKind, to: CodecKind) -> bool {
        (self.from, self.to) == (from, to)
    }

    /// Takes a received packet with this payload.
    pub fn push(&mut self, packet: &Packet, payload: &[u8], now: Micros) {
        if self.ssrc.replace(packet.ssrc).is_some_and(|before| before != packet.ssrc) {
            self.jitter.reset();
        }
        self.heard_at = now;
        self.jitter.push(packet.sequence, packet.timestamp, packet.marker, payload, now);
    }

    /// Decodes what is due at `now`; call it each tick.
    pub fn advance(&mut self, now: Micros) {
        loop {
            self.payload.clear();
            self.decoded.clear();
            match self.jitter.pop(now, &mut self.payload) {
                Popped::Frame => {
                    self.decoder.decode(&self.payload, &mut self.decoded);
                    self.concealer.good(&mut self.decoded);
                }
                Popped::Missing => {
                    let samples = self.jitter.frame_ticks() as usize * self.from.samples_per_byte();
                    self.concealer.conceal(samples, &mut self.decoded);
                }
                Popped::Empty => return,
            }
            self.resampler.process(&self.decoded, &mut self.queue);
        }
    }

    /// Appends the next payload of `ptime_ms` to `out`; false when there is not enough audio for one.
    pub fn pull(&mut self, ptime_ms: u32, out: &mut Vec<u8>) -> bool {
        let samples = (self.to.rate() * ptime_ms / 1000) as usize;
        let Some(pcm) = self.queue.get(..samples) else { return false };
        self.encoder.encode(pcm, out);
        self.queue.drain(..samples);
        true
    }

    /// True when nothing was heard for a while.
    #[must_use]
    pub fn idle(&self, now: Micros) -> bool {
        now.saturating_sub(self.heard_at) > IDLE
    }
}
