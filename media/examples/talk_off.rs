//! Counts the keys that are heard in recorded voices, where there are none: `talk_off FOLDER …` reads all WAV files of 8 kHz below.
//! Each is heard at its own speed and 15 % faster and slower, since other voices have other pitches.

use offhook_media::dtmf::{Detector, Sounded};
use std::path::{Path, PathBuf};

const HEADER: usize = 44;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "wav") {
            found.push(path);
        }
    }
}

/// The samples at another speed, by linear interpolation.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]
fn at_speed(pcm: &[i16], speed: f64) -> Vec<i16> {
    let count = (pcm.len() as f64 / speed) as usize;
    let sample = |at: usize| {
        let place = at as f64 * speed;
        let (before, part) = (place as usize, place.fract());
        let (a, b) = (f64::from(*pcm.get(before)?), f64::from(*pcm.get(before + 1)?));
        Some((a + (b - a) * part) as i16)
    };
    (0..count).map_while(sample).collect()
}

fn main() {
    let (mut found, mut samples, mut keys) = (Vec::new(), 0usize, 0u32);
    for folder in std::env::args().skip(1) {
        files(Path::new(&folder), &mut found);
    }
    for path in &found {
        let data = std::fs::read(path).unwrap_or_default();
        let pcm: Vec<i16> =
            data.get(HEADER..).unwrap_or_default().chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
        for speed in [1.0, 1.15, 0.87] {
            let pcm = at_speed(&pcm, speed);
            samples += pcm.len();
            Detector::default().listen(&pcm, |sounded| {
                if let Sounded::Began(key) = sounded {
                    keys += 1;
                    println!("{} at speed {speed}: {key}", path.display());
                }
            });
        }
    }
    println!("{} minutes of voices in {} files: {keys} keys", samples / 8000 / 60, found.len());
}
