"""Finds the messages of a call in the segments of its time.

A SIP message belongs to a leg when it has the leg's Call-ID and belongs to a dialog that was begun from the leg's side:
when two companies call each other through an operator that keeps Call-IDs, each sees its own side only. Invariant:
blocking work, for a thread; what cannot be read is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from offhook.errors import BadMessage
from offhook.sip.wire import Request, parse
from offhook.trace.entry import Entry, bodies, entries
from offhook.trace.segments import read_segment, segments_between

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from offhook.sip.wire import Response

MOST_MESSAGES: Final = 2000
_BEFORE_US: Final = 35_000_000  # a challenged INVITE came earlier; 64*T1 and a little
_AFTER_US: Final = 35_000_000


@dataclass(frozen=True, slots=True)
class TracedLeg:
    """What the search must know of a leg; times are UTC in microseconds, `ended_at` None while it goes on."""

    leg_id: str
    sip_call_id: str
    direction: Literal["inbound", "outbound"]
    name: str
    started_at: int
    ended_at: int | None


@dataclass(frozen=True, slots=True)
class TracedMessage:
    """A message of a call; `summary` is a few words, `text` all that it says."""

    entry: Entry
    leg_id: str
    summary: str
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The messages of a call in the order of their time; not `complete` where there were too many."""

    legs: tuple[TracedLeg, ...]
    messages: tuple[TracedMessage, ...]
    complete: bool


def find_trace(folder: Path, legs: Sequence[TracedLeg], now_us: int) -> Trace:
    """Return what is kept of these legs."""
    if not legs:
        return Trace((), (), complete=True)
    start = min(leg.started_at for leg in legs) - _BEFORE_US
    end = max(leg.ended_at or now_us for leg in legs) + _AFTER_US
    wanted = {leg.sip_call_id.encode() for leg in legs if leg.sip_call_id} | {leg.leg_id.encode() for leg in legs}
    found: list[Entry] = []
    complete = True
    for path in segments_between(folder, start / 1e6, end / 1e6):
        for body in bodies(read_segment(path)):
            plain = bytes(body)
            if any(one in plain for one in wanted):
                found += [entry for entry in entries(body) if start <= entry.at <= end and _mentions(entry, wanted)]
            if len(found) > MOST_MESSAGES:
                found, complete = found[:MOST_MESSAGES], False
                break
        if not complete:
            break
    found.sort(key=lambda entry: entry.at)
    return Trace(tuple(legs), tuple(_assigned(found, legs)), complete)


def _mentions(entry: Entry, wanted: set[bytes]) -> bool:
    if entry.kind == "rtcp":
        return entry.leg.encode() in wanted
    return any(one in entry.data for one in wanted)


def _assigned(found: list[Entry], legs: Sequence[TracedLeg]) -> list[TracedMessage]:
    from offhook.trace.report_text import report_summary, report_text  # noqa: PLC0415  only where traces are read

    by_id = {leg.leg_id: leg for leg in legs}
    read = [(entry, _read(entry)) for entry in found]
    beginnings = _beginnings(read, legs)
    messages = []
    for entry, message in read:
        if entry.kind == "rtcp":
            if entry.leg in by_id:
                summary, text = report_summary(entry.data), report_text(entry.data)
                messages.append(TracedMessage(entry, entry.leg, summary, text))
        elif message is not None and (leg := _leg_of(entry, message, beginnings)) is not None:
            text = entry.data.decode("utf-8", "replace")
            messages.append(TracedMessage(entry, leg.leg_id, _summary(message), text))
    return messages


_Dialogs = dict[tuple[str, str], dict[str, TracedLeg]]


def _beginnings(read: list[tuple[Entry, Request | Response | None]], legs: Sequence[TracedLeg]) -> _Dialogs:
    """Return, by Call-ID and the tag of who began the dialog, the legs that it may be, by direction."""
    found: _Dialogs = {}
    for entry, message in read:
        if not isinstance(message, Request) or message.method != "INVITE" or message.to.tag is not None:
            continue
        direction = "outbound" if entry.sent else "inbound"
        for leg in legs:
            if leg.sip_call_id == message.call_id and leg.direction == direction:
                found.setdefault((message.call_id, message.from_.tag or ""), {})[direction] = leg
    return found


def _leg_of(entry: Entry, message: Request | Response, beginnings: _Dialogs) -> TracedLeg | None:
    request = isinstance(message, Request)
    for tag, forward in ((message.from_.tag, True), (message.to.tag, False)):
        if choices := beginnings.get((message.call_id, tag or "")):
            # A request that goes the way of the dialog's INVITE was sent by us on an outbound leg, and so on.
            ours = entry.sent == (request == forward)
            return choices.get("outbound" if ours else "inbound")
    return None


def _read(entry: Entry) -> Request | Response | None:
    if entry.kind == "rtcp":
        return None
    try:
        message = parse(entry.data)
        _ = message.call_id, message.from_.tag, message.to.tag
    except (BadMessage, ValueError):
        return None
    return message


def _summary(message: Request | Response) -> str:
    first = message.method if isinstance(message, Request) else f"{message.status} {message.reason}".strip()
    described = (message.get("Content-Type") or "").partition(";")[0].strip().lower() == "application/sdp"
    return f"{first} (SDP)" if described and message.body else first
