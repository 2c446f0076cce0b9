//! ITU-T G.711 µ-law and A-law, by the decision values of its tables 1a–2b (negative inputs by one's complement, as in ITU-T G.191).

const ULAW: [i16; 256] = expand_all(true);
const ALAW: [i16; 256] = expand_all(false);

/// µ-law adds this to the 14-bit magnitude, so that each segment begins at a power of two.
const BIAS: u16 = 33;

#[allow(clippy::cast_possible_truncation, reason = "a loop over all 256 byte values")]
const fn expand_all(ulaw: bool) -> [i16; 256] {
    let mut table = [0; 256];
    let mut code = 0;
    while code < 256 {
        table[code] = if ulaw { expand_ulaw(code as u8) } else { expand_alaw(code as u8) };
        code += 1;
    }
    table
}

const fn expand_ulaw(code: u8) -> i16 {
    let code = !code;
    let segment = (code >> 4) & 7;
    let mantissa = (code & 15) as i16;
    let magnitude = (((mantissa << 3) + 0x84) << segment) - 0x84;
    if code & 0x80 == 0 { magnitude } else { -magnitude }
}

const fn expand_alaw(code: u8) -> i16 {
    let code = code ^ 0x55;
    let segment = (code >> 4) & 7;
    let mantissa = (code & 15) as i16;
    let magnitude = if segment == 0 { (mantissa << 4) + 8 } else { ((mantissa << 4) + 0x108) << (segment - 1) };
    if code & 0x80 == 0 { -magnitude } else { magnitude }
}

/// The 15-bit magnitude of a sample: one's complement when negative, so that -1 mirrors 0.
#[allow(clippy::cast_sign_loss, reason = "the complement of a negative sample is not negative")]
const fn magnitude(sample: i16) -> u16 {
    (sample ^ (sample >> 15)) as u16
}

#[allow(clippy::cast_possible_truncation, reason = "segment and mantissa make seven bits")]
const fn compress_ulaw(sample: i16) -> u8 {
    let biased = (magnitude(sample) >> 2) + BIAS;
    let biased = if biased > 0x1fff { 0x1fff } else { biased };
    let segment = 10 - biased.leading_zeros() as u16;
    let code = (segment << 4) as u8 | (biased >> (segment + 1)) as u8 & 15;
    let sign = if sample < 0 { 0x80 } else { 0 };
    !(code | sign)
}

#[allow(clippy::cast_possible_truncation, reason = "segment and mantissa make seven bits")]
const fn compress_alaw(sample: i16) -> u8 {
    let level = magnitude(sample) >> 4;
    let shift = 11u32.saturating_sub(level.leading_zeros());
    let code = if level < 16 { level as u8 } else { ((shift as u8 + 1) << 4) | (level >> shift) as u8 & 15 };
    let sign = if sample < 0 { 0 } else { 0x80 };
    (code | sign) ^ 0x55
}

/// Appends the samples of a µ-law payload.
pub fn decode_ulaw(payload: &[u8], out: &mut Vec<i16>) {
    out.extend(payload.iter().map(|&code| ULAW[usize::from(code)]));
}

/// Appends the samples of an A-law payload.
pub fn decode_alaw(payload: &[u8], out: &mut Vec<i16>) {
    out.extend(payload.iter().map(|&code| ALAW[usize::from(code)]));
}

/// Appends the µ-law codes of samples.
pub fn encode_ulaw(pcm: &[i16], out: &mut Vec<u8>) {
    out.extend(pcm.iter().map(|&sample| compress_ulaw(sample)));
}

/// Appends the A-law codes of samples.
pub fn encode_alaw(pcm: &[i16], out: &mut Vec<u8>) {
    out.extend(pcm.iter().map(|&sample| compress_alaw(sample)));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// G.711 table 1a (A-law, positive): character signal before the inversion of even bits,
    /// and the value at the decoder output, which is in the 13-bit scale (full load 4096); 16-bit PCM is 8 times as large.
    #[test]
    fn alaw_has_the_values_of_table_1a() {
        let rows = [
            (0b1111_1111u8, 4032),
            (0b1111_0000, 2112),
            (0b1110_0000, 1056),
            (0b1101_0000, 528),
            (0b1100_0000, 264),
            (0b1011_0000, 132),
            (0b1010_0000, 66),
            (0b1000_0000, 1),
        ];
        for (character, value) in rows {
            assert_eq!(expand_alaw(character ^ 0x55), value * 8, "{character:08b}");
            assert_eq!(expand_alaw((character & 0x7f) ^ 0x55), -value * 8, "{character:08b}");
        }
    }

    /// G.711 table 2a (µ-law, positive): character signals and output values in the 14-bit scale; 16-bit PCM is 4 times as large.
    #[test]
    fn ulaw_has_the_values_of_table_2a() {
        let rows = [
            (0b1000_0000u8, 8031),
            (0b1000_1111, 4191),
            (0b1001_1111, 2079),
            (0b1010_1111, 1023),
            (0b1011_1111, 495),
            (0b1100_1111, 231),
            (0b1101_1111, 99),
            (0b1110_1111, 33),
            (0b1111_1110, 2),
            (0b1111_1111, 0),
        ];
        for (character, value) in rows {
            assert_eq!(expand_ulaw(character), value * 4, "{character:08b}");
            assert_eq!(expand_ulaw(character & 0x7f), -value * 4, "{character:08b}");
        }
    }

    #[test]
    fn every_code_survives_a_round_trip() {
        for code in 0..=255u8 {
            assert_eq!(compress_alaw(expand_alaw(code)), code);
            // 0x7f is the negative zero of µ-law; 16-bit PCM has only one zero.
            let expected = if code == 0x7f { 0xff } else { code };
            assert_eq!(compress_ulaw(expand_ulaw(code)), expected);
        }
    }

    #[test]
    fn it_agrees_with_an_independent_implementation() {
        for sample in i16::MIN..=i16::MAX {
            assert_eq!(compress_ulaw(sample), audio_codec_algorithms::encode_ulaw(sample), "{sample}");
            assert_eq!(compress_alaw(sample), audio_codec_algorithms::encode_alaw(sample), "{sample}");
        }
        for code in 0..=255u8 {
            assert_eq!(expand_ulaw(code), audio_codec_algorithms::decode_ulaw(code));
            assert_eq!(expand_alaw(code), audio_codec_algorithms::decode_alaw(code));
        }
    }
}
