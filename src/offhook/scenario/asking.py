"""Asks an outside system during a call: a POST of JSON, an answer of JSON, within a time limit.

Invariant: whatever comes back, or does not, the call goes on: the answer is short texts by short names, or a reason
why there is none. Addresses that are not public are not asked unless the installation allows it: no company may reach
into the provider's network through a scenario.
"""

from __future__ import annotations

import errno
import json
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from offhook.defence.sources import among
from offhook.scenario.visit import Answered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from offhook.defence.sources import Network

LONGEST_ANSWER = 65536
MOST_FIELDS = 100
MOST_AT_ONCE = 100
LONGEST_NAME = 40
LONGEST_TEXT = 2000
NOT_PUBLIC = "its address is not public"


class Asker:
    """A client for one switch; `allowed` are networks that may be asked though they are not public."""

    def __init__(self, allowed: tuple[Network, ...] = ()) -> None:
        self._allowed = allowed
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, url: str, question: Mapping[str, str], timeout_s: float) -> Answered:
        """Post `question` to `url` and return the fields of the JSON object that is answered."""
        if self._is_written_out(url):
            return Answered(in_time=False, fields={}, reason=NOT_PUBLIC)
        try:
            async with self._opened().post(
                url, json=dict(question), timeout=aiohttp.ClientTimeout(timeout_s), allow_redirects=False
            ) as response:
                body = await response.content.read(LONGEST_ANSWER + 1)
                status = response.status
        except TimeoutError:
            return Answered(in_time=False, fields={}, reason=f"no answer within {timeout_s:g} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Answered(in_time=False, fields={}, reason=str(error) or type(error).__name__)
        if not 200 <= status < 300:  # noqa: PLR2004  RFC 9110 §15.3
            return Answered(in_time=False, fields={}, reason=f"HTTP status {status}")
        if len(body) > LONGEST_ANSWER:
            return Answered(in_time=False, fields={}, reason=f"the answer is longer than {LONGEST_ANSWER} bytes")
        return read_answer(body)

    async def close(self) -> None:
        """Close connections that are kept open."""
        if self._session is not None:
            await self._session.close()

    def _is_written_out(self, url: str) -> bool:
        """Tell whether an address is written out in a URL, so that no name is resolved, and may not be asked."""
        try:
            return not _may_be_asked(URL(url).host or "", self._allowed)
        except ValueError:
            return False  # a name, or no URL at all

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=_Allowed(self._allowed), limit=MOST_AT_ONCE),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


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


def _may_be_asked(address: str, allowed: tuple[Network, ...]) -> bool:
    return ip_address(address.partition("%")[0]).is_global or among(address, allowed)


class _Allowed(AbstractResolver):
    """Resolves names to those addresses only that may be asked."""

    def __init__(self, allowed: tuple[Network, ...]) -> None:
        self._allowed = allowed
        self._inner = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        fitting = [one for one in found if _may_be_asked(one["host"], self._allowed)]
        if not fitting:
            raise OSError(errno.EACCES, NOT_PUBLIC)
        return fitting

    async def close(self) -> None:
        await self._inner.close()
