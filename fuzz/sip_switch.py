"""A switch of SIP alone, for fuzzing: endpoint, registrar and notifier; it answers as the calls of one would."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, assert_never

from fuzz.subject import counted_tokens, lapse
from offhook.call.trail import trail_of
from offhook.errors import BadMessage, NotAcceptable
from offhook.sip import events as sip
from offhook.sip.address import Flow
from offhook.sip.bodies import session_of
from offhook.sip.digest import Challenge, Challenger, Credentials, Denied, Verified
from offhook.sip.endpoint import Endpoint, EndpointConfig
from offhook.sip.headers import NameAddr
from offhook.sip.identity import caller_of, diverted_from, number_of
from offhook.sip.invite import OutgoingInvite
from offhook.sip.offer_answer import LocalMedia, accept_answer, answer, offer
from offhook.sip.presence import Published, read_pidf
from offhook.sip.publish import Publications
from offhook.sip.reason import reason_of
from offhook.sip.refer import read_refer
from offhook.sip.register import Registrar
from offhook.sip.registration import Registration, RegistrationConfig
from offhook.sip.replaces import replaces_of, target_dialog_of
from offhook.sip.subscribe import Notifier, NotifyTag, message_summaries, message_summary
from offhook.sip.wire import Request, StreamFramer, parse

if TYPE_CHECKING:
    from offhook.sip.dialog import Dialog
    from offhook.sip.invite import ClientInvite, ServerInvite

HERE = ("192.0.2.2", 5060)
PHONE = Flow("udp", HERE, ("192.0.2.1", 5060))
OTHER = Flow("udp", HERE, ("198.51.100.7", 40000))
STREAM = Flow("tcp", HERE, ("192.0.2.3", 50000), 1)
LOCAL = LocalMedia("192.0.2.2", 30000)
BEGIN = 1000.0


class Switch:
    """The parts of a switch that know SIP, without the calls; `ended` counts what was told of each dialog."""

    def __init__(self) -> None:
        tokens = counted_tokens()
        self.now = BEGIN
        self.endpoint = Endpoint(EndpointConfig(), tokens)
        self.registrar = Registrar()
        self.challenger = Challenger(b"a key of 16 bytes", "offhook", algorithms=("MD5",))
        self.notifier = Notifier(message_summaries(lambda account: message_summary(f"sip:{account}@h", 1, 2)), tokens)
        self.publications = Publications(tokens)
        self.account = Registration(
            RegistrationConfig(
                registrar="sip:operator.example",
                address_of_record="sip:us@operator.example",
                contact="sip:us@192.0.2.2",
                credentials=Credentials("us", "secret"),
            ),
            tokens,
            lambda: 0.5,
        )
        self.framer = StreamFramer()
        self.dialogs: list[Dialog] = []
        self.calls: list[ClientInvite] = []
        self.called: list[ServerInvite] = []
        self.ended: dict[int, int] = {}
        self.log: list[bytes] = []
        self._seen = 0

    def take(self, who: int, data: bytes) -> None:
        """Let one thing happen."""
        match chr(who):
            case "p":
                self.endpoint.receive(data, PHONE, self.now)
            case "o":
                self.endpoint.receive(data, OTHER, self.now)
            case "t":
                self._stream(data)
            case "c":
                self._call(data[:1])
            case "r":
                self.account.start(self.now)
            case "w":
                self.now += lapse(data)
                self._timers()
            case "x":
                self.endpoint.transport_failed(STREAM, self.now)
                self.registrar.connection_closed(STREAM.connection)
                self.framer = StreamFramer()
            case "n":
                self.notifier.notify("anna", self.now)
            case _:
                self.endpoint.receive(bytes([who]) + data, OTHER, self.now)
        self._drain()

    def _stream(self, data: bytes) -> None:
        try:
            for message in self.framer.feed(data):
                self.endpoint.receive(message, STREAM, self.now)
        except BadMessage:
            self.framer = StreamFramer()
            self.endpoint.transport_failed(STREAM, self.now)

    def _call(self, how: bytes) -> None:
        number = how[0] if how else 0
        offered = b"" if number & 1 else offer(LOCAL)
        flow = STREAM if number & 2 else PHONE
        self.calls.append(
            self.endpoint.invite(
                OutgoingInvite(
                    flow=flow,
                    uri=f"sip:bob@{flow.remote[0]}",
                    from_=NameAddr("", "sip:us@192.0.2.2"),
                    to=NameAddr("", f"sip:bob@{flow.remote[0]}"),
                    offer=offered,
                    credentials=Credentials("us", "secret"),
                    ring_limit_s=30.0 if number & 4 else None,
                ),
                self.now,
            )
        )

    def _timers(self) -> None:
        for core in (self.endpoint, self.registrar, self.notifier, self.publications, self.account):
            core.timeout(self.now)

    def _drain(self) -> None:
        for _ in range(50):
            for notification in self.notifier.outgoing():
                self.endpoint.request(notification.request, notification.flow, notification.tag, self.now)
            for request in self.account.outgoing():
                self.endpoint.request(request, PHONE, self.account, self.now)
            events = self.endpoint.events()
            self.log += [transmit.data for transmit in self.endpoint.outgoing()]
            if not events:
                break
            for event in events:
                self._react(event)
        else:
            raise AssertionError("it never comes to rest")
        self.registrar.events()
        for data in self.log[self._seen :]:
            if not data.startswith(b"SIP/2.0 "):
                parse(data)  # a request of ours can be read
        self._seen = len(self.log)

    def _react(self, event: sip.Event) -> None:  # noqa: C901, PLR0912  one arm per event
        endpoint, now = self.endpoint, self.now
        match event:
            case sip.InviteReceived():
                self._called(event)
            case sip.RequestReceived():
                self._asked(event)
            case sip.Ringing() | sip.Accepted():
                if event.dialog is not None and isinstance(event, sip.Accepted):
                    self.dialogs.append(event.dialog)
                self._described(event)
            case sip.ReinviteReceived():
                try:
                    ours = answer(event.sdp, LOCAL)[0] if event.sdp else offer(LOCAL)
                except (NotAcceptable, BadMessage):
                    endpoint.refuse(event.request, 488, now)
                else:
                    endpoint.answer_reinvite(event.request, ours, now)
            case sip.InfoReceived():
                endpoint.acknowledge(event.request, now)
            case sip.InDialogReceived():
                with contextlib.suppress(BadMessage):
                    read_refer(event.request.request)
                endpoint.acknowledge(event.request, now, status=202)
            case sip.DialogEnded():
                self.ended[id(event.dialog)] = self.ended.get(id(event.dialog), 0) + 1
                assert self.ended[id(event.dialog)] == 1
            case sip.ResponseReceived(NotifyTag() as tag, response):
                self.notifier.response(tag, response, now)
            case sip.RequestFailed(NotifyTag() as tag):
                self.notifier.failed(tag)
            case sip.ResponseReceived(Registration() as account, response):
                account.response(response, now)
            case sip.RequestFailed(Registration() as account, status):
                account.failed(status, now)
            case (
                sip.InviteCancelled()
                | sip.Refused()
                | sip.Confirmed()
                | sip.OfferAnswered()
                | sip.ReinviteAnswered()
                | sip.ReinviteRefused()
                | sip.ResponseReceived()
                | sip.RequestFailed()
            ):
                pass
            case _:
                assert_never(event)

    def _described(self, event: sip.Ringing | sip.Accepted) -> None:
        """Take what the other side says of its session, or answer its offer."""
        if not event.sdp or event.dialog is None:
            return
        with contextlib.suppress(NotAcceptable, BadMessage):
            if event.offered:
                self.endpoint.answer_offer(event.dialog, answer(event.sdp, LOCAL)[0], self.now)
            else:
                accept_answer(offer(LOCAL), event.sdp)

    def _read(self, request: Request) -> None:
        """Read what calls look at."""
        for trusted in (False, True):
            number_of(caller_of(request, trusted=trusted).address)
        diverted_from(request)
        trail_of(request)
        reason_of(request)
        for read in (replaces_of, target_dialog_of):
            with contextlib.suppress(BadMessage):
                read(request)

    def _called(self, event: sip.InviteReceived) -> None:
        request, invite, now = event.request, event.invite, self.now
        self.called.append(invite)
        self._read(request)
        verdict = self.challenger.verify(request, self._secret_of, now)
        described = session_of(request)
        try:
            ours = answer(described, LOCAL)[0] if described else offer(LOCAL)
        except (NotAcceptable, BadMessage):
            self.endpoint.reject(invite, 488, now)
            return
        match request.uri.partition(":")[2][:1]:
            case "a" if isinstance(verdict, Challenge):
                self.endpoint.reject(invite, 401, now, headers=verdict.headers)
            case "r":
                self.endpoint.provisional(invite, 180, now)
            case "e":
                self.endpoint.provisional(invite, 183, now, sdp=ours)
            case "b":
                self.endpoint.reject(invite, 486, now, reason='Q.850;cause=17;text="Busy"')
            case _:
                self.dialogs.append(self.endpoint.accept(invite, ours, now))

    @staticmethod
    def _secret_of(username: str) -> str | None:
        return "secret" if username in ("anna", "boris") else None

    def _asked(self, event: sip.RequestReceived) -> None:  # noqa: C901  one arm per method
        request, now = event.request, self.now
        self._read(request)
        verdict = self.challenger.verify(request, self._secret_of, now)
        match verdict:
            case Challenge(headers) if request.get("X-Open") is None:
                response = event.transaction.response(401)
                for name, value in headers:
                    response.add(name, value)
                self.endpoint.challenge(event.transaction, response)
                return
            case Denied():
                self.endpoint.respond(event.transaction, request.response(403), now)
                return
            case Verified() | Challenge():
                pass
        match request.method:
            case "REGISTER":
                response = self.registrar.register(request, "anna", event.flow, now)
            case "SUBSCRIBE":
                response = self.notifier.subscribe(request, "anna", event.flow, now)
            case "PUBLISH":
                response = self.publications.publish(request, "anna", now)
                assert isinstance(self.publications.latest("anna"), Published)
            case "MESSAGE":
                with contextlib.suppress(ValueError):
                    read_pidf(request.body)
                response = request.response(202)
            case "REFER":
                try:
                    read_refer(request)
                    response = request.response(603)
                except BadMessage as error:
                    response = request.response(error.status)
            case _:
                response = request.response(405)
        self.endpoint.respond(event.transaction, response, now)

    def close(self) -> None:
        """End everything; see that nothing is kept."""
        for dialog in self.dialogs:
            saved = self.endpoint.snapshot(dialog)
            assert saved
        for invite in self.called:
            self.endpoint.reject(invite, 480, self.now)
        for call in self.calls:
            self.endpoint.cancel(call, None, self.now)
        self._drain()
        for dialog in self.dialogs:
            self.endpoint.bye(dialog, self.now)
        self.account.stop(self.now)
        self.endpoint.transport_failed(STREAM, self.now)
        self.registrar.connection_closed(STREAM.connection)
        self._drain()
        cores = (self.endpoint, self.registrar, self.notifier, self.publications, self.account)
        for _ in range(3000):
            due = min((at for core in cores if (at := core.next_timer()) is not None), default=None)
            if due is None:
                break
            self.now = max(self.now, due)
            self._timers()
            self._drain()
        else:
            raise AssertionError("timers never end")
        assert (self.endpoint.dialogs, self.endpoint.transactions) == (0, 0)
        assert (len(self.registrar), len(self.notifier)) == (0, 0)
