"""Loops: a call that comes back to us is told by what we wrote on it when it left (RFC 5393 in the role of a B2BUA).

A back-to-back user agent makes a new call of each, so no Via tells that a request went round. Each INVITE of ours
carries a mark of what was called how, after those that came with the call. (Where operators drop the mark, a call that
was forwarded from the very number that it is for is told by its Diversion.)
"""

from __future__ import annotations

from hashlib import blake2s
from typing import TYPE_CHECKING, Final

from offhook.sip.headers import is_token

if TYPE_CHECKING:
    from offhook.sip.wire import Request

HEADER: Final = "X-Offhook-Trail"
LONGEST: Final = 10
_LONGEST_MARK: Final = 40


def mark_of(*what: str) -> str:
    """Return the mark of a call to something: short, and telling nobody else what."""
    return blake2s("\0".join(what).encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()


def trail_of(request: Request) -> tuple[str, ...]:
    """Return the marks that an INVITE carries, oldest first."""
    value = request.get(HEADER) or ""
    marks = [mark.strip() for mark in value.split(",")]
    return tuple(mark for mark in marks if is_token(mark) and len(mark) <= _LONGEST_MARK)


def goes_round(request: Request, mark: str) -> bool:
    """Tell whether a call known by `mark` was here before, or has been with too many of us."""
    trail = trail_of(request)
    return mark in trail or len(trail) >= LONGEST


def trail_header(trail: tuple[str, ...]) -> str:
    """Return the header's value."""
    return ", ".join(trail)
