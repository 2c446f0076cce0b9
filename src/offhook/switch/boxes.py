"""Mailboxes of a running switch: what they hold, whether one is full, and what is done with their messages.

Invariant: a caller waits half a second at most for a count, and a box that cannot be counted takes messages. What is
done with a message shows on lamps at once, and stands in the journal until the database has it.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final, Protocol

import msgspec
from sqlalchemy import exc

from offhook.errors import ResourceError
from offhook.ids import TenantId, new_id
from offhook.media import protocol as media
from offhook.recording.service import sound_key
from offhook.voicemail.forwarding import Forwarded
from offhook.voicemail.service import box_messages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from offhook.configuration import Extension
    from offhook.db.engine import Database
    from offhook.journal import records
    from offhook.recording.keys import Vault
    from offhook.routing.boxes import Folder, Message, MessageState
    from offhook.switch.lamps import Lamps
    from offhook.switch.settings import Settings

COUNT_SECONDS: Final = 0.5
READ_SECONDS: Final = 5.0
PAGE: Final = 50
MOST_TRIES: Final = 10  # of a PIN, in a row
LOCKED_SECONDS: Final = 1800
_COUNTS: Final[Mapping[MessageState, tuple[int, int]]] = {"new": (1, 0), "heard": (0, 1), "deleted": (0, 0)}


class BoxStore(Protocol):
    """What keeps messages; it raises ResourceError while it cannot be asked."""

    async def read(
        self, tenant: str, extension_id: str, folder: Folder, after: tuple[datetime, str] | None
    ) -> list[Message]:
        """Return some messages of a box: new ones from the oldest on, kept ones from the newest on."""
        ...

    async def sound(self, tenant: str, message: Message) -> media.File:
        """Return what plays a message."""
        ...


class DatabaseBoxes:
    """The messages of the companies' database, and their files, of which sealed ones are opened with its keys."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def read(
        self, tenant: str, extension_id: str, folder: Folder, after: tuple[datetime, str] | None
    ) -> list[Message]:
        """Return some messages of a box.

        Raises:
            ResourceError: the database is away.
        """
        try:
            async with asyncio.timeout(READ_SECONDS), self._database.tenant(TenantId(tenant)) as session:
                return await box_messages(session, extension_id, folder, after, PAGE)
        except (exc.DBAPIError, exc.TimeoutError, TimeoutError) as error:
            raise ResourceError(f"the database is away: {type(error).__name__}") from error

    async def sound(self, tenant: str, message: Message) -> media.File:
        """Return what plays a message: its file, with the key of this file alone where it is sealed.

        Raises:
            ResourceError: the file, its key or the database is away.
        """

        async def key(key_id: str) -> bytes:
            async with self._database.tenant(TenantId(tenant)) as session:
                return await self._vault.keys(session)(key_id)

        try:
            async with asyncio.timeout(READ_SECONDS):
                path, opens = await sound_key(self._vault.data, message.path, key)
        except (exc.DBAPIError, exc.TimeoutError, TimeoutError) as error:
            raise ResourceError(f"the database is away: {type(error).__name__}") from error
        return media.File(file=str(path), key=msgspec.UNSET if opens is None else opens)


class Boxes:
    """The boxes of all companies."""

    def __init__(self, lamps: Lamps, settings: Settings) -> None:
        self._lamps = lamps
        self._settings = settings
        self._tries: dict[str, tuple[int, float]] = {}
        self.store: BoxStore | None = None
        settings.on_kept = self._kept

    async def is_full(self, tenant: str, box: Extension) -> bool:
        """Tell whether a box takes no more messages; one that seems to be full is counted once more."""
        most = box.box.most
        if not most:
            return False
        counted = self._lamps.counted(tenant, box.id)
        if counted is None or sum(counted) >= most:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._lamps.recount(tenant, box.id), COUNT_SECONDS)
        return sum(self._lamps.counted(tenant, box.id) or (0, 0)) >= most

    async def count(self, tenant: str, box: Extension) -> tuple[int, int]:
        """Return how many new and how many kept messages a box holds, as far as that is known."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._lamps.recount(tenant, box.id), COUNT_SECONDS)
        return self._lamps.counted(tenant, box.id) or (0, 0)

    async def read(self, tenant: str, box: Extension, folder: Folder, after: Message | None = None) -> list[Message]:
        """Return some messages of a box behind one: new ones from the oldest on, kept ones from the newest on.

        Raises:
            ResourceError: they cannot be read now.
        """
        if self.store is None:
            raise ResourceError("there are no messages")
        found = await self.store.read(tenant, box.id, folder, (after.at, after.id) if after else None)
        marks = {one.subject.partition("/")[2]: one.value for one in self._settings.waiting("message")}
        wanted = "new" if folder == "new" else "heard"
        return [one for one in found if marks.get(one.id, one.state) == wanted]

    async def sound(self, tenant: str, message: Message) -> media.File:
        """Return what plays a message.

        Raises:
            ResourceError: it cannot be heard now.
        """
        if self.store is None:
            raise ResourceError("there are no messages")
        return await self.store.sound(tenant, message)

    def mark(self, tenant: str, box: Extension, message: Message, state: MessageState) -> None:
        """Make a message new, heard or deleted from now on."""
        if message.state == state:
            return
        before, after = _COUNTS[message.state], _COUNTS[state]
        message.state = state
        self._settings.note(f"message:{message.id}", tenant, "message", f"{box.id}/{message.id}", state)
        self._lamps.moved(tenant, box.id, after[0] - before[0], after[1] - before[1])

    def forward(self, tenant: str, box: Extension, message: Message, to: Extension, by: str, spoken: str) -> None:
        """Send a message on to another box, behind a comment's file where there is one."""
        wanted = Forwarded(new_id(), to.id, by, spoken=spoken)
        value = msgspec.json.encode(wanted).decode()
        self._settings.note(f"forward:{wanted.id}", tenant, "forward_message", f"{box.id}/{message.id}", value)
        self._lamps.moved(tenant, to.id, 1, 0)

    def may_try(self, box: Extension, now: float) -> bool:
        """Tell whether a box's PIN may be tried at loop time `now`: not for a while after many wrong ones."""
        tries, at = self._tries.get(box.id, (0, 0.0))
        return tries < MOST_TRIES or now - at > LOCKED_SECONDS

    def tried(self, box: Extension, now: float, *, right: bool) -> None:
        """Remember that a PIN was tried."""
        if right:
            self._tries.pop(box.id, None)
        else:
            tries, at = self._tries.get(box.id, (0, 0.0))
            self._tries[box.id] = (1 if now - at > LOCKED_SECONDS else tries + 1, now)

    def _kept(self, setting: records.SettingChosen) -> None:
        if setting.what == "message":
            self._lamps.changed(setting.tenant, setting.subject.partition("/")[0])
        elif setting.what == "forward_message":
            self._lamps.changed(setting.tenant, msgspec.json.decode(setting.value, type=Forwarded).to)
