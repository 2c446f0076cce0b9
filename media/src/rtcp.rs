//! RTCP (RFC 3550 §6): sender and receiver reports out, report blocks in. Nothing here panics on any input.

use crate::clock::Micros;
use crate::rtp;
use crate::stats::{Reception, Remote};
use crate::xr::{self, Block, EXTENDED, Extended, Opinion, Rated};

/// Seconds between 1900 and 1970.
const NTP_EPOCH: u64 = 2_208_988_800;

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const DESCRIPTION: u8 = 202;

/// A session reports this often, give or take a half.
pub const INTERVAL: Micros = 5_000_000;

/// UTC as a 64-bit NTP time.
#[must_use]
pub fn ntp(utc: Micros) -> u64 {
    let (seconds, fraction) = (utc / 1_000_000 + NTP_EPOCH, utc % 1_000_000);
    (seconds << 32) | ((fraction << 32) / 1_000_000)
}

/// The middle 32 bits of an NTP time.
#[allow(clippy::cast_possible_truncation)] // that is the meaning
fn middle(ntp: u64) -> u32 {
    (ntp >> 16) as u32
}

/// What was learnt from the far end's reports.
#[derive(Debug, Default)]
pub struct Reports {
    /// The last sender report: its source, the middle of its time, and when it came.
    last: Option<(u32, u32, Micros)>,
    /// The last reference time (RFC 3611): its source, the middle of its time, and when it came.
    reference: Option<(u32, u32, Micros)>,
    pub remote: Option<Remote>,
    /// How the far end rates what it hears, when it says so.
    pub opinion: Option<Opinion>,
    pub round_trip_ms: Option<f64>,
    /// Packets of the far end, and how many of them tell about our stream.
    pub received: u64,
    pub about_us: u64,
}

/// What a report to be sent says.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing {
    pub ssrc: u32,
    /// Set when something was sent since the last report: RTP timestamp of now, packets, bytes.
    pub sender: Option<(u32, u64, u64)>,
    pub rated: Option<Rated>,
}

impl Reports {
    /// Takes a compound packet that came at `now` (UTC `utc`) about the stream `ours` (its SSRC and
    /// the ticks of its clock per millisecond); unknown and broken parts are skipped.
    pub fn packet(&mut self, mut data: &[u8], ours: (u32, u32), now: Micros, utc: Micros) {
        self.received += 1;
        let about_us = self.about_us;
        while let Some(&[first, kind, l0, l1]) = data.first_chunk::<4>() {
            let length = 4 + usize::from(u16::from_be_bytes([l0, l1])) * 4;
            let Some((part, rest)) = data.split_at_checked(length) else { break };
            data = rest;
            if first >> 6 != 2 {
                break;
            }
            let body = part.get(4..).unwrap_or_default();
            let blocks = match kind {
                SENDER_REPORT => {
                    if let (Some(ssrc), Some(high), Some(low)) = (word(body, 0), word(body, 1), word(body, 2)) {
                        let time = (u64::from(high) << 32) | u64::from(low);
                        self.last = Some((ssrc, middle(time), now));
                    }
                    body.get(24..)
                }
                RECEIVER_REPORT => body.get(4..),
                EXTENDED => {
                    self.extended(body, ours.0, now, utc);
                    None
                }
                _ => None,
            };
            for block in blocks.unwrap_or_default().chunks_exact(24).take(usize::from(first & 0x1f)) {
                self.block(block, ours, utc);
            }
        }
        self.about_us = self.about_us.min(about_us + 1);
    }

    fn extended(&mut self, body: &[u8], ours: u32, now: Micros, utc: Micros) {
        xr::read(body, ours, |block| match block {
            Block::Reference(from, time) => self.reference = Some((from, time, now)),
            Block::Echo(time, ago) => self.trip(time, ago, utc),
            Block::Opinion(opinion) => self.opinion = Some(opinion),
        });
    }

