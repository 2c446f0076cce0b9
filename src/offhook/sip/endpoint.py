"""The one SIP object that a switch drives: bytes and time in, bytes and events out (RFC 3261; session timers RFC 4028).

Drive it so: `receive`, `transport_failed`, `timeout` and the operations change it; after each of them drain `outgoing`
and `events` and ask `next_timer` when to call `timeout`. Remote input never raises; what it may do to memory is bounded
by `EndpointConfig.max_transactions`. An operation on something that is already over (a cancelled INVITE, an ended
dialog) does no harm: the event that tells so is on its way.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from offhook.errors import BadMessage, MisuseError
from offhook.sip.acknowledgement import Unacknowledged
from offhook.sip.answering import Answering
from offhook.sip.calling import Calling
from offhook.sip.core import Core, EndpointConfig
from offhook.sip.dialog import Dialog, contact_value, dialog_as_server, user_of
from offhook.sip.events import RequestReceived
from offhook.sip.in_dialog import InDialog
from offhook.sip.invite import ServerInvite
from offhook.sip.reinvite import Reinviting
from offhook.sip.requests import OutsideRequest
from offhook.sip.transaction_layer import OUR_BRANCH
from offhook.sip.uri import parse_uri
from offhook.sip.wire import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from offhook.sip.address import Flow, Transmit
    from offhook.sip.dialog import InDialogRequest
    from offhook.sip.events import Event
    from offhook.sip.invite import ClientInvite, OutgoingInvite
    from offhook.sip.transaction import ServerTransaction
    from offhook.sip.wire import Request, Response

__all__ = ["Endpoint", "EndpointConfig"]

_SHORTEST_MESSAGE = 16
_RESTORED_CSEQ_GAP = (
    1000  # more requests than a dialog sends after its last snapshot; gaps are allowed, going back is not
)


class Endpoint:
    """All SIP of one switch.

    `tokens` returns a fresh random token (letters and digits, 64 bits at least) at each call.
    """

    __slots__ = ("_answering", "_calling", "_core", "_in_dialog", "_reinviting", "dropped", "on_unreadable")

    def __init__(self, config: EndpointConfig, tokens: Callable[[], str]) -> None:
        self._core = Core(config, tokens, self)
        self._reinviting = Reinviting(self._core)
        self._answering = Answering(self._core, self._reinviting)
        self._calling = Calling(self._core, self._reinviting)
        self._in_dialog = InDialog(self._core, self._reinviting, self._answering)
        self.dropped = 0
        self.on_unreadable: Callable[[Flow, float], None] = lambda _flow, _now: None

    @property
    def resent(self) -> int:
        """How many messages were sent again because nobody answered."""
        return self._core.layer.resent

    # driving

    def receive(self, data: bytes, flow: Flow, now: float) -> None:
        """Take one datagram or one framed message of a stream. Never raises on remote input."""
        if len(data) < _SHORTEST_MESSAGE:
            return  # a keep-alive
        try:
            self._core.layer.receive(parse(data), flow, now)
        except BadMessage as error:
            self.on_unreadable(flow, now)
            request = error.request
            if request is None or request.method == "ACK":
                self.dropped += 1
                return
            tag = self._core.tokens()
            self._core.layer.reply_stateless(request, flow, request.response(error.status, str(error), to_tag=tag))

    def transport_failed(self, flow: Flow, now: float) -> None:
        """Take the fact that a connection was refused or closed, or that sending failed.

        Requests under way on it fail with 503, dialogs try a new one.
        """
        self.transports_failed([flow], now)

    def transports_failed(self, flows: Sequence[Flow], now: float) -> None:
        """Take many such facts at once: a thousand connections that end together are looked through for once."""
        core = self._core
        closed = {flow.connection for flow in flows if flow.transport == "tcp" and flow.connection}
        if closed:
            for dialog in core.dialogs.values():
                if dialog.flow.connection in closed:
                    dialog.flow = replace(dialog.flow, connection=0)
                    dialog.aim()
        core.layer.transports_failed(flows, now)

    def contact_moved(self, uri: str, flow: Flow, theirs: Callable[[Dialog], bool]) -> None:
        """Let the dialogs with a contact follow it to the flow by which it has registered anew (RFC 5626 §5).

        By UDP these are the dialogs with a phone behind a NAT, whose mapping has changed.
        `theirs` tells whether a dialog is of whoever registered: a contact proves nothing, anybody may name it.
        """
        by_udp = flow.transport == "udp"
        if not by_udp and not flow.connection:
            return
        for dialog in self._core.dialogs.values():
            if (
                dialog.remote_target == uri
                and dialog.flow != flow
                and (dialog.flow.transport == "udp") is by_udp
                and (dialog.pinned or not by_udp)
                and theirs(dialog)
            ):
                dialog.flow = flow

    def timeout(self, now: float) -> None:
        """Run all timers that are due."""
        self._core.heap.run(now)

    def next_timer(self) -> float | None:
        """Return when `timeout` has to be called next, None for never."""
        return self._core.heap.next()

    def outgoing(self) -> list[Transmit]:
        """Return what has to be sent since the last call, in order."""
        layer = self._core.layer
        out = layer.out
        if out:
            layer.out = []
        return out

    def events(self) -> list[Event]:
        """Return what happened since the last call, in order."""
        events = self._core.events
        if events:
            self._core.events = []
        return events

    def ask_first(self, admits: Callable[[Request, Flow, float], bool]) -> None:
        """Ask about each new request outside dialogs; who is not admitted gets a 503 with Retry-After."""
        self._core.layer.admits = admits

    @property
    def dialogs(self) -> int:
        """How many dialogs are known, ended ones that linger included."""
        return len(self._core.dialogs)

    @property
    def transactions(self) -> int:
        """How many transactions are known."""
        return len(self._core.layer)

    @property
    def refused(self) -> int:
        """How many requests got a 503 because there were too many transactions."""
        return self._core.layer.refused

    # outside dialogs

    def respond(self, transaction: ServerTransaction, response: Response, now: float) -> None:
        """Answer a RequestReceived; our tag is put on the To of a final response that has none."""
        if response.status > 100 and not response.to.tag:  # noqa: PLR2004
            response.set("To", f"{response.get('To')};tag={transaction.local_tag}")
        self._core.layer.respond(transaction, response, now)

    def dialog_beside(self, transaction: ServerTransaction) -> Dialog:
        """Return the dialog that a REFER or SUBSCRIBE outside dialogs makes (RFC 6665 §4.4.1).

        Only its holder knows it: NOTIFY goes through it, and of its end nothing is told.
        """
        dialog = dialog_as_server(transaction, contact_value(user_of(transaction.request.uri), transaction.flow))
        dialog.silent = dialog.confirmed = True
        return dialog

    def challenge(self, transaction: ServerTransaction, response: Response) -> None:
        """Answer a RequestReceived by a 401 that leaves nothing behind (RFC 3261 §8.2.7): floods cost no room.

        The response is one of `transaction.response`, so that it has our tag.
        Raises MisuseError for an INVITE, whose refusal waits for its ACK.
        """
        if transaction.request.method == "INVITE":
            raise MisuseError("an INVITE is challenged by reject")
        self._core.layer.reply_and_forget(transaction, response)

    def request(self, request: Request, flow: Flow, tag: object, now: float) -> None:
        """Send a request outside dialogs: Via, Max-Forwards and User-Agent are added; responses are told with `tag`."""
        if request.get("Max-Forwards") is None:
            request.prepend("Max-Forwards", "70")
        if request.get("User-Agent") is None:
            request.headers.append(self._core.agent)
        self._core.layer.start(request, flow, OutsideRequest(self._core, tag), now)

    # calling

    def invite(self, invite: OutgoingInvite, now: float) -> ClientInvite:
        """Call: Ringing comes as often as it happens, then either Accepted or Refused, once."""
        return self._calling.invite(invite, now)

    def cancel(self, invite: ClientInvite, reason: str | None, now: float) -> None:
        """Give up an INVITE; `reason` is the text of a Reason header (RFC 3326).

        Refused 487 follows, also when it is answered meanwhile.
        """
        self._calling.cancel(invite, reason, now)

    def answer_offer(self, dialog: Dialog, sdp: bytes, now: float) -> None:
        """Answer a Ringing or Accepted whose session was `offered`: in the PRACK or in the ACK."""
        self._calling.answer_offer(dialog, sdp, now)

    # being called

    def provisional(self, invite: ServerInvite, status: int, now: float, *, sdp: bytes | None = None) -> None:
        """Send 180, 183 …; it is repeated each minute.

        Reliably (RFC 3262) where the caller requires that, or understands it and `sdp` is given; then `sdp` may be an
        offer, and OfferAnswered follows. Raises MisuseError for another status.
        """
        if not 101 <= status <= 199:  # noqa: PLR2004
            raise MisuseError("a provisional status is 101 … 199")
        self._answering.provisional(invite, status, sdp, now)

    def accept(self, invite: ServerInvite, sdp: bytes, now: float) -> Dialog:
        """Answer with 200; Confirmed follows, or DialogEnded by "no ACK".

        If the caller just gave up, the dialog returned has ended.
        """
        return self._answering.accept(invite, sdp, now)

    def reject(
        self,
        invite: ServerInvite,
        status: int,
        now: float,
        *,
        reason: str | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Refuse an INVITE; `reason` is the text of a Reason header.

        Raises MisuseError for a status outside 300 … 699.
        """
        if not 300 <= status <= 699:  # noqa: PLR2004
            raise MisuseError("a refusal's status is 300 … 699")
        self._answering.reject(invite, status, reason, headers, now)

    # in dialogs

    def bye(self, dialog: Dialog, now: float, *, reason: str | None = None) -> None:
        """Hang up; DialogEnded by "local" is told at once. `reason` is the text of a Reason header."""
        self._core.hang_up(dialog, "local", now, reason, reason)

    def reinvite(self, dialog: Dialog, sdp: bytes, now: float) -> None:
        """Offer a changed session, by re-INVITE or, in an early dialog, by UPDATE.

        ReinviteAnswered or ReinviteRefused follows; it waits for its turn and retries glare.
        """
        self._reinviting.start(dialog, sdp, now)

    def answer_reinvite(self, request: InDialogRequest, sdp: bytes, now: float) -> None:
        """Answer a ReinviteReceived."""
        self._reinviting.answer(request, sdp, now)

    def refuse(self, request: InDialogRequest, status: int, now: float) -> None:
        """Refuse any request in a dialog. Raises MisuseError for a status outside 300 … 699."""
        if not 300 <= status <= 699:  # noqa: PLR2004
            raise MisuseError("a refusal's status is 300 … 699")
        self._in_dialog.answer(request, status, (), now)

    def acknowledge(
        self, request: InDialogRequest, now: float, *, status: int = 200, headers: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Answer an INFO, REFER, NOTIFY … without a body.

        Raises MisuseError for a re-INVITE, which wants answer_reinvite.
        """
        if request.method == "INVITE":
            raise MisuseError("a re-INVITE is answered by answer_reinvite")
        self._in_dialog.answer(request, status, headers, now)

    def send_in_dialog(
        self, dialog: Dialog, method: str, headers: Sequence[tuple[str, str]], body: bytes, now: float
    ) -> None:
        """Send INFO, NOTIFY, MESSAGE …; ResponseReceived or RequestFailed follows with the dialog as tag."""
        self._in_dialog.send(dialog, method, headers, body, now)

    # surviving a restart

    def snapshot(self, dialog: Dialog) -> dict[str, Any]:
        """Return a dialog as plain values (text, numbers, bytes, lists), enough to go on in another process."""
        state = dialog.snapshot()
        session = dialog.session
        state["session"] = [session.interval, session.local, session.by_update] if session is not None else None
        unacknowledged = dialog.unacknowledged
        state["unacknowledged"] = unacknowledged.snapshot() if unacknowledged is not None else None
        return state

    def restore(self, snapshot: dict[str, Any], now: float) -> Dialog:
        """Bring back a dialog of a snapshot; `owner` and `credentials` are for the caller to set.

        Raises KeyError for a foreign snapshot.
        """
        dialog = Dialog.from_snapshot(snapshot)
        dialog.local_cseq += _RESTORED_CSEQ_GAP
        self._core.dialogs[dialog.key] = dialog
        if snapshot["unacknowledged"] is not None:
            answer = Unacknowledged.from_snapshot(snapshot["unacknowledged"])
            self._reinviting.acknowledgements.expect(dialog, answer, now)
        if snapshot["session"] is not None:
            self._reinviting.session_timers.restore(dialog, snapshot["session"], now)
        return dialog

    def cancel_snapshot(self, invite: ClientInvite) -> dict[str, Any]:
        """Return of a ringing INVITE what `cancel_orphan` needs, as plain values."""
        return self._calling.cancel_snapshot(invite)

    def cancel_orphan(self, snapshot: dict[str, Any], reason: str | None, now: float) -> None:
        """Cancel the INVITE of a process that is gone; nothing is told of it."""
        self._calling.cancel_orphan(snapshot, reason, now)

    # what the transactions tell

    def on_request(self, transaction: ServerTransaction, now: float) -> None:
        """Take a new request."""
        request = transaction.request
        core = self._core
        to_tag = request.to.tag
        if to_tag is not None:
            key = (request.call_id, to_tag, request.from_.tag or "")
            dialog = core.dialogs.get(key)
            if dialog is None and (invite := core.early.get(key)) is not None:
                dialog = self._answering.early_dialog(invite)
            if dialog is not None:
                _follow(dialog, transaction.flow)
                if self._serves(transaction, now):
                    self._in_dialog.received(dialog, transaction, now)
                return
            if request.method not in ("SUBSCRIBE", "REGISTER"):
                core.layer.respond(transaction, transaction.response(481), now)
                return
        if not self._serves(transaction, now) or not self._acceptable(transaction, now):
            return
        if request.method == "INVITE":
            self._answering.received(transaction, now)
        elif request.method in ("BYE", "INFO", "UPDATE", "PRACK"):
            core.layer.respond(transaction, transaction.response(481), now)
        else:
            core.emit(RequestReceived(transaction, request, transaction.flow))

    def on_ack(self, request: Request, flow: Flow, now: float) -> None:  # noqa: ARG002
        """Take the ACK of a 2xx."""
        self._reinviting.acknowledgements.received(request, now)

    def on_cancel(self, transaction: ServerTransaction, cancel: Request, now: float) -> None:
        """Take a CANCEL."""
        if isinstance(transaction.owner, ServerInvite):
            self._answering.cancelled(transaction.owner, cancel, now)
            return
        self._core.layer.respond(transaction, transaction.response(487), now)
        self.on_broken(transaction, now)

    def on_broken(self, transaction: ServerTransaction, now: float) -> None:
        """Take the fact that a response cannot be delivered, or is not wanted."""
        if isinstance(transaction.owner, ServerInvite):
            self._answering.broken(transaction.owner, now)
            return
        request = transaction.request
        dialog = self._core.dialogs.get((request.call_id, request.to.tag or "", request.from_.tag or ""))
        if dialog is not None and dialog.open_request is not None and dialog.open_request.transaction is transaction:
            self._reinviting.refused(dialog.open_request, now)

    def on_stray(self, response: Response, flow: Flow, now: float) -> None:
        """Take a response without transaction: only a 2xx to an INVITE of ours matters."""
        success = 200 <= response.status < 300  # noqa: PLR2004
        if success and response.cseq.method == "INVITE" and response.via.branch.startswith(OUR_BRANCH):
            self._calling.stray(response, flow, now)
        else:
            self.dropped += 1

    def _serves(self, transaction: ServerTransaction, now: float) -> bool:
        """Refuse methods (405) and extensions (420) that we do not have."""
        request = transaction.request
        config = self._core.config
        if request.method not in config.allow:
            response = transaction.response(405)
            response.headers.append(self._core.capabilities[0])
        else:
            required = request.tokens("Require")
            unsupported = [name for name in required if name not in config.supported] if required else []
            if not unsupported:
                return True
            response = transaction.response(420)
            response.headers.append(("Unsupported", ", ".join(unsupported)))
        self._core.layer.respond(transaction, response, now)
        return False

    def _acceptable(self, transaction: ServerTransaction, now: float) -> bool:
        """Refuse requests outside dialogs whose target or hop count is impossible (400, 416, 483)."""
        request = transaction.request
        status = 0
        scheme, colon, _ = request.uri.partition(":")
        if not colon or scheme.lower() not in ("sip", "sips", "tel"):
            status = 416
        else:
            try:
                if parse_uri(request.uri).headers:
                    status = 400
                if request.method in ("INVITE", "REGISTER", "SUBSCRIBE"):
                    _ = request.contacts, request.record_routes
            except (BadMessage, ValueError):
                status = 400
            if not status and request.method == "INVITE" and request.max_forwards == 0:
                status = 483
        if status:
            self._core.layer.respond(transaction, transaction.response(status), now)
        return not status


def _follow(dialog: Dialog, flow: Flow) -> None:
    """Let a dialog's flow follow the other side through a new connection or a new binding of its NAT."""
    if flow != dialog.flow and (flow.transport != "udp" or dialog.pinned) and flow.transport == dialog.flow.transport:
        dialog.flow = flow
