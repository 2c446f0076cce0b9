"""Our 2xx to an INVITE: sent again until the ACK comes, and what happens when it never does (RFC 3261 §13.3.1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from offhook.sip.address import Transmit
from offhook.sip.bodies import session_of
from offhook.sip.dialog import flow_from_snapshot, flow_snapshot
from offhook.sip.events import Confirmed

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.address import Flow
    from offhook.sip.core import Core
    from offhook.sip.dialog import Dialog
    from offhook.sip.timers import Timer
    from offhook.sip.wire import Request


class Unacknowledged:
    """A 2xx that waits for its ACK; `cseq` is that of the INVITE."""

    __slots__ = ("cseq", "data", "flow", "interval", "limit", "resend")

    def __init__(self, cseq: int, data: bytes, flow: Flow) -> None:
        self.cseq = cseq
        self.data = data
        self.flow = flow
        self.interval = 0.0
        self.resend: Timer | None = None
        self.limit: Timer | None = None

    def snapshot(self) -> list[Any]:
        """Return it as plain values."""
        return [self.cseq, self.data, flow_snapshot(self.flow)]

    @classmethod
    def from_snapshot(cls, state: list[Any]) -> Unacknowledged:
        """Return that of a snapshot."""
        return cls(state[0], state[1], flow_from_snapshot(state[2]))


class Acknowledgements:
    """Repeats 2xx and takes ACKs; `acknowledged` is called when a dialog is free for the next INVITE."""

    __slots__ = ("_acknowledged", "_core")

    def __init__(self, core: Core, acknowledged: Callable[[Dialog, float], None]) -> None:
        self._core = core
        self._acknowledged = acknowledged

    def expect(self, dialog: Dialog, unacknowledged: Unacknowledged, now: float) -> None:
        """Repeat a 2xx that was just sent until its ACK comes; on streams too, because the next hop may be none."""
        core = self._core
        core.stop_unacknowledged(dialog)
        dialog.unacknowledged = unacknowledged
        unacknowledged.interval = core.config.timers.t1
        unacknowledged.resend = core.heap.start(now + unacknowledged.interval, self._again, dialog)
        unacknowledged.limit = core.heap.start(now + core.t1_64, self._never, dialog)

    def received(self, request: Request, now: float) -> None:
        """Take an ACK; one that matches nothing, or came before, is dropped."""
        core = self._core
        dialog = core.dialogs.get((request.call_id, request.to.tag or "", request.from_.tag or ""))
        if dialog is None or dialog.unacknowledged is None or dialog.unacknowledged.cseq != request.cseq.number:
            return
        core.stop_unacknowledged(dialog)
        dialog.confirmed = True
        sdp = session_of(request)
        dialog.offer_open = ""
        if sdp is not None:
            dialog.remote_sdp = sdp
        if dialog.bye_pending:
            core.send_bye(dialog, dialog.bye_reason, now)
        elif not dialog.ended:
            core.emit(Confirmed(dialog, sdp))
            self._acknowledged(dialog, now)

    def _again(self, dialog: Dialog, now: float) -> None:
        unacknowledged = dialog.unacknowledged
        if unacknowledged is None:
            return
        core = self._core
        core.layer.out.append(Transmit(unacknowledged.flow, unacknowledged.data))
        unacknowledged.interval = min(unacknowledged.interval * 2, core.config.timers.t2)
        unacknowledged.resend = core.heap.start(now + unacknowledged.interval, self._again, dialog)

    def _never(self, dialog: Dialog, now: float) -> None:
        core = self._core
        core.stop_unacknowledged(dialog)
        if dialog.bye_pending:
            core.send_bye(dialog, dialog.bye_reason, now)
        elif not dialog.ended:
            core.hang_up(dialog, "no ACK", now, "no ACK within 64·T1")
