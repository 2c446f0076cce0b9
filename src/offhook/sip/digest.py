"""Digest authentication, both roles (RFC 7616, RFC 8760, RFC 3261 §22).

The server certifies its nonces itself (time, counter, HMAC), so an unanswered challenge costs no memory; only a nonce
that was used with a correct password has an entry, against replay. Invariant: a nonce with its count is good for one
request, whoever sends it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from offhook.errors import MisuseError, RemoteError

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.wire import Request, Response

ALGORITHMS: Final = ("SHA-256", "MD5")

_FIELD: Final = re.compile(r'([A-Za-z0-9_-]+)[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|[^,\s]*)', re.DOTALL)
_PLAIN_FIELD: Final = re.compile(r'([A-Za-z0-9_-]+)[ \t]*=[ \t]*(?:"([^"]*)"|([^,\s]*))')
_HEX: Final = re.compile(r"[0-9A-Fa-f]{1,8}")
_STAMP_DIGITS: Final = 24
_MAC_DIGITS: Final = 32
_WINDOW: Final = 64
_DECOY: Final = "no such device"


def _hex(algorithm: str, text: str) -> str:
    data = text.encode("utf-8", "surrogateescape")
    if algorithm == "MD5":
        return hashlib.md5(data, usedforsecurity=False).hexdigest()
    return hashlib.sha256(data).hexdigest()


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def parse_fields(value: str) -> dict[str, str]:
    """Read the fields of a digest header: names in lower case, values without quotes and escapes.

    Tolerates missing and superfluous quotes; the first of two equal names wins; an other scheme gives an empty dict.
    """
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() != "digest":
        return {}
    if "\\" not in rest:
        plain = _PLAIN_FIELD.findall(rest)
        plain.reverse()  # the first of two names wins
        return {name.lower(): quoted or bare for name, quoted, bare in plain}
    fields: dict[str, str] = {}
    for name, raw in _FIELD.findall(rest):
        text = raw
        if text[:1] == '"' and len(text) > 1 and text[-1] == '"':
            text = text[1:-1]
            if "\\" in text:
                text = re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
        fields.setdefault(name.lower(), text)
    return fields


# --- server ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verified:
    """The request comes from the device `username` and is not a replay."""

    username: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """Answer 401 with these headers; `stale` says that the password was right and only the nonce was not."""

    headers: list[tuple[str, str]]
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Denied:
    """Refuse; `reason` is for our log only, so that nobody learns which user names exist.

    `answered`: it was a wrong answer to a challenge of ours, so that whoever sent it does receive at its address.
    """

    reason: str
    username: str = ""
    answered: bool = False


class Challenger:
    """The server's side: gives challenges and checks answers.

    `key` must be new in each process (32 random bytes): nonces of a former process are then unknown, and a phone that
    uses one with the right password gets a fresh challenge with stale=true. `lifetime` of a nonce is in seconds.
    `without_qop` accepts answers of RFC 2069 style, each nonce once.
    """

    __slots__ = (
        "_algorithms",
        "_count",
        "_ha1",
        "_key",
        "_old",
        "_rotate_at",
        "_without_qop",
        "_young",
        "lifetime",
        "realm",
    )

    def __init__(
        self,
        key: bytes,
        realm: str,
        lifetime: float = 300.0,
        *,
        algorithms: tuple[str, ...] = ALGORITHMS,
        without_qop: bool = False,
    ) -> None:
        if len(key) < 16:  # noqa: PLR2004  shorter keys make nonces forgeable
            raise MisuseError("the nonce key needs at least 16 bytes")
        if not algorithms or not set(algorithms) <= set(ALGORITHMS):
            raise MisuseError(f"algorithms must be of {ALGORITHMS}")
        if '"' in realm or "\\" in realm:
            raise MisuseError("a realm holds no quotes")
        self.realm = realm
        self.lifetime = lifetime
        self._key = key
        self._algorithms = algorithms
        self._without_qop = without_qop
        self._count = 0
        self._ha1: dict[tuple[str, str], tuple[str, str]] = {}
        # Nonce counts seen, in two generations, each of one lifetime: forgetting needs neither a timer nor a scan.
        self._young: dict[str, tuple[int, int]] = {}
        self._old: dict[str, tuple[int, int]] = {}
        self._rotate_at = float("-inf")

    def challenge(self, now: float, *, stale: bool = False) -> Challenge:
        """Make a fresh challenge, one header for each algorithm, the strongest first (RFC 8760 §2.3)."""
        self._count = (self._count + 1) & 0xFFFFFFFFFF
        stamp = f"{int(now * 1000) & 0xFFFFFFFFFFFFFF:014x}{self._count:010x}"
        head = f'Digest realm="{self.realm}", nonce="{stamp}{self._mac(stamp)}", qop="auth", algorithm='
        tail = ", stale=true" if stale else ""
        return Challenge([("WWW-Authenticate", head + name + tail) for name in self._algorithms], stale)

    def verify(
        self, request: Request, password_of: Callable[[str], str | None], now: float
    ) -> Verified | Challenge | Denied:
        """Check the request's Authorization; `password_of` gives a device's plain secret, or None."""
        for value in request.all("Authorization"):
            fields = parse_fields(value)
            if fields.get("realm") != self.realm:
                continue
            algorithm = fields.get("algorithm", "MD5").upper()
            if algorithm not in self._algorithms:
                continue
            fault = self._fault(request, fields)
            if fault:
                return Denied(fault, fields.get("username", ""))
            return self._check(request, fields, algorithm, password_of, now)
        return self.challenge(now)

    def _fault(self, request: Request, fields: dict[str, str]) -> str | None:
        """Say what makes an answer unusable before anything is computed."""
        if not all(fields.get(name) for name in ("username", "nonce", "uri", "response")):
            return "incomplete credentials"
        if not _same_target(fields["uri"], request):
            return "digest uri of another request"
        if "qop" not in fields:
            return None if self._without_qop else "answer without qop"
        if fields["qop"].lower() != "auth" or not _HEX.fullmatch(fields.get("nc", "")) or not fields.get("cnonce"):
            return "bad qop, nc or cnonce"
        return None

    def _check(
        self,
        request: Request,
        fields: dict[str, str],
        algorithm: str,
        password_of: Callable[[str], str | None],
        now: float,
    ) -> Verified | Challenge | Denied:
        username, nonce = fields["username"], fields["nonce"]
        account, password = username, password_of(username)
        if password is None and "@" in username:  # some phones add their domain
            account = username.partition("@")[0]
            password = password_of(account)
        cached = self._ha1.get((username, algorithm))
        if cached is not None and cached[0] == password:
            ha1 = cached[1]
        else:
            ha1 = _hex(algorithm, f"{username}:{self.realm}:{password or _DECOY}")
        count = fields.get("nc", "1") if "qop" in fields else "1"
        middle = f"{nonce}:{count}:{fields['cnonce']}:{fields['qop']}" if "qop" in fields else nonce
        expected = _hex(algorithm, f"{ha1}:{middle}:" + _hex(algorithm, f"{request.method}:{fields['uri']}"))
        answer = fields["response"].lower().encode("ascii", "replace").decode()
        known = self._known(nonce, now)
        if not hmac.compare_digest(expected, answer) or not password:
            if cached is not None and cached[1] is ha1:  # an account in use is no quicker refused than an unknown one
                _hex(algorithm, f"{username}:{self.realm}:{password or _DECOY}")
            if not known:
                return self.challenge(now)
            return Denied("wrong password" if password else "unknown user", username, answered=True)
        if cached is None or cached[1] is not ha1:
            self._ha1[username, algorithm] = (password, ha1)
        if not known or not self._first_use(nonce, int(count, 16), now):
            return self.challenge(now, stale=True)
        return Verified(account)

    def _mac(self, stamp: str) -> str:
        return hmac.digest(self._key, f"{stamp}:{self.realm}".encode(), "sha256").hex()[:_MAC_DIGITS]

    def _known(self, nonce: str, now: float) -> bool:
        if len(nonce) != _STAMP_DIGITS + _MAC_DIGITS or not nonce.isascii():
            return False
        stamp = nonce[:_STAMP_DIGITS]
        if not hmac.compare_digest(self._mac(stamp), nonce[_STAMP_DIGITS:]):
            return False
        age = now - int(stamp[:14], 16) / 1000
        return -1.0 <= age <= self.lifetime

    def _first_use(self, nonce: str, count: int, now: float) -> bool:
        """Note a nonce count; False if it was used or is too old to tell (a window, since UDP reorders requests)."""
        if now >= self._rotate_at:
            expired = now >= self._rotate_at + self.lifetime
            self._old, self._young = ({} if expired else self._young), {}
            self._rotate_at = now + self.lifetime
        generation = self._old if nonce in self._old else self._young
        highest, seen = generation.get(nonce, (0, 0))
        if count > highest:
            shift = min(count - highest, _WINDOW)
            generation[nonce] = (count, (seen << shift | 1) & ((1 << _WINDOW) - 1))
            return True
        bit = 1 << (highest - count) if highest - count < _WINDOW else 0
        if count < 1 or not bit or seen & bit:
            return False
        generation[nonce] = (highest, seen | bit)
        return True


def _same_target(uri: str, request: Request) -> bool:
    """Tell whether a digest uri fits: proxies rewrite hosts and parameters, but who is called must be equal.

    Some clients (SIPp) always sign the server's bare address, which names nobody and so contradicts nothing.
    """
    if uri == request.uri or request.method == "REGISTER":
        return True
    signed = _user(uri)
    return not signed or signed == _user(request.uri)


def _user(uri: str) -> str:
    scheme, _, rest = uri.partition(":")
    rest = rest.partition(";")[0] if scheme.lower() == "tel" else rest.rpartition("@")[0]
    return unquote(rest.partition(":")[0])


# --- client ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are at a server; `realm` None answers any realm."""

    username: str
    password: str
    realm: str | None = None

    def __repr__(self) -> str:
        return f"Credentials({self.username!r}, realm={self.realm!r})"


