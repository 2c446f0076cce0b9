"""The transaction layer matches messages to transactions (RFC 3261 §17.1.3, §17.2.3) and bounds their number.

Branches of ours are random tokens behind a fixed beginning: nobody can guess one, and a response to us is known as such
after a restart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from offhook.sip.address import EDGE, Flow, Transmit, host_text
from offhook.sip.headers import split_list
from offhook.sip.transaction import (
    ClientTransaction,
    Input,
    Machines,
    ResponseUser,
    ServerTransaction,
    State,
    Timers,
    TransactionUser,
    same_hop,
)
from offhook.sip.wire import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from offhook.sip.address import Address
    from offhook.sip.headers import Via
    from offhook.sip.timers import TimerHeap

MAGIC = "z9hG4bK"
"""What branches of RFC 3261 begin with."""

OUR_BRANCH = MAGIC + "-oh-"
"""What our branches begin with: tells a stray answer to us from rubbish, also after a restart."""

_RETRY_AFTER = 5
_RETRY_SPREAD = 10  # seconds over which those who were put off come back
_LARGEST_DATAGRAM = 1300
_TCP_PATIENCE = 2  # in T1
_NO_TCP_SECONDS = 3600.0


class TransactionLayer(Machines):
    """All transactions of an endpoint; `refused` counts the requests that got a 503.

    `admits` is asked about each new request outside dialogs, before anything is kept of it.
    """

    __slots__ = ("_max", "_no_tcp", "_tokens", "admits", "refused")

    def __init__(
        self, user: TransactionUser, heap: TimerHeap, timers: Timers, tokens: Callable[[], str], max_servers: int
    ) -> None:
        super().__init__(user, heap, timers)
        self.refused = 0
        self.admits: Callable[[Request, Flow, float], bool] = _all
        self._tokens = tokens
        self._max = max_servers
        self._no_tcp: dict[Address, float] = {}

    def __len__(self) -> int:
        return len(self.clients) + len(self.servers)

    # client side

    def start(
        self, request: Request, flow: Flow, user: ResponseUser, now: float, *, large_by_tcp: bool = False
    ) -> ClientTransaction:
        """Send a request; its Via is added.

        `large_by_tcp`: one of over 1,300 bytes goes by TCP, and by UDP after all where nobody answers there.
        """
        branch = OUR_BRANCH + self._tokens()
        request.prepend("Via", via_value(flow, branch))
        transaction = ClientTransaction(request, flow, f"{branch}|{request.method}", user)
        if large_by_tcp and flow.transport == "udp" and len(request.encode()) > _LARGEST_DATAGRAM:
            self._prefer_tcp(transaction, branch, now)
        return self._launch(transaction, now)

    def _prefer_tcp(self, transaction: ClientTransaction, branch: str, now: float) -> None:
        flow = transaction.flow
        if self._no_tcp.get(flow.remote, 0.0) > now:
            return
        transaction.fallback = flow
        transaction.flow = Flow("tcp", flow.local, flow.remote)
        transaction.request.replace_top("Via", via_value(transaction.flow, branch))
        transaction.resend = self.heap.start(now + _TCP_PATIENCE * self.timers.t1, self._fall_back, transaction)

    def _fall_back(self, transaction: ClientTransaction, now: float) -> None:
        """Send by UDP what nobody took by TCP, and spare the other side such attempts for a while."""
        flow = transaction.fallback
        if flow is None or transaction.state is not State.TRYING:
            return
        self._no_tcp = {place: until for place, until in self._no_tcp.items() if until > now}
        self._no_tcp[flow.remote] = now + _NO_TCP_SECONDS
        self.stop(transaction, None, now)
        transaction.fallback = None
        transaction.flow = flow
        transaction.request.replace_top("Via", via_value(flow, transaction.request.via.branch))
        self._launch(transaction, now)

    def cancel(self, transaction: ClientTransaction, reason: str | None, user: ResponseUser, now: float) -> None:
        """Send the CANCEL of an INVITE (RFC 3261 §9.1), with the text of a Reason header."""
        request = transaction.request
        cancel = same_hop(request, "CANCEL", request.get("To") or "")
        if reason:
            cancel.add("Reason", reason)
        key = f"{request.via.branch}|CANCEL"
        if key not in self.clients:
            self._launch(ClientTransaction(cancel, transaction.flow, key, user), now)

    def adopt(self, request: Request, flow: Flow, user: ResponseUser, now: float) -> ClientTransaction:
        """Take over a ringing INVITE that an earlier process sent.

        Nothing is sent, its responses are awaited for 64·T1.
        """
        transaction = ClientTransaction(request, flow, f"{request.via.branch}|INVITE", user)
        transaction.state = State.PROCEEDING
        self.clients[transaction.key] = transaction
        transaction.limit = self.heap.start(now + 64 * self.timers.t1, self.on_end, transaction)
        return transaction

    def abandon(self, transaction: ClientTransaction) -> None:
        """Forget a client transaction whose answer nobody wants any more."""
        transaction.state = State.TERMINATED
        self.forget(transaction)
        transaction.release()

    def _launch(self, transaction: ClientTransaction, now: float) -> ClientTransaction:
        transaction.data = transaction.request.encode()
        self.clients[transaction.key] = transaction
        self.out.append(Transmit(transaction.flow, transaction.data))
        if transaction.flow.transport == "udp":
            transaction.interval = self.timers.t1
            transaction.resend = self.heap.start(now + transaction.interval, self.on_resend, transaction)
        transaction.limit = self.heap.start(now + 64 * self.timers.t1, self.on_give_up, transaction)
        return transaction

    # server side

    def respond(self, transaction: ServerTransaction, response: Response, now: float) -> None:
        """Send a response; after a final one only repetitions of a 2xx to INVITE go out."""
        status = response.status
        given = Input.PROVISIONAL if status < 200 else Input.SUCCESS if status < 300 else Input.FAILURE  # noqa: PLR2004
        self.step(transaction, given, response, now)

    def reply_stateless(self, request: Request, flow: Flow, response: Response) -> None:
        """Send a response without keeping anything."""
        reply_flow = stamp_via(request, flow)
        response.replace_top("Via", request.top_via())
        self.out.append(Transmit(reply_flow, response.encode()))

    # both

    def receive(self, message: Request | Response, flow: Flow, now: float) -> None:
        """Take a message from the network."""
        if isinstance(message, Request):
            self._receive_request(message, flow, now)
            return
        transaction = self.clients.get(f"{message.via.branch}|{message.cseq.method}")
        if transaction is None:
            self.user.on_stray(message, flow, now)
            return
        status = message.status
        given = Input.PROVISIONAL if status < 200 else Input.SUCCESS if status < 300 else Input.FAILURE  # noqa: PLR2004
        self.step(transaction, given, message, now)

    def transport_failed(self, flow: Flow, now: float) -> None:
        """Fail the client transactions of a flow; answers of server transactions try a new connection, once."""
        self.transports_failed([flow], now)

    def transports_failed(self, flows: Sequence[Flow], now: float) -> None:
        """Do so for many flows at once."""
        failed = _Failed(flows)
        for client in [client for client in self.clients.values() if failed.meets(client.flow)]:
            if client.fallback is not None and client.state is State.TRYING:
                self._fall_back(client, now)
            else:
                self.step(client, Input.BROKEN, None, now)
        for server in [server for server in self.servers.values() if failed.meets(server.reply_flow)]:
            flow = server.reply_flow
            if flow.connection and flow.transport not in EDGE:
                via = server.request.via
                host = via.parameters.get("received") or via.host.strip("[]")
                server.reply_flow = Flow("tcp", flow.local, (host, via.port or 5060))
                if server.reply and server.state is not State.CONFIRMED:
                    self.repeat(server)
            else:
                self.step(server, Input.BROKEN, None, now)

    def _receive_request(self, request: Request, flow: Flow, now: float) -> None:
        method = request.method
        key = _server_key(request, "INVITE" if method == "ACK" else method)
        transaction = self.servers.get(key)
        if transaction is not None:
            self.step(transaction, Input.ACK if method == "ACK" else Input.REQUEST, request, now)
            return
        if method == "ACK":
            self.user.on_ack(request, flow, now)
            return
        to_tag = request.to.tag
        limit = self._max if to_tag is None else self._max + self._max // 4  # calls that exist may still end
        if len(self.servers) >= limit or (
            to_tag is None and method != "CANCEL" and not self.admits(request, flow, now)
        ):
            self.refused += 1
            tag = self._tokens()
            response = request.response(503, to_tag=tag)
            response.add("Retry-After", str(_RETRY_AFTER + crc32(tag.encode()) % _RETRY_SPREAD))
            self.reply_stateless(request, flow, response)
            return
        transaction = ServerTransaction(request, flow, key, self._tokens)
        transaction.reply_flow = stamp_via(request, flow)
        self.servers[key] = transaction
        if method == "CANCEL":
            self._receive_cancel(transaction, now)
            return
        if to_tag is None:
            merge_key = (request.call_id, request.from_.tag, request.cseq.number, method)
            other = self.merged.get(merge_key)
            if other is not None and other.status not in (401, 407):
                self.respond(transaction, transaction.response(482), now)  # RFC 3261 §8.2.2.2
                return
            self.merged[merge_key] = transaction
            transaction.merge_key = merge_key
        self.user.on_request(transaction, now)
        if not transaction.answered and method != "INVITE":
            transaction.limit = self.heap.start(now + 64 * self.timers.t1, self.on_give_up, transaction)

    def _receive_cancel(self, transaction: ServerTransaction, now: float) -> None:
        cancel = transaction.request  # the answer lets go of it
        invite = self.servers.get(_server_key(cancel, "INVITE"))
        if invite is None:
            self.respond(transaction, transaction.response(481), now)
            return
        transaction.tag = invite.local_tag
        self.respond(transaction, transaction.response(200), now)
        if invite.state is State.PROCEEDING:
            self.user.on_cancel(invite, cancel, now)


def _all(_request: Request, _flow: Flow, _now: float) -> bool:
    return True


def via_value(flow: Flow, branch: str) -> str:
    """Return the Via of a request of ours that leaves by `flow`."""
    host, port = flow.local
    return f"SIP/2.0/{flow.transport.upper()} {host_text(host)}:{port};branch={branch};rport"


def stamp_via(request: Request, flow: Flow) -> Flow:
    """Note in the Via where the request came from (RFC 3261 §18.2.1, RFC 3581) and return the flow for responses."""
    via: Via = request.via
    host, port = flow.remote
    parameters = via.parameters
    wants_port = "rport" in parameters
    same_host = via.host.strip("[]") == host.lower()
    if wants_port or not same_host:
        if wants_port:
            parameters["rport"] = str(port)
        if wants_port or not same_host:
            parameters["received"] = host
        value = request.top_via()
        request.replace_top("Via", ", ".join([str(via), *split_list(value)[1:]]) if "," in value else str(via))
        request.cache["Via"] = via
    if flow.transport != "udp":
        return flow
    if wants_port or (via.port or 5060) == port:
        return flow if flow.connection == 0 else Flow("udp", flow.local, flow.remote)
    return Flow("udp", flow.local, (host, via.port or 5060))


def _server_key(request: Request, method: str) -> Hashable:
    """Return what requests of one transaction have in common (RFC 3261 §17.2.3)."""
    via = request.via
    branch = via.branch
    if branch.startswith(MAGIC) and len(branch) > len(MAGIC):
        return f"{branch}|{via.host}|{via.port}|{method}"
    place = (via.host, via.port, via.parameters.get("branch"))
    return (request.uri, request.call_id, request.from_.tag, request.cseq.number, method, place)


class _Failed:
    """Flows that failed: by connection where both sides have one, else by whom they lead to."""

    __slots__ = ("_any", "_connections", "_unnumbered")

    def __init__(self, flows: Sequence[Flow]) -> None:
        self._connections = {flow.connection for flow in flows}
        self._any = {(flow.transport, flow.remote, flow.peer) for flow in flows}
        self._unnumbered = {(flow.transport, flow.remote, flow.peer) for flow in flows if not flow.connection}

    def meets(self, used: Flow) -> bool:
        """Tell whether a flow in use has failed."""
        if used.connection:
            if used.connection in self._connections:
                return True
            return bool(self._unnumbered) and (used.transport, used.remote, used.peer) in self._unnumbered
        return (used.transport, used.remote, used.peer) in self._any
