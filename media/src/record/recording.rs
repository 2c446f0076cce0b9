//! One recording: its sources, its time line and its file.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::level::Level;
use super::queue::{Packet, TapSender, packets};
use super::timeline::Timeline;
use super::track::Track;
use super::{Event, Outcome, Reason, Shared, Spec};
use crate::wav;

/// Audio is written once it is so old: later packets for it are dropped.
const HOLD_US: u64 = 800_000;
/// The header is brought up to date this often.
const REFRESH_US: u64 = 700_000;
/// Blocks per second in which levels are measured.
const BLOCKS_PER_S: u32 = 50;
/// A queue buffer larger than this is not kept for reuse.
const BUFFER_KEPT: usize = 64 << 10;

pub struct Recording {
    spec: Spec,
    shared: Arc<Shared>,
    line: Timeline,
    taps: Vec<(TapSender, Track)>,
    /// `None` where the file could not be made.
    file: Option<wav::Writer<File>>,
    level: Level,
    frames: Vec<i16>,
    refreshed_us: u64,
    error: Option<String>,
}

impl Recording {
    /// Makes the file and begins at the moment `now_us`.
    pub fn open(mut spec: Spec, now_us: u64, shared: Arc<Shared>, report: &mut dyn FnMut(Event)) -> Self {
        spec.channels = spec.channels.clamp(1, 2);
        spec.rate = if spec.rate == 16000 { 16000 } else { 8000 };
        let line = Timeline::new(spec.rate, spec.channels, now_us);
        let made = create(&spec);
        let mut recording = Self {
            spec,
            shared,
            line,
            taps: Vec::new(),
            file: None,
            level: Level::new(),
            frames: Vec::new(),
            refreshed_us: now_us,
            error: None,
        };
        match made {
            Ok(file) => recording.file = Some(file),
            Err(error) => recording.fail(&error, report),
        }
        recording
    }

    pub fn tap(&mut self, sender: TapSender, channel: u16) {
        self.taps.push((sender, Track::new(channel.min(self.spec.channels - 1), self.spec.rate)));
    }

    /// Takes what has arrived and writes what is old enough.
    pub fn poll(&mut self, now_us: u64, buffer: &mut Vec<u8>, report: &mut dyn FnMut(Event)) {
        self.drain(now_us, buffer);
        if self.shared.overflowed.swap(false, Ordering::Relaxed) && self.error.is_none() {
            let text = String::from("the disk is too slow: audio was dropped");
            self.error = Some(text.clone());
            report(Event::Failed { text });
        }
        let present = frames(self.line.frame_at(now_us));
        match self.spec.max_s.map(|max_s| u64::from(max_s) * u64::from(self.spec.rate)) {
            Some(end) if present >= end => {
                self.write(end, report);
                self.end(Reason::Max, report);
            }
            _ => {
                let block = u64::from(self.spec.rate / BLOCKS_PER_S);
                let old = frames(self.line.frame_at(now_us.saturating_sub(HOLD_US)));
                self.write(old - old % block, report);
            }
        }
        if now_us.saturating_sub(self.refreshed_us) >= REFRESH_US {
            self.refreshed_us = now_us;
            self.refresh(report);
        }
    }

    /// Ends the recording at the moment `now_us`; the file still has to be synced.
    pub fn finish(mut self, now_us: u64, buffer: &mut Vec<u8>, report: &mut dyn FnMut(Event)) -> (Option<File>, Outcome) {
        self.poll(now_us, buffer, report);
        let end = frames(self.line.frame_at(now_us)).max(self.line.end());
        let max = self.spec.max_s.map_or(u64::MAX, |max_s| u64::from(max_s) * u64::from(self.spec.rate));
        self.write(end.min(max), report);
        self.refresh(report);
        self.shared.ended.store(true, Ordering::Relaxed);
        let outcome = Outcome {
            duration_ms: self.file.as_ref().map_or(0, wav::Writer::duration_ms),
            bytes: self.file.as_ref().map_or(0, wav::Writer::bytes),
            complete: self.error.is_none(),
            error: self.error,
            loudest_dbov: self.level.loudest_dbov,
            path: self.spec.path,
        };
        (self.file.map(wav::Writer::into_file), outcome)
    }

    fn drain(&mut self, now_us: u64, buffer: &mut Vec<u8>) {
        for (tap, track) in &mut self.taps {
            tap.take(buffer);
            // Nothing arrives in the future: such a time would ask for endless memory.
            let mut batch: Vec<_> = packets(buffer).map(|packet| Packet { arrival_us: packet.arrival_us.min(now_us), ..packet }).collect();
            track.packets(&mut batch, &mut self.line);
        }
        self.taps.retain(|(tap, _)| !tap.abandoned());
        if buffer.capacity() > BUFFER_KEPT {
            *buffer = Vec::new();
        }
    }

    /// Writes all frames before `until`, silence where nothing was heard, unless the silence ends the recording before.
    fn write(&mut self, until: u64, report: &mut dyn FnMut(Event)) {
        if self.shared.ended.load(Ordering::Relaxed) || until <= self.line.taken() {
            return;
        }
        self.frames.clear();
        self.line.take(until, &mut self.frames);
        let channels = usize::from(self.spec.channels);
        let block = (self.spec.rate / BLOCKS_PER_S) as usize * channels;
        let patience = self.spec.silence_s.map_or(u64::MAX, |silence_s| u64::from(silence_s) * u64::from(BLOCKS_PER_S));
        let mut kept = 0;
        let mut silent = false;
        for samples in self.frames.chunks(block) {
            self.level.block(samples, channels);
            kept += samples.len();
            silent = self.level.quiet_blocks().is_some_and(|blocks| blocks >= patience);
            if silent {
                break;
            }
        }
        self.frames.truncate(kept);
        if let Some(file) = &mut self.file {
            if let Err(error) = file.append(&self.frames) {
                self.fail(&error, report);
            } else {
                self.shared.duration_ms.store(file.duration_ms(), Ordering::Relaxed);
            }
        }
        if silent {
            self.end(Reason::Silence, report);
        }
    }

    fn refresh(&mut self, report: &mut dyn FnMut(Event)) {
        if let Some(Err(error)) = self.file.as_mut().map(wav::Writer::refresh) {
            self.fail(&error, report);
        }
    }

    /// Ends it by itself; it stays known until it is closed.
    fn end(&mut self, reason: Reason, report: &mut dyn FnMut(Event)) {
        if !self.shared.ended.swap(true, Ordering::Relaxed) {
            self.refresh(report);
            report(Event::Done { reason, duration_ms: self.file.as_ref().map_or(0, wav::Writer::duration_ms) });
        }
    }

    /// Gives up writing and says so once; the header states what fitted.
    fn fail(&mut self, error: &io::Error, report: &mut dyn FnMut(Event)) {
        self.shared.ended.store(true, Ordering::Relaxed);
        if let Some(file) = &mut self.file {
            let _ = file.refresh();
            self.shared.duration_ms.store(file.duration_ms(), Ordering::Relaxed);
        }
        if self.error.is_none() {
            let text = format!("{}: {error}", self.spec.path.display());
            self.error = Some(text.clone());
            report(Event::Failed { text });
        }
    }
}

/// A frame number; moments before the first frame count as the first.
fn frames(frame: i64) -> u64 {
    u64::try_from(frame).unwrap_or(0)
}

fn create(spec: &Spec) -> io::Result<wav::Writer<File>> {
    if let Some(folder) = spec.path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&spec.path)?;
    wav::Writer::new(file, spec.rate, spec.channels)
}
