"""A bare SIP user agent that can also do what no good one does: wrong passwords, old nonces, nonsense."""

from __future__ import annotations

import hashlib
import re
import secrets
import socket
import time
from dataclasses import dataclass
from typing import Self

from tests.ports import family_of, free_port

from offhook.sip.address import host_text
from offhook.sip.uri import parse_uri


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

    @property
    def contact(self) -> str:
        """The URI of the Contact."""
        found = re.search(r"<([^>]*)>", self.header("Contact"))
        return found[1] if found else ""

    @property
    def media(self) -> tuple[str, int]:
        """Where the session description wants sound."""
        text = self.body.decode()
        address, port = (
            re.search(r"^c=IN IP[46] (\S+)", text, re.MULTILINE),
            re.search(r"^m=audio (\d+)", text, re.MULTILINE),
        )
        assert address, text
        assert port, text
        return address[1], int(port[1])

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
        kind = socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM
        self.sock = socket.socket(family_of(self.address[0]), kind)
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

    @property
    def place(self) -> str:
        """The server as it stands in a URI."""
        return f"{host_text(self.server[0])}:{self.server[1]}"

    def send(self, data: bytes) -> None:
        if self.tcp:
            self.sock.sendall(data)
        else:
            self.sock.sendto(data, self.server)

    def request(self, method: str, user: str, to: str, *, uri: str = "", headers: str = "", body: str = "") -> str:
        """Return a request from `user`; `headers` are whole lines."""
        self.sequence += 1
        host, port = host_text(self.address[0]), self.address[1]
        place = self.place
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

    def receive(self, seconds: float = 15.0) -> Reply | None:
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

    def final(self, seconds: float = 15.0) -> Reply | None:
        """Return the next final response."""
        while (reply := self.receive(seconds)) is not None:
            if reply.status >= 200:
                return reply
        return None

    def ask(self, request: str, seconds: float = 15.0) -> Reply:
        """Send a request and return its final response; those to former requests may be repeated meanwhile."""
        self.send(request.encode())
        place = re.search(r"^CSeq: (.*)\r$", request, re.MULTILINE)
        assert place, request
        reply = self.final(seconds)
        while reply is not None and reply.header("CSeq") != place[1]:
            reply = self.final(seconds)
        assert reply is not None, f"no response to {request.partition(chr(13))[0]}"
        return reply

    def register(self, user: str, password: str, *, expires: int = 120, seconds: float = 15.0) -> Reply:
        """Register as usual and return what comes of it."""
        extra = f"Expires: {expires}\r\n"
        challenge = self.ask(self.request("REGISTER", user, user, headers=extra), seconds)
        assert challenge.status == 401
        answer = authorization(challenge, "REGISTER", f"sip:{self.place}", user, password)
        return self.ask(self.request("REGISTER", user, user, headers=extra + answer), seconds)

    def unregister_all(self, user: str, password: str) -> None:
        """Take all contacts of a user away (RFC 3261 §10.2.2)."""
        extra = "Expires: 0\r\n"
        for _ in range(2):
            every = re.sub(r"Contact: .*", "Contact: *\r", self.request("REGISTER", user, user, headers=extra))
            reply = self.ask(every)
            if reply.status != 401:
                break
            extra += authorization(reply, "REGISTER", f"sip:{self.place}", user, password)
        assert reply.status == 200, reply

    def call(self, facts: dict[str, str], to: str, port: int, host: str) -> Reply:
        """Call an extension as a device that has its sound at this place; return the 200, acknowledged."""
        user, password = facts["username"], facts["password"]
        challenge = self.ask(self.request("INVITE", user, to, body=sdp(port, host)))
        assert challenge.status == 401, challenge
        self._acknowledge(challenge, user, to, f"sip:{to}@{self.place}")
        proof = authorization(challenge, "INVITE", f"sip:{to}@{self.place}", user, password)
        self.send(self.request("INVITE", user, to, headers=proof, body=sdp(port, host)).encode())
        while (reply := self.final()) is not None:
            if reply.status == 200:
                self._acknowledge(reply, user, to, reply.contact)
                return reply
        raise AssertionError("the call was not answered")

    def hang_up(self, ok: Reply) -> Reply:
        """End a call that was answered so, by a request to its Contact; return what comes of it."""
        self._go_to(ok.contact)
        user, to = (re.search(r"<sip:([^@>]*)", ok.header(name)) for name in ("From", "To"))
        assert user, ok
        assert to, ok
        request = self.request("BYE", user[1], to[1], uri=ok.contact)
        return self.ask(_with_tag(request, ok))

    def _acknowledge(self, reply: Reply, user: str, to: str, uri: str) -> None:
        if reply.status == 200:
            self._go_to(uri)
        self.sequence -= 1  # an ACK has the number of its INVITE
        self.send(_with_tag(self.request("ACK", user, to, uri=uri), reply).encode())

    def _go_to(self, uri: str) -> None:
        """Send to where a URI leads from now on; a connection that is there stays."""
        address = parse_uri(uri).address
        if not self.tcp:
            self.server = address
        assert self.tcp or ":" in address[0] or address[0].count(".") == 3, uri

    def text(self, user: str, password: str, to: str, text: str) -> Reply:
        """Send a text message to an extension and return what comes of it."""

        def message(proof: str = "") -> str:
            plain = self.request("MESSAGE", user, to, headers=f"Content-Type: text/plain\r\n{proof}")
            return plain.replace("Content-Length: 0\r\n\r\n", f"Content-Length: {len(text)}\r\n\r\n{text}")

        challenge = self.ask(message())
        uri = f"sip:{to}@{self.place}"
        return self.ask(message(authorization(challenge, "MESSAGE", uri, user, password)))


def _with_tag(request: str, reply: Reply) -> str:
    """Put a request into the dialog, or the transaction, of a reply."""
    request = re.sub(r"^To: .*$", f"To: {reply.header('To')}", request, flags=re.MULTILINE)
    if reply.status == 200:
        return re.sub(r"^From: .*$", f"From: {reply.header('From')}", request, flags=re.MULTILINE)
    branch = re.search(r"branch=([^;\s]+)", reply.header("Via"))
    assert branch, reply
    return re.sub(r"branch=[^;]+", f"branch={branch[1]}", request, count=1)


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
    where = f"IN IP{6 if ':' in host else 4} {host}"
    return (
        f"v=0\r\no=- 1 1 {where}\r\ns=-\r\nc={where}\r\nt=0 0\r\nm=audio {port} RTP/AVP 8 101\r\n"
        "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n"
    )
