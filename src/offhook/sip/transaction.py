"""The four transaction machines of RFC 3261 §17 with RFC 6026, as transition tables, and the layer that matches messages to them.

A table row says: in this state, upon this input, go to that state and do these actions in order. An input without a row is absorbed.
Whatever tells the user stands last in its row, because the user may act on the transaction at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Protocol

from offhook.sip.address import Flow, Transmit, host_text
from offhook.sip.headers import split_list
from offhook.sip.wire import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.headers import Via
    from offhook.sip.timers import Timer, TimerHeap

MAGIC = "z9hG4bK"
"""What branches of RFC 3261 begin with."""

OUR_BRANCH = MAGIC + "-oh-"
"""What our branches begin with: tells a stray answer to us from rubbish, also after a restart."""

_RETRY_AFTER = "5"


@dataclass(frozen=True, slots=True)
class Timers:
    """T1 (round trip), T2 (longest retransmission interval) and T4 (life of a message in the network) in seconds."""

    t1: float = 0.5
    t2: float = 4.0
    t4: float = 5.0


class State(IntEnum):
    """States of all machines; TRYING is called Calling in an INVITE client transaction."""

    TRYING = 0
    PROCEEDING = 1
    ACCEPTED = 2
    COMPLETED = 3
    CONFIRMED = 4
    TERMINATED = 5


class Input(IntEnum):
    """What moves a machine: messages, the user's responses, timers (A, E, G: RESEND; B, F, H: GIVE_UP; D, I, J, K, L, M: END), a broken flow."""

    PROVISIONAL = 0
    SUCCESS = 1
    FAILURE = 2
    REQUEST = 3
    ACK = 4
    RESEND = 5
    GIVE_UP = 6
    END = 7
    BROKEN = 8


class ResponseUser(Protocol):
    """Who started a client transaction."""

    def on_response(self, transaction: ClientTransaction, response: Response, now: float) -> None:
        """Take a response; a final one comes once, but for 2xx to INVITE, which come as often as they arrive."""

    def on_failure(self, transaction: ClientTransaction, status: int, now: float) -> None:
        """Take the fact that no response will come: 408 by timeout, 503 by transport."""


class TransactionUser(Protocol):
    """Who serves requests: the endpoint."""

    def on_request(self, transaction: ServerTransaction, now: float) -> None:
        """Take a new request."""

    def on_ack(self, request: Request, flow: Flow, now: float) -> None:
        """Take an ACK that belongs to a 2xx, or to nothing."""

    def on_cancel(self, transaction: ServerTransaction, cancel: Request, now: float) -> None:
        """Take a CANCEL (already answered) of an INVITE that has no final response."""

    def on_broken(self, transaction: ServerTransaction, now: float) -> None:
        """Take the fact that a response cannot be delivered."""

    def on_stray(self, response: Response, flow: Flow, now: float) -> None:
        """Take a response that belongs to no transaction."""


class ClientTransaction:
    """A request of ours; `user` hears of its responses."""

    __slots__ = ("data", "flow", "interval", "key", "limit", "request", "resend", "state", "table", "user")

    def __init__(self, request: Request, flow: Flow, key: str, user: ResponseUser) -> None:
        self.request = request
        self.flow = flow
        self.key = key
        self.user = user
        self.data = b""
        self.state = State.TRYING
        self.table: Table = _CLIENT_INVITE if request.method == "INVITE" else _CLIENT
        self.interval = 0.0
        self.resend: Timer | None = None
        self.limit: Timer | None = None


