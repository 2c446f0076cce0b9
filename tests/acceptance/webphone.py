"""Telephones of signalling only, by WebSocket with what JsSIP sends, or by TLS."""

from __future__ import annotations

import re
import secrets
import socket
import ssl
import time
from typing import TYPE_CHECKING

from websockets.sync.client import connect

from offhook.sip.digest import Credentials, answer_challenge, read_challenge
from offhook.sip.wire import Request, Response, StreamFramer, parse

if TYPE_CHECKING:
    from websockets.sync.connection import Connection

SDP = (
    b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    b"m=audio %d RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n"
)

SECURE_SDP = SDP.replace(b"RTP/AVP", b"UDP/TLS/RTP/SAVPF") + (
    b"a=rtcp-mux\r\na=setup:active\r\na=fingerprint:sha-256 %s\r\na=ice-ufrag:abcd\r\na=ice-pwd:%s\r\n"
    % (b":".join([b"5A"] * 32), b"a" * 24)
).replace(b"%", b"%%")


class WebPhone:
    """One page with one SIP account; the page has one contact, whatever connections it goes through."""

    transport = "WS"

    def __init__(self, url: str, username: str, password: str, **options) -> None:
        self.url = url
        self.username = username
        self.password = password
        self.options = options
        self.host = f"{secrets.token_hex(6)}.invalid"
        self.contact = f"sip:{secrets.token_hex(4)}@{self.host};transport=ws"
        self.instance = f'"<urn:uuid:{secrets.token_hex(16)}>"'
        self.call_id = secrets.token_hex(8)
        self.cseq = 0
        self.requests: list[Request] = []
        self.calling: Request
        self.socket: Connection
        self.connect()

    def connect(self) -> None:
        self.socket = connect(
            self.url,
            legacy=True,
            subprotocols=["sip"],
            compression=None,
            max_size=None,
            open_timeout=30,  # a web process that just starts beside other tests; a refusal comes at once
            **self.options,
        )

    def close(self) -> None:
        self.socket.close()

    @property
    def port(self) -> int:
        """Our own end of the connection."""
        return int(self.socket.local_address[1])

    def send(self, message: Request | Response) -> None:
        self.socket.send(message.encode().decode())

    def receive(self, seconds: float = 15.0) -> Request | Response:
        data = self.socket.recv(timeout=seconds)
        return parse(data.encode() if isinstance(data, str) else data)

    def response(self, cseq: str, seconds: float = 15.0, *, final: bool = True) -> Response:
        """Return the (final) response to a request of ours; requests meanwhile are kept."""
        deadline = time.monotonic() + seconds
        while True:
            message = self.receive(max(0.01, deadline - time.monotonic()))
            if isinstance(message, Request):
                self.requests.append(message)
            elif message.get("CSeq") == cseq and (message.status >= 200 or not final):
                return message

    def request(self, method: str, seconds: float = 15.0) -> Request:
        """Return the next request of this method; responses meanwhile are passed over."""
        deadline = time.monotonic() + seconds
        while True:
            for waiting in self.requests:
                if waiting.method == method:
                    self.requests.remove(waiting)
                    return waiting
            message = self.receive(max(0.01, deadline - time.monotonic()))
            if isinstance(message, Request):
                self.requests.append(message)

    def build(self, method: str, uri: str, to: str, **fields) -> Request:
        self.cseq += 1
        headers = [
            ("Via", f"SIP/2.0/{self.transport} {self.host};branch=z9hG4bK{secrets.token_hex(6)}"),
            ("Max-Forwards", "69"),
            ("To", to),
            ("From", fields.get("from_") or f"<sip:{self.username}@offhook>;tag={secrets.token_hex(5)}"),
            ("Call-ID", fields.get("call_id") or self.call_id),
            ("CSeq", f"{self.cseq} {method}"),
            ("Supported", "path,gruu,outbound"),
            ("User-Agent", "JsSIP"),
        ]
        return Request(method, uri, headers, fields.get("body", b""))

    def proven(self, request: Request, seconds: float = 15.0) -> Response:
        """Send a request, answer its challenge, and return the final response."""
        self.send(request)
        response = self.response(request.get("CSeq") or "", seconds)
        if response.status != 401:
            return response
        again = self.with_credentials(request, response)
        self.send(again)
        return self.response(again.get("CSeq") or "", seconds)

    def with_credentials(self, request: Request, challenge: Response) -> Request:
        again = self.build(request.method, request.uri, request.get("To") or "", body=request.body)
        for name in ("Contact", "Expires", "Content-Type", "From", "Call-ID"):
            if value := request.get(name):
                again.set(name, value)
        credentials = Credentials(self.username, self.password)
        again.add(*answer_challenge(again, read_challenge(challenge), credentials, secrets.token_hex(4), 1))
        return again

    def acknowledge(self, invite: Request, response: Response) -> None:
        uri = invite.uri
        if response.status < 300:
            uri = re.search("<(.*)>", response.get("Contact") or "")[1]
        ack = Request("ACK", uri, [("Via", invite.top_via()), ("Max-Forwards", "69")])
        for name, value in (("To", response.get("To")), ("From", invite.get("From")), ("Call-ID", invite.call_id)):
            ack.add(name, value or "")
        ack.add("CSeq", f"{invite.cseq.number} ACK")
        self.send(ack)

    def register(self, expires: int = 600) -> Response:
        request = self.build("REGISTER", "sip:offhook", f"<sip:{self.username}@offhook>")
        request.add("Contact", f"<{self.contact}>;+sip.instance={self.instance};reg-id=1;expires={expires}")
        request.add("Expires", str(expires))
        return self.proven(request)

    def call(self, number: str, rtp_port: int = 40000) -> Response:
        """Call and return the acknowledged final response."""
        self.invite(number, rtp_port)
        return self.outcome()

    def invite(self, number: str, rtp_port: int = 40000) -> None:
        """Call, with the challenge answered; the final response is still to come."""
        self.call_id = secrets.token_hex(8)
        request = self.build("INVITE", f"sip:{number}@offhook", f"<sip:{number}@offhook>", body=SDP % rtp_port)
        request.add("Contact", f"<{self.contact}>")
        request.add("Content-Type", "application/sdp")
        self.send(request)
        response = self.response(request.get("CSeq") or "")
        self.acknowledge(request, response)
        self.calling = self.with_credentials(request, response)
        self.send(self.calling)

    def outcome(self, seconds: float = 15.0) -> Response:
        """Return the final response of `invite`, acknowledged."""
        response = self.response(self.calling.get("CSeq") or "", seconds)
        self.acknowledge(self.calling, response)
        return response

    def answer(self, request: Request, status: int = 200, rtp_port: int | None = None) -> Response:
        """Answer a request; with a port, with SDP."""
        response = request.response(status, to_tag="webphone")
        response.add("Contact", f"<{self.contact}>")
        if rtp_port is not None:
            response.add("Content-Type", "application/sdp")
            secure = b"UDP/TLS/RTP/SAVPF" in request.body
            response.body = (SECURE_SDP if secure else SDP) % rtp_port
        self.send(response)
        return response


class TlsPhone(WebPhone):
    """The same by TLS, behind a NAT; `url` is `host:port`, the option `root` the authority that is trusted."""

    transport = "TLS"

    def connect(self) -> None:
        host, _, port = self.url.rpartition(":")
        context = ssl.create_default_context(cafile=str(self.options["root"]))
        plain = socket.create_connection((host, int(port)), timeout=10)
        self.stream = context.wrap_socket(plain, server_hostname=host)
        self.framer = StreamFramer()
        self.messages: list[bytes] = []
        self.contact = f"sip:{self.username}@10.0.0.9:{self.port};transport=tls"
        self.host = f"10.0.0.9:{self.port}"

    @property
    def port(self) -> int:
        return int(self.stream.getsockname()[1])

    def close(self) -> None:
        self.stream.close()

    def send(self, message: Request | Response) -> None:
        self.stream.sendall(message.encode())

    def receive(self, seconds: float = 15.0) -> Request | Response:
        deadline = time.monotonic() + seconds
        while not self.messages:
            self.stream.settimeout(max(0.01, deadline - time.monotonic()))
            data = self.stream.recv(65_536)
            if not data:
                raise ConnectionResetError
            self.messages += self.framer.feed(data)
        return parse(self.messages.pop(0))
