//! ITU-T G.722 at 64 kbit/s (mode 1): two sub-bands of 8 kHz, split by a 24-tap quadrature mirror filter, each coded by ADPCM.
//!
//! Written from the Recommendation; block and variable names are those of its §6.2. Tables are its tables 12–21.
//! Invariant: all state stays within 16-bit ranges, so no byte sequence can overflow the 32-bit arithmetic.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "fixed-point arithmetic: values are limited before they are narrowed"
)]

/// One polyphase branch of the QMF (table 11, scaled by 2^13); the other branch is its mirror.
const QMF: [i16; 12] = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];
const QMF_MIRRORED: [i16; 12] = [-11, 53, -156, 362, -805, 3876, 951, -210, 32, 12, -11, 3];
/// Past samples that one branch needs.
const HISTORY: usize = QMF.len() - 1;
/// Bytes worked on at once: 20 ms.
const BLOCK: usize = 160;

/// Decision levels of the 6-bit quantizer (Q6).
const Q6: [i32; 29] = [
    35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980,
    2195, 2557, 2919,
];
/// Output values of the 6-bit inverse quantizer, by code (QQ6 with the signs of table 17).
const INVERSE_6: [i32; 64] = [
    -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576, -7856, -7192, -6576,
    -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728, 24808, 21904, 19008, 16704, 14984,
    13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040,
    728, 432, 136, -432, -136,
];
/// Output values of the 4-bit inverse quantizer, by the upper four bits of the code (QQ4).
const INVERSE_4: [i32; 16] = [0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0];
/// Output values of the 2-bit inverse quantizer of the higher band (QQ2).
const INVERSE_2: [i32; 4] = [-7408, -1616, 7408, 1616];
/// Steps of the logarithmic scale factor of the lower band, by the upper four bits of the code (WL through RL42).
const STEP_LOW: [i32; 16] = [-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60];
/// Steps of the logarithmic scale factor of the higher band (WH through RH2).
const STEP_HIGH: [i32; 4] = [798, -214, 798, -214];
/// 2^(11 + i/32), the inverse logarithm (ILB).
const ILB: [i32; 32] = [
    2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834, 2896, 2960, 3025, 3091, 3158, 3228,
    3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
];

const fn limit(value: i32, low: i32, high: i32) -> i32 {
    if value < low {
        low
    } else if value > high {
        high
    } else {
        value
    }
}

/// Saturation to 16 bits.
const fn saturate(value: i32) -> i32 {
    limit(value, i16::MIN as i32, i16::MAX as i32)
}

/// Limits of a reconstructed sub-band sample (15 bits).
const fn limit_band(value: i32) -> i32 {
    limit(value, -16384, 16383)
}

/// What tells the two bands apart.
struct Scale {
    /// Upper limit of the logarithmic scale factor.
    nb_max: i32,
    /// Right shift of the inverse logarithm at scale factor zero.
    shift: i32,
}

const LOW: Scale = Scale { nb_max: 18432, shift: 8 };
const HIGH: Scale = Scale { nb_max: 22528, shift: 10 };

/// The adaptive quantizer scale and the pole-zero predictor of one band.
#[derive(Clone)]
struct Band {
    /// Signal estimate (S) and its zero-section part (SZ).
    s: i32,
    sz: i32,
    /// Logarithmic (NB) and linear (DET) quantizer scale factor.
    nb: i32,
    det: i32,
    /// Pole-section coefficients (A1, A2).
    a: [i32; 2],
    /// Zero-section coefficients (B1–B6).
    b: [i32; 6],
    /// Last reconstructed signals, doubled and saturated as the pole section needs them (R1, R2).
    r: [i32; 2],
    /// Signs of the last partially reconstructed signals (P1, P2): 0 or -1.
    p: [i32; 2],
    /// Last quantized differences, doubled and saturated as the zero section needs them (D1–D6).
    d: [i32; 6],
}

