//! Plays of a session: what the 20 ms tick sends, as it sends digits, instead of the linked session's audio.

use super::Session;
use crate::clock::Micros;
use crate::play::{Next, Player};
use crate::report::{Event, Outbox, PlayEnd, Report, stamp};
use crate::rtp::HEADER;
use std::sync::Arc;

/// Half a tick: a frame that is due before the next tick is sent with this one.
pub(super) const TOLERANCE: Micros = 10_000;
/// A play that fell further behind goes on from now instead of bursting.
pub(super) const MAX_LAG: Micros = 100_000;

/// A play in progress.
pub struct Play {
    pub name: String,
    player: Player,
    stop_on: String,
    due: Option<Micros>,
}

impl Play {
    #[must_use]
    pub fn new(name: String, player: Player, stop_on: &str) -> Box<Self> {
        Box::new(Self { name, player, stop_on: stop_on.to_ascii_uppercase(), due: None })
    }

    /// True when this digit interrupts the play.
    #[must_use]
    pub fn stops_on(&self, digit: char) -> bool {
        self.stop_on.contains(digit)
    }
}

impl Session {
    /// Starts a play in place of the one before.
    pub fn start_play(&mut self, play: Box<Play>, out: &mut Outbox<Report>) {
        self.end_play(PlayEnd::Replaced, None, None, out);
        self.play = Some(*play);
        self.refresh();
    }

    /// Ends the play, if there is one, and reports why.
    pub fn end_play(&mut self, reason: PlayEnd, digit: Option<char>, text: Option<String>, out: &mut Outbox<Report>) {
        if let Some(play) = self.play.take() {
            let session = Arc::clone(&self.name);
            self.emit(out, Event::PlayDone { session, play: play.name, reason, digit, text, at: stamp() });
            self.refresh();
        }
    }

    /// Sends what is due of digits and plays. `scratch` is reused memory.
    pub fn tick(&mut self, scratch: &mut Vec<u8>, now: Micros, out: &mut Outbox<Report>) {
        self.listen(now, out);
        self.advance(now, out);
        if self.dialer.is_some() {
            self.dial(scratch, now);
        } else if self.play.is_some() {
            self.play_due(scratch, now, out);
        }
    }

    fn play_due(&mut self, scratch: &mut Vec<u8>, now: Micros, out: &mut Outbox<Report>) {
        let (Some(_), Some(sending)) = (self.target(), self.sending) else { return };
        let Some(play) = self.play.as_mut() else { return };
        let mut due = play.due.filter(|due| now.saturating_sub(*due) < MAX_LAG).unwrap_or(now);
        let mut end = None;
        while due <= now + TOLERANCE && end.is_none() {
            let Some(play) = self.play.as_mut() else { return };
            scratch.clear();
            scratch.resize(HEADER, 0);
            match play.player.next(sending.codec, sending.ptime_ms, scratch) {
                Next::Frame => self.send_made(scratch, sending.packet_ticks(), now),
                Next::Loading => {}
                Next::Finished => end = Some((PlayEnd::Finished, None)),
                Next::Failed(text) => end = Some((PlayEnd::Error, Some(text))),
            }
            due += Micros::from(sending.ptime_ms) * 1000;
        }
        if let Some(play) = self.play.as_mut() {
            play.due = Some(due);
        }
        if let Some((reason, text)) = end {
            self.end_play(reason, None, text, out);
        }
    }
}
