"""SIP messages on the wire: tolerant reading (RFC 3261 §7, §18.3; RFC 4475) and framing of streams (RFC 5626 §3.5.1).

A bad optional header never drops a message; a bad mandatory one raises BadMessage with the status to answer. Octets
that are no UTF-8 survive a round trip as surrogates. A stream that cannot be framed is lost for good: the error is
final and the connection has to be closed.
"""

from __future__ import annotations

from offhook.errors import BadMessage
from offhook.sip.headers import is_token, parse_cseq, parse_name_addr, parse_number
from offhook.sip.message import Message, Request, Response, first_via
from offhook.sip.names import EXACT, SINGLE_HEADERS, canonical_name

__all__ = ["MAX_MESSAGE", "Message", "Request", "Response", "StreamFramer", "parse"]

MAX_MESSAGE = 65_535
"""The longest message taken, in octets."""

_MAX_HEAD = 32_768


def parse(data: bytes) -> Request | Response:
    """Read one message: a datagram, or what StreamFramer cut out of a stream.

    Raises BadMessage with the status to answer; its `request` is there when an answer can be addressed.
    """
    if len(data) > MAX_MESSAGE:
        _parse_oversized(data)
    end = data.find(b"\r\n\r\n")
    body_start = end + 4
    if end < 0:
        end = data.find(b"\n\n")
        body_start = end + 2
        if end < 0:
            raise BadMessage(400, "No end of headers")
    head = data[:end].decode("utf-8", "surrogateescape")
    lines = _lines(head)
    message = _start(lines)
    length = _read_headers(message, lines)
    body = data[body_start:]
    if length is not None:
        if length > len(body):
            raise BadMessage(
                400, "Content-Length longer than the message", message if isinstance(message, Request) else None
            )
        if length < len(body):
            body = body[:length]
    message.body = body
    return message


def _lines(head: str) -> list[str]:
    if "\n " in head or "\n\t" in head:
        head = _unfold(head)
    lines = head.split("\r\n")
    breaks = len(lines) - 1
    if head.count("\n") != breaks or head.count("\r") != breaks:
        lines = head.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[0]:
        while lines and not lines[0]:
            del lines[0]
        if not lines:
            raise BadMessage(400, "Empty message")
    return lines


def _unfold(head: str) -> str:
    unfolded: list[str] = []
    for line in head.replace("\r\n", "\n").split("\n"):
        if line[:1] in (" ", "\t") and unfolded:
            unfolded[-1] = f"{unfolded[-1].rstrip()} {line.strip()}"
        else:
            unfolded.append(line)
    return "\r\n".join(unfolded)


def _start(lines: list[str]) -> Request | Response:
    first = lines[0]
    if first.startswith("SIP/2.0 "):
        code, _, reason = first[8:].partition(" ")
        if len(code) != 3 or not (code.isascii() and code.isdigit()) or not "1" <= code[0] <= "6":  # noqa: PLR2004
            raise BadMessage(400, "Bad status")
        return Response(int(code), reason)
    parts = first.split(" ")
    if len(parts) == 3 and parts[2] == "SIP/2.0" and is_token(parts[0]) and parts[1] and parts[1][0] != "<":  # noqa: PLR2004
        return Request(parts[0], parts[1])
    _refuse_start(lines)
    raise BadMessage(400, "Bad start line")


def _refuse_start(lines: list[str]) -> None:
    """Raise BadMessage for a bad request line, with the request when it can be answered."""
    first = lines[0]
    if first[:4].upper() == "SIP/":
        raise BadMessage(400, "Bad status line")
    pieces = first.split()
    if len(pieces) < 2 or not is_token(pieces[0]):  # noqa: PLR2004  method and something
        raise BadMessage(400, "Bad request line")
    request = Request(pieces[0], pieces[1])
    version = pieces[-1].upper()
    other_version = version.startswith("SIP/") and version != "SIP/2.0"
    try:
        _read_headers(request, lines)
    except BadMessage as error:
        if error.request is None or not other_version:
            raise
    if other_version:
        raise BadMessage(505, "Version Not Supported", request)
    raise BadMessage(400, "Bad request line", request)


