"""Answers that are looked at before they go: kept back whole, or done over into something else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Send


@dataclass(slots=True)
class Answer:
    """An answer as an application sends it."""

    status: int = 500
    raw_headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    @property
    def headers(self) -> Headers:
        """Its headers."""
        return Headers(raw=self.raw_headers)

    async def take(self, message: Message) -> None:
        """Receive a message that the application sends."""
        if message["type"] == "http.response.start":
            self.status, self.raw_headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    async def send(self, send: Send) -> None:
        """Send it on."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body})


async def whole_body(receive: Receive) -> bytes:
    """Return the body of a request."""
    body: bytes = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body", False):
            return body


def receiving(body: bytes) -> Receive:
    """Return what gives an application a body."""
    message: Message = {"type": "http.request", "body": body, "more_body": False}

    async def receive() -> Message:
        nonlocal message
        given, message = message, {"type": "http.disconnect"}
        return given

    return receive
