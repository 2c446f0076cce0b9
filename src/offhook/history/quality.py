"""How a leg sounded: the figures of the media server and a word for them.

The word follows the estimate of opinion (MOS, ITU-T P.800) in the steps of ITU-T G.107 Annex B; a leg without figures
has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["good", "fair", "poor", "bad"]
_STEPS: tuple[tuple[float, Verdict], ...] = ((4.0, "good"), (3.6, "fair"), (3.1, "poor"))


@dataclass(frozen=True, slots=True)
class HeardThere:
    """What a leg's far end says of the sound that it got from us; units as in `Quality`."""

    packets_lost: int
    loss_percent: float
    jitter_ms: float
    mos: float | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Quality:
    """What was received from a leg; `loss_percent` 0 to 100, `jitter_ms` milliseconds, `mos` 1 to 5."""

    codec: str | None
    packets_received: int
    packets_lost: int
    loss_percent: float
    jitter_ms: float
    mos: float | None
    verdict: Verdict | None
    """From the estimate; None without one."""
    round_trip_ms: float | None = None
    there: HeardThere | None = None
    """None when the far end reported nothing."""


def quality_of(statistics: dict[str, Any] | None) -> Quality | None:
    """Read the statistics of docs/media-control.md; None when neither a packet nor a report came."""
    if not statistics or not (statistics.get("packets_received") or statistics.get("remote")):
        return None
    trip = _number(statistics.get("round_trip_ms"))
    mos = _number(statistics.get("mos"))
    return Quality(
        codec=str(statistics["codec"]) if statistics.get("codec") else None,
        packets_received=int(_number(statistics.get("packets_received")) or 0),
        packets_lost=int(_number(statistics.get("packets_lost")) or 0),
        loss_percent=round(_number(statistics.get("loss_percent")) or 0.0, 2),
        jitter_ms=round(_number(statistics.get("jitter_ms")) or 0.0, 2),
        mos=None if mos is None else round(mos, 2),
        verdict=None if mos is None else verdict(mos),
        round_trip_ms=None if trip is None else round(trip, 1),
        there=_there(statistics),
    )


def _there(statistics: dict[str, Any]) -> HeardThere | None:
    reported = statistics.get("remote")
    if not isinstance(reported, dict):
        return None
    lost = max(0, int(_number(reported.get("packets_lost")) or 0))
    sent = _number(statistics.get("packets_sent")) or 0
    mos = _number(reported.get("mos"))
    return HeardThere(
        packets_lost=lost,
        loss_percent=round(min(100.0, lost * 100 / sent), 2) if sent else 0.0,
        jitter_ms=round(_number(reported.get("jitter_ms")) or 0.0, 2),
        mos=None if mos is None else round(mos, 2),
        verdict=None if mos is None else verdict(mos),
    )


def verdict(mos: float) -> Verdict:
    """Return a word for an estimate of opinion."""
    return next((word for limit, word in _STEPS if mos >= limit), "bad")


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
