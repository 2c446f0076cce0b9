"""A caller in a queue: music and announcements until an agent answers, a key is pressed, or waiting has no point.

Invariant: telephones ring beside all this (`call/ring.py Meanwhile`), so the caller hears no gap, and the place in the
line is kept until the caller leaves it or talks.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from offhook.call.conversation import converse
from offhook.call.events import CallEvent, DeadlinePassed, DigitPressed, LineMoved, PlayDone
from offhook.call.music import stop_music
from offhook.call.play import start_play
from offhook.call.ring import ELSEWHERE, ring
from offhook.errors import OffhookError, ResourceError
from offhook.ids import new_id
from offhook.media import protocol as media
from offhook.prompts.queue_words import position_text, wait_text
from offhook.queueing.line import Leaving, Waiting
from offhook.scenario.telephones import Ringing, in_turns, telephones

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from offhook.call.leg import Leg
    from offhook.call.ring import Joining, Outcome
    from offhook.configuration import Queue
    from offhook.scenario.live import LiveVisit
    from offhook.scenario.run import Run
    from offhook.scenario.visit import Wish

PLACE, SINCE, ENTERED = "queue", "queue_since", "queue_entered"  # variables of a visit
FIRST_ANNOUNCEMENT_SECONDS = 2.0  # who is offered at once hears none
SOONEST_WAIT_SECONDS = 60.0  # in whole minutes nothing shorter can be said
TOOK_NOTICE = frozenset({486, 600, 603})  # statuses by which a person refuses


class _Left(OffhookError):  # noqa: N818  how waiting ends, not a fault
    def __init__(self, how: Leaving, key: str = "") -> None:
        super().__init__(how)
        self.how: Leaving = how
        self.key = key


def priority_of(run: Run, queue: Queue) -> int:
    """Return how important a caller is by the queue's lists."""
    lists, number = run.office.lists, run.caller.party.number
    return next(
        (one.priority for one in queue.priorities if one.list_id in lists and lists[one.list_id].has(number)), 0
    )


def responsible_for(run: Run, queue: Queue) -> str:
    """Return the id of the extension that is responsible for a caller, "" where the queue does not ask or none is."""
    found = run.office.responsible_for(run.caller.party.number) if queue.sticky_responsible else None
    return found.id if found else ""


async def wait_in_queue(run: Run, queue: Queue, wish: Wish, save: Callable[[], None], node: str | None = None) -> str:
    """Let the caller wait and talk; return only when nobody answered: `full`, `nobody`, `timeout` or the key.

    The place is kept in the run's variables, which `save` writes down: a caller who comes back in this call finds it,
    also after a restart.

    Raises:
        PartyGone: the caller left, before or after a conversation.
        TransferDue: the conversation ended by a wish.
    """
    now, variables, caller = run.services.floors.now(), run.variables, run.caller
    known = variables.get(PLACE) == queue.id
    again = known and ENTERED in variables
    one = Waiting(
        id=run.call.call_id,
        queue=queue.id,
        since=float(variables[SINCE]) if known else now,
        number=caller.party.number,
        name=caller.party.name,
        entered=float(variables[ENTERED]) if again else now,
        priority=wish.priority + priority_of(run, queue),
        skills=wish.skills,
        agent=wish.agent or responsible_for(run, queue),
    )
    caller.answer()
    variables |= {PLACE: queue.id, SINCE: str(one.since), ENTERED: str(one.entered)}
    save()
    try:
        return await _wait_in_line(run, queue, one, wish.keys, again=again, node=node)
    finally:
        variables.pop(ENTERED, None)


def promise_call(visit: LiveVisit, run: Run, queue: Queue, number: str) -> None:
    """Keep the place that the caller has, or takes now, for calling it back."""
    floors, variables = run.services.floors, visit.variables
    since = float(variables[SINCE]) if variables.get(PLACE) == queue.id else floors.now()
    party = run.caller.party
    name = party.name if number == party.number else ""
    one = Waiting(new_id(), queue.id, since, number, name, since, priority_of(run, queue), promised=True)
    floors.promise(run.office.company.id, one)
    run.call.end_as_missed()  # owed until both talked, also when the promise is given up
    visit.step("callback_promised", queue=queue.name, number=number)


async def _wait_in_line(
    run: Run, queue: Queue, one: Waiting, keys: frozenset[str], *, again: bool, node: str | None
) -> str:
    """Let the caller wait and talk.

    Raises:
        PartyGone: the caller left, before or after a conversation.
        TransferDue: the conversation ended by a wish.
    """
    call, floors, tenant = run.call, run.services.floors, run.office.company.id
    why = floors.enter(tenant, one, again=again)
    if why:
        call.step(f"queue_{why}", node=node, queue=queue.name)
        return why
    floor = floors.floor(tenant)
    position = floor.lines[queue.id].position(one.id) if floor else 0
    call.step("queued", node=node, queue=queue.name, queue_id=queue.id, position=position)
    stay = _Stay(run, queue, one, keys)
    how: Leaving = "abandoned"
    try:
        leg = await _until_answered(run, stay, node)
        how = "answered"
    except _Left as left:
        how = left.how
        waited = round(floors.now() - one.since)
        key = {"key": left.key} if left.key else {}
        call.step(f"queue_{how}", node=node, queue=queue.name, seconds=waited, **key)
        return left.key or how
    finally:
        stay.end()
        if how != "answered":
            floors.leave(tenant, one, how)
    call.step("queue_served", node=node, queue=queue.name, seconds=round(floors.now() - one.since), who=leg.label)
    call.capture.queue = queue.id
    await converse(call, run.caller, leg)
    return how


