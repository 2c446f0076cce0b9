"""What people set by feature codes: it holds at once, survives in the journal, and is brought to the database.

Invariant: a setting stands in the journal from before its caller hears that it is set until the database has it.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol

import msgspec
from sqlalchemy import exc, select

from offhook.configuration import Configuration, PersonRules
from offhook.directory.model import ExtensionRow
from offhook.errors import ResourceError
from offhook.ids import TenantId
from offhook.journal import records
from offhook.routing.feature_codes import changed_rules, with_setting
from offhook.schedules.service import switch_schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.call.exchange import Exchange
    from offhook.db.engine import Database

RETRY_SECONDS = (0.5, 30.0)
log = logging.getLogger(__name__)


class SettingStore(Protocol):
    """What keeps settings; it raises ResourceError while it cannot."""

    async def keep(self, setting: records.SettingChosen) -> None:
        """Bring a setting to where the configuration is kept."""
        ...


class DatabaseSettings:
    """The tables of the companies' database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, setting: records.SettingChosen) -> None:
        """Write a setting to its row; one of something that is gone is done with.

        Raises:
            ResourceError: the database is away.
        """
        try:
            async with self._database.tenant(TenantId(setting.tenant)) as session:
                if setting.what == "switch":
                    await switch_schedule(session, setting.subject, "closed" if setting.value == "closed" else "auto")
                    return
                row = await session.scalar(select(ExtensionRow).where(ExtensionRow.id == setting.subject))
                if row is not None:
                    rules = msgspec.convert(row.rules, PersonRules)
                    row.rules = msgspec.to_builtins(changed_rules(rules, setting.what, setting.value))
        except (exc.DBAPIError, exc.TimeoutError) as error:
            raise ResourceError(f"the database is away: {type(error).__name__}") from error


class Settings:
    """The settings of a switch that the database does not have yet."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.store: SettingStore | None = None
        self.on_change: Callable[[], None] = lambda: None
        self._keeping: asyncio.Task[None] | None = None

    def choose(self, tenant: str, what: str, subject: str, value: str) -> None:
        """Set something from now on, for the next call and after every restart."""
        setting = records.SettingChosen(f"{what}:{subject}", tenant, self._exchange.wall(), what, subject, value)
        self._exchange.journal.append(setting)
        self.on_change()
        self.begin()

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
                delay = RETRY_SECONDS[0]
