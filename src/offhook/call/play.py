"""Playing to a party, and gathering keys from it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from offhook.call.events import DeadlinePassed, DigitPressed, PlayDone
from offhook.media import protocol as media

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from offhook.call.call import Call
    from offhook.call.leg import Leg

LONGEST_PRESS_SECONDS = 5.0
ALL_DIGITS = "0123456789*#ABCD"


class Verdict(Enum):
    """What a string of keys is so far."""

    COMPLETE = "complete"  # take it now
    OPEN = "open"  # valid as it is, but more keys may follow
    PREFIX = "prefix"  # more keys must follow
    WRONG = "wrong"


async def play(
    call: Call, leg: Leg, items: Sequence[media.PlayItem], *, interruptible: bool = False, repeat: int = 1
) -> bool:
    """Play `items` to `leg` until they end; return True when a key interrupted.

    A key that was pressed earlier and not consumed yet interrupts at once.

    Raises:
        PartyGone: a party that matters left.
    """
    if not items:
        return bool(leg.digits)
    return await play_through(call, leg, items, interruptible=interruptible, repeat=repeat) == "digit"


async def play_through(
    call: Call, leg: Leg, items: Sequence[media.PlayItem], *, interruptible: bool = False, repeat: int = 1
) -> str:
    """Play as `play` does, and return how that ended: "digit", "error" where an item cannot be played, "finished".

    Raises:
        PartyGone: a party that matters left.
    """
    if interruptible and leg.digits:
        return "digit"
    name = start_play(leg, items, interruptible=interruptible, repeat=repeat)
    while True:
        match await call.next():
            case PlayDone(play=done, reason=reason, text=text) if done == name:
                if reason == "error":
                    call.step("prompt_failed", reason=text)
                if reason == "digit":
                    await _released(call, leg)
                return reason
            case DigitPressed(leg=who, by_info=True) if who is leg and interruptible:
                stop_play(leg, name)
                return "digit"
            case _:
                pass


async def _released(call: Call, leg: Leg) -> None:
    """Wait until the key that stopped a play is up: only then it is known as pressed."""
    deadline = call.exchange.loop.time() + LONGEST_PRESS_SECONDS
    while not leg.digits and not isinstance(await call.next(deadline), DeadlinePassed):
        pass


def start_play(leg: Leg, items: Sequence[media.PlayItem], *, interruptible: bool = False, repeat: int = 1) -> str:
    """Start a play and return its name."""
    name = leg.next_play()
    leg.call.exchange.media.post(
        media.Play(
            session=leg.leg_id,
            play=name,
            items=list(items),
            repeat=repeat,
            stop_on=ALL_DIGITS if interruptible else "",
        )
    )
    return name


def stop_play(leg: Leg, name: str) -> None:
    """Stop a play that the media server does not stop by itself."""
    leg.call.exchange.media.post(media.PlayStop(session=leg.leg_id, play=name))


async def gather(
    call: Call, leg: Leg, judge: Callable[[str], Verdict], *, wait_s: float, digit_s: float
) -> tuple[str, Verdict]:
    """Take keys until `judge` says complete or wrong, or the caller pauses.

    `wait_s` is the time for the first key, `digit_s` for each further one. Keys of earlier (type-ahead) count.

    Raises:
        PartyGone: a party that matters left.
    """
    keys = ""
    loop = call.exchange.loop
    deadline = loop.time() + wait_s
    while True:
        while leg.digits:
            keys += leg.digits.popleft()
            verdict = judge(keys)
            if verdict in {Verdict.COMPLETE, Verdict.WRONG}:
                return keys, verdict
            deadline = loop.time() + digit_s
        if isinstance(await call.next(deadline), DeadlinePassed):
            return keys, judge(keys) if keys else Verdict.PREFIX


def judge_numbers(complete: set[str]) -> Callable[[str], Verdict]:
    """Return a judge that accepts exactly these strings of keys."""

    def judge(keys: str) -> Verdict:
        longer = any(number != keys and number.startswith(keys) for number in complete)
        if keys in complete:
            return Verdict.OPEN if longer else Verdict.COMPLETE
        return Verdict.PREFIX if longer else Verdict.WRONG

    return judge
