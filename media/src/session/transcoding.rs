//! Turning what one session receives into the codec that the linked one is sent.

use crate::clock::Micros;
use crate::codec::{CodecKind, Decoder, Encoder};
use crate::resample::Resampler;

/// A source that paused for this long needs no tick until it speaks again.
const IDLE: Micros = 500_000;
/// More than this waits nowhere: the oldest audio goes.
const MAX_QUEUED_MS: usize = 200;

/// One direction between two codecs; it belongs to the session that receives.
pub struct Transcoder {
    from: CodecKind,
    to: CodecKind,
    decoder: Decoder,
    resampler: Resampler,
    encoder: Encoder,
    decoded: Vec<i16>,
    /// Audio at the rate of `to`.
    queue: Vec<i16>,
    due: Option<Micros>,
    heard_at: Micros,
}

impl Transcoder {
    #[must_use]
    pub fn new(from: CodecKind, to: CodecKind) -> Box<Self> {
        Box::new(Self {
            from,
            to,
            decoder: Decoder::new(from),
            resampler: Resampler::new(from.rate(), to.rate()),
            encoder: Encoder::new(to),
            decoded: Vec::new(),
            queue: Vec::new(),
            due: None,
            heard_at: 0,
        })
    }

    /// True when it is for these codecs.
    #[must_use]
    pub fn is_between(&self, from: CodecKind, to: CodecKind) -> bool {
        (self.from, self.to) == (from, to)
    }

    /// Takes a received payload.
    pub fn push(&mut self, payload: &[u8], now: Micros) {
        self.heard_at = now;
        self.decoded.clear();
        self.decoder.decode(payload, &mut self.decoded);
        self.resampler.process(&self.decoded, &mut self.queue);
        let limit = MAX_QUEUED_MS * self.to.rate() as usize / 1000;
        let excess = self.queue.len().saturating_sub(limit);
        self.queue.drain(..excess);
    }

    /// Appends the next payload of `ptime_ms` to `out`; false when nothing is due.
    pub fn pull(&mut self, ptime_ms: u32, out: &mut Vec<u8>, now: Micros) -> bool {
        let samples = (self.to.rate() * ptime_ms / 1000) as usize;
        let Some(pcm) = self.queue.get(..samples) else { return false };
        self.encoder.encode(pcm, out);
        self.queue.drain(..samples);
        let _ = (self.due, now);
        true
    }

    /// True when nothing was heard for a while.
    #[must_use]
    pub fn idle(&self, now: Micros) -> bool {
        now.saturating_sub(self.heard_at) > IDLE
    }
}
