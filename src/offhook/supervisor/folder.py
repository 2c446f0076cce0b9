"""The data folder of an installation: made, checked, and taken by one supervisor at a time."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING, Final, Self

from offhook.supervisor.errors import CannotStart

if TYPE_CHECKING:
    from pathlib import Path

    from offhook.config import Settings

SOCKET_PATH_LIMIT: Final = 107  # sun_path of Linux without its final zero byte
RESTORING: Final = "restoring"  # a file that is there while a backup is taken in
FOLDERS: Final = ("run", "log", "journal", "recordings", "voicemail", "prompts")


class DataFolder:
    """The folder while it is ours; a lock on `run/supervisor.pid` goes with the process, however that ends."""

    def __init__(self, lock: int) -> None:
        self._lock = lock

    @classmethod
    def take(cls, settings: Settings, *, restoring: bool = False) -> Self:
        """Make what is missing and lock it.

        Raises:
            CannotStart: another supervisor has it, it is not writable, its name is too long for sockets, or a backup
                was taken in by half.
        """
        data = settings.data
        if not restoring and (data / RESTORING).exists():
            raise CannotStart(
                f"a backup is being restored into {data}, or was only in part; when nobody does so, remove the folder "
                "and restore it again"
            )
        for place in (settings.media_socket, settings.switch_socket):
            if len(os.fsencode(place)) > SOCKET_PATH_LIMIT:
                raise CannotStart(f"the path of the data folder {data} is too long for sockets; choose a shorter one")
        try:
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name in FOLDERS:
                (data / name).mkdir(mode=0o700, exist_ok=True)
            lock = os.open(_pid_file(data), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise CannotStart(
                f"cannot write to the data folder {data}: {error.strerror}; choose another with --data DIR"
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            raise CannotStart(
                f"Offhook runs on {data} already (process {supervisor_pid(data) or 'unknown'}); "
                "stop that one or choose another folder with --data DIR"
            ) from error
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        return cls(lock)

    def release(self) -> None:
        """Let another supervisor have it."""
        os.close(self._lock)


def supervisor_pid(data: Path) -> int | None:
    """Return the process that has the folder, None when nobody has."""
    try:
        with _pid_file(data).open("rb+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return int(file.read().strip() or 0) or None
    except (OSError, ValueError):
        pass
    return None


def _pid_file(data: Path) -> Path:
    return data / "run" / "supervisor.pid"
