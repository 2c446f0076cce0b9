//! Feedback about video (RFC 4585, RFC 5104, REMB): what one far end asks of the stream that it gets, said to the other far end in the
//! numbers of the stream that that one sends. Nothing here panics on any input.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

const RECEIVER_REPORT: u8 = 201;
const TRANSPORT: u8 = 205;
const PAYLOAD_SPECIFIC: u8 = 206;

const NACK: u8 = 1;
const TMMBR: u8 = 3;
const TMMBN: u8 = 4;
const PLI: u8 = 1;
const FIR: u8 = 4;
const APPLICATION: u8 = 15;

/// One stream in two numberings: as it is sent on from here, and as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    pub ours: u32,
    pub theirs: u32,
    /// Our sequence number of a packet less theirs.
    pub offset: u16,
}

/// The streams that feedback may be about: the main one, and its retransmissions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lanes(pub [Option<Lane>; 2]);

impl Lanes {
    fn of(&self, ours: u32) -> Option<Lane> {
        self.0.into_iter().flatten().find(|lane| lane.ours == ours)
    }
}

/// Writes a compound packet from `sender` that asks for a whole picture of the stream `media`.
pub fn picture_wanted(sender: u32, media: u32, out: &mut Vec<u8>) {
    begin(sender, out);
    part(PAYLOAD_SPECIFIC, PLI, sender, media, &[], out);
}

/// Translates the feedback in a compound packet into one from `sender`; false where it has none that can be passed on.
pub fn translate(mut data: &[u8], lanes: &Lanes, sender: u32, out: &mut Vec<u8>) -> bool {
    begin(sender, out);
    let empty = out.len();
    while let Some(&[first, kind, l0, l1]) = data.first_chunk::<4>() {
        let length = 4 + usize::from(u16::from_be_bytes([l0, l1])) * 4;
        let Some((one, rest)) = data.split_at_checked(length) else { break };
        data = rest;
        if first >> 6 != 2 {
            break;
        }
        // Behind the header: the sender, the stream, and the details.
        if let (Some(media), Some(details)) = (word(one, 8), one.get(12..)) {
            about(kind, first & 0x1f, media, details, lanes, sender, out);
        }
    }
    out.len() > empty
}

fn about(kind: u8, format: u8, media: u32, details: &[u8], lanes: &Lanes, sender: u32, out: &mut Vec<u8>) {
    let lane = lanes.of(media);
    match (kind, format, lane) {
        (PAYLOAD_SPECIFIC, PLI, Some(lane)) => part(kind, format, sender, lane.theirs, &[], out),
        (TRANSPORT, NACK, Some(lane)) => {
            let mut lost = Vec::with_capacity(details.len());
            for entry in details.chunks_exact(4) {
                if let [p0, p1, mask @ ..] = entry {
                    lost.extend(u16::from_be_bytes([*p0, *p1]).wrapping_sub(lane.offset).to_be_bytes());
                    lost.extend(mask);
                }
            }
            part(kind, format, sender, lane.theirs, &lost, out);
        }
        // These name their streams in the details.
        (PAYLOAD_SPECIFIC, FIR, _) | (TRANSPORT, TMMBR | TMMBN, _) => {
            let entry_size = 8;
            let mut entries = Vec::with_capacity(details.len());
            for entry in details.chunks_exact(entry_size) {
                if let (Some(lane), Some(rest)) = (word(entry, 0).and_then(|ssrc| lanes.of(ssrc)), entry.get(4..)) {
                    entries.extend(lane.theirs.to_be_bytes());
                    entries.extend(rest);
                }
            }
            if !entries.is_empty() {
                part(kind, format, sender, 0, &entries, out);
            }
        }
        (PAYLOAD_SPECIFIC, APPLICATION, _) if details.starts_with(b"REMB") => {
            let streams = details.get(8..).unwrap_or_default().chunks_exact(4);
            let known: Vec<u8> = streams.filter_map(|ssrc| lanes.of(word(ssrc, 0)?)).flat_map(|lane| lane.theirs.to_be_bytes()).collect();
            if let (Some([_, rate @ ..]), false) = (details.get(4..8), known.is_empty()) {
                let count = u8::try_from(known.len() / 4).unwrap_or(u8::MAX);
                let body = [b"REMB", &[count][..], rate, &known].concat();
                part(kind, format, sender, 0, &body, out);
            }
        }
        _ => {}
    }
}

