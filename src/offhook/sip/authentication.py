"""Sending a request once more with an answer to the challenge of a 401 or 407 (RFC 3261 §22.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.errors import RemoteError
from offhook.sip.digest import answer_challenge, read_challenge
from offhook.sip.wire import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.dialog import Dialog
    from offhook.sip.digest import Credentials
    from offhook.sip.wire import Response

_MAX_ATTEMPTS = 3


def once_more(request: Request, cseq: int) -> Request:
    """Return a copy of a request of ours with another CSeq and without its Via."""
    headers = [
        ("CSeq", f"{cseq} {request.method}") if header[0] == "CSeq" else header
        for header in request.headers
        if header[0] != "Via"
    ]
    return Request(request.method, request.uri, headers, request.body)


def with_credentials(
    request: Request, response: Response, credentials: Credentials, tried: list[str], cseq: int, cnonce: str
) -> Request | None:
    """Return the request with an answer to the challenge, None when it cannot be met.

    `tried` collects the nonces already answered: another is answered only when the server calls the last one stale, or
    when another server (a proxy) asks.
    """
    try:
        challenge = read_challenge(response, credentials.realm)
    except RemoteError:
        return None
    name = "Proxy-Authorization" if challenge.proxy else "Authorization"
    if challenge.nonce in tried or len(tried) >= _MAX_ATTEMPTS:
        return None
    if request.get(name) is not None and not challenge.stale:
        return None
    tried.append(challenge.nonce)
    again = once_more(request, cseq)
    again.remove(name)
    again.add(*answer_challenge(again, challenge, credentials, cnonce, 1))
    return again


def in_dialog_with_credentials(
    tokens: Callable[[], str], request: Request, response: Response, dialog: Dialog
) -> Request | None:
    """Return a dialog's request with an answer to the challenge and the next CSeq, None when it cannot be met."""
    if dialog.credentials is None:
        return None
    again = with_credentials(request, response, dialog.credentials, [], dialog.local_cseq + 1, tokens())
    if again is not None:
        dialog.local_cseq += 1
    return again