    /// Takes the echo of a time of ours: the middle of it, and how long the far end had it.
    fn trip(&mut self, echoed: u32, held: u32, utc: Micros) {
        let trip = middle(ntp(utc)).wrapping_sub(echoed).wrapping_sub(held);
        // A minute or "negative" means that the far end echoes nonsense.
        if echoed != 0 && trip < 60 << 16 {
            self.round_trip_ms = Some(f64::from(trip) * 1000.0 / 65536.0);
        }
    }

    fn block(&mut self, block: &[u8], (ours, per_ms): (u32, u32), utc: Micros) {
        let words = (word(block, 0), word(block, 1), word(block, 3), word(block, 4), word(block, 5));
        let (Some(ssrc), Some(losses), Some(jitter), Some(last), Some(delay)) = words else { return };
        if ssrc != ours {
            return;
        }
        // The cumulative count is a signed 24-bit number.
        let lost = (losses << 8).cast_signed() >> 8;
        self.remote = Some(Remote {
            packets_lost: lost,
            loss_percent: f64::from(losses >> 24) * 100.0 / 256.0,
            jitter_ms: f64::from(jitter) / f64::from(per_ms.max(1)),
            mos: None,
        });
        self.about_us += 1;
        self.trip(last, delay, utc);
    }

    /// Writes a compound packet: a report, a block about what is received, the canonical name, and what RFC 3611 adds.
    #[allow(clippy::cast_possible_truncation)] // RFC 3550 counts modulo 2^32
    pub fn write(&self, out: &mut Vec<u8>, about: Outgoing, reception: &mut Reception, now: Micros, utc: Micros) {
        out.clear();
        let source = reception.ssrc();
        let blocks = u8::from(source.is_some());
        let sender_words: u16 = if about.sender.is_some() { 5 } else { 0 };
        let kind = if about.sender.is_some() { SENDER_REPORT } else { RECEIVER_REPORT };
        out.extend([0x80 | blocks, kind]);
        out.extend((1 + sender_words + 6 * u16::from(blocks)).to_be_bytes());
        out.extend(about.ssrc.to_be_bytes());
        if let Some((timestamp, packets, bytes)) = about.sender {
            out.extend(ntp(utc).to_be_bytes());
            out.extend(timestamp.to_be_bytes());
            out.extend((packets as u32).to_be_bytes());
            out.extend((bytes as u32).to_be_bytes());
        }
        if let Some(ssrc) = source {
            let (fraction, lost, highest, jitter) = reception.report();
            let (echo, delay) = match self.last {
                Some((from, time, at)) if from == ssrc => (time, (now.saturating_sub(at) * 65536 / 1_000_000) as u32),
                _ => (0, 0),
            };
            for value in [ssrc, (u32::from(fraction) << 24) | lost, highest, jitter, echo, delay] {
                out.extend(value.to_be_bytes());
            }
        }
        let name = format!("{:08x}@offhook", about.ssrc); // 16 bytes: the item ends one byte short of a word
        out.extend([0x81, DESCRIPTION, 0, 6]);
        out.extend(about.ssrc.to_be_bytes());
        out.extend([1, 16]);
        out.extend(name.as_bytes());
        out.extend([0, 0]);
        let extended = Extended {
            reference: about.sender.is_none().then(|| ntp(utc)),
            echo: self.reference.map(|(from, time, at)| (from, time, xr::since(at, now))),
            rated: about.rated,
        };
        extended.write(out, about.ssrc);
    }
}

fn word(data: &[u8], index: usize) -> Option<u32> {
    data.get(index * 4..)?.first_chunk::<4>().map(|bytes| u32::from_be_bytes(*bytes))
}

