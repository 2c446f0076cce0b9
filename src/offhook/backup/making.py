"""Making a backup while everything runs.

Invariant: what belongs together is from one moment. Files are held (`held.py`) before and after the tables are frozen
in one transaction, and a file that a row names is among them, or everything is begun anew, some times; what is lost for
good is told. The journal is read before: what it lacks by then, the tables have.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psycopg

from offhook.backup import tables
from offhook.backup.archive import MANIFEST, ArchiveWriter, writing
from offhook.backup.held import FILES, FOLDERS, RECORDINGS, Held
from offhook.backup.journal import encode_journal, end_calls, files_of, read_journal
from offhook.db import cluster
from offhook.db.engine import plain_url
from offhook.db.postgres import EmbeddedPostgres
from offhook.errors import ResourceError
from offhook.recording.sealed import sealed_path
from offhook.supervisor.folder import DataFolder, supervisor_pid
from offhook.supervisor.key import KEY, key_trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from offhook.backup.tables import Connection
    from offhook.config import Settings
    from offhook.journal.state import SwitchState

FORM: Final = 1
JOURNAL: Final = "journal"
TABLES: Final = "tables"
_ATTEMPTS: Final = 5
_NOT_TOLD: Final = ("_URL", "_FD", "PASS", "SECRET", "TOKEN")
_TELL_S: Final = 5.0
_AT_ONCE: Final = 5000  # calls asked for at once

_NAMED = """
    SELECT path, sealed_at IS NOT NULL FROM recordings WHERE deleted_at IS NULL AND {of}
    UNION ALL SELECT path, sealed_at IS NOT NULL FROM voicemails WHERE {of}
    UNION ALL SELECT value, false FROM extensions, jsonb_each_text(coalesce(box -> 'recorded', '{{}}')) WHERE {of}
"""


@dataclass(slots=True)
class Told:
    """What a backup has in it, for people."""

    rows: int = 0
    files: int = 0
    size: int = 0  # of the files, bytes
    missing: list[str] = field(default_factory=list)  # files that rows name and that were gone before
    calls: int = 0  # of the journal


@dataclass(frozen=True, slots=True)
class Wish:
    """What to back up, and how."""

    target: Path
    passphrase: str | None = None
    recordings: bool = True


def make_backup(settings: Settings, wish: Wish, tell: Callable[[str], None]) -> Told:
    """Write a backup of an installation, which may be running, to a new file. Blocks.

    Raises:
        ResourceError: it was not made; the text says why, and nothing is left.
    """
    data = settings.data
    if not (data / KEY).exists():
        raise ResourceError(f"there is no installation in {data}; name its folder with --data DIR")
    if trouble := key_trouble(data):
        raise ResourceError(trouble)
    if wish.target.resolve().is_relative_to(data.resolve()):
        raise ResourceError(f"a backup inside {data} would be lost with it; choose another place")
    with contextlib.ExitStack() as stack:
        stack.enter_context(_alone(data))
        url = stack.enter_context(_database(settings, tell))
        archive = stack.enter_context(writing(wish.target, wish.passphrase))
        held = Held(data, FOLDERS if wish.recordings else tuple(one for one in FOLDERS if one != RECORDINGS))
        stack.callback(held.release)
        connection = stack.enter_context(_connected(url))
        try:
            return _Making(settings, wish, archive, held, tell).run(connection)
        except psycopg.Error as error:
            raise ResourceError(f"the backup was not made: the database says {error}") from error


class _Making:
    """One backup being made."""

    def __init__(
        self, settings: Settings, wish: Wish, archive: ArchiveWriter, held: Held, tell: Callable[[str], None]
    ) -> None:
        self._data = settings.data.resolve()
        self._settings = settings
        self._wish = wish
        self._archive = archive
        self._held = held
        self._tell = tell
        self._told = Told()
        self._next_word = time.monotonic() + _TELL_S

    def run(self, connection: Connection) -> Told:
        """Freeze, then write."""
        state, at = self._freeze(connection)
        for name in FILES:
            if (self._data / name).is_file():
                self._told.size += self._archive.add_file(name, self._data / name)
                self._told.files += 1
        self._told.calls = len(state.calls)
        self._archive.add(f"{JOURNAL}/state", encode_journal(state))
        columns, rows = self._tables(connection)
        manifest = {
            "form": FORM,
            "made_at": datetime.fromtimestamp(at / 1e6, UTC).isoformat(),
            "made_by": version("offhook"),
            "data": str(self._data),
            "schema": tables.revision_of(connection),
            "columns": columns,
            "rows": rows,
            "sequences": tables.sequences_of(connection),
            "recordings": self._wish.recordings,
            "settings": {name: os.environ[name] for name in sorted(os.environ) if _is_told(name)},
        }
        connection.execute("ROLLBACK")  # what was frozen is written: the database may tidy up again
        self._files()
        self._archive.add(MANIFEST, json.dumps(manifest, indent=1).encode())
        return self._told

    def _freeze(self, connection: Connection) -> tuple[SwitchState, int]:
        """Hold the files, read the journal and begin the snapshot, so that they fit."""
        missing: set[str] = set()
        attempts = 0
        while True:
            attempts += 1
            self._held.take()
            at = time.time_ns() // 1000
            state = read_journal(self._data / "journal")
            tables.begin_snapshot(connection)
            late = self._held.take()
            end_calls(state, _written(connection, state), at)
            named, gone = self._named(connection, files_of(state))
            if not gone or gone == missing or attempts == _ATTEMPTS:
                self._told.missing = sorted(gone)
                self._drop_strangers(late, named)
                return state, at
            missing = gone  # deleted in this moment; what is gone the next time, too, was gone before
            connection.execute("ROLLBACK")

    def _named(self, connection: Connection, of_journal: set[str]) -> tuple[set[str], set[str]]:
        """Return the names of files that rows and the journal name, and which of the rows' are not held."""
        scopes = tables.scopes_of(connection)
        named = {name for path in of_journal for name in self._forms(path)}
        gone: set[str] = set()
        for scope in scopes:
            connection.execute("SELECT set_config('offhook.tenant', %s, true)", (scope,))
            of = "true" if scopes == [""] else "tenant_id = NULLIF(current_setting('offhook.tenant'), '')::uuid"
            for path, sealed in connection.execute(_NAMED.format(of=of)):
                forms = self._forms(path)
                named.update(forms)
                wanted = forms if sealed else forms[:1]
                left_out = not self._wish.recordings and forms and forms[0].startswith(f"{RECORDINGS}/")
                if not left_out and not any(form in self._held for form in wanted):
                    gone.add(path)
        return named, gone

    def _forms(self, path: str) -> tuple[str, ...]:
        """Return the names, relative to the data folder, of a file's plain and sealed form; none outside of it."""
        real = Path(path)
        if not real.is_relative_to(self._data):
            real = real.resolve()
        if not real.is_relative_to(self._data):
            return ()
        return tuple(str(one.relative_to(self._data)) for one in (real, sealed_path(real)))

    def _drop_strangers(self, late: list[str], named: set[str]) -> None:
        """Leave out files of calls that began too late to be in the backup: nothing would ever delete them."""
        for name in late:
            if name.startswith((f"{RECORDINGS}/", "voicemail/")) and name not in named:
                self._held.drop(name)

    def _tables(self, connection: Connection) -> tuple[dict[str, list[str]], dict[str, int]]:
        scopes = tables.scopes_of(connection)
        columns: dict[str, list[str]] = {}
        rows: dict[str, int] = {}
        for table in tables.tables_of(connection):
            number = 0

            def put(part: bytes, name: str = table.name) -> None:
                nonlocal number
                number += 1
                self._archive.add(f"{TABLES}/{name}/{number:06d}", zlib.compress(part, 1))
                self._word(f"tables: {name}")

            rows[table.name] = tables.dump_table(connection, table, scopes, put)
            columns[table.name] = list(table.columns)
        self._told.rows = sum(rows.values())
        return columns, rows

    def _files(self) -> None:
        names = sorted(self._held.names)
        for done, name in enumerate(names):
            self._told.size += self._archive.add_file(f"files/{name}", self._held.path(name))
            self._told.files += 1
            self._word(f"files: {done + 1} of {len(names)}, {self._told.size / (1 << 30):.1f} GiB")

    def _word(self, text: str) -> None:
        """Say how far it is, now and then."""
        if time.monotonic() >= self._next_word:
            self._next_word = time.monotonic() + _TELL_S
            self._tell(text)


