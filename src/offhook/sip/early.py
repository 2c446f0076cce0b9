"""Early dialogs of our INVITEs: forks, reliable provisional responses and PRACKs (RFC 3262 §4, §5), 199 (RFC 6228).

Invariant: each fork is a dialog of its own with its own session; a reliable response is taken once and in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.sip.authentication import in_dialog_with_credentials
from offhook.sip.bodies import SDP_TYPE, session_of
from offhook.sip.dialog import dialog_as_client
from offhook.sip.events import Ringing
from offhook.sip.headers import parse_number

if TYPE_CHECKING:
    from offhook.sip.core import Core
    from offhook.sip.dialog import Dialog
    from offhook.sip.invite import ClientInvite
    from offhook.sip.transaction import ClientTransaction
    from offhook.sip.wire import Request, Response

_MAX_RSEQ = 2**32 - 1
_EARLY_DIALOG_TERMINATED = 199


class EarlyDialogs:
    """Takes the provisional responses to our INVITEs."""

    __slots__ = ("_core",)

    def __init__(self, core: Core) -> None:
        self._core = core

    def provisional(
        self, invite: ClientInvite, request: Request, response: Response, now: float
    ) -> tuple[Ringing | None, bool]:
        """Take a response of 101 … 199; return what to tell, and whether its dialog is free for an UPDATE now."""
        sdp = session_of(response)
        tag = response.to.tag
        number = rseq_of(response)
        if tag is None:
            return Ringing(invite, response.status, self._heard(invite, None, sdp), response), False
        dialog = invite.dialogs.get(tag) or self._begin(invite, request, response, tag)
        offered = settled = False
        if number is not None:
            if dialog.rseq and number != dialog.rseq + 1:
                return None, False  # a repetition, or one too early
            dialog.rseq = number
            offered = sdp is not None and dialog.local_sdp is None
            if offered:
                dialog.offer_open = "theirs"
                dialog.answer_due = request
            else:
                self._acknowledge(dialog, request, None, now)
                if sdp is not None and dialog.offer_open == "ours":
                    dialog.offer_open = ""
                    settled = True
        elif dialog.local_sdp is None:
            sdp = None  # only a reliable response may hold an offer
        if response.status == _EARLY_DIALOG_TERMINATED:
            del invite.dialogs[tag]
            self._core.drop_early(dialog, now)
            others = [other.remote_sdp for other in invite.dialogs.values() if other.early and other.remote_sdp]
            return Ringing(invite, response.status, others[-1] if others else None, response, dialog), False
        return Ringing(invite, response.status, self._heard(invite, dialog, sdp), response, dialog, offered), settled

    def answer(self, dialog: Dialog, sdp: bytes, now: float) -> None:
        """Answer the offer of a reliable provisional response, in its PRACK."""
        request = dialog.answer_due
        if request is None:
            return
        dialog.answer_due = None
        dialog.offer_open = ""
        dialog.local_sdp = sdp
        self._acknowledge(dialog, request, sdp, now)

    def drop(self, invite: ClientInvite, now: float, *, but: Dialog | None = None) -> None:
        """Forget the early dialogs of an INVITE that has its final response."""
        for dialog in [one for one in invite.dialogs.values() if one.early and one is not but]:
            self._core.drop_early(dialog, now)

    def _begin(self, invite: ClientInvite, request: Request, response: Response, tag: str) -> Dialog:
        dialog = dialog_as_client(request, response, invite.flow, invite.contact)
        dialog.confirmed = False
        dialog.early = True
        dialog.invite = invite
        dialog.owner = invite.owner
        dialog.credentials = invite.credentials
        if invite.offer:
            dialog.local_sdp = invite.offer
            dialog.offer_open = "ours"
        invite.dialogs[tag] = dialog
        self._core.dialogs[dialog.key] = dialog
        return dialog

    def _acknowledge(self, dialog: Dialog, invite: Request, sdp: bytes | None, now: float) -> None:
        core = self._core
        prack = dialog.request("PRACK")
        prack.headers += [("RAck", f"{dialog.rseq} {invite.cseq}"), core.agent]
        if sdp is not None:
            prack.headers.append(("Content-Type", SDP_TYPE))
            prack.body = sdp
        core.layer.start(prack, dialog.flow, _Prack(core, dialog), now)

    def _heard(self, invite: ClientInvite, dialog: Dialog | None, sdp: bytes | None) -> bytes | None:
        if sdp is not None:
            invite.early_sdp = sdp
            if dialog is not None:
                dialog.remote_sdp = sdp
        return sdp


class _Prack:
    """Hears of the answer to a PRACK: a challenge is met once, the rest is the INVITE's concern."""

    __slots__ = ("_core", "_dialog", "_tried")

    def __init__(self, core: Core, dialog: Dialog) -> None:
        self._core = core
        self._dialog = dialog
        self._tried = False

    def on_response(self, transaction: ClientTransaction, response: Response, now: float) -> None:
        """Take a response."""
        if response.status in (401, 407) and not self._tried:
            self._tried = True
            again = in_dialog_with_credentials(self._core.tokens, transaction.request, response, self._dialog)
            if again is not None:
                self._core.layer.start(again, self._dialog.flow, self, now)

    def on_failure(self, transaction: ClientTransaction, status: int, now: float) -> None:
        """Take the fact that there is none."""


def rseq_of(response: Response) -> int | None:
    """Return the number of a reliable provisional response, None of another."""
    value = response.get("RSeq")
    if value is None or "100rel" not in response.tokens("Require"):
        return None
    try:
        return parse_number(value, _MAX_RSEQ) or None
    except ValueError:
        return None
