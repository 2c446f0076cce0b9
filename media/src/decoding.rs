//! One received stream on its way to audio: jitter buffer, decoder, what is made up for losses, and the noise of announced pauses.
//!
//! Whoever wants to hear a session (transcoding, a room) has one of these per session, feeds it each packet and asks it at each tick.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

use crate::clock::Micros;
use crate::codec::{CodecKind, Decoder};
use crate::conceal::Concealer;
use crate::jitter::{Arrival, JitterBuffer, Popped};
use crate::noise::ComfortNoise;
use crate::rtp::Packet;
use crate::voice::{Processing, Voice};

/// A source that went quiet for this long needs no tick until it speaks again.
const IDLE: Micros = 500_000;
/// So does one that announced its pause, much later: its noise is heard meanwhile.
const IDLE_IN_PAUSE: Micros = 60_000_000;
/// Packets after the last one that repeated its predecessor: so long the next ones are believed to do so too.
const REPEATING: u8 = 100;

/// The audio of one received stream.
pub struct Decoding {
    ssrc: Option<u32>,
    jitter: JitterBuffer,
    decoder: Decoder,
    /// For codecs that cannot fill a gap themselves.
    concealer: Option<Concealer>,
    noise: ComfortNoise,
    voice: Option<Box<Voice>>,
    payload: Vec<u8>,
    frame: Vec<i16>,
    heard_at: Micros,
    paused: bool,
    repeating: u8,
}

impl Decoding {
    /// For a stream of `codec`, giving audio at the rate nearest to `wanted` Hz that the codec can give.
    #[must_use]
    pub fn new(codec: CodecKind, wanted: u32) -> Self {
        let decoder = Decoder::at(codec, wanted);
        let concealer = (codec != CodecKind::Opus).then(|| Concealer::new(decoder.rate()));
        Self {
            ssrc: None,
            jitter: JitterBuffer::new(codec.rtp_clock()),
            decoder,
            concealer,
            noise: ComfortNoise::default(),
            voice: None,
            payload: Vec::new(),
            frame: Vec::new(),
            heard_at: 0,
            paused: false,
            repeating: 0,
        }
    }

    /// The codec of the stream.
    #[must_use]
    pub fn codec(&self) -> CodecKind {
        self.decoder.kind()
    }

    /// The rate, in Hz, of the audio that [`Decoding::advance`] gives.
    #[must_use]
    pub fn rate(&self) -> u32 {
        self.decoder.rate()
    }

    /// Takes a received audio packet with this payload.
    pub fn push(&mut self, packet: &Packet, payload: &[u8], now: Micros) {
        let codec = self.decoder.kind();
        self.repeating = if codec.repeats_the_last(payload) { REPEATING } else { self.repeating.saturating_sub(1) };
        self.jitter.look_ahead(self.repeating > 0);
        self.take(packet, codec.ticks(payload), codec.pauses(payload), payload, now);
    }

    /// Takes a received comfort noise packet (RFC 3389) with this payload.
    pub fn push_noise(&mut self, packet: &Packet, payload: &[u8], now: Micros) {
        self.take(packet, 0, true, payload, now);
    }

    fn take(&mut self, packet: &Packet, ticks: u32, noise: bool, payload: &[u8], now: Micros) {
        if self.ssrc.replace(packet.ssrc).is_some_and(|before| before != packet.ssrc) {
            self.jitter.reset();
        }
        self.heard_at = now;
        self.paused = noise;
        let Packet { sequence, timestamp, marker, .. } = *packet;
        self.jitter.push(&Arrival { sequence, timestamp, marker, ticks, noise, payload, at_us: now });
    }

    /// Says what is done to the voice from now on.
    pub fn treat(&mut self, processing: Processing) {
        Voice::follow(&mut self.voice, processing, self.decoder.rate());
    }

    /// Appends the audio that is due at `now`; call it each tick.
    pub fn advance(&mut self, now: Micros, out: &mut Vec<i16>) {
        let from = out.len();
        self.decode(now, out);
        if let Some(voice) = &mut self.voice {
            voice.process(out, from);
        }
    }

    fn decode(&mut self, now: Micros, out: &mut Vec<i16>) {
        loop {
            self.payload.clear();
            self.frame.clear();
            let popped = self.jitter.pop(now, &mut self.payload);
            let samples =
                self.jitter.frame_ticks() as usize * (self.decoder.rate() / 1000) as usize / self.decoder.kind().ticks_per_ms() as usize;
            match popped {
                Popped::Frame => {
                    self.decoder.decode(&self.payload, &mut self.frame);
                    if let Some(concealer) = &mut self.concealer {
                        concealer.good(&mut self.frame);
                    }
                }
                Popped::Missing => {
                    if !self.decoder.recover(self.jitter.after_missing(), samples, &mut self.frame)
                        && let Some(concealer) = &mut self.concealer
                    {
                        concealer.conceal(samples, &mut self.frame);
                    }
                }
                Popped::Noise => self.pause(samples),
                Popped::Empty => return,
            }
            out.extend_from_slice(&self.frame);
        }
    }

    /// Renders a part of an announced pause.
    fn pause(&mut self, samples: usize) {
        if let Some(concealer) = &mut self.concealer {
            self.noise.packet(&self.payload);
            self.noise.fill(samples, &mut self.frame);
            concealer.good(&mut self.frame);
            return;
        }
        // Opus makes its own noise: its decoder is told of the pause, or that there is nothing new.
        if self.decoder.kind().ticks(&self.payload) > 0 {
            self.decoder.decode(&self.payload, &mut self.frame);
        } else {
            self.decoder.recover(None, samples, &mut self.frame);
        }
    }

    /// False while the stream is over, or pauses without noise: what was given so far is its end.
    #[must_use]
    pub fn plays(&self) -> bool {
        self.jitter.plays()
    }

    /// True when nothing was heard for a while.
    #[must_use]
    pub fn idle(&self, now: Micros) -> bool {
        now.saturating_sub(self.heard_at) > if self.paused { IDLE_IN_PAUSE } else { IDLE }
    }
}

#[cfg(test)]
mod tests;
