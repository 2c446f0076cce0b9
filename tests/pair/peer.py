"""A phone or an operator of the tests: a real endpoint with a will of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.sip import events as sip
from offhook.sip.address import Flow, Transmit
from offhook.sip.digest import Credentials, authorize
from offhook.sip.endpoint import Endpoint, EndpointConfig
from offhook.sip.headers import NameAddr
from offhook.sip.invite import OutgoingInvite
from offhook.sip.registration import Registration, RegistrationConfig
from offhook.sip.wire import Request, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.pair.board import Board

    from offhook.sip.dialog import Dialog
    from offhook.sip.invite import ClientInvite, ServerInvite

RTP_PORT = 4000
CLEARED = 'Q.850;cause=16;text="Ended"'
CHALLENGE = ("WWW-Authenticate", 'Digest realm="op", nonce="abc", qop="auth", algorithm=MD5')


def describe(
    host: str, *, codecs: str = "8 0", direction: str = "sendrecv", port: int = RTP_PORT, version: int = 1
) -> bytes:
    """A session description with telephone-event."""
    return (
        f"v=0\r\no=- 1 {version} IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP {codecs} 101\r\na=rtpmap:101 telephone-event/8000\r\na={direction}\r\n"
    ).encode()


class _Subscriber(Endpoint):
    """An endpoint that answers the NOTIFYs of subscriptions, of which it keeps no dialogs."""

    def __init__(self, peer: Peer) -> None:
        super().__init__(EndpointConfig(), peer.board.wire.token)
        self._peer = peer
        self._answers: list[Transmit] = []

    def receive(self, data: bytes, flow: Flow, now: float) -> None:
        if data.startswith(b"NOTIFY "):
            request = parse(data)
            assert isinstance(request, Request)
            self._peer.asked.append(request)
            status = (self._peer.answers.get("NOTIFY") or [200])[0]
            self._answers.append(Transmit(flow, request.response(status).encode()))
        else:
            super().receive(data, flow, now)

    def outgoing(self) -> list[Transmit]:
        answers, self._answers = self._answers, []
        return [*answers, *super().outgoing()]


class Peer:
    """What stands at one address; `alert`: 180 is sent to each INVITE at once."""

    def __init__(self, board: Board, host: str, username: str = "", secret: str = "", transport: str = "udp") -> None:
        self.board = board
        self.host = host
        self.username = username
        self.credentials = Credentials(username, secret) if secret else None
        self.transport = transport
        self.party = board.wire.party(host)
        self.party.replace(_Subscriber(self))
        self.party.on_event = self._react
        self.alert = True
        self.answers: dict[str, list[int]] = {}
        self.headers: dict[str, list[tuple[str, str]]] = {}
        self.asked: list[Request] = []
        self.responses: list[int] = []
        self.account: Registration | None = None
        self.invite: ClientInvite | None = None
        self._asking = Request("SUBSCRIBE", "")

    # -- looking

    @property
    def now(self) -> float:
        """The wire's time, brought up to the loop's."""
        self.board.kick()
        return self.board.wire.now

    @property
    def invites(self) -> list[ServerInvite]:
        """The INVITEs that came, oldest first."""
        return [event.invite for event in self.party.all(sip.InviteReceived)]

    @property
    def rings(self) -> bool:
        """Whether somebody calls and was not answered yet."""
        return bool(self.invites) and not self.invites[-1].gone

    @property
    def dialog(self) -> Dialog:
        """The latest dialog as the caller."""
        return self.party.last(sip.Accepted).dialog

    @property
    def talks(self) -> bool:
        """Whether the call that this peer made was answered."""
        return bool(self.party.all(sip.Accepted))

    @property
    def refused(self) -> int | None:
        """The final status of the call that this peer made."""
        found = self.party.all(sip.Refused)
        return found[-1].status if found else None

    @property
    def gone(self) -> bool:
        """Whether a dialog of this peer was ended by the switch."""
        return any(event.by == "remote" for event in self.party.all(sip.DialogEnded))

    @property
    def cancelled(self) -> list[str | None]:
        """The Reason of each CANCEL that came."""
        return [event.reason for event in self.party.all(sip.InviteCancelled)]

    @property
    def session(self) -> str:
        """The session at the media server that sends to this peer."""
        found = [
            name
            for name, session in self.board.media.sessions.items()
            if session.remote is not None and session.remote.address == self.host
        ]
        return found[-1]

    @property
    def lamps(self) -> list[str]:
        """The numbers of new and old messages that this phone was told, where they changed."""
        bodies = [request.body.decode() for request in self.asked if request.method == "NOTIFY"]
        found = [body.partition("Voice-Message: ")[2].partition(" ")[0] for body in bodies]
        return [one for place, one in enumerate(found) if place == 0 or found[place - 1] != one]

    # -- doing

    def register(self, *, must: bool = True) -> None:
        """Register at the switch; returns when it is done, or after some seconds when it need not succeed."""
        suffix = ";transport=tcp" if self.transport == "tcp" else ""
        self.account = Registration(
            RegistrationConfig(
                registrar="sip:example.test",
                address_of_record=f"sip:{self.username}@example.test",
                contact=f"sip:{self.username}@{self.host}:5060{suffix}",
                credentials=self.credentials,
            ),
            self.board.wire.token,
            lambda: 0.5,
        )
        self.account.start(self.now)
        self._send_account()
        account = self.account
        self.board.loop.until(lambda: account.status.state == "registered", 60.0 if must else 3.0, must=must)

    def _send_account(self) -> None:
        assert self.account is not None
        for request in self.account.outgoing():
            self.request(request, self.account)

    def request(self, request: Request, tag: object = None) -> None:
        """Send a request outside dialogs."""
        flow = self.party.flow_to(self.board.switch_party, self.transport)
        self.party.endpoint.request(request, flow, tag, self.now)
        self.board.kick()

    def subscribe(self, *, username: str = "", package: str = "message-summary", expires: int = 3600) -> None:
        """Ask for the lamp, as the account of this phone."""
        uri = f"sip:{username or self.username}@example.test"
        self._asking = Request(
            "SUBSCRIBE",
            uri,
            [
                ("From", f"<{uri}>;tag={self.board.wire.token()}"),
                ("To", f"<{uri}>"),
                ("Call-ID", self.board.wire.token()),
                ("CSeq", "1 SUBSCRIBE"),
                ("Contact", f"<sip:{self.username}@{self.host}:5060>"),
                ("Event", package),
                ("Expires", str(expires)),
            ],
        )
        self.request(self._asking, "subscribe")

    def dial(
        self, number: str, *, shown: str = "", offer: bytes | None = None, name: str = "", domain: str = ""
    ) -> ClientInvite:
        """Call the switch."""
        uri = f"sip:{number}@{domain or self.board.address[0]}"
        self.invite = self.party.endpoint.invite(
            OutgoingInvite(
                flow=self.party.flow_to(self.board.switch_party, self.transport),
                uri=uri,
                from_=NameAddr(name, f"sip:{shown or self.username}@{self.host}"),
                to=NameAddr("", uri),
                offer=describe(self.host) if offer is None else offer,
                credentials=self.credentials,
            ),
            self.now,
        )
        self.board.kick()
        return self.invite

    def cancel(self) -> None:
        """Give up the call that this peer makes."""
        assert self.invite is not None
        self.party.endpoint.cancel(self.invite, None, self.now)
        self.board.kick()

    def answer(self, sdp: bytes | None = None) -> Dialog:
        """Answer the latest INVITE."""
        dialog = self.party.endpoint.accept(
            self.invites[-1], describe(self.host, codecs="8") if sdp is None else sdp, self.now
        )
        self.board.kick()
        return dialog

    def answer_offer(self, sdp: bytes) -> None:
        """Answer what came with the answer to a call of this peer without an offer."""
        self.party.endpoint.answer_offer(self.dialog, sdp, self.now)
        self.board.kick()
        self.board.run(0.1)

    def early(self, status: int = 183, *, sound: bool = True) -> None:
        """Send a provisional response to the latest INVITE."""
        sdp = describe(self.host, codecs="8") if sound else None
        self.party.endpoint.provisional(self.invites[-1], status, self.now, sdp=sdp)
        self.board.kick()

    def refuse(self, status: int, headers: Sequence[tuple[str, str]] = ()) -> None:
        """Refuse the latest INVITE."""
        self.party.endpoint.reject(self.invites[-1], status, self.now, headers=headers)
        self.board.kick()

    def challenge(self) -> None:
        """Ask the caller who it is."""
        self.refuse(401, [CHALLENGE])

    def hang_up(self, dialog: Dialog | None = None) -> None:
        """Send BYE."""
        self.party.endpoint.bye(dialog or self.dialog, self.now)
        self.board.kick()

    def reinvite(self, sdp: bytes) -> None:
        """Offer something else in the latest dialog as the caller."""
        self.party.endpoint.reinvite(self.dialog, sdp, self.now)
        self.board.kick()

    def info(self, body: bytes, content_type: str = "application/dtmf-relay") -> None:
        """Send an INFO in the latest dialog as the caller."""
        headers = [("Content-Type", content_type)]
        self.party.endpoint.send_in_dialog(self.dialog, "INFO", headers, body, self.now)
        self.board.kick()

    def press(self, digits: str) -> None:
        """Press keys one after the other (RFC 4733)."""
        for digit in digits:
            self.board.media.press(self.session, digit)
            self.board.loop.run(0.2)

    # -- reacting

    def _react(self, event: sip.Event) -> None:
        endpoint, now = self.party.endpoint, self.board.wire.now
        match event:
            case sip.InviteReceived(invite=invite) if self.alert:
                endpoint.provisional(invite, 180, now)
            case sip.RequestReceived(transaction=transaction, request=request):
                self.asked.append(request)
                waiting = self.answers.get(request.method) or [200]
                status = waiting.pop(0) if len(waiting) > 1 else waiting[0]
                response = request.response(status)
                if status == 401:
                    response.add(*CHALLENGE)
                for name, value in self.headers.get(request.method, ()):
                    response.add(name, value)
                if request.method == "REGISTER" and status == 200:
                    response.add("Contact", f"{request.get('Contact')};expires={request.expires}")
                endpoint.respond(transaction, response, now)
            case sip.ResponseReceived(tag=tag, response=response):
                self.responses.append(response.status)
                if tag == "subscribe" and response.status == 401 and self.credentials is not None:
                    again = Request(self._asking.method, self._asking.uri, self._asking.headers, self._asking.body)
                    again.remove("Via")
                    again.set("CSeq", f"2 {again.method}")
                    again.add(*authorize(again, response, self.credentials, "c", 1))
                    self.request(again, "subscribed")
                if tag is self.account and self.account is not None:
                    self.account.response(response, now)
                    self._send_account()
            case _:
                pass
