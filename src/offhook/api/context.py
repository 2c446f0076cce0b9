"""What the endpoints work with, kept in the application's state: settings, database, the way to the switch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Protocol

from fastapi import Depends, Request

from offhook.access.passwords import Passwords
from offhook.api.limits import RateLimits
from offhook.api.requests import RequestTally
from offhook.api.throttle import Throttle
from offhook.errors import RemoteError, ResourceError

if TYPE_CHECKING:
    from offhook.config import Settings
    from offhook.db.engine import Database


class Ask(Protocol):
    """A question to the switch, as `offhook.control.ask` puts it."""

    async def __call__(self, settings: Settings, do: str, **arguments: Any) -> Any:
        """Return the answer; raises ResourceError or RemoteError."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """The installation as the web process sees it."""

    settings: Settings
    database: Database
    ask: Ask
    passwords: Passwords = field(default_factory=Passwords)
    throttle: Throttle = field(default_factory=Throttle)
    trying: set[str] = field(default_factory=set)  # webhooks that are being tested
    limits: RateLimits = field(init=False)
    requests: RequestTally = field(default_factory=RequestTally)
    proofs: dict[str, str] = field(default_factory=dict)  # what an ACME server wants to see, by token

    def __post_init__(self) -> None:
        limits = RateLimits(self.settings.rate_login, self.settings.rate_company)
        object.__setattr__(self, "limits", limits)  # as the class is frozen

    async def switch(self, do: str, **arguments: Any) -> Any:
        """Ask the switch; None when it is away or refuses: what it would have said is unknown then."""
        try:
            return await self.ask(self.settings, do, **arguments)
        except (ResourceError, RemoteError):
            return None


def context(request: Request) -> Context:
    """Return the application's context."""
    found = request.app.state.context
    assert isinstance(found, Context)
    return found


InContext = Annotated[Context, Depends(context)]
