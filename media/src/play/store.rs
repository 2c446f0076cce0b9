//! The prompts of all players: read, mixed to mono, resampled and encoded once per codec by a thread of their own.
//!
//! The thread alone owns the cache, so nobody waits for a lock; a player holds a [`Ticket`] that is answered once. Every request looks at
//! the file's time and size, so a replaced prompt is heard by the next player. Memory is bounded by a limit: the prompts longest unused
//! are forgotten (players that hold them keep them), and encoding them again is cheap.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, mpsc};
use std::thread;
use std::time::SystemTime;

use crate::codec::{CodecKind, Encoder, Tuning};
use crate::resample;
use crate::sealed::{self, FileKey};
use crate::wav;

/// Longest file that is read: ten minutes of stereo at 48 kHz.
const SOURCE_MAX: u64 = 128 << 20;

type Answer = Result<Arc<Prompt>, String>;

/// A prompt in one codec.
#[derive(Debug, Default)]
pub struct Prompt {
    bytes: Vec<u8>,
    /// Where each packet ends, for a codec that cannot be cut anywhere.
    ends: Vec<usize>,
}

impl Prompt {
    /// At most `count` bytes from `start` on.
    pub fn bytes(&self, start: usize, count: usize) -> &[u8] {
        let rest = self.bytes.get(start..).unwrap_or_default();
        rest.get(..count).unwrap_or(rest)
    }

    /// A packet, empty behind the last one.
    pub fn packet(&self, number: usize) -> &[u8] {
        let start = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(number).copied());
        range.and_then(|(start, end)| self.bytes.get(start..end)).unwrap_or_default()
    }

    fn size(&self) -> usize {
        self.bytes.len() + self.ends.len() * size_of::<usize>()
    }
}

/// A place where the answer to a request will appear.
pub struct Ticket(Arc<OnceLock<Answer>>);

impl Ticket {
    /// The encoded prompt, or why there is none; `None` while it is being read.
    pub fn answer(&self) -> Option<&Answer> {
        self.0.get()
    }
}

/// A question to the loading thread; dropped unanswered it says so, so that no player waits for ever.
struct Request {
    path: PathBuf,
    key: Option<FileKey>,
    codec: CodecKind,
    /// The packet time, where the codec cannot be cut anywhere; else 0.
    ptime_ms: u32,
    answer: Arc<OnceLock<Answer>>,
}

impl Drop for Request {
    fn drop(&mut self) {
        let _ = self.answer.set(Err(format!("{}: the prompt loader has ended", self.path.display())));
    }
}

/// Where players get their files from.
pub struct PromptStore {
    requests: mpsc::Sender<Request>,
}

impl PromptStore {
    /// Starts the loading thread; it keeps at most `limit_bytes` of encoded prompts and ends when the store is dropped.
    ///
    /// # Errors
    /// The system's error where no thread can be started.
    pub fn new(limit_bytes: usize) -> io::Result<Self> {
        let (requests, receiver) = mpsc::channel::<Request>();
        thread::Builder::new().name("prompts".into()).spawn(move || {
            let mut loader = Loader { limit: limit_bytes, held: 0, clock: 0, prompts: HashMap::new() };
            for request in receiver {
                // Whoever asked may have gone meanwhile.
                if Arc::strong_count(&request.answer) > 1 {
                    let answer = loader.get(&request.path, request.key.as_ref(), request.codec, request.ptime_ms);
                    let _ = request.answer.set(answer.map_err(|error| format!("{}: {error}", request.path.display())));
                }
            }
        })?;
        Ok(Self { requests })
    }

    /// Asks for a file, with its key where it is sealed, in a codec, and for Opus in packets of `ptime_ms`.
    #[must_use]
    pub fn request(&self, path: &Path, key: Option<&FileKey>, codec: CodecKind, ptime_ms: u32) -> Ticket {
        let ptime_ms = if codec.bytes_per_ms().is_some() { 0 } else { ptime_ms };
        let answer = Arc::new(OnceLock::new());
        // A refused request is dropped, which answers it.
        let request = Request { path: path.to_owned(), key: key.cloned(), codec, ptime_ms, answer: Arc::clone(&answer) };
        let _ = self.requests.send(request);
        Ticket(answer)
    }
}

/// What tells whether a file is still the one that was read.
type Version = (u64, Option<SystemTime>);

struct Kept {
    prompt: Arc<Prompt>,
    version: Version,
    /// What it was opened with: nobody hears it without.
    key: Option<FileKey>,
    used: u64,
}

struct Loader {
    limit: usize,
    held: usize,
    /// Counts requests, to know which prompt was used last.
    clock: u64,
    prompts: HashMap<(PathBuf, CodecKind, u32), Kept>,
}

impl Loader {
    fn get(&mut self, path: &Path, file_key: Option<&FileKey>, codec: CodecKind, ptime_ms: u32) -> Result<Arc<Prompt>, wav::Error> {
        self.clock += 1;
        let key = (path.to_owned(), codec, ptime_ms);
        let about = std::fs::metadata(path)?;
        if !about.is_file() {
            return Err(wav::Error::Io(io::Error::new(io::ErrorKind::InvalidInput, "not a file")));
        }
        let version = (about.len(), about.modified().ok());
        if let Some(kept) = self.prompts.get_mut(&key).filter(|kept| kept.version == version && kept.key.as_ref() == file_key) {
            kept.used = self.clock;
            return Ok(Arc::clone(&kept.prompt));
        }
        let file = File::open(path)?;
        let audio = match file_key {
            None => wav::read(file, SOURCE_MAX)?,
            Some(file_key) => wav::parse(&sealed::open(BufReader::new(file), file_key, SOURCE_MAX)?)?,
        };
        let prompt = Arc::new(encode(audio, codec, ptime_ms));
        self.held += prompt.size();
        let kept = Kept { prompt: Arc::clone(&prompt), version, key: file_key.cloned(), used: self.clock };
        if let Some(old) = self.prompts.insert(key, kept) {
            self.held -= old.prompt.size();
        }
        self.forget();
        Ok(prompt)
    }

