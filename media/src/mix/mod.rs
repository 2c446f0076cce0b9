//! Rooms: every member hears the sum of the others, by a gain matrix; conference, whisper, listen-in and announcements are settings of it.
//!
//! Each 20 ms the voices of those who speak are summed once. Whoever is silent and has ordinary gains hears just that sum, which is encoded
//! once for each codec and packet time; only speakers and those with gains of their own get a mix and an encoder of their own. A member's
//! encoder is split off from the shared one, and given up when both make the same bytes, so that no decoder notices.
//!
//! Invariant: nothing here knows sessions, sockets or clocks; the worker feeds packets in and sends payloads out.

pub mod gains;
pub mod gate;
pub mod intake;
pub mod limiter;
pub mod outlet;
pub mod playing;

use crate::clock::Micros;
use crate::codec::{CodecKind, Tuning};
use gains::{Gains, Rule};
use gate::Gate;
use intake::Intake;
use limiter::Limiter;
use outlet::{Format, Outlet, Packets};
use playing::RoomPlay;

/// In a room of more, the noise of those who only listen is left out.
const CROWD: usize = 8;
/// An encoder of one's own is given up after so many ticks with nothing special, even where it never made the same bytes.
const RETURN: u8 = 50;
/// A change of rate waits so many ticks for a silence.
const RATE_PATIENCE: u16 = 250;

/// A party of a room.
pub struct Member {
    pub sid: u64,
    /// Where the worker keeps its session.
    pub slot: usize,
    pub intake: Intake,
    /// What it can be sent now.
    pub listens: Option<Format>,
    /// Percent of what is sent that is lost on its way.
    pub loss: u8,
    gate: Gate,
    frame: Vec<i16>,
    speaks: bool,
    /// The factor of its voice for those whom no rule names.
    common: f32,
    /// Members of whom it hears more or less than the others do, and how much.
    extras: Vec<(usize, f32)>,
    own: Option<Box<Own>>,
}

/// A mix that only one member hears.
struct Own {
    limiter: Limiter,
    outlet: Outlet,
    packets: Packets,
    /// The factor of the voices, under plays, at the end of the last tick.
    voices: f32,
    /// Ticks since there was anything special about it.
    plain: u8,
}

/// Those who hear the common mix in one format.
struct Class {
    outlet: Outlet,
    packets: Packets,
    wanted: bool,
}

/// A conference.
pub struct Room {
    rate: u32,
    rate_waits: u16,
    pub members: Vec<Member>,
    pub plays: Vec<Box<RoomPlay>>,
    gains: Gains,
    /// The matrix or the members changed.
    stale: bool,
    /// A recorder hears the common mix in this format.
    pub tapped: bool,
    /// The sum of those who speak.
    voices: Vec<f32>,
    /// Their factor, under plays, at the beginning and at the end of the tick.
    level: (f32, f32),
    common: Vec<f32>,
    mixed: Vec<f32>,
    limiter: Limiter,
    pcm: Vec<i16>,
    classes: Vec<Class>,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            rate: 8000,
            rate_waits: 0,
            members: Vec::new(),
            plays: Vec::new(),
            gains: Gains::default(),
            stale: false,
            tapped: false,
            voices: Vec::new(),
            level: (1.0, 1.0),
            common: Vec::new(),
            mixed: Vec::new(),
            limiter: Limiter::default(),
            pcm: Vec::new(),
            classes: Vec::new(),
        }
    }
}

/// Adds samples times a factor.
fn add(sum: &mut [f32], frame: &[i16], factor: f32) {
    for (sum, &sample) in sum.iter_mut().zip(frame) {
        *sum += f32::from(sample) * factor;
    }
}

/// Brings samples from one factor to another, without a click.
#[allow(clippy::cast_precision_loss)] // a tick has few samples
fn glide(samples: &mut [f32], from: f32, to: f32) {
    if (from, to) == (1.0, 1.0) {
        return;
    }
    let step = (to - from) / samples.len().max(1) as f32;
    for (place, sample) in samples.iter_mut().enumerate() {
        *sample *= from + step * (place + 1) as f32;
    }
}

impl Room {
    /// The rate of the mix in Hz.
    #[must_use]
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// The rules in force, the oldest first.
    #[must_use]
    pub fn rules(&self) -> Vec<Rule> {
        self.gains.rules()
    }

    /// Changes the matrix.
    pub fn set_gain(&mut self, rule: Rule) {
        self.gains.set(rule);
        self.stale = true;
    }

    /// Forgets the rules about a session.
    pub fn forget(&mut self, sid: u64) {
        self.gains.forget(sid);
        self.stale = true;
    }

    /// Lets a session in; gives its place.
    pub fn join(&mut self, sid: u64, slot: usize) -> usize {
        self.stale = true;
        self.members.push(Member {
            sid,
            slot,
            intake: Intake::new(self.rate),
            listens: None,
            loss: 0,
            gate: Gate::default(),
            frame: Vec::new(),
            speaks: false,
            common: 1.0,
            extras: Vec::new(),
            own: None,
        });
        self.members.len() - 1
    }

