"""Going on after a restart: the journal says which calls lived, the media server which sound still flows.

Invariant: when `recover` returns, each live call of the journal either runs again, or is offered to us anew (its INVITE
is taken as if it had just come), or has its end written down; and the media server holds no session that belongs to no
call. It runs before the first message is read from the sockets, so a BYE that waited there finds its dialog.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from offhook.call.call import Call
from offhook.call.conference import Conference
from offhook.call.fax import restore_fax
from offhook.call.keeping import open_sealed
from offhook.call.leg import Leg
from offhook.call.meeting import Meeting
from offhook.call.negotiation import restored
from offhook.call.pair_room import restore_pair_room
from offhook.call.recording import close_recording
from offhook.call.renegotiate import join_video
from offhook.call.ring import ELSEWHERE
from offhook.call.sites import restore_line
from offhook.call.supervise import WARNING_PLAY
from offhook.call.terms import MediaTerms
from offhook.call.video import restore_video, session_of
from offhook.errors import OffhookError
from offhook.journal import records
from offhook.media import protocol as media
from offhook.routing.reach import Shown, credentials_of
from offhook.scenario.conduct import conduct
from offhook.scenario.meeting import meeting_place
from offhook.scenario.ordered import PROGRAM as ORDERED
from offhook.scenario.resume import keep_message, resume
from offhook.scenario.run import Run
from offhook.sip.address import Flow
from offhook.sip.wire import parse
from offhook.switch.said import shown_as
from offhook.switch.switch import Reoffered

if TYPE_CHECKING:
    from offhook.call.exchange import Exchange
    from offhook.journal.records import Checkpointed
    from offhook.journal.state import CallState, LegState, SwitchState
    from offhook.routing.installation import Office
    from offhook.switch.switch import Switch

log = logging.getLogger(__name__)

RESTARTED = "the switch was restarted"
WHY_ENDED = f'SIP;cause=503;text="{RESTARTED}"'
REOFFER_SECONDS = 35.0  # a little over 64*T1: nobody answers a challenge later


@dataclass(frozen=True, slots=True)
class _Survivors:
    """What the media server still has, by name."""

    sessions: set[str]
    recorders: set[str]
    rooms: dict[str, list[str]]  # with what they play


async def recover(switch: Switch, state: SwitchState, away_s: float) -> int:
    """Bring back the live calls of `state`; `away_s` is how long no switch was there. Return how many go on.

    Raises:
        MediaError: the media server is away.
    """
    exchange = switch.exchange
    snapshot = await exchange.media.do(media.Snapshot())
    survivors = _Survivors(
        {one.session for one in snapshot.sessions},
        {one.recorder for one in snapshot.recorders},
        {one.room: one.plays for one in snapshot.rooms},
    )
    going_on = 0
    for call_state in state.live_calls():
        try:
            going_on += await _recover_call(switch, call_state, survivors, away_s)
        except (OffhookError, LookupError, TypeError, ValueError, AttributeError):  # a journal of another version
            log.exception("call %s cannot be recovered", call_state.id, extra={"call": call_state.id})
            for leg in [leg for leg in exchange.sessions.values() if leg.call.call_id == call_state.id]:
                _end_restored(leg)
            await _write_off(switch, call_state, survivors, "its journal cannot be read")
    for call_state, open_leg in [(one, leg) for one in state.ended_calls() for leg in one.live_legs]:
        _give_up_leg(switch, call_state, open_leg)  # a journal of an older version
    _close_leftovers(exchange, survivors)
    return going_on


def _close_leftovers(exchange: Exchange, survivors: _Survivors) -> None:
    """Have the media server close what belongs to no call any more."""
    for session in survivors.sessions - exchange.sessions.keys() - exchange.videos.keys():
        exchange.media.post(media.SessionClose(session=session))
    for recorder in survivors.recorders - exchange.recorders.keys():
        exchange.media.post(media.RecordClose(recorder=recorder))
    kept = {call.conference.room for call in exchange.calls.values() if call.conference is not None}
    kept |= exchange.pair_rooms.keys()
    kept |= {meeting.room for meeting in exchange.meetings.values()}
    for room, plays in survivors.rooms.items():
        if room not in kept:  # of supervision: the two were linked again
            exchange.media.post(media.RoomClose(room=room))
        elif WARNING_PLAY in plays:  # who supervised was given up
            exchange.media.post(media.RoomStop(room=room, play=WARNING_PLAY))
    exchange.driver.kick()


async def _recover_call(switch: Switch, state: CallState, survivors: _Survivors, away_s: float) -> bool:
    exchange = switch.exchange
    if _reoffer(switch, state):
        return True
    office = switch.installation.offices.get(state.tenant)
    if office is None:
        for leg_state in state.live_legs:
            _give_up_leg(switch, state, leg_state)
        await _write_off(switch, state, survivors, "its company is gone")
        return False
    checkpoint = state.checkpoint
    if checkpoint is not None and checkpoint.program == ORDERED:
        return await _order_again(switch, state, office, survivors)
    call = Call(exchange, office.company, state.id, state.direction, state.caller, state.dialled)
    needed = _needed(checkpoint.state) if checkpoint else set()
    _restore_legs(switch, call, state, (needed | _welcome(checkpoint)) & survivors.sessions, survivors)
    caller = _served(call, checkpoint)
    if checkpoint is None or caller is None or not call.legs.keys() >= needed:
        if checkpoint is not None and checkpoint.program == "voicemail":
            await keep_message(call, checkpoint.state)
            survivors.recorders.discard(checkpoint.state["voicemail"])
        for leg in call.legs.values():
            _end_restored(leg)
        await _write_off(switch, state, survivors, RESTARTED)
        return False
    await _restore_progress(call, state, survivors, office)
    call.essential.add(caller)
    call.step("recovered", away_s=round(away_s, 1))
    run = _run_of(switch, office, call, caller, checkpoint.state)
    exchange.start(call, lambda _call: conduct(run, lambda run: resume(run, checkpoint.program, checkpoint.state)))
    return True


def _restore_legs(switch: Switch, call: Call, state: CallState, going_on: set[str], survivors: _Survivors) -> None:
    """Bring back the legs that go on, and end the others."""
    office = switch.installation.offices[state.tenant]
    for leg_state in state.live_legs:
        if leg_state.id in going_on and leg_state.saved_kind == "dialog":
            saved = _saved(switch, leg_state)
            _restore_leg(call, leg_state, office, saved)
            if session_of(leg_state.id) in survivors.sessions:
                restore_video(call.legs[leg_state.id], saved.get("video"))
        else:
            _give_up_leg(switch, state, leg_state, office)


async def _order_again(switch: Switch, state: CallState, office: Office, survivors: _Survivors) -> bool:
    """Ring the person of an ordered call anew; whom a former switch rang falls silent."""
    for leg_state in state.live_legs:
        _give_up_leg(switch, state, leg_state, office)
    if switch.ordering.again(state, office):
        return True
    await _write_off(switch, state, survivors, RESTARTED)
    return False


def _served(call: Call, checkpoint: Checkpointed | None) -> Leg | None:
    """Return for whom the program goes on."""
    if checkpoint is None:
        return None
    wanted = (checkpoint.state["caller"], *checkpoint.state.get("members", ()))
    return next((call.legs[leg] for leg in wanted if leg in call.legs), None)


def _needed(checkpoint: dict[str, Any]) -> set[str]:
    if "members" in checkpoint:  # of a conference: who is still there goes on
        return set()
    return {checkpoint[party] for party in ("caller", "callee") if party in checkpoint}


def _welcome(checkpoint: Checkpointed | None) -> set[str]:
    """Return who goes on too if still there: who began a transfer, or is in a conference, may have left."""
    if checkpoint is None:
        return set()
    transferor = checkpoint.state.get("transferor")
    return {*checkpoint.state.get("members", ()), *([transferor] if transferor else ())}


def _reoffer(switch: Switch, state: CallState) -> bool:
    """Take the INVITE of a caller who was not answered yet as if it had just come; the call stays the same."""
    offered = [leg for leg in state.live_legs if leg.saved_kind == "offered"]
    if not offered or state.answered_at is not None:
        return False
    saved = _saved(switch, offered[0])  # before the leg ends and forgets it
    for leg in state.live_legs:
        _give_up_leg(switch, state, leg)
    transport, local_host, local_port, host, port, connection = saved["flow"]
    flow = Flow(transport, (local_host, local_port), (host, port), connection)
    request = parse(saved["request"])
    key = request.call_id, request.from_.tag or ""
    switch.reoffered[key] = Reoffered(state.id, state.caller.device_id)
    switch.exchange.loop.call_later(REOFFER_SECONDS, _give_up_reoffer, switch, key, state)
    switch.exchange.endpoint.receive(saved["request"], flow, switch.exchange.now())
    return True


def _give_up_reoffer(switch: Switch, key: tuple[str, str], state: CallState) -> None:
    """End a call whose INVITE was not taken again, such as that of a device which is gone."""
    if switch.reoffered.pop(key, None) is not None:
        _journal_end(switch, state, RESTARTED)


def _saved(switch: Switch, leg: LegState) -> dict[str, Any]:
    return open_sealed(switch.exchange.sealer, leg.id, leg.saved)


def _dialog(leg: LegState, saved: dict[str, Any]) -> dict[str, Any]:
    """Return the snapshot of a leg's dialog, with what came after it."""
    dialog: dict[str, Any] = saved["dialog"]
    return {**dialog, "confirmed": True, "unacknowledged": None} if leg.acknowledged else dialog


