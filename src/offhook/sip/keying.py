"""How the keys of SRTP are agreed in a session description: SDES (RFC 4568) and DTLS-SRTP (RFC 5763).

Secrets never show in a `repr`. Randomness comes in: the cores draw none themselves.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Encryption = Literal["off", "optional", "required"]
Role = Literal["active", "passive"]

# Octets of master key and salt: RFC 4568 §6.2, RFC 7714 §12. In the order in which we offer them.
SUITES: Final = {
    "AES_CM_128_HMAC_SHA1_80": 30,
    "AEAD_AES_256_GCM": 44,
    "AEAD_AES_128_GCM": 28,
    "AES_CM_128_HMAC_SHA1_32": 30,
}
_KEY_OCTETS: Final = sum(SUITES.values())
_SHORTEST_LIFE: Final = 1 << 20  # packets: six hours of 20 ms; who wants new keys sooner is refused, we make none
_FINGERPRINT = re.compile(r"(sha-(?:256|384|512))\s+((?:[0-9a-f]{2}:){31,63}[0-9a-f]{2})\s*", re.IGNORECASE)
_LIFE = re.compile(r"2\^([0-9]{1,2})|([0-9]{1,15})")
_UFRAG_OCTETS, _PASSWORD_OCTETS = 6, 18  # 8 and 24 characters; RFC 8839 §5.4 wants 4 and 22 at least


@dataclass(frozen=True, slots=True)
class CryptoKey:
    """Suite and master key with salt of one direction, and the tag of its a=crypto line."""

    suite: str
    key: bytes = field(repr=False)
    tag: str = "1"

    def encode(self) -> str:
        """Return the value of the a=crypto line."""
        return f"{self.tag} {self.suite} inline:{base64.b64encode(self.key).decode()}"


@dataclass(frozen=True, slots=True)
class Sdes:
    """Keys that stand in the descriptions: ours to send with, theirs to receive with."""

    send: CryptoKey
    receive: CryptoKey


@dataclass(frozen=True, slots=True)
class Dtls:
    """Keys that a handshake gives: `role` is ours, the far end's certificate must have one of `fingerprints`."""

    role: Role
    fingerprints: tuple[str, ...]


Security = Sdes | Dtls


@dataclass(frozen=True, slots=True)
class MediaSecrets:
    """What only we know of a leg's media, and the fingerprint of our certificate ("" = no DTLS)."""

    fingerprint: str
    ufrag: str
    password: str = field(repr=False)
    keys: bytes = field(repr=False)

    @classmethod
    def fresh(cls, fingerprint: str, random: Callable[[int], bytes]) -> MediaSecrets:
        """Draw new ones; `random` gives so many octets."""
        drawn = random(_UFRAG_OCTETS + _PASSWORD_OCTETS + _KEY_OCTETS)
        ufrag, rest = drawn[:_UFRAG_OCTETS], drawn[_UFRAG_OCTETS:]
        return cls(fingerprint, _text(ufrag), _text(rest[:_PASSWORD_OCTETS]), rest[_PASSWORD_OCTETS:])

    def restarted(self, random: Callable[[int], bytes]) -> MediaSecrets:
        """Return the same with new ICE credentials (RFC 8445 §9)."""
        return replace(self, ufrag=_text(random(_UFRAG_OCTETS)), password=_text(random(_PASSWORD_OCTETS)))

    def key(self, suite: str, tag: str) -> CryptoKey:
        """Return our key for a suite: always the same one, so that a second offer goes on with the stream."""
        start = 0
        for name, octets in SUITES.items():
            if name == suite:
                return CryptoKey(suite, self.keys[start : start + octets], tag)
            start += octets
        raise KeyError(suite)

    def offered(self) -> list[CryptoKey]:
        """Return a key for each suite, to be offered."""
        return [self.key(suite, str(tag)) for tag, suite in enumerate(SUITES, 1)]

    def snapshot(self) -> dict[str, Any]:
        """Return plain values, to be kept sealed."""
        return {name: getattr(self, name) for name in ("fingerprint", "ufrag", "password", "keys")}

    @classmethod
    def from_snapshot(cls, state: dict[str, Any]) -> MediaSecrets:
        """Undo `snapshot`. Raises KeyError when a field is missing."""
        return cls(state["fingerprint"], state["ufrag"], state["password"], state["keys"])


def read_crypto(text: str) -> CryptoKey | None:
    """Return the key of an a=crypto value; None when it wants something that we do not do.

    Key lists, MKI and short lifetimes are not done, nor any session parameter but WSH, which is a hint (RFC 4568 §6).
    """
    words = text.split()
    if len(words) < 3 or SUITES.get(words[1].upper()) is None:  # noqa: PLR2004  tag, suite, key
        return None
    if not words[0].isascii() or not words[0].isdigit() or len(words[0]) > 9:  # noqa: PLR2004  RFC 4568 §9.1
        return None
    for parameter in words[3:]:
        if not parameter.upper().startswith("WSH=") and not parameter.startswith("-"):
            return None
    method, _, info = words[2].partition(":")
    material, *rest = info.split("|")
    if method.lower() != "inline" or ";" in info or not _long_lived(rest):
        return None
    try:
        key = base64.b64decode(material, validate=True)
    except ValueError:  # no Base64, no ASCII
        return None
    suite = words[1].upper()
    return CryptoKey(suite, key, words[0]) if len(key) == SUITES[suite] else None


def choose_crypto(offered: Iterable[str], secrets: MediaSecrets) -> Sdes | None:
    """Return the keys for the first a=crypto value of an offer that we can do (RFC 4568 §7.1.2)."""
    for text in offered:
        if theirs := read_crypto(text):
            return Sdes(secrets.key(theirs.suite, theirs.tag), theirs)
    return None


def match_crypto(offered: Iterable[str], answered: Iterable[str]) -> Sdes | None:
    """Return the keys of an answer to our a=crypto values: one of our tags with its suite (RFC 4568 §7.1.3)."""
    ours = {key.tag: key for text in offered if (key := read_crypto(text))}
    for text in answered:
        theirs = read_crypto(text)
        if theirs and (mine := ours.get(theirs.tag)) and mine.suite == theirs.suite:
            return Sdes(mine, theirs)
    return None


def read_fingerprints(values: Iterable[str]) -> tuple[str, ...]:
    """Return the fingerprints of SHA-2 among a=fingerprint values (RFC 8122), in one spelling."""
    found = (_FINGERPRINT.fullmatch(value.strip()) for value in values)
    return tuple(f"{match[1].lower()} {match[2].upper()}" for match in found if match)


def _long_lived(parts: list[str]) -> bool:
    """Tell whether what follows a key is at most a lifetime, and one that no call outlives."""
    if not parts:
        return True
    life = _LIFE.fullmatch(parts[0])
    if len(parts) > 1 or life is None:
        return False
    return (1 << int(life[1]) if life[1] else int(life[2])) >= _SHORTEST_LIFE


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
