"""What happens in the switch, as subscribers are told it: from records of the journal and what goes on around them.

Invariant: an event is written in the same breath as the record that it tells of, so both survive a kill, or neither.
Who listens in discreetly is told to nobody. What can be fetched (recordings, messages, owed calls) is told when the
database has it: `on_kept` is called by the flusher, again after a kill, and tells each thing once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from offhook.journal import records
from offhook.journal.events import Concerns, concerned, party_of, tell
from offhook.routing.boxes import listeners
from offhook.routing.installation import Installation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from offhook.call.exchange import Exchange
    from offhook.configuration import Device
    from offhook.journal.kept import Kept
    from offhook.journal.state import CallState
    from offhook.queueing.desk import Agent
    from offhook.queueing.floor import QueueState
    from offhook.queueing.line import Line
    from offhook.routing.installation import Office


class Teller:
    """Tells of calls as the journal of an exchange grows, and of the rest when asked to."""

    def __init__(self, exchange: Exchange) -> None:
        self.installation = Installation()
        self._exchange = exchange
        exchange.journal.watches |= {
            records.CallStarted: self._started,
            records.LegRang: self._rang,
            records.CallConnected: self._connected,
            records.CallEnded: self._ended,
        }

    # -- calls

    def _tell(self, call: CallState, at: int, kind: str, data: dict[str, Any]) -> None:
        tell(self._exchange.journal, at, kind, data, concerned(call))

    def _started(self, record: records.CallStarted) -> None:
        call = self._exchange.journal.state.calls[record.call]
        self._tell(call, record.at, "call.appeared", _about(call))

    def _rang(self, record: records.LegRang) -> None:
        call = self._exchange.journal.state.calls.get(record.call)
        leg = call.legs.get(record.leg) if call else None
        if call is None or leg is None or self._is_discreet(record):
            return
        who = leg.party.extension_id or leg.party.number
        others = (
            one for one in call.live_legs if one is not leg and one.rang_at is not None and one.answered_at is None
        )
        if who not in {one.party.extension_id or one.party.number for one in others}:
            self._tell(call, record.at, "call.ringing", {**_about(call), "who": party_of(leg.party)})

    def _is_discreet(self, record: records.LegRang) -> bool:
        call = self._exchange.calls.get(record.call)
        guests = call.guests if call is not None else None
        return guests is not None and record.leg in {leg.leg_id for leg in guests.discreet}

    def _connected(self, record: records.CallConnected) -> None:
        call = self._exchange.journal.state.calls.get(record.call)
        if call is not None and call.connected_at == record.at:
            waited = _seconds(call.started_at, record.at)
            to = party_of(record.callee)
            self._tell(call, record.at, "call.answered", {**_about(call), "to": to, "waiting_seconds": waited})

    def _ended(self, record: records.CallEnded) -> None:
        call = self._exchange.journal.state.calls.get(record.call)
        if call is None:
            return
        talked_from = call.connected_at
        data = {
            **_about(call),
            "to": None if call.callee is None else party_of(call.callee),
            "result": record.result,
            "hangup_side": record.hangup_side,
            "reason": record.reason,
            "waiting_seconds": _seconds(call.started_at, talked_from or record.at),
            "talking_seconds": None if talked_from is None else _seconds(talked_from, record.at),
            "owed": record.owed,
        }
        self._tell(call, record.at, "call.ended", data)

    # -- what can be fetched

    def on_kept(self, kept: Kept) -> None:
        """Tell of what is in the database now, and was not told before."""
        at = self._exchange.wall()
        for call, recording in kept.recordings:
            more = {
                "to": None if call.callee is None else party_of(call.callee),
                "id": recording.id,
                "duration_seconds": (recording.duration_ms or 0) / 1000,
                "complete": recording.error is None,
            }
            self._tell(call, at, "recording.ready", {**_about(call), **more})
        for call, message in kept.voicemails:
            office = self.installation.offices.get(call.tenant)
            box = office.extensions_by_id.get(message.extension_id) if office else None
            concerns = concerned(call)
            if office is not None and box is not None:
                heard_by = {one.person_id for one in listeners(office, box) if one.person_id}
                concerns = concerns._replace(people=concerns.people | heard_by)
            data = {
                "from": party_of(call.caller),
                "box": party_of(
                    records.Party(box.number, box.name, box.id, box.person_id)
                    if box
                    else records.Party(extension_id=message.extension_id)
                ),
                "id": message.id,
                "duration_seconds": message.duration_ms / 1000,
            }
            tell(self._exchange.journal, at, "voicemail.left", data, concerns)
        for kind, found in (("owed_call.made", kept.made), ("owed_call.closed", kept.closed)):
            for call, owed in found:
                concerns = concerned(call)
                if owed.owner_id:
                    concerns = concerns._replace(people=concerns.people | {owed.owner_id})
                tell(self._exchange.journal, at, kind, owed._asdict(), concerns)

    # -- the rest

    def on_agent(self, office: Office, agent: Agent, state: str) -> None:
        """Tell that an agent does something else."""
        extension = office.extensions_by_id.get(agent.id)
        if extension is None:
            return
        queues = [
            queue.id for queue in office.queues.values() if any(one.extension_id == agent.id for one in queue.members)
        ]
        data = {
            "agent": party_of(records.Party(extension.number, extension.name, extension.id, extension.person_id)),
            "state": state,
            "reason": agent.reason if state == "break" else "",
            "queue_ids": queues,
        }
        people = frozenset({extension.person_id} if extension.person_id else ())
        concerns = Concerns(office.company.id, None, people, frozenset(queues))
        tell(self._exchange.journal, self._exchange.wall(), "agent.state", data, concerns)

    def on_queue(self, office: Office, line: Line, state: QueueState) -> None:
        """Tell how a queue stands."""
        since = state.longest_since
        data = {
            "queue_id": line.queue.id,
            "name": line.queue.name,
            "waiting": state.waiting,
            "longest_since": None if since is None else _text(since),
            "agents": state.agents,
        }
        members = (office.extensions_by_id.get(one.extension_id) for one in line.queue.members)
        people = frozenset(one.person_id for one in members if one is not None and one.person_id)
        concerns = Concerns(office.company.id, None, people, frozenset({line.queue.id}))
        tell(self._exchange.journal, self._exchange.wall(), "queue.state", data, concerns)

    def on_registrations(self, username: str, bindings: Sequence[Mapping[str, Any]]) -> None:
        """Tell that a telephone can be reached, or not any more, where that is new; it is to be written down next."""
        found = self.installation.devices.get(username)
        online = _can_be_reached(bindings)
        if found is not None and online != _can_be_reached(
            self._exchange.journal.state.registrations.get(username, ())
        ):
            self._tell_registration(*found, online=online)

    def _tell_registration(self, office: Office, device: Device, *, online: bool) -> None:
        extension = office.extension_of_person.get(device.person_id or "")
        person = office.people.get(device.person_id or "")
        who = None
        if extension is not None or person is not None:
            who = party_of(
                records.Party(
                    extension.number if extension else "",
                    extension.name if extension else person.name if person else "",
                    extension.id if extension else None,
                    device.person_id,
                )
            )
        data = {
            "device_id": device.id,
            "username": device.username,
            "label": device.label,
            "who": who,
            "online": online,
        }
        concerns = Concerns(office.company.id, people=frozenset({device.person_id} if device.person_id else ()))
        tell(self._exchange.journal, self._exchange.wall(), "registration", data, concerns)


def _about(call: CallState) -> dict[str, Any]:
    return {"direction": call.direction, "from": party_of(call.caller), "number": call.dialled}


def _can_be_reached(bindings: Sequence[Mapping[str, Any]]) -> bool:
    return any(one.get("reachable", True) for one in bindings)


def _seconds(start: int, end: int) -> float:
    return max(0, end - start) // 1000 / 1000


def _text(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