def _restore_leg(call: Call, state: LegState, office: Office, saved: dict[str, Any]) -> None:
    exchange = call.exchange
    leg = Leg(call, state.id, state.direction, state.party)
    leg.dialog = exchange.endpoint.restore(_dialog(state, saved), exchange.now())
    leg.dialog.owner = leg
    leg.flow = leg.dialog.flow
    if trunk := office.trunks.get(state.party.trunk_id or ""):
        leg.dialog.credentials = credentials_of(trunk)  # passwords are not in the journal
    leg.terms = MediaTerms.of_party(office.company, state.party, leg.flow)
    restore_line(leg, saved.get("line"))
    leg.answered = leg.ringing = leg.heard = True
    leg.status = 200
    leg.held = saved["held"]
    leg.direct = saved.get("direct", False)
    leg.offer = saved["offer"]
    leg.offering = saved.get("offering", False)
    leg.local, leg.remote_ice = restored(saved, leg.terms, exchange.media.fingerprint)
    restore_fax(leg, saved.get("fax"))
    exchange.sessions[leg.leg_id] = leg


def _give_up_leg(switch: Switch, state: CallState, leg: LegState, office: Office | None = None) -> None:
    """End a leg that cannot go on: a phone that rings falls silent, one that talks is hung up."""
    exchange = switch.exchange
    saved = _saved(switch, leg)
    if leg.saved_kind == "ringing" and saved:
        answered = state.connected_at is not None
        exchange.endpoint.cancel_orphan(saved, ELSEWHERE if answered else None, exchange.now())
    elif leg.saved_kind == "dialog" and saved:
        dialog = exchange.endpoint.restore(_dialog(leg, saved), exchange.now())
        if office and (trunk := office.trunks.get(leg.party.trunk_id or "")):
            dialog.credentials = credentials_of(trunk)
        exchange.endpoint.bye(dialog, exchange.now(), reason=WHY_ENDED)
    exchange.journal.append(records.LegEnded(state.id, leg.id, exchange.wall(), "system", leg.status, None, RESTARTED))


