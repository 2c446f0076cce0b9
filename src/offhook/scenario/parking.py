"""A parked call, the program: it waits with music, is taken from any telephone, or goes back to who parked it.

Invariant: nobody who is parked is forgotten. After `Company.park_s` the telephones of who parked it ring, while the
call can still be taken; then the fallback of the company has it, or it waits on and is brought back again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from offhook.call.announce import refuse
from offhook.call.conversation import converse
from offhook.call.events import DeadlinePassed, ParkedTaken, ParkedWanted, PlayDone
from offhook.call.music import start_music, stop_music
from offhook.call.parking import Parked, free_slot, show_parked
from offhook.call.play import start_play
from offhook.call.ring import ring
from offhook.call.transfer import TRANSFERRED, show_party
from offhook.errors import OffhookError, ResourceError
from offhook.journal.records import Party
from offhook.media import protocol as media
from offhook.prompts.code_texts import PARKED_ON, with_figure
from offhook.scenario.person import call_person, take_message
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.call.events import CallEvent
    from offhook.call.leg import Leg
    from offhook.call.target import Target
    from offhook.call.wish import Wish
    from offhook.scenario.run import Run

RETURN_SECONDS: Final = 30.0
MOST_RETURNS: Final = 3


class _Taken(OffhookError):  # noqa: N818  a turn of the call, not a fault
    """Somebody takes the parked call while telephones ring for it."""

    def __init__(self, leg: Leg) -> None:
        super().__init__(f"{leg.label} takes the parked call")
        self.leg = leg


class _Meanwhile:
    """Ends the ringing when the parked call is taken elsewhere."""

    def due(self) -> float | None:
        """Return that nothing is due."""
        return None

    def take(self, event: CallEvent) -> None:
        """Take who comes for the call."""
        if isinstance(event, ParkedTaken):
            raise _Taken(event.leg)


async def park(run: Run, wish: Wish, other: Leg, wanted: int) -> bool:
    """Park `other` on a slot, until somebody talks to it; False, without having done anything, when there is none.

    Raises:
        PartyGone: the parked party left.
        TransferDue: the conversation that followed ended by a wish.
    """
    call, by = run.call, wish.by
    slot = free_slot(call.exchange, call.company.id, wanted)
    if slot is None:
        return False
    start_music(other)
    now = call.exchange.wall()
    call.step("parked", by=by.label, who=other.label, slot=slot)
    if wish.report is not None:
        wish.report.tell(200)
    call.report = None
    parking = _Parking(run, Parked(slot, other, now), by.party, until=now + run.office.company.park_s * 1_000_000)
    parking.keep()
    show_parked(call, parking.parked, slot)
    teller = None if wish.report is not None or by.gone else by
    if teller is None and not by.gone:
        by.hang_up(reason=TRANSFERRED)
    await parking.go_on(teller)
    return True


async def resume_parked(run: Run, state: dict[str, Any]) -> None:
    """Go on after a restart: the call waits on its slot as before.

    Raises:
        PartyGone: the parked party left.
        TransferDue: the conversation that followed ended by a wish.
    """
    leg = run.call.legs[state["caller"]]
    parked = Parked(state["slot"], leg, state["since"])
    party = msgspec.convert(state["by"], Party)
    show_parked(run.call, parked, parked.slot)
    start_music(leg)
    await _Parking(run, parked, party, until=state["until"], returns=state["returns"]).go_on(None)


class _Parking:
    """One call while it is parked."""

    def __init__(self, run: Run, parked: Parked, by: Party, *, until: int, returns: int = 0) -> None:
        self.run = run
        self.parked = parked
        self.by = by
        self.until = until
        self.returns = returns

    def keep(self) -> None:
        """Write down where it waits, and until when."""
        self.run.call.checkpoint(
            "parked",
            caller=self.parked.leg.leg_id,
            slot=self.parked.slot,
            since=self.parked.since,
            until=self.until,
            by=msgspec.to_builtins(self.by),
            returns=self.returns,
            taps=dict(self.run.call.taps),
        )

    async def go_on(self, teller: Leg | None) -> None:
        """Wait for whoever takes it, while `teller` is told the slot."""
        run, call, waiting = self.run, self.run.call, self.parked.leg
        try:
            leg = await self._wait(teller)
        except _Taken as taken:
            leg = taken.leg
        finally:
            show_parked(call, None, self.parked.slot)
            if teller is not None and not teller.gone:
                teller.hang_up(reason=TRANSFERRED)
        if leg is not None:
            call.step("retrieved", who=leg.label, slot=self.parked.slot)
            stop_music(waiting)
            show_party(waiting, leg)
            show_party(leg, waiting)
            await converse(call, waiting, leg)
            return
        fallback = run.office.extensions.get(run.office.company.park_fallback)
        extension = run.office.extensions_by_id.get(self.by.extension_id or "")
        if fallback is not None and fallback.kind == "person":
            call.step("returning", who=waiting.label, to=fallback.name)
            await call_person(run, fallback, seconds=RETURN_SECONDS)
        elif extension is not None and extension.voicemail:
            await take_message(run, extension)
        else:
            await refuse(call, waiting, 480, "nobody took the parked call", spoken(run, "person_not_available"))

    async def _wait(self, teller: Leg | None) -> Leg | None:
        """Return who takes it; None when it was brought back in vain."""
        call, exchange = self.run.call, self.run.call.exchange
        saying = await self._tell(teller) if teller is not None else ""
        while True:
            left = (self.until - exchange.wall()) / 1e6
            match await call.next(exchange.loop.time() + max(0.0, left)):
                case ParkedTaken(leg) if not leg.gone:
                    return leg
                case ParkedWanted(who, targets):
                    call.step("ringing", who=[{"number": "", "name": who}], seconds=round(RETURN_SECONDS))
                    if (found := await self._ring(targets)) is not None:
                        return found
                case PlayDone(play=done) if done == saying and teller is not None and not teller.gone:
                    teller.hang_up(reason=TRANSFERRED)
                case DeadlinePassed():
                    self.returns += 1
                    if (found := await self._bring_back()) is not None:
                        return found
                    if self.run.office.company.park_fallback or self.returns >= MOST_RETURNS:
                        return None
                    self.until = exchange.wall() + self.run.office.company.park_s * 1_000_000
                    self.keep()
                case _:
                    pass

    async def _tell(self, teller: Leg) -> str:
        """Say the slot to who parked the call; return the name of the play."""
        run = self.run
        language = run.language or run.office.company.language
        items: list[media.PlayItem]
        try:
            file = await run.prompts.say(with_figure(PARKED_ON, str(self.parked.slot), language), language)
            items = [media.File(file=str(file))]
        except ResourceError:
            items = spoken(run, "parked")
        return start_play(teller, items) if items and not teller.gone else ""

    async def _bring_back(self) -> Leg | None:
        """Ring who parked the call."""
        run = self.run
        extension = run.office.extensions_by_id.get(self.by.extension_id or "")
        run.call.step("returning", who=self.parked.leg.label, to=self.by.name or self.by.number)
        shown = replace(run.shown, name=f"{self.parked.slot}: {run.shown.name}")
        return await self._ring(run.reach.extension(run.office, extension, shown) if extension else ())

    async def _ring(self, targets: Sequence[Target]) -> Leg | None:
        if not targets:
            return None
        call = self.run.call
        outcome = await ring(call, targets, seconds=RETURN_SECONDS, caller=self.parked.leg, meanwhile=_Meanwhile())
        if outcome.leg is not None:
            self.parked.taken = True
        return outcome.leg