    /// Forgets prompts, the longest unused first, until the limit is kept.
    fn forget(&mut self) {
        while self.held > self.limit {
            let oldest = self.prompts.iter().min_by_key(|(_, kept)| kept.used).map(|(key, _)| key.clone());
            let Some(kept) = oldest.and_then(|key| self.prompts.remove(&key)) else { break };
            self.held -= kept.prompt.size();
        }
    }
}

/// Encodes a prompt; the last packet, or byte, is filled up with silence.
fn encode(audio: wav::Audio, codec: CodecKind, ptime_ms: u32) -> Prompt {
    let rate = audio.rate;
    let mut encoder = Encoder::at(codec, rate, Tuning::default());
    let mut pcm = resample::convert(&audio.into_mono(), rate, encoder.rate());
    let mut prompt = Prompt::default();
    if let Some(bytes_per_ms) = codec.bytes_per_ms() {
        let samples_per_byte = encoder.rate() as usize / 1000 / bytes_per_ms;
        pcm.resize(pcm.len().next_multiple_of(samples_per_byte.max(1)), 0);
        encoder.encode(&pcm, &mut prompt.bytes);
    } else {
        let frame = (encoder.rate() / 1000 * ptime_ms.max(1)) as usize;
        pcm.resize(pcm.len().next_multiple_of(frame), 0);
        for samples in pcm.chunks_exact(frame) {
            encoder.encode(samples, &mut prompt.bytes);
            prompt.ends.push(prompt.bytes.len());
        }
    }
    prompt.bytes.shrink_to_fit();
    prompt
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, count: usize) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("offhook-prompts-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        let mut writer = wav::Writer::new(File::create(&path).unwrap(), 8000, 1).unwrap();
        writer.append(&vec![1000; count]).unwrap();
        writer.refresh().unwrap();
        path
    }

    #[test]
    fn the_limit_is_kept_and_the_longest_unused_go_first() {
        let paths: Vec<PathBuf> = (0..4).map(|n| file(&format!("limit{n}.wav"), 1000)).collect();
        let mut loader = Loader { limit: 3000, held: 0, clock: 0, prompts: HashMap::new() };
        for path in &paths[..3] {
            loader.get(path, None, CodecKind::Pcmu, 0).unwrap();
        }
        loader.get(&paths[0], None, CodecKind::Pcmu, 0).unwrap();
        loader.get(&paths[3], None, CodecKind::Pcmu, 0).unwrap();
        assert_eq!(loader.held, 3000);
        let kept = |n: usize| loader.prompts.contains_key(&(paths[n].clone(), CodecKind::Pcmu, 0));
        assert_eq!([kept(0), kept(1), kept(2), kept(3)], [true, false, true, true]);
    }

    #[test]
    fn a_prompt_over_the_limit_is_served_but_not_kept() {
        let mut loader = Loader { limit: 10, held: 0, clock: 0, prompts: HashMap::new() };
        assert_eq!(loader.get(&file("large.wav", 1000), None, CodecKind::Pcma, 0).unwrap().size(), 1000);
        assert_eq!((loader.held, loader.prompts.len()), (0, 0));
    }

    #[test]
    fn a_replaced_file_is_read_anew() {
        let mut loader = Loader { limit: 1 << 20, held: 0, clock: 0, prompts: HashMap::new() };
        let path = file("replaced.wav", 100);
        let first = loader.get(&path, None, CodecKind::Pcmu, 0).unwrap();
        assert!(Arc::ptr_eq(&first, &loader.get(&path, None, CodecKind::Pcmu, 0).unwrap()));
        file("replaced.wav", 200);
        assert_eq!(loader.get(&path, None, CodecKind::Pcmu, 0).unwrap().size(), 200);
        assert_eq!(loader.held, 200);
    }

    #[test]
    fn each_codec_has_its_own_encoding_of_equal_length_in_time() {
        let mut loader = Loader { limit: 1 << 20, held: 0, clock: 0, prompts: HashMap::new() };
        let path = file("codecs.wav", 1601);
        for codec in CodecKind::ALL {
            let prompt = loader.get(&path, None, codec, 40).unwrap();
            if codec.bytes_per_ms().is_some() {
                assert_eq!((prompt.size(), prompt.bytes(1600, 100).len(), prompt.bytes(9999, 1).len()), (1601, 1, 0));
            } else {
                // 200.125 ms are six packets of 40 ms.
                let lasts: Vec<u32> = (0..7).map(|number| codec.ticks(prompt.packet(number))).collect();
                assert_eq!(lasts, [1920, 1920, 1920, 1920, 1920, 1920, 0]);
            }
        }
    }

    #[test]
    fn a_folder_and_a_pipe_are_refused_without_waiting() {
        let mut loader = Loader { limit: 1 << 20, held: 0, clock: 0, prompts: HashMap::new() };
        assert!(loader.get(&std::env::temp_dir(), None, CodecKind::Pcmu, 0).is_err());
        assert!(loader.get(Path::new("/dev/zero"), None, CodecKind::Pcmu, 0).is_err());
    }
}
