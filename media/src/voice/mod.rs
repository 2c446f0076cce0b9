//! What is done to a received voice wherever it is decoded: noise suppression, a fixed gain, automatic gain. Recordings stay untouched.

mod agc;
mod denoise;
pub mod level;

use agc::Agc;
use denoise::Denoiser;

/// What a controller sets on a session.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Processing {
    pub gain_db: f32,
    pub agc: bool,
    pub denoise: bool,
}

impl Processing {
    /// Whether there is anything to do.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.agc || self.denoise || self.gain_db != 0.0
    }
}

/// The processing of one stream at one rate.
pub struct Voice {
    processing: Processing,
    rate: u32,
    denoiser: Option<Denoiser>,
    gain: f32,
    agc: Option<Agc>,
}

impl Voice {
    /// Processing of audio at `rate` Hz; `None` when there is nothing to do.
    #[must_use]
    pub fn new(processing: Processing, rate: u32) -> Option<Self> {
        processing.is_on().then(|| Self {
            processing,
            rate,
            denoiser: processing.denoise.then(|| Denoiser::new(rate)),
            gain: 10f32.powf(processing.gain_db / 20.0),
            agc: processing.agc.then(|| Agc::new(rate)),
        })
    }

    /// Puts what a session asks for now into `voice`, which goes on if that is what it does already.
    pub fn follow(voice: &mut Option<Box<Self>>, processing: Processing, rate: u32) {
        let known = voice.as_ref().map_or((Processing::default(), rate), |voice| (voice.processing, voice.rate));
        if known != (processing, rate) {
            *voice = Self::new(processing, rate).map(Box::new);
        }
    }

    /// Changes samples of the stream in place.
    pub fn process(&mut self, pcm: &mut Vec<i16>, from: usize) {
        if let Some(denoiser) = &mut self.denoiser {
            denoiser.process(pcm, from);
        }
        let Some(samples) = pcm.get_mut(from..) else { return };
        if self.processing.gain_db != 0.0 {
            for sample in samples.iter_mut() {
                #[allow(clippy::cast_possible_truncation)] // a cast saturates
                let louder = (f32::from(*sample) * self.gain) as i16;
                *sample = louder;
            }
        }
        if let Some(agc) = &mut self.agc {
            agc.process(samples);
        }
    }
}

#[cfg(test)]
mod tests;