    /// Lets the member at a place go, with the rules about it; gives the slot of the session that now has its place.
    pub fn leave(&mut self, place: usize) -> Option<usize> {
        if place < self.members.len() {
            let gone = self.members.swap_remove(place);
            self.forget(gone.sid);
        }
        self.members.get(place).map(|member| member.slot)
    }

    /// Adds a play.
    pub fn play(&mut self, mut play: Box<RoomPlay>) {
        play.set_rate(self.rate);
        self.plays.push(play);
    }

    /// Makes the next 20 ms, which everybody hears at `now`; afterwards [`Room::packets`] has what to send.
    ///
    /// Calls `ended` for each play that is over, with a text where it failed.
    pub fn advance(&mut self, now: Micros, mut ended: impl FnMut(&str, Option<String>)) {
        self.choose_rate();
        if std::mem::take(&mut self.stale) {
            self.work_out_gains();
        }
        let crowd = self.members.len() > CROWD;
        for member in &mut self.members {
            let frame = member.intake.pull(now);
            if frame.is_none() {
                member.gate.shut();
            }
            member.speaks = frame.is_some_and(|frame| member.gate.opens(frame, crowd));
            if member.speaks {
                member.intake.resampled(&mut member.frame);
            }
        }
        self.plays.retain_mut(|play| match play.advance() {
            Ok(goes_on) => {
                if !goes_on {
                    ended(&play.name, None);
                }
                goes_on
            }
            Err(text) => {
                ended(&play.name, Some(text));
                false
            }
        });
        self.sum();
        self.split();
        self.encode_common();
        for place in 0..self.members.len() {
            self.encode_own(place);
        }
    }

    /// The payloads for a member, made by the last [`Room::advance`].
    #[must_use]
    pub fn packets(&self, place: usize) -> Option<&Packets> {
        let member = self.members.get(place)?;
        match (&member.own, member.listens) {
            (Some(own), _) => Some(&own.packets),
            (None, Some(format)) => self.shared(format),
            (None, None) => None,
        }
    }

    /// The payloads of the common mix in a format that somebody wants.
    #[must_use]
    pub fn shared(&self, format: Format) -> Option<&Packets> {
        self.classes.iter().find(|class| class.outlet.format() == format).map(|class| &class.packets)
    }

    /// The format in which a recorder hears the common mix.
    #[must_use]
    pub fn tap_format(&self) -> Format {
        let codec = if self.rate > 8000 { CodecKind::G722 } else { CodecKind::Pcmu };
        Format { codec, ptime_ms: 20, tuning: Tuning::default() }
    }

    /// The best rate that two members have in common; changed while nobody speaks, or after a while.
    fn choose_rate(&mut self) {
        let (mut best, mut second) = (0, 0);
        for member in &self.members {
            let heard = member.intake.heard_rate().unwrap_or(0);
            let rate = member.listens.map_or(0, |format| format.codec.rate()).max(heard);
            (best, second) = if rate > best { (rate, best) } else { (best, second.max(rate)) };
        }
        let wanted = if self.members.len() < 2 { self.rate } else { second.max(8000) };
        if wanted == self.rate {
            self.rate_waits = 0;
            return;
        }
        self.rate_waits += 1;
        if self.members.iter().any(|member| member.speaks) && self.rate_waits < RATE_PATIENCE {
            return;
        }
        self.rate = wanted;
        self.members.iter_mut().for_each(|member| {
            member.intake.set_rate(wanted);
            if let Some(own) = &mut member.own {
                own.outlet.set_rate(wanted);
            }
        });
        self.plays.iter_mut().for_each(|play| play.set_rate(wanted));
        self.classes.iter_mut().for_each(|class| class.outlet.set_rate(wanted));
    }

    fn work_out_gains(&mut self) {
        let named = self.gains.named_listeners();
        let sids: Vec<u64> = self.members.iter().map(|member| member.sid).collect();
        for member in &mut self.members {
            member.common = self.gains.common(member.sid);
            member.extras.clear();
            if named.contains(&member.sid) {
                let extra = |from| self.gains.between(from, member.sid) - self.gains.common(from);
                let others = sids.iter().enumerate().filter(|(_, from)| **from != member.sid);
                member.extras.extend(others.map(|(place, from)| (place, extra(*from))).filter(|(_, extra)| *extra != 0.0));
            }
        }
    }

    fn sum(&mut self) {
        self.voices.clear();
        self.voices.resize((self.rate / 50) as usize, 0.0);
        for member in self.members.iter().filter(|member| member.speaks && member.common != 0.0) {
            add(&mut self.voices, &member.frame, member.common);
        }
        let level = self.plays.iter().map(|play| play.voices()).fold(1.0, f32::min);
        self.level = (self.level.1, level);
        self.common.clone_from(&self.voices);
        glide(&mut self.common, self.level.0, self.level.1);
        for play in self.plays.iter().filter(|play| play.common() != 0.0) {
            add(&mut self.common, play.frame(), play.common());
        }
    }

