//! WAV files: a reader that tolerates what exists in the wild, and a writer whose file is playable at every moment.
//!
//! Read: PCM of 16 bits, and G.711, mono or stereo, any rate; unknown chunks are skipped, and lengths that a crash or a stream left
//! wrong are taken as "until the end of the file". Written: PCM of 16 bits with the plain 44-byte header.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)
)]

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom, Write};

use crate::codec::{CodecKind, Decoder};

/// Bytes of the header that is written.
pub const HEADER: usize = 44;
/// Most sample bytes a file can say it has; the writer stops there (RIFF lengths have 32 bits).
pub const DATA_MAX: u64 = 0xffff_ffff - HEADER as u64 - 3;

/// Decoded audio of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Audio {
    /// Samples per second and channel.
    pub rate: u32,
    /// Interleaved channels: 1 or 2.
    pub channels: u16,
    /// The samples, interleaved.
    pub samples: Vec<i16>,
}

impl Audio {
    /// All channels mixed into one.
    #[must_use]
    pub fn into_mono(self) -> Vec<i16> {
        if self.channels < 2 {
            return self.samples;
        }
        self.samples.chunks_exact(2).map(|pair| average(pair.iter().copied())).collect()
    }
}

#[allow(clippy::cast_possible_truncation, clippy::arithmetic_side_effects, reason = "the mean of two 16-bit numbers has 16 bits")]
fn average(pair: impl Iterator<Item = i16>) -> i16 {
    (pair.map(i32::from).sum::<i32>() / 2) as i16
}

/// Why a file cannot be read.
#[derive(Debug)]
pub enum Error {
    /// The system's error.
    Io(io::Error),
    /// It is not RIFF/WAVE or breaks off before its samples.
    NotWave,
    /// A WAV file of a kind that is not read; the text says what.
    Unsupported(String),
    /// More bytes than allowed.
    TooLarge(u64),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::NotWave => f.write_str("not a WAV file"),
            Self::Unsupported(what) => write!(f, "unsupported WAV file: {what}"),
            Self::TooLarge(limit) => write!(f, "longer than {limit} bytes"),
        }
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads a whole file of at most `limit` bytes.
///
/// # Errors
/// Whatever [`Error`] names; never a panic, whatever the bytes.
pub fn read(source: impl Read, limit: u64) -> Result<Audio, Error> {
    let mut bytes = Vec::new();
    source.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        return Err(Error::TooLarge(limit));
    }
    parse(&bytes)
}

/// How samples are stored.
enum Coding {
    Pcm16,
    G711(CodecKind),
}

struct Format {
    coding: Coding,
    channels: u16,
    rate: u32,
}

