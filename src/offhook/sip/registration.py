"""Our registration at an operator (RFC 3261 §10.2): kept alive, tried again with back-off (RFC 5626 §4.5), explainable.

One machine per account. It makes REGISTER requests and is told the responses; whoever drives it sends them and reads
`status`. Invariant: at most one request is under way, and while wanted there is either one or a next attempt set.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from offhook.errors import RemoteError
from offhook.sip.digest import Credentials, ServerChallenge, answer_challenge, read_challenge
from offhook.sip.headers import parse_number
from offhook.sip.uri import parse_uri
from offhook.sip.wire import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.wire import Response

State = Literal["off", "registering", "registered", "failed", "leaving"]

_ANSWERS: Final = 3
_SHORTEST_WAIT: Final = 5.0
_LONGEST_WAIT: Final = 3600
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class RegistrationConfig:
    """An account at an operator; times in seconds.

    `registrar` is the Request-URI, `contact` our URI to be called at, `routes` the Route of an outbound proxy.
    """

    registrar: str
    address_of_record: str
    contact: str
    credentials: Credentials | None = None
    expires: int = 3600
    routes: tuple[str, ...] = ()
    retry_base: float = 30.0
    retry_max: float = 1800.0


@dataclass(frozen=True, slots=True)
class RegistrationStatus:
    """How a registration stands: since when, the last answer (0 = none yet), and when it is tried again (monotonic)."""

    state: State
    since: float
    last_status: int
    last_reason: str
    next_attempt: float | None
    expires_at: float | None


class Registration:
    """The machine; `tokens` gives unguessable hexadecimal text, `chance` numbers of 0 up to 1 to spread attempts."""

    __slots__ = (
        "_answers",
        "_call_id",
        "_challenge",
        "_chance",
        "_config",
        "_cseq",
        "_expires",
        "_failures",
        "_out",
        "_tag",
        "_tokens",
        "_uses",
        "_waiting",
        "_wanted",
        "service_route",
        "status",
    )

    def __init__(self, config: RegistrationConfig, tokens: Callable[[], str], chance: Callable[[], float]) -> None:
        self.status = RegistrationStatus("off", 0.0, 0, "", None, None)
        self.service_route: list[str] = []
        self._config = config
        self._tokens = tokens
        self._chance = chance
        self._call_id = tokens()
        self._tag = tokens()
        self._cseq = 0
        self._expires = config.expires
        self._wanted = False
        self._waiting = False
        self._failures = 0
        self._answers = 0
        self._challenge: ServerChallenge | None = None
        self._uses = 0
        self._out: list[Request] = []

    def start(self, now: float) -> None:
        """Begin to register, or try at once instead of waiting for the next attempt."""
        self._wanted = True
        if not self._waiting:
            self._attempt(now)

    def stop(self, now: float) -> None:
        """Unregister; one attempt is made."""
        self._wanted = False
        if self.status.state in ("off", "leaving"):
            return
        if not self._waiting:
            self._attempt(now)

    def aim(self, contact: str) -> None:
        """Give this as our contact from now on: what we are called by depends on the way."""
        self._config = replace(self._config, contact=contact)

    def elsewhere(self) -> None:
        """Send what waits for an answer once more, as it is to go to another server (RFC 3263 §4.3)."""
        if self._waiting:
            self._challenge = None
            self._send()

    def outgoing(self) -> list[Request]:
        """Return the requests to send, without Via."""
        drained, self._out = self._out, []
        return drained

    def next_timer(self) -> float | None:
        """Return when `timeout` should be called next."""
        if self._waiting:
            return None
        status = self.status
        moments = [at for at in (status.next_attempt, self._lapse()) if at is not None]
        return min(moments, default=None)

    def timeout(self, now: float) -> None:
        """Refresh or try again when it is time."""
        lapse = self._lapse()
        if lapse is not None and lapse <= now:
            self._become("failed", now, next_attempt=self.status.next_attempt)
        at = self.status.next_attempt
        if at is not None and at <= now and not self._waiting:
            self._attempt(now)

    def response(self, response: Response, now: float) -> None:
        """Take a response to our last request; provisional ones are passed over.

        Its transaction knows it, whatever CSeq an operator writes there: one that was not taken would be waited for
        without end.
        """
        if response.status < 200 or not self._waiting:  # noqa: PLR2004  final
            return
        self._waiting = False
        status = response.status
        if status in (401, 407) and self._answer(response, now):
            return
        if status == 423 and self._lengthen(response):  # noqa: PLR2004  Interval Too Brief
            self._attempt(now)
            return
        if status < 300:  # noqa: PLR2004  2xx
            self._succeed(response, now)
        else:
            self._fail(status, response.reason, now, _retry_after(response))

    def failed(self, status: int, now: float) -> None:
        """Take the fact that no response came (408) or that the operator could not be reached (503)."""
        if self._waiting:
            self._waiting = False
            self._fail(status, "no answer" if status == 408 else "not reachable", now, 0.0)  # noqa: PLR2004

    def _attempt(self, now: float) -> None:
        self._answers = 0
        if not self._wanted:
            self._become("leaving", now)
        elif self.status.state != "registered":
            self._become("registering", now)
        else:
            self.status = replace(self.status, next_attempt=None)
        self._send()

    def _send(self) -> None:
        config = self._config
        self._cseq += 1
        headers = [
            ("From", f"<{config.address_of_record}>;tag={self._tag}"),
            ("To", f"<{config.address_of_record}>"),
            ("Call-ID", self._call_id),
            ("CSeq", f"{self._cseq} REGISTER"),
            ("Contact", f"<{config.contact}>"),
            ("Expires", str(self._expires if self._wanted else 0)),
            ("Supported", "path"),
            *(("Route", route) for route in config.routes),
        ]
        request = Request("REGISTER", config.registrar, headers)
        if self._challenge is not None and config.credentials is not None:
            self._uses += 1
            cnonce = self._tokens()
            request.add(*answer_challenge(request, self._challenge, config.credentials, cnonce, self._uses))
        self._out.append(request)
        self._waiting = True

    def _answer(self, response: Response, now: float) -> bool:
        """Answer a challenge; False when that is of no use."""
        credentials = self._config.credentials
        used = self._challenge
        self._challenge = None
        if credentials is None:
            return False
        try:
            challenge = read_challenge(response, credentials.realm)
        except RemoteError as error:
            self._fail(response.status, str(error), now, 0.0)
            return True
        self._answers += 1
        # An answer of before this attempt may have been refused for its age; one of this attempt only if so told.
        refused = used is not None and self._answers > 1 and not challenge.stale
        if refused or self._answers > _ANSWERS:
            self._fail(response.status, "the password was refused", now, 0.0)
            return True
        self._challenge = challenge
        self._uses = 0
        self._send()
        return True

    def _lengthen(self, response: Response) -> bool:
        try:
            wanted = parse_number(response.get("Min-Expires") or "", _DAY)
        except ValueError:
            return False
        if wanted <= self._expires:
            return False
        self._expires = wanted
        return True

    def _succeed(self, response: Response, now: float) -> None:
        self._failures = 0
        if self.status.state == "leaving":
            self.service_route = []
            self._become("off", now, response.status, response.reason)
            if self._wanted:
                self._attempt(now)
            return
        granted = self._granted(response)
        self.service_route = response.all("Service-Route")
        refresh = now + max(_SHORTEST_WAIT, granted * (0.75 + 0.15 * self._chance()))
        self._become("registered", now, response.status, response.reason, refresh, now + granted)
        if not self._wanted:
            self._attempt(now)

    def _fail(self, status: int, reason: str, now: float, retry_after: float) -> None:
        if not self._wanted:
            self._become("off", now, status, reason)
            return
        if self.status.state == "leaving":
            self._attempt(now)
            return
        self._challenge = None
        self._failures += 1
        upper = min(self._config.retry_max, self._config.retry_base * 2 ** min(self._failures - 1, 20))
        wait = max(retry_after, upper * (0.5 + 0.5 * self._chance()))
        held = self.status.expires_at is not None and self.status.expires_at > now
        self._become("registered" if held else "failed", now, status, reason, now + wait, self.status.expires_at)

    def _become(
        self,
        state: State,
        now: float,
        status: int | None = None,
        reason: str | None = None,
        next_attempt: float | None = None,
        expires_at: float | None = None,
    ) -> None:
        old = self.status
        since = old.since if old.state == state else now
        status = old.last_status if status is None else status
        reason = old.last_reason if reason is None else reason
        if state not in ("registered", "leaving"):
            expires_at = None
        self.status = RegistrationStatus(state, since, status, reason, next_attempt, expires_at)

    def _lapse(self) -> float | None:
        """Return when the operator forgets us, as long as that is in question."""
        return self.status.expires_at if self.status.state == "registered" else None

    def _granted(self, response: Response) -> int:
        """Return how long the operator keeps us: said with our contact, else with any, else for all."""
        spoken = response.expires
        try:
            contacts = response.contacts
            ours = parse_uri(self._config.contact)
            place = (ours.user, *ours.address)
        except (RemoteError, ValueError):
            return spoken or self._expires
        fallback: int | None = None
        for contact in contacts:
            try:
                uri = parse_uri(contact.uri)
                seconds = parse_number(contact.parameters["expires"], _DAY)
            except (ValueError, KeyError):
                continue
            if (uri.user, *uri.address) == place:
                return seconds or self._expires
            fallback = seconds
        return spoken or fallback or self._expires


def _retry_after(response: Response) -> float:
    text = (response.get("Retry-After") or "").partition(";")[0].partition("(")[0]
    try:
        return float(min(parse_number(text, 2**32), _LONGEST_WAIT))
    except ValueError:
        return 0.0