async def _until_answered(run: Run, stay: _Stay, node: str | None) -> Leg:
    """Wait until an agent answers and has nobody else.

    Raises:
        _Left: the caller leaves the line.
        PartyGone: the caller hung up.
    """
    call, one = run.call, stay.one
    while True:
        if not one.offered:
            stay.ringing = False
            stay.take(await call.next(stay.due()))
            continue
        stay.ringing = True
        leg = await _ring_agents(run, stay, node)
        if leg is not None:
            if run.services.floors.answered(run.office.company.id, one, leg):
                return leg
            call.step("cancelled", node=node, who=leg.label, reason="talks elsewhere")
            leg.hang_up(reason=ELSEWHERE)
            call.exchange.retire(leg)


async def _ring_agents(run: Run, stay: _Stay, node: str | None) -> Leg | None:
    call, one, floors, tenant = run.call, stay.one, run.services.floors, run.office.company.id
    found: list[Joining] = []
    who = []
    offered = one.offered
    for name in offered:
        extension = run.office.extensions_by_id.get(name)
        own = telephones(Ringing.of(run), extension, asked=True) if extension else []
        if extension is None or not own:
            floors.declined(tenant, one, name, reached=False)
        else:
            found += own
            who.append({"number": extension.number, "name": extension.name})
    if not found:
        return None
    call.step("ringing", node=node, who=who, seconds=stay.queue.ring_s)
    outcome = await ring(call, in_turns(found), seconds=stay.queue.ring_s, caller=run.caller, node=node, meanwhile=stay)
    if outcome.leg is None:
        for name in offered:
            floors.declined(tenant, one, name, reached=took_notice(outcome, name))
    return outcome.leg


def took_notice(outcome: Outcome, extension_id: str) -> bool:
    """Tell whether somebody let telephones of an extension ring, or did not take it; else they are out of reach."""
    return any(party.extension_id == extension_id for party in outcome.silent) or any(
        refusal.party.extension_id == extension_id and (refusal.untaken or refusal.status in TOOK_NOTICE)
        for refusal in outcome.refusals
    )


class _Stay:
    """What goes on with the caller while it waits."""

    def __init__(self, run: Run, queue: Queue, one: Waiting, keys: frozenset[str]) -> None:
        self.one = one
        self.queue = queue
        self.ringing = False
        self._run = run
        self._keys = keys
        self._loop = run.call.exchange.loop
        waited = run.services.floors.now() - one.entered
        self._ends_at = self._loop.time() + max(0.0, queue.longest_wait_s - waited)
        self._announce_at = self._loop.time() + FIRST_ANNOUNCEMENT_SECONDS if queue.announce_s else math.inf
        self._said = ""
        self._preparing: asyncio.Task[list[media.PlayItem]] | None = None
        run.caller.digits.clear()
        self._play_music()

    def due(self) -> float | None:
        """Return when there is something to do; an agent whose telephone rings may still answer."""
        return self._announce_at if self.ringing else min(self._announce_at, self._ends_at)

    def take(self, event: CallEvent) -> None:
        """Do what an event asks for.

        Raises:
            _Left: the caller leaves the line.
        """
        caller, floors = self._run.caller, self._run.services.floors
        match event:
            case DigitPressed(leg) if leg is caller:
                while caller.digits:
                    if (key := caller.digits.popleft()) in self._keys:
                        raise _Left("key", key)
            case PlayDone(leg, play) if leg is caller and play == self._said:
                self._play_music()
            case LineMoved():
                self._announce_what_is_ready()
                if not self.one.offered and floors.is_hopeless(self._run.office.company.id, self.one):
                    raise _Left("nobody")
            case DeadlinePassed():
                now = self._loop.time()
                if now >= self._ends_at and not self.ringing:
                    raise _Left("timeout")
                if now >= self._announce_at:
                    self._announce_at = now + self.queue.announce_s
                    self._prepare()
            case _:
                pass

    def end(self) -> None:
        """Let the caller hear nothing any more of all this."""
        if self._preparing is not None:
            self._preparing.cancel()
        stop_music(self._run.caller)

    def _play_music(self) -> None:
        run = self._run
        self._said = ""
        music = run.prompts.prompt(self.queue.music, run.language or run.office.company.language)
        if not (self.queue.music and music):
            music = [run.call.exchange.music] if run.call.exchange.music is not None else []
        if music:
            start_play(run.caller, [media.File(file=str(file)) for file in music], repeat=0)

    def _prepare(self) -> None:
        """Have the announcement made, which may take a moment, while the music plays on."""
        if self._preparing is None:
            self._preparing = self._loop.create_task(self._announcement())
            self._preparing.add_done_callback(lambda _: self._run.call.post(LineMoved()))

    async def _announcement(self) -> list[media.PlayItem]:
        run, queue = self._run, self.queue
        language = run.language or run.office.company.language
        texts = []
        floor = run.services.floors.floor(run.office.company.id)
        if floor is not None and (position := floor.lines[queue.id].position(self.one.id)):
            texts += [position_text(position, language)] if queue.say_position else []
            expected = floor.expected_s(self.one)
            texts += [wait_text(expected, language)] if queue.say_wait and expected >= SOONEST_WAIT_SECONDS else []
        files = list(run.prompts.prompt(queue.announcement, language)) if queue.announcement else []
        for text in texts:
            try:
                files.append(await run.prompts.say(text, language))
            except ResourceError as error:
                run.call.step("prompt_failed", reason=str(error))
        return [media.File(file=str(file)) for file in files]

    def _announce_what_is_ready(self) -> None:
        if self._preparing is not None and self._preparing.done():
            items, self._preparing = self._preparing.result(), None
            if items:
                self._said = start_play(self._run.caller, items)
