//! Telephone events (RFC 4733): key presses out of received packets, and the packets of digits to be sent. Pure: time is an input.

use crate::clock::Micros;
use std::collections::VecDeque;

const KEYS: &[u8; 16] = b"0123456789*#ABCD";

/// A press without its end packet ends after this silence.
const LOST_END: Micros = 200_000;

/// The key of an event code; codes above 15 are no keys.
#[must_use]
pub fn key(code: u8) -> Option<char> {
    KEYS.get(usize::from(code)).map(|byte| char::from(*byte))
}

/// The event code of a key; letters in either case.
#[must_use]
pub fn code(key: char) -> Option<u8> {
    let upper = key.to_ascii_uppercase();
    KEYS.iter().position(|byte| char::from(*byte) == upper).and_then(|index| u8::try_from(index).ok())
}

/// One key press that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press {
    pub digit: char,
    pub duration_ms: u32,
}

/// What a packet meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// A key went down with this packet.
    pub pressed: Option<char>,
    /// This press ended.
    pub ended: Option<Press>,
    /// An earlier press, whose end was never heard, ended too.
    pub before: Option<Press>,
}

#[derive(Clone, Copy, Debug)]
struct Current {
    timestamp: u32,
    code: u8,
    /// Timestamp units of earlier segments of a long press (RFC 4733 §2.5.1.3).
    earlier: u32,
    duration: u32,
    /// Timestamp units in a millisecond.
    per_ms: u32,
    heard_at: Micros,
    over: bool,
}

impl Current {
    fn press(&self) -> Option<Press> {
        Some(Press { digit: key(self.code)?, duration_ms: self.earlier.saturating_add(self.duration) / self.per_ms.max(1) })
    }
}

/// Turns event packets into one press each.
#[derive(Debug, Default)]
pub struct Listener {
    current: Option<Current>,
}

impl Listener {
    /// True while a key is held.
    #[must_use]
    pub fn busy(&self) -> bool {
        self.current.is_some_and(|press| !press.over)
    }

    /// Takes the payload of one event packet, whose clock has so many units in a millisecond.
    pub fn packet(&mut self, payload: &[u8], timestamp: u32, per_ms: u32, now: Micros) -> Heard {
        let Some(&[event, flags, d0, d1]) = payload.first_chunk::<4>() else {
            return Heard::default();
        };
        let (end, duration) = (flags & 0x80 != 0, u32::from(u16::from_be_bytes([d0, d1])));
        let mut heard = Heard::default();
        match &mut self.current {
            Some(current) if current.timestamp == timestamp && current.code == event => {
                current.duration = current.duration.max(duration);
                current.heard_at = now;
            }
            // A late packet of an earlier press must not become a new one.
            Some(current) if timestamp.wrapping_sub(current.timestamp) > i32::MAX as u32 => return heard,
            Some(current) if !current.over && current.code == event && timestamp == current.timestamp.wrapping_add(current.duration) => {
                current.earlier = current.earlier.saturating_add(current.duration);
                current.timestamp = timestamp;
                current.duration = duration;
                current.heard_at = now;
            }
            _ => {
                heard.before = self.finish();
                heard.pressed = key(event);
                self.current = Some(Current { timestamp, code: event, earlier: 0, duration, per_ms, heard_at: now, over: false });
            }
        }
        if end {
            heard.ended = self.finish();
        }
        heard
    }

    /// Ends a press whose end packets were lost.
    pub fn timeout(&mut self, now: Micros) -> Option<Press> {
        let stale = self.current.is_some_and(|press| !press.over && now.saturating_sub(press.heard_at) >= LOST_END);
        if stale { self.finish() } else { None }
    }

    /// Forgets the press of a source that was replaced.
    pub fn reset(&mut self) -> Option<Press> {
        let press = self.finish();
        self.current = None;
        press
    }

    fn finish(&mut self) -> Option<Press> {
        let current = self.current.as_mut().filter(|press| !press.over)?;
        current.over = true;
        current.press()
    }
}

/// What the digit sender wants on the wire at a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A packet with this payload; `fresh` starts a new event (marker, new timestamp).
    Packet { payload: [u8; 4], fresh: bool },
    /// Nothing now: a gap between digits.
    Silence,
    /// All digits are sent.
    Done,
}

/// Sends a string of digits as events; call [`Dialer::step`] each 20 ms.
#[derive(Debug)]
pub struct Dialer {
    codes: VecDeque<u8>,
    duration_ms: u32,
    gap_ms: u32,
    elapsed_ms: u32,
    ends_sent: u8,
}

const STEP_MS: u32 = 20;
const VOLUME: u8 = 10;

impl Dialer {
    /// Prepares `digits`; `None` when one of them is no key or there are none.
    #[must_use]
    pub fn new(digits: &str, duration_ms: u32, gap_ms: u32) -> Option<Self> {
        let codes: VecDeque<u8> = digits.chars().map(code).collect::<Option<_>>()?;
        if codes.is_empty() {
            return None;
        }
        Some(Self { codes, duration_ms: duration_ms.clamp(40, 8000), gap_ms: gap_ms.clamp(40, 8000), elapsed_ms: 0, ends_sent: 0 })
    }

    /// Adds digits behind those that wait.
    pub fn extend(&mut self, other: Self) {
        self.codes.extend(other.codes);
    }

