"""Session timers in both roles (RFC 4028): a call whose other side is gone ends by itself.

Every session of ours has one. Without the other side's support we refresh alone. The refresher acts at half the
interval, by UPDATE if the other side allows it, else by a re-INVITE with the session as it is; the other one hangs up
shortly before the interval is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from offhook.sip.core import seconds_of
from offhook.sip.requests import DialogRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.core import Core
    from offhook.sip.dialog import Dialog
    from offhook.sip.timers import Timer
    from offhook.sip.wire import Message, Request, Response

Headers = list[tuple[str, str]]

_MARGIN = 32.0
_SHORTEST_RETRY = 5.0
_RESTART = 10.0


class SessionTimer:
    """The session timer of one dialog.

    `interval` in seconds, `local` when we refresh, `deadline` when the session is dead without a refresh.
    """

    __slots__ = ("by_update", "deadline", "interval", "local", "timer")

    def __init__(self, interval: int, *, local: bool, by_update: bool) -> None:
        self.interval = interval
        self.local = local
        self.by_update = by_update
        self.deadline = 0.0
        self.timer: Timer | None = None


class SessionTimers:
    """Negotiates and runs the session timers; `reinvite` refreshes by re-INVITE."""

    __slots__ = ("_core", "_reinvite")

    def __init__(self, core: Core, reinvite: Callable[[Dialog, float], None]) -> None:
        self._core = core
        self._reinvite = reinvite

    # negotiation

    def offer(self, dialog: Dialog | None) -> Headers:
        """Return the headers for an INVITE or UPDATE of ours; the roles stay as they are."""
        config = self._core.config
        session = dialog.session if dialog is not None else None
        if session is None:
            return [("Session-Expires", str(config.session_expires)), ("Min-SE", str(config.min_se))]
        refresher = "uac" if session.local else "uas"
        return [("Session-Expires", f"{session.interval};refresher={refresher}"), ("Min-SE", str(config.min_se))]

    def too_small(self, request: Request) -> bool:
        """Tell whether an INVITE or UPDATE wants a shorter interval than we allow and understands a 422."""
        wanted = seconds_of(request, "Session-Expires")
        return wanted is not None and wanted < self._core.config.min_se and "timer" in request.tokens("Supported")

    def accept(self, dialog: Dialog, request: Request, now: float) -> Headers:
        """Start the timer that a 2xx of ours agrees to, and return the headers for it."""
        config = self._core.config
        wanted = seconds_of(request, "Session-Expires")
        supported = "timer" in request.tokens("Supported")
        interval = config.session_expires
        if wanted is not None:
            interval = min(wanted, interval)
        interval = max(interval, config.min_se, seconds_of(request, "Min-SE") or 0)
        local = not supported or _refresher(request) == "uas"
        self._begin(dialog, interval, local=local, now=now)
        headers = [("Session-Expires", f"{interval};refresher={'uas' if local else 'uac'}")]
        if not local:
            headers.append(("Require", "timer"))
        return headers

    def agreed(self, dialog: Dialog, response: Response, now: float) -> None:
        """Start the timer that a 2xx to our INVITE or UPDATE agrees to; without agreement we refresh alone."""
        interval = seconds_of(response, "Session-Expires")
        if interval is None:
            known = dialog.session.interval if dialog.session is not None else self._core.config.session_expires
            self._begin(dialog, known, local=True, now=now)
        else:
            self._begin(dialog, max(interval, 1), local=_refresher(response) != "uas", now=now)

    # running

    def restore(self, dialog: Dialog, state: list[Any], now: float) -> None:
        """Start the timer of a restored dialog.

        At most half the interval has gone by, because a refresh was due then, and a little for the restart; the other
        side waits until shortly before the end. We refresh in what is left, but no sooner than need be: a phone that
        does not know session timers may not like to be asked.
        """
        interval, local, by_update = state
        session = SessionTimer(interval, local=local, by_update=by_update)
        dialog.session = session
        session.deadline = now + interval
        left = max(1.0, _expiry(interval) - interval / 2 - _RESTART)
        wait = left * (1 + self._core.fraction()) / 2 if local else _expiry(interval)
        session.timer = self._core.heap.start(now + wait, self._due, dialog)

    def not_refreshed(self, dialog: Dialog, now: float) -> None:
        """Try again after a refresh by re-INVITE that was refused, while there is time."""
        session = dialog.session
        if session is None or dialog.ended:
            return
        wait = max(session.interval / 8, _SHORTEST_RETRY)
        if now + wait > session.deadline:
            self._core.hang_up(dialog, "session timer", now, "refresh refused")
            return
        self._core.heap.cancel(session.timer)
        session.timer = self._core.heap.start(now + wait, self._due, dialog)

    def raise_interval(self, dialog: Dialog, minimum: int) -> None:
        """Take over the Min-SE of a 422."""
        if dialog.session is not None:
            dialog.session.interval = max(dialog.session.interval, minimum)

    def _begin(self, dialog: Dialog, interval: int, *, local: bool, now: float) -> None:
        core = self._core
        session = dialog.session
        if session is None:
            by_update = "UPDATE" in dialog.peer_allows
            session = dialog.session = SessionTimer(interval, local=local, by_update=by_update)
        else:
            core.heap.cancel(session.timer)
            session.interval = interval
            session.local = local
        session.timer = None
        if dialog.ended:
            return
        session.deadline = now + interval
        session.timer = core.heap.start(now + (interval / 2 if local else _expiry(interval)), self._due, dialog)

    def _due(self, dialog: Dialog, now: float) -> None:
        session = dialog.session
        if session is None or dialog.ended:
            return
        session.timer = None
        if not session.local:
            self._core.hang_up(dialog, "session timer", now, "not refreshed", 'SIP;cause=408;text="Session expired"')
        elif not session.by_update:
            self._reinvite(dialog, now)
        else:
            request = dialog.request("UPDATE")
            request.headers += [
                ("Contact", dialog.contact),
                self._core.agent,
                *self._core.capabilities,
                *self.offer(dialog),
            ]
            DialogRequest(self._core, dialog, self._updated).send(request, now)

    def _updated(self, dialog: Dialog, status: int, response: Response | None, now: float) -> None:
        session = dialog.session
        if session is None or dialog.ended:
            return
        if response is None:
            if status == 408:  # noqa: PLR2004
                self._core.hang_up(dialog, "session timer", now, "refresh not answered")
            else:
                self.not_refreshed(dialog, now)
        elif status < 300:  # noqa: PLR2004
            dialog.refresh_target(response)
            self.agreed(dialog, response, now)
        elif status == 422:  # noqa: PLR2004
            self.raise_interval(dialog, seconds_of(response, "Min-SE") or session.interval)
            self._due(dialog, now)
        else:
            session.by_update = status == 491 and session.by_update  # noqa: PLR2004
            self.not_refreshed(dialog, now)


def _expiry(interval: int) -> float:
    return interval - min(_MARGIN, interval / 3)


def _refresher(message: Message) -> str:
    value = message.get("Session-Expires") or ""
    for parameter in value.lower().split(";")[1:]:
        name, _, role = parameter.partition("=")
        if name.strip() == "refresher":
            return role.strip()
    return ""
