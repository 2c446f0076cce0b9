"""Two parties talk, recorded from the first word where rules want that, until either hangs up or wishes a transfer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from offhook.call.codes import Feature, KeyWatch
from offhook.call.events import DigitPressed, HoldChanged, HoldWished, LegTaken, MuteWished, TransferRequested
from offhook.call.fax import answer_by_fax, faxes
from offhook.call.guest import ConferenceDue
from offhook.call.guests import Guests
from offhook.call.holding import hold, kept
from offhook.call.keys import pass_on
from offhook.call.music import start_music, stop_music
from offhook.call.one_way import SoundWatch
from offhook.call.pair_room import is_toned, silence_muted
from offhook.call.recording import announce_recording, by_keys, follow_recording, leave_mix, record_by_rules
from offhook.call.renegotiate import back_to_sound
from offhook.call.wish import TransferDue, Wish
from offhook.journal import records

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.call.events import CallEvent
    from offhook.call.leg import Leg

REPLACED = 'SIP;cause=200;text="Taken elsewhere"'


async def converse(call: Call, caller: Leg, callee: Leg) -> None:
    """Join two legs, record them, and wait until one leaves.

    An unanswered caller is answered first, so that the first word is heard and recorded.

    Raises:
        PartyGone: the conversation ended.
        TransferDue: one of them wishes a transfer.
        NotAcceptable: the caller sends a fax and no sound, and the called party takes none.
    """
    call.raise_if_gone()  # in the very instant of the answer
    await answer_by_fax(caller, callee)
    caller.settle_on(callee)
    caller.answer()
    for leg in (caller, callee):
        leg.on_hold = leg.muted = False
    # One round trip to the media server: what follows the recorder's opening leaves in the same frame.
    silent = faxes(caller) and faxes(callee)
    starting = None if silent else record_by_rules(call, caller, callee)
    follow_recording(call, caller, callee)
    call.exchange.link(caller, callee)
    if starting is not None:
        await starting
        if is_toned(call):
            call.exchange.link(caller, callee)
    if not call.connected:
        call.connected = True
        call.result = "answered"
        call.journal(records.CallConnected(call.call_id, call.exchange.wall(), callee.party))
    call.step("connected", who=callee.label)
    _checkpoint(call, caller, callee)
    await stay_connected(call, caller, callee)


def _checkpoint(call: Call, caller: Leg, callee: Leg) -> None:
    state: dict[str, Any] = {"caller": caller.leg_id, "callee": callee.leg_id, "taps": dict(call.taps)}
    state |= kept((caller, callee))
    if is_toned(call) or "muted" in state:
        state["pair_room"] = call.pair_room
    call.checkpoint("conversation", **state)


async def stay_connected(call: Call, caller: Leg, callee: Leg) -> None:
    """Wait until one of two joined legs leaves, or wishes something; who is on hold hears music meanwhile.

    Raises:
        PartyGone: one left.
        TransferDue: one wants the other to be connected elsewhere.
        ConferenceDue: a third party comes in.
    """
    pair = (caller, callee)
    _begin(call, pair)
    announce_recording(call)
    watches = _watches(pair)
    sound = SoundWatch(call, pair)
    guests = Guests(call, pair)
    try:
        while True:
            event = await call.next()
            await guests.take(event)
            _heed(call, pair, event)
            match event:
                case TransferRequested(wish) if wish.by in pair:
                    raise TransferDue(wish, _other(pair, wish.by))
                case HoldChanged(leg, held) if leg in pair:
                    (start_music if held else stop_music)(_other(pair, leg))
                case LegTaken(old, leg, step) if old in pair:
                    other = _other(pair, old)
                    guests.send_supervisor_away()
                    _replace(call, old, leg, other, step)
                    guests.members = pair = (other, leg)
                    watches = _watches(pair)
                    sound.stop()
                    sound = SoundWatch(call, pair)
                case DigitPressed(leg, digit) if leg in pair:
                    if guests.supervision is not None:  # in its room nobody but us passes keys on
                        pass_on(_other(pair, leg), digit)
                    if leg in watches:
                        _pressed(call, leg, watches[leg].press(digit, call.exchange.loop.time()), _other(pair, leg))
                case _:
                    pass
            for leg in pair:
                leg.digits.clear()
    except ConferenceDue:
        guests.hand_over()
        raise
    finally:
        sound.stop()
        guests.dismiss()
        call.talking = None


def _heed(call: Call, pair: tuple[Leg, Leg], event: CallEvent) -> None:
    """Put one of two on hold, or let nobody hear it, where that is wished."""
    match event:
        case HoldWished(leg, held, by) if leg in pair and hold(call, leg, held=held, by=by):
            _checkpoint(call, *pair)
        case MuteWished(leg, muted) if leg in pair and leg.muted != muted:
            leg.muted = muted
            silence_muted(call)
            call.step("muted" if muted else "unmuted", who=leg.label)
            _checkpoint(call, *pair)
        case _:
            pass


def _pressed(call: Call, leg: Leg, feature: Feature | None, other: Leg) -> None:
    """Do what a code asks for.

    Raises:
        TransferDue: that.
    """
    if feature is Feature.RECORD or feature is Feature.RECORD_PAUSE:
        by_keys(call, leg, feature)
    elif feature is not None:
        raise TransferDue(Wish(leg, feature.value, asks=True), other)


def _begin(call: Call, pair: tuple[Leg, Leg]) -> None:
    call.essential = set(pair)
    call.talking = pair
    for leg in pair:
        call.exchange.owner.on_leg(leg)
        leg.digits.clear()
        if leg.held:
            start_music(_other(pair, leg))
        if leg.on_hold:  # since before a restart, or a conference
            call.exchange.unlink(leg)
            start_music(leg)
    if any(leg.muted for leg in pair):
        silence_muted(call)


def _watches(pair: tuple[Leg, Leg]) -> dict[Leg, KeyWatch]:
    return {leg: KeyWatch(leg.call.company.codes) for leg in pair if leg.inside}


def _other(pair: tuple[Leg, Leg], leg: Leg) -> Leg:
    return pair[1] if leg is pair[0] else pair[0]


def _replace(call: Call, old: Leg, leg: Leg, other: Leg, step: str) -> None:
    """Let `leg` go on where `old` talked, as when a person takes the call on another phone, or a supervisor."""
    call.essential = {leg, other}
    call.talking = (other, leg)
    old.hang_up(reason=REPLACED)
    starting = record_by_rules(call, other, leg)
    follow_recording(call, other, leg)
    if starting is not None:
        call.exchange.spawn(starting)
    call.exchange.retire(old)
    stop_music(other)
    back_to_sound(other)
    other.on_hold = other.muted = False
    call.exchange.link(other, leg)
    call.step(step, who=leg.label, instead=old.label)
    _checkpoint(call, other, leg)


async def go_on_as_two(call: Call, one: Leg, other: Leg) -> None:
    """Let two talk who are left of more, without a gap, and close the room.

    Raises:
        PartyGone: the conversation ended.
        TransferDue: one of them wishes a transfer.
        ConferenceDue: a third party comes in.
    """
    if (conference := call.conference) is not None:
        leave_mix(call, conference.room)
        conference.join_two(one, other)
    else:
        call.exchange.link(one, other)
    follow_recording(call, one, other)
    _checkpoint(call, one, other)
    await stay_connected(call, one, other)
