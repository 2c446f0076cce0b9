"""Message lamps: phones that subscribed to their mailbox are told how many messages wait (RFC 3842).

Counts live in memory; the database corrects them when it is there. Who subscribes is told of all boxes that the owner
of the device may listen to, together.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from typing import TYPE_CHECKING

from sqlalchemy import exc, text

from offhook.ids import TenantId
from offhook.journal import records
from offhook.routing.boxes import boxes_of, listeners
from offhook.routing.installation import Installation
from offhook.sip import events as sip
from offhook.sip.subscribe import Notifier, message_summaries, message_summary

if TYPE_CHECKING:
    from typing import Any

    from offhook.call.exchange import Exchange
    from offhook.configuration import Extension
    from offhook.db.engine import Database
    from offhook.routing.installation import Office
    from offhook.sip.address import Flow
    from offhook.sip.subscribe import NotifyTag
    from offhook.sip.wire import Request, Response

log = logging.getLogger(__name__)

DESK = "@"  # before a shared telephone in an account: its lamp is of who sits there
SETTLE_SECONDS = 2.0  # a message is in the database by then
COUNT = text(
    "SELECT count(*) FILTER (WHERE heard_at IS NULL), count(*) FILTER (WHERE heard_at IS NOT NULL)"
    " FROM voicemails WHERE extension_id = :extension AND deleted_at IS NULL"
)


class Lamps:
    """The lamps of all people.

    An account is `tenant/extension id`, of a person and of a box alike, or `tenant/@device id` of a shared telephone.
    """

    def __init__(self, exchange: Exchange, database: Database) -> None:
        self.installation = Installation()
        self._exchange = exchange
        self._database = database
        self._notifier = Notifier(message_summaries(self._summary), lambda: secrets.token_hex(8))
        self._counts: dict[str, tuple[int, int]] = {}
        self._recounted: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    # -- SIP

    def subscribe(self, request: Request, username: str, flow: Flow, now: float) -> Response:
        """Carry out an authenticated SUBSCRIBE of a device for its owner's mailbox; 404 when it has none."""
        office, device = self.installation.devices[username]
        extension = office.extension_of_person.get(device.person_id or "")
        boxes = boxes_of(office, extension) if extension else []
        if device.shared:
            account = _account(office.company.id, f"{DESK}{device.id}")
        elif extension is None or not boxes:
            return request.response(404)
        else:
            account = _account(office.company.id, extension.id)
        response = self._notifier.subscribe(request, account, flow, now)
        self._exchange.loop.call_soon(self.pump)
        self._count_first(office, boxes)
        return response

    def _count_first(self, office: Office, boxes: list[Extension]) -> None:
        for box in boxes:
            if (counted := _account(office.company.id, box.id)) not in self._counts:
                self._reload(counted)

    def seat_changed(self, office: Office, username: str) -> None:
        """Light the lamp of a shared telephone for who sits there now."""
        found = self.installation.devices.get(username)
        if found is None:
            return
        device = found[1]
        extension = office.extension_of_person.get(device.person_id or "")
        self._count_first(office, boxes_of(office, extension) if extension else [])
        self._notifier.notify(_account(office.company.id, f"{DESK}{device.id}"), self._exchange.now())
        self.pump()

    def pump(self) -> None:
        """Send the notifications that wait, and write the subscriptions down."""
        exchange = self._exchange
        for notification in self._notifier.outgoing():
            asker = _Asker(self, notification.tag)
            exchange.endpoint.request(notification.request, notification.flow, asker, exchange.now())
        if self._notifier.changed or self._recounted:
            self._save()
        exchange.driver.kick()

    def _save(self) -> None:
        """Write down the mailboxes that changed, each with its phones."""
        now, wall = self._exchange.now(), time.time()
        for account in sorted(self._notifier.changed | self._recounted):
            subscriptions = self._notifier.snapshot(account, now, wall)
            for one in subscriptions:
                one["counts"] = list(self._counts.get(account, (0, 0)))
            self._exchange.journal.append(records.SubscriptionsSaved(account, subscriptions))
        self._recounted.clear()

    def outcome(self, tag: NotifyTag, event: sip.ResponseReceived | sip.RequestFailed) -> None:
        """Take what came of a NOTIFY."""
        if isinstance(event, sip.ResponseReceived):
            if event.response.status < 200:  # noqa: PLR2004  provisional
                return
            self._notifier.response(tag, event.response, self._exchange.now())
        else:
            self._notifier.failed(tag)
        self.pump()

    def connection_closed(self, connection: int) -> None:
        """Forget subscriptions of a closed TCP connection."""
        self._notifier.connection_closed(connection)

    def timeout(self, now: float) -> None:
        """Let subscriptions run out."""
        self._notifier.timeout(now)

    def next_timer(self) -> float | None:
        """Return when `timeout` wants to be called next."""
        return self._notifier.next_timer()

    def restore(self, subscriptions: list[dict[str, Any]], now: float, wall: float) -> None:
        """Take back the subscriptions of a former process and its counts, which are then counted anew."""
        for one in subscriptions:
            new, old = one.get("counts", (0, 0))
            tenant, _, name = one["account"].partition("/")
            if not name.startswith(DESK):
                self._counts[one["account"]] = new, old
            elif (office := self.installation.offices.get(tenant)) and (extension := _of_desk(office, name)):
                self._count_first(office, boxes_of(office, extension))
        self._notifier.restore(subscriptions, now, wall)
        self.pump()
        self.refresh()

    # -- counts

    def message_left(self, office: Office, extension_id: str) -> None:
        """Light the lamp at once; the count is corrected when the message is in the database."""
        account = _account(office.company.id, extension_id)
        new, old = self._counts.get(account, (0, 0))
        self._set(account, (new + 1, old))
        self.pump()
        self._reload(account, SETTLE_SECONDS)

    def counted(self, tenant: str, extension_id: str) -> tuple[int, int] | None:
        """Return how many new and how many other messages a box holds, None when it was not counted yet."""
        return self._counts.get(_account(tenant, extension_id))

    def moved(self, tenant: str, extension_id: str, new: int, old: int) -> None:
        """Show at once that so many more messages are new or old; the database is asked when it knows, too."""
        known = self._counts.get(_account(tenant, extension_id), (0, 0))
        self._set(_account(tenant, extension_id), (max(0, known[0] + new), max(0, known[1] + old)))
        self.pump()

    async def recount(self, tenant: str, extension_id: str) -> None:
        """Count a box anew."""
        await self._count(_account(tenant, extension_id), 0.0)

    def changed(self, tenant: str, extension_id: str) -> None:
        """Count a mailbox anew: messages were heard or deleted."""
        self._reload(_account(tenant, extension_id))

    def refresh(self) -> None:
        """Count all mailboxes that somebody watches anew: the database is back, or anything may have changed."""
        for account in list(self._counts):
            self._reload(account)

    def _reload(self, account: str, delay: float = 0.0) -> None:
        task = self._exchange.loop.create_task(self._count(account, delay))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _count(self, account: str, delay: float) -> None:
        await asyncio.sleep(delay)
        tenant, _, extension = account.partition("/")
        try:
            async with self._database.tenant(TenantId(tenant)) as session:
                row = (await session.execute(COUNT, {"extension": extension})).one()
        except (exc.DBAPIError, exc.TimeoutError) as error:
            log.info("mailbox %s is not counted while the database is away: %s", account, type(error).__name__)
            self._counts.setdefault(account, (0, 0))
            return
        counts = int(row[0]), int(row[1])
        if self._counts.get(account) != counts:
            self._set(account, counts)
            self.pump()

    def _set(self, box: str, counts: tuple[int, int]) -> None:
        self._counts[box] = counts
        tenant, _, extension_id = box.partition("/")
        office = self.installation.offices.get(tenant)
        extension = office.extensions_by_id.get(extension_id) if office else None
        told = (
            {box} | {_account(tenant, name) for one in listeners(office, extension) for name in _names(office, one)}
            if office and extension
            else {box}
        )
        for account in told:
            self._recounted.add(account)
            self._notifier.notify(account, self._exchange.now())

    def _summary(self, account: str) -> bytes:
        tenant, _, extension_id = account.partition("/")
        office = self.installation.offices.get(tenant)
        extension = _of_desk(office, extension_id) if office else None
        if office is None or extension is None:
            return message_summary("sip:anonymous.invalid", *self._counts.get(account, (0, 0)))
        counts = [self._counts.get(_account(tenant, box.id), (0, 0)) for box in boxes_of(office, extension)]
        uri = f"sip:{extension.number}@{office.company.sip_domain}"
        return message_summary(uri, sum(new for new, _ in counts), sum(old for _, old in counts))


class _Asker:
    """Passes the outcome of one NOTIFY on."""

    __slots__ = ("_lamps", "_tag")

    def __init__(self, lamps: Lamps, tag: NotifyTag) -> None:
        self._lamps = lamps
        self._tag = tag

    def on_outcome(self, event: sip.ResponseReceived | sip.RequestFailed) -> None:
        """Take a response or its absence."""
        self._lamps.outcome(self._tag, event)


def _names(office: Office, extension: Extension) -> list[str]:
    """Return by which names the telephones of a person may watch: the extension's, and of shared ones their own."""
    return [extension.id, *(f"{DESK}{one.id}" for one in office.devices_of(extension) if one.shared)]


def _of_desk(office: Office, name: str) -> Extension | None:
    """Return the extension that is named, or who sits at the shared telephone that is."""
    if not name.startswith(DESK):
        return office.extensions_by_id.get(name)
    device = next((one for one in office.company.devices if one.id == name.removeprefix(DESK)), None)
    return office.extension_of_person.get(device.person_id or "") if device else None


def _account(tenant: str, extension_id: str) -> str:
    return f"{tenant}/{extension_id}"
