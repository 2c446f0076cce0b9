"""The four transaction machines of RFC 3261 §17 with RFC 6026, as transition tables at the end of this file.

A table row says: in this state, upon this input, go to that state and do these actions in order. An input without a row
is absorbed. Whatever tells the user stands last in its row, because the user may act on the transaction at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final, Protocol

from offhook.sip.address import Transmit
from offhook.sip.wire import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from offhook.sip.address import Flow
    from offhook.sip.timers import Timer, TimerHeap

MergeKey = tuple[str, str | None, int, str]
"""What copies of one request have in common that came by several ways (RFC 3261 §8.2.2.2).

Call-ID, From tag, CSeq number and method.
"""


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
    """What moves a machine.

    Messages, the user's responses, timers (A, E, G: RESEND; B, F, H: GIVE_UP; D, I, J, K, L, M: END), a broken flow.
    """

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


class Nobody:
    """Does not care what comes of a request."""

    __slots__ = ()

    def on_response(self, transaction: ClientTransaction, response: Response, now: float) -> None:
        """Take a response."""

    def on_failure(self, transaction: ClientTransaction, status: int, now: float) -> None:
        """Take a failure."""


NOBODY: Final = Nobody()


class ClientTransaction:
    """A request of ours; `user` hears of its responses.

    `fallback` is the datagram flow of a large request that is tried by TCP first (RFC 3261 §18.1.1).
    """

    __slots__ = ("data", "fallback", "flow", "interval", "key", "limit", "request", "resend", "state", "table", "user")

    def __init__(self, request: Request, flow: Flow, key: str, user: ResponseUser) -> None:
        self.request = request
        self.flow = flow
        self.key = key
        self.user = user
        self.fallback: Flow | None = None
        self.data = b""
        self.state = State.TRYING
        self.table: Table = _CLIENT_INVITE if request.method == "INVITE" else _CLIENT
        self.interval = 0.0
        self.resend: Timer | None = None
        self.limit: Timer | None = None

    def release(self) -> None:
        """Part from who waited: the two held each other, and nothing more is told."""
        self.user = NOBODY


class ServerTransaction:
    """A request of the other side.

    `flow` is where it came from, `reply_flow` where responses go, `owner` the user's own. Once it is answered, the
    `request` has no headers any more, except an INVITE: great numbers may linger (timer J).
    """

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

    def __init__(self, request: Request, flow: Flow, key: Hashable, tokens: Callable[[], str]) -> None:
        self.request = request
        self.flow = flow
        self.reply_flow = flow
        self.key = key
        self.merge_key: MergeKey | None = None
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

    def release(self) -> None:
        """Part from whose request it was: the two held each other, and nothing more is told."""
        self.owner = None

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


class Machines:
    """Runs the machines: applies inputs by the tables, keeps the timers and collects what has to be sent in `out`."""

    __slots__ = ("clients", "heap", "merged", "out", "resent", "servers", "timers", "user")

    def __init__(self, user: TransactionUser, heap: TimerHeap, timers: Timers) -> None:
        self.user = user
        self.heap = heap
        self.timers = timers
        self.out: list[Transmit] = []
        self.resent = 0  # how often timers A, E and G did their work
        self.clients: dict[str, ClientTransaction] = {}
        self.servers: dict[Hashable, ServerTransaction] = {}
        self.merged: dict[MergeKey, ServerTransaction] = {}

    def reply_and_forget(self, transaction: ServerTransaction, response: Response) -> None:
        """Send a response and keep nothing: a repetition of the request is served as a new one."""
        self.forget(transaction)
        transaction.status = response.status
        self.out.append(Transmit(transaction.reply_flow, response.encode()))

    def repeat(self, transaction: ServerTransaction) -> None:
        """Send the last response again: the user's retransmission of a 2xx or of a provisional."""
        if transaction.reply:
            self.out.append(Transmit(transaction.reply_flow, transaction.reply))

    def step(self, transaction: Transaction, given: Input, message: Request | Response | None, now: float) -> None:
        """Apply an input."""
        row = transaction.table[transaction.state].get(given)
        if row is None:
            return
        transaction.state, actions = row
        if transaction.state is State.TERMINATED:
            self.forget(transaction)
        for action in actions:
            action(self, transaction, message, now)
        if transaction.state is State.TERMINATED:
            transaction.release()

    def forget(self, transaction: Transaction) -> None:
        """Drop a transaction and its timers."""
        self.stop(transaction, None, 0.0)
        if isinstance(transaction, ClientTransaction):
            self.clients.pop(transaction.key, None)
            return
        self.servers.pop(transaction.key, None)
        if transaction.merge_key is not None and self.merged.get(transaction.merge_key) is transaction:
            del self.merged[transaction.merge_key]

    def on_resend(self, transaction: Transaction, now: float) -> None:
        """Apply timer A, E or G."""
        self.resent += 1
        self.step(transaction, Input.RESEND, None, now)

    def on_give_up(self, transaction: Transaction, now: float) -> None:
        """Apply timer B, F or H."""
        self.step(transaction, Input.GIVE_UP, None, now)

    def on_end(self, transaction: Transaction, now: float) -> None:
        """Apply timer D, I, J, K, L or M."""
        self.step(transaction, Input.END, None, now)

    # actions of the tables

    def stop(self, transaction: Transaction, _: Any, __: float) -> None:
        """Stop both timers."""
        if transaction.resend is not None:
            self.heap.cancel(transaction.resend)
            transaction.resend = None
        if transaction.limit is not None:
            self.heap.cancel(transaction.limit)
            transaction.limit = None

    def send_again(self, transaction: ClientTransaction, _: Any, __: float) -> None:
        """Send the request, or the ACK that followed it, again."""
        self.out.append(Transmit(transaction.flow, transaction.data))

    def double(self, transaction: ClientTransaction, _: Any, now: float) -> None:
        """Wait twice as long for the next time (timer A)."""
        transaction.interval *= 2
        transaction.resend = self.heap.start(now + transaction.interval, self.on_resend, transaction)

    def double_to_t2(self, transaction: Transaction, _: Any, now: float) -> None:
        """Wait twice as long for the next time, T2 at most (timers E and G)."""
        transaction.interval = min(transaction.interval * 2, self.timers.t2)
        transaction.resend = self.heap.start(now + transaction.interval, self.on_resend, transaction)

    def at_t2(self, transaction: ClientTransaction, _: Any, now: float) -> None:
        """Wait T2 for the next time (timer E while proceeding)."""
        transaction.interval = self.timers.t2
        transaction.resend = self.heap.start(now + transaction.interval, self.on_resend, transaction)

    def send_ack(self, transaction: ClientTransaction, response: Response, _: float) -> None:
        """Acknowledge a refusal."""
        transaction.data = same_hop(transaction.request, "ACK", response.get("To") or "").encode()
        self.out.append(Transmit(transaction.flow, transaction.data))

    def tell(self, transaction: ClientTransaction, response: Response, now: float) -> None:
        """Tell the user of a response."""
        transaction.user.on_response(transaction, response, now)

    def tell_timeout(self, transaction: ClientTransaction, _: Any, now: float) -> None:
        """Tell the user that no response came."""
        transaction.user.on_failure(transaction, 408, now)

    def tell_failure(self, transaction: ClientTransaction, _: Any, now: float) -> None:
        """Tell the user that the transport failed."""
        transaction.user.on_failure(transaction, 503, now)

    def tell_broken(self, transaction: ServerTransaction, _: Any, now: float) -> None:
        """Tell the server's user that its responses cannot be delivered."""
        self.user.on_broken(transaction, now)

    def tell_ack(self, transaction: ServerTransaction, ack: Request, now: float) -> None:
        """Tell the server's user of the ACK of a 2xx."""
        self.user.on_ack(ack, transaction.flow, now)

    def reply(self, transaction: ServerTransaction, response: Response, _: float) -> None:
        """Send a response and keep it."""
        transaction.status = response.status
        transaction.reply = response.encode()
        self.out.append(Transmit(transaction.reply_flow, transaction.reply))

    def let_go(self, transaction: ServerTransaction, _: Any, __: float) -> None:
        """Keep only the request's first line: all that a finished transaction does is to repeat its reply."""
        transaction.request = Request(transaction.request.method, transaction.request.uri)

    def reply_again(self, transaction: ServerTransaction, _: Any, __: float) -> None:
        """Send the kept response again."""
        self.repeat(transaction)

    def expect_ack(self, transaction: ServerTransaction, _: Any, now: float) -> None:
        """Start timers G and H."""
        if transaction.reply_flow.transport == "udp":
            transaction.interval = self.timers.t1
            transaction.resend = self.heap.start(now + transaction.interval, self.on_resend, transaction)
        transaction.limit = self.heap.start(now + 64 * self.timers.t1, self.on_give_up, transaction)

    def linger(self, transaction: Transaction, _: Any, now: float) -> None:
        """Start timer D or J: 64·T1, none on a stream."""
        self._linger_for(transaction, 64 * self.timers.t1, now)

    def linger_t4(self, transaction: Transaction, _: Any, now: float) -> None:
        """Start timer I or K: T4, none on a stream."""
        self._linger_for(transaction, self.timers.t4, now)

    def linger_accepted(self, transaction: Transaction, _: Any, now: float) -> None:
        """Start timer L or M: 64·T1 on any transport (RFC 6026 §7.1)."""
        transaction.limit = self.heap.start(now + 64 * self.timers.t1, self.on_end, transaction)

    def _linger_for(self, transaction: Transaction, seconds: float, now: float) -> None:
        if transaction.flow.transport == "udp":
            transaction.limit = self.heap.start(now + seconds, self.on_end, transaction)
        else:
            transaction.state = State.TERMINATED
            self.forget(transaction)


