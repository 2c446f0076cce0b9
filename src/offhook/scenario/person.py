"""Calling people of the company: their phones ring; then a conversation, or the reason why not."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from offhook.call.announce import refuse
from offhook.call.conversation import converse
from offhook.call.play import play
from offhook.call.ring import Joining, Outcome, ring
from offhook.call.voicemail import leave_voicemail
from offhook.call.ways import Refusal
from offhook.errors import MediaError
from offhook.media import protocol as media
from offhook.routing.boxes import greeting_of, situation_of
from offhook.routing.outside import Asked
from offhook.routing.person_rules import receive
from offhook.routing.reach import party_of
from offhook.scenario.members import is_outside
from offhook.scenario.reaching import reach
from offhook.scenario.spoken import spoken
from offhook.scenario.telephones import Ringing, in_turns, telephones

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.configuration import Extension
    from offhook.scenario.reaching import Ending, Rang
    from offhook.scenario.run import Run
    from offhook.scenario.visit import Unanswered

FORWARDED_SECONDS: Final = 40.0  # mobiles begin to ring late
DECLINED: Final = frozenset({600, 603})
OFFLINE = "no phone is registered"
SILENT = "no registered phone answers any more"


async def ring_people(
    run: Run, who: Sequence[Extension | str], *, seconds: float, node: str | None = None, shows: str = ""
) -> Outcome:
    """Ring extensions and outside numbers together; return only when nobody answered.

    Raises:
        PartyGone: the caller left, before or after a conversation.
        TransferDue: the conversation ended by a wish.
    """
    outcome = await ring_extensions(run, who, seconds=seconds, node=node, shows=shows)
    if outcome.leg is not None:
        await converse(run.call, run.caller, outcome.leg)
    return outcome


async def ring_members(
    run: Run, members: Sequence[str], *, seconds: float, node: str | None = None, shows: str = ""
) -> Outcome:
    """Ring members of a scenario (see `scenario/node.py`); those that are no extensions any more are passed over.

    So are people who do not want to be rung now; their forwarding is for calls to them alone. `shows` is the number
    (E.164) that is seen outside, "" the usual one.

    Raises:
        PartyGone: the caller left, before or after a conversation.
        TransferDue: the conversation ended by a wish.
    """
    office, world = run.office, LiveReaching(run, node)
    who: list[Extension | str] = []
    for member in members:
        extension = office.extensions.get(member)
        run.services.turns.called(office.company.id, member)
        if extension is None and not is_outside(member):
            run.call.step("ring_failed", node=node, who=member, status=404, reason="no such extension")
        elif extension is not None and (excuse := world.excuse(extension)):
            run.call.step("not_rung", node=node, who=extension.name, excuse=excuse)
        else:
            who.append(extension or member)
    return await ring_people(run, who, seconds=seconds, node=node, shows=shows)


async def ring_extensions(
    run: Run, called: Sequence[Extension | str], *, seconds: float, node: str | None = None, shows: str = ""
) -> Outcome:
    """Ring extensions and outside numbers for the party that is served, without talking yet.

    Raises:
        PartyGone: a party that matters left.
    """
    call = run.call
    joining: list[Joining] = []
    who = []
    for extension in called:
        if isinstance(extension, str):
            joining.append(Joining(0, run.reach.ways(run.office, extension, _dialled(run), Asked(shows=shows))))
            who.append({"number": extension, "name": run.office.name_of(extension)})
            continue
        found = telephones(Ringing.of(run), extension)
        if found:
            joining += found
            who.append({"number": extension.number, "name": extension.name})
        else:
            reason = SILENT if run.reach.registered(run.office, extension) else OFFLINE
            call.step("ring_failed", node=node, who=extension.name, status=480, reason=reason)
    if not joining:
        return Outcome(None)
    call.step("ringing", node=node, who=who, seconds=round(seconds))
    return await ring(call, in_turns(joining), seconds=seconds, caller=run.caller, node=node)


def _dialled(run: Run) -> str:
    return run.call.dialled if run.call.direction == "inbound" else ""


class LiveReaching:
    """Reaching people with a call; `outcome` is what came of the last ringing. See `scenario/reaching.py`."""

    def __init__(self, run: Run, node: str | None = None) -> None:
        self._run = run
        self._node = node
        self.office = run.office
        self.caller = run.caller.party.number
        self.outcome = Outcome(None)

    def now(self) -> datetime:
        """Return the time in the company's zone."""
        seconds = self._run.call.exchange.wall() / 1e6
        return datetime.fromtimestamp(seconds, ZoneInfo(self.office.company.timezone))

    def step(self, kind: str, **detail: Any) -> None:
        """Add a step to the journey."""
        self._run.call.step(kind, node=self._node, **detail)

    def talks(self, extension: Extension) -> bool:
        """Tell whether a person is in a conversation."""
        return any(
            leg.party.extension_id == extension.id and leg.talks and not leg.gone
            for call in self._run.call.exchange.calls.values()
            for leg in call.legs.values()
        )

    def excuse(self, extension: Extension) -> str:
        """Return why a person is not to be rung with others, "" where there is no reason."""
        return receive(self.office, extension, self.caller, self.now(), lambda: self.talks(extension)).excuse

    async def ring_person(self, extension: Extension, seconds: float) -> Rang:
        """Ring the telephones of a person in their turns."""
        return self._came(await ring_extensions(self._run, [extension], seconds=seconds, node=self._node))

    async def ring_number(self, number: str, shows: str, by: Extension) -> Rang:
        """Call an outside number that a person forwards to."""
        run = self._run
        dialled = run.office.numbers.get(_dialled(run))
        ways = run.reach.ways(run.office, number, dialled.e164 if dialled else "", Asked(shows=shows))
        seconds = by.rules.ring_s or FORWARDED_SECONDS
        run.call.step(
            "ringing",
            node=self._node,
            who=[{"number": number, "name": run.office.name_of(number)}],
            seconds=round(seconds),
        )
        return self._came(await ring(run.call, [ways], seconds=seconds, caller=run.caller, node=self._node))

    def _came(self, outcome: Outcome) -> Rang:
        self.outcome = outcome
        if outcome.leg is not None:
            return "answered"
        if outcome.status in DECLINED:
            return "declined"
        return unanswered(outcome)