    /// Tells whether a member hears something else than the common mix.
    fn differs(&self, member: &Member) -> bool {
        let speaks = |place: &usize| self.members.get(*place).is_some_and(|other| other.speaks);
        (member.speaks && member.common != 0.0)
            || member.extras.iter().any(|(place, _)| speaks(place))
            || self.plays.iter().any(|play| !play.frame().is_empty() && play.extra(member.sid) != 0.0)
    }

    /// Decides who hears the common mix, and gives encoders to those who no longer do.
    fn split(&mut self) {
        self.classes.iter_mut().for_each(|class| class.wanted = false);
        for place in 0..self.members.len() {
            let Some(member) = self.members.get(place) else { continue };
            let Some(format) = member.listens else {
                self.set_own(place, None);
                continue;
            };
            let differs = self.differs(member);
            let own = member.own.as_ref().filter(|own| own.outlet.format() == format);
            match (own.is_some(), differs) {
                (true, _) => {}
                (false, false) => {
                    self.set_own(place, None);
                    self.want(format);
                }
                (false, true) => {
                    let shared = self.classes.iter().find(|class| class.outlet.format() == format);
                    let outlet = shared.map_or_else(|| Outlet::new(format, self.rate), |class| class.outlet.fork());
                    let limiter = self.limiter.clone();
                    let own = Own { limiter, outlet, packets: Packets::default(), voices: self.level.0, plain: 0 };
                    self.set_own(place, Some(Box::new(own)));
                }
            }
            if let Some(own) = self.members.get_mut(place).and_then(|member| member.own.as_mut()) {
                own.plain = if differs { 0 } else { own.plain.saturating_add(1) };
            }
        }
    }

    fn set_own(&mut self, place: usize, own: Option<Box<Own>>) {
        if let Some(member) = self.members.get_mut(place) {
            member.own = own;
        }
    }

    fn want(&mut self, format: Format) {
        if let Some(class) = self.classes.iter_mut().find(|class| class.outlet.format() == format) {
            class.wanted = true;
        } else {
            self.classes.push(Class { outlet: Outlet::new(format, self.rate), packets: Packets::default(), wanted: true });
        }
    }

    /// Brings those back to the common mix for whom there has been nothing special for a while.
    fn rejoin(&mut self) {
        for member in &mut self.members {
            let Some(own) = member.own.take_if(|own| own.plain > 0) else { continue };
            match self.classes.iter_mut().find(|class| class.outlet.format() == own.outlet.format()) {
                Some(class) if class.wanted && own.plain < RETURN => member.own = Some(own),
                Some(class) if class.wanted => {}
                // Nobody else hears it at present: the stream that somebody already hears becomes the shared one.
                Some(class) => (class.outlet, class.wanted) = (own.outlet, true),
                None => self.classes.push(Class { outlet: own.outlet, packets: Packets::default(), wanted: true }),
            }
        }
    }

    fn encode_common(&mut self) {
        self.rejoin();
        if let Some(format) = self.tapped.then(|| self.tap_format()) {
            self.want(format);
        }
        self.classes.retain(|class| class.wanted);
        self.pcm.clear();
        self.limiter.process(&self.common, &mut self.pcm);
        for class in &mut self.classes {
            let hears = |member: &&Member| member.own.is_none() && member.listens == Some(class.outlet.format());
            class.outlet.expect_loss(self.members.iter().filter(hears).map(|member| member.loss).max().unwrap_or(0));
            class.outlet.feed(&self.pcm, &mut class.packets);
        }
    }

    fn encode_own(&mut self, place: usize) {
        let Some(mut own) = self.members.get_mut(place).and_then(|member| member.own.take()) else { return };
        let Some(member) = self.members.get(place) else { return };
        self.mixed.clone_from(&self.voices);
        if member.speaks && member.common != 0.0 {
            add(&mut self.mixed, &member.frame, -member.common);
        }
        for (other, extra) in &member.extras {
            if let Some(other) = self.members.get(*other).filter(|other| other.speaks) {
                add(&mut self.mixed, &other.frame, *extra);
            }
        }
        let level = self.plays.iter().map(|play| play.voices_for(member.sid)).fold(1.0, f32::min);
        glide(&mut self.mixed, std::mem::replace(&mut own.voices, level), level);
        for play in &self.plays {
            add(&mut self.mixed, play.frame(), play.common() + play.extra(member.sid));
        }
        self.pcm.clear();
        own.limiter.process(&self.mixed, &mut self.pcm);
        own.outlet.expect_loss(member.loss);
        own.outlet.feed(&self.pcm, &mut own.packets);
        let same = own.plain > 0 && self.shared(own.outlet.format()) == Some(&own.packets);
        if !same {
            self.set_own(place, Some(own));
        }
    }
}

#[cfg(test)]
mod tests;
