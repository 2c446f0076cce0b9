"""What people set by telephone: it holds at once, survives in the journal, and is brought to the database.

Besides feature codes these are a mailbox's greetings and PIN, and what was done with its messages.

Invariant: a setting stands in the journal from before its caller hears that it is set until the database has it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec
from sqlalchemy import exc, select

from offhook.configuration import Box, Configuration, PersonRules
from offhook.directory.desks import take_seat
from offhook.directory.model import ExtensionRow
from offhook.errors import ResourceError
from offhook.ids import TenantId
from offhook.journal import records
from offhook.routing.boxes import MessageState
from offhook.routing.feature_codes import changed_box, changed_rules, is_of_box, with_setting
from offhook.schedules.service import switch_schedule
from offhook.voicemail.forwarding import Forwarded, forward_message
from offhook.voicemail.service import set_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.call.exchange import Exchange
    from offhook.db.engine import Database
    from offhook.recording.keys import Vault

UNWRITTEN_SECONDS = 60  # a message is in the database by then, or gone
RETRY_SECONDS = (0.5, 30.0)
log = logging.getLogger(__name__)


class SettingStore(Protocol):
    """What keeps settings; it raises ResourceError while it cannot."""

    async def keep(self, setting: records.SettingChosen) -> None:
        """Bring a setting to where the configuration is kept."""
        ...


class DatabaseSettings:
    """The tables of the companies' database, and the files of messages that are sent on."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def keep(self, setting: records.SettingChosen) -> None:
        """Write a setting to its row; one of something that is gone is done with.

        Raises:
            ResourceError: the database is away, or the disk is full.
        """
        try:
            async with self._database.tenant(TenantId(setting.tenant)) as session:
                await self._write(session, setting)
        except (exc.DBAPIError, exc.TimeoutError) as error:
            raise ResourceError(f"the database is away: {type(error).__name__}") from error
        except OSError as error:
            raise ResourceError(f"a message cannot be sent on: {error.strerror}") from error
        if setting.what == "forward_message" and (spoken := _forwarded(setting).spoken):
            await asyncio.to_thread(Path(spoken).unlink, missing_ok=True)

    async def _write(self, session: AsyncSession, setting: records.SettingChosen) -> None:
        match setting.what:
            case "switch":
                await switch_schedule(session, setting.subject, "closed" if setting.value == "closed" else "auto")
            case "seat":
                await take_seat(session, setting.subject, setting.value, setting.at)
            case "message" | "forward_message":
                _, _, voicemail = setting.subject.partition("/")
                fresh = time.time() - setting.at / 1e6 < UNWRITTEN_SECONDS
                if setting.what == "message":
                    done = await set_state(session, voicemail, msgspec.convert(setting.value, MessageState))
                else:
                    try:
                        done = await forward_message(session, self._vault, voicemail, _forwarded(setting))
                    except ResourceError as error:
                        if fresh:
                            raise
                        done = True
                        log.error("message %s cannot be sent on, ever: %s", voicemail, error)  # noqa: TRY400
                if not done and fresh:
                    raise ResourceError("the message is not in the database yet")
            case what:
                row = await session.scalar(select(ExtensionRow).where(ExtensionRow.id == setting.subject))
                if row is not None and is_of_box(what):
                    row.box = msgspec.to_builtins(changed_box(msgspec.convert(row.box, Box), what, setting.value))
                elif row is not None:
                    rules = msgspec.convert(row.rules, PersonRules)
                    row.rules = msgspec.to_builtins(changed_rules(rules, what, setting.value))


def _forwarded(setting: records.SettingChosen) -> Forwarded:
    return msgspec.json.decode(setting.value, type=Forwarded)


class Settings:
    """The settings of a switch that the database does not have yet."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.store: SettingStore | None = None
        self.on_change: Callable[[], None] = lambda: None
        self.on_kept: Callable[[records.SettingChosen], None] = lambda _: None
        self._keeping: asyncio.Task[None] | None = None

    def choose(self, tenant: str, what: str, subject: str, value: str) -> None:
        """Set something from now on, for the next call and after every restart."""
        self.note(f"{what}:{subject}", tenant, what, subject, value)
        self.on_change()

    def note(self, key: str, tenant: str, what: str, subject: str, value: str) -> None:
        """Have something written that no call goes by; it replaces what waits with the same `key`."""
        self._exchange.journal.append(records.SettingChosen(key, tenant, self._exchange.wall(), what, subject, value))
        self.begin()

    def waiting(self, what: str) -> list[records.SettingChosen]:
        """Return what of a kind the database does not have yet."""
        return [one for one in self._exchange.journal.state.settings.values() if one.what == what]

    def applied_to(self, configuration: Configuration) -> Configuration:
        """Return a configuration with what was set and is not in the database yet."""
        companies = {company.id: company for company in configuration.companies}
        for setting in self._exchange.journal.state.settings.values():
            if setting.tenant in companies:
                companies[setting.tenant] = with_setting(companies[setting.tenant], setting)
        return Configuration(tuple(companies.values()), configuration.read_at)

    def begin(self) -> None:
        """Bring what is set to the database, unless that is being done."""
        waiting = self._exchange.journal.state.settings
        if waiting and self.store is not None and (self._keeping is None or self._keeping.done()):
            self._keeping = self._exchange.loop.create_task(self._keep(self.store))

    async def _keep(self, store: SettingStore) -> None:
        delay, longest = RETRY_SECONDS
        waiting = self._exchange.journal.state.settings
        while waiting:
            setting = next(iter(waiting.values()))
            try:
                await store.keep(setting)
            except ResourceError as error:
                log.warning("a setting waits: %s", error)
                await asyncio.sleep(delay)
                delay = min(delay * 2, longest)
            else:
                self._exchange.journal.append(records.SettingKept(setting.key, setting.at))
                self.on_kept(setting)
                delay = RETRY_SECONDS[0]
