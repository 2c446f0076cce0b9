"""Transactions (RFC 3261 §17, RFC 6026)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offhook.sip.address import Flow
    from offhook.sip.wire import Request


@dataclass(frozen=True, slots=True)
class Timers:
    """The timer values of RFC 3261 §17 in seconds."""

    t1: float = 0.5
    t2: float = 4.0
    t4: float = 5.0


class ServerTransaction:
    """A request of the other side and the state of its answer."""

    __slots__ = ("flow", "request")

    request: Request
    flow: Flow
