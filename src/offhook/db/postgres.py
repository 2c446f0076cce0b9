"""The embedded PostgreSQL server of a data folder: made, started, adopted and stopped here.

Invariant: the server outlives its starter (own session, no pipe to us), is reachable through a Unix socket only, and
lets in only the account of its starter (peer authentication), which may be any of the three roles: `postgres` for
administration, `offhook_owner` who owns the tables, `offhook_app` who serves.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import subprocess
import threading
import time
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from offhook.db import cluster as places
from offhook.db.urls import APP, DATABASE, OWNER, DatabaseUrls, socket_url
from offhook.errors import ResourceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ADMINISTRATOR = "postgres"
START_SECONDS = 120
FAST_SECONDS = 3
HARD_SECONDS = 2
ORPHANS_SECONDS = 10
DYING_SECONDS = 1
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}


class EmbeddedPostgres:
    """The server of one data folder; `settings` are put over our lines of postgresql.conf."""

    def __init__(self, data: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self._data = data.absolute()
        self._settings = {**SETTINGS, **(settings or {})}

    def urls(self) -> DatabaseUrls:
        """Return where the server listens once it runs."""
        return DatabaseUrls(self._url(OWNER), self._url(APP))

    def administrator_url(self) -> str:
        """Return the URL of the superuser, for making databases and for `psql`."""
        return self._url(ADMINISTRATOR)

    async def start(self) -> DatabaseUrls:
        """Start the server, or adopt it when it runs already; make the cluster first when there is none.

        Raises:
            ResourceError: it does not start; the text says why and where its log is.
        """
        await asyncio.to_thread(self.start_now)
        return self.urls()

    async def stop(self) -> None:
        """Stop the server within 5 s; do nothing when it does not run.

        Raises:
            ResourceError: it still runs.
        """
        await asyncio.to_thread(self.stop_now)

    def _url(self, role: str) -> str:
        return socket_url(role, places.sockets_of(self._data))

    def start_now(self) -> None:
        """Start the server as `start` does. Blocks."""
        account = places.server_account()
        with places.locked(self._data):
            programs = places.binaries(account)
            cluster = places.cluster_of(self._data) or self._make_cluster(account, programs)
            _check_cluster(cluster, account)
            if self._adopt(cluster):
                return
            self._configure(cluster, account)
            _run_server(cluster, places.sockets_of(self._data), account, programs)
            self._make_roles()

    def _adopt(self, cluster: Path) -> bool:
        """Take over the server when one runs; it may still recover, or be dying just now."""
        running = places.postmaster(cluster)
        if running is None:
            return False
        try:
            _await_ready(cluster)
            self._make_roles()
        except ResourceError:
            deadline = time.monotonic() + DYING_SECONDS
            while places.postmaster(cluster) == running:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            return False
        return True

    def stop_now(self) -> None:
        """Stop the server as `stop` does. Blocks."""
        account = places.server_account()
        with places.locked(self._data):
            cluster = places.cluster_of(self._data)
            if cluster is None or places.postmaster(cluster) is None:
                return
            programs = places.binaries(account)
            for mode, seconds in (("fast", FAST_SECONDS), ("immediate", HARD_SECONDS)):
                _pg_ctl(programs, account, "stop", "-D", str(cluster), "-m", mode, "-t", str(seconds))
                if places.postmaster(cluster) is None:
                    places.remove_sockets_folder(places.sockets_of(self._data), cluster)
                    return
        raise ResourceError(f"PostgreSQL in {cluster} does not stop")

    def _make_cluster(self, account: places.Account, programs: Path) -> Path:
        """Make the cluster; for root one at a time, because clusters without a link yet look like forgotten ones."""
        if os.geteuid() != 0:
            return self._initialise(account, programs)
        with places.locked(places.CLUSTERS):
            threading.Thread(target=places.remove, args=(places.prune(),), daemon=True).start()
            return self._initialise(account, programs)

    def _initialise(self, account: places.Account, programs: Path) -> Path:
        """Make the cluster whole or not at all: beside its place, then moved there."""
        cluster, target = places.new_place(self._data, account)
        for leftover in cluster.parent.glob("postgres.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        draft = cluster.parent / f"postgres.new-{secrets.token_hex(4)}"
        draft.mkdir(mode=0o700)
        os.chown(draft, account.uid, account.gid)
        done = _run(
            account,
            [
                str(programs / "initdb"),
                *("-D", str(draft), "-U", ADMINISTRATOR, "-A", "peer", "-E", "UTF8", "--no-instructions"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            ],
        )
        if done.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise ResourceError(f"cannot make the database: {_tail(done.stderr or done.stdout)}")
        draft.rename(cluster)
        if target is not None:
            (self._data / "postgres").symlink_to(target)
        return cluster

    def _configure(self, cluster: Path, account: places.Account) -> None:
        sockets = places.sockets_of(self._data)
        places.make_sockets_folder(sockets, cluster)
        settings = {**self._settings, "unix_socket_directories": str(sockets)}
        lines = "".join(f"{name} = '{_quoted(value)}'\n" for name, value in settings.items())
        _write(cluster / "postgresql.conf", account, "# Written by Offhook at each start.\n" + lines)
        _write(cluster / "pg_hba.conf", account, "local all all peer map=offhook\n")
        starter = places.starter()
        roles = (ADMINISTRATOR, OWNER, APP)
        _write(cluster / "pg_ident.conf", account, "".join(f'offhook "{starter}" {role}\n' for role in roles))

    def _make_roles(self) -> None:
        """Make the two roles and the database where they are missing."""
        try:
            with psycopg.connect(
                self.administrator_url().replace(f"/{DATABASE}?", "/postgres?"), autocommit=True
            ) as connection:
                found = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
                for role in (OWNER, APP):
                    if role not in found:
                        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
                    name = sql.Identifier(DATABASE)
                    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, sql.Identifier(OWNER)))
        except psycopg.Error as error:
            raise ResourceError(f"PostgreSQL runs but does not let us in: {error}") from error


def _run_server(cluster: Path, sockets: Path, account: places.Account, programs: Path) -> None:
    """Start the server in its own session and wait until it takes connections."""
    places.await_orphans(cluster, ORPHANS_SECONDS)
    _drop_stolen_pids(cluster, sockets)
    log = cluster / "start.log"
    log.unlink(missing_ok=True)
    done = _pg_ctl(programs, account, "start", "-D", str(cluster), "-w", "-t", str(START_SECONDS), "-l", str(log))
    if done.returncode != 0:
        logs = [log, *(cluster / "log").glob("*.log")]
        said = max((file for file in logs if file.exists()), key=lambda file: file.stat().st_mtime_ns, default=None)
        text = done.stderr if said is None else said.read_text(encoding="utf-8", errors="replace")
        raise ResourceError(f"PostgreSQL does not start: {_tail(text)} (more in {cluster / 'log'})")


def _drop_stolen_pids(cluster: Path, sockets: Path) -> None:
    """Remove lock files whose process id belongs to another process by now, or to a corpse that nobody reaped.

    Those of ids that are free PostgreSQL removes by itself.
    """
    for file in (cluster / "postmaster.pid", sockets / places.SOCKET_NAME):
        try:
            pid = int(file.read_text(encoding="utf-8").split("\n", 1)[0])
            os.kill(pid, 0)
        except PermissionError:
            pass
        except (OSError, ValueError):
            continue
        file.unlink(missing_ok=True)


def _await_ready(cluster: Path) -> None:
    """Wait until the server says `ready` in its pid file (an adopted one may still recover)."""
    deadline = time.monotonic() + START_SECONDS
    while places.postmaster(cluster) is not None and time.monotonic() < deadline:
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n")
        if len(lines) > 7 and lines[7].strip() == "ready":  # noqa: PLR2004  LOCK_FILE_LINE_PM_STATUS counts from 1: 8
            return
        time.sleep(0.02)
    raise ResourceError(f"PostgreSQL in {cluster} is not ready (see {cluster / 'log'})")


def _check_cluster(cluster: Path, account: places.Account) -> None:
    try:
        version = (cluster / "PG_VERSION").read_text(encoding="utf-8").strip()
        owner = cluster.stat().st_uid
    except OSError as error:
        raise ResourceError(f"{cluster} is no database: {error.strerror}") from error
    if version != places.MAJOR:
        raise ResourceError(f"the database in {cluster} is of PostgreSQL {version}; this is PostgreSQL {places.MAJOR}")
    if owner != account.uid:
        raise ResourceError(
            f"the database in {cluster} belongs to user id {owner}, not to {account.name} ({account.uid})"
        )
    if account.uid != os.geteuid() and not account.reaches(cluster):
        raise ResourceError(f"the account {account.name} can no longer reach {cluster}; make its parents passable")


def _pg_ctl(programs: Path, account: places.Account, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _run(account, [str(programs / "pg_ctl"), *arguments, "-s"])


def _run(account: places.Account, command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603  programs of the wheel, arguments of ours
            command, check=False, capture_output=True, text=True, timeout=places.COMMAND_SECONDS, **account.options()
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ResourceError(f"cannot run {command[0]} as {account.name}: {error}") from error


def _write(path: Path, account: places.Account, content: str) -> None:
    """Replace a file in the account's folder; never through a link that the account may have put there."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchown(file.fileno(), account.uid, account.gid)
        file.write(content)
    draft.replace(path)


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def _tail(text: str) -> str:
    return " / ".join(line.strip() for line in text.strip().splitlines()[-3:]) or "no message"
