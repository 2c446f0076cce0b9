"""One attempt: the request as it is sent and shown, and what came of it.

Invariant: the body and the delivery's id are the same at each attempt; time and signature are the attempt's own.
Whatever a receiver answers, an attempt ends within its time and keeps little of the answer.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

import aiohttp

from offhook.outbound.client import Outside, read_start
from offhook.outbound.signature import signed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from offhook.defence.sources import Network

ATTEMPT_S: Final = 10.0
LONGEST_ANSWER: Final = 4096
MOST_HEADERS: Final = 20
LONGEST_HEADER: Final = 200
MOST_CONNECTIONS: Final = 300
GONE: Final = 410
_BODY_S: Final = 2.0  # a receiver has accepted with its status; what it says besides may not take long
_TRY_LATER: Final = frozenset({429, 503})
_LONGEST_WISH: Final = 3600


@dataclass(frozen=True, slots=True)
class Told:
    """What a webhook is told. `event` is 0 for a test."""

    delivery: str
    event: int
    kind: str
    at: datetime
    call: str | None
    sequence: int | None
    company: str
    data: Mapping[str, Any]

    def body(self) -> bytes:
        """Return the body of the request."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        told = {
            "id": self.event,
            "kind": self.kind,
            "at": at,
            "call": self.call,
            "sequence": self.sequence,
            "company": self.company,
            "data": self.data,
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt: a status, or an error where there was none. `wait_s`: it asked to be left alone."""

    took_ms: int
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""
    error: str = ""
    wait_s: float = 0.0

    @property
    def accepted(self) -> bool:
        """Whether the receiver has it now."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004  RFC 9110 §15.3

    @property
    def gone(self) -> bool:
        """Whether the receiver wants nothing any more (RFC 9110 §15.5.11)."""
        return self.status == GONE

    @property
    def trouble(self) -> str:
        """Why it was not accepted, "" when it was."""
        return "" if self.accepted else self.error or f"the server answered with status {self.status}"


class Poster:
    """Makes attempts; `allowed` are networks that may be reached though they are not public."""

    def __init__(self, allowed: tuple[Network, ...] = (), attempt_s: float = ATTEMPT_S) -> None:
        self._outside = Outside(allowed, strict=True, most=MOST_CONNECTIONS)
        self._attempt_s = attempt_s

    async def post(self, url: str, told: Told, secrets: Iterable[str]) -> Outcome:
        """Post what is told, signed with all of the secrets."""
        began = time.monotonic()

        def took() -> int:
            return round((time.monotonic() - began) * 1000)

        body = told.body()
        headers = {"Offhook-Delivery": told.delivery, **signed(body, secrets, int(time.time()))}
        try:
            async with self._outside.post(url, body, self._attempt_s, headers) as response:
                answer = await _start_of(response)
                return Outcome(
                    took_ms=took(),
                    status=response.status,
                    headers=_short(response.headers),
                    answer=answer.decode("utf-8", "replace").replace("\0", "\ufffd"),
                    wait_s=_wished(response) if response.status in _TRY_LATER else 0.0,
                )
        except TimeoutError:
            return Outcome(took(), error=f"no answer within {self._attempt_s:g} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Outcome(took(), error=(str(error) or type(error).__name__)[:500].replace("\0", "\ufffd"))

    async def close(self) -> None:
        """Close connections that are kept open."""
        await self._outside.close()


async def _start_of(response: aiohttp.ClientResponse) -> bytes:
    """Return the beginning of an answer; what is late or broken is left out, as its status has come already."""
    try:
        async with asyncio.timeout(_BODY_S):
            return await read_start(response, LONGEST_ANSWER)
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError):
        return b""


def _short(headers: Mapping[str, str]) -> dict[str, str]:
    kept = list(headers.items())[:MOST_HEADERS]
    return {
        name[:LONGEST_HEADER]: value[:LONGEST_HEADER].encode("utf-8", "replace").decode().replace("\0", "\ufffd")
        for name, value in kept
    }


def _wished(response: aiohttp.ClientResponse) -> float:
    """Return for how long a server wants to be left alone (RFC 9110 §10.2.3, in seconds)."""
    text = response.headers.get("Retry-After", "").strip()
    return float(min(int(text), _LONGEST_WISH)) if text.isascii() and text.isdigit() and len(text) < 10 else 0.0  # noqa: PLR2004  more is no time
