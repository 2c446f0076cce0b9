"""Blanks what in a SIP message would let its reader in: proofs of passwords, keys of sound, and keys that are pressed.

Who presses a key may be entering a PIN, so the digits of all INFO requests are blanked.

Invariant: the length stays, so that Content-Length and what programs like Wireshark make of it stay right.
"""

from __future__ import annotations

import re
from typing import Final

_HEADER: Final = re.IGNORECASE | re.MULTILINE
_AUTHORIZATION: Final = re.compile(
    rb"^((?:proxy-)?authorization[ \t]*:)((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE
)
_DIGEST: Final = re.compile(rb"[ \t\r\n]*digest[ \t\r\n]", re.IGNORECASE)
_PROOF: Final = re.compile(rb"\b((?:response|rspauth)[ \t]*=[ \t]*)(\"[^\"]*\"|[^\s,;]+)", re.IGNORECASE)
_INFO: Final = re.compile(
    rb"^((?:proxy-)?authentication-info[ \t]*:)((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE
)
_KEY: Final = re.compile(rb"(inline:)([^\s|]+)", re.IGNORECASE)
_ICE: Final = re.compile(rb"^(a=ice-pwd:)([^\r\n]+)", re.IGNORECASE | re.MULTILINE)
_SIGNAL: Final = re.compile(rb"^([ \t]*signal[ \t]*=[ \t]*)([^\r\n]*[^\s])", re.IGNORECASE | re.MULTILINE)
_OLD_KEY: Final = re.compile(rb"^(k=)([^\r\n]+)", re.MULTILINE)  # RFC 4566 §5.12


def blanked(data: bytes) -> bytes:
    """Return a message with its secrets replaced by asterisks."""
    bodiless = data.find(b"\r\n\r\n") == len(data) - 4
    lowered = data.lower()
    if data.startswith(b"SIP/"):
        if b"rspauth" in lowered:
            data = _INFO.sub(lambda found: found[1] + _PROOF.sub(_stars, found[2]), data)
    elif b"authorization" in lowered:
        data = _AUTHORIZATION.sub(_blank_credentials, data)
    if bodiless:
        return data
    if b"inline:" in lowered:
        data = _KEY.sub(_stars, data)
    if b"\nk=" in lowered:
        data = _OLD_KEY.sub(_stars, data)
    if b"a=ice-pwd:" in lowered:
        data = _ICE.sub(_stars, data)
    if data.startswith(b"INFO ") and b"dtmf" in lowered:
        data = _blank_keys(data)
    return data


def _blank_keys(data: bytes) -> bytes:
    """Blank the pressed keys of an INFO: `Signal=5` of application/dtmf-relay, all of application/dtmf."""
    head, rest, body = data.partition(b"\r\n\r\n")
    signals, found = _SIGNAL.subn(_stars, body)
    return head + rest + (signals if found else re.sub(rb"\S", b"*", body))


def _blank_credentials(found: re.Match[bytes]) -> bytes:
    if _DIGEST.match(found[2]):
        return found[1] + _PROOF.sub(_stars, found[2])
    return found[1] + re.sub(rb"\S", b"*", found[2])


def _stars(found: re.Match[bytes]) -> bytes:
    return found[1] + b"*" * len(found[2])