class ServerTransaction:
    """A request of the other side; `flow` is where it came from, `reply_flow` where responses go, `owner` the user's own."""

    __slots__ = (
        "_tokens",
        "flow",
        "interval",
        "key",
        "limit",
        "merge_key",
        "owner",
        "reply",
        "reply_flow",
        "request",
        "resend",
        "state",
        "status",
        "table",
        "tag",
    )

    def __init__(self, request: Request, flow: Flow, key: str, tokens: Callable[[], str]) -> None:
        self.request = request
        self.flow = flow
        self.reply_flow = flow
        self.key = key
        self.merge_key: tuple[str, str | None, int, str] | None = None
        self.reply = b""
        self.status = 0
        self.tag = ""
        self.owner: Any = None
        self._tokens = tokens
        invite = request.method == "INVITE"
        self.state = State.PROCEEDING if invite else State.TRYING
        self.table: Table = _SERVER_INVITE if invite else _SERVER
        self.interval = 0.0
        self.resend: Timer | None = None
        self.limit: Timer | None = None

    @property
    def local_tag(self) -> str:
        """The tag that our responses put on the To."""
        if not self.tag:
            self.tag = self.request.to.tag or self._tokens()
        return self.tag

    def response(self, status: int, reason: str | None = None) -> Response:
        """Return a response to the request, with our tag unless it is a 100."""
        return self.request.response(status, reason, to_tag=self.local_tag if status > 100 else None)  # noqa: PLR2004

    @property
    def answered(self) -> bool:
        """Whether a final response was given."""
        return self.status >= 200  # noqa: PLR2004  final statuses begin there


