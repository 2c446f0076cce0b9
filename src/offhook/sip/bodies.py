"""Finding the session description in a body, alone or as a part of a multipart body (RFC 3261 §7.4, RFC 5621)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.sip.headers import parse_parameters, unquote

if TYPE_CHECKING:
    from offhook.sip.wire import Message

SDP_TYPE = "application/sdp"


def session_of(message: Message) -> bytes | None:
    """Return the SDP of a message, None when it has none.

    A body without Content-Type that looks like SDP is taken for it.
    """
    body = message.body
    if not body:
        return None
    content_type = message.content_type
    if content_type == SDP_TYPE or (not content_type and body.startswith(b"v=0")):
        return body
    if content_type.startswith("multipart/"):
        return _part(message, body)
    return None


def _part(message: Message, body: bytes) -> bytes | None:
    try:
        parameters = parse_parameters((message.get("Content-Type") or "").partition(";")[2])
    except ValueError:
        return None
    boundary = unquote(parameters.get("boundary", "")).encode("utf-8", "surrogateescape")
    if not boundary:
        return None
    for part in body.split(b"--" + boundary)[1:]:
        head, blank, content = part.partition(b"\r\n\r\n")
        if blank and SDP_TYPE.encode() in head.lower():
            return content.removesuffix(b"\r\n")
    return None
