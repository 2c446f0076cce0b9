"""Transfers, the program: what the target is, what each side hears, and what happens when nobody is reached.

The party that waits becomes the one that is served: everything that can be done for a caller (ringing, a scenario, an
outside number) is done for it. A transfer that fails brings it back to the transferor, whose phones ring when it has
gone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from offhook.call.announce import refuse
from offhook.call.codes import Feature, KeyWatch
from offhook.call.conversation import converse
from offhook.call.events import DeadlinePassed, DigitPressed, LegGone, PlayDone
from offhook.call.guest import ConferenceDue
from offhook.call.leg import Leg
from offhook.call.music import start_music, stop_music
from offhook.call.parking import ANY_SLOT, read_slot
from offhook.call.play import start_play
from offhook.call.recording import follow_if_ruled
from offhook.call.report import Report
from offhook.call.ring import Outcome, ring
from offhook.call.transfer import TRANSFERRED, adopt, part, release, show_party
from offhook.call.ways import Refusal
from offhook.call.wish import Wish
from offhook.configuration import Extension, Number
from offhook.journal.records import Party
from offhook.media import protocol as media
from offhook.routing.desks import is_kept_inside
from offhook.routing.dialled import find_dialled
from offhook.routing.reach import Shown
from offhook.scenario.outside import ring_outside
from offhook.scenario.parking import park
from offhook.scenario.person import OFFLINE, ring_person, take_message
from offhook.scenario.programs import RING_SECONDS, follow_scenario, serve_number
from offhook.scenario.service import serve
from offhook.scenario.spoken import spoken
from offhook.sip.refer import ReferProgress

if TYPE_CHECKING:
    from offhook.call.wish import TransferDue
    from offhook.scenario.run import Run

FIRST_KEY_SECONDS = 10.0
KEY_SECONDS = 3.0
RETURN_SECONDS = 30.0
RESTARTED = "the switch was restarted"


async def transfer(run: Run, due: TransferDue) -> None:
    """Carry out what one of two who talked wishes, to the end of the call or the next such wish.

    Raises:
        PartyGone: a party that matters left.
        TransferDue: the conversation that followed ended by another wish.
    """
    wish, other = due.wish, due.other
    if wish.asks:
        number = await _ask_number(run, wish, other)
        wish = replace(wish, to=number, asks=False)
    slot = read_slot(run.office.company.codes, wish.to) if wish.over is None and wish.how != "conference" else None
    if wish.how == "park":
        await _park(run, wish, other, int(wish.to or ANY_SLOT))
    elif slot is not None and not run.office.has_short(wish.to):
        await _park(run, wish, other, slot)
    elif not wish.to and wish.over is None:
        await _back(run, wish, other, 484, "no number was dialled")
    elif wish.over is None and is_kept_inside(run.office, wish.by.party, wish.to):
        await _back(run, wish, other, 403, "nobody is logged in at the telephone")
    elif wish.over is not None:
        await _join(run, wish, wish.over, other)
    elif wish.how == "blind":
        await _blind(run, wish, other)
    else:
        await _consult(run, wish, other)


async def _ask_number(run: Run, wish: Wish, other: Leg) -> str:
    """Return what the transferor dials, up to `#`, a pause, or a number that can be no other."""
    call, by = run.call, wish.by
    part(call, by, other)
    call.checkpoint("consultation", caller=other.leg_id, callee=by.leg_id, taps=dict(call.taps))
    start_play(by, [media.Tone(tone="dial", country=call.company.country)], repeat=0)
    numbers = run.office.extensions.keys()
    keys = ""
    by.digits.clear()
    deadline = call.exchange.loop.time() + FIRST_KEY_SECONDS
    while not by.gone and not isinstance(await call.next(deadline), DeadlinePassed):
        while by.digits:
            digit = by.digits.popleft()
            if not keys:
                stop_music(by)
            if digit == "#":
                return keys
            keys += digit
            deadline = call.exchange.loop.time() + KEY_SECONDS
            if keys in numbers and not any(one != keys and one.startswith(keys) for one in numbers):
                return keys
    stop_music(by)
    return keys


async def _park(run: Run, wish: Wish, other: Leg, wanted: int) -> None:
    """Park the other party, or bring it back when there is no such slot free."""
    part(run.call, wish.by, other)
    _serve(run, other)
    if not await park(run, wish, other, wanted):
        await _back(run, wish, other, 486, "the slot is taken" if wanted else "all slots are taken")


# -- blind


async def _blind(run: Run, wish: Wish, other: Leg) -> None:
    call, by = run.call, wish.by
    call.step("transfer", by=by.label, who=other.label, to=wish.to, how="blind")
    part(call, by, other)
    _serve(run, other)
    call.report = wish.report
    call.checkpoint(
        "transfer",
        caller=other.leg_id,
        transferor=by.leg_id,
        by=msgspec.to_builtins(by.party),
        to=wish.to,
        refer=wish.report.progress.event if wish.report else None,
        taps=dict(call.taps),
    )
    if wish.report is None and not by.gone:
        start_play(by, [media.Tone(tone="ringback", country=call.company.country)], repeat=0)
    await _connect(run, wish, other)


async def _connect(run: Run, wish: Wish, other: Leg) -> None:
    """Connect the waiting party to the target of a blind transfer, or bring it back."""
    call = run.call
    run.shown = replace(run.shown, transferred_by=wish.by.party.number)
    match find_dialled(run.office, wish.to):
        case Extension(kind="echo" | "conference" | "box" | "paging" | "queue") as service:
            release(wish, service.name, other)
            await serve(run, service)
            return
        case Number() as number:
            release(wish, number.label or number.e164, other)
            run.number = number
            run.scenario = run.office.scenarios.get(number.scenario_id or "")
            await serve_number(run)
            return
        case Extension(kind="scenario") as own:
            release(wish, own.name, other)
            run.scenario = run.office.scenarios.get(own.scenario_id or "")
            await follow_scenario(run)
            return
        case Extension() as extension:
            outcome, _ = await ring_person(run, extension, seconds=RING_SECONDS)
        case str() as outside:
            outcome = await ring_outside(run, outside) or _refused(wish.to, 503, "the operator cannot be reached")
        case None:
            outcome = _refused(wish.to, 404, f"{wish.to} is no number")
    if outcome.leg is None:
        await _back(run, wish, other, outcome.status, _why(outcome))
        return
    release(wish, outcome.leg.label, other, outcome.leg)
    stop_music(other)
    show_party(other, outcome.leg)
    await converse(call, other, outcome.leg)


def _refused(to: str, status: int, reason: str) -> Outcome:
    return Outcome(None, (Refusal(Party(number=to), status, reason),))


def _why(outcome: Outcome) -> str:
    if outcome.silent:
        return "nobody answered"
    return outcome.refusals[0].reason if outcome.refusals else OFFLINE


# -- attended


async def _join(run: Run, wish: Wish, over: Leg, other: Leg) -> None:
    """Join the waiting party with whom the transferor talks in another call; who still rings there is called anew."""
    call, by, second = run.call, wish.by, over.call
    pair = second.talking
    if pair is not None and over in pair:
        target = pair[0] if over is pair[1] else pair[1]
        call.step("transfer", by=by.label, who=other.label, to=target.label, how="attended")
        part(call, by, other)
        adopt(call, target)
        release(wish, target.label, other, target)
        second.step("joined", who=target.label, other=other.label, call=call.call_id)
        second.end_as("system", "joined with another call")
        over.hang_up(reason=TRANSFERRED)
        stop_music(other)
        show_party(other, target)
        show_party(target, other)
        _serve(run, other)
        await converse(call, other, target)
    elif over.direction == "inbound" and not over.gone and not second.connected:
        second.end_as("caller", "transferred before it was answered", result="abandoned")
        over.hang_up(status=487, reason=TRANSFERRED)
        await _blind(run, replace(wish, to=second.dialled, over=None), other)
    else:
        await _back(run, wish, other, 481, "the other call is over")


async def _consult(run: Run, wish: Wish, other: Leg) -> None:
    """Let the transferor ask the target first; hanging up connects the one who waits, the code for it all three."""
    call, by = run.call, wish.by
    if wish.how == "conference":
        call.step("inviting", by=by.label, who=wish.to)
    else:
        call.step("transfer", by=by.label, who=other.label, to=wish.to, how="attended")
    part(call, by, other)
    _serve(run, by)
    call.checkpoint("consultation", caller=other.leg_id, callee=by.leg_id, taps=dict(call.taps))
    match find_dialled(run.office, wish.to):
        case Extension(kind="person") as extension:
            outcome, _ = await ring_person(run, extension, seconds=RING_SECONDS)
        case str() as outside:
            outcome = await ring_outside(run, outside) or _refused(wish.to, 503, "the operator cannot be reached")
        case _:
            outcome = _refused(wish.to, 404, f"{wish.to} cannot be asked first")
    target = outcome.leg
    if target is None:
        await _back(run, wish, other, outcome.status, _why(outcome))
        return
    if not by.gone:
        first = call.taps.get(other.leg_id) == 0  # whose channel the target has meanwhile
        follow_if_ruled(call, *((target, by) if first else (by, target)))
        call.checkpoint("consultation", caller=other.leg_id, callee=by.leg_id, taps=dict(call.taps))
        call.exchange.link(by, target)
        call.step("consulting", by=by.label, who=target.label)
        decision = await _transferor_decides(run, wish, other, target)
        if decision == "back":
            await _back(run, wish, other, 487, f"{by.label} came back")
            return
        if decision == "conference":
            raise ConferenceDue(other, by, target)
    if other.gone and not by.gone:  # who waited gave up: the two go on by themselves
        await converse(call, by, target)
    _serve(run, other)
    release(wish, target.label, other, target)
    stop_music(other)
    show_party(target, other)
    show_party(other, target)
    await converse(call, other, target)


async def _transferor_decides(
    run: Run, wish: Wish, other: Leg, target: Leg
) -> Literal["connect", "back", "conference"]:
    """Wait until the transferor leaves, wants back or has lost the target, or wants to talk with both."""
    call, by = run.call, wish.by
    call.essential = set()
    watch = KeyWatch(call.company.codes)
    while not by.gone and not other.gone:
        match await call.next():
            case LegGone(leg) if leg is target:
                call.essential = {other}
                return "back"
            case DigitPressed(leg, digit) if leg is by:
                match watch.press(digit, call.exchange.loop.time()):
                    case Feature.BLIND:
                        break
                    case Feature.ATTENDED:
                        target.hang_up()
                        call.essential = {other}
                        return "back"
                    case Feature.CONFERENCE:
                        return "conference"
            case _:
                pass
    call.essential = {one for one in (other, target) if not one.gone}
    return "connect"


# -- the way back


async def _back(run: Run, wish: Wish, other: Leg, status: int, reason: str) -> None:
    """Bring the waiting party back to the transferor, whose phones ring when it has left."""
    call, by = run.call, wish.by
    call.step("transfer_failed", who=wish.to or by.label, status=status, reason=reason)
    if wish.report is not None:
        wish.report.tell(status)
    call.report = None
    call.essential = {other}
    run.shown = replace(run.shown, transferred_by="")
    if not by.gone and not by.held:
        start_music(other)
        await _say(run, by, "transfer_failed")
    if not by.gone:
        stop_music(by)
        stop_music(other)
        _serve(run, other)
        await converse(call, other, by)
    await _ring_back(run, by.party, other)


async def _say(run: Run, leg: Leg, prompt: str) -> None:
    """Speak to a party that may leave meanwhile."""
    items = spoken(run, prompt)
    if not items:
        return
    name = start_play(leg, items)
    while not leg.gone:
        match await run.call.next():
            case PlayDone(play=done) if done == name:
                return
            case _:
                pass


async def _ring_back(run: Run, party: Party, other: Leg) -> None:
    """Ring the phones of the transferor, tell it why, and join the two again; else a message, or the end."""
    call = run.call
    _serve(run, other)
    extension = run.office.extensions_by_id.get(party.extension_id or "")
    call.step("returning", who=other.label, to=party.name or party.number)
    start_music(other)
    found = run.reach.extension(run.office, extension, run.shown) if extension else []
    outcome = await ring(call, found, seconds=RETURN_SECONDS, caller=other) if found else Outcome(None)
    if outcome.leg is not None:
        start_music(other)
        await _say(run, outcome.leg, "transfer_failed")
        stop_music(other)
        if not outcome.leg.gone:
            await converse(call, other, outcome.leg)
    if extension is not None and extension.voicemail:
        await take_message(run, extension)
        return
    await refuse(call, other, outcome.status, "nobody could be reached", spoken(run, "person_not_available"))


def _serve(run: Run, leg: Leg) -> None:
    """Make this party the one that is served, and shown to whom it is connected."""
    if run.caller is not leg:
        run.caller = leg
        run.shown = Shown(leg.party.number or "anonymous", leg.party.name or leg.party.number)


# -- after a restart


async def resume_transfer(run: Run, state: dict[str, Any]) -> None:
    """Go on after a restart: with the transferor while it is there, else the target is called again.

    Raises:
        PartyGone: a party that matters left.
        TransferDue: the conversation that followed ended by a wish.
    """
    call = run.call
    other, by = call.legs[state["caller"]], call.legs.get(state["transferor"])
    if by is None:
        by = Leg(call, state["transferor"], "outbound", msgspec.convert(state["by"], Party))
        by.gone = by.retired = True
        await _connect(run, Wish(by, "blind", to=state["to"]), other)
        return
    report = None
    if state["refer"] and by.dialog is not None:
        report = Report(call.exchange, by.dialog, ReferProgress.restored(state["refer"], call.exchange.now()))
    await _back(run, Wish(by, "blind", to=state["to"], report=report), other, 503, RESTARTED)


async def resume_consultation(run: Run, state: dict[str, Any]) -> None:
    """Go on after a restart in which somebody asked a third one first: the two talk again.

    Raises:
        PartyGone: one of them left.
        TransferDue: as in any conversation.
    """
    call = run.call
    other, by = call.legs[state["caller"]], call.legs[state["callee"]]
    await _back(run, Wish(by, "attended"), other, 503, RESTARTED)
