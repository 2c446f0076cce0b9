"""Who may open a mailbox by telephone: its own telephones at once, everybody else by its PIN.

Invariant: a box without a PIN opens to the telephones of its people only, and one whose PIN was guessed at too often
opens to nobody else for a while.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final, NamedTuple

from offhook.call.play import Verdict, gather, judge_numbers, play
from offhook.errors import ResourceError
from offhook.routing.boxes import box_context, is_box, may_hear
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from offhook.configuration import Extension
    from offhook.scenario.run import Run

KEY_SECONDS: Final = 10.0
DIGIT_SECONDS: Final = 5.0
TRIES: Final = 3
LONGEST_PIN: Final = 12


class Refusal(NamedTuple):
    """What tells of a wrong PIN: a step of the journey, and a prompt when it is refused for good."""

    step: str
    prompt: str


OF_MAILBOX: Final = Refusal("mailbox_refused", "mailbox_not_here")


async def open_box(run: Run, dialled: str) -> Extension | None:
    """Return the box that the caller may open, None when it did not get that far, which was said.

    `dialled` is the box's number; where it is "" it is the caller's own one, or it is asked for.

    Raises:
        PartyGone: the caller hung up.
    """
    office, party = run.office, run.caller.party
    own = office.extensions_by_id.get(party.extension_id or "") if party.device_id else None
    if not dialled and own is not None and is_box(own):
        return own
    number = dialled or await _enter_number(run)
    box = office.extensions.get(number)
    if box is None or not is_box(box):
        await play(run.call, run.caller, spoken(run, "number_not_known"))
        return None
    if own is not None and may_hear(box, own.person_id):
        return box
    return box if await may_enter(run, box) else None


async def may_enter(run: Run, box: Extension, refusal: Refusal = OF_MAILBOX) -> bool:
    """Tell whether the caller knows a box's PIN, which is its person's for all that asks one; if not, it was said.

    Raises:
        PartyGone: the caller hung up.
    """
    boxes, clock = run.services.boxes, run.call.exchange.loop
    right = _pin(run, box)
    run.caller.digits.clear()
    for _ in range(TRIES):
        if not right or not boxes.may_try(box, clock.time()):
            break
        entered = await enter_pin(run, "mailbox_enter_pin")
        if not entered:
            continue
        known = hmac.compare_digest(entered, right)
        boxes.tried(box, clock.time(), right=known)
        if known:
            return True
        run.call.step(refusal.step, box=box.name)
        await play(run.call, run.caller, spoken(run, "mailbox_wrong_pin"), interruptible=True)
    await play(run.call, run.caller, spoken(run, refusal.prompt))
    return False


async def enter_pin(run: Run, prompt: str) -> str:
    """Return the digits that are entered, "" for none; a hash ends them.

    Raises:
        PartyGone: the caller hung up.
    """
    await play(run.call, run.caller, spoken(run, prompt), interruptible=True)

    def judge(keys: str) -> Verdict:
        return Verdict.COMPLETE if keys.endswith("#") or len(keys) > LONGEST_PIN else Verdict.OPEN

    keys, _ = await gather(run.call, run.caller, judge, wait_s=KEY_SECONDS, digit_s=DIGIT_SECONDS)
    return keys.removesuffix("#")


async def _enter_number(run: Run) -> str:
    await play(run.call, run.caller, spoken(run, "mailbox_enter_number"), interruptible=True)
    judge = judge_numbers({one.number for one in run.office.company.extensions if is_box(one)})
    keys, _ = await gather(run.call, run.caller, judge, wait_s=KEY_SECONDS, digit_s=DIGIT_SECONDS)
    return keys


def _pin(run: Run, box: Extension) -> str:
    """Return a box's PIN, "" where it has none or it does not open any more."""
    if not box.box.pin:
        return ""
    context = box_context(run.office.company.id, box.id)
    try:
        return run.call.exchange.sealer.open(bytes.fromhex(box.box.pin), context).decode()
    except (ResourceError, ValueError):
        return ""