/// True for a datagram that may be RTCP at all.
#[must_use]
pub fn plausible(data: &[u8]) -> bool {
    data.len() >= 8 && data.len() <= rtp::LARGEST && rtp::is_rtcp(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UTC: Micros = 1_700_000_000_000_000;

    #[test]
    fn two_ends_learn_loss_and_round_trip_from_each_other() {
        let (mut here, mut there) = (Reports::default(), Reports::default());
        let (mut hears, mut hears_there) = (Reception::default(), Reception::default());
        hears.packet(2, 0, 160, 0);
        for sequence in [0u16, 1, 3] {
            hears_there.packet(1, sequence, 160, 0);
        }
        let mut wire = Vec::new();
        here.write(&mut wire, Outgoing { ssrc: 1, sender: Some((0, 4, 640)), rated: None }, &mut hears, 0, UTC);
        assert!(plausible(&wire) && wire.len() % 4 == 0);
        there.packet(&wire, (2, 8), 30_000, UTC + 30_000);
        there.write(&mut wire, Outgoing { ssrc: 2, sender: None, rated: None }, &mut hears_there, 1_030_000, UTC + 1_030_000);
        assert!(here.round_trip_ms.is_none());
        // The far end's receiver report echoes our sender report only when it names our stream.
        here.packet(&wire, (1, 8), 1_080_000, UTC + 1_080_000);
        let remote = here.remote.expect("a block about us");
        assert_eq!(remote.packets_lost, 1);
        assert!((remote.loss_percent - 25.0).abs() < 0.01);
        assert!((here.round_trip_ms.expect("measured") - 80.0).abs() < 1.0);
    }

    #[test]
    fn who_only_receives_learns_the_round_trip_too() {
        let (mut here, mut there) = (Reports::default(), Reports::default());
        let mut hears = Reception::default();
        let mut wire = Vec::new();
        here.write(&mut wire, Outgoing { ssrc: 1, sender: None, rated: None }, &mut hears, 0, UTC);
        there.packet(&wire, (2, 8), 0, UTC + 20_000);
        there.write(&mut wire, Outgoing { ssrc: 2, sender: Some((0, 1, 160)), rated: None }, &mut hears, 500_000, UTC + 520_000);
        here.packet(&wire, (1, 8), 0, UTC + 540_000);
        assert!((here.round_trip_ms.expect("measured") - 40.0).abs() < 1.0);
        assert_eq!((here.received, here.about_us), (1, 0));
    }

    #[test]
    fn one_packet_tells_about_us_once_whatever_follows() {
        let block = [[0, 0, 0, 1].as_slice(), [0; 20].as_slice()].concat();
        let twice = [[0x82, 201, 0, 13, 0, 0, 0, 9].as_slice(), &block, &block].concat();
        for behind in [[].as_slice(), &[0x81, 201, 0, 7], &[0, 0, 0, 0]] {
            let mut reports = Reports::default();
            reports.packet(&[&twice, behind].concat(), (1, 8), 0, UTC);
            assert_eq!((reports.received, reports.about_us), (1, 1));
        }
    }

    #[test]
    fn reports_about_others_and_negative_loss() {
        let mut reports = Reports::default();
        let mut data = vec![0x81, 201, 0, 7, 0, 0, 0, 9];
        data.extend([0, 0, 0, 1, 0, 0xff, 0xff, 0xff]);
        data.extend([0; 16]);
        reports.packet(&data, (2, 8), 0, UTC);
        assert!(reports.remote.is_none());
        reports.packet(&data, (1, 48), 0, UTC);
        assert_eq!(reports.remote.map(|remote| remote.packets_lost), Some(-1));
    }

    #[test]
    fn every_cut_and_every_flipped_byte_is_survived() {
        let mut wire = Vec::new();
        let mut reception = Reception::default();
        reception.packet(5, 1, 1, 0);
        Reports::default().write(&mut wire, Outgoing { ssrc: 1, sender: Some((1, 2, 3)), rated: None }, &mut reception, 0, UTC);
        for length in 0..wire.len() {
            for value in [0u8, 0x7f, 0xff] {
                let mut data = wire[..length].to_vec();
                for index in 0..length {
                    let kept = data[index];
                    data[index] = value;
                    let _ = plausible(&data);
                    Reports::default().packet(&data, (1, 8), 0, UTC);
                    data[index] = kept;
                }
            }
        }
    }
}
