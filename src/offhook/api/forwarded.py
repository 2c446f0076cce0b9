"""Behind a reverse proxy: the client's address and scheme as trusted proxies tell them, X-Forwarded-For and -Proto.

Invariant: of what somebody says who is no trusted proxy, nothing is believed. Each proxy adds, at the end, whom it
speaks with; so the last address that is no trusted proxy's is the client's, whatever stands before it.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from offhook.defence.sources import among

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from offhook.defence.sources import Network


class Forwarded:
    """Middleware: everything behind it sees the client instead of the proxy."""

    def __init__(self, app: ASGIApp, proxies: tuple[Network, ...]) -> None:
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] in {"http", "websocket"} and among((scope.get("client") or ("",))[0], self._proxies):
            scope = self._seen_through(scope)
        await self._app(scope, receive, send)

    def _seen_through(self, scope: Scope) -> Scope:
        headers = Headers(scope=scope)
        seen = dict(scope)
        if client := client_of(headers.getlist("x-forwarded-for"), self._proxies):
            seen["client"] = (client, scope["client"][1])  # the proxy's port, which tells its connections apart
        scheme = (headers.getlist("x-forwarded-proto") or [""])[-1].rpartition(",")[2].strip().lower()
        if scheme in {"http", "https", "ws", "wss"}:
            plain = "ws" if scope["type"] == "websocket" else "http"
            seen["scheme"] = f"{plain}s" if scheme in {"https", "wss"} else plain
        return seen


def client_of(values: list[str], proxies: tuple[Network, ...]) -> str:
    """Return the client's address of X-Forwarded-For headers, "" when they do not tell it.

    When all are trusted proxies it is the first; behind what is no address nothing is believed.
    """
    client = ""
    for text in reversed(",".join(values).split(",")):
        address = _address(text.strip())
        if not address:
            break
        client = address
        if not among(address, proxies):
            break
    return client


def _address(text: str) -> str:
    """Return an IP address, which some proxies write with a port, IPv6 then in brackets; "" for anything else."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if found.version == 6 else None  # noqa: PLR2004  the version of IP
    return str(mapped or found)
