"""Text messages (RFC 3428) between extensions of a company: to all telephones of a person, kept while none is there.

Invariant: a sender is told 202 when the message is kept, and while the database is away only when a telephone took it.
Nothing passes from one company to another. What says that somebody is typing (RFC 3994) is not kept.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from offhook.errors import ResourceError
from offhook.ids import new_id
from offhook.routing.installation import Installation
from offhook.sip import events as sip
from offhook.sip.headers import NameAddr
from offhook.sip.wire import Request
from offhook.switch.message_store import TextMessage

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from offhook.call.exchange import Exchange
    from offhook.configuration import Extension
    from offhook.journal.records import Party
    from offhook.routing.installation import Office
    from offhook.sip.register import Binding, Registrar
    from offhook.switch.message_store import MessageStore

log = logging.getLogger(__name__)

TYPING = "application/im-iscomposing+xml"
CONTENT_TYPES = ("text/plain", "text/html", "message/cpim", TYPING)
LONGEST_BODY = 16_384
ANSWER_SECONDS = 10.0
SWEEP_SECONDS = 3600.0


class Messages:
    """Takes messages, delivers them, and delivers later what was kept."""

    def __init__(self, exchange: Exchange, registrar: Registrar, store: MessageStore) -> None:
        self.installation = Installation()
        self._exchange = exchange
        self._registrar = registrar
        self._store = store
        self._moving: set[str] = set()  # ids of what is being delivered

    def receive(self, event: sip.RequestReceived, office: Office, sender: Party, dialled: str) -> None:
        """Take an authenticated MESSAGE of a device of this company; the answer follows."""
        request = event.request
        extension = office.extensions.get(dialled)
        kind = request.content_type.partition(";")[0].strip().lower()
        if extension is None or extension.person_id is None:
            self._answer(event, 404)
        elif kind not in CONTENT_TYPES:
            self._answer(event, 415, ("Accept", ", ".join(CONTENT_TYPES)))
        elif len(request.body) > LONGEST_BODY:
            self._answer(event, 413)
        else:
            message = TextMessage(
                new_id(),
                office.company.id,
                extension.id,
                datetime.fromtimestamp(self._exchange.wall() / 1e6, UTC),
                sender.number,
                sender.name,
                request.content_type,
                request.body,
            )
            self._exchange.spawn(self._take(event, office, extension, message, keep=kind != TYPING))

    async def _take(
        self, event: sip.RequestReceived, office: Office, extension: Extension, message: TextMessage, *, keep: bool
    ) -> None:
        self._moving.add(message.id)
        try:
            kept = False
            if keep:
                try:
                    kept = await self._store.keep(message)
                except ResourceError as error:
                    log.warning("a message cannot be kept: %s", error)
            if kept:
                self._answer(event, 202)
            taken = await self._deliver(office, message, self._bindings(office, extension))
            if kept and taken:
                await self._forget(message)
            if not kept:
                self._answer(event, 202 if taken else 480)
        finally:
            self._moving.discard(message.id)

    # -- later

    def on_registration(self, username: str) -> None:
        """Deliver what waits for the person of a device that just registered."""
        found = self.installation.devices.get(username)
        if found is not None:
            office, device = found
            if extension := office.extension_of_person.get(device.person_id or ""):
                self._exchange.spawn(self._deliver_waiting(office, extension))

    def sweep(self) -> None:
        """Deliver what a former process kept, drop what is too old; again each hour."""
        for office in self.installation.offices.values():
            self._exchange.spawn(self._sweep(office))
        self._exchange.loop.call_later(SWEEP_SECONDS, self.sweep)

    async def _sweep(self, office: Office) -> None:
        try:
            waiting = await self._store.extensions(office.company.id)
        except ResourceError as error:
            log.info("kept messages of %s are not looked through: %s", office.company.id, error)
            return
        for one in waiting:
            if extension := office.extensions_by_id.get(one):
                await self._deliver_waiting(office, extension)

    async def _deliver_waiting(self, office: Office, extension: Extension) -> None:
        bindings = self._bindings(office, extension)
        if not bindings:
            return
        try:
            waiting = await self._store.waiting(office.company.id, extension.id)
        except ResourceError as error:
            log.warning("messages for %s wait: %s", extension.number, error)
            return
        for message in waiting:
            if message.id in self._moving:
                continue
            self._moving.add(message.id)
            try:
                if await self._deliver(office, message, bindings):
                    await self._forget(message)
            finally:
                self._moving.discard(message.id)

    async def _forget(self, message: TextMessage) -> None:
        try:
            await self._store.forget(message)
        except ResourceError as error:
            log.warning("a message will come twice: %s", error)

    # -- sending

    def _bindings(self, office: Office, extension: Extension) -> list[Binding]:
        return [one for device in office.devices_of(extension) for one in self._registrar.reachable(device.username)]

    async def _deliver(self, office: Office, message: TextMessage, bindings: list[Binding]) -> bool:
        """Send a message to these contacts together; True when one of them took it."""
        sent: list[Coroutine[Any, Any, bool]] = [self._send(office, message, binding) for binding in bindings]
        return any(await asyncio.gather(*sent))

    async def _send(self, office: Office, message: TextMessage, binding: Binding) -> bool:
        exchange = self._exchange
        domain = office.company.sip_domain
        to = office.extensions_by_id.get(message.extension_id)
        sender = NameAddr(message.sender_name, f"sip:{message.sender_number}@{domain}", {"tag": secrets.token_hex(8)})
        request = Request(
            "MESSAGE",
            binding.uri,
            [
                *(("Route", route) for route in binding.path),
                ("From", str(sender)),
                ("To", f"<sip:{to.number if to else 'anonymous'}@{domain}>"),
                ("Call-ID", secrets.token_hex(12)),
                ("CSeq", "1 MESSAGE"),
                ("Date", format_datetime(message.at, usegmt=True)),
                ("Content-Type", message.content_type),
            ],
            message.body,
        )
        waiter = _Waiter(exchange.loop.create_future())
        exchange.endpoint.request(request, binding.flow, waiter, exchange.now())
        exchange.driver.kick()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await waiter.taken
        except TimeoutError:
            return False

    def _answer(self, event: sip.RequestReceived, status: int, *headers: tuple[str, str]) -> None:
        response = event.request.response(status)
        for name, value in headers:
            response.add(name, value)
        self._exchange.endpoint.respond(event.transaction, response, self._exchange.now())
        self._exchange.driver.kick()


class _Waiter:
    """Hears whether a telephone took a message."""

    __slots__ = ("taken",)

    def __init__(self, taken: asyncio.Future[bool]) -> None:
        self.taken = taken

    def on_outcome(self, event: sip.ResponseReceived | sip.RequestFailed) -> None:
        """Take a response or its absence."""
        if self.taken.done():
            return
        if isinstance(event, sip.RequestFailed):
            self.taken.set_result(False)
        elif event.response.status >= 200:  # noqa: PLR2004  final
            self.taken.set_result(event.response.status < 300)  # noqa: PLR2004