async def _restore_progress(call: Call, state: CallState, survivors: _Survivors, office: Office) -> None:
    if state.capture is not None:
        call.capture = msgspec.structs.replace(state.capture)
    call.connected = state.connected_at is not None
    if call.connected:
        call.result = "answered"
    for recording in state.open_recordings:
        if recording.id in survivors.recorders:
            call.recording = recording.id
            call.exchange.recorders[recording.id] = call
            call.taps = dict(_state_of(state).get("taps", {}))
        else:
            await close_recording(call.exchange, call.call_id, recording, RESTARTED)
    checkpoint = _state_of(state)
    if (voicemail := checkpoint.get("voicemail")) in survivors.recorders:
        call.exchange.recorders[str(voicemail)] = call
    _restore_sound(call, checkpoint, survivors, office)


def _restore_sound(call: Call, checkpoint: dict[str, Any], survivors: _Survivors, office: Office) -> None:
    """Remember the room that those who talk are in, or link two again."""
    if (room := checkpoint.get("meeting")) in survivors.rooms:
        meetings, extension = call.exchange.meetings, checkpoint["extension"]
        meeting = meetings.get(extension) or Meeting(call.exchange, meeting_place(office, extension), str(room))
        if meeting.room == room:
            for leg in call.legs.values():
                meeting.restore(leg)
    elif (room := checkpoint.get("room")) in survivors.rooms:
        call.conference = Conference(call, str(room))
        call.conference.members |= {*call.legs.values()}
    elif _needed(checkpoint) == {*call.legs} and len(call.legs) == 2:  # noqa: PLR2004  two talk
        one, other = call.legs.values()
        if (room := checkpoint.get("pair_room")) in survivors.rooms:
            restore_pair_room(str(room), one, other)
            join_video(one, other)
        else:
            call.exchange.link(one, other)