def _written(connection: Connection, state: SwitchState) -> set[str]:
    """Return which calls of a journal the database has with their end."""
    found: set[str] = set()
    for tenant in {call.tenant for call in state.calls.values()}:
        connection.execute("SELECT set_config('offhook.tenant', %s, true)", (tenant,))
        ids = [call.id for call in state.calls.values() if call.tenant == tenant]
        for start in range(0, len(ids), _AT_ONCE):
            query = "SELECT id::text FROM calls WHERE ended_at IS NOT NULL AND id = ANY(%s::uuid[])"
            found.update(row[0] for row in connection.execute(query, (ids[start : start + _AT_ONCE],)))
    return found


def _is_told(variable: str) -> bool:
    """Tell whether a variable of the environment is a setting without a secret."""
    return variable.startswith("OFFHOOK_") and not any(word in variable for word in _NOT_TOLD)


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Let one backup be made at a time."""
    place = data / "run"
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        lock = os.open(place / "backup.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ResourceError(f"cannot write to {place}: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise ResourceError(f"another backup of {data} is being made") from None
    finally:
        os.close(lock)


@contextlib.contextmanager
def _database(settings: Settings, tell: Callable[[str], None]) -> Iterator[str]:
    """Give the URL of a role that reads all tables; the embedded server is started for it where nothing runs."""
    if settings.database_url is not None:
        yield plain_url(settings.database_url)
        return
    server = EmbeddedPostgres(settings.data)
    place = cluster.cluster_of(settings.data)
    if place is None:
        raise ResourceError(f"there is no database in {settings.data}: there is nothing to back up")
    if supervisor_pid(settings.data) is not None:
        yield server.administrator_url()
        return
    folder = DataFolder.take(settings)  # nobody starts Offhook meanwhile
    runs = cluster.postmaster(place) is not None
    try:
        if not runs:
            tell("Offhook does not run; starting its database for the backup")
            server.start_now()
        yield server.administrator_url()
    finally:
        if not runs:
            server.stop_now()
        folder.release()


@contextlib.contextmanager
def _connected(url: str) -> Iterator[Connection]:
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        raise ResourceError(f"the backup was not made: the database is away: {error}") from error
    with connection:
        yield connection