def same_hop(request: Request, method: str, to: str) -> Request:
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


Transaction = ClientTransaction | ServerTransaction
Table = dict[State, dict[Input, tuple[State, tuple[Any, ...]]]]

_CLIENT_INVITE: Table = {
    State.TRYING: {
        Input.PROVISIONAL: (State.PROCEEDING, (Machines.stop, Machines.tell)),
        Input.SUCCESS: (State.ACCEPTED, (Machines.stop, Machines.linger_accepted, Machines.tell)),
        Input.FAILURE: (State.COMPLETED, (Machines.stop, Machines.send_ack, Machines.linger, Machines.tell)),
        Input.RESEND: (State.TRYING, (Machines.send_again, Machines.double)),
        Input.GIVE_UP: (State.TERMINATED, (Machines.tell_timeout,)),
        Input.BROKEN: (State.TERMINATED, (Machines.tell_failure,)),
    },
    State.PROCEEDING: {
        Input.PROVISIONAL: (State.PROCEEDING, (Machines.tell,)),
        Input.SUCCESS: (State.ACCEPTED, (Machines.stop, Machines.linger_accepted, Machines.tell)),
        Input.FAILURE: (State.COMPLETED, (Machines.stop, Machines.send_ack, Machines.linger, Machines.tell)),
        Input.END: (State.TERMINATED, (Machines.tell_timeout,)),
        Input.BROKEN: (State.TERMINATED, (Machines.tell_failure,)),
    },
    State.ACCEPTED: {
        Input.SUCCESS: (State.ACCEPTED, (Machines.tell,)),
        Input.END: (State.TERMINATED, ()),
    },
    State.COMPLETED: {
        Input.FAILURE: (State.COMPLETED, (Machines.send_again,)),
        Input.END: (State.TERMINATED, ()),
        Input.BROKEN: (State.TERMINATED, ()),
    },
    State.TERMINATED: {},
}

