"""Who is not heard, or hears nothing, and the likely cause: rules over the figures of one leg.

`cause_of` is a function of what is known and nothing else. `SoundWatch` asks twice while two people talk, and
`note_final` looks at the figures of a leg that is over. Invariant: a call's journey names each leg at most once, across
restarts too.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Final, Literal

from offhook.call.fax import STEP as FAX
from offhook.call.fax import faxes
from offhook.errors import MediaError
from offhook.media import protocol as media
from offhook.sip.keying import Dtls

if TYPE_CHECKING:
    from asyncio import TimerHandle

    from offhook.call.call import Call
    from offhook.call.leg import Leg

Cause = Literal[
    "no_path", "no_keys", "wrong_keys", "elsewhere", "private_address", "codec", "nothing", "silence", "on_hold",
    "unheard",
]  # fmt: skip

FIRST_SECONDS: Final = 7.0
SECOND_SECONDS: Final = 22.0
SHORTEST_SECONDS: Final = 5.0  # of a leg that is judged at its end
_SILENT_DBOV: Final = -70
_SILENT_OPUS_DBOV: Final = -85  # browsers suppress the noise of a quiet room nearly to nothing
_ENOUGH_PACKETS: Final = 100
_ENOUGH_HEARD: Final = 500  # packets until silence is one
_ENOUGH_REPORTS: Final = 2
_ENOUGH_STRANGERS: Final = 50  # packets, since the known ones stopped
_GONE_US: Final = 3_000_000
_ALL_PERCENT: Final = 95.0
_REPLY_SECONDS: Final = 5.0
STEP: Final = "one_way_audio"
_SHARED: Final = ip_network("100.64.0.0/10")  # RFC 6598


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What signalling knows of a leg's sound; `final` when no more packets will come."""

    receives: bool = True
    sends: bool = True
    private: bool = False  # the announced address cannot be reached from where the signalling comes
    unreached: bool = False  # ICE is in use and found no way
    unkeyed: bool = False  # DTLS is in use and gave no keys
    now: int = 0  # UTC, microseconds
    final: bool = False


def cause_of(found: media.Statistics, about: Circumstances) -> Cause | None:
    """Return why a party is not heard, or (`unheard`) hears nothing; None when all is well or not known yet."""
    if not about.receives:
        if found.packets_received == 0 and about.final:
            return "on_hold"
    elif (cause := _not_heard(found, about)) is not None:
        return cause
    return "unheard" if about.sends and _hears_nothing(found) else None


def _not_heard(found: media.Statistics, about: Circumstances) -> Cause | None:  # noqa: PLR0911  one line per rule
    if found.packets_received == 0:
        if about.unreached:
            return "no_path"
        if found.refused:
            return "wrong_keys"
        if about.unkeyed:
            return "no_keys"
        if found.strangers:
            return "elsewhere"
        return "private_address" if about.private else "nothing"
    if found.strangers >= _ENOUGH_STRANGERS and about.now - (found.last_packet_at or about.now) > _GONE_US:
        return "elsewhere"
    if found.unknown_payloads and found.unknown_payloads >= found.packets_received:
        return "codec"
    loudest = found.loudest_dbov
    silent = _SILENT_OPUS_DBOV if found.codec == "opus" else _SILENT_DBOV
    if found.packets_received >= _ENOUGH_HEARD and loudest is not None and loudest <= silent:
        return "silence"
    return None


def _hears_nothing(found: media.Statistics) -> bool:
    if found.packets_sent < _ENOUGH_PACKETS:
        return False
    if found.reports_received >= _ENOUGH_REPORTS and found.reports_about_us == 0:
        return True
    remote = found.remote
    return (
        remote is not None
        and remote.loss_percent >= _ALL_PERCENT
        and remote.packets_lost >= found.packets_sent * _ALL_PERCENT / 100
    )


def circumstances(leg: Leg, *, final: bool) -> Circumstances:
    """Return what is known of a leg; one that a restart brought back is judged by its figures."""
    agreed = leg.negotiated
    now = leg.gone_at if final else leg.call.exchange.wall()
    held = leg.held or leg.on_hold
    if agreed is None:
        return Circumstances(receives=not held, sends=not held, now=now, final=final)
    return Circumstances(
        receives=agreed.direction in {"sendrecv", "recvonly"} and not held,
        sends=agreed.direction in {"sendrecv", "sendonly"} and not held,
        private=_unreachable(agreed.remote[0] if agreed.remote else "", leg.flow.remote[0] if leg.flow else ""),
        unreached=agreed.ice is not None and not leg.reached,
        unkeyed=isinstance(agreed.security, Dtls) and not leg.secured,
        now=now,
        final=final,
    )


def _unreachable(announced: str, seen: str) -> bool:
    """Tell whether a private address was announced from another network."""
    try:
        address, source = ip_address(announced), ip_address(seen)
    except ValueError:
        return False
    private = address.is_private or (address.version == 4 and address in _SHARED)  # noqa: PLR2004  IPv4
    return private and not address.is_loopback and address != source


class SoundWatch:
    """Looks at the sound of two who talk, some seconds after they began; `stop` when they end."""

    def __init__(self, call: Call, pair: tuple[Leg, Leg]) -> None:
        self._call = call
        self._pair = pair
        loop = call.exchange.loop
        self._timers: list[TimerHandle] = [
            loop.call_later(seconds, self._look) for seconds in (FIRST_SECONDS, SECOND_SECONDS)
        ]

    def stop(self) -> None:
        """Look no more."""
        for timer in self._timers:
            timer.cancel()

    def _look(self) -> None:
        for leg in self._pair:
            if leg.leg_id in self._call.exchange.sessions and not leg.gone and not faxes(leg):
                self._call.exchange.spawn(_ask(leg))


async def _ask(leg: Leg) -> None:
    try:
        found = await leg.call.exchange.media.do(media.SessionStats(session=leg.leg_id), _REPLY_SECONDS)
    except MediaError:
        return  # it is over, or the server is gone: both are told elsewhere
    if not leg.gone:
        _note(leg, cause_of(found, circumstances(leg, final=False)))


def note_final(leg: Leg, found: media.Statistics) -> None:
    """Judge a leg that is over by its last figures, unless it was too short to be judged."""
    state = leg.call.exchange.journal.state.calls.get(leg.call.call_id)
    known = state.legs.get(leg.leg_id) if state else None
    if known is None or known.answered_at is None or leg.gone_at - known.answered_at < SHORTEST_SECONDS * 1e6:
        return
    _note(leg, cause_of(found, circumstances(leg, final=True)))


def _note(leg: Leg, cause: Cause | None) -> None:
    call = leg.call
    state = call.exchange.journal.state.calls.get(call.call_id)
    if cause is None or state is None or any(step.kind == FAX for step in state.steps):
        return
    if any(step.kind == STEP and step.detail.get("leg") == leg.leg_id for step in state.steps):
        return
    call.step(STEP, who=leg.label, why=cause, leg=leg.leg_id)
