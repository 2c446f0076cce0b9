"""The link between an edge (a process that holds SIP connections) and the switch: frames on a private Unix socket.

A frame is an unsigned 32-bit big-endian length of what follows it, one octet that says its kind, the unsigned 64-bit
number of the connection it is about (0 for none) and its content. The switch begins with WELCOME, the edge answers by
HELLO and tells of all its connections; from then on frames go both ways as things happen. Messages that a switch had
not TAKEN when it died are given to the next one. `Opening` is written as msgpack; messages are SIP as it is.
Invariant: the number of a connection is never used for another one.
"""

from __future__ import annotations

import enum
import secrets
import struct
from typing import Final, NamedTuple

import msgspec

from offhook.errors import BadMessage
from offhook.sip.address import Flow, Transport

LONGEST_FRAME: Final = 1 << 20
_HEAD: Final = struct.Struct(">IBQ")
_REST: Final = _HEAD.size - 4


class Kind(enum.IntEnum):
    """What a frame says."""

    WELCOME = 1  # switch: the token of this switch's life
    HELLO = 2  # edge: its name; the connections that it has follow as OPENED
    COMPLETE = 3  # edge: those were all
    OPENED = 4  # edge: Opening
    MESSAGE = 5  # both: one SIP message
    CLOSED = 6  # edge: the reason, as text
    CLOSE = 7  # switch: the reason, as text
    CONNECT = 8  # switch: Connecting
    TAKEN = 9  # switch: in place of the connection, how many messages it has dealt with since the last time


class Frame(NamedTuple):
    """One frame."""

    kind: Kind
    connection: int
    content: bytes


class Opening(msgspec.Struct, frozen=True, array_like=True):
    """A connection as the edge tells of it: the flow that it is; `peer` as a switch asked for it by CONNECT."""

    transport: Transport
    local: tuple[str, int]
    remote: tuple[str, int]
    peer: str = ""


class Connecting(msgspec.Struct, frozen=True, array_like=True):
    """A connection that the switch wants: to `remote`, proven to be `peer` (its name) by an authority.

    The authority is PEM, "" for those of the system.
    """

    remote: tuple[str, int]
    peer: str
    authority: str = ""


def encode(kind: Kind, connection: int = 0, content: bytes = b"") -> bytes:
    """Return a frame's octets."""
    return _HEAD.pack(_REST + len(content), kind, connection) + content


def encode_opening(flow: Flow) -> bytes:
    """Return the frame that tells of a connection."""
    opening = Opening(flow.transport, flow.local, flow.remote, flow.peer)
    return encode(Kind.OPENED, flow.connection, msgspec.msgpack.encode(opening))


def decode_opening(frame: Frame) -> Flow:
    """Return the flow that an OPENED tells of. Raises BadMessage when it is none."""
    try:
        opening = msgspec.msgpack.decode(frame.content, type=Opening)
    except msgspec.MsgspecError as error:
        raise BadMessage(400, f"no connection: {error}") from error
    return Flow(opening.transport, opening.local, opening.remote, frame.connection, opening.peer)


class LinkReader:
    """Cuts a stream into frames."""

    __slots__ = ("_buffer",)

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """Take octets and return the frames that are complete.

        Raises BadMessage for what no peer of ours sends; the link is of no use then.
        """
        buffer = self._buffer
        buffer += data
        frames: list[Frame] = []
        at = 0
        while len(buffer) - at >= _HEAD.size:
            length, kind, connection = _HEAD.unpack_from(buffer, at)
            if not _REST <= length <= LONGEST_FRAME:
                raise BadMessage(400, f"a frame of {length} octets")
            end = at + 4 + length
            if end > len(buffer):
                break
            try:
                frames.append(Frame(Kind(kind), connection, bytes(buffer[at + _HEAD.size : end])))
            except ValueError as error:
                raise BadMessage(400, f"a frame of kind {kind}") from error
            at = end
        del buffer[:at]
        return frames


class ConnectionNumbers:
    """Numbers that no other process gives: a random beginning above all that count from a clock, then one by one."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last = (1 << 62) | (secrets.randbits(30) << 32)

    def __next__(self) -> int:
        self._last += 1
        return self._last