class TransactionLayer:
    """Matches messages to transactions, runs their machines and collects what has to be sent in `out`."""

    __slots__ = ("_clients", "_max", "_merged", "_servers", "_timers", "_tokens", "_user", "heap", "out", "refused")

    def __init__(
        self, user: TransactionUser, heap: TimerHeap, timers: Timers, tokens: Callable[[], str], max_servers: int
    ) -> None:
        self.out: list[Transmit] = []
        self.heap = heap
        self.refused = 0
        self._user = user
        self._timers = timers
        self._tokens = tokens
        self._max = max_servers
        self._clients: dict[str, ClientTransaction] = {}
        self._servers: dict[Any, ServerTransaction] = {}
        self._merged: dict[tuple[str, str | None, int, str], ServerTransaction] = {}

    def __len__(self) -> int:
        return len(self._clients) + len(self._servers)

    # client side

    def start(self, request: Request, flow: Flow, user: ResponseUser, now: float) -> ClientTransaction:
        """Send a request; its Via is added."""
        branch = OUR_BRANCH + self._tokens()
        request.prepend("Via", via_value(flow, branch))
        transaction = ClientTransaction(request, flow, f"{branch}|{request.method}", user)
        return self._launch(transaction, now)

    def cancel(self, transaction: ClientTransaction, reason: str | None, user: ResponseUser, now: float) -> None:
        """Send the CANCEL of an INVITE (RFC 3261 §9.1), with the text of a Reason header."""
        request = transaction.request
        cancel = _same_hop(request, "CANCEL", request.get("To") or "")
        if reason:
            cancel.add("Reason", reason)
        key = f"{request.via.branch}|CANCEL"
        if key not in self._clients:
            self._launch(ClientTransaction(cancel, transaction.flow, key, user), now)

    def adopt(self, request: Request, flow: Flow, user: ResponseUser, now: float) -> ClientTransaction:
        """Take over a ringing INVITE that an earlier process sent: nothing is sent, its responses are awaited for 64·T1."""
        transaction = ClientTransaction(request, flow, f"{request.via.branch}|INVITE", user)
        transaction.state = State.PROCEEDING
        self._clients[transaction.key] = transaction
        transaction.limit = self.heap.start(now + 64 * self._timers.t1, self._on_end, transaction)
        return transaction

    def abandon(self, transaction: ClientTransaction) -> None:
        """Forget a client transaction whose answer nobody wants any more."""
        transaction.state = State.TERMINATED
        self._forget(transaction)

    def _launch(self, transaction: ClientTransaction, now: float) -> ClientTransaction:
        transaction.data = transaction.request.encode()
        self._clients[transaction.key] = transaction
        self.out.append(Transmit(transaction.flow, transaction.data))
        if transaction.flow.transport == "udp":
            transaction.interval = self._timers.t1
            transaction.resend = self.heap.start(now + transaction.interval, self._on_resend, transaction)
        transaction.limit = self.heap.start(now + 64 * self._timers.t1, self._on_give_up, transaction)
        return transaction

    # server side

    def respond(self, transaction: ServerTransaction, response: Response, now: float) -> None:
        """Send a response; after a final one only repetitions of a 2xx to INVITE go out."""
        status = response.status
        given = Input.PROVISIONAL if status < 200 else Input.SUCCESS if status < 300 else Input.FAILURE  # noqa: PLR2004
        self._step(transaction, given, response, now)

    def repeat(self, transaction: ServerTransaction) -> None:
        """Send the last response again: the user's retransmission of a 2xx or of a provisional."""
        if transaction.reply:
            self.out.append(Transmit(transaction.reply_flow, transaction.reply))

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
        transaction = self._clients.get(f"{message.via.branch}|{message.cseq.method}")
        if transaction is None:
            self._user.on_stray(message, flow, now)
            return
        status = message.status
        given = Input.PROVISIONAL if status < 200 else Input.SUCCESS if status < 300 else Input.FAILURE  # noqa: PLR2004
        self._step(transaction, given, message, now)

    def transport_failed(self, flow: Flow, now: float) -> None:
        """Fail the client transactions of a flow; answers of server transactions try a new connection, once."""
        for client in [client for client in self._clients.values() if _on_flow(client.flow, flow)]:
            self._step(client, Input.BROKEN, None, now)
        for server in [server for server in self._servers.values() if _on_flow(server.reply_flow, flow)]:
            if server.reply_flow.connection:
                via = server.request.via
                host = via.parameters.get("received") or via.host.strip("[]")
                server.reply_flow = Flow("tcp", flow.local, (host, via.port or 5060))
                if server.reply and server.state is not State.CONFIRMED:
                    self.repeat(server)
            else:
                self._step(server, Input.BROKEN, None, now)

    def _receive_request(self, request: Request, flow: Flow, now: float) -> None:
        method = request.method
        key = _server_key(request, "INVITE" if method == "ACK" else method)
        transaction = self._servers.get(key)
        if transaction is not None:
            self._step(transaction, Input.ACK if method == "ACK" else Input.REQUEST, request, now)
            return
        if method == "ACK":
            self._user.on_ack(request, flow, now)
            return
        to_tag = request.to.tag
        limit = self._max if to_tag is None else self._max + self._max // 4  # calls that exist may still end
        if len(self._servers) >= limit:
            self.refused += 1
            response = request.response(503, to_tag=self._tokens())
            response.add("Retry-After", _RETRY_AFTER)
            self.reply_stateless(request, flow, response)
            return
        transaction = ServerTransaction(request, flow, key, self._tokens)
        transaction.reply_flow = stamp_via(request, flow)
        self._servers[key] = transaction
        if method == "CANCEL":
            self._receive_cancel(transaction, now)
            return
        if to_tag is None:
            merge_key = (request.call_id, request.from_.tag, request.cseq.number, method)
            other = self._merged.get(merge_key)
            if other is not None and other.status not in (401, 407):
                self.respond(transaction, transaction.response(482), now)  # RFC 3261 §8.2.2.2
                return
            self._merged[merge_key] = transaction
            transaction.merge_key = merge_key
        self._user.on_request(transaction, now)
        if not transaction.answered and method != "INVITE":
            transaction.limit = self.heap.start(now + 64 * self._timers.t1, self._on_give_up, transaction)

    def _receive_cancel(self, transaction: ServerTransaction, now: float) -> None:
        invite = self._servers.get(_server_key(transaction.request, "INVITE"))
        if invite is None:
            self.respond(transaction, transaction.response(481), now)
            return
        transaction.tag = invite.local_tag
        self.respond(transaction, transaction.response(200), now)
        if invite.state is State.PROCEEDING:
            self._user.on_cancel(invite, transaction.request, now)

    # the machines' engine

    def _step(self, transaction: Transaction, given: Input, message: Request | Response | None, now: float) -> None:
        row = transaction.table[transaction.state].get(given)
        if row is None:
            return
        transaction.state, actions = row
        if transaction.state is State.TERMINATED:
            self._forget(transaction)
        for action in actions:
            action(self, transaction, message, now)

    def _forget(self, transaction: Transaction) -> None:
        self._stop(transaction, None, 0.0)
        if isinstance(transaction, ClientTransaction):
            self._clients.pop(transaction.key, None)
            return
        self._servers.pop(transaction.key, None)
        if transaction.merge_key is not None and self._merged.get(transaction.merge_key) is transaction:
            del self._merged[transaction.merge_key]

    def _on_resend(self, transaction: Transaction, now: float) -> None:
        self._step(transaction, Input.RESEND, None, now)

    def _on_give_up(self, transaction: Transaction, now: float) -> None:
        self._step(transaction, Input.GIVE_UP, None, now)

    def _on_end(self, transaction: Transaction, now: float) -> None:
        self._step(transaction, Input.END, None, now)

    # actions of the tables

    def _stop(self, transaction: Transaction, _: Any, __: float) -> None:
        if transaction.resend is not None:
            self.heap.cancel(transaction.resend)
            transaction.resend = None
        if transaction.limit is not None:
            self.heap.cancel(transaction.limit)
            transaction.limit = None

    def _send_again(self, transaction: ClientTransaction, _: Any, __: float) -> None:
        self.out.append(Transmit(transaction.flow, transaction.data))

    def _double(self, transaction: ClientTransaction, _: Any, now: float) -> None:
        transaction.interval *= 2
        transaction.resend = self.heap.start(now + transaction.interval, self._on_resend, transaction)

    def _double_to_t2(self, transaction: Transaction, _: Any, now: float) -> None:
        transaction.interval = min(transaction.interval * 2, self._timers.t2)
        transaction.resend = self.heap.start(now + transaction.interval, self._on_resend, transaction)

    def _at_t2(self, transaction: ClientTransaction, _: Any, now: float) -> None:
        transaction.interval = self._timers.t2
        transaction.resend = self.heap.start(now + transaction.interval, self._on_resend, transaction)

    def _send_ack(self, transaction: ClientTransaction, response: Response, _: float) -> None:
        transaction.data = _same_hop(transaction.request, "ACK", response.get("To") or "").encode()
        self.out.append(Transmit(transaction.flow, transaction.data))

    def _tell(self, transaction: ClientTransaction, response: Response, now: float) -> None:
        transaction.user.on_response(transaction, response, now)

    def _tell_timeout(self, transaction: ClientTransaction, _: Any, now: float) -> None:
        transaction.user.on_failure(transaction, 408, now)

    def _tell_failure(self, transaction: ClientTransaction, _: Any, now: float) -> None:
        transaction.user.on_failure(transaction, 503, now)

    def _tell_broken(self, transaction: ServerTransaction, _: Any, now: float) -> None:
        self._user.on_broken(transaction, now)

    def _tell_ack(self, transaction: ServerTransaction, ack: Request, now: float) -> None:
        self._user.on_ack(ack, transaction.flow, now)

    def _reply(self, transaction: ServerTransaction, response: Response, _: float) -> None:
        transaction.status = response.status
        transaction.reply = response.encode()
        self.out.append(Transmit(transaction.reply_flow, transaction.reply))

    def _reply_again(self, transaction: ServerTransaction, _: Any, __: float) -> None:
        self.repeat(transaction)

    def _expect_ack(self, transaction: ServerTransaction, _: Any, now: float) -> None:
        """Start timers G and H."""
        if transaction.reply_flow.transport == "udp":
            transaction.interval = self._timers.t1
            transaction.resend = self.heap.start(now + transaction.interval, self._on_resend, transaction)
        transaction.limit = self.heap.start(now + 64 * self._timers.t1, self._on_give_up, transaction)

    def _linger(self, transaction: Transaction, _: Any, now: float) -> None:
        """Start timer D or J: 64·T1, none on a stream."""
        self._linger_for(transaction, 64 * self._timers.t1, now)

    def _linger_t4(self, transaction: Transaction, _: Any, now: float) -> None:
        """Start timer I or K: T4, none on a stream."""
        self._linger_for(transaction, self._timers.t4, now)

    def _linger_accepted(self, transaction: Transaction, _: Any, now: float) -> None:
        """Start timer L or M: 64·T1 on any transport (RFC 6026 §7.1)."""
        transaction.limit = self.heap.start(now + 64 * self._timers.t1, self._on_end, transaction)

    def _linger_for(self, transaction: Transaction, seconds: float, now: float) -> None:
        if transaction.flow.transport == "udp":
            transaction.limit = self.heap.start(now + seconds, self._on_end, transaction)
        else:
            transaction.state = State.TERMINATED
            self._forget(transaction)