def unanswered(outcome: Outcome) -> Unanswered:
    """Return why nobody answered, as scenarios and people's rules tell it apart."""
    if outcome.silent:
        return "unanswered"
    if not outcome.refusals:
        return "unreachable"
    return "busy" if outcome.cause.result == "busy" else "unanswered"


async def ring_person(run: Run, extension: Extension, *, seconds: float) -> tuple[Outcome, Ending]:
    """Ring one person by the person's own rules, without talking yet.

    Raises:
        PartyGone: a party that matters left.
    """
    world = LiveReaching(run)
    ending = await reach(world, extension, seconds)
    outcome = world.outcome
    if outcome.leg is None and ending.excuse:
        status, reason = (603, "the caller is turned away") if ending.excuse == "blocked" else (486, "busy")
        outcome = Outcome(None, (Refusal(party_of(ending.person), status, reason),))
    return outcome, ending


async def call_person(run: Run, extension: Extension, *, seconds: float) -> None:
    """Ring one person by the person's own rules, then offer the voicemail, or say that nobody is there.

    Raises:
        PartyGone: the caller left.
        TransferDue: the conversation ended by a wish.
    """
    outcome, ending = await ring_person(run, extension, seconds=seconds)
    if outcome.leg is not None:
        await converse(run.call, run.caller, outcome.leg)
    cause = outcome.cause
    person = ending.person
    wanted = ending.to_voicemail or (person.voicemail and ending.rang != "declined")
    if wanted and not run.caller.begins_fax:
        await leave_message(run, person, busy=ending.rang == "busy")
        return
    words = "all_busy" if cause.result == "busy" else "person_not_available"
    if outcome.refusals and not outcome.silent and all(refusal.spoken for refusal in outcome.refusals):
        words = outcome.refusals[0].spoken
    run.call.end_as("system", result="busy" if cause.result == "busy" else "unanswered")
    await refuse(run.call, run.caller, outcome.status, f"{person.name} cannot be reached", spoken(run, words))


async def leave_message(run: Run, box: Extension, *, busy: bool = False) -> None:
    """Let the caller leave a message, or go where the box sends callers when it is full.

    Raises:
        PartyGone: the caller hung up, as callers do after the beep.
        TransferDue: somebody else took the call, and it ended by a wish.
    """
    if not await take_message(run, box, busy=busy):
        await leave_elsewhere(run, box)


async def leave_elsewhere(run: Run, box: Extension) -> None:
    """Let the caller of a full box go where it sends callers, else say goodbye: a call is owed.

    Raises:
        PartyGone: the caller hung up.
        TransferDue: somebody else took the call, and it ended by a wish.
    """
    run.full.add(box.id)
    to = box.box.full_to
    other = run.office.extensions.get(to)
    if other is not None and other.id not in run.full:
        run.call.step("forwarded", who=box.name, to={"number": to, "name": other.name}, forwards="full")
        if other.kind == "person":
            await call_person(run, other, seconds=FORWARDED_SECONDS)
        else:
            await leave_message(run, other)
        return
    if is_outside(to) and to not in run.office.numbers:
        run.call.step("forwarded", who=box.name, to={"number": to, "name": ""}, forwards="full")
        await ring_people(run, [to], seconds=FORWARDED_SECONDS)
    run.call.end_as("system", "the mailbox is full", result="missed")
    await refuse(run.call, run.caller, 480, "the mailbox is full", spoken(run, "goodbye"))


async def take_message(
    run: Run,
    box: Extension,
    *,
    greeting: Sequence[media.PlayItem] = (),
    max_s: float = 0,
    busy: bool = False,
) -> bool:
    """Let the caller leave a message, then end the call; return only when the box is full, which was said.

    Without a `greeting` the box's own one is heard, as its hours and `busy` have it.

    Raises:
        PartyGone: the caller hung up, as callers do after the beep.
    """
    call = run.call
    call.end_as_missed()
    if await run.services.boxes.is_full(run.office.company.id, box):
        call.step("voicemail_full", box=box.name)
        run.caller.answer()
        await play(call, run.caller, spoken(run, "mailbox_full"), interruptible=True)
        run.caller.digits.clear()
        return False
    limit = min(max_s, box.box.longest_s) if max_s else box.box.longest_s
    try:
        said = greeting or _greeting(run, box, busy=busy)
        owner = not await leave_voicemail(call, run.caller, box, said, max_s=limit)
    except MediaError as error:
        call.step("recording_failed", reason=str(error))
        await refuse(call, run.caller, 500, "the message could not be recorded", spoken(run, "try_again"))
        return True
    if owner:
        await run.services.open_mailbox(run, box)
        return True
    call.end_as("system", "the message is complete")
    run.caller.hang_up()
    return True


def _greeting(run: Run, box: Extension, *, busy: bool) -> list[media.PlayItem]:
    now = LiveReaching(run).now()
    file, prompt = greeting_of(box, situation_of(run.office, box, now, busy=busy))
    return [media.File(file=file)] if file else spoken(run, prompt)