_CLIENT: Table = {
    State.TRYING: {
        Input.PROVISIONAL: (State.PROCEEDING, (Machines.tell,)),
        Input.SUCCESS: (State.COMPLETED, (Machines.stop, Machines.linger_t4, Machines.tell)),
        Input.FAILURE: (State.COMPLETED, (Machines.stop, Machines.linger_t4, Machines.tell)),
        Input.RESEND: (State.TRYING, (Machines.send_again, Machines.double_to_t2)),
        Input.GIVE_UP: (State.TERMINATED, (Machines.tell_timeout,)),
        Input.BROKEN: (State.TERMINATED, (Machines.tell_failure,)),
    },
    State.PROCEEDING: {
        Input.PROVISIONAL: (State.PROCEEDING, (Machines.tell,)),
        Input.SUCCESS: (State.COMPLETED, (Machines.stop, Machines.linger_t4, Machines.tell)),
        Input.FAILURE: (State.COMPLETED, (Machines.stop, Machines.linger_t4, Machines.tell)),
        Input.RESEND: (State.PROCEEDING, (Machines.send_again, Machines.at_t2)),
        Input.GIVE_UP: (State.TERMINATED, (Machines.tell_timeout,)),
        Input.BROKEN: (State.TERMINATED, (Machines.tell_failure,)),
    },
    State.COMPLETED: {
        Input.END: (State.TERMINATED, ()),
    },
    State.TERMINATED: {},
}

