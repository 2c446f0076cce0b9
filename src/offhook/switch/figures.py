"""What a switch tells of itself: a few figures for tests and benchmarks, and all that metrics are made of.

Invariant: nothing is measured for it: what is told has been counted anyway, and is put together when asked for. No
numbers of people, no ids of calls; of companies' things only trunks, by their ids.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from offhook.errors import MediaError
from offhook.media import protocol as media

if TYPE_CHECKING:
    import asyncio

    from offhook.configuration import Configuration
    from offhook.journal.flush import Flusher
    from offhook.switch.operators import Operators
    from offhook.switch.switch import Switch
    from offhook.switch.watchdog import Watchdog
    from offhook.trace.writer import Tracer
    from offhook.transport.wire_tally import WireTally

_PING_S = 5.0


class Figures:
    """The figures of one switch process."""

    def __init__(
        self, switch: Switch, operators: Operators, watchdog: Watchdog, wire: WireTally, tracer: Tracer | None
    ) -> None:
        self.configuration: Configuration
        self.flusher: Flusher
        self._switch = switch
        self._operators = operators
        self._watchdog = watchdog
        self._wire = wire
        self._tracer = tracer
        self._media: media.Pong | None = None

    def told(self) -> dict[str, Any]:
        """Return the few that say whether it is well."""
        exchange, doorkeeper = self._switch.exchange, self._switch.doorkeeper
        return {
            "calls": len(exchange.calls),
            "configured_at": self.configuration.read_at,  # microseconds
            "failures": exchange.failures,
            "stalls": self._watchdog.stalls,
            "worst_stall_ms": self._watchdog.worst_ms,
            "cpu_s": _cpu_s(),
            "journal_fault": exchange.journal.fault,
            "trace_fault": self._tracer.fault if self._tracer else None,
            "put_off": doorkeeper.load.put_off,
            "dropped": doorkeeper.bans.dropped,
        }

    def metrics(self) -> dict[str, Any]:
        """Return everything, in plain values."""
        exchange = self._switch.exchange
        tally, calls = exchange.tally, exchange.calls.values()
        registrar, flusher = self._switch.registrar, self.flusher
        transports = Counter(
            binding.flow.transport for username in registrar.usernames() for binding in registrar.bindings(username)
        )
        self._ask_media()
        pong = self._media
        return self.told() | {
            "companies": len(self.configuration.companies),
            "started": dict(tally.started),
            "connected": dict(tally.connected),
            "ended": [[direction, result, count] for (direction, result), count in tally.ended.items()],
            "now": dict(Counter(call.direction for call in calls)),
            "talking": sum(call.talking is not None for call in calls),
            "legs": sum(len(call.legs) for call in calls),
            "registrations": dict(transports),
            "bans": len(self._switch.doorkeeper.list_bans()),
            "wire": self._wire.told(),
            "resent": exchange.endpoint.resent,
            "send_failures": exchange.driver.failures,
            "lag_s": self._watchdog.lag_s,
            "journal": exchange.journal.figures(),
            "flusher": {
                "waiting": len(exchange.journal.state.dirty),
                "ended": len(exchange.journal.state.ended_calls()),
                "age_s": time.monotonic() - flusher.flushed_at,
                "away": flusher.fault is not None,
                "refused": flusher.refused,
                "lost": flusher.lost,
            },
            "events": {
                "waiting": len(exchange.journal.state.events.pending),
                "refused": flusher.events.refused,
                "lost": flusher.events.lost,
            },
            "traces_lost": self._tracer.lost if self._tracer else 0,
            "recordings": [tally.recordings, tally.recordings_faulty],
            "voicemails": tally.voicemails,
            "packets": {name: value for name, value in asdict(tally).items() if name.startswith("packets_")},
            "media": {
                "connected": exchange.media.connected,
                "errors": exchange.media.errors,
                **({} if pong is None else {"sessions": pong.sessions, "recorders": pong.recorders}),
                **({} if pong is None else {"workers": pong.workers, "cpu_s": pong.cpu_ms / 1000}),
            },
            "trunks": [
                [trunk, told["status"] in {"registered", "by address"}, told["used_in"], told["used_out"]]
                for trunk, told in self._operators.status().items()
            ],
        }

    def _ask_media(self) -> None:
        """Ask the media server for its figures, which the next one who wants metrics gets."""
        if not self._switch.exchange.media.connected:
            self._media = None
            return
        asked = self._switch.exchange.media.ask(media.Ping(), _PING_S)
        asked.add_done_callback(self._take_media)

    def _take_media(self, asked: asyncio.Future[media.Pong]) -> None:
        if asked.cancelled():
            return
        error = asked.exception()
        self._media = None if isinstance(error, MediaError) else asked.result()


def _cpu_s() -> float:
    usage = os.times()
    return usage.user + usage.system