impl Band {
    const fn new(det: i32) -> Self {
        Self { s: 0, sz: 0, nb: 0, det, a: [0; 2], b: [0; 6], r: [0; 2], p: [0; 2], d: [0; 6] }
    }

    /// Blocks 3L and 3H: adapts the quantizer scale.
    #[inline]
    fn scale(&mut self, step: i32, scale: &Scale) {
        self.nb = limit(((self.nb * 127) >> 7) + step, 0, scale.nb_max);
        let mantissa = ILB[(self.nb >> 6) as usize & 31];
        let shift = scale.shift - (self.nb >> 11);
        self.det = if shift < 0 { mantissa << -shift } else { mantissa >> shift } << 2;
    }

    /// Blocks 4L and 4H: adapts the predictor to the quantized difference and computes the next estimate.
    #[inline]
    fn predict(&mut self, d: i32) {
        let r = saturate(self.s + d);
        let p = (self.sz + d) >> 31;
        let [a1, a2] = self.a;
        let same_1 = p == self.p[0];
        let same_2 = p == self.p[1];

        let slope = saturate(a1 << 2);
        let slope = if same_1 { saturate(-slope) } else { slope };
        let (step_1, step_2) = (if same_1 { 192 } else { -192 }, if same_2 { 128 } else { -128 });
        let a2 = limit((slope >> 7) + step_2 + a2 - ((a2 + 127) >> 7), -12288, 12288);
        let a1 = limit(step_1 + a1 - ((a1 + 255) >> 8), a2 - 15360, 15360 - a2);
        self.a = [a1, a2];

        // Leakage by 255/256 rounded down, then a step with or against the correlation of signs; it cannot leave 16 bits.
        let step = if d == 0 { 0 } else { 128 };
        let doubled = saturate(d << 1);
        let mut sz = 0;
        let mut previous = doubled;
        for (b, delayed) in self.b.iter_mut().zip(&mut self.d) {
            let against = (*delayed ^ d) >> 31;
            *b += ((step ^ against) - against) - ((*b + 255) >> 8);
            std::mem::swap(delayed, &mut previous);
            sz += (*b * *delayed) >> 15;
        }
        self.sz = saturate(sz);

        self.r = [saturate(r << 1), self.r[0]];
        self.p = [p, self.p[0]];
        let sp = ((a1 * self.r[0]) >> 15) + ((a2 * self.r[1]) >> 15);
        self.s = saturate(saturate(sp) + self.sz);
    }

    #[inline]
    fn adapt_low(&mut self, code: usize) {
        let code = (code >> 2) & 15;
        let d = (self.det * INVERSE_4[code]) >> 15;
        self.scale(STEP_LOW[code], &LOW);
        self.predict(d);
    }

    #[inline]
    fn adapt_high(&mut self, code: usize) -> i32 {
        let code = code & 3;
        let d = (self.det * INVERSE_2[code]) >> 15;
        self.scale(STEP_HIGH[code], &HIGH);
        self.predict(d);
        d
    }

    /// Blocks 1L: the 6-bit code of a lower-band sample.
    #[inline]
    fn quantize_low(&self, x: i32) -> usize {
        let e = saturate(x - self.s);
        let magnitude = e ^ (e >> 31);
        let interval = 1 + Q6.partition_point(|level| magnitude >= (level * self.det) >> 12);
        match (e < 0, interval) {
            (false, _) => 62 - interval,
            (true, ..3) => 64 - interval,
            (true, _) => 34 - interval,
        }
    }

    /// Block 1H: the 2-bit code of a higher-band sample.
    #[inline]
    fn quantize_high(&self, x: i32) -> usize {
        let e = saturate(x - self.s);
        let magnitude = e ^ (e >> 31);
        let outer = magnitude >= (564 * self.det) >> 12;
        match (e < 0, outer) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (false, false) => 3,
        }
    }
}

#[inline]
fn filter(window: &[i16], taps: &[i16; 12]) -> i32 {
    window.iter().zip(taps).map(|(&sample, &tap)| i32::from(sample) * i32::from(tap)).sum()
}

