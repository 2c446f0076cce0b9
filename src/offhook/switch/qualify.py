"""Asking telephones by OPTIONS whether they still are where they registered, and keeping their way through a NAT open.

Any answer shows that a telephone is there, whatever it says. Two silences in a row make its contact unreachable: it is
not rung until it answers or registers again. The registrar holds that (`Binding.reachable`), so it outlives the
switch. Invariant: no more than `MOST_A_SECOND` are asked in a second, however many there are; with more of them, each
is asked more seldom. Browsers are not asked: they are there as long as their connection is.
"""

from __future__ import annotations

import heapq
import logging
import random
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from offhook.sip import events as sip
from offhook.sip.address import WEB, host_text
from offhook.sip.headers import NameAddr
from offhook.sip.register import Registered, Unregistered, key_of
from offhook.sip.uri import parse_uri
from offhook.sip.wire import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from offhook.call.exchange import Exchange
    from offhook.call.leg import Leg
    from offhook.sip.address import Flow
    from offhook.sip.register import Binding, Registrar

log = logging.getLogger(__name__)

PATIENCE_SECONDS: Final = 4.0
AGAIN_SECONDS: Final = 2.0
UNREACHABLE_SECONDS: Final = 30.0
MISSES: Final = 2
MOST_A_SECOND: Final = 100
_TICKS: Final = 10  # a second
_FROM_THE_PROXY: Final = frozenset({408, 430, 504})
_JUDGED: Final = frozenset({"unreachable", "reachable"})

Key = tuple[str, str]


@dataclass(slots=True, eq=False)
class Contact:
    """One contact; `due` is when it is asked next or, while it is asked, given up."""

    qualify: Qualify
    key: Key
    binding: Binding
    due: float
    misses: int = 0
    question: Question | None = None
    answer_s: float | None = None


@dataclass(slots=True)
class Question:
    """One OPTIONS; an answer that comes late still says that the telephone is there."""

    contact: Contact
    asked_at: float

    def on_outcome(self, event: sip.ResponseReceived | sip.RequestFailed) -> None:
        """Take the answer, or the fact that the request did not even leave."""
        self.contact.qualify.heard(self, event)