Transaction = ClientTransaction | ServerTransaction
Table = dict[State, dict[Input, tuple[State, tuple[Any, ...]]]]
_L = TransactionLayer

_CLIENT_INVITE: Table = {
    State.TRYING: {
        Input.PROVISIONAL: (State.PROCEEDING, (_L._stop, _L._tell)),
        Input.SUCCESS: (State.ACCEPTED, (_L._stop, _L._linger_accepted, _L._tell)),
        Input.FAILURE: (State.COMPLETED, (_L._stop, _L._send_ack, _L._linger, _L._tell)),
        Input.RESEND: (State.TRYING, (_L._send_again, _L._double)),
        Input.GIVE_UP: (State.TERMINATED, (_L._tell_timeout,)),
        Input.BROKEN: (State.TERMINATED, (_L._tell_failure,)),
    },
    State.PROCEEDING: {
        Input.PROVISIONAL: (State.PROCEEDING, (_L._tell,)),
        Input.SUCCESS: (State.ACCEPTED, (_L._stop, _L._linger_accepted, _L._tell)),
        Input.FAILURE: (State.COMPLETED, (_L._stop, _L._send_ack, _L._linger, _L._tell)),
        Input.END: (State.TERMINATED, (_L._tell_timeout,)),
        Input.BROKEN: (State.TERMINATED, (_L._tell_failure,)),
    },
    State.ACCEPTED: {
        Input.SUCCESS: (State.ACCEPTED, (_L._tell,)),
        Input.END: (State.TERMINATED, ()),
    },
    State.COMPLETED: {
        Input.FAILURE: (State.COMPLETED, (_L._send_again,)),
        Input.END: (State.TERMINATED, ()),
        Input.BROKEN: (State.TERMINATED, ()),
    },
    State.TERMINATED: {},
}