    /// The next 20 ms, in a clock of so many units per millisecond.
    pub fn step(&mut self, per_ms: u32) -> Step {
        let Some(code) = self.codes.front().copied() else {
            return Step::Done;
        };
        let fresh = self.elapsed_ms == 0;
        self.elapsed_ms += STEP_MS;
        if self.elapsed_ms < self.duration_ms || self.ends_sent < 3 {
            let end = self.elapsed_ms >= self.duration_ms;
            self.ends_sent += u8::from(end);
            let units = u16::try_from(self.elapsed_ms.min(self.duration_ms.max(STEP_MS)).saturating_mul(per_ms)).unwrap_or(u16::MAX);
            let [d0, d1] = units.to_be_bytes();
            return Step::Packet { payload: [code, VOLUME | (u8::from(end) << 7), d0, d1], fresh };
        }
        if self.elapsed_ms >= self.duration_ms + self.gap_ms {
            self.codes.pop_front();
            self.elapsed_ms = 0;
            self.ends_sent = 0;
        }
        Step::Silence
    }
}

/// Turns the duration in an event packet's payload from one clock into another, both in units per millisecond; what does not fit is cut.
pub fn rescale(payload: &mut [u8], from: u32, to: u32) {
    if from != to
        && let Some([_, _, duration @ ..]) = payload.first_chunk_mut::<4>()
    {
        let units = u32::from(u16::from_be_bytes(*duration)) * to / from.max(1);
        *duration = u16::try_from(units).unwrap_or(u16::MAX).to_be_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(code: u8, end: bool, duration: u16) -> [u8; 4] {
        let [d0, d1] = duration.to_be_bytes();
        [code, VOLUME | (u8::from(end) << 7), d0, d1]
    }

    #[test]
    fn one_press_whatever_is_repeated_or_late() {
        let mut listener = Listener::default();
        let first = listener.packet(&event(5, false, 160), 1000, 8, 0);
        assert_eq!(first.pressed, Some('5'));
        assert_eq!(listener.packet(&event(5, false, 320), 1000, 8, 20), Heard::default());
        let end = listener.packet(&event(5, true, 800), 1000, 8, 40);
        assert_eq!(end.ended, Some(Press { digit: '5', duration_ms: 100 }));
        assert_eq!(listener.packet(&event(5, true, 800), 1000, 8, 40), Heard::default());
        assert_eq!(listener.packet(&event(5, false, 480), 1000, 8, 60), Heard::default());
        listener.packet(&event(6, false, 160), 3000, 8, 80);
        assert_eq!(listener.packet(&event(5, true, 800), 1000, 8, 90), Heard::default());
    }

    #[test]
    fn a_press_whose_start_was_lost_is_still_one() {
        let heard = Listener::default().packet(&event(11, true, 400), 77, 8, 0);
        assert_eq!((heard.pressed, heard.ended), (Some('#'), Some(Press { digit: '#', duration_ms: 50 })));
    }

    #[test]
    fn a_lost_end_is_made_up_by_time_or_by_the_next_press() {
        let mut listener = Listener::default();
        listener.packet(&event(1, false, 160), 0, 8, 0);
        assert_eq!(listener.timeout(LOST_END - 1), None);
        assert_eq!(listener.timeout(LOST_END), Some(Press { digit: '1', duration_ms: 20 }));
        assert_eq!(listener.timeout(LOST_END * 2), None);
        listener.packet(&event(2, false, 160), 5000, 8, LOST_END * 2);
        let heard = listener.packet(&event(3, false, 160), 9000, 8, LOST_END * 2 + 1);
        assert_eq!((heard.before.map(|press| press.digit), heard.pressed), (Some('2'), Some('3')));
    }

    #[test]
    fn a_long_press_in_segments_is_one() {
        let mut listener = Listener::default();
        listener.packet(&event(9, false, 65_535), 0, 8, 0);
        assert_eq!(listener.packet(&event(9, false, 160), 65_535, 8, 20), Heard::default());
        let heard = listener.packet(&event(9, true, 465), 65_535, 8, 40);
        assert_eq!(heard.ended, Some(Press { digit: '9', duration_ms: 8250 }));
    }

    #[test]
    fn a_dialled_string_is_heard_as_dialled() {
        let mut dialer = Dialer::new("1a#", 100, 60).expect("keys");
        let (mut listener, mut timestamp, mut heard) = (Listener::default(), 0u32, String::new());
        for tick in 0..200u32 {
            match dialer.step(8) {
                Step::Packet { payload, fresh } => {
                    timestamp = if fresh { tick * 160 } else { timestamp };
                    if let Some(press) = listener.packet(&payload, timestamp, 8, u64::from(tick) * 20_000).ended {
                        assert_eq!(press.duration_ms, 100);
                        heard.push(press.digit);
                    }
                }
                Step::Silence => {}
                Step::Done => break,
            }
        }
        assert_eq!(heard, "1A#");
    }

    #[test]
    fn a_press_lasts_as_long_in_every_clock() {
        let mut dialer = Dialer::new("5", 100, 60).expect("a key");
        let mut listener = Listener::default();
        let mut heard = Vec::new();
        while let Step::Packet { mut payload, .. } = dialer.step(48) {
            heard.extend(listener.packet(&payload, 7, 48, 0).ended);
            rescale(&mut payload, 48, 8);
            assert!(u16::from_be_bytes([payload[2], payload[3]]) <= 800);
        }
        assert_eq!(heard, [Press { digit: '5', duration_ms: 100 }]);
        let mut long = event(5, true, 60_000);
        rescale(&mut long, 8, 48);
        assert_eq!(long, event(5, true, 65_535));
        rescale(&mut [1, 2, 3], 8, 48);
    }

    #[test]
    fn rubbish_is_no_press() {
        let mut listener = Listener::default();
        assert_eq!(listener.packet(&[1, 2, 3], 0, 8, 0), Heard::default());
        let heard = listener.packet(&event(200, true, 8), 0, 8, 0);
        assert_eq!((heard.pressed, heard.ended), (None, None));
        assert!(Dialer::new("12x", 100, 60).is_none());
        assert!(Dialer::new("", 100, 60).is_none());
    }
}
