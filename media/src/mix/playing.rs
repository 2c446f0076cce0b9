//! What a room plays by itself: music, announcements and warning tones, mixed into what some or all of its members hear.

use super::gains;
use crate::codec::{CodecKind, Decoder};
use crate::play::{Next, Player};
use crate::resample::Resampler;

/// One play of a room.
pub struct RoomPlay {
    pub name: String,
    player: Player,
    /// Who hears it; `None` is all.
    to: Option<Vec<u64>>,
    factor: f32,
    /// The factor of the voices while it is heard.
    voices: f32,
    codec: CodecKind,
    decoder: Decoder,
    resampler: Resampler,
    rate: u32,
    payload: Vec<u8>,
    decoded: Vec<i16>,
    frame: Vec<i16>,
}

impl RoomPlay {
    /// A play for the sessions `to`, at a level of `db`, while the voices that they hear have a level of `voices_db`.
    #[must_use]
    pub fn new(name: String, player: Player, to: Option<Vec<u64>>, (db, voices_db): (f32, f32)) -> Box<Self> {
        let mut play = Self {
            name,
            player,
            to,
            factor: gains::factor(Some(db)),
            voices: gains::factor(Some(voices_db)),
            codec: CodecKind::Pcmu,
            decoder: Decoder::new(CodecKind::Pcmu),
            resampler: Resampler::new(8000, 8000),
            rate: 8000,
            payload: Vec::new(),
            decoded: Vec::new(),
            frame: Vec::new(),
        };
        play.set_rate(8000);
        Box::new(play)
    }

    /// The room has this rate from now on; the play goes on at its place.
    pub fn set_rate(&mut self, rate: u32) {
        self.rate = rate;
        // Prompts are held encoded: the plainest codec that carries the room's band.
        self.codec = if rate > 8000 { CodecKind::G722 } else { CodecKind::Pcmu };
        self.decoder = Decoder::new(self.codec);
        self.resampler = Resampler::new(self.codec.rate(), rate);
    }

    /// The factor for those whom no list names.
    #[must_use]
    pub fn common(&self) -> f32 {
        if self.to.is_none() { self.factor } else { 0.0 }
    }

    /// How much more than the common factor a member hears.
    #[must_use]
    pub fn extra(&self, sid: u64) -> f32 {
        if self.to.as_ref().is_some_and(|to| to.contains(&sid)) { self.factor } else { 0.0 }
    }

    /// The factor of the voices for those whom no list names.
    #[must_use]
    pub fn voices(&self) -> f32 {
        if self.to.is_none() && !self.frame.is_empty() { self.voices } else { 1.0 }
    }

    /// The factor of the voices for a member.
    #[must_use]
    pub fn voices_for(&self, sid: u64) -> f32 {
        if self.to.as_ref().is_some_and(|to| to.contains(&sid)) && !self.frame.is_empty() { self.voices } else { self.voices() }
    }

    /// The 20 ms made last; nothing when there is nothing to hear.
    #[must_use]
    pub fn frame(&self) -> &[i16] {
        &self.frame
    }

    /// Makes the next 20 ms; false when the play has ended, with a text when it went wrong.
    pub fn advance(&mut self) -> Result<bool, String> {
        self.payload.clear();
        self.frame.clear();
        match self.player.next(self.codec, 20, &mut self.payload) {
            Next::Frame => {
                self.decoded.clear();
                self.decoder.decode(&self.payload, &mut self.decoded);
                self.resampler.process(&self.decoded, &mut self.frame);
                self.frame.resize((self.rate / 50) as usize, 0);
                Ok(true)
            }
            Next::Loading => Ok(true),
            Next::Finished => Ok(false),
            Next::Failed(text) => Err(text),
        }
    }
}
