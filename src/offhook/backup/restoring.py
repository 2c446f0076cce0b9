"""Taking a backup into an empty installation.

Invariant: the backup is looked through to its end before anything is written. Until all of it is in place, the data
folder has a file `RESTORING`, with which nothing starts; what fails takes away what it wrote.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import shutil
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import psycopg

from offhook.backup import tables
from offhook.backup.archive import Archive
from offhook.backup.held import FILES, FOLDERS
from offhook.backup.journal import UNDER_WAY, decode_journal, move_files, write_journal
from offhook.backup.making import FORM, JOURNAL, TABLES
from offhook.db.cluster import discard_cluster
from offhook.db.engine import plain_url
from offhook.db.migrate import knows_revision, migrate
from offhook.db.postgres import EmbeddedPostgres
from offhook.db.roles import prepare_external
from offhook.db.urls import database_urls
from offhook.errors import ResourceError
from offhook.supervisor.folder import RESTORING, DataFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from offhook.backup.tables import Connection
    from offhook.config import Settings

_QUEUE: Final = "procrastinate_"
_PIECE: Final = 1 << 20
_MOVE = """
    UPDATE {table} SET path = %(new)s || substr(path, length(%(old)s) + 1) WHERE starts_with(path, %(old)s || '/')
"""
_MOVE_GREETINGS = """
    UPDATE extensions SET box = jsonb_set(box, '{recorded}', (
        SELECT jsonb_object_agg(key, CASE WHEN starts_with(value, %(old)s || '/')
            THEN %(new)s || substr(value, length(%(old)s) + 1) ELSE value END)
        FROM jsonb_each_text(box -> 'recorded')))
    WHERE coalesce(box -> 'recorded', '{}') <> '{}'
