"""Wake-up calls: ringing a person at a time and saying the time; setting and cancelling them by a code.

Invariant: a wake-up call rings telephones of the person only, whatever the person's rules say, and follows no
forwarding: neither the rules' nor the telephone's own. Once it is answered it is done, also for a restarted switch,
which then only says the time again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from offhook.call.announce import refuse
from offhook.call.play import Verdict, gather, play
from offhook.call.ring import Outcome, ring
from offhook.ids import new_id
from offhook.prompts.wake_sentences import caption
from offhook.routing.reach import Shown
from offhook.routing.wake_times import KEYS, clock, next_moment, read_keys
from offhook.scenario.person import OFFLINE, SILENT
from offhook.scenario.run import Run
from offhook.scenario.spoken import said, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.call.call import Call
    from offhook.configuration import Extension
    from offhook.routing.installation import Office
    from offhook.routing.reach import Reach
    from offhook.scenario.run import Services

RING_SECONDS: Final = 45.0
KEY_SECONDS: Final = 8.0
DIGIT_SECONDS: Final = 4.0
TELLINGS: Final = 3  # of the time, to who has answered
TRIES: Final = 3  # to enter a time
LATE_SECONDS: Final = 60.0  # from there on it is said


@dataclass(frozen=True, slots=True)
class Wakeup:
    """One that is set for the person of an extension: at `time` (HH:MM), on the day of `due` and, if `daily`, on.

    `at` is when it rings next, later than `due` when it was not answered; both are UTC in seconds. `by` set it.
    """

    id: str
    tenant: str
    extension_id: str
    time: str
    daily: bool
    due: float
    at: float
    attempts: int = 0
    by: str = ""
    kind: str = "wakeup"


class Wakeups(Protocol):
    """What keeps wake-up calls."""

    def add(self, wakeup: Wakeup) -> bool:
        """Set one; it replaces that of the same time. False when the person has too many."""

    def cancel(self, wakeup: Wakeup) -> None:
        """Give one up."""

    def of(self, extension_id: str) -> Sequence[Wakeup]:
        """Return those of a person, the next first."""

    def answered(self, wakeup: Wakeup) -> None:
        """Have it done for this day."""

    def unanswered(self, wakeup: Wakeup) -> float | None:
        """Put it off; return to when, None when it was tried often enough."""


async def wake(call: Call, wakeup: Wakeup, office: Office, reach: Reach, services: Services) -> None:
    """Ring the person and say the time; note whether it is to be tried again.

    Raises:
        PartyGone: the person hung up.
    """
    person = office.extensions_by_id[wakeup.extension_id]
    now, zone = call.exchange.wall() / 1e6, office.company.timezone
    late = now - wakeup.at if now - wakeup.at >= LATE_SECONDS else 0.0
    call.step("waking", who=person.name, time=wakeup.time, attempt=wakeup.attempts + 1, late_min=_minutes(late))
    shown = Shown(office.company.codes.wakeup or "wakeup", caption(office.company.language))
    outcome = await _ring(call, person, office, reach, shown)
    leg = outcome.leg
    if leg is None:
        again = services.wakeups.unanswered(wakeup)
        if again is not None:
            call.step("wake_put_off", who=person.name, time=clock(again, zone))
        else:
            call.step("wake_given_up", who=person.name, attempts=wakeup.attempts + 1)
        call.end_as("system", f"{person.name} did not answer the wake-up call", result="unanswered")
        return
    services.wakeups.answered(wakeup)
    call.essential.add(leg)
    call.result = "answered"
    call.step("woken", who=person.name)
    run = Run(call, leg, office, reach, services, shown)
    await _tell(run, person, wakeup.time if late else "")


async def _ring(call: Call, person: Extension, office: Office, reach: Reach, shown: Shown) -> Outcome:
    targets = [replace(target, follow=None) for target in reach.extension(office, person, shown)]
    if not targets:
        reason = SILENT if reach.registered(office, person) else OFFLINE
        call.step("ring_failed", who=person.name, status=480, reason=reason)
        return Outcome(None)
    call.step("ringing", who=[{"number": person.number, "name": person.name}], seconds=round(RING_SECONDS))
    return await ring(call, targets, seconds=RING_SECONDS, caller=None)


async def _tell(run: Run, person: Extension, was_set_for: str) -> None:
    """Say the time until it was said often enough, or key 1 wants another call.

    Raises:
        PartyGone: the person hung up, as people do.
    """
    call, leg, zone = run.call, run.caller, run.office.company.timezone
    call.checkpoint("wakeup", caller=leg.leg_id, extension=person.id, time=was_set_for)
    for _ in range(TELLINGS):
        items = [*spoken(run, "wake_late"), *await said(run, was_set_for)] if was_set_for else []
        time = clock(call.exchange.wall() / 1e6, zone)
        items += [*spoken(run, "wake_up"), *await said(run, time), *spoken(run, "wake_again")]
        await play(call, leg, items, interruptible=True)
        key, _ = await gather(call, leg, lambda _: Verdict.COMPLETE, wait_s=DIGIT_SECONDS, digit_s=DIGIT_SECONDS)
        if key == "1":
            await _snooze(run, person)
            break
        if key:
            break
    await play(call, leg, spoken(run, "goodbye"))
    call.end_as("system", "the wake-up call was answered")
    leg.hang_up()


async def _snooze(run: Run, person: Extension) -> None:
    company = run.office.company
    at = run.call.exchange.wall() / 1e6 + company.wake_pause_s
    time = clock(at, company.timezone)
    run.services.wakeups.add(Wakeup(new_id(), company.id, person.id, time, daily=False, due=at, at=at))
    run.call.step("wake_put_off", who=person.name, time=time)
    await play(run.call, run.caller, [*spoken(run, "wake_is_set"), *await said(run, time)])


async def resume_wakeup(run: Run, state: dict[str, Any]) -> None:
    """Say the time to somebody who had answered before the switch was restarted.

    Raises:
        PartyGone: the person hung up.
    """
    person = run.office.extensions_by_id[state["extension"]]
    run.call.result = "answered"
    await _tell(run, person, state["time"])


async def call_wakeups(run: Run, dialled: str) -> None:
    """Let a person hear, cancel and set wake-up calls; a time that was dialled behind the code is set at once.

    Raises:
        PartyGone: the caller hung up; what was said to be set or cancelled is.
    """
    call, caller = run.call, run.caller
    person = run.office.extensions_by_id.get(caller.party.extension_id or "")
    if person is None or person.kind != "person" or caller.party.device_id is None:
        await refuse(call, caller, 403, "nobody is known to be woken", spoken(run, "not_allowed"))
        return
    caller.answer()
    call.result = "service"
    time = read_keys(dialled)
    if time is not None:
        await _set(run, person, time, daily=False)
    elif dialled:
        await play(call, caller, spoken(run, "wake_no_time"))
    else:
        await _menu(run, person)
    await play(call, caller, spoken(run, "goodbye"))
    call.end_as("system", "the wake-up calls are set")
    caller.hang_up()


async def _menu(run: Run, person: Extension) -> None:
    for wakeup in run.services.wakeups.of(person.id):
        words = await _words(run, wakeup.time, daily=wakeup.daily)
        key = await _key(run, [*words, *spoken(run, "wake_cancel")])
        if key.isdigit():  # of a new time
            run.caller.digits.appendleft(key)
            break
        if key == "*":
            run.services.wakeups.cancel(wakeup)
            run.call.step("wake_cancelled", who=person.name, time=wakeup.time)
            await play(run.call, run.caller, spoken(run, "wake_cancelled"), interruptible=True)
    for _ in range(TRIES):
        await play(run.call, run.caller, spoken(run, "wake_enter"), interruptible=True)
        keys, _ = await gather(run.call, run.caller, _judge, wait_s=KEY_SECONDS, digit_s=DIGIT_SECONDS)
        if not keys:
            return
        if (time := read_keys(keys)) is not None:
            daily = await _key(run, spoken(run, "wake_how_often")) == "2"
            await _set(run, person, time, daily=daily)
            return
        run.caller.digits.clear()
        await play(run.call, run.caller, spoken(run, "wake_no_time"), interruptible=True)


def _judge(keys: str) -> Verdict:
    if len(keys) == KEYS or not keys.isdigit():
        return Verdict.COMPLETE
    return Verdict.PREFIX


async def _key(run: Run, items: Sequence[Any]) -> str:
    """Return the key that answers a question, "" where none does."""
    await play(run.call, run.caller, items, interruptible=True)
    wait = DIGIT_SECONDS
    key, _ = await gather(run.call, run.caller, lambda _: Verdict.COMPLETE, wait_s=wait, digit_s=wait)
    return key


async def _set(run: Run, person: Extension, time: str, *, daily: bool) -> None:
    """Set a wake-up call and say which.

    Raises:
        PartyGone: the caller hung up.
    """
    company = run.office.company
    due = next_moment(time, company.timezone, run.call.exchange.wall() / 1e6)
    wakeup = Wakeup(new_id(), company.id, person.id, time, daily, due, due, by=person.name)
    if not run.services.wakeups.add(wakeup):
        await play(run.call, run.caller, spoken(run, "wake_too_many"))
        return
    run.call.step("wake_set", who=person.name, time=time, daily="daily" if daily else "")
    await play(run.call, run.caller, await _words(run, time, daily=daily))


async def _words(run: Run, time: str, *, daily: bool) -> list[Any]:
    often = spoken(run, "wake_daily" if daily else "wake_once")
    return [*spoken(run, "wake_is_set"), *await said(run, time), *often]


def _minutes(seconds: float) -> int | None:
    return round(seconds / 60) if seconds else None
