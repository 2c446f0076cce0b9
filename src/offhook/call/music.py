"""Music for who waits: a party that was put on hold, or whose call is being transferred.

`Exchange.music` is the file that is played over and over; without one there is silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.media import protocol as media

if TYPE_CHECKING:
    from offhook.call.leg import Leg

SHORTEST_MS = 20


def start_music(leg: Leg) -> None:
    """Let a party hear the music; it starts anew when it plays already."""
    exchange = leg.call.exchange
    if exchange.music is not None and not leg.gone:
        _play(leg, [media.File(file=str(exchange.music))], repeat=0)


def stop_music(leg: Leg) -> None:
    """End whatever a party is played, so that it hears its peer again; also what another switch began."""
    if not leg.gone:
        _play(leg, [media.Silence(silence_ms=SHORTEST_MS)], repeat=1)


def _play(leg: Leg, items: list[media.PlayItem], *, repeat: int) -> None:
    name = leg.next_play()
    leg.call.exchange.media.post(
        media.Play(session=leg.leg_id, play=f"{name}:music", items=items, repeat=repeat, stop_on="")
    )
