"""A SIP user agent on a real UDP socket: calls, answers, re-INVITEs, INFO, REGISTER, redirection.

It is Offhook's own endpoint with a will of its own; what the PBX does is judged by what arrives here.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from offhook.sip import events as sip
from offhook.sip.address import Flow
from offhook.sip.digest import Credentials
from offhook.sip.endpoint import Endpoint, EndpointConfig
from offhook.sip.headers import NameAddr
from offhook.sip.invite import OutgoingInvite, ServerInvite
from offhook.sip.registration import Registration, RegistrationConfig
from offhook.transport.driver import Driver

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.dialog import Dialog

SECONDS = 10.0


class Refused(Exception):  # noqa: N818  it is an answer
    """A call or a re-INVITE was refused."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(eq=False)
class Talk:
    """One call of an agent: `sdp` is the other side's latest description, `offers` answers its re-INVITEs."""

    agent: Agent
    sdp: bytes = b""
    dialog: Dialog | None = None
    keys: list[tuple[bytes, bytes]] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    offers: Callable[[bytes], bytes | int] = lambda _offer: 488
    waiting: asyncio.Future[bytes] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    async def reinvite(self, sdp: bytes) -> bytes:
        """Offer something else and return the answer. Raises Refused."""
        assert self.dialog is not None
        self.waiting = asyncio.get_running_loop().create_future()
        self.agent.endpoint.reinvite(self.dialog, sdp, self.agent.now)
        self.agent.driver.kick()
        return await asyncio.wait_for(self.waiting, SECONDS)

    def info(self, body: bytes, kind: str = "application/dtmf-relay") -> None:
        """Send an INFO."""
        assert self.dialog is not None
        endpoint = self.agent.endpoint
        endpoint.send_in_dialog(self.dialog, "INFO", [("Content-Type", kind)], body, self.agent.now)
        self.agent.driver.kick()

    def hang_up(self) -> None:
        """Send BYE, once."""
        if self.dialog is not None and not self.ended.is_set():
            self.agent.endpoint.bye(self.dialog, self.agent.now)
            self.agent.driver.kick()


