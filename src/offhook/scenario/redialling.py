"""Dialling a busy number until it is free, and ringing who wants it then.

Invariant: outside, the number is called first and the person rung as soon as it rings there, so that nobody's telephone
rings for nothing; inside, the switch sees who is free and rings the person first. At most `MOST_ATTEMPTS` at a pace,
within an hour; then the person is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from offhook.call.announce import refuse
from offhook.call.conversation import converse
from offhook.call.events import DeadlinePassed, LegAnswered, LegGone, LegRefused, LegRinging
from offhook.call.leg import Leg
from offhook.call.music import start_music, stop_music
from offhook.call.play import play, start_play, stop_play
from offhook.call.ring import ELSEWHERE, ring
from offhook.errors import MediaError, OffhookError
from offhook.ids import new_id
from offhook.journal import records
from offhook.media import protocol as media
from offhook.routing.outside import asked_by
from offhook.routing.reach import Shown
from offhook.scenario.conduct import conduct
from offhook.scenario.person import call_person
from offhook.scenario.run import Run
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.call.call import Call
    from offhook.call.events import CallEvent
    from offhook.call.target import Target
    from offhook.routing.installation import Office
    from offhook.routing.reach import Reach
    from offhook.scenario.errands import Errand
    from offhook.scenario.run import Services

PACE_SECONDS: Final = 60.0
MOST_ATTEMPTS: Final = 30
LONGEST_SECONDS: Final = 3600.0
PERSON_SECONDS: Final = 25.0
NUMBER_SECONDS: Final = 60.0
EARLY_SECONDS: Final = 3.0  # so long sound before the answer may turn out to say that the number is busy


class _NotWanted(OffhookError):  # noqa: N818  a turn of the call, not a fault
    """The person does not want the number any longer."""


class _Summons:
    """Rings the person as soon as the number rings, and lets it hear that."""

    def __init__(self, call: Call, targets: list[Target]) -> None:
        self._call = call
        self._targets = targets
        self._ringing: list[Leg] = []
        self._at: float | None = None
        self._begun = False
        self._tone = ""
        self.leg: Leg | None = None

    @property
    def begun(self) -> bool:
        """Whether the number rang, so that it is free."""
        return self._begun

    def due(self) -> float | None:
        """Return when early sound counts as ringing."""
        return None if self._begun else self._at

    def take(self, event: CallEvent) -> None:
        """Ring the person when the number rings; take the person's answer, or its refusal."""
        now = self._call.exchange.loop.time()
        match event:
            case LegAnswered(leg) if leg in self._ringing:
                self.leg = leg
                self._silence(leg)
                tone = media.Tone(tone="ringback", country=self._call.company.country)
                self._tone = start_play(leg, [tone], repeat=0)
            case LegRefused(leg) | LegGone(leg) if leg in self._ringing or leg is self.leg:
                self._call.exchange.retire(leg)
                self._ringing = [one for one in self._ringing if one is not leg]
                if leg is self.leg or not (self._ringing or self.leg):
                    raise _NotWanted("the person does not take it")
            case LegRinging(leg, early) if self._at is None:
                self._at = now + (EARLY_SECONDS if early else 0.0)
            case _:
                pass
        if self._at is not None and now >= self._at:
            self.begin()

    def begin(self) -> None:
        """Ring the person, once."""
        if not self._begun:
            self._begun = True
            self._call.exchange.spawn(self._ring())

    async def _ring(self) -> None:
        call = self._call
        for target in self._targets:
            leg = Leg(call, new_id(), "outbound", target.party)
            call.journal(records.LegStarted(call.call_id, leg.leg_id, call.exchange.wall(), "outbound", target.party))
            leg.terms, leg.flow, leg.way = target.terms, target.flow, target.way
            try:
                await leg.open_media(())
            except MediaError as error:
                leg.fail(str(error))
                continue
            if call.call_id not in call.exchange.calls or self.leg is not None:
                leg.end("local")
                call.exchange.retire(leg)
                continue
            self._ringing.append(leg)
            leg.send_invite(target)

    def stop_tone(self) -> None:
        """Let the person hear the far end instead."""
        if self.leg is not None and self._tone:
            stop_play(self.leg, self._tone)

    def _silence(self, but: Leg | None) -> None:
        others, self._ringing = [leg for leg in self._ringing if leg is not but], []
        for leg in others:
            leg.hang_up(reason=ELSEWHERE)
            self._call.exchange.retire(leg)

    async def answer(self, other: Leg) -> Leg | None:
        """Wait until the person answers, while the other party hears music.

        Raises:
            PartyGone: that party left.
        """
        self.begin()
        call = self._call
        deadline = call.exchange.loop.time() + PERSON_SECONDS
        start_music(other)
        try:
            while self.leg is None:
                event = await call.next(deadline)
                if isinstance(event, DeadlinePassed):
                    return None
                self.take(event)
        finally:
            self._silence(self.leg)
        stop_music(other)
        return self.leg


