//! Keys: telephone events (RFC 4733) and tones, out of received packets and on their way to the far end. Pure: time is an input.

mod detector;
mod dialer;
mod passage;

use crate::clock::Micros;
pub use detector::{Detector, RATE, Sounded};
pub use dialer::{Dialer, Step};
pub use passage::{Carried, Passage};

const KEYS: &[u8; 16] = b"0123456789*#ABCD";

/// The longest duration that a packet can tell; a longer press goes on in another segment (RFC 4733 §2.5.1.3).
pub const LONGEST: u32 = 0xffff;

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
    /// Whether an event that begins at `timestamp` is the next segment of this one; the last packets of this one may be lost.
    fn is_followed_at(&self, timestamp: u32) -> bool {
        let step = timestamp.wrapping_sub(self.timestamp);
        step == self.duration || step == LONGEST
    }

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
            Some(current) if !current.over && current.code == event && current.is_followed_at(timestamp) => {
                current.earlier = current.earlier.saturating_add(timestamp.wrapping_sub(current.timestamp));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn event(code: u8, end: bool, duration: u16) -> [u8; 4] {
        let [d0, d1] = duration.to_be_bytes();
        [code, dialer::VOLUME | (u8::from(end) << 7), d0, d1]
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
        // The last packets of the first segment are lost.
        listener.packet(&event(9, false, 64_000), 500_000, 48, 0);
        assert_eq!(listener.packet(&event(9, false, 960), 565_535, 48, 20), Heard::default());
        let heard = listener.packet(&event(9, true, 4_465), 565_535, 48, 40);
        assert_eq!(heard.ended, Some(Press { digit: '9', duration_ms: 1458 }));
    }

    #[test]
    fn rubbish_is_no_press() {
        let mut listener = Listener::default();
        assert_eq!(listener.packet(&[1, 2, 3], 0, 8, 0), Heard::default());
        let heard = listener.packet(&event(200, true, 8), 0, 8, 0);
        assert_eq!((heard.pressed, heard.ended), (None, None));
    }
}