def _read_headers(message: Request | Response, lines: list[str]) -> int | None:
    """Fill in the headers, check the mandatory ones and return Content-Length."""
    headers = message.headers
    exact = EXACT
    seen: dict[str, str] = {}
    fault = ""
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        name = exact.get(name) or canonical_name(name)
        value = value.strip()
        if name not in seen:
            if not colon:
                continue
            seen[name] = value
        elif name in SINGLE_HEADERS:
            fault = f"Multiple {name}"
        if name != "Content-Length":
            headers.append((name, value))
    message.index = seen
    length: int | None = None
    if "Content-Length" in seen:
        try:
            length = parse_number(seen["Content-Length"], 2**31)
        except ValueError:
            fault = "Bad Content-Length"
    fault = _read_mandatory(message, seen) or fault
    if fault:
        answerable = message if isinstance(message, Request) and message.has_via() else None
        raise BadMessage(400, fault, answerable)
    return length


def _read_mandatory(message: Request | Response, seen: dict[str, str]) -> str:
    """Read the headers that every message has into the cache and return what is wrong with them.

    The From of a response is our own and read when asked for.
    """
    cache = message.cache
    name = "Via"
    try:
        cache["Via"] = first_via(seen["Via"])
        name = "To"
        cache["To"] = parse_name_addr(seen["To"])
        name = "CSeq"
        cseq = cache["CSeq"] = parse_cseq(seen["CSeq"])
        name = "From"
        if isinstance(message, Request):
            cache["From"] = parse_name_addr(seen["From"])
            if cseq.method != message.method:
                return "CSeq of another method"
        elif name not in seen:
            return "Missing From"
    except KeyError:
        return f"Missing {name}"
    except ValueError:
        return f"Bad {name}"
    return "" if seen.get("Call-ID") else "Missing Call-ID"


def _parse_oversized(data: bytes) -> None:
    end = data.find(b"\r\n\r\n", 0, MAX_MESSAGE)
    request = None
    if end > 0:
        try:
            lines = _lines(data[:end].decode("utf-8", "surrogateescape"))
            message = _start(lines)
            _read_headers(message, lines)
            request = message if isinstance(message, Request) else None
        except BadMessage as error:
            request = error.request
    raise BadMessage(513, "Message Too Large", request)


class StreamFramer:
    """Collects octets of one stream.

    `pongs` counts the keep-alives that are to be answered with one CRLF each (the owner resets it).
    """

    __slots__ = ("_buffer", "_searched", "_wanted", "pongs")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._wanted = 0
        self._searched = 0
        self.pongs = 0

    @property
    def buffered(self) -> int:
        """How many octets wait for the rest of their message."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """Take octets and return the messages that they complete.

        Raises BadMessage (400 or 513) when the stream cannot be framed; what was complete before is lost with it.
        """
        buffer = self._buffer
        buffer += data
        messages: list[bytes] = []
        while True:
            if not self._wanted:
                self._skip_keep_alives()
                end = buffer.find(b"\r\n\r\n", self._searched)
                if end < 0:
                    if len(buffer) > _MAX_HEAD:
                        raise BadMessage(513, "Headers too long")
                    self._searched = max(0, len(buffer) - 3)
                    return messages
                self._wanted = end + 4 + _content_length(bytes(buffer[:end]))
                if self._wanted > MAX_MESSAGE:
                    raise BadMessage(513, "Message Too Large")
            if len(buffer) < self._wanted:
                return messages
            messages.append(bytes(buffer[: self._wanted]))
            del buffer[: self._wanted]
            self._wanted = 0
            self._searched = 0

    def _skip_keep_alives(self) -> None:
        buffer = self._buffer
        while buffer[:4] == b"\r\n\r\n":
            del buffer[:4]
            self.pongs += 1
            self._searched = 0
        while buffer[:2] == b"\r\n" and len(buffer) > 2 and buffer[:3] != b"\r\n\r":  # noqa: PLR2004  a pong, or a stray line end
            del buffer[:2]
            self._searched = 0


def _content_length(head: bytes) -> int:
    found: set[bytes] = set()
    for line in head.lower().split(b"\r\n")[1:]:
        name, colon, value = line.partition(b":")
        if colon and name.strip() in (b"content-length", b"l"):
            found.add(value.strip())
    if len(found) != 1:
        raise BadMessage(400, "A stream wants one Content-Length")
    try:
        return parse_number(found.pop().decode("ascii", "replace"), 2**31)
    except ValueError as error:
        raise BadMessage(400, "Bad Content-Length") from error
