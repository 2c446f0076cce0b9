"""A call of the history as people see it: what the API and the command line show.

Times are UTC. `state` is `live` while the call goes on; `waiting_seconds` and `talking_seconds` then count so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from offhook.history.quality import Quality


@dataclass(frozen=True, slots=True)
class Who:
    """Someone at one end of a call."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A branch or department; `name` is what it is called now, None once it is gone."""

    id: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the journey; `text` says it in words, `node` names the scenario node that decided."""

    at: datetime
    kind: str
    node: str | None
    text: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recording:
    """The recording of a call; not `complete` while it is being written or where something of it is lost."""

    id: str
    path: str
    duration_seconds: float | None
    complete: bool
    error: str | None
    rule: str = ""
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A voicemail message that the caller left."""

    id: str
    at: datetime
    duration_seconds: float
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of a call; `codec` and `encryption` (None when there was none) are those that it was answered with.

    `quality` is of its sound; `video` of its video, None where none was agreed.
    """

    id: str
    direction: Literal["inbound", "outbound"]
    party: dict[str, Any]
    started_at: datetime
    rang_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    status: int | None
    cause: int | None
    by: str | None
    reason: str
    transport: str | None
    codec: str | None
    encryption: str | None
    sip_call_id: str | None
    quality: Quality | None
    video: Quality | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call; `legs` are there when it was asked for alone."""

    id: str
    direction: str
    state: Literal["live", "ended"]
    caller: Who
    number: str
    callee: Who | None
    started_at: datetime
    answered_at: datetime | None
    connected_at: datetime | None
    ended_at: datetime | None
    waiting_seconds: float
    talking_seconds: float | None
    result: str | None
    hangup_side: str | None
    status: int | None
    reason: str
    owed: bool
    recording: Recording | None
    voicemail: Message | None
    steps: tuple[Step, ...]
    branches: tuple[Place, ...] = ()
    departments: tuple[Place, ...] = ()
    legs: tuple[Leg, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some calls, newest first; `next_cursor` continues where they end."""

    calls: tuple[Call, ...]
    next_cursor: str | None