/// Two polyphase delay lines, with room for one block.
#[derive(Clone)]
struct Lines {
    first: [i16; HISTORY + BLOCK],
    second: [i16; HISTORY + BLOCK],
}

impl Lines {
    const fn new() -> Self {
        Self { first: [0; HISTORY + BLOCK], second: [0; HISTORY + BLOCK] }
    }

    fn keep_history(&mut self, used: usize) {
        self.first.copy_within(used..used + HISTORY, 0);
        self.second.copy_within(used..used + HISTORY, 0);
    }
}

/// The receiving side: bytes to samples at 16 kHz.
pub struct Decoder {
    low: Band,
    high: Band,
    lines: Lines,
}

impl Default for Decoder {
    fn default() -> Self {
        Self { low: Band::new(32), high: Band::new(8), lines: Lines::new() }
    }
}

impl Decoder {
    /// Appends two samples per byte.
    pub fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) {
        out.reserve(payload.len() * 2);
        for block in payload.chunks(BLOCK) {
            let lines = self.lines.first[HISTORY..].iter_mut().zip(&mut self.lines.second[HISTORY..]);
            for (&byte, (sum, difference)) in block.iter().zip(lines) {
                let code = usize::from(byte);
                let low = limit_band(self.low.s + ((self.low.det * INVERSE_6[code & 63]) >> 15));
                self.low.adapt_low(code);
                let estimate = self.high.s;
                let high = limit_band(estimate + self.high.adapt_high(code >> 6));
                *sum = (low + high) as i16;
                *difference = (low - high) as i16;
            }
            let windows = self.lines.first.windows(QMF.len()).zip(self.lines.second.windows(QMF.len()));
            for (sum, difference) in windows.take(block.len()) {
                out.push(saturate(filter(difference, &QMF_MIRRORED) >> 11) as i16);
                out.push(saturate(filter(sum, &QMF) >> 11) as i16);
            }
            self.lines.keep_history(block.len());
        }
    }
}

/// The sending side: samples at 16 kHz to bytes.
#[derive(Clone)]
pub struct Encoder {
    low: Band,
    high: Band,
    lines: Lines,
    odd: Option<i16>,
}

impl Default for Encoder {
    fn default() -> Self {
        Self { low: Band::new(32), high: Band::new(8), lines: Lines::new(), odd: None }
    }
}

impl Encoder {
    /// Appends one byte per two samples; a sample without its pair is kept for the next call.
    pub fn encode(&mut self, mut pcm: &[i16], out: &mut Vec<u8>) {
        out.reserve(pcm.len() / 2 + 1);
        if let (Some(odd), Some((&first, rest))) = (self.odd, pcm.split_first()) {
            self.odd = None;
            pcm = rest;
            self.block(&[odd, first], out);
        }
        let pairs = pcm.len() & !1;
        let (whole, rest) = pcm.split_at(pairs);
        for block in whole.chunks(2 * BLOCK) {
            self.block(block, out);
        }
        if let [odd] = rest {
            self.odd = Some(*odd);
        }
    }

    fn block(&mut self, pcm: &[i16], out: &mut Vec<u8>) {
        let lines = self.lines.first[HISTORY..].iter_mut().zip(&mut self.lines.second[HISTORY..]);
        for (pair, (first, second)) in pcm.chunks_exact(2).zip(lines) {
            (*first, *second) = (pair[0], pair[1]);
        }
        let count = pcm.len() / 2;
        let windows = self.lines.first.windows(QMF.len()).zip(self.lines.second.windows(QMF.len()));
        for (first, second) in windows.take(count) {
            let a = filter(second, &QMF_MIRRORED);
            let b = filter(first, &QMF);
            let low = self.low.quantize_low(limit_band((a + b) >> 14));
            let high = self.high.quantize_high(limit_band((a - b) >> 14));
            self.low.adapt_low(low);
            self.high.adapt_high(high);
            out.push((high << 6 | low) as u8);
        }
        self.lines.keep_history(count);
    }
}

#[cfg(test)]
mod tests;