/// A compound packet begins with a report, here an empty one (RFC 3550 §6.1).
fn begin(sender: u32, out: &mut Vec<u8>) {
    out.clear();
    out.extend([0x80, RECEIVER_REPORT, 0, 1]);
    out.extend(sender.to_be_bytes());
}

fn part(kind: u8, format: u8, sender: u32, media: u32, details: &[u8], out: &mut Vec<u8>) {
    let Ok(words) = u16::try_from(2 + details.len() / 4) else { return };
    out.extend([0x80 | format, kind]);
    out.extend(words.to_be_bytes());
    out.extend(sender.to_be_bytes());
    out.extend(media.to_be_bytes());
    out.extend(details);
}

fn word(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..)?.first_chunk::<4>().map(|bytes| u32::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANES: Lanes = Lanes([Some(Lane { ours: 10, theirs: 77, offset: 100 }), Some(Lane { ours: 11, theirs: 78, offset: 65_530 })]);

    fn translated(kind: u8, format: u8, media: u32, details: &[u8]) -> Option<Vec<u8>> {
        let (mut data, mut out) = (vec![0x80, 201, 0, 1, 0, 0, 0, 9], Vec::new());
        part(kind, format, 9, media, details, &mut data);
        translate(&data, &LANES, 5, &mut out).then(|| {
            assert_eq!(out[..8], [0x80, 201, 0, 1, 0, 0, 0, 5]);
            assert_eq!(out.len(), 12 + usize::from(out[11]) * 4);
            out[8..].to_vec()
        })
    }

    #[test]
    fn pictures_are_asked_of_the_stream_that_is_sent() {
        assert_eq!(translated(206, 1, 10, &[]), Some(vec![0x81, 206, 0, 2, 0, 0, 0, 5, 0, 0, 0, 77]));
        assert_eq!(translated(206, 1, 99, &[]), None);
        let full = translated(206, 4, 0, &[0, 0, 0, 10, 3, 0, 0, 0, 0, 0, 0, 99, 4, 0, 0, 0]).expect("one is known");
        assert_eq!(full[8..], [0, 0, 0, 0, 0, 0, 0, 77, 3, 0, 0, 0]);
        let mut out = Vec::new();
        picture_wanted(5, 77, &mut out);
        assert_eq!(Some(out[8..].to_vec()), translated(206, 1, 10, &[]));
    }

    #[test]
    fn lost_packets_are_named_as_they_came() {
        let nack = translated(205, 1, 10, &[0, 101, 0x80, 1, 0, 2, 0, 0]).expect("known");
        assert_eq!(nack[8..], [0, 0, 0, 77, 0, 1, 0x80, 1, 0xff, 0x9e, 0, 0]);
        assert_eq!(translated(205, 1, 11, &[0, 0, 0, 0]).expect("known")[8..], [0, 0, 0, 78, 0, 6, 0, 0]);
    }

    #[test]
    fn bitrates_are_passed_with_their_streams_mapped() {
        let remb = [b"REMB".as_slice(), &[3, 9, 8, 7], &[0, 0, 0, 11], &[0, 0, 0, 99], &[0, 0, 0, 10]].concat();
        let passed = translated(206, 15, 0, &remb).expect("two are known");
        assert_eq!(passed[12..], [b"REMB".as_slice(), &[2, 9, 8, 7], &[0, 0, 0, 78], &[0, 0, 0, 77]].concat());
        assert!(translated(205, 3, 0, &[0, 0, 0, 10, 1, 2, 3, 4]).is_some());
        assert_eq!(translated(206, 15, 0, b"AFBX1234"), None);
        assert_eq!(translated(206, 15, 0, b"REMB"), None);
    }

    #[test]
    fn cut_and_broken_packets_are_survived() {
        let mut good = vec![0x80, 201, 0, 1, 0, 0, 0, 9];
        part(206, 15, 9, 0, &[b"REMB".as_slice(), &[1, 9, 8, 7], &[0, 0, 0, 10]].concat(), &mut good);
        part(205, 1, 9, 10, &[0; 8], &mut good);
        part(206, 4, 9, 0, &[0, 0, 0, 10, 3, 0, 0, 0], &mut good);
        let mut out = Vec::new();
        for length in 0..good.len() {
            for value in [0u8, 0x7f, 0x81, 0xff] {
                let mut data = good[..length].to_vec();
                for index in 0..length {
                    let kept = std::mem::replace(&mut data[index], value);
                    let _ = translate(&data, &LANES, 5, &mut out);
                    data[index] = kept;
                }
            }
        }
    }
}