class Agent:
    """A telephone, or an operator, that knows one server.

    `taken` answers calls: by a description, or a status and headers.
    """

    def __init__(self, server: tuple[str, int], address: tuple[str, int], login: tuple[str, str] = ("", "")) -> None:
        self.server = server
        self.user = login[0]
        self._credentials = Credentials(*login) if login[0] else None
        sock = socket.socket(type=socket.SOCK_DGRAM)
        sock.bind(address)
        self.address: tuple[str, int] = sock.getsockname()
        self.endpoint = Endpoint(EndpointConfig(), lambda: secrets.token_hex(8))
        self.driver: Driver[sip.Event] = Driver(self.endpoint, [sock], self._on_event)
        self.taken: Callable[[Talk, sip.InviteReceived], bytes | tuple[int, list[tuple[str, str]]]] = _busy
        self.account: Registration | None = None

    async def __aenter__(self) -> Self:
        await self.driver.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.driver.close()

    @property
    def now(self) -> float:
        """The cores' time."""
        return self.driver.now()

    @property
    def flow(self) -> Flow:
        """The way to the server."""
        return Flow("udp", self.address, self.server)

    async def register(self) -> None:
        """Register at the server."""
        host, port = self.address
        place = f"{self.server[0]}:{self.server[1]}"
        config = RegistrationConfig(
            f"sip:{place}", f"sip:{self.user}@{place}", f"sip:{self.user}@{host}:{port}", self._credentials
        )
        self.account = Registration(config, lambda: secrets.token_hex(8), lambda: 0.5)
        self.account.start(self.now)
        self._send_account()
        async with asyncio.timeout(SECONDS):
            while self.account.status.state != "registered":  # noqa: ASYNC110  a core tells nobody
                await asyncio.sleep(0.02)

    def _send_account(self) -> None:
        if self.account is not None:
            for request in self.account.outgoing():
                self.endpoint.request(request, self.flow, self.account, self.now)
            self.driver.kick()

    async def call(self, number: str, sdp: bytes, shown: str = "") -> Talk:
        """Call a number and return the call once it is answered. Raises Refused."""
        talk = Talk(self)
        place = f"{self.server[0]}:{self.server[1]}"
        uri = f"sip:{number}@{place}"
        caller = NameAddr("", f"sip:{shown or self.user}@{self.address[0] if shown else place}")
        out = OutgoingInvite(self.flow, uri, caller, NameAddr("", uri), sdp, credentials=self._credentials)
        self.endpoint.invite(out, self.now).owner = talk
        self.driver.kick()
        await asyncio.wait_for(talk.waiting, 40)
        return talk

    def _on_event(self, event: sip.Event) -> None:  # noqa: C901, PLR0912  one arm per kind of event
        match event:
            case sip.InviteReceived(invite=invite):
                self._answer(event, invite)
            case sip.Accepted(invite=invite, dialog=dialog, sdp=sdp) if isinstance(talk := invite.owner, Talk):
                dialog.owner = talk
                talk.dialog, talk.sdp = dialog, sdp
                _settle(talk, sdp)
            case sip.Refused(invite=invite, status=status) if isinstance(talk := invite.owner, Talk):
                _settle(talk, Refused(status))
            case sip.ReinviteAnswered(dialog=dialog, sdp=sdp) if isinstance(talk := dialog.owner, Talk):
                talk.sdp = sdp
                _settle(talk, sdp)
            case sip.ReinviteRefused(dialog=dialog, status=status) if isinstance(talk := dialog.owner, Talk):
                _settle(talk, Refused(status))
            case sip.ReinviteReceived(dialog=dialog, request=request, sdp=sdp) if isinstance(
                talk := dialog.owner, Talk
            ):
                said = talk.offers(sdp or b"")
                if isinstance(said, int):
                    self.endpoint.refuse(request, said, self.now)
                else:
                    talk.sdp = sdp or b""
                    self.endpoint.answer_reinvite(request, said, self.now)
            case sip.InfoReceived(dialog=dialog, request=request) if isinstance(talk := dialog.owner, Talk):
                talk.keys.append((event.content_type.encode(), event.body))
                self.endpoint.acknowledge(request, self.now)
            case sip.DialogEnded(dialog=dialog) if isinstance(talk := dialog.owner, Talk):
                talk.ended.set()
            case sip.ResponseReceived(tag=tag, response=response) if tag is not None and tag is self.account:
                self.account.response(response, self.now)
                self._send_account()
            case sip.RequestReceived(transaction=transaction, request=request):
                self.endpoint.respond(transaction, request.response(200), self.now)
            case _:
                pass

    def _answer(self, event: sip.InviteReceived, invite: ServerInvite) -> None:
        talk = Talk(self)
        said = self.taken(talk, event)
        if isinstance(said, tuple):
            status, headers = said
            self.endpoint.reject(invite, status, self.now, headers=headers)
            return
        talk.sdp = event.request.body
        talk.dialog = self.endpoint.accept(invite, said, self.now)
        talk.dialog.owner = talk


def _busy(_talk: Talk, _event: sip.InviteReceived) -> tuple[int, list[tuple[str, str]]]:
    return 486, []


def _settle(talk: Talk, outcome: bytes | Refused) -> None:
    if talk.waiting.done():
        return
    if isinstance(outcome, Refused):
        talk.waiting.set_exception(outcome)
    else:
        talk.waiting.set_result(outcome)


def sound_of(sdp: bytes) -> tuple[str, int]:
    """Return where a description wants its first section that is on."""
    host, port = "", 0
    for line in sdp.decode().splitlines():
        if line.startswith("c=IN IP4 "):
            host = line.split()[2]
        elif line.startswith("m=") and not port:
            port = int(line.split()[1])
    return host, port
