"""Asks an outside system during a call: a POST of JSON, an answer of JSON, within a time limit.

Invariant: whatever comes back, or does not, the call goes on: the answer is short texts by short names, or a reason
why there is none. Addresses that are not public are not asked unless the installation allows it: no company may reach
into the provider's network through a scenario.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import aiohttp

from offhook.outbound.client import Outside, read_start
from offhook.outbound.signature import signed
from offhook.scenario.visit import Answered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from offhook.defence.sources import Network

LONGEST_ANSWER = 65536
MOST_FIELDS = 100
MOST_AT_ONCE = 100
LONGEST_NAME = 40
LONGEST_TEXT = 2000


class Asker:
    """A client for one switch; `allowed` are networks that may be asked though they are not public."""

    def __init__(self, allowed: tuple[Network, ...] = ()) -> None:
        self._outside = Outside(allowed, most=MOST_AT_ONCE)

    async def ask(
        self, url: str, question: Mapping[str, str], timeout_s: float, secrets: Iterable[str] = ()
    ) -> Answered:
        """Post `question` to `url` and return the fields of the JSON object that is answered; `secrets` sign it."""
        body = json.dumps(dict(question)).encode()
        headers = signed(body, secrets, int(time.time()))
        try:
            async with self._outside.post(url, body, timeout_s, headers) as response:
                status = response.status
                found = await read_start(response, LONGEST_ANSWER + 1)
        except TimeoutError:
            return Answered(in_time=False, fields={}, reason=f"no answer within {timeout_s:g} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Answered(in_time=False, fields={}, reason=str(error) or type(error).__name__)
        if not 200 <= status < 300:  # noqa: PLR2004  RFC 9110 §15.3
            return Answered(in_time=False, fields={}, reason=f"HTTP status {status}")
        if len(found) > LONGEST_ANSWER:
            return Answered(in_time=False, fields={}, reason=f"the answer is longer than {LONGEST_ANSWER} bytes")
        return read_answer(found)

    async def close(self) -> None:
        """Close connections that are kept open."""
        await self._outside.close()


def read_answer(body: bytes) -> Answered:
    """Read an answer: a JSON object, whose texts, numbers and truths become fields; `{}` may be empty."""
    try:
        found: Any = json.loads(body) if body.strip() else {}
    except (ValueError, RecursionError):
        return Answered(in_time=False, fields={}, reason="the answer is no JSON")
    if not isinstance(found, dict):
        return Answered(in_time=False, fields={}, reason="the answer is no JSON object")
    fields = {
        name: _text(value)
        for name, value in list(found.items())[:MOST_FIELDS]
        if len(name) <= LONGEST_NAME and isinstance(value, (str, int, float, bool))
    }
    return Answered(in_time=True, fields=fields)


def _text(value: str | float | bool) -> str:  # noqa: FBT001  one of several kinds of value
    return str(value).lower() if isinstance(value, bool) else str(value)[:LONGEST_TEXT]
