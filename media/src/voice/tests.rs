use super::level::power;
use super::*;

const RATE: u32 = 8000;

fn dbov(samples: &[i16]) -> f32 {
    10.0 * (power(samples).max(0.01) / 1_073_741_824.0).log10()
}

/// Seconds of syllables, 0.8 s of them and 0.6 s of pause in turns, over steady noise; levels are amplitudes.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn talk(rate: u32, seconds: u32, voice: f64, noise: f64) -> Vec<i16> {
    let mut state = 1u32;
    (0..rate * seconds)
        .map(|n| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let time = f64::from(n) / f64::from(rate);
            let speaking = time % 1.4 < 0.8;
            let swell = (time * 4.0 * std::f64::consts::TAU).sin().abs();
            let sound: f64 = (1..10).map(|k| (time * 140.0 * f64::from(k) * std::f64::consts::TAU).sin() / f64::from(k)).sum();
            let hiss = (f64::from(state) / f64::from(u32::MAX) * 2.0 - 1.0) * noise;
            (if speaking { sound * swell * voice } else { 0.0 } + hiss) as i16
        })
        .collect()
}

fn treated(processing: Processing, pcm: &[i16], rate: u32) -> Vec<i16> {
    let mut voice = Voice::new(processing, rate).expect("something to do");
    let mut out = Vec::new();
    for frame in pcm.chunks(rate as usize / 50) {
        let from = out.len();
        out.extend_from_slice(frame);
        voice.process(&mut out, from);
    }
    assert_eq!(out.len(), pcm.len());
    out
}

/// The parts of a talk in its last cycles: speech, and the second half of the pauses.
fn parts(pcm: &[i16]) -> (Vec<i16>, Vec<i16>) {
    let cycle = RATE as usize * 14 / 10;
    let cycles = pcm.chunks_exact(cycle).skip(5);
    let speech = cycles.clone().flat_map(|cycle| &cycle[..RATE as usize * 8 / 10]).copied().collect();
    let pause = cycles.flat_map(|cycle| &cycle[RATE as usize * 23 / 20..RATE as usize * 13 / 10]).copied().collect();
    (speech, pause)
}

const AGC: Processing = Processing { gain_db: 0.0, agc: true, denoise: false };

#[test]
fn quiet_and_loud_speech_come_to_one_level() {
    for (amplitude, least, most) in [(250.0, 10.0, 18.2), (1500.0, -3.0, 9.0), (14_000.0, -12.2, -5.0)] {
        let (before, _) = parts(&talk(RATE, 15, amplitude, 4.0));
        let (after, _) = parts(&treated(AGC, &talk(RATE, 15, amplitude, 4.0), RATE));
        let gain = dbov(&after) - dbov(&before);
        assert!((least..most).contains(&gain), "{amplitude}: from {} by {gain} dB", dbov(&before));
        assert!((-32.0..-19.0).contains(&dbov(&after)), "{amplitude}: {}", dbov(&after));
    }
}

#[test]
fn an_even_voice_between_silences_is_brought_there_too() {
    let even =
        |amplitude: i16| (0..RATE as usize * 8).map(move |n| if n % 4000 < 2400 { [0, 1, 1, 0, -1, -1][n % 6] * amplitude } else { 0 });
    for (amplitude, least, most) in [(300, 12.0, 18.2), (12_000, -12.2, -6.0)] {
        let pcm: Vec<i16> = even(amplitude).collect();
        let after = treated(AGC, &pcm, RATE);
        let tail = RATE as usize * 7;
        let gain = dbov(&after[tail..]) - dbov(&pcm[tail..]);
        assert!((least..most).contains(&gain), "{amplitude}: by {gain} dB");
    }
}

#[test]
fn noise_is_never_louder_than_it_came() {
    for noise in [20.0, 200.0, 2000.0] {
        let hiss = talk(RATE, 10, 0.0, noise);
        assert!(dbov(&treated(AGC, &hiss, RATE)) - dbov(&hiss) < 0.1, "noise alone");
        let speech = talk(RATE, 15, noise * 8.0, noise);
        let ((_, before), (_, after)) = (parts(&speech), parts(&treated(AGC, &speech, RATE)));
        assert!(dbov(&after) - dbov(&before) < 0.6, "{noise} between words: {} to {}", dbov(&before), dbov(&after));
    }
}

#[test]
fn a_lifted_voice_does_not_clip() {
    let mut pcm = talk(RATE, 8, 200.0, 2.0);
    pcm.extend(talk(RATE, 2, 9000.0, 2.0));
    let loudest = treated(AGC, &pcm, RATE).into_iter().map(i16::unsigned_abs).max();
    assert!(loudest < Some(29_500), "{loudest:?}");
}

#[test]
fn a_fixed_gain_is_what_it_says_and_saturates() {
    let fixed = |gain_db| Processing { gain_db, ..Processing::default() };
    let pcm = talk(RATE, 2, 1000.0, 0.0);
    for gain in [-20.0, -6.0, 6.0, 12.0] {
        let change = dbov(&treated(fixed(gain), &pcm, RATE)) - dbov(&pcm);
        assert!((change - gain).abs() < 0.2, "{change}");
    }
    assert_eq!(treated(fixed(30.0), &[i16::MIN, i16::MAX, 0], RATE), [i16::MIN, i16::MAX, 0]);
    assert!(!Processing::default().is_on());
}

#[test]
fn noise_is_suppressed_and_speech_is_not() {
    let denoise = Processing { denoise: true, ..Processing::default() };
    for (rate, most) in [(8000, -10.0), (16000, -10.0), (48000, -4.0)] {
        let hiss = talk(rate, 3, 0.0, 600.0);
        let half = hiss.len() / 2;
        let less = dbov(&treated(denoise, &hiss, rate)[half..]) - dbov(&hiss[half..]);
        assert!(less < most, "{rate}: hiss by {less} dB");
        let speech = talk(rate, 3, 4000.0, 40.0);
        let change = dbov(&treated(denoise, &speech, rate)[half..]) - dbov(&speech[half..]);
        assert!(change.abs() < 4.0, "{rate}: speech by {change} dB");
    }
}

#[test]
fn odd_pieces_keep_their_length() {
    let mut voice = Voice::new(Processing { gain_db: 3.0, agc: true, denoise: true }, 8000).expect("on");
    for count in [0, 1, 79, 80, 81, 160, 3, 960] {
        let mut pcm = vec![7; 5];
        pcm.extend(vec![1000; count]);
        voice.process(&mut pcm, 5);
        assert_eq!((pcm.len(), &pcm[..5]), (5 + count, &[7; 5][..]));
    }
}

#[test]
fn a_change_of_the_wish_is_followed() {
    let mut voice = None;
    Voice::follow(&mut voice, Processing::default(), 8000);
    assert!(voice.is_none());
    Voice::follow(&mut voice, AGC, 8000);
    assert!(voice.is_some());
    Voice::follow(&mut voice, Processing::default(), 8000);
    assert!(voice.is_none());
}
