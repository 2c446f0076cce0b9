"""From a call of the history to its trace."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from offhook.trace.finding import Trace, TracedLeg, find_trace

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from offhook.history.call import Call


def trace_of(folder: Path, call: Call) -> Trace:
    """Return what is kept of a call that was read with its legs. Blocks: for a thread."""
    return find_trace(folder, traced_legs(call), time.time_ns() // 1000)


def traced_legs(call: Call) -> list[TracedLeg]:
    """Return what the search must know of a call's legs, in the order of their beginning."""
    return [
        TracedLeg(
            leg.id,
            leg.sip_call_id or "",
            leg.direction,
            str(leg.party.get("name") or leg.party.get("number") or "?"),
            _us(leg.started_at),
            None if leg.ended_at is None else _us(leg.ended_at),
        )
        for leg in call.legs or ()
    ]


def _us(moment: datetime) -> int:
    return round(moment.timestamp() * 1e6)
