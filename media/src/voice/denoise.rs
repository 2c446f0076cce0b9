//! Noise suppression by `nnnoiseless` (RNNoise): a recurrent network that works on frames of 10 ms at 48 kHz.
//!
//! Audio of other rates is brought to 48 kHz and back. The delay is 10 ms, and 4 ms of filters where the rate is another. As many samples
//! come out as went in; packets that are not whole frames of 10 ms cost one short gap, when the first of them comes.

use crate::resample::Resampler;
use nnnoiseless::DenoiseState;

/// The rate of the network.
const RATE: u32 = 48_000;
const FRAME: usize = DenoiseState::FRAME_SIZE;

/// The noise suppression of one voice.
pub struct Denoiser {
    state: Box<DenoiseState<'static>>,
    up: Resampler,
    down: Resampler,
    /// At 48 kHz, less than a frame.
    waiting: Vec<i16>,
    cleaned: Vec<i16>,
    /// At the stream's rate.
    ready: Vec<i16>,
}

impl Denoiser {
    pub fn new(rate: u32) -> Self {
        Self {
            state: DenoiseState::new(),
            up: Resampler::new(rate, RATE),
            down: Resampler::new(RATE, rate),
            waiting: Vec::new(),
            cleaned: Vec::new(),
            ready: Vec::new(),
        }
    }

    /// Replaces the samples from a place on.
    pub fn process(&mut self, pcm: &mut Vec<i16>, from: usize) {
        let Some(input) = pcm.get(from..) else { return };
        let count = input.len();
        self.up.process(input, &mut self.waiting);
        self.cleaned.clear();
        let mut used = 0;
        while let Some(frame) = self.waiting.get(used..used + FRAME) {
            let mut input = [0.0f32; FRAME];
            let mut output = [0.0f32; FRAME];
            input.iter_mut().zip(frame).for_each(|(place, sample)| *place = f32::from(*sample));
            self.state.process_frame(&mut output, &input);
            #[allow(clippy::cast_possible_truncation)] // a cast saturates
            self.cleaned.extend(output.iter().map(|value| *value as i16));
            used += FRAME;
        }
        self.waiting.drain(..used);
        self.down.process(&self.cleaned, &mut self.ready);
        pcm.truncate(from);
        let have = self.ready.len().min(count);
        pcm.extend(self.ready.drain(..have));
        pcm.resize(from + count, 0);
    }
}