_CLIENT: Table = {
    State.TRYING: {
        Input.PROVISIONAL: (State.PROCEEDING, (_L._tell,)),
        Input.SUCCESS: (State.COMPLETED, (_L._stop, _L._linger_t4, _L._tell)),
        Input.FAILURE: (State.COMPLETED, (_L._stop, _L._linger_t4, _L._tell)),
        Input.RESEND: (State.TRYING, (_L._send_again, _L._double_to_t2)),
        Input.GIVE_UP: (State.TERMINATED, (_L._tell_timeout,)),
        Input.BROKEN: (State.TERMINATED, (_L._tell_failure,)),
    },
    State.PROCEEDING: {
        Input.PROVISIONAL: (State.PROCEEDING, (_L._tell,)),
        Input.SUCCESS: (State.COMPLETED, (_L._stop, _L._linger_t4, _L._tell)),
        Input.FAILURE: (State.COMPLETED, (_L._stop, _L._linger_t4, _L._tell)),
        Input.RESEND: (State.PROCEEDING, (_L._send_again, _L._at_t2)),
        Input.GIVE_UP: (State.TERMINATED, (_L._tell_timeout,)),
        Input.BROKEN: (State.TERMINATED, (_L._tell_failure,)),
    },
    State.COMPLETED: {
        Input.END: (State.TERMINATED, ()),
    },
    State.TERMINATED: {},
}