def _state_of(state: CallState) -> dict[str, Any]:
    return state.checkpoint.state if state.checkpoint else {}


def _run_of(switch: Switch, office: Office, call: Call, caller: Leg, checkpoint: dict[str, Any]) -> Run:
    number = office.numbers_by_id.get(checkpoint.get("number") or "")
    name = caller.party.name or office.company.name
    if number is not None:
        name = shown_as(office, number, office.name_of(caller.party.number))
    run = Run(call, caller, office, switch.reach, switch.services, Shown(caller.party.number, name))
    run.number = number
    run.scenario = office.drawn(checkpoint.get("scenario") or "")  # also when another stands in for it by now
    return run


def _end_restored(leg: Leg) -> None:
    """Hang up a leg of a call that does not go on after all."""
    exchange = leg.call.exchange
    leg.hang_up(reason=WHY_ENDED)
    exchange.sessions.pop(leg.leg_id, None)
    leg.call.journal(
        records.LegEnded(leg.call.call_id, leg.leg_id, exchange.wall(), "system", leg.status, None, RESTARTED)
    )


async def _write_off(switch: Switch, state: CallState, survivors: _Survivors, reason: str) -> None:
    """Write down the end of a call that cannot go on; a caller who was not served is owed a call."""
    exchange = switch.exchange
    for recording in state.open_recordings:
        await close_recording(exchange, state.id, recording, reason)
        survivors.recorders.discard(recording.id)
    for leg in state.live_legs:
        exchange.journal.append(records.LegEnded(state.id, leg.id, exchange.wall(), "system", leg.status, None, reason))
    _journal_end(switch, state, reason)


def _journal_end(switch: Switch, state: CallState, reason: str) -> None:
    exchange = switch.exchange
    at = exchange.wall()
    result: records.Result = "answered" if state.connected_at else "missed" if state.voicemails else "failed"
    side: records.Side = "system"
    if any(leg.direction == "inbound" and leg.by == "remote" for leg in state.legs.values()):
        rang = any(leg.direction == "outbound" for leg in state.legs.values())
        side, reason = "caller", ""  # who had hung up when the switch was killed
        result = result if result != "failed" else "missed" if rang else "abandoned"
    owed = state.direction == "inbound" and state.connected_at is None
    exchange.journal.append(records.StepTaken(state.id, at, "hangup", None, {"side": side, "reason": reason}))
    exchange.journal.append(records.CallEnded(state.id, at, result, side, None, reason, owed=owed))
