"""A party on hold at somebody's wish by the API: it hears music, nobody hears it, and it hears nobody.

Invariant: `Leg.on_hold` and `Leg.muted` are in the checkpoint of what goes on, so a restarted switch keeps them. What a
telephone does itself (`Leg.held`) is another thing, and goes on beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from offhook.call.music import start_music, stop_music
from offhook.call.pair_room import rejoin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from offhook.call.call import Call
    from offhook.call.leg import Leg


def hold(call: Call, leg: Leg, *, held: bool, by: str) -> bool:
    """Put one of two who talk on hold, or take it back; False when it is so already."""
    if not note_hold(call, leg, held=held, by=by):
        return False
    if held:
        call.exchange.unlink(leg)
        start_music(leg)
    else:
        stop_music(leg)
        rejoin(call)
    return True


def note_hold(call: Call, leg: Leg, *, held: bool, by: str) -> bool:
    """Remember that a party is on hold, or no longer; False when that is so already."""
    if leg.on_hold == held:
        return False
    leg.on_hold = held
    call.step("put_on_hold" if held else "taken_off_hold", who=leg.label, by=by)
    return True


def kept(legs: Iterable[Leg]) -> dict[str, list[str]]:
    """Return what the checkpoint says of who is on hold, or muted; nothing where nobody is."""
    parties = list(legs)
    found = {
        "on_hold": [leg.leg_id for leg in parties if leg.on_hold],
        "muted": [leg.leg_id for leg in parties if leg.muted],
    }
    return {name: ids for name, ids in found.items() if ids}


def restore(legs: Iterable[Leg], state: Mapping[str, Any]) -> None:
    """Remember after a restart who is on hold, and who is muted."""
    for leg in legs:
        leg.on_hold = leg.leg_id in state.get("on_hold", ())
        leg.muted = leg.leg_id in state.get("muted", ())
