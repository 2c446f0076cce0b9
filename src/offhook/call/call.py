"""The call: its parties, its inbox of events, its journey.

Invariant: one coroutine (the program) reads the inbox; everything else only posts to it. When a party in `essential`
has left, the next wait raises `PartyGone`; so does the loss of the media server. Operations are files beside this one.
"""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING, Any

from offhook.call.events import (
    CallEvent,
    DeadlinePassed,
    EndRequested,
    HoldChanged,
    LegGone,
    MediaLost,
    MediaSilent,
    RecordingWished,
)
from offhook.call.recording import carry_out
from offhook.errors import PartyGone
from offhook.ids import new_id
from offhook.journal import records
from offhook.journal.events import concerned, party_of, tell

if TYPE_CHECKING:
    import asyncio

    from offhook.call.ahead import Prepared
    from offhook.call.conference import Conference
    from offhook.call.exchange import Exchange
    from offhook.call.guests import Guests
    from offhook.call.leg import Leg
    from offhook.call.meeting import Meeting
    from offhook.call.parking import Parked
    from offhook.call.report import Report
    from offhook.configuration import Company
    from offhook.sip.address import Flow

log = logging.getLogger(__name__)

MAX_FORWARDS = 70  # RFC 3261 §8.1.1.6


class Call:
    """One call of one company."""

    __slots__ = (
        "_waiter",
        "announcements",
        "call_id",
        "caller",
        "capture",
        "company",
        "conference",
        "connected",
        "dialled",
        "direction",
        "ended_by",
        "essential",
        "exchange",
        "guests",
        "inbox",
        "legs",
        "max_forwards",
        "meeting",
        "pair_room",
        "parked",
        "prepared",
        "reason",
        "recording",
        "report",
        "result",
        "status",
        "talking",
        "taps",
        "trail",
    )

    def __init__(
        self,
        exchange: Exchange,
        company: Company,
        call_id: str,
        direction: records.Direction,
        caller: records.Party,
        dialled: str,
    ) -> None:
        self.exchange = exchange
        self.company = company
        self.call_id = call_id
        self.direction: records.Direction = direction
        self.caller = caller
        self.dialled = dialled
        self.max_forwards = MAX_FORWARDS
        self.trail: tuple[str, ...] = ()
        self.legs: dict[str, Leg] = {}
        self.essential: set[Leg] = set()
        self.inbox: deque[CallEvent] = deque()
        self.connected = False
        self.recording: str | None = None
        self.capture = records.Capture()  # what was decided of its recording
        self.result: records.Result | None = None
        self.ended_by: records.Side | None = None
        self.status: int | None = None
        self.reason = ""
        self.conference: Conference | None = None
        self.guests: Guests | None = None
        self.meeting: Meeting | None = None
        self.parked: Parked | None = None
        self.pair_room: str | None = None  # of two, while something is mixed in
        self.announcements: set[str] = set()  # that are mixed in now
        self.talking: tuple[Leg, Leg] | None = None  # while nothing but their talk goes on
        self.report: Report | None = None
        self.prepared: Prepared | None = None  # the sessions that were opened for it ahead
        self.taps: dict[str, int] = {}
        self._waiter: asyncio.Future[None] | None = None

    def name_leg(self, flow: Flow) -> str:
        """Return the id of a new leg: one whose session waits already, where it is bound to the right address."""
        prepared = self.prepared
        if prepared is not None and prepared.legs and self.exchange.addresses.place(flow).local == prepared.address:
            return prepared.legs.popleft()
        return new_id()

    # -- events

    def post(self, event: CallEvent) -> None:
        """Put an event into the inbox and wake the program."""
        self.inbox.append(event)
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def next(self, deadline: float | None = None) -> CallEvent:
        """Return the next event, or `DeadlinePassed` at `deadline` (loop time, seconds).

        Raises:
            PartyGone: a party that matters has left, the media server is gone, or somebody ended the call.
        """
        loop = self.exchange.loop
        while not self.inbox:
            self.raise_if_gone()
            if deadline is not None and loop.time() >= deadline:
                return DeadlinePassed()
            self._waiter = loop.create_future()
            timer = None if deadline is None else loop.call_at(deadline, self._wake)
            try:
                await self._waiter
            finally:
                self._waiter = None
                if timer is not None:
                    timer.cancel()
        event = self.inbox.popleft()
        self._see(event)
        return event

    def _see(self, event: CallEvent) -> None:
        """Do what an event means to every call, whatever its program makes of it.

        Raises:
            PartyGone: as `next`.
        """
        match event:
            case LegGone(leg):
                self._take_leaving(leg)
            case MediaLost():
                self.end_as("system", "the media server was lost")
                if not self.connected:
                    self.end_as("system", result="failed", status=503)
                raise PartyGone(self.reason)
            case EndRequested(reason):
                self.end_as("system", reason)
                raise PartyGone(reason)
            case MediaSilent(leg, silent_ms):
                self._take_silence(leg, silent_ms // 1000)
            case RecordingWished(action, by):
                carry_out(self, action, by)
            case HoldChanged(leg, held):
                self.step("held" if held else "resumed", by=leg.label)
                self.tell("call.held" if held else "call.resumed", by=party_of(leg.party))
            case _:
                pass

    def raise_if_gone(self) -> None:
        """Look, without waiting, whether everybody is there who matters.

        Raises:
            PartyGone: one has left.
        """
        for leg in self.essential:
            if leg.gone:
                own = leg.direction == "inbound" or self._begun_by(leg)
                side: records.Side = "caller" if own else "callee"
                if self.ended_by is None:
                    self.end_as("system" if leg.gone_by == "system" else side, leg.gone_reason)
                raise PartyGone(leg.label)

    def _begun_by(self, leg: Leg) -> bool:
        """Tell whether a leg that we called is of the person for whom the call was made."""
        return leg.party.extension_id is not None and leg.party.extension_id == self.caller.extension_id

    def _take_leaving(self, leg: Leg) -> None:
        if leg in self.essential:
            self.raise_if_gone()
        self.exchange.retire(leg)

    def _take_silence(self, leg: Leg, seconds: int) -> None:
        """Take a party that matters and was heard before for gone; note it of others."""
        self.step("media_lost", who=leg.label, silent_s=seconds)
        if leg.heard and leg in self.essential:
            self.end_as("system", f"no sound from {leg.label} for {seconds} s")
            raise PartyGone(self.reason)

    async def pause(self, seconds: float) -> None:
        """Wait while events other than leaving are passed over.

        Raises:
            PartyGone: as `next`.
        """
        deadline = self.exchange.loop.time() + seconds
        while not isinstance(await self.next(deadline), DeadlinePassed):
            pass

    # -- the journey

    def journal(self, record: records.Record) -> None:
        """Write a fact of this call down."""
        self.exchange.journal.append(record)

    def step(self, kind: str, *, node: str | None = None, **detail: Any) -> None:
        """Add a step to the journey; `kind` is a word of `history/words.py`."""
        self.journal(records.StepTaken(self.call_id, self.exchange.wall(), kind, node, detail))

    def tell(self, kind: str, **data: Any) -> None:
        """Tell subscribers that something happened in this call; `kind` and `data` are of `events/kinds.py`."""
        journal = self.exchange.journal
        if (state := journal.state.calls.get(self.call_id)) is not None:
            tell(journal, self.exchange.wall(), kind, data, concerned(state))

    def checkpoint(self, program: str, **state: Any) -> None:
        """Say where the program stands, so that a restarted switch can go on from here."""
        self.journal(records.Checkpointed(self.call_id, program, state))

    def end_as(
        self,
        side: records.Side,
        reason: str = "",
        *,
        result: records.Result | None = None,
        status: int | None = None,
    ) -> None:
        """Note who ended the call and how; what is already known stays."""
        self.ended_by = self.ended_by or side
        self.reason = self.reason or reason
        self.result = self.result or result
        self.status = self.status or status

    def release(self) -> None:
        """Let go of everybody, now that it is over: nothing of it waits for the garbage collector."""
        for leg in self.legs.values():
            leg.release()
        self.legs.clear()
        self.essential.clear()
        self.inbox.clear()
        self.talking = self.conference = self.guests = self.meeting = self.parked = self.report = None

    def end_as_missed(self) -> None:
        """Nobody talked to the caller, whatever follows: a call back is owed."""
        if not self.connected:
            self.result = "missed"
