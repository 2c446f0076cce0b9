//! Frames of the control protocol: a length, then one msgpack array whose elements are read one by one, so that a bad command does not
//! spoil its neighbours. Nothing here panics, recurses or trusts a length.

/// The largest frame.
pub const LARGEST: usize = 1 << 20;

/// A frame that cannot be read; the connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadFrame;

/// The next whole frame of `buffer` and how many bytes it takes with its length, or `None` when more bytes are needed.
pub fn next(buffer: &[u8]) -> Result<Option<(&[u8], usize)>, BadFrame> {
    let Some((length, rest)) = buffer.split_first_chunk::<4>() else { return Ok(None) };
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| BadFrame)?;
    if length > LARGEST {
        return Err(BadFrame);
    }
    Ok(rest.get(..length).map(|body| (body, length + 4)))
}

/// The elements of a frame's array, each still encoded.
pub fn elements(body: &[u8]) -> Result<Vec<&[u8]>, BadFrame> {
    let (count, mut rest) = match body.split_first().ok_or(BadFrame)? {
        (&first @ 0x90..=0x9f, rest) => (u32::from(first & 0x0f), rest),
        (0xdc, rest) => big_endian(rest, 2).ok_or(BadFrame)?,
        (0xdd, rest) => big_endian(rest, 4).ok_or(BadFrame)?,
        _ => return Err(BadFrame),
    };
    let mut elements = Vec::new();
    for _ in 0..count {
        let length = value_length(rest).ok_or(BadFrame)?;
        let (element, after) = rest.split_at_checked(length).ok_or(BadFrame)?;
        elements.push(element);
        rest = after;
    }
    if rest.is_empty() { Ok(elements) } else { Err(BadFrame) }
}

fn big_endian(data: &[u8], width: usize) -> Option<(u32, &[u8])> {
    let (number, rest) = data.split_at_checked(width)?;
    Some((number.iter().fold(0, |sum, byte| (sum << 8) | u32::from(*byte)), rest))
}

/// Bytes of the first msgpack value of `data`. Counts what is still to be read instead of recursing.
fn value_length(data: &[u8]) -> Option<usize> {
    let mut rest = data;
    let mut pending: u64 = 1;
    while pending > 0 {
        pending -= 1;
        let (&first, after) = rest.split_first()?;
        // (bytes of a length field, bytes that follow anyway, values per unit of length)
        let (width, fixed, values): (usize, usize, u64) = match first {
            0x00..=0x7f | 0xc0 | 0xc2 | 0xc3 | 0xe0..=0xff => (0, 0, 0),
            0x80..=0x8f => {
                pending += u64::from(first & 0x0f) * 2;
                (0, 0, 0)
            }
            0x90..=0x9f => {
                pending += u64::from(first & 0x0f);
                (0, 0, 0)
            }
            0xa0..=0xbf => (0, usize::from(first & 0x1f), 0),
            0xc1 => return None,
            0xc4 | 0xd9 => (1, 0, 0),
            0xc5 | 0xda => (2, 0, 0),
            0xc6 | 0xdb => (4, 0, 0),
            0xc7 => (1, 1, 0),
            0xc8 => (2, 1, 0),
            0xc9 => (4, 1, 0),
            0xcc | 0xd0 => (0, 1, 0),
            0xcd | 0xd1 => (0, 2, 0),
            0xca | 0xce | 0xd2 => (0, 4, 0),
            0xcb | 0xcf | 0xd3 => (0, 8, 0),
            0xd4 => (0, 2, 0),
            0xd5 => (0, 3, 0),
            0xd6 => (0, 5, 0),
            0xd7 => (0, 9, 0),
            0xd8 => (0, 17, 0),
            0xdc => (2, 0, 1),
            0xdd => (4, 0, 1),
            0xde => (2, 0, 2),
            0xdf => (4, 0, 2),
        };
        let (length, after) = big_endian(after, width)?;
        pending += u64::from(length) * values;
        let bytes = if values == 0 { usize::try_from(length).ok()? } else { 0 };
        rest = after.get(fixed.checked_add(bytes)?..)?;
        // Every value takes a byte at least: a count beyond what is there is a lie.
        if pending > rest.len() as u64 {
            return None;
        }
    }
    Some(data.len() - rest.len())
}

/// Starts of the two kinds of array that are sent.
#[must_use]
pub fn array(count: u32, items: &[u8]) -> Vec<u8> {
    let body = 5 + items.len();
    let mut out = Vec::with_capacity(4 + body);
    out.extend(u32::try_from(body).unwrap_or(u32::MAX).to_be_bytes());
    out.push(0xdd);
    out.extend(count.to_be_bytes());
    out.extend_from_slice(items);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;

    #[derive(Serialize)]
    struct Everything<'a> {
        a: u64,
        b: Option<i64>,
        c: &'a str,
        #[serde(with = "serde_bytes")]
        d: &'a [u8],
        e: Vec<f64>,
        f: (bool, i8, i16, i32, u16, u32, f32),
        g: std::collections::BTreeMap<String, Vec<u32>>,
    }

    fn sample() -> Vec<u8> {
        let long = "x".repeat(70_000);
        let value = Everything {
            a: u64::MAX,
            b: None,
            c: &long,
            d: &[7; 300],
            e: vec![0.5; 20],
            f: (true, -100, -1000, -100_000, 60_000, 4_000_000_000, 1.5),
            g: (0..40u32).map(|key| (key.to_string(), vec![key; 3])).collect(),
        };
        rmp_serde::to_vec_named(&(&value, "next", 5)).expect("encodes")
    }

    #[test]
    fn every_kind_of_value_is_measured() {
        let body = sample();
        let parts = elements(&body).expect("an array");
        assert_eq!(parts.len(), 3);
        assert_eq!(rmp_serde::from_slice::<&str>(parts[1]).expect("text"), "next");
        assert_eq!(parts[2], &[5]);
    }

    #[test]
    fn every_cut_is_refused() {
        let body = sample();
        for length in (0..body.len()).step_by(13).chain(body.len() - 400..body.len()) {
            assert_eq!(elements(&body[..length]), Err(BadFrame));
        }
    }

    #[test]
    fn lies_and_rubbish_end_at_once() {
        assert_eq!(elements(&[0xdd, 0xff, 0xff, 0xff, 0xff]), Err(BadFrame));
        assert_eq!(elements(&[0x91, 0xdf, 0xff, 0xff, 0xff, 0xff]), Err(BadFrame));
        assert_eq!(elements(&[0x91, 0xc1]), Err(BadFrame));
        assert_eq!(elements(&[0x90, 0]), Err(BadFrame));
        assert_eq!(elements(&[0x81, 1, 1]), Err(BadFrame));
        let nested = [vec![0x91; 100_000], vec![1]].concat();
        assert_eq!(elements(&nested).map(|parts| parts.len()), Ok(1));
        let mut state = 1u32;
        for _ in 0..20_000 {
            let noise: Vec<u8> = (0..40)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    state.to_be_bytes()[0]
                })
                .collect();
            let _ = (elements(&noise), next(&noise));
        }
    }

    #[test]
    fn frames_are_cut_from_a_stream() {
        let frame = array(2, &[1, 2]);
        assert_eq!(next(&frame[..6]), Ok(None));
        assert_eq!(next(&frame), Ok(Some((&frame[4..], frame.len()))));
        assert_eq!(elements(&frame[4..]), Ok(vec![&[1u8][..], &[2][..]]));
        assert_eq!(next(&[0, 0x10, 0, 1]), Err(BadFrame));
    }
}