class Qualify:
    """All contacts that are to be asked; `saved` is called after the registrar was told of one.

    `interval_s` and `keep_alive_s` are seconds, 0 for not at all.
    """

    def __init__(
        self,
        exchange: Exchange,
        registrar: Registrar,
        saved: Callable[[], None],
        interval_s: int = 0,
        keep_alive_s: int = 0,
    ) -> None:
        self._exchange = exchange
        self._registrar = registrar
        self._saved = saved
        self._interval_s = interval_s
        self._contacts: dict[Key, Contact] = {}
        self._queue: list[tuple[float, int, Contact]] = []
        self._number = 0
        self._not_before = self._counted_from = 0.0
        self._asked = 0
        self._pinholes: list[dict[Key, Flow]] = [{} for _ in range(keep_alive_s)]
        self._turn = 0
        self._tick_at: float | None = None

    # -- what the registrar says

    def begin(self) -> None:
        """Look after the contacts that there are already."""
        now = self._exchange.now()
        for username in self._registrar.usernames():
            for binding in self._registrar.bindings(username):
                self._add(binding, now + self._interval_s * random.uniform(0.5, 1.0))  # noqa: S311  no secret

    def follow(self, events: Iterable[Registered | Unregistered]) -> None:
        """Take what the registrar tells."""
        now = self._exchange.now()
        for event in events:
            match event:
                case Unregistered(contact=binding):
                    self._remove((event.username, key_of(binding)))
                case Registered(contact=binding, why=why) if why in _JUDGED:
                    if contact := self._contacts.get((event.username, key_of(binding))):
                        contact.binding = binding
                case Registered(contact=binding):
                    self._add(binding, now + self._spread())

    def _add(self, binding: Binding, due: float) -> None:
        if binding.flow.transport in WEB:
            return
        key = binding.username, key_of(binding)
        if self._interval_s:
            before = self._contacts.get(key)
            contact = self._contacts[key] = Contact(self, key, binding, due)
            if before is not None:
                contact.answer_s = before.answer_s
            self._put(contact, due)
        if self._pinholes:
            self._remove_pinhole(key)
            if behind_nat(binding):
                self._pinholes[hash(key) % len(self._pinholes)][key] = binding.flow
                if self._tick_at is None:
                    self._tick_at = self._exchange.now() + 1.0

    def _remove(self, key: Key) -> None:
        self._contacts.pop(key, None)
        if self._pinholes:
            self._remove_pinhole(key)

    def _remove_pinhole(self, key: Key) -> None:
        self._pinholes[hash(key) % len(self._pinholes)].pop(key, None)

    # -- time

    def next_timer(self) -> float | None:
        """Return when `timeout` wants to be called next."""
        while self._queue and self._stale(self._queue[0]):
            heapq.heappop(self._queue)
        asking = max(self._queue[0][0], self._not_before) if self._queue else None
        if asking is None or self._tick_at is None:
            return self._tick_at if asking is None else asking
        return min(asking, self._tick_at)

    def timeout(self, now: float) -> None:
        """Ask whom it is time to ask, give up on those that were silent, and keep ways open."""
        if self._tick_at is not None and self._tick_at <= now:
            self._keep_open(now)
        if now < self._not_before:
            return
        if now >= self._counted_from + 1.0 / _TICKS:
            self._counted_from, self._asked = now, 0
        while self._queue and self._queue[0][0] <= now:
            if self._asked >= MOST_A_SECOND // _TICKS:
                self._not_before = self._counted_from + 1.0 / _TICKS
                break
            entry = heapq.heappop(self._queue)
            if self._stale(entry):
                continue
            contact = entry[2]
            if contact.question is None:
                self._ask(contact, now)
                self._asked += 1
            else:
                self._missed(contact, now)

    def _keep_open(self, now: float) -> None:
        turn = self._pinholes[self._turn]
        self._turn = (self._turn + 1) % len(self._pinholes)
        for flow in turn.values():
            self._exchange.driver.keep_open(flow)
        self._tick_at = now + 1.0 if any(self._pinholes) else None

    def _stale(self, entry: tuple[float, int, Contact]) -> bool:
        due, _, contact = entry
        return contact.due != due or self._contacts.get(contact.key) is not contact

    def _put(self, contact: Contact, due: float) -> None:
        self._number += 1
        contact.due = due
        heapq.heappush(self._queue, (due, self._number, contact))
        if len(self._queue) > 4 * len(self._contacts) + 64:
            self._queue = [entry for entry in self._queue if not self._stale(entry)]
            heapq.heapify(self._queue)

    def _spread(self) -> float:
        """Return a time near the interval, so that not all are asked at one moment."""
        return self._interval_s * random.uniform(0.9, 1.0)  # noqa: S311  no secret

    # -- asking

    def _ask(self, contact: Contact, now: float) -> None:
        binding = contact.binding
        host, port = binding.flow.local
        request = Request(
            "OPTIONS",
            binding.uri,
            [
                ("From", f"<sip:{host_text(host)}:{port}>;tag={secrets.token_hex(8)}"),
                ("To", str(NameAddr("", binding.uri))),
                ("Call-ID", secrets.token_hex(12)),
                ("CSeq", "1 OPTIONS"),
                ("Accept", "application/sdp"),
                *(("Route", hop) for hop in binding.path),
            ],
        )
        contact.question = Question(contact, now)
        self._put(contact, now + PATIENCE_SECONDS)
        self._exchange.endpoint.request(request, binding.flow, contact.question, now)

    def heard(self, question: Question, event: sip.ResponseReceived | sip.RequestFailed) -> None:
        """Take what became of a question."""
        contact, now = question.contact, self._exchange.now()
        if self._contacts.get(contact.key) is not contact:
            return  # it has registered anew, or is gone
        answered = isinstance(event, sip.ResponseReceived)
        if isinstance(event, sip.ResponseReceived) and contact.binding.path:
            answered = event.response.status not in _FROM_THE_PROXY  # it cannot reach the telephone (RFC 5626 §5.3)
        if answered:
            contact.question, contact.misses, contact.answer_s = None, 0, now - question.asked_at
            self._put(contact, now + self._spread())
            self._judge(contact, reachable=True)
        elif contact.question is question:
            self._missed(contact, now)

    def silent(self, username: str, leg: Leg) -> None:
        """Note that a telephone said nothing to a call: that is a miss, and it is asked at once."""
        now = self._exchange.now()
        for binding in self._registrar.bindings(username):
            contact = self._contacts.get((username, key_of(binding)))
            if contact is not None and binding.flow == leg.flow:
                self._missed(contact, now)
                if contact.question is None:
                    self._put(contact, now)

    def _missed(self, contact: Contact, now: float) -> None:
        contact.question = None
        contact.misses += 1
        gone = contact.misses >= MISSES
        self._put(contact, now + (UNREACHABLE_SECONDS if gone else AGAIN_SECONDS))
        if gone:
            self._judge(contact, reachable=False)

    def _judge(self, contact: Contact, *, reachable: bool) -> None:
        if contact.binding.reachable != reachable:
            log.info("%s at %s: %s", contact.binding.username, contact.binding.uri, "there" if reachable else "silent")
            self._registrar.judge(contact.binding, reachable=reachable)
            self._saved()

    # -- status

    def answer_s(self, binding: Binding) -> float | None:
        """Return how long the last answer of a contact took."""
        contact = self._contacts.get((binding.username, key_of(binding)))
        return None if contact is None else contact.answer_s


def behind_nat(binding: Binding) -> bool:
    """Tell whether a contact by UDP is another address than its requests come from."""
    if binding.flow.transport != "udp" or binding.path:
        return False
    try:
        return parse_uri(binding.uri).address != binding.flow.remote
    except ValueError:
        return False
