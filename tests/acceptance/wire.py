"""A bare SIP user agent that can also do what no good one does: wrong passwords, old nonces, nonsense."""

from __future__ import annotations

import hashlib
import re
import secrets
import socket
import time
from dataclasses import dataclass
from typing import Self

from tests.acceptance.baresip import free_port


@dataclass(frozen=True)
class Reply:
    """One received message."""

    start: str
    head: str
    body: bytes

    @property
    def status(self) -> int:
        return int(self.start.split(" ")[1]) if self.start.startswith("SIP/2.0 ") else 0

    def header(self, name: str) -> str:
        found = re.search(rf"^{name}\s*:\s*(.*?)\s*$", self.head, re.MULTILINE | re.IGNORECASE)
        return found[1] if found else ""

    def answer(self, status: int) -> bytes:
        """Return a response to this request."""
        copied = [
            line
            for line in self.head.split("\r\n")[1:]
            if line.partition(":")[0].strip().lower() in {"via", "from", "to", "call-id", "cseq"}
        ]
        return "\r\n".join([f"SIP/2.0 {status} Fine", *copied, "Content-Length: 0", "", ""]).encode()


class Wire:
    """A socket that speaks SIP over UDP, or TCP with `tcp`."""

    def __init__(self, server: tuple[str, int], *, tcp: bool = False, address: tuple[str, int] | None = None) -> None:
        self.server = server
        self.address = address or ("127.0.0.1", free_port())
        self.sock = socket.socket(type=socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM)
        self.sock.bind(self.address)
        self.sock.settimeout(0.2)
        self.tcp = tcp
        if tcp:
            self.sock.connect(server)
        self._buffer = b""
        self.tag = secrets.token_hex(4)
        self.call_id = secrets.token_hex(8)
        self.sequence = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def send(self, data: bytes) -> None:
        if self.tcp:
            self.sock.sendall(data)
        else:
            self.sock.sendto(data, self.server)

    def request(self, method: str, user: str, to: str, *, uri: str = "", headers: str = "", body: str = "") -> str:
        """Return a request from `user`; `headers` are whole lines."""
        self.sequence += 1
        host, port = self.address
        place = f"{self.server[0]}:{self.server[1]}"
        uri = uri or (f"sip:{place}" if method == "REGISTER" else f"sip:{to}@{place}")
        kind = "TCP" if self.tcp else "UDP"
        content = "Content-Type: application/sdp\r\n" if body else ""
        return (
            f"{method} {uri} SIP/2.0\r\n"
            f"Via: SIP/2.0/{kind} {host}:{port};branch=z9hG4bK{secrets.token_hex(6)};rport\r\n"
            f"From: <sip:{user}@{place}>;tag={self.tag}\r\n"
            f"To: <sip:{to}@{place}>\r\n"
            f"Call-ID: {self.call_id}\r\n"
            f"CSeq: {self.sequence} {method}\r\n"
            f"Contact: <sip:{user}@{host}:{port}{';transport=tcp' if self.tcp else ''}>\r\n"
            f"Max-Forwards: 70\r\n"
            f"{headers}{content}"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )

    def receive(self, seconds: float = 5.0) -> Reply | None:
        """Return the next message, None when none comes or the connection was closed."""
        deadline = time.monotonic() + seconds
        while (reply := self._next()) is None and time.monotonic() < deadline:
            try:
                data = self.sock.recv(65536)
            except TimeoutError:
                continue
            except ConnectionError:
                return None
            if self.tcp and not data:
                return None
            self._buffer = self._buffer + data if self.tcp else data
        return reply

    def _next(self) -> Reply | None:
        """Take a whole message out of what came."""
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        text = head.decode(errors="replace").lstrip("\r\n")
        length = re.search(r"^(?:Content-Length|l)\s*:\s*(\d+)", text, re.MULTILINE | re.IGNORECASE)
        size = int(length[1]) if length else len(rest)
        if not found or len(rest) < size:
            return None
        self._buffer = rest[size:]
        return Reply(text.partition("\r\n")[0], text, rest[:size])

    def final(self, seconds: float = 5.0) -> Reply | None:
        """Return the next final response."""
        while (reply := self.receive(seconds)) is not None:
            if reply.status >= 200:
                return reply
        return None

    def ask(self, request: str, seconds: float = 5.0) -> Reply:
        """Send a request and return its final response."""
        self.send(request.encode())
        reply = self.final(seconds)
        assert reply is not None, f"no response to {request.partition(chr(13))[0]}"
        return reply

    def register(self, user: str, password: str, *, expires: int = 120) -> Reply:
        """Register as usual and return what comes of it."""
        extra = f"Expires: {expires}\r\n"
        challenge = self.ask(self.request("REGISTER", user, user, headers=extra))
        assert challenge.status == 401
        answer = authorization(challenge, "REGISTER", f"sip:{self.server[0]}:{self.server[1]}", user, password)
        return self.ask(self.request("REGISTER", user, user, headers=extra + answer))

    def text(self, user: str, password: str, to: str, text: str) -> Reply:
        """Send a text message to an extension and return what comes of it."""

        def message(proof: str = "") -> str:
            plain = self.request("MESSAGE", user, to, headers=f"Content-Type: text/plain\r\n{proof}")
            return plain.replace("Content-Length: 0\r\n\r\n", f"Content-Length: {len(text)}\r\n\r\n{text}")

        challenge = self.ask(message())
        uri = f"sip:{to}@{self.server[0]}:{self.server[1]}"
        return self.ask(message(authorization(challenge, "MESSAGE", uri, user, password)))


def authorization(challenge: Reply, method: str, uri: str, user: str, password: str, *, nc: int = 1) -> str:
    """Answer a digest challenge (RFC 7616, MD5): the whole header line."""
    fields = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge.header("WWW-Authenticate").removeprefix("Digest ")))

    def digest(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    cnonce = secrets.token_hex(4)
    count = f"{nc:08x}"
    secret = digest(f"{user}:{fields['realm']}:{password}")
    response = digest(f"{secret}:{fields['nonce']}:{count}:{cnonce}:auth:{digest(f'{method}:{uri}')}")
    return (
        f'Authorization: Digest username="{user}", realm="{fields["realm"]}", nonce="{fields["nonce"]}", uri="{uri}",'
        f' response="{response}", algorithm=MD5, qop=auth, nc={count}, cnonce="{cnonce}"\r\n'
    )


def sdp(port: int, host: str = "127.0.0.1") -> str:
    """Return an offer of G.711 and keys."""
    return (
        f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\nm=audio {port} RTP/AVP 8 101\r\n"
        "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n"
    )
