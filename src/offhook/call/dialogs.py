"""What a restarted switch needs of a leg with a dialog; `switch/recovery.py` reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from offhook.call.fax import saved_fax
from offhook.call.sites import saved_line
from offhook.call.video import saved_video

if TYPE_CHECKING:
    from offhook.call.leg import Leg
    from offhook.sip.dialog import Dialog


def saved_dialog(leg: Leg, dialog: Dialog, *, secret: bool) -> dict[str, Any]:
    """Return plain values of a leg as it is now, without its own side of the media; `secret`: they will be sealed."""
    return {
        "dialog": leg.call.exchange.endpoint.snapshot(dialog),
        "offer": leg.offer,
        "offering": leg.offering,
        "held": leg.held,
        "codec": leg.negotiated.codec.name if leg.negotiated else "",
        "remote_ice": leg.remote_ice,
        "video": saved_video(leg, secret=secret),
        "fax": saved_fax(leg),
        "line": saved_line(leg),
        "direct": leg.direct,
    }
