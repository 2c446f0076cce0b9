"""The Reason header (RFC 3326): why a request is sent or refused, as SIP status, Q.850 cause, or both.

Reading is tolerant: what is no Reason gives no cause, and is taken as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offhook.sip.headers import parse_number, parse_parameters, split_list, unquote

if TYPE_CHECKING:
    from offhook.sip.wire import Message

_MAX_Q850 = 127
_MAX_STATUS = 699
_LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Reason:
    """What a Reason header says; None and "" where it says nothing."""

    status: int | None = None
    q850: int | None = None
    text: str = ""


def read_reason(value: str) -> Reason:
    """Read the value of one or several Reason headers; of each protocol the first counts."""
    status: int | None = None
    q850: int | None = None
    text = ""
    for item in split_list(value):
        protocol, semicolon, rest = item.partition(";")
        protocol = protocol.strip().upper()
        if protocol not in ("SIP", "Q.850") or not semicolon:
            text = text or item
            continue
        try:
            parameters = parse_parameters(rest)
            cause = parse_number(parameters.get("cause", ""), _MAX_Q850 if protocol == "Q.850" else _MAX_STATUS)
        except ValueError:
            continue
        text = text or unquote(parameters.get("text", ""))
        if protocol == "SIP":
            status = cause if status is None else status
        elif q850 is None:
            q850 = cause or None
    return Reason(status, q850, text[:_LONGEST_TEXT])


def reason_of(message: Message) -> Reason:
    """Return what the Reason headers of a message say."""
    values = message.all("Reason")
    return read_reason(", ".join(values)) if values else Reason()
