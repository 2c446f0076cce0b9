//! Playing: prompts from files, country tones and silence, one payload per packet time, never blocking the caller.
//!
//! Invariant: a position in an item is a number of eighths of a millisecond, whatever the codec, so a player goes on at the right place
//! after a change of codec. In G.711 and G.722 that is also the number of payload bytes; Opus goes on packet by packet.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod store;

use std::path::PathBuf;
use std::sync::Arc;

pub use store::PromptStore;
use store::Ticket;

use crate::codec::{CodecKind, Encoder, Tuning};
use crate::sealed::FileKey;
use crate::tone::Tone;

/// Positions in a millisecond.
const PER_MS: usize = 8;
/// No tone needs more than this rate, in Hz.
const TONE_RATE: u32 = 8000;
/// Longest payload that is made at once, in milliseconds.
const PTIME_MAX_MS: u32 = 200;

/// One thing to play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A WAV file.
    File {
        /// Where it is.
        path: PathBuf,
        /// What it was sealed with, where it is sealed.
        key: Option<FileKey>,
        /// Milliseconds of it that are left out.
        from_ms: u32,
    },
    /// A call progress tone; all but `beep` go on until the player is dropped.
    Tone {
        /// `dial`, `ringback`, `busy`, `congestion` or `beep`.
        name: String,
        /// ISO 3166 two letters; unknown ones have the tones recommended by ITU-T E.180.
        country: String,
    },
    /// So many milliseconds of nothing.
    Silence(u32),
}

/// What [`Player::next`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// One whole payload was appended.
    Frame,
    /// A file is still being read; nothing was appended.
    Loading,
    /// Everything was played; nothing was appended.
    Finished,
    /// An item cannot be played, the text names it; nothing was appended, and it will not get better.
    Failed(String),
}

enum Stop {
    Loading,
    Finished,
    Failed(String),
}

/// Plays a list of items, some times over.
pub struct Player {
    items: Vec<(Item, Option<Ticket>)>,
    /// Passes left; `None` goes on for ever.
    passes: Option<u32>,
    /// Item that plays, and how much of it was played.
    at: usize,
    position: usize,
    tone: Option<Tone>,
    /// Whether this pass has given any audio: a list of empty items must not spin for ever.
    heard: bool,
    /// The codec, and the packet time for which files are asked.
    format: Option<(CodecKind, u32)>,
    encoder: Option<Encoder>,
    pcm: Vec<i16>,
    store: Arc<PromptStore>,
}

impl Player {
    /// A player of `items`, `repeat` times over (0 = until dropped).
    #[must_use]
    pub fn new(items: Vec<Item>, repeat: u32, store: Arc<PromptStore>) -> Self {
        let mut player = Self {
            items: items.into_iter().map(|item| (item, None)).collect(),
            passes: (repeat != 0).then_some(repeat),
            at: 0,
            position: 0,
            tone: None,
            heard: false,
            format: None,
            encoder: None,
            pcm: Vec::new(),
            store,
        };
        player.position = player.beginning();
        player
    }

    /// Where the current item begins.
    fn beginning(&self) -> usize {
        match self.items.get(self.at) {
            Some((Item::File { from_ms, .. }, _)) => (*from_ms as usize).saturating_mul(PER_MS),
            _ => 0,
        }
    }

    /// Appends the next payload of `ptime_ms` (1 to 200, clamped; for Opus one of its packet times) to `out`; items follow each other
    /// without a gap, and the last payload is filled up with silence.
    pub fn next(&mut self, codec: CodecKind, ptime_ms: u32, out: &mut Vec<u8>) -> Next {
        let ptime_ms = codec.packet_ms(ptime_ms.clamp(1, PTIME_MAX_MS));
        self.prepare(codec, ptime_ms);
        let start = out.len();
        let stop = if codec.bytes_per_ms().is_some() {
            self.bytes(codec, start + ptime_ms as usize * PER_MS, out)
        } else {
            self.packet(codec, ptime_ms as usize * PER_MS, out)
        };
        match stop {
            None => Next::Frame,
            Some(Stop::Loading) => Next::Loading,
            Some(Stop::Finished) => Next::Finished,
            Some(Stop::Failed(text)) => Next::Failed(text),
        }
    }

    /// Fills `out` up to a length of `end` bytes, unless there is nothing at all to begin with.
    fn bytes(&mut self, codec: CodecKind, end: usize, out: &mut Vec<u8>) -> Option<Stop> {
        let start = out.len();
        while out.len() < end {
            if let Err(stop) = self.advance(codec, end, out) {
                if out.len() == start {
                    return Some(stop);
                }
                self.silence(codec, end - out.len(), out);
            }
        }
        None
    }

