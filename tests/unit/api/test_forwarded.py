"""What is believed of X-Forwarded-For and X-Forwarded-Proto, and of whom."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from offhook.api.forwarded import Forwarded, client_of
from offhook.defence.sources import read_networks

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

PROXIES = read_networks("10.9.0.0/16,2001:db8:9::/48")


@pytest.mark.parametrize(
    ("values", "client"),
    [
        (["203.0.113.5"], "203.0.113.5"),
        (["198.51.100.66, 203.0.113.5"], "203.0.113.5"),  # the first is the client's own claim
        (["198.51.100.66", "203.0.113.5"], "203.0.113.5"),  # in two headers
        (["198.51.100.66, 203.0.113.5, 10.9.0.2"], "203.0.113.5"),  # two proxies
        (["10.9.0.3, 10.9.0.2"], "10.9.0.3"),  # from the proxies' own network
        (["203.0.113.5:4711"], "203.0.113.5"),
        (["[2001:db8::5]:4711, 2001:db8:9::1"], "2001:db8::5"),
        (["2001:DB8::5"], "2001:db8::5"),
        (["::ffff:203.0.113.5"], "203.0.113.5"),
        (["unknown"], ""),
        (["198.51.100.66, unknown"], ""),
        (["198.51.100.66, unknown, 10.9.0.2"], "10.9.0.2"),
        ([""], ""),
        ([], ""),
    ],
)
def test_who_the_client_is(values: list[str], client: str) -> None:
    assert client_of(values, PROXIES) == client


def seen(kind: str, peer: str | None, *headers: tuple[str, str]) -> tuple[Any, str]:
    """Return client and scheme as the application sees them."""
    found: list[Scope] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        found.append(scope)

    scope = {
        "type": kind,
        "client": (peer, 99) if peer else None,
        "scheme": "ws" if kind == "websocket" else "http",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
    }
    asyncio.run(Forwarded(app, PROXIES)(scope, None, None))  # type: ignore[arg-type]
    return found[0]["client"], found[0]["scheme"]


FOR, PROTO = ("X-Forwarded-For", "203.0.113.5"), ("X-Forwarded-Proto", "https")


def test_a_trusted_proxy_is_believed() -> None:
    assert seen("http", "10.9.0.2", FOR, PROTO) == (("203.0.113.5", 99), "https")
    assert seen("websocket", "10.9.0.2", FOR, PROTO) == (("203.0.113.5", 99), "wss")
    assert seen("http", "10.9.0.2", FOR) == (("203.0.113.5", 99), "http")
    assert seen("http", "10.9.0.2", PROTO) == (("10.9.0.2", 99), "https")
    assert seen("http", "10.9.0.2", ("X-Forwarded-Proto", "https, http")) == (("10.9.0.2", 99), "http")
    assert seen("http", "10.9.0.2", ("X-Forwarded-Proto", "gopher")) == (("10.9.0.2", 99), "http")


@pytest.mark.parametrize("peer", ["10.8.0.2", "127.0.0.1", "::1", None])
def test_nobody_else_is(peer: str | None) -> None:
    assert seen("http", peer, FOR, PROTO) == ((peer, 99) if peer else None, "http")
