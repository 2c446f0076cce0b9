//! The prompts of all players: read, mixed to mono, resampled and encoded once per codec by a thread of their own.
//!
//! The thread alone owns the cache, so nobody waits for a lock; a player holds a [`Ticket`] that is answered once. Every request looks at
//! the file's time and size, so a replaced prompt is heard by the next player. Memory is bounded by a limit: the prompts longest unused
//! are forgotten (players that hold them keep them), and encoding them again is cheap.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, mpsc};
use std::thread;
use std::time::SystemTime;

use crate::codec::{CodecKind, Encoder};
use crate::resample;
use crate::wav;

/// Longest file that is read: ten minutes of stereo at 48 kHz.
const SOURCE_MAX: u64 = 128 << 20;

type Answer = Result<Arc<[u8]>, String>;

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
    codec: CodecKind,
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
                    let answer = loader.get(&request.path, request.codec);
                    let _ = request.answer.set(answer.map_err(|error| format!("{}: {error}", request.path.display())));
                }
            }
        })?;
        Ok(Self { requests })
    }

    /// Asks for a file in a codec.
    #[must_use]
    pub fn request(&self, path: &Path, codec: CodecKind) -> Ticket {
        let answer = Arc::new(OnceLock::new());
        // A refused request is dropped, which answers it.
        let _ = self.requests.send(Request { path: path.to_owned(), codec, answer: Arc::clone(&answer) });
        Ticket(answer)
    }
}

/// What tells whether a file is still the one that was read.
type Version = (u64, Option<SystemTime>);

struct Prompt {
    bytes: Arc<[u8]>,
    version: Version,
    used: u64,
}

struct Loader {
    limit: usize,
    held: usize,
    /// Counts requests, to know which prompt was used last.
    clock: u64,
    prompts: HashMap<(PathBuf, CodecKind), Prompt>,
}

impl Loader {
    fn get(&mut self, path: &Path, codec: CodecKind) -> Result<Arc<[u8]>, wav::Error> {
        self.clock += 1;
        let key = (path.to_owned(), codec);
        let about = std::fs::metadata(path)?;
        if !about.is_file() {
            return Err(wav::Error::Io(io::Error::new(io::ErrorKind::InvalidInput, "not a file")));
        }
        let version = (about.len(), about.modified().ok());
        if let Some(prompt) = self.prompts.get_mut(&key).filter(|prompt| prompt.version == version) {
            prompt.used = self.clock;
            return Ok(Arc::clone(&prompt.bytes));
        }
        let bytes: Arc<[u8]> = encode(wav::read(File::open(path)?, SOURCE_MAX)?, codec).into();
        self.held += bytes.len();
        if let Some(old) = self.prompts.insert(key, Prompt { bytes: Arc::clone(&bytes), version, used: self.clock }) {
            self.held -= old.bytes.len();
        }
        self.forget();
        Ok(bytes)
    }

    /// Forgets prompts, the longest unused first, until the limit is kept.
    fn forget(&mut self) {
        while self.held > self.limit {
            let oldest = self.prompts.iter().min_by_key(|(_, prompt)| prompt.used).map(|(key, _)| key.clone());
            let Some(prompt) = oldest.and_then(|key| self.prompts.remove(&key)) else { break };
            self.held -= prompt.bytes.len();
        }
    }
}

fn encode(audio: wav::Audio, codec: CodecKind) -> Vec<u8> {
    let rate = audio.rate;
    let mut pcm = resample::convert(&audio.into_mono(), rate, codec.rate());
    pcm.resize(pcm.len().next_multiple_of(codec.samples_per_byte()), 0);
    let mut bytes = Vec::with_capacity(pcm.len() / codec.samples_per_byte());
    Encoder::new(codec).encode(&pcm, &mut bytes);
    bytes
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
            loader.get(path, CodecKind::Pcmu).unwrap();
        }
        loader.get(&paths[0], CodecKind::Pcmu).unwrap();
        loader.get(&paths[3], CodecKind::Pcmu).unwrap();
        assert_eq!(loader.held, 3000);
        let kept = |n: usize| loader.prompts.contains_key(&(paths[n].clone(), CodecKind::Pcmu));
        assert_eq!([kept(0), kept(1), kept(2), kept(3)], [true, false, true, true]);
    }

    #[test]
    fn a_prompt_over_the_limit_is_served_but_not_kept() {
        let mut loader = Loader { limit: 10, held: 0, clock: 0, prompts: HashMap::new() };
        assert_eq!(loader.get(&file("large.wav", 1000), CodecKind::Pcma).unwrap().len(), 1000);
        assert_eq!((loader.held, loader.prompts.len()), (0, 0));
    }

    #[test]
    fn a_replaced_file_is_read_anew() {
        let mut loader = Loader { limit: 1 << 20, held: 0, clock: 0, prompts: HashMap::new() };
        let path = file("replaced.wav", 100);
        let first = loader.get(&path, CodecKind::Pcmu).unwrap();
        assert!(Arc::ptr_eq(&first, &loader.get(&path, CodecKind::Pcmu).unwrap()));
        file("replaced.wav", 200);
        assert_eq!(loader.get(&path, CodecKind::Pcmu).unwrap().len(), 200);
        assert_eq!(loader.held, 200);
    }

    #[test]
    fn each_codec_has_its_own_encoding_of_equal_length_in_time() {
        let mut loader = Loader { limit: 1 << 20, held: 0, clock: 0, prompts: HashMap::new() };
        let path = file("codecs.wav", 1601);
        for codec in CodecKind::ALL {
            assert_eq!(loader.get(&path, codec).unwrap().len(), 1601);
        }
    }

    #[test]
    fn a_folder_and_a_pipe_are_refused_without_waiting() {
        let mut loader = Loader { limit: 1 << 20, held: 0, clock: 0, prompts: HashMap::new() };
        assert!(loader.get(&std::env::temp_dir(), CodecKind::Pcmu).is_err());
        assert!(loader.get(Path::new("/dev/zero"), CodecKind::Pcmu).is_err());
    }
}
