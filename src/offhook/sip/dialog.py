"""Dialogs (RFC 3261 §12): the state that both sides share, and the requests that are built from it.

A dialog in `Core.dialogs` is `early` while its INVITE has no final response, and confirmed after its 2xx. `ended` is
set once, and a confirmed one stays known a little longer, so that a BYE that crossed ours is answered.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, get_args

from offhook.sip.address import EDGE, Flow, Transport, host_text, is_ip_literal, transport_parameter
from offhook.sip.headers import NameAddr, parse_name_addr
from offhook.sip.uri import parse_uri
from offhook.sip.wire import Request

if TYPE_CHECKING:
    from offhook.sip.acknowledgement import Unacknowledged
    from offhook.sip.digest import Credentials
    from offhook.sip.invite import ClientInvite, ServerInvite
    from offhook.sip.reinvite import PendingReinvite
    from offhook.sip.reliable import Reliable
    from offhook.sip.session_timer import SessionTimer
    from offhook.sip.transaction import ServerTransaction
    from offhook.sip.wire import Message, Response

DialogKey = tuple[str, str, str]
"""Call-ID, local tag, remote tag."""

_SNAPSHOT_FIELDS = (
    "call_id",
    "local_tag",
    "remote_tag",
    "local_uri",
    "remote_uri",
    "local_address",
    "remote_address",
    "remote_target",
    "route_set",
    "local_cseq",
    "remote_cseq",
    "contact",
    "initiator",
    "pinned",
    "confirmed",
    "peer_allows",
    "local_sdp",
    "remote_sdp",
    "ack_cseq",
    "ack",
)
_SNAPSHOT = attrgetter(*_SNAPSHOT_FIELDS)

_TEXTS = attrgetter(
    "call_id",
    "local_tag",
    "remote_tag",
    "local_uri",
    "remote_uri",
    "local_address",
    "remote_address",
    "remote_target",
    "contact",
)
_BYTES_FIELDS = ("local_sdp", "remote_sdp", "ack")


class Dialog:
    """A call's relation with one other side.

    `initiator` tells who sent the first INVITE (True: we); `local_sdp` and `remote_sdp` are the session as agreed last;
    `flow` is where requests go next; `pinned` keeps it whatever the Contact says (the other side is behind a NAT or a
    proxy was configured).

    `invite` is the INVITE that an early dialog belongs to; `offer_open` tells whose offer of that INVITE waits for its
    answer, `revised` that the session was changed since, `rseq` the last reliable provisional response that we took,
    `reliable` those that we sent, `answer_due` the INVITE whose PRACK or ACK waits for our answer (RFC 3262, RFC 3311).
    """

    __slots__ = (
        "ack",
        "ack_cseq",
        "answer_due",
        "bye_pending",
        "bye_reason",
        "call_id",
        "confirmed",
        "contact",
        "credentials",
        "early",
        "ended",
        "flow",
        "initiator",
        "invite",
        "local_address",
        "local_cseq",
        "local_sdp",
        "local_tag",
        "local_uri",
        "offer_open",
        "open_request",
        "owner",
        "peer_allows",
        "pending",
        "pinned",
        "reliable",
        "remote_address",
        "remote_cseq",
        "remote_sdp",
        "remote_tag",
        "remote_target",
        "remote_uri",
        "revised",
        "route_set",
        "routes",
        "rseq",
        "session",
        "silent",
        "unacknowledged",
        "uri",
    )

    def __init__(self, call_id: str, local_tag: str, remote_tag: str, flow: Flow) -> None:
        self.call_id = call_id
        self.local_tag = local_tag
        self.remote_tag = remote_tag
        self.flow = flow
        self.local_uri = ""
        self.remote_uri = ""
        self.local_address = ""
        self.remote_address = ""
        self.remote_target = ""
        self.route_set: list[str] = []
        self.local_cseq = 0
        self.remote_cseq = -1
        self.contact = ""
        self.initiator = False
        self.pinned = False
        self.confirmed = False
        self.early = False
        self.ended = False
        self.silent = False
        self.peer_allows: list[str] = []
        self.local_sdp: bytes | None = None
        self.remote_sdp: bytes | None = None
        self.ack: bytes = b""
        self.ack_cseq = 0
        self.bye_pending = False
        self.bye_reason: str | None = None
        self.credentials: Credentials | None = None
        self.session: SessionTimer | None = None
        self.unacknowledged: Unacknowledged | None = None
        self.pending: PendingReinvite | None = None
        self.open_request: InDialogRequest | None = None
        self.invite: ClientInvite | ServerInvite | None = None
        self.offer_open: Literal["", "ours", "theirs"] = ""
        self.revised = False
        self.rseq = 0
        self.reliable: Reliable | None = None
        self.answer_due: Request | None = None
        self.owner: Any = None
        self.uri = ""
        self.routes: list[tuple[str, str]] = []

    @property
    def key(self) -> DialogKey:
        """What finds the dialog."""
        return (self.call_id, self.local_tag, self.remote_tag)

    def request(self, method: str, cseq: int | None = None) -> Request:
        """Return a request in the dialog, with the next CSeq unless one is given, and without its Via."""
        if cseq is None:
            self.local_cseq += 1
            cseq = self.local_cseq
        headers = [
            ("Max-Forwards", "70"),
            *self.routes,
            ("From", self.local_address),
            ("To", self.remote_address),
            ("Call-ID", self.call_id),
            ("CSeq", f"{cseq} {method}"),
        ]
        return Request(method, self.uri, headers)

    def refresh_target(self, message: Message) -> None:
        """Take over the Contact of a target refresh (RFC 3261 §12.2); none or a bad one changes nothing."""
        value = message.get("Contact")
        if value is None:
            return
        target = contact_uri(message)
        if target and target != self.remote_target:
            self.remote_target = target
            self.aim()

    def aim(self) -> None:
        """Work out Request-URI, Routes and flow from target and route set, loose or strict (RFC 3261 §12.2.1.1)."""
        self.uri = self.remote_target
        self.routes = []
        hop = self.remote_target
        if self.route_set:
            hop = parse_name_addr(self.route_set[0]).uri
            rest = self.route_set
            if ";lr" not in hop.lower():
                self.uri = hop.partition("?")[0]
                rest = [*self.route_set[1:], f"<{self.remote_target}>"]
            self.routes = [("Route", route) for route in rest]
        # By TLS only the host that was proven is talked to, and a browser has no address at all.
        if not self.pinned and self.flow.transport not in EDGE:
            self._aim_flow(hop)

    def _aim_flow(self, hop: str) -> None:
        flow = self.flow
        if hop.rpartition("@")[2] == f"{flow.remote[0]}:{flow.remote[1]}" and flow.transport == "udp":
            return  # the usual case, without a closer look
        try:
            uri = parse_uri(hop)
        except ValueError:
            return
        if uri.transport != flow.transport or not is_ip_literal(uri.host):
            return
        host, port = uri.address
        if (host, port) == flow.remote or (flow.connection and host == flow.remote[0]):
            return
        if (":" in host) != (":" in flow.remote[0]):  # a side with both versions of IP: the one that works is kept
            return
        self.flow = Flow(flow.transport, flow.local, (host, port))

    def snapshot(self) -> dict[str, Any]:
        """Return the dialog as plain values (text, numbers, bytes, lists), without its timers."""
        state: dict[str, Any] = dict(zip(_SNAPSHOT_FIELDS, _SNAPSHOT(self), strict=True))
        state["flow"] = flow_snapshot(self.flow)
        if not "".join([*_TEXTS(self), *self.route_set, *self.peer_allows]).isascii():
            return {name: plain(value) if isinstance(value, (str, list)) else value for name, value in state.items()}
        state["route_set"], state["peer_allows"] = self.route_set[:], self.peer_allows[:]
        return state

    @classmethod
    def from_snapshot(cls, state: dict[str, Any]) -> Dialog:
        """Return the dialog of a snapshot. Raises KeyError when a field is missing, ValueError when text is none."""
        dialog = cls("", "", "", flow_from_snapshot(state["flow"]))
        for name in _SNAPSHOT_FIELDS:
            setattr(dialog, name, state[name] if name in _BYTES_FIELDS else text(state[name]))
        lists = (dialog.route_set, dialog.peer_allows)
        if not all(isinstance(one, str) for one in (*_TEXTS(dialog), *lists[0], *lists[1])):
            raise ValueError("not a dialog")
        dialog.aim()
        return dialog

    def __repr__(self) -> str:
        return f"<Dialog {self.call_id} {self.local_tag} {self.remote_tag}>"


class InDialogRequest:
    """A request in a dialog that waits for our answer; `sdp` is what it offers."""

    __slots__ = ("dialog", "request", "sdp", "transaction")

    def __init__(self, dialog: Dialog, transaction: ServerTransaction, sdp: bytes | None = None) -> None:
        self.dialog = dialog
        self.transaction = transaction
        self.request: Request = transaction.request
        self.sdp = sdp

    @property
    def method(self) -> str:
        """The method of the request."""
        return self.request.method


def dialog_as_server(transaction: ServerTransaction, contact: str) -> Dialog:
    """Return the dialog that a 2xx to this INVITE makes (RFC 3261 §12.1.1)."""
    request = transaction.request
    from_, to = request.from_, request.to
    flow = transaction.flow
    dialog = Dialog(request.call_id, transaction.local_tag, from_.tag or "", flow)
    dialog.local_uri = to.uri
    dialog.remote_uri = from_.uri
    dialog.remote_address = request.get("From") or ""
    local = request.get("To") or ""
    dialog.local_address = local if to.tag else f"{local};tag={dialog.local_tag}"
    dialog.remote_target = contact_uri(request) or from_.uri
    dialog.route_set = _route_set(request)
    dialog.remote_cseq = request.cseq.number
    dialog.contact = contact
    dialog.pinned = request.via.host.strip("[]") != flow.remote[0].lower()
    dialog.peer_allows = request.all("Allow")
    dialog.aim()
    return dialog


def dialog_as_client(request: Request, response: Response, flow: Flow, contact: str) -> Dialog:
    """Return the dialog that a 2xx to our INVITE makes (RFC 3261 §12.1.2)."""
    from_, to = request.from_, response.to
    dialog = Dialog(request.call_id, from_.tag or "", to.tag or "", flow)
    dialog.initiator = True
    dialog.confirmed = True
    dialog.local_uri = from_.uri
    dialog.remote_uri = to.uri
    dialog.local_address = request.get("From") or ""
    dialog.remote_address = response.get("To") or ""
    dialog.remote_target = contact_uri(response) or request.uri
    dialog.route_set = _route_set(response)[::-1]
    dialog.local_cseq = request.cseq.number
    dialog.contact = contact
    dialog.pinned = _sent_elsewhere(request, flow)
    dialog.peer_allows = response.all("Allow")
    dialog.aim()
    return dialog


def confirm_as_client(dialog: Dialog, response: Response) -> None:
    """Confirm an early dialog of ours by its 2xx, which replaces target and route set (RFC 3261 §13.2.2.4)."""
    dialog.early = False
    dialog.confirmed = True
    dialog.invite = None
    dialog.remote_address = response.get("To") or ""
    dialog.remote_target = contact_uri(response) or dialog.remote_target
    dialog.route_set = _route_set(response)[::-1]
    dialog.peer_allows = response.all("Allow") or dialog.peer_allows
    dialog.aim()


def acknowledge(dialog: Dialog, invite: Request) -> Request:
    """Return the ACK of a 2xx, with the credentials of its INVITE (RFC 3261 §13.2.2.4)."""
    ack = dialog.request("ACK", invite.cseq.number)
    for header in invite.headers:
        if header[0] in ("Authorization", "Proxy-Authorization"):
            ack.headers.append(header)
    return ack


def contact_uri(message: Message) -> str | None:
    """Return the URI of the first Contact, None without a usable one."""
    values = message.all("Contact")
    if not values:
        return None
    try:
        uri = parse_name_addr(values[0]).uri
    except ValueError:
        return None
    return None if uri == "*" else uri


def contact_value(user: str, flow: Flow) -> str:
    """Return our Contact for requests and responses on a flow."""
    host, port = flow.local
    place = f"{user}@{host_text(host)}:{port}" if user else f"{host_text(host)}:{port}"
    return f"<sip:{place}{transport_parameter(flow.transport)}>"


def user_of(address: NameAddr | str) -> str:
    """Return the still escaped user part of a SIP URI, "" without one."""
    uri = address if isinstance(address, str) else address.uri
    scheme, _, rest = uri.partition(":")
    if scheme.lower() not in ("sip", "sips"):
        return ""
    user, at, _ = rest.rpartition("@")
    return user.partition(":")[0] if at else ""


def plain(value: Any) -> Any:
    """Return a value of a snapshot such that every encoder takes it: text that is no UTF-8 becomes bytes."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "surrogateescape")
    return [plain(item) for item in value] if isinstance(value, list) else value


