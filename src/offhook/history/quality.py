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


def quality_of(statistics: dict[str, Any] | None) -> Quality | None:
    """Read the statistics of docs/media-control.md; None when no packet was received."""
    if not statistics or not statistics.get("packets_received"):
        return None
    mos = _number(statistics.get("mos"))
    return Quality(
        codec=str(statistics["codec"]) if statistics.get("codec") else None,
        packets_received=int(_number(statistics.get("packets_received")) or 0),
        packets_lost=int(_number(statistics.get("packets_lost")) or 0),
        loss_percent=round(_number(statistics.get("loss_percent")) or 0.0, 2),
        jitter_ms=round(_number(statistics.get("jitter_ms")) or 0.0, 2),
        mos=None if mos is None else round(mos, 2),
        verdict=None if mos is None else verdict(mos),
    )


def verdict(mos: float) -> Verdict:
    """Return a word for an estimate of opinion."""
    return next((word for limit, word in _STEPS if mos >= limit), "bad")


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
