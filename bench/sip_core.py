"""What the sans-IO SIP core costs: µs of CPU per message, and per B2BUA call of 14 messages at 50 calls/s (virtual).

A first pass joins a caller, the switch and a callee and notes what the switch receives and when; a second pass feeds
the same octets to a fresh switch and measures nothing but it. Run: `uv run python bench/sip_core.py [calls]`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from offhook.journal import records
from offhook.journal.log import Journal
from offhook.sip.address import Flow
from offhook.sip.endpoint import Endpoint, EndpointConfig
from offhook.sip.events import Accepted, DialogEnded, InviteReceived, Ringing
from offhook.sip.headers import NameAddr
from offhook.sip.invite import OutgoingInvite
from offhook.sip.wire import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.journal.records import Record
    from offhook.sip.events import Event

RATE = 50
HOLD = 10.0
SDP = (
    b"v=0\r\no=- 3849 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 9 8 0 101\r\n"
    b"a=rtpmap:9 G722/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
    b"a=fmtp:101 0-16\r\na=sendrecv\r\na=ptime:20\r\n"
)
CALLER, SWITCH, CALLEE = ("192.0.2.1", 5060), ("192.0.2.2", 5060), ("192.0.2.3", 5060)


class Switch:
    """A back-to-back user agent of a few lines; with a journal, what happens is noted."""

    def __init__(self, note: Callable[[Record], None] | None = None) -> None:
        numbers = itertools.count(1 << 40)
        self.endpoint = Endpoint(EndpointConfig(), lambda: f"{next(numbers):016x}")
        self.note = note

    def react(self, now: float) -> None:
        """Handle what happened."""
        endpoint = self.endpoint
        for event in endpoint.events():
            match event:
                case InviteReceived(invite, request):
                    flow, uri = Flow("udp", SWITCH, CALLEE), f"sip:201@{CALLEE[0]}:{CALLEE[1]}"
                    caller = NameAddr(request.from_.display, request.from_.uri)
                    leg = endpoint.invite(OutgoingInvite(flow, uri, caller, request.to, SDP), now)
                    leg.owner = invite
                case Ringing(invite, status):
                    endpoint.provisional(invite.owner, status, now)
                case Accepted(invite, dialog):
                    dialog.owner = endpoint.accept(invite.owner, SDP, now)
                    dialog.owner.owner = dialog
                case DialogEnded(dialog, "remote"):
                    endpoint.bye(dialog.owner, now)
            if self.note is not None:
                self.write(event, self.note)

    def write(self, event: Event, note: Callable[[Record], None]) -> None:
        """Journal an event as a switch does, for the history and for a restart."""
        at = 1_790_000_000_000_000
        match event:
            case InviteReceived(invite, request):
                party = records.Party(request.from_.uri, request.from_.display)
                note(records.CallStarted(invite.call_id, "tenant", at, "inbound", party, request.uri))
                note(records.LegStarted(invite.call_id, "a", at, "inbound", party))
                note(records.LegStarted(invite.call_id, "b", at, "outbound", party))
            case Ringing(invite):
                call = invite.owner.call_id
                note(records.LegRang(call, "b", at))
                note(records.LegSaved(call, "b", "ringing", self.endpoint.cancel_snapshot(invite)))
            case Accepted(invite, dialog):
                call = invite.owner.call_id
                for leg, saved in (("b", dialog), ("a", dialog.owner)):
                    note(records.LegAnswered(call, leg, at))
                    note(records.LegSaved(call, leg, "dialog", self.endpoint.snapshot(saved)))
                note(records.CallConnected(call, at, records.Party("201")))
            case DialogEnded(dialog, by):
                remote = by == "remote"
                call = dialog.call_id if remote else dialog.owner.call_id
                note(records.LegEnded(call, "a" if remote else "b", at, "remote" if remote else "local", 200, 16))
                if not remote:
                    note(records.CallEnded(call, at, "answered", "caller", 200))


Input = tuple[float, bytes, Flow]


class Peers:
    """The caller's and the callee's endpoints; what they send to the switch is noted."""

    def __init__(self) -> None:
        names = itertools.count(1)
        self.caller, self.callee = (Endpoint(EndpointConfig(), lambda: f"peer{next(names):012x}") for _ in range(2))
        self.places = {CALLER: self.caller, CALLEE: self.callee}
        self.hangups: list[tuple[float, Accepted]] = []
        self.inputs: list[Input] = []
        self.messages: list[bytes] = []

    def call(self, now: float) -> None:
        """Call the switch."""
        uri = f"sip:+3726000100@{SWITCH[0]}:{SWITCH[1]}"
        caller = NameAddr("Juhan Tamm", "sip:+37255512345@operator.example")
        self.caller.invite(OutgoingInvite(Flow("udp", CALLER, SWITCH), uri, caller, NameAddr("", uri), SDP), now)

    def hang_up(self, now: float) -> None:
        """Hang up what stood long enough."""
        while self.hangups and self.hangups[0][0] <= now:
            self.caller.bye(self.hangups.pop(0)[1].dialog, now)

    def send(self, switch: Endpoint, now: float) -> bool:
        """Answer calls and send what there is to the switch; False when there was nothing."""
        sent = len(self.inputs)
        for address, endpoint in self.places.items():
            for event in endpoint.events():
                if isinstance(event, InviteReceived):
                    endpoint.provisional(event.invite, 180, now)
                    endpoint.accept(event.invite, SDP, now)
                elif isinstance(event, Accepted):
                    self.hangups.append((now + HOLD, event))
            for transmit in endpoint.outgoing():
                flow = Flow("udp", SWITCH, address)
                self.inputs.append((now, transmit.data, flow))
                switch.receive(transmit.data, flow, now)
        return len(self.inputs) > sent

    def take(self, switch: Endpoint, now: float) -> bool:
        """Take what the switch sends; False when there was nothing."""
        out = switch.outgoing()
        for transmit in out:
            self.messages.append(transmit.data)
            self.places[transmit.flow.remote].receive(transmit.data, Flow("udp", transmit.flow.remote, SWITCH), now)
        return bool(out)


def record(calls: int) -> tuple[list[Input], list[bytes]]:
    """Play all calls with real peers; return what the switch received and what it sent."""
    switch, peers = Switch(), Peers()
    for number in range(calls + int(HOLD * RATE) + RATE):
        now = number / RATE
        if number < calls:
            peers.call(now)
        peers.hang_up(now)
        for endpoint in (peers.caller, peers.callee, switch.endpoint):
            endpoint.timeout(now)
        moving = True
        while moving:
            moving = peers.send(switch.endpoint, now)
            switch.react(now)
            moving = peers.take(switch.endpoint, now) or moving
    return peers.inputs, peers.messages


def replay(inputs: list[Input]) -> tuple[float, int]:
    """Feed the noted octets to a fresh switch; return CPU seconds and messages sent."""
    switch = Switch()
    endpoint = switch.endpoint
    sent = 0
    started = time.process_time()
    for now, data, flow in inputs:
        due = endpoint.next_timer()
        if due is not None and due <= now:
            endpoint.timeout(now)
        endpoint.receive(data, flow, now)
        switch.react(now)
        sent += len(endpoint.outgoing())
    return time.process_time() - started, sent


async def replay_with_journal(inputs: list[Input], folder: Path) -> tuple[float, int]:
    """Do the same with a journal in a folder and a turn of the event loop per message; return CPU s and records."""
    started = time.process_time()
    for _ in inputs:
        await asyncio.sleep(0)
    idle = time.process_time() - started
    journal = Journal(folder)
    journal.replay()
    count = itertools.count()

    def note(record: Record) -> None:
        next(count)
        journal.append(record)

    switch = Switch(note)
    endpoint = switch.endpoint
    started = time.process_time()
    for now, data, flow in inputs:
        due = endpoint.next_timer()
        if due is not None and due <= now:
            endpoint.timeout(now)
        endpoint.receive(data, flow, now)
        switch.react(now)
        endpoint.outgoing()
        await asyncio.sleep(0)
    used = time.process_time() - started - idle
    await journal.close()
    return used, next(count)


def cost(function: Callable[[], object], repeat: int = 5000) -> float:
    """µs of CPU per call, the median of five rounds."""
    rounds = []
    for _ in range(5):
        started = time.process_time()
        for _ in range(repeat):
            function()
        rounds.append((time.process_time() - started) / repeat * 1e6)
    return statistics.median(rounds)


def main() -> None:
    """Measure and print one line of JSON."""
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    inputs, messages = record(calls)
    invite = next(data for data in messages if data.startswith(b"INVITE"))
    ok = next(data for data in messages if data.startswith(b"SIP/2.0 200") and b"INVITE" in data)
    ringing = next(data for data in messages if data.startswith(b"SIP/2.0 180"))
    bye = next(data for data in messages if data.startswith(b"BYE"))
    rounds = [replay(inputs) for _ in range(5)]
    with tempfile.TemporaryDirectory(prefix="offhook-bench-") as folder:
        places = [Path(folder) / str(number) for number in range(5)]
        journaled = [asyncio.run(replay_with_journal(inputs, place)) for place in places]
    parsed = parse(invite)
    result = {
        "parse_invite_us": round(cost(lambda: parse(invite)), 1),
        "parse_180_us": round(cost(lambda: parse(ringing)), 1),
        "parse_200_us": round(cost(lambda: parse(ok)), 1),
        "parse_bye_us": round(cost(lambda: parse(bye)), 1),
        "encode_invite_us": round(cost(parsed.encode), 1),
        "call_us": round(statistics.median(seconds for seconds, _ in rounds) / calls * 1e6),
        "call_least_us": round(min(rounds)[0] / calls * 1e6),
        "call_with_journal_us": round(statistics.median(seconds for seconds, _ in journaled) / calls * 1e6),
        "call_with_journal_least_us": round(min(journaled)[0] / calls * 1e6),
        "messages_per_call": round((len(inputs) + rounds[0][1]) / calls, 2),
        "records_per_call": round(journaled[0][1] / calls, 2),
        "calls": calls,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
