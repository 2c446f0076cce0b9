//! Playing: prompts from files, country tones and silence, one payload per packet time, never blocking the caller.
//!
//! Invariant: a position in an item is a number of payload bytes. It means the same time in every codec (8 bytes per millisecond), so a
//! player goes on at the right place after a change of codec.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod store;

use std::path::PathBuf;
use std::sync::Arc;

pub use store::PromptStore;
use store::Ticket;

use crate::codec::{CodecKind, Encoder};
use crate::tone::Tone;

/// Longest payload that is made at once, in milliseconds.
const PTIME_MAX_MS: u32 = 200;

/// One thing to play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A WAV file.
    File(PathBuf),
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
    /// Item that plays, and bytes of it that were played.
    at: usize,
    position: usize,
    tone: Option<Tone>,
    /// Whether this pass has given any audio: a list of empty items must not spin for ever.
    heard: bool,
    codec: Option<CodecKind>,
    encoder: Option<Encoder>,
    pcm: Vec<i16>,
    store: Arc<PromptStore>,
}

impl Player {
    /// A player of `items`, `repeat` times over (0 = until dropped).
    #[must_use]
    pub fn new(items: Vec<Item>, repeat: u32, store: Arc<PromptStore>) -> Self {
        Self {
            items: items.into_iter().map(|item| (item, None)).collect(),
            passes: (repeat != 0).then_some(repeat),
            at: 0,
            position: 0,
            tone: None,
            heard: false,
            codec: None,
            encoder: None,
            pcm: Vec::new(),
            store,
        }
    }

    /// Appends the next payload of `ptime_ms` (1 to 200, clamped) to `out`; items follow each other without a gap, and the last payload
    /// is filled up with silence.
    pub fn next(&mut self, codec: CodecKind, ptime_ms: u32, out: &mut Vec<u8>) -> Next {
        self.prepare(codec);
        let start = out.len();
        let end = start + ptime_ms.clamp(1, PTIME_MAX_MS) as usize * codec.bytes_per_ms();
        while out.len() < end {
            if let Err(stop) = self.advance(codec, end, out) {
                if out.len() == start {
                    return match stop {
                        Stop::Loading => Next::Loading,
                        Stop::Finished => Next::Finished,
                        Stop::Failed(text) => Next::Failed(text),
                    };
                }
                self.silence(codec, end - out.len(), out);
                break;
            }
        }
        Next::Frame
    }

    /// Asks for all files in a codec that is new to this player.
    fn prepare(&mut self, codec: CodecKind) {
        if self.codec == Some(codec) {
            return;
        }
        self.codec = Some(codec);
        self.encoder = None;
        for (item, ticket) in &mut self.items {
            if let Item::File(path) = item {
                *ticket = Some(self.store.request(path, codec));
            }
        }
    }

    /// Appends some bytes of the current item, at most up to a length of `end`, or goes on to the next item.
    fn advance(&mut self, codec: CodecKind, end: usize, out: &mut Vec<u8>) -> Result<(), Stop> {
        let want = end - out.len();
        let before = out.len();
        if self.position == 0 && !self.followed() {
            return Err(Stop::Loading);
        }
        match self.items.get(self.at) {
            None => return Err(Stop::Finished),
            Some((Item::File(_), ticket)) => {
                let Some(answer) = ticket.as_ref().and_then(Ticket::answer) else { return Err(Stop::Loading) };
                let bytes = answer.as_ref().map_err(|text| Stop::Failed(text.clone()))?;
                let rest = bytes.get(self.position..).unwrap_or_default();
                out.extend_from_slice(rest.get(..want).unwrap_or(rest));
            }
            Some((Item::Silence(ms), _)) => {
                let rest = (*ms as usize).saturating_mul(codec.bytes_per_ms()).saturating_sub(self.position);
                self.silence(codec, rest.min(want), out);
            }
            Some((Item::Tone { name, country }, _)) => {
                if self.tone.is_none() {
                    self.tone = Tone::new(name, country);
                }
                let Some(tone) = &mut self.tone else { return Err(Stop::Failed(format!("unknown tone {name:?}"))) };
                self.pcm.clear();
                self.pcm.resize(want * codec.samples_per_byte(), 0);
                let count = tone.fill(codec.rate(), &mut self.pcm);
                self.pcm.truncate(count);
                self.encode(codec, out);
            }
        }
        let count = out.len() - before;
        self.position = self.position.saturating_add(count);
        self.heard |= count != 0;
        if count == 0 { self.step() } else { Ok(()) }
    }

    /// Whether the next file after the current item is ready too: an item waits for it at its beginning rather than tear a gap at its end.
    fn followed(&self) -> bool {
        let mut files = self.items.iter().skip(self.at + 1).filter_map(|(_, ticket)| ticket.as_ref());
        files.next().is_none_or(|ticket| ticket.answer().is_some())
    }

    /// Goes on to the next item, or to the first of the next pass.
    fn step(&mut self) -> Result<(), Stop> {
        self.position = 0;
        self.tone = None;
        self.at += 1;
        if self.at < self.items.len() {
            return Ok(());
        }
        self.passes = self.passes.map(|passes| passes.saturating_sub(1));
        if self.passes == Some(0) || !self.heard {
            return Err(Stop::Finished);
        }
        self.at = 0;
        self.heard = false;
        Ok(())
    }

    fn silence(&mut self, codec: CodecKind, bytes: usize, out: &mut Vec<u8>) {
        self.pcm.clear();
        self.pcm.resize(bytes * codec.samples_per_byte(), 0);
        self.encode(codec, out);
    }

    fn encode(&mut self, codec: CodecKind, out: &mut Vec<u8>) {
        self.encoder.get_or_insert_with(|| Encoder::new(codec)).encode(&self.pcm, out);
    }
}

#[cfg(test)]
mod tests;
