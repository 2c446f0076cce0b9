"""PUBLISH (RFC 3903): what phones say of themselves, by entity tag, until it expires.

Invariant: a tag is used once: each successful request gives a new one. What is published is soft state: after a restart
phones are answered 412 and publish anew.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

from offhook.sip.presence import CONTENT_TYPE, LONGEST_BODY, NAME, Published, read_pidf

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.wire import Request, Response

SHORTEST_SECONDS = 60
DEFAULT_SECONDS = 3600
LONGEST_SECONDS = 86_400
MOST_PER_ACCOUNT = 10


@dataclass(slots=True)
class _Publication:
    account: str
    expires_at: float
    published: Published


class Publications:
    """All that is published; `changed` names the accounts to tell anew."""

    __slots__ = ("_by_tag", "_timers", "_tokens", "changed")

    def __init__(self, tokens: Callable[[], str]) -> None:
        self._tokens = tokens
        self._by_tag: dict[str, _Publication] = {}
        self._timers: list[tuple[float, str]] = []
        self.changed: set[str] = set()

    def publish(self, request: Request, account: str, now: float) -> Response:
        """Carry out an authenticated PUBLISH for `account` and return the response."""
        refusal = _refusal(request)
        if refusal is not None:
            return refusal
        tag = request.get("SIP-If-Match")
        old = self._by_tag.get(tag) if tag is not None else None
        if tag is not None and (old is None or old.account != account):
            return request.response(412)
        wanted = request.expires
        seconds = DEFAULT_SECONDS if wanted is None else min(wanted, LONGEST_SECONDS)
        if request.body:
            try:
                published = read_pidf(request.body)
            except ValueError as error:
                return request.response(400, f"Bad PIDF: {error}"[:80])
        elif old is not None:
            published = old.published
        else:
            return request.response(400, "Nothing Is Published")
        if tag is not None:
            del self._by_tag[tag]
        fresh = self._tokens()
        if seconds:
            self._by_tag[fresh] = _Publication(account, now + seconds, published)
            heapq.heappush(self._timers, (now + seconds, fresh))
            self._crowd_out(account)
        self.changed.add(account)
        response = request.response(200)
        response.add("SIP-ETag", fresh)
        response.add("Expires", str(seconds))
        return response

    def latest(self, account: str) -> Published:
        """Return what was published last for an account."""
        found = [one.published for one in self._by_tag.values() if one.account == account]
        return found[-1] if found else Published()

    def timeout(self, now: float) -> None:
        """Forget what expired."""
        while self._timers and self._timers[0][0] <= now:
            _, tag = heapq.heappop(self._timers)
            if (old := self._by_tag.pop(tag, None)) is not None:
                self.changed.add(old.account)

    def next_timer(self) -> float | None:
        """Return when `timeout` should be called next."""
        return self._timers[0][0] if self._timers else None

    def _crowd_out(self, account: str) -> None:
        tags = [tag for tag, one in self._by_tag.items() if one.account == account]
        for tag in tags[:-MOST_PER_ACCOUNT]:
            del self._by_tag[tag]


def _refusal(request: Request) -> Response | None:
    if (request.get("Event") or "").partition(";")[0].strip().lower() != NAME:
        response = request.response(489)
        response.add("Allow-Events", NAME)
        return response
    if request.body and request.content_type != CONTENT_TYPE:
        response = request.response(415)
        response.add("Accept", CONTENT_TYPE)
        return response
    if len(request.body) > LONGEST_BODY:
        return request.response(413)
    if request.expires is not None and 0 < request.expires < SHORTEST_SECONDS:
        response = request.response(423)
        response.add("Min-Expires", str(SHORTEST_SECONDS))
        return response
    return None