def text(value: Any) -> Any:
    """Undo `plain`."""
    if isinstance(value, list):
        return [text(item) for item in value]
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def flow_snapshot(flow: Flow) -> list[Any]:
    """Return a flow as a list of plain values, its connection too: it may outlive the process that opened it."""
    return [flow.transport, list(flow.local), list(flow.remote), flow.connection, flow.peer]


def flow_from_snapshot(state: list[Any]) -> Flow:
    """Return the flow of a snapshot. Raises ValueError when it is none."""
    match state:
        case [transport, [str(local), int(port)], [str(remote), int(remote_port)], int(connection), *peer] if (
            transport in get_args(Transport)
        ):
            return Flow(transport, (local, port), (remote, remote_port), connection, str(peer[0]) if peer else "")
    raise ValueError("not a flow")


def _route_set(message: Message) -> list[str]:
    """Return the Record-Routes that can be used."""
    routes: list[str] = []
    for route in message.all("Record-Route"):
        try:
            parse_name_addr(route)
        except ValueError:
            continue
        routes.append(route)
    return routes


def _sent_elsewhere(request: Request, flow: Flow) -> bool:
    """Tell whether a request left for another address than its URI or first Route names.

    Through a NAT or a configured proxy.
    """
    route = request.get("Route")
    if route is None and request.uri.rpartition("@")[2] == f"{flow.remote[0]}:{flow.remote[1]}":
        return False
    try:
        uri = parse_uri(parse_name_addr(route).uri if route else request.uri)
    except ValueError:
        return True
    return is_ip_literal(uri.host) and uri.address != flow.remote