_SERVER_INVITE: Table = {
    State.PROCEEDING: {
        Input.REQUEST: (State.PROCEEDING, (_L._reply_again,)),
        Input.PROVISIONAL: (State.PROCEEDING, (_L._reply,)),
        Input.SUCCESS: (State.ACCEPTED, (_L._reply, _L._linger_accepted)),
        Input.FAILURE: (State.COMPLETED, (_L._reply, _L._expect_ack)),
        Input.BROKEN: (State.TERMINATED, (_L._tell_broken,)),
    },
    State.ACCEPTED: {
        Input.ACK: (State.ACCEPTED, (_L._tell_ack,)),
        Input.END: (State.TERMINATED, ()),
    },
    State.COMPLETED: {
        Input.REQUEST: (State.COMPLETED, (_L._reply_again,)),
        Input.RESEND: (State.COMPLETED, (_L._reply_again, _L._double_to_t2)),
        Input.ACK: (State.CONFIRMED, (_L._stop, _L._linger_t4)),
        Input.GIVE_UP: (State.TERMINATED, ()),
        Input.BROKEN: (State.TERMINATED, ()),
    },
    State.CONFIRMED: {
        Input.END: (State.TERMINATED, ()),
    },
    State.TERMINATED: {},
}

_SERVER: Table = {
    State.TRYING: {
        Input.PROVISIONAL: (State.PROCEEDING, (_L._reply,)),
        Input.SUCCESS: (State.COMPLETED, (_L._stop, _L._reply, _L._linger)),
        Input.FAILURE: (State.COMPLETED, (_L._stop, _L._reply, _L._linger)),
        Input.GIVE_UP: (State.TERMINATED, ()),
        Input.BROKEN: (State.TERMINATED, (_L._tell_broken,)),
    },
    State.PROCEEDING: {
        Input.REQUEST: (State.PROCEEDING, (_L._reply_again,)),
        Input.PROVISIONAL: (State.PROCEEDING, (_L._reply,)),
        Input.SUCCESS: (State.COMPLETED, (_L._stop, _L._reply, _L._linger)),
        Input.FAILURE: (State.COMPLETED, (_L._stop, _L._reply, _L._linger)),
        Input.GIVE_UP: (State.TERMINATED, ()),
        Input.BROKEN: (State.TERMINATED, (_L._tell_broken,)),
    },
    State.COMPLETED: {
        Input.REQUEST: (State.COMPLETED, (_L._reply_again,)),
        Input.END: (State.TERMINATED, ()),
        Input.BROKEN: (State.TERMINATED, ()),
    },
    State.TERMINATED: {},
}


def via_value(flow: Flow, branch: str) -> str:
    """Return the Via of a request of ours that leaves by `flow`."""
    host, port = flow.local
    return f"SIP/2.0/{flow.transport.upper()} {host_text(host)}:{port};branch={branch};rport"


def stamp_via(request: Request, flow: Flow) -> Flow:
    """Note in the topmost Via where the request came from (RFC 3261 §18.2.1, RFC 3581) and return the flow for responses."""
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


def _server_key(request: Request, method: str) -> Any:
    """Return what requests of one transaction have in common (RFC 3261 §17.2.3)."""
    via = request.via
    branch = via.branch
    if branch.startswith(MAGIC) and len(branch) > len(MAGIC):
        return f"{branch}|{via.host}|{via.port}|{method}"
    place = (via.host, via.port, via.parameters.get("branch"))
    return (request.uri, request.call_id, request.from_.tag, request.cseq.number, method, place)


def _same_hop(request: Request, method: str, to: str) -> Request:
    """Return the CANCEL or the ACK of a refused INVITE: same hop, same branch (RFC 3261 §9.1, §17.1.1.3)."""
    headers = [("Via", request.top_via()), ("Max-Forwards", "70")]
    for header in request.headers:
        name = header[0]
        if name in ("From", "Call-ID", "Route"):
            headers.append(header)
        elif name == "To":
            headers.append(("To", to))
        elif name == "CSeq":
            headers.append(("CSeq", f"{request.cseq.number} {method}"))
    return Request(method, request.uri, headers)


def _on_flow(used: Flow, failed: Flow) -> bool:
    if used.transport != failed.transport:
        return False
    if used.connection and failed.connection:
        return used.connection == failed.connection
    return used.remote == failed.remote
