"""Asking gateways by OPTIONS whether they are there (RFC 3261 §11): what they say goes into `call/health.py`.

Any answer but 503 shows that a gateway works; none within `PATIENCE_SECONDS`, after four transmissions, that it does
not. One that is down is asked more often, so that it is used again soon. A gateway whose name leads to several servers
has a probe for each, and works while one of them does.
"""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from offhook.routing.gateways import at_gateway, gateways_of, standing_of, way_of
from offhook.routing.way import located, place_of
from offhook.sip import events as sip
from offhook.sip.address import host_text
from offhook.sip.locating import is_address
from offhook.sip.wire import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from offhook.call.exchange import Exchange
    from offhook.call.health import State
    from offhook.configuration import Gateway, Trunk
    from offhook.naming.names import Names
    from offhook.routing.way import OurAddresses
    from offhook.sip.locating import Hop

PATIENCE_SECONDS: Final = 4.0
DOWN_SECONDS: Final = 10.0
UNAVAILABLE: Final = 503


@dataclass(slots=True)
class Probe:
    """One gateway; `due` is when it is asked next or, while it is asked, given up."""

    probes: Probes
    trunk: Trunk
    hop: Hop
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

    def __init__(self, exchange: Exchange, names: Names, ours: OurAddresses) -> None:
        self._exchange = exchange
        self._names = names
        self._ours = ours
        self._trunks: list[Trunk] = []
        self._probes: dict[str, Probe] = {}
        self._next: float | None = None

    def configure(self, trunks: Iterable[Trunk]) -> None:
        """Ask these trunks' gateways from now on; those that are new, at once."""
        self._trunks = list(trunks)
        self.arrange()

    def arrange(self) -> None:
        """Ask where the names of gateways lead to now."""
        now = self._exchange.now()
        before, self._probes = self._probes, {}
        ways = set()
        for trunk in self._trunks:
            for gateway in gateways_of(trunk):
                at = at_gateway(trunk, gateway)
                for hop in self._hops(at):
                    ways.add(way := way_of(at, hop))
                    if gateway.enabled and trunk.probe_s:
                        probe = before.get(way) or Probe(self, at, hop, way, now)
                        probe.trunk = at
                        probe.due = min(probe.due, now + trunk.probe_s)
                        self._probes[way] = probe
        self._exchange.health.keep(ways)
        self._plan()
        self._exchange.driver.kick()

    def _hops(self, trunk: Trunk) -> list[Hop]:
        return [hop for hop in self._names.hops(located(trunk)) if self._ours.reaches(hop)]

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
        return [self._status(at_gateway(trunk, gateway), gateway, utc) for gateway in gateways_of(trunk)]

    def _status(self, at: Trunk, gateway: Gateway, utc: Callable[[float | None], int | None]) -> dict[str, Any]:
        hops = self._hops(at)
        states = [self._exchange.health.of(way_of(at, hop)) for hop in hops]
        state = standing_of(states)
        trouble = "" if is_address(at.host) else self._names.trouble(located(at))
        missing = f"{at.host} has no known address" + (f": {trouble}" if trouble else "")
        if self._names.hops(located(at)):
            missing = f"SIP listens on no address of the IP version of {at.host}"
        return {
            "host": gateway.host,
            "port": gateway.port,
            "transport": gateway.transport,
            "enabled": gateway.enabled,
            "nameless": not hops,
            "state": state.standing if hops else "down",
            "since": utc(state.since),
            "reason": state.reason if hops else missing,
            "answer_ms": _milliseconds(state),
            "name_trouble": trouble,
            "targets": [
                {
                    "address": hop.address,
                    "port": hop.port,
                    "transport": hop.transport,
                    "state": one.standing,
                    "reason": one.reason,
                    "answer_ms": _milliseconds(one),
                }
                for hop, one in zip(hops, states, strict=True)
                if not is_address(at.host)
            ],
        }

    def _ask(self, probe: Probe, now: float) -> None:
        trunk = probe.trunk
        host, port = self._ours.of(probe.hop)
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
        self._exchange.endpoint.request(request, self._ours.flow(trunk, probe.hop), probe.question, now)

    def _down(self, probe: Probe, reason: str, now: float) -> None:
        self._exchange.health.failed(probe.way, reason, now)
        probe.question, probe.due = None, now + _spread(min(DOWN_SECONDS, probe.trunk.probe_s))

    def _plan(self) -> None:
        self._next = min((probe.due for probe in self._probes.values()), default=None)


def _milliseconds(state: State) -> int | None:
    return None if state.answer_s is None else round(state.answer_s * 1000)


def _spread(seconds: float) -> float:
    """Return a time near `seconds`, so that not all gateways are asked at one moment."""
    return seconds * random.uniform(0.9, 1.0)  # noqa: S311  no secret