async def retry(call: Call, errand: Errand, office: Office, reach: Reach, services: Services) -> None:
    """Dial the number once more.

    Raises:
        PartyGone: one of them left.
    """
    person = office.extensions_by_id[errand.extension_id]
    call.step("retrying", number=errand.number, who=person.name, attempt=errand.attempts + 1)
    shown = Shown(errand.number, errand.number)
    if (other := office.extensions.get(errand.number)) is not None:
        outcome = await ring(call, reach.extension(office, person, shown), seconds=PERSON_SECONDS, caller=None)
        services.errands.done(errand)
        if outcome.leg is None:
            call.end_as("system", "the person did not answer", result="unanswered", status=outcome.status)
            return
        call.essential.add(outcome.leg)
        run = Run(call, outcome.leg, office, reach, services, Shown(person.number, person.name))
        await conduct(run, lambda run: call_person(run, other, seconds=PERSON_SECONDS))
        return
    targets = reach.extension(office, person, shown)
    summons = _Summons(call, targets)
    ways = reach.ways(office, errand.number, asked=asked_by(office, person.id, errand.number))
    try:
        outcome = await ring(
            call,
            [ways],
            seconds=NUMBER_SECONDS,
            caller=None,
            meanwhile=summons,
        )
        if outcome.leg is not None:
            services.errands.done(errand)
            call.essential.add(outcome.leg)
            if (leg := summons.leg or await summons.answer(outcome.leg)) is not None:
                summons.stop_tone()
                run = Run(call, leg, office, reach, services, Shown(person.number, person.name))
                number = outcome.leg
                await conduct(run, lambda _run: converse(call, leg, number))
                return
            call.end_as("system", "the person did not answer", result="unanswered")
            return
    except _NotWanted as why:
        services.errands.done(errand)
        call.end_as("system", str(why), result="unanswered")
        return
    busy = outcome.cause.result == "busy" and not outcome.silent
    call.end_as("system", "the number is not free", result="busy" if busy else "unanswered", status=outcome.status)
    if summons.begun:  # it was free, and nobody answered there
        services.errands.done(errand)
        if summons.leg is not None:
            run = Run(call, summons.leg, office, reach, services, shown)
            summons.stop_tone()
            await refuse(call, summons.leg, 480, "nobody answered", spoken(run, "person_not_available"))
    elif errand.attempts + 1 < MOST_ATTEMPTS:
        services.errands.again(errand, PACE_SECONDS)
    else:
        services.errands.done(errand)
        await _give_up(call, targets, lambda leg: Run(call, leg, office, reach, services, shown))


async def _give_up(call: Call, targets: list[Target], run_for: Callable[[Leg], Run]) -> None:
    """Tell the person that the number stayed busy."""
    outcome = await ring(call, targets, seconds=PERSON_SECONDS, caller=None)
    if outcome.leg is not None:
        call.essential.add(outcome.leg)
        await play(call, outcome.leg, spoken(run_for(outcome.leg), "still_busy"))
        outcome.leg.hang_up()
