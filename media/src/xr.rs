//! Extended reports (RFC 3611): receiver reference time and its echo (§4.4, §4.5), `VoIP` metrics (§4.7). Nothing here panics on any input.
//!
//! Bursts are not told apart from gaps: a stream counts as one gap with its loss.

use crate::clock::Micros;

pub const EXTENDED: u8 = 207;
const REFERENCE_TIME: u8 = 4;
const ECHO: u8 = 5;
const VOIP: u8 = 7;
const VOIP_WORDS: u16 = 8;
/// "Not available" of scores and levels.
const UNAVAILABLE: u8 = 127;
/// RFC 3611 §4.7.2: the recommended gap threshold.
const GAP: u8 = 16;

/// How a received stream is rated here.
#[derive(Clone, Copy, Debug)]
pub struct Rated {
    pub ssrc: u32,
    pub loss_percent: f64,
    /// How long it has been coming.
    pub duration_ms: u64,
    pub round_trip_ms: Option<f64>,
    /// R of the E-model, 0 to 100.
    pub rating: f64,
    /// Scores without and with the delay.
    pub listening: f64,
    pub conversation: f64,
}

/// What an extended report to be sent says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extended {
    /// NTP time of now, where nothing is sent that a sender report would tell of.
    pub reference: Option<u64>,
    /// Of the far end's reference time: its source, the middle of its time, and how long ago it came (1/65536 s).
    pub echo: Option<(u32, u32, u32)>,
    pub rated: Option<Rated>,
}

/// What the far end rates our stream with: the worse of what it tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opinion {
    pub score: f64,
}

/// What a packet of the far end says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Block {
    /// Its reference time: who it is, and the middle of the time.
    Reference(u32, u32),
    /// The echo of our reference time, and how long ago it came there.
    Echo(u32, u32),
    Opinion(Opinion),
}