    /// Appends one packet of so many positions.
    fn packet(&mut self, codec: CodecKind, length: usize, out: &mut Vec<u8>) -> Option<Stop> {
        let start = out.len();
        while out.len() == start {
            if self.position == self.beginning() && !self.followed() {
                return Some(Stop::Loading);
            }
            match self.items.get(self.at) {
                None => return Some(Stop::Finished),
                Some((Item::File { .. }, ticket)) => {
                    let Some(answer) = ticket.as_ref().and_then(Ticket::answer) else { return Some(Stop::Loading) };
                    match answer {
                        Ok(prompt) => out.extend_from_slice(prompt.packet(self.position / length)),
                        Err(text) => return Some(Stop::Failed(text.clone())),
                    }
                }
                Some((Item::Silence(ms), _)) => {
                    if self.position < (*ms as usize).saturating_mul(PER_MS) {
                        self.silence(codec, length, out);
                    }
                }
                Some((Item::Tone { .. }, _)) => {
                    if let Err(stop) = self.tone(codec, length, out) {
                        return Some(stop);
                    }
                }
            }
            if out.len() == start {
                if let Err(stop) = self.step() {
                    return Some(stop);
                }
            } else {
                self.position = self.position.saturating_add(length);
                self.heard = true;
            }
        }
        None
    }

    /// Asks for all files in a codec, or a packet time of Opus, that is new to this player.
    fn prepare(&mut self, codec: CodecKind, ptime_ms: u32) {
        let format = (codec, if codec.bytes_per_ms().is_some() { 0 } else { ptime_ms });
        if self.format == Some(format) {
            return;
        }
        self.format = Some(format);
        self.encoder = None;
        for (item, ticket) in &mut self.items {
            if let Item::File { path, key, .. } = item {
                *ticket = Some(self.store.request(path, key.as_ref(), codec, ptime_ms));
            }
        }
    }

    /// Appends some bytes of the current item, at most up to a length of `end`, or goes on to the next item.
    fn advance(&mut self, codec: CodecKind, end: usize, out: &mut Vec<u8>) -> Result<(), Stop> {
        let want = end - out.len();
        let before = out.len();
        if self.position == self.beginning() && !self.followed() {
            return Err(Stop::Loading);
        }
        match self.items.get(self.at) {
            None => return Err(Stop::Finished),
            Some((Item::File { .. }, ticket)) => {
                let Some(answer) = ticket.as_ref().and_then(Ticket::answer) else { return Err(Stop::Loading) };
                let prompt = answer.as_ref().map_err(|text| Stop::Failed(text.clone()))?;
                out.extend_from_slice(prompt.bytes(self.position, want));
            }
            Some((Item::Silence(ms), _)) => {
                let rest = (*ms as usize).saturating_mul(PER_MS).saturating_sub(self.position);
                self.silence(codec, rest.min(want), out);
            }
            Some((Item::Tone { .. }, _)) => self.tone(codec, want, out)?,
        }
        let count = out.len() - before;
        self.position = self.position.saturating_add(count);
        self.heard |= count != 0;
        if count == 0 { self.step() } else { Ok(()) }
    }

    /// Appends so many positions of the current item, a tone, or fewer where it ends; nothing where it is over.
    fn tone(&mut self, codec: CodecKind, length: usize, out: &mut Vec<u8>) -> Result<(), Stop> {
        let Some((Item::Tone { name, country }, _)) = self.items.get(self.at) else { return Ok(()) };
        if self.tone.is_none() {
            self.tone = Tone::new(name, country);
        }
        let Some(tone) = &mut self.tone else { return Err(Stop::Failed(format!("unknown tone {name:?}"))) };
        let rate = codec.rate_near(TONE_RATE);
        self.pcm.clear();
        self.pcm.resize(samples(rate, length), 0);
        let count = tone.fill(rate, &mut self.pcm);
        if codec.bytes_per_ms().is_some() {
            self.pcm.truncate(count);
        }
        if count > 0 {
            self.encode(codec, out);
        }
        Ok(())
    }

    /// Whether the next file after the current item is ready too: an item waits for it at its beginning rather than tear a gap at its end.
    fn followed(&self) -> bool {
        let mut files = self.items.iter().skip(self.at + 1).filter_map(|(_, ticket)| ticket.as_ref());
        files.next().is_none_or(|ticket| ticket.answer().is_some())
    }

    /// Goes on to the next item, or to the first of the next pass.
    fn step(&mut self) -> Result<(), Stop> {
        self.tone = None;
        self.at += 1;
        if self.at >= self.items.len() {
            self.passes = self.passes.map(|passes| passes.saturating_sub(1));
            if self.passes == Some(0) || !self.heard {
                return Err(Stop::Finished);
            }
            self.at = 0;
            self.heard = false;
        }
        self.position = self.beginning();
        Ok(())
    }

    fn silence(&mut self, codec: CodecKind, length: usize, out: &mut Vec<u8>) {
        self.pcm.clear();
        self.pcm.resize(samples(codec.rate_near(TONE_RATE), length), 0);
        self.encode(codec, out);
    }

    fn encode(&mut self, codec: CodecKind, out: &mut Vec<u8>) {
        self.encoder.get_or_insert_with(|| Encoder::at(codec, TONE_RATE, Tuning::default())).encode(&self.pcm, out);
    }
}

/// Samples at a rate in so many positions.
fn samples(rate: u32, positions: usize) -> usize {
    positions * (rate / 1000) as usize / PER_MS
}

#[cfg(test)]
mod tests;