@dataclass(frozen=True, slots=True)
class ServerChallenge:
    """A challenge that we were given and can answer, now and (with a higher nonce count) again later."""

    realm: str
    nonce: str
    algorithm: str
    qop: str | None
    opaque: str | None
    stale: bool
    proxy: bool


def read_challenge(response: Response, realm: str | None = None) -> ServerChallenge:
    """Choose the topmost challenge of a 401 or 407 that we can answer (RFC 8760 §2.4).

    Raises RemoteError when there is none.
    """
    for name, proxy in (("WWW-Authenticate", False), ("Proxy-Authenticate", True)):
        for value in response.all(name):
            fields = parse_fields(value)
            algorithm = fields.get("algorithm", "MD5").upper()
            if not fields.get("nonce") or "realm" not in fields or algorithm.removesuffix("-SESS") not in ALGORITHMS:
                continue
            if realm is not None and fields["realm"] != realm:
                continue
            qop: str | None = None
            if "qop" in fields:
                offered = [part.strip().lower() for part in fields["qop"].split(",")]
                qop = next((kind for kind in ("auth", "auth-int") if kind in offered), None)
                if qop is None:
                    continue
            stale = fields.get("stale", "").lower() == "true"
            return ServerChallenge(fields["realm"], fields["nonce"], algorithm, qop, fields.get("opaque"), stale, proxy)
    raise RemoteError("no challenge that can be answered")


