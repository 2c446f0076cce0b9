"""Requests and responses as objects (RFC 3261 §7, §20): headers in order as text, typed values read when asked for.

Header names are stored in their canonical long form, unknown ones keep their spelling. Content-Length is not among
`headers`: `encode` writes it. Change headers by the methods only, for the typed values are cached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from offhook.errors import BadMessage, MisuseError
from offhook.sip.headers import (
    CSeq,
    NameAddr,
    Via,
    parse_cseq,
    parse_name_addr,
    parse_number,
    parse_via,
    split_list,
)
from offhook.sip.names import EXACT, KNOWN, LIST_HEADERS, REASONS, canonical_name, is_known

if TYPE_CHECKING:
    from collections.abc import Iterable

_ECHOED = frozenset(("Via", "From", "To", "Call-ID", "CSeq"))
_LINE = ": ".join
_MAX_FORWARDS = 255
_MAX_SECONDS = 2**32 - 1


class Message:
    """What requests and responses share: headers in order, and a body.

    `cache` (typed values) and `index` (first values by name, None once a header changed) are for the reader in wire.py.
    """

    __slots__ = ("body", "cache", "headers", "index")

    def __init__(self, headers: Iterable[tuple[str, str]] = (), body: bytes = b"") -> None:
        self.headers: list[tuple[str, str]] = list(headers)
        self.body = body
        self.cache: dict[str, Any] = {}
        self.index: dict[str, str] | None = None

    def get(self, name: str) -> str | None:
        """Return the first value of a header as text (a comma list is not split), None when there is none."""
        if self.index is not None:
            found = self.index.get(name)
            if found is not None or name in KNOWN:
                return found
        name = canonical_name(name)
        for known, value in self.headers:
            if known == name:
                return value
        if not is_known(name):
            lower = name.lower()
            for known, value in self.headers:
                if known.lower() == lower:
                    return value
        return None

    def all(self, name: str) -> list[str]:
        """Return all values of a header in order; headers that are lists by their grammar are split at commas."""
        name = EXACT.get(name) or canonical_name(name)
        if is_known(name):
            if self.index is not None and name not in self.index:
                return []
            values = [value for known, value in self.headers if known == name]
        else:
            lower = name.lower()
            values = [value for known, value in self.headers if known.lower() == lower]
        if name not in LIST_HEADERS:
            return values
        if len(values) == 1:
            return split_list(values[0])
        return [part for value in values for part in split_list(value)]

    def add(self, name: str, value: str) -> None:
        """Append a header."""
        name = canonical_name(name)
        self.headers.append((name, value))
        self._changed(name)

    def prepend(self, name: str, value: str) -> None:
        """Put a header before all others."""
        name = canonical_name(name)
        self.headers.insert(0, (name, value))
        self._changed(name)

    def set(self, name: str, value: str) -> None:
        """Replace all headers of this name by one, in the place of the first."""
        name = canonical_name(name)
        lower = name.lower()
        place = -1
        kept: list[tuple[str, str]] = []
        for known, old in self.headers:
            if known == name or known.lower() == lower:
                if place < 0:
                    place = len(kept)
                    kept.append((name, value))
            else:
                kept.append((known, old))
        if place < 0:
            kept.append((name, value))
        self.headers = kept
        self._changed(name)

    def remove(self, name: str) -> None:
        """Drop all headers of this name."""
        name = canonical_name(name)
        lower = name.lower()
        self.headers = [header for header in self.headers if header[0] != name and header[0].lower() != lower]
        self._changed(name)

    def replace_top(self, name: str, value: str) -> None:
        """Replace the first header of this name; there must be one."""
        for place, header in enumerate(self.headers):
            if header[0] == name:
                self.headers[place] = (name, value)
                self.cache.pop(name, None)
                if self.index is not None:
                    self.index[name] = value
                return
        raise MisuseError(f"no {name} to replace")

    def top_via(self) -> str:
        """Return the text of the first Via header, which may be a list. Raises MisuseError when there is none."""
        for header in self.headers:
            if header[0] == "Via":
                return header[1]
        raise MisuseError("no Via")

    def _changed(self, name: str) -> None:
        self.cache.pop(name, None)
        self.index = None

    @property
    def start_line(self) -> str:
        """The first line without its line end."""
        raise NotImplementedError

    def encode(self) -> bytes:
        """Return the message as octets, with its Content-Length.

        Raises MisuseError when a header value holds a line break.
        """
        lines = [self.start_line, *map(_LINE, self.headers), f"Content-Length: {len(self.body)}\r\n\r\n"]
        head = "\r\n".join(lines)
        breaks = len(lines) + 1
        if head.count("\n") != breaks or head.count("\r") != breaks:
            raise MisuseError("a line break inside a header")
        return head.encode("utf-8", "surrogateescape") + self.body

    # typed values

    @property
    def via(self) -> Via:
        """The topmost Via. Raises BadMessage when it is missing or bad."""
        cached = self.cache.get("Via")
        if cached is None:
            cached = self.cache["Via"] = self._typed("Via", first_via)
        return cached  # type: ignore[no-any-return]

    @property
    def from_(self) -> NameAddr:
        """The From. Raises BadMessage when it is missing or bad."""
        cached = self.cache.get("From")
        if cached is None:
            cached = self.cache["From"] = self._typed("From", parse_name_addr)
        return cached  # type: ignore[no-any-return]

    @property
    def to(self) -> NameAddr:
        """The To. Raises BadMessage when it is missing or bad."""
        cached = self.cache.get("To")
        if cached is None:
            cached = self.cache["To"] = self._typed("To", parse_name_addr)
        return cached  # type: ignore[no-any-return]

    @property
    def cseq(self) -> CSeq:
        """The CSeq. Raises BadMessage when it is missing or bad."""
        cached = self.cache.get("CSeq")
        if cached is None:
            cached = self.cache["CSeq"] = self._typed("CSeq", parse_cseq)
        return cached  # type: ignore[no-any-return]

    @property
    def call_id(self) -> str:
        """The Call-ID, "" when there is none."""
        return self.get("Call-ID") or ""

    @property
    def contacts(self) -> list[NameAddr]:
        """All Contacts. Raises BadMessage when one is bad."""
        return self._addresses("Contact")

    @property
    def routes(self) -> list[NameAddr]:
        """All Routes, topmost first. Raises BadMessage when one is bad."""
        return self._addresses("Route")

    @property
    def record_routes(self) -> list[NameAddr]:
        """All Record-Routes, topmost first. Raises BadMessage when one is bad."""
        return self._addresses("Record-Route")

    @property
    def max_forwards(self) -> int | None:
        """Max-Forwards, None when it is missing or bad."""
        return self._number("Max-Forwards", _MAX_FORWARDS)

    @property
    def expires(self) -> int | None:
        """Expires in seconds, None when it is missing or bad."""
        return self._number("Expires", _MAX_SECONDS)

    @property
    def content_type(self) -> str:
        """The Content-Type, lower case and without parameters; "" when there is none."""
        value = self.get("Content-Type")
        return value.partition(";")[0].strip().lower() if value else ""

    def tokens(self, name: str) -> list[str]:
        """Return a list header of tokens (Supported, Require, Allow-Events …) in lower case."""
        return [value.lower() for value in self.all(name)]

    def has_via(self) -> bool:
        """Tell whether a topmost Via could be read, so that an answer finds its way."""
        return "Via" in self.cache

    def _typed(self, name: str, reader: Any) -> Any:
        value = self.get(name)
        if value is None:
            raise BadMessage(400, f"Missing {name}", self if isinstance(self, Request) else None)
        try:
            return reader(value)
        except ValueError as error:
            raise BadMessage(400, f"Bad {name}", self if isinstance(self, Request) else None) from error

    def _addresses(self, name: str) -> list[NameAddr]:
        cached = self.cache.get(name)
        if cached is None:
            try:
                cached = [parse_name_addr(value) for value in self.all(name)]
            except ValueError as error:
                raise BadMessage(400, f"Bad {name}", self if isinstance(self, Request) else None) from error
            self.cache[name] = cached
        return cached

    def _number(self, name: str, maximum: int) -> int | None:
        value = self.get(name)
        if value is None:
            return None
        try:
            return parse_number(value, maximum)
        except ValueError:
            return None


class Request(Message):
    """A request: method, Request-URI as text, headers, body."""

    __slots__ = ("method", "uri")

    def __init__(self, method: str, uri: str, headers: Iterable[tuple[str, str]] = (), body: bytes = b"") -> None:
        super().__init__(headers, body)
        self.method = method
        self.uri = uri

    @property
    def start_line(self) -> str:
        """The request line."""
        return f"{self.method} {self.uri} SIP/2.0"

    def response(self, status: int, reason: str | None = None, *, to_tag: str | None = None) -> Response:
        """Return a response to this request with Via, From, To, Call-ID and CSeq copied (RFC 3261 §8.2.6.2).

        `to_tag` is added to the To when it has no tag; `reason` is the phrase, the usual one by default.
        """
        headers = [header for header in self.headers if header[0] in _ECHOED]
        if to_tag and not self._to_tag():
            headers = [("To", f"{value};tag={to_tag}") if name == "To" else (name, value) for name, value in headers]
        return Response(status, reason, headers)

    def _to_tag(self) -> str | None:
        try:
            return self.to.tag
        except BadMessage:
            return None

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.uri}>"


class Response(Message):
    """A response: status, reason phrase, headers, body."""

    __slots__ = ("reason", "status")

    def __init__(
        self, status: int, reason: str | None = None, headers: Iterable[tuple[str, str]] = (), body: bytes = b""
    ) -> None:
        super().__init__(headers, body)
        self.status = status
        self.reason = REASONS.get(status, "") if reason is None else reason

    @property
    def start_line(self) -> str:
        """The status line."""
        return f"SIP/2.0 {self.status} {self.reason}"

    def __repr__(self) -> str:
        return f"<Response {self.status} {self.reason}>"


def first_via(value: str) -> Via:
    """Read the topmost Via of a header value that may be a list. Raises ValueError."""
    if "," in value:
        values = split_list(value)
        value = values[0] if values else ""
    return parse_via(value)