_SERVER_INVITE: Table = {
    State.PROCEEDING: {
        Input.REQUEST: (State.PROCEEDING, (Machines.reply_again,)),
        Input.PROVISIONAL: (State.PROCEEDING, (Machines.reply,)),
        Input.SUCCESS: (State.ACCEPTED, (Machines.reply, Machines.linger_accepted)),
        Input.FAILURE: (State.COMPLETED, (Machines.reply, Machines.expect_ack)),
        Input.BROKEN: (State.TERMINATED, (Machines.tell_broken,)),
    },
    State.ACCEPTED: {
        Input.ACK: (State.ACCEPTED, (Machines.tell_ack,)),
        Input.END: (State.TERMINATED, ()),
    },
    State.COMPLETED: {
        Input.REQUEST: (State.COMPLETED, (Machines.reply_again,)),
        Input.RESEND: (State.COMPLETED, (Machines.reply_again, Machines.double_to_t2)),
        Input.ACK: (State.CONFIRMED, (Machines.stop, Machines.linger_t4)),
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
        Input.PROVISIONAL: (State.PROCEEDING, (Machines.reply,)),
        Input.SUCCESS: (State.COMPLETED, (Machines.stop, Machines.reply, Machines.let_go, Machines.linger)),
        Input.FAILURE: (State.COMPLETED, (Machines.stop, Machines.reply, Machines.let_go, Machines.linger)),
        Input.GIVE_UP: (State.TERMINATED, ()),
        Input.BROKEN: (State.TERMINATED, (Machines.tell_broken,)),
    },
    State.PROCEEDING: {
        Input.REQUEST: (State.PROCEEDING, (Machines.reply_again,)),
        Input.PROVISIONAL: (State.PROCEEDING, (Machines.reply,)),
        Input.SUCCESS: (State.COMPLETED, (Machines.stop, Machines.reply, Machines.let_go, Machines.linger)),
        Input.FAILURE: (State.COMPLETED, (Machines.stop, Machines.reply, Machines.let_go, Machines.linger)),
        Input.GIVE_UP: (State.TERMINATED, ()),
        Input.BROKEN: (State.TERMINATED, (Machines.tell_broken,)),
    },
    State.COMPLETED: {
        Input.REQUEST: (State.COMPLETED, (Machines.reply_again,)),
        Input.END: (State.TERMINATED, ()),
        Input.BROKEN: (State.TERMINATED, ()),
    },
    State.TERMINATED: {},
}
