"""Asking gateways by OPTIONS whether they are there (RFC 3261 §11): what they say goes into `call/health.py`.

Any answer but 503 shows that a gateway works; none within `PATIENCE_SECONDS`, after four transmissions, that it does
not. One that is down is asked more often, so that it is used again soon.
"""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from offhook.routing.gateways import at_gateway, gateways_of, way_of
from offhook.routing.way import place_of
from offhook.sip import events as sip
from offhook.sip.address import host_text
from offhook.sip.wire import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from offhook.call.exchange import Exchange
    from offhook.configuration import Trunk
    from offhook.routing.way import OurAddresses

PATIENCE_SECONDS: Final = 4.0
DOWN_SECONDS: Final = 10.0
UNAVAILABLE: Final = 503


@dataclass(slots=True)
class Probe:
    """One gateway; `due` is when it is asked next or, while it is asked, given up."""

    probes: Probes
    trunk: Trunk
    way: str
    due: float
    question: Question | None = None


@dataclass(slots=True)
class Question:
    """One OPTIONS; an answer that comes late still says that the gateway is there."""

    probe: Probe
    asked_at: float

    def on_outcome(self, event: sip.ResponseReceived | sip.RequestFailed) -> None:
        """Take the answer, or the fact that the request did not even leave."""
        self.probe.probes.heard(self, event)


class Probes:
    """All gateways that are to be asked."""

    def __init__(self, exchange: Exchange, ours: OurAddresses, address_of: Callable[[str], str | None]) -> None:
        self._exchange = exchange
        self._ours = ours
        self._address_of = address_of
        self._probes: dict[str, Probe] = {}
        self._next: float | None = None

    def configure(self, trunks: Iterable[Trunk]) -> None:
        """Ask these trunks' gateways from now on; those that are new, at once."""
        now = self._exchange.now()
        before, self._probes = self._probes, {}
        ways = set()
        for trunk in trunks:
            for gateway in gateways_of(trunk):
                at = at_gateway(trunk, gateway)
                ways.add(way := way_of(at))
                if gateway.enabled and trunk.probe_s:
                    probe = before.get(way) or Probe(self, at, way, now)
                    probe.trunk = at
                    probe.due = min(probe.due, now + trunk.probe_s)
                    self._probes[way] = probe
        self._exchange.health.keep(ways)
        self._plan()
        self._exchange.driver.kick()

    def next_timer(self) -> float | None:
        """Return when `timeout` wants to be called next."""
        return self._next

    def timeout(self, now: float) -> None:
        """Ask whom it is time to ask, and give up on those that were silent."""
        if self._next is None or self._next > now:
            return
        for probe in self._probes.values():
            if probe.due > now:
                continue
            if probe.question is None:
                self._ask(probe, now)
            else:
                self._down(probe, f"no answer to OPTIONS for {PATIENCE_SECONDS:.0f} s", now)
        self._plan()
        self._exchange.driver.kick()

    def heard(self, question: Question, event: sip.ResponseReceived | sip.RequestFailed) -> None:
        """Take what became of a question."""
        probe, now = question.probe, self._exchange.now()
        if self._probes.get(probe.way) is not probe:
            return  # its trunk was changed meanwhile
        if isinstance(event, sip.RequestFailed):
            if probe.question is question:
                self._down(probe, "no connection", now)
        elif event.response.status == UNAVAILABLE:
            self._down(probe, f"answered {UNAVAILABLE} {event.response.reason}".rstrip(), now)
        elif event.response.status >= 200:  # noqa: PLR2004  final
            self._exchange.health.answered(probe.way, now - question.asked_at, now)
            probe.question, probe.due = None, now + _spread(probe.trunk.probe_s)
        self._plan()

    def status(self, trunk: Trunk, utc: Callable[[float | None], int | None]) -> list[dict[str, Any]]:
        """Return how each gateway of a trunk stands; `utc` turns moments into UTC microseconds."""
        found = []
        for gateway in gateways_of(trunk):
            state = self._exchange.health.of(way_of(at_gateway(trunk, gateway)))
            unknown = state.standing == "unknown" and self._address_of(gateway.host) is None
            found.append(
                {
                    "host": gateway.host,
                    "port": gateway.port,
                    "transport": gateway.transport,
                    "enabled": gateway.enabled,
                    "state": "down" if unknown else state.standing,
                    "since": utc(state.since),
                    "reason": f"{gateway.host} has no known address" if unknown else state.reason,
                    "answer_ms": None if state.answer_s is None else round(state.answer_s * 1000),
                }
            )
        return found

    def _ask(self, probe: Probe, now: float) -> None:
        trunk = probe.trunk
        address = self._address_of(trunk.host)
        if address is None:
            self._down(probe, f"{trunk.host} has no known address", now)
            return
        host, port = self._ours.of(trunk)
        place = place_of(trunk)
        request = Request(
            "OPTIONS",
            f"sip:{place}",
            [
                ("From", f"<sip:{trunk.domain or f'{host_text(host)}:{port}'}>;tag={secrets.token_hex(8)}"),
                ("To", f"<sip:{place.partition(';')[0]}>"),
                ("Call-ID", secrets.token_hex(12)),
                ("CSeq", "1 OPTIONS"),
                ("Contact", f"<sip:{host_text(host)}:{port}>"),
                ("Accept", "application/sdp"),
            ],
        )
        probe.question, probe.due = Question(probe, now), now + PATIENCE_SECONDS
        self._exchange.endpoint.request(request, self._ours.flow(trunk, address), probe.question, now)

    def _down(self, probe: Probe, reason: str, now: float) -> None:
        self._exchange.health.failed(probe.way, reason, now)
        probe.question, probe.due = None, now + _spread(min(DOWN_SECONDS, probe.trunk.probe_s))

    def _plan(self) -> None:
        self._next = min((probe.due for probe in self._probes.values()), default=None)


def _spread(seconds: float) -> float:
    """Return a time near `seconds`, so that not all gateways are asked at one moment."""
    return seconds * random.uniform(0.9, 1.0)  # noqa: S311  no secret
