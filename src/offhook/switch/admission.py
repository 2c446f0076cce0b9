"""Whether a company's calls are taken: it is served, and its plan has room for another call.

Invariant: emergency services are always called. Calls that go on are never ended here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from offhook.routing.dialling import is_emergency

if TYPE_CHECKING:
    from offhook.call.exchange import Exchange
    from offhook.configuration import Company
    from offhook.sip.wire import Request, Response

AGAIN_SECONDS: Final = 300  # so soon a telephone of a company that is served again is back
SUSPENDED: Final = "the company is suspended"


@dataclass(frozen=True, slots=True)
class Turned:
    """Why a call is not taken: in words, as a SIP status for a telephone, and as a sentence for who holds it."""

    reason: str
    status: int
    spoken: str


def turned_away(exchange: Exchange, company: Company, dialled: str) -> Turned | None:
    """Return why a new call of a company is not taken, None where it is."""
    if is_emergency(dialled, company.country):
        return None
    if company.suspended_at is not None:
        return Turned(SUSPENDED, 403, "call_failed")
    limit = company.max_channels
    if limit and sum(call.company.id == company.id for call in exchange.calls.values()) >= limit:
        return Turned(f"all {limit} calls of the company's plan are taken", 503, "lines_taken")
    return None


def unserved(request: Request, company: Company) -> Response | None:
    """Return the answer to what a telephone of a suspended company asks outside calls, None where it is served.

    It is told to come again, so that nobody has to touch it when the company is served again.
    """
    if company.suspended_at is None:
        return None
    response = request.response(503)
    response.add("Retry-After", str(AGAIN_SECONDS))
    response.add("Warning", f'399 offhook "{SUSPENDED}"')
    return response