/// Reads a file that is in memory.
///
/// # Errors
/// [`Error::NotWave`] or [`Error::Unsupported`].
pub fn parse(bytes: &[u8]) -> Result<Audio, Error> {
    let (Some(b"RIFF"), Some(b"WAVE")) = (bytes.get(..4), bytes.get(8..12)) else { return Err(Error::NotWave) };
    let mut rest = bytes.get(12..).unwrap_or_default();
    let mut format = None;
    while let (Some(name), Some(length)) = (rest.get(..4), u32_at(rest, 4)) {
        let body = rest.get(8..).unwrap_or_default();
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        match name {
            b"fmt " => format = Some(parse_format(body.get(..length.min(body.len())).unwrap_or_default())?),
            b"data" => {
                let format = format.ok_or(Error::NotWave)?;
                // Zero and all ones are what an interrupted or streaming writer leaves.
                let whole = length == 0 || length > body.len();
                return Ok(decode(&format, if whole { body } else { body.get(..length).unwrap_or(body) }));
            }
            _ => {}
        }
        rest = body.get(length.saturating_add(length & 1)..).unwrap_or_default();
    }
    Err(Error::NotWave)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

fn parse_format(body: &[u8]) -> Result<Format, Error> {
    const EXTENSIBLE: u16 = 0xfffe;
    let (Some(tag), Some(channels), Some(rate), Some(bits)) = (u16_at(body, 0), u16_at(body, 2), u32_at(body, 4), u16_at(body, 14)) else {
        return Err(Error::NotWave);
    };
    let tag = if tag == EXTENSIBLE { u16_at(body, 24).unwrap_or(tag) } else { tag };
    let coding = match (tag, bits) {
        (1, 16) => Coding::Pcm16,
        (6, 8) => Coding::G711(CodecKind::Pcma),
        (7, 8) => Coding::G711(CodecKind::Pcmu),
        _ => return Err(Error::Unsupported(format!("coding {tag} with {bits} bits"))),
    };
    if !matches!(channels, 1 | 2) {
        return Err(Error::Unsupported(format!("{channels} channels")));
    }
    if !(2000..=384_000).contains(&rate) {
        return Err(Error::Unsupported(format!("{rate} samples per second")));
    }
    Ok(Format { coding, channels, rate })
}

fn decode(format: &Format, body: &[u8]) -> Audio {
    let mut samples = Vec::new();
    match format.coding {
        Coding::Pcm16 => samples.extend(body.chunks_exact(2).filter_map(|pair| pair.first_chunk()).map(|pair| i16::from_le_bytes(*pair))),
        Coding::G711(kind) => Decoder::new(kind).decode(body, &mut samples),
    }
    Audio { rate: format.rate, channels: format.channels, samples }
}

/// The header of a PCM file with `data` bytes of samples.
#[must_use]
#[allow(clippy::cast_possible_truncation, reason = "limited to what 32 bits hold")]
pub fn header(rate: u32, channels: u16, data: u64) -> [u8; HEADER] {
    let data = data.min(DATA_MAX) as u32;
    let frame = channels.saturating_mul(2);
    let mut header = [0; HEADER];
    let fields: [&[u8]; 13] = [
        b"RIFF",
        &data.saturating_add(36).to_le_bytes(),
        b"WAVE",
        b"fmt ",
        &16u32.to_le_bytes(),
        &1u16.to_le_bytes(),
        &channels.to_le_bytes(),
        &rate.to_le_bytes(),
        &rate.saturating_mul(u32::from(frame)).to_le_bytes(),
        &frame.to_le_bytes(),
        &16u16.to_le_bytes(),
        b"data",
        &data.to_le_bytes(),
    ];
    for (slot, byte) in header.iter_mut().zip(fields.concat()) {
        *slot = byte;
    }
    header
}

/// Writes samples behind a header that [`Writer::refresh`] brings up to date.
pub struct Writer<F> {
    file: F,
    rate: u32,
    channels: u16,
    /// Bytes of samples that are in the file.
    data: u64,
    /// What the header says.
    stated: u64,
    buffer: Vec<u8>,
}

impl<F: Write + Seek> Writer<F> {
    /// Begins a file with an empty header.
    ///
    /// # Errors
    /// The error of writing it.
    pub fn new(mut file: F, rate: u32, channels: u16) -> io::Result<Self> {
        file.write_all(&header(rate, channels, 0))?;
        Ok(Self { file, rate, channels, data: 0, stated: 0, buffer: Vec::new() })
    }

    /// Appends interleaved samples; the header does not count them yet.
    ///
    /// # Errors
    /// The error of writing, or `FileTooLarge` where the file would pass what a WAV header can state. What was written before stays
    /// valid, and [`Writer::refresh`] may still be called.
    pub fn append(&mut self, samples: &[i16]) -> io::Result<()> {
        self.buffer.clear();
        self.buffer.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        let mut rest = self.buffer.as_slice();
        if self.data.saturating_add(rest.len() as u64) > DATA_MAX {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        while !rest.is_empty() {
            match self.file.write(rest) {
                Ok(0) => return Err(io::Error::from(io::ErrorKind::WriteZero)),
                Ok(count) => {
                    self.data = self.data.saturating_add(count as u64);
                    rest = rest.get(count..).unwrap_or_default();
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Makes the header state all whole frames that were written.
    ///
    /// # Errors
    /// The error of seeking or writing.
    pub fn refresh(&mut self) -> io::Result<()> {
        if self.stated == self.data {
            return Ok(());
        }
        let frame = u64::from(self.channels).saturating_mul(2).max(1);
        let whole = self.data.saturating_sub(self.data.checked_rem(frame).unwrap_or(0));
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&header(self.rate, self.channels, whole))?;
        self.file.seek(SeekFrom::End(0))?;
        self.stated = self.data;
        Ok(())
    }

    /// Bytes of the file: header and samples.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.data.saturating_add(HEADER as u64)
    }

    /// Milliseconds of audio in the file.
    #[must_use]
    pub fn duration_ms(&self) -> u64 {
        let per_second = u64::from(self.rate).saturating_mul(u64::from(self.channels)).saturating_mul(2);
        self.data.saturating_mul(1000).checked_div(per_second).unwrap_or(0)
    }

    /// The file, for syncing and closing it.
    pub fn into_file(self) -> F {
        self.file
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn written(rate: u32, channels: u16, samples: &[i16]) -> Vec<u8> {
        let mut writer = Writer::new(Cursor::new(Vec::new()), rate, channels).unwrap();
        writer.append(samples).unwrap();
        writer.refresh().unwrap();
        writer.file.into_inner()
    }

    #[test]
    fn what_was_written_is_read() {
        for (rate, channels) in [(8000, 1), (16000, 2), (44100, 2)] {
            let audio = parse(&written(rate, channels, &[1, -2, 300, i16::MIN])).unwrap();
            assert_eq!(audio, Audio { rate, channels, samples: vec![1, -2, 300, i16::MIN] });
        }
    }

    #[test]
    fn stereo_is_mixed() {
        let audio = Audio { rate: 8000, channels: 2, samples: vec![100, 200, i16::MIN, i16::MIN, 32767, 32767] };
        assert_eq!(audio.into_mono(), [150, i16::MIN, 32767]);
    }

    #[test]
    fn an_unrefreshed_or_cut_file_is_read_to_its_end() {
        let mut writer = Writer::new(Cursor::new(Vec::new()), 8000, 1).unwrap();
        writer.append(&[5; 100]).unwrap();
        let mut bytes = writer.file.into_inner();
        assert_eq!(parse(&bytes).unwrap().samples, [5; 100]);
        bytes[40..44].copy_from_slice(&[0xff; 4]);
        bytes.truncate(44 + 51);
        assert_eq!(parse(&bytes).unwrap().samples, [5; 25]);
    }

    #[test]
    fn other_chunks_are_skipped_and_padding_honoured() {
        let plain = written(8000, 1, &[7, 8]);
        let mut bytes = plain[..12].to_vec();
        bytes.extend_from_slice(b"LIST\x03\0\0\0abc\0");
        bytes.extend_from_slice(&plain[12..]);
        bytes.extend_from_slice(b"id3 \x04\0\0\0wxyz");
        assert_eq!(parse(&bytes).unwrap().samples, [7, 8]);
    }

    #[test]
    fn g711_and_extensible_files_are_read() {
        let mut bytes = written(8000, 1, &[0, 0]);
        bytes[20] = 7;
        bytes[34] = 8;
        bytes[44..].copy_from_slice(&[0xff, 0x80, 0x00, 0x7f]);
        assert_eq!(parse(&bytes).unwrap().samples, [0, 32124, -32124, 0]);
        let mut extensible = bytes[..16].to_vec();
        extensible.extend_from_slice(&40u32.to_le_bytes());
        extensible.extend_from_slice(&[0xfe, 0xff, 1, 0, 0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0, 22, 0, 16, 0, 4, 0, 0, 0, 1, 0]);
        extensible.extend_from_slice(&[0; 14]);
        extensible.extend_from_slice(b"data\x02\0\0\0\x09\0");
        assert_eq!(parse(&extensible).unwrap().samples, [9]);
    }

    #[test]
    fn refusals_say_what_is_wrong() {
        let mut bytes = written(8000, 1, &[0]);
        bytes[20] = 3;
        assert_eq!(parse(&bytes).unwrap_err().to_string(), "unsupported WAV file: coding 3 with 16 bits");
        assert!(matches!(parse(b"ID3\x04rubbish"), Err(Error::NotWave)));
        assert!(matches!(parse(&written(8000, 7, &[0])), Err(Error::Unsupported(_))));
        assert!(matches!(parse(&written(0, 1, &[0])), Err(Error::Unsupported(_))));
        assert!(matches!(read(&bytes[..], 10), Err(Error::TooLarge(10))));
        assert!(matches!(read(&[][..], 10), Err(Error::NotWave)));
    }

    #[test]
    fn no_prefix_and_no_changed_byte_panics() {
        let bytes = written(16000, 2, &[1, 2, 3, 4]);
        for end in 0..bytes.len() {
            let _ = parse(&bytes[..end]);
        }
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[at] = value;
                let _ = parse(&changed);
            }
        }
    }

    #[test]
    fn the_header_never_overflows() {
        let header = header(48000, 2, u64::MAX);
        let riff = u32::from_le_bytes(*header[4..].first_chunk().unwrap());
        let data = u32::from_le_bytes(*header[40..].first_chunk().unwrap());
        assert_eq!(riff, data + 36);
        assert_eq!(data % 4, 0, "whole stereo frames");
    }

    /// Takes some bytes, then reports a full disk.
    struct Full(Cursor<Vec<u8>>, usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let room = self.1.saturating_sub(usize::try_from(self.0.position()).unwrap());
            if room == 0 {
                return Err(io::Error::from(io::ErrorKind::StorageFull));
            }
            self.0.write(&bytes[..bytes.len().min(room)])
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Full {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn a_full_disk_leaves_whole_frames() {
        let mut writer = Writer::new(Full(Cursor::new(Vec::new()), 44 + 10), 8000, 2).unwrap();
        assert_eq!(writer.append(&[1, 2, 3, 4, 5, 6]).unwrap_err().kind(), io::ErrorKind::StorageFull);
        writer.refresh().unwrap();
        let bytes = writer.file.0.into_inner();
        assert_eq!(parse(&bytes).unwrap().samples, [1, 2, 3, 4]);
    }
}
