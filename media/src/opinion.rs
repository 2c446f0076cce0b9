//! Mean opinion scores by the simplified E-model: ITU-T G.107 for narrowband codecs, G.107.1 for wideband ones.
//!
//! `R = Ro − Id − Ie,eff` with `Id = 0.024 d + 0.11 (d − 177.3) [d > 177.3]` for a one-way delay of `d` ms, and
//! `Ie,eff = Ie + (95 − Ie) · P / (P + Bpl)` for `P` percent of lost packets. Both models share one scale of R, on which a perfect narrowband
//! connection has 93.2 and a perfect wideband one 129; the score is `1 + 0.035 R + R (R − 60) (100 − R) · 7e-6` of an R that is cut at 100,
//! where people cannot tell better from good. So the scores of all codecs can be compared, and a wideband call with few losses is
//! never rated below a narrowband one.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

use crate::codec::CodecKind;

/// What the score of a connection depends on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Connection {
    pub codec: Option<CodecKind>,
    pub loss_percent: f64,
    pub jitter_ms: f64,
    pub round_trip_ms: Option<f64>,
}

/// `Ro`, `Ie` and `Bpl` of a codec.
const fn parameters(codec: Option<CodecKind>) -> (f64, f64, f64) {
    match codec {
        // G.113 appendix I: G.711 with its loss concealment.
        None | Some(CodecKind::Pcmu | CodecKind::Pcma) => (93.2, 0.0, 25.1),
        // G.113 appendix IV has 13 for G.722 at 64 kbit/s; the robustness is that of AMR-WB there, the nearest that it knows.
        Some(CodecKind::G722) => (129.0, 13.0, 4.3),
        // G.113 does not know Opus: rated as AMR-WB at 15.85 kbit/s, a lower bound without forward error correction.
        Some(CodecKind::Opus) => (129.0, 7.0, 4.3),
    }
}

/// The mean opinion score of a connection, 1 to 4.5.
#[must_use]
pub fn mean_opinion(connection: Connection) -> f64 {
    let rating = rating(connection);
    (1.0 + 0.035 * rating + rating * (rating - 60.0) * (100.0 - rating) * 7e-6).clamp(1.0, 4.5)
}

/// R of a connection, 0 to 100.
#[must_use]
pub fn rating(connection: Connection) -> f64 {
    const PACKET_MS: f64 = 20.0;
    let Connection { codec, loss_percent, jitter_ms, round_trip_ms } = connection;
    let (basic, equipment, robustness) = parameters(codec);
    let delay = round_trip_ms.unwrap_or(0.0) / 2.0 + 2.0 * jitter_ms + PACKET_MS;
    let delayed = 0.024 * delay + if delay > 177.3 { 0.11 * (delay - 177.3) } else { 0.0 };
    let effective = equipment + (95.0 - equipment) * loss_percent / (loss_percent + robustness);
    (basic - delayed - effective).clamp(0.0, 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(codec: CodecKind, loss_percent: f64) -> f64 {
        mean_opinion(Connection { codec: Some(codec), loss_percent, ..Connection::default() })
    }

    #[test]
    fn opinion_falls_with_loss_and_delay() {
        let best = score(CodecKind::Pcmu, 0.0);
        assert!(best > 4.3 && best < 4.45);
        assert!(score(CodecKind::Pcmu, 5.0) < best - 0.3);
        let late = Connection { round_trip_ms: Some(800.0), ..Connection::default() };
        assert!(mean_opinion(late) < best - 0.5);
        let worst = Connection { loss_percent: 100.0, jitter_ms: 500.0, round_trip_ms: Some(5000.0), codec: None };
        assert!(mean_opinion(worst) >= 1.0);
    }

    #[test]
    fn wideband_is_better_until_packets_are_lost() {
        for codec in [CodecKind::G722, CodecKind::Opus] {
            assert!(score(codec, 0.0) > score(CodecKind::Pcma, 0.0));
            assert!(score(codec, 0.0) <= 4.5);
            let scores: Vec<f64> = [0.0, 1.0, 3.0, 10.0, 30.0, 100.0].map(|loss| score(codec, loss)).to_vec();
            assert!(scores.is_sorted_by(|better, worse| better >= worse));
            assert!(score(codec, 20.0) < score(CodecKind::Pcma, 20.0), "what G.113 says of wideband codecs under heavy loss");
        }
        assert!(score(CodecKind::Opus, 3.0) > score(CodecKind::G722, 3.0));
    }
}
