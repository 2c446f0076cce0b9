//! RTP headers (RFC 3550 §5.1): read without copying, written in place. Nothing here panics on any input.

/// Bytes of the fixed header, the only kind that this server sends.
pub const HEADER: usize = 12;

/// The largest datagram that is taken; longer ones are dropped.
pub const LARGEST: usize = 2048;

/// What a received packet says, and where its payload lies in the datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    pub marker: bool,
    pub payload_type: u8,
    pub sequence: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    /// First byte of the payload; at least [`HEADER`].
    pub start: usize,
    /// One past the last byte of the payload, padding excluded.
    pub end: usize,
}

/// Tells RTCP from RTP on one port (RFC 5761 §4).
#[must_use]
pub fn is_rtcp(data: &[u8]) -> bool {
    matches!(data, [first, second, ..] if first >> 6 == 2 && (192..=223).contains(second))
}

/// Reads a datagram; `None` when it is not a well-formed RTP packet.
#[must_use]
pub fn parse(data: &[u8]) -> Option<Packet> {
    let [b0, b1, s0, s1, t0, t1, t2, t3, c0, c1, c2, c3] = *data.first_chunk::<HEADER>()?;
    if b0 >> 6 != 2 || data.len() > LARGEST {
        return None;
    }
    let mut start = HEADER + usize::from(b0 & 0x0f) * 4;
    if b0 & 0x10 != 0 {
        let [_, _, l0, l1] = *data.get(start..)?.first_chunk::<4>()?;
        start += 4 + usize::from(u16::from_be_bytes([l0, l1])) * 4;
    }
    let mut end = data.len();
    if b0 & 0x20 != 0 {
        let padding = usize::from(*data.last()?);
        if padding == 0 {
            return None;
        }
        end = end.checked_sub(padding)?;
    }
    if start > end {
        return None;
    }
    Some(Packet {
        marker: b1 & 0x80 != 0,
        payload_type: b1 & 0x7f,
        sequence: u16::from_be_bytes([s0, s1]),
        timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
        ssrc: u32::from_be_bytes([c0, c1, c2, c3]),
        start,
        end,
    })
}

/// What goes into a header that is sent.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    pub marker: bool,
    pub payload_type: u8,
    pub sequence: u16,
    pub timestamp: u32,
    pub ssrc: u32,
}

impl Header {
    /// The twelve bytes of this header.
    #[must_use]
    pub fn bytes(&self) -> [u8; HEADER] {
        let [s0, s1] = self.sequence.to_be_bytes();
        let [t0, t1, t2, t3] = self.timestamp.to_be_bytes();
        let [c0, c1, c2, c3] = self.ssrc.to_be_bytes();
        let second = (self.payload_type & 0x7f) | (u8::from(self.marker) << 7);
        [0x80, second, s0, s1, t0, t1, t2, t3, c0, c1, c2, c3]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: Header = Header { marker: true, payload_type: 8, sequence: 65_535, timestamp: 0xdead_beef, ssrc: 7 };

    #[test]
    fn a_written_header_reads_back() {
        let mut data = PACKET.bytes().to_vec();
        data.extend([1, 2, 3]);
        let packet = parse(&data).expect("valid");
        assert_eq!((packet.marker, packet.payload_type, packet.sequence), (true, 8, 65_535));
        assert_eq!((packet.timestamp, packet.ssrc, packet.start, packet.end), (0xdead_beef, 7, 12, 15));
    }

    #[test]
    fn sources_extension_and_padding_are_left_out_of_the_payload() {
        let mut data = PACKET.bytes().to_vec();
        data[0] = 0x80 | 0x20 | 0x10 | 2;
        data.extend([0; 8]);
        data.extend([0xbe, 0xde, 0, 1, 9, 9, 9, 9]);
        data.extend([5, 6, 0, 2]);
        let packet = parse(&data).expect("valid");
        assert_eq!(&data[packet.start..packet.end], &[5, 6]);
    }

    #[test]
    fn lies_about_lengths_are_refused() {
        let mut data = PACKET.bytes().to_vec();
        data[0] = 0x8f;
        assert_eq!(parse(&data), None);
        data[0] = 0x90;
        assert_eq!(parse(&data), None);
        data[0] = 0xa0;
        data.push(200);
        assert_eq!(parse(&data), None);
        data.pop();
        data.push(0);
        assert_eq!(parse(&data), None);
        assert_eq!(parse(&[0x80; 11]), None);
        assert_eq!(parse(&vec![0x80; LARGEST + 1]), None);
        assert_eq!(parse(&[0; 40]), None);
    }

    #[test]
    fn no_short_datagram_panics() {
        for first in 0..=255u8 {
            for length in 0..48 {
                let mut data = vec![0xff; length];
                if let Some(byte) = data.first_mut() {
                    *byte = first;
                }
                let _ = (parse(&data), is_rtcp(&data));
            }
        }
    }
}