def answer_challenge(
    request: Request, challenge: ServerChallenge, credentials: Credentials, cnonce: str, nc: int
) -> tuple[str, str]:
    """Compute the header (name, value) that answers `challenge` for `request`; `nc` counts from 1 for each nonce."""
    base = challenge.algorithm.removesuffix("-SESS")
    count = f"{nc:08x}"
    ha1 = _hex(base, f"{credentials.username}:{challenge.realm}:{credentials.password}")
    if base != challenge.algorithm:
        ha1 = _hex(base, f"{ha1}:{challenge.nonce}:{cnonce}")
    text = f"{request.method}:{request.uri}"
    if challenge.qop == "auth-int":
        text += ":" + _hex(base, request.body.decode("utf-8", "surrogateescape"))
    middle = f"{challenge.nonce}:{count}:{cnonce}:{challenge.qop}" if challenge.qop else challenge.nonce
    answer = _hex(base, f"{ha1}:{middle}:{_hex(base, text)}")
    parts = [
        f"username={_quote(credentials.username)}",
        f"realm={_quote(challenge.realm)}",
        f"nonce={_quote(challenge.nonce)}",
        f"uri={_quote(request.uri)}",
        f'response="{answer}"',
        f"algorithm={base if base == challenge.algorithm else base + '-sess'}",
    ]
    if challenge.qop:
        parts += [f"qop={challenge.qop}", f"nc={count}"]
    if challenge.qop or base != challenge.algorithm:
        parts.append(f'cnonce="{cnonce}"')
    if challenge.opaque is not None:
        parts.append(f"opaque={_quote(challenge.opaque)}")
    return ("Proxy-Authorization" if challenge.proxy else "Authorization"), "Digest " + ", ".join(parts)


def authorize(
    request: Request, response_401_407: Response, credentials: Credentials, cnonce: str, nc: int
) -> tuple[str, str]:
    """Answer a 401 or 407: the header (name, value) to put into the repeated request.

    Raises RemoteError when the response holds no challenge that we can answer.
    """
    challenge = read_challenge(response_401_407, credentials.realm)
    return answer_challenge(request, challenge, credentials, cnonce, nc)