"""
_END_CALLS = """
    UPDATE calls SET ended_at = %s::timestamptz, reason = %s,
        result = CASE WHEN connected_at IS NULL THEN 'failed' ELSE 'answered' END
    WHERE ended_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a backup was, for people."""

    made_at: str
    made_by: str
    rows: int
    files: int
    settings: dict[str, str]
    recordings: bool


def check_backup(path: Path, passphrase: str | None) -> dict[str, Any]:
    """Look through a backup to its end and return its manifest. Blocks.

    Raises:
        ResourceError: it is none, was changed, is not whole, or is of a newer Offhook.
    """
    manifest = Archive(path, passphrase).check()
    if manifest["form"] != FORM or not knows_revision(manifest["schema"]):
        raise ResourceError(f"{path} was made by Offhook {manifest['made_by']}, which is newer; install that first")
    return manifest


def restore_backup(settings: Settings, path: Path, passphrase: str | None, tell: Callable[[str], None]) -> Restored:
    """Take a backup into an empty data folder and an empty database. Blocks.

    Raises:
        ResourceError: it cannot be; the text says why, and nothing is left of the attempt.
    """
    tell("Looking through the backup")
    manifest = check_backup(path, passphrase)
    data = settings.data
    _require_empty(data)
    folder = DataFolder.take(settings, restoring=True)
    try:
        (data / RESTORING).touch(mode=0o600)
        try:
            files = _Restoring(settings, Archive(path, passphrase), manifest, tell).run()
        except psycopg.Error as error:
            _take_away(settings)
            raise ResourceError(f"nothing was restored: the database says {error}") from error
        except OSError as error:
            _take_away(settings)
            raise ResourceError(f"nothing was restored: {error}") from error
        except BaseException:
            _take_away(settings)
            raise
        (data / RESTORING).unlink()
    finally:
        folder.release()
    rows = sum(manifest["rows"].values())
    return Restored(manifest["made_at"], manifest["made_by"], rows, files, manifest["settings"], manifest["recordings"])


class _Restoring:
    """One backup being taken in."""

    def __init__(
        self, settings: Settings, archive: Archive, manifest: dict[str, Any], tell: Callable[[str], None]
    ) -> None:
        self._settings = settings
        self._data = settings.data
        self._archive = archive
        self._manifest = manifest
        self._tell = tell
        self._old = str(manifest["data"])
        self._new = str(settings.data.resolve())

    def run(self) -> int:
        """Take everything in, and return how many files there were."""
        members = self._archive.members()
        kept, first = self._keys(members)
        self._tell("Making the database")
        server = EmbeddedPostgres(self._data) if self._settings.database_url is None else None
        if server is not None:
            server.start_now()
        else:
            asyncio.run(prepare_external(self._settings))
        url = database_urls(self._settings).owner_url
        try:
            _require_no_tables(url, external=server is None)
            asyncio.run(migrate(url, self._manifest["schema"]))
            with psycopg.connect(plain_url(url)) as connection:
                rest = self._load(connection, itertools.chain([first], members))
            self._tell("Bringing the tables up to date")
            asyncio.run(migrate(url))
            with psycopg.connect(plain_url(url)) as connection:
                self._mend(connection)
        finally:
            if server is not None:
                server.stop_now()
        return kept + self._files(rest)

    def _keys(self, members: Iterator[tuple[str, int, BinaryIO]]) -> tuple[int, tuple[str, int, BinaryIO]]:
        """Write the first members, which are files of the data folder itself; return how many, and the next member."""
        for count, (name, at, file) in enumerate(members):
            if name not in FILES:
                return count, (name, at, file)
            self._write(self._data / name, at, file)
        raise ResourceError("the backup ends too early")

    def _load(
        self, connection: Connection, members: Iterator[tuple[str, int, BinaryIO]]
    ) -> Iterator[tuple[str, int, BinaryIO]]:
        """Load the journal and the tables in one transaction; return the members that are left."""
        columns: dict[str, list[str]] = self._manifest["columns"]
        there = {table.name: table.columns for table in tables.tables_of(connection)}
        loaded = dict.fromkeys(columns, 0)
        left: Iterator[tuple[str, int, BinaryIO]] = iter(())
        with tables.free_of_rules(connection), tables.free_of_references(connection):
            tables.empty_tables(connection)
            parts = itertools.groupby(members, key=lambda member: _table_of(member[0]))
            for table, group in parts:
                if table == JOURNAL:
                    for _, _, file in group:
                        state = decode_journal(file.read())
                        move_files(state, self._moved)
                        write_journal(self._data / JOURNAL, state)
                elif table is None:
                    left = itertools.chain(group, (member for _, rest in parts for member in rest))
                    break
                else:
                    self._tell(f"Loading {table}")
                    wanted = columns[table]
                    if not set(wanted) <= set(there.get(table, ())):
                        if not table.startswith(_QUEUE):
                            raise ResourceError(f"the table {table} of the backup has no place in this Offhook")
                        self._tell(f"The jobs in {table} are of another version: the worker finds anew what is to do")
                        wanted = []
                    contents = (zlib.decompress(file.read()) for _, _, file in group)
                    loaded[table] = (
                        tables.load_table(connection, table, wanted, contents) if wanted else sum(0 for _ in contents)
                    )
            tables.set_sequences(connection, self._manifest["sequences"])
        wrong = [name for name, count in loaded.items() if count != self._manifest["rows"][name] and name in there]
        if wrong and not all(name.startswith(_QUEUE) for name in wrong):
            raise ResourceError(f"the backup has not all rows of {', '.join(wrong)}")
        return left

    def _mend(self, connection: Connection) -> None:
        """Let rows name the files where they are now, and end the calls that went on."""
        with tables.free_of_rules(connection):
            if self._old != self._new:
                names = {"old": self._old, "new": self._new}
                for table in ("recordings", "voicemails"):
                    connection.execute(_MOVE.format(table=table), names)
                connection.execute(_MOVE_GREETINGS, names)
            connection.execute(_END_CALLS, (self._manifest["made_at"], UNDER_WAY))

    def _files(self, members: Iterator[tuple[str, int, BinaryIO]]) -> int:
        count = 0
        for name, at, file in members:
            place = PurePosixPath(name)
            if len(place.parts) < 3 or place.parts[0] != "files" or place.parts[1] not in FOLDERS:  # noqa: PLR2004
                raise ResourceError(f"{name} has no place in a data folder")
            self._write(self._data.joinpath(*place.parts[1:]), at, file)
            count += 1
        return count

    def _moved(self, path: str) -> str:
        return self._new + path.removeprefix(self._old) if path.startswith(f"{self._old}/") else path

    @staticmethod
    def _write(path: Path, at: int, file: BinaryIO) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as written:
            shutil.copyfileobj(file, written, _PIECE)
            written.flush()
            os.fsync(written.fileno())
        os.utime(path, (at, at))


def _table_of(name: str) -> str | None:
    """Return the table that a member belongs to, "journal" for that, None for files."""
    first, _, rest = name.partition("/")
    return JOURNAL if first == JOURNAL else rest.partition("/")[0] if first == TABLES else None


def _require_empty(data: Path) -> None:
    """Raise ResourceError where a data folder holds anything but empty folders."""
    if not data.exists():
        return
    for place, folders, names in os.walk(data):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        if names or links:
            if (data / RESTORING).exists():
                raise ResourceError(f"an attempt to restore into {data} did not come to its end; remove the folder")
            found = Path(place) / (names + links)[0]
            raise ResourceError(f"{data} is not empty: there is {found}; restore into another folder with --data DIR")


def _require_no_tables(url: str, *, external: bool) -> None:
    with psycopg.connect(plain_url(url)) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone()
    if found is not None and external:
        raise ResourceError("the database of OFFHOOK_DATABASE_URL is not empty; name an empty one")


def _take_away(settings: Settings) -> None:
    """Remove what an attempt wrote; an external database keeps the tables of one that failed late, and says so."""
    data = settings.data
    with contextlib.suppress(ResourceError, OSError):
        discard_cluster(data)
    for name in FILES:
        (data / name).unlink(missing_ok=True)
    for name in (*FOLDERS, JOURNAL):
        shutil.rmtree(data / name, ignore_errors=True)
    (data / RESTORING).unlink(missing_ok=True)