impl Extended {
    /// Appends the packet, unless there is nothing to say.
    pub fn write(&self, out: &mut Vec<u8>, ssrc: u32) {
        let words = u16::from(self.reference.is_some()) * 3
            + u16::from(self.echo.is_some()) * 4
            + u16::from(self.rated.is_some()) * (VOIP_WORDS + 1);
        if words == 0 {
            return;
        }
        out.extend([0x80, EXTENDED]);
        out.extend((words + 1).to_be_bytes());
        out.extend(ssrc.to_be_bytes());
        if let Some(time) = self.reference {
            out.extend([REFERENCE_TIME, 0, 0, 2]);
            out.extend(time.to_be_bytes());
        }
        if let Some((source, time, ago)) = self.echo {
            out.extend([ECHO, 0, 0, 3]);
            for value in [source, time, ago] {
                out.extend(value.to_be_bytes());
            }
        }
        if let Some(rated) = self.rated {
            rated.write(out);
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to the width of the field
fn byte(value: f64) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to the width of the field
fn short(value: f64) -> u16 {
    value.round().clamp(0.0, 65535.0) as u16
}

impl Rated {
    fn write(&self, out: &mut Vec<u8>) {
        let loss = byte(self.loss_percent * 256.0 / 100.0);
        let gap = u16::try_from(self.duration_ms).unwrap_or(u16::MAX);
        let trip = short(self.round_trip_ms.unwrap_or(0.0));
        out.extend([VOIP, 0]);
        out.extend(VOIP_WORDS.to_be_bytes());
        out.extend(self.ssrc.to_be_bytes());
        out.extend([loss, 0, 0, loss]); // lost, discarded, burst density, gap density
        for milliseconds in [0, gap, trip, 0] {
            out.extend(u16::to_be_bytes(milliseconds)); // burst, gap, round trip, end system
        }
        out.extend([UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, GAP]);
        out.extend([byte(self.rating), UNAVAILABLE, byte(self.listening * 10.0), byte(self.conversation * 10.0)]);
        out.extend([0; 8]); // no concealment, no jitter buffer: packets are relayed as they come
    }
}

/// Reads the body of an extended report, without its first four bytes, as far as it concerns the stream `ours`.
pub fn read(body: &[u8], ours: u32, mut found: impl FnMut(Block)) {
    let Some(from) = word(body, 0) else { return };
    let mut rest = body.get(4..).unwrap_or_default();
    while let Some(&[kind, _, l0, l1]) = rest.first_chunk::<4>() {
        let Some((block, after)) = rest.split_at_checked(4 + usize::from(u16::from_be_bytes([l0, l1])) * 4) else { return };
        rest = after;
        let block = block.get(4..).unwrap_or_default();
        match kind {
            REFERENCE_TIME => {
                if let (Some(high), Some(low)) = (word(block, 0), word(block, 1)) {
                    found(Block::Reference(from, (high << 16) | (low >> 16)));
                }
            }
            ECHO => {
                for part in block.chunks_exact(12) {
                    if let (Some(source), Some(time), Some(ago)) = (word(part, 0), word(part, 1), word(part, 2))
                        && source == ours
                    {
                        found(Block::Echo(time, ago));
                    }
                }
            }
            VOIP if word(block, 0) == Some(ours) => {
                if let Some(&[listening, conversation]) = block.get(22..).and_then(<[u8]>::first_chunk::<2>) {
                    let scores = [conversation, listening].map(|score| (10..=50).contains(&score).then(|| f64::from(score) / 10.0));
                    if let Some(score) = scores.into_iter().flatten().reduce(f64::min) {
                        found(Block::Opinion(Opinion { score }));
                    }
                }
            }
            _ => {}
        }
    }
}

/// The time since `at`, in 1/65536 s.
#[must_use]
#[allow(clippy::cast_possible_truncation)] // as wide as the field
pub fn since(at: Micros, now: Micros) -> u32 {
    (now.saturating_sub(at) * 65536 / 1_000_000) as u32
}

fn word(data: &[u8], index: usize) -> Option<u32> {
    data.get(index * 4..)?.first_chunk::<4>().map(|bytes| u32::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Extended {
        let rated = Rated {
            ssrc: 7,
            loss_percent: 25.0,
            duration_ms: 90_000,
            round_trip_ms: Some(80.0),
            rating: 93.2,
            listening: 4.41,
            conversation: 4.35,
        };
        Extended { reference: Some(0x1122_3344_5566_7788), echo: Some((7, 8, 9)), rated: Some(rated) }
    }

    fn blocks(wire: &[u8], ours: u32) -> Vec<Block> {
        let mut found = Vec::new();
        read(wire.get(4..).unwrap_or_default(), ours, |block| found.push(block));
        found
    }

    #[test]
    fn what_is_written_is_read() {
        let mut wire = Vec::new();
        all().write(&mut wire, 3);
        assert_eq!(wire.len() % 4, 0);
        assert_eq!(usize::from(u16::from_be_bytes([wire[2], wire[3]])) * 4 + 4, wire.len());
        let reference = Block::Reference(3, 0x3344_5566);
        assert_eq!(blocks(&wire, 7), [reference, Block::Echo(8, 9), Block::Opinion(Opinion { score: 4.4 })]);
        assert_eq!(blocks(&wire, 6), [reference]);
    }

    #[test]
    fn nothing_to_say_is_not_said() {
        let mut wire = Vec::new();
        Extended::default().write(&mut wire, 3);
        assert!(wire.is_empty());
    }

    #[test]
    fn every_cut_and_every_flipped_byte_is_survived() {
        let mut whole = Vec::new();
        all().write(&mut whole, 3);
        for length in 0..=whole.len() {
            for index in 0..length {
                for value in [0u8, 0x7f, 0xff] {
                    let mut data = whole[..length].to_vec();
                    data[index] = value;
                    blocks(&data, 7);
                }
            }
        }
    }
}
