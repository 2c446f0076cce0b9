"""Telling a transferor by NOTIFY how the call is going that its REFER asked for (RFC 3515)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offhook.call.exchange import Exchange
    from offhook.sip.dialog import Dialog
    from offhook.sip.refer import ReferProgress


class Report:
    """The way back to who sent a REFER; without a subscription nothing is told."""

    __slots__ = ("_dialog", "_exchange", "progress")

    def __init__(self, exchange: Exchange, dialog: Dialog, progress: ReferProgress) -> None:
        self._exchange = exchange
        self._dialog = dialog
        self.progress = progress

    def tell(self, status: int, reason: str = "") -> None:
        """Tell a SIP status: 100 at first, 180 while it rings, a final one at the end."""
        now = self._exchange.now()
        told = self.progress.tell(status, now, reason)
        if told is not None:
            headers, body = told
            self._exchange.endpoint.send_in_dialog(self._dialog, "NOTIFY", headers, body, now)
            self._exchange.driver.kick()
