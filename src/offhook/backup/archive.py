"""The file of a backup: a tar archive, perhaps under a passphrase, whose last member is `SHA256SUMS`.

Invariant: under its own name a backup is whole: it is written as `NAME.part`, made safe on the disk and then renamed;
whatever goes wrong, nothing is left. What has no `SHA256SUMS` at its end, or does not agree with it, is refused.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import tarfile
import time
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from offhook.backup.locked import LockingWriter, UnlockingReader, is_locked
from offhook.errors import ResourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
_PIECE: Final = 1 << 20
_MOST_MANIFEST: Final = 1 << 26


class ArchiveWriter:
    """Writes the members of a backup one after the other."""

    def __init__(self, stream: io.RawIOBase | BinaryIO) -> None:
        self._tar = tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self._sums = bytearray()
        self._at = int(time.time())

    def add(self, name: str, content: bytes) -> None:
        """Add a member with this content."""
        self._put(name, io.BytesIO(content), len(content), self._at)

    def add_file(self, name: str, path: Path) -> int:
        """Add a file as it is now and return its bytes; of one that grows meanwhile, what was there.

        Raises:
            OSError: it is away, or cannot be read, or the backup cannot be written.
        """
        with path.open("rb") as file:
            facts = os.fstat(file.fileno())
            self._put(name, file, facts.st_size, int(facts.st_mtime))
            return facts.st_size

    def finish(self) -> None:
        """Write the sums and the end."""
        sums, self._sums = bytes(self._sums), bytearray()
        self._put(SUMS, io.BytesIO(sums), len(sums), self._at)
        self._tar.close()

    def _put(self, name: str, file: BinaryIO, size: int, at: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = size, at, 0o600
        counted = _Counted(file, size)
        self._tar.addfile(entry, counted)
        self._sums += f"{counted.sum.hexdigest()}  {name}\n".encode()


class _Counted(io.RawIOBase):
    """Gives exactly `size` bytes of a file, zeros where it became shorter, and their SHA-256."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.sum = hashlib.sha256()
        self._file = file
        self._left = size

    def readable(self) -> bool:
        """Tell that this is read from."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""
        wanted = self._left if size < 0 else min(size, self._left)
        found = self._file.read(wanted)
        found += bytes(wanted - len(found))
        self._left -= wanted
        self.sum.update(found)
        return found


@contextlib.contextmanager
def writing(target: Path, passphrase: str | None) -> Iterator[ArchiveWriter]:
    """Write a backup to `target`, which appears whole at the end, or not at all.

    Raises:
        ResourceError: there is such a file, or it cannot be written; the text says why.
    """
    if target.exists():
        raise ResourceError(f"there is a file {target} already; choose another name")
    draft = target.with_name(f"{target.name}.part")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise ResourceError(f"{draft} is there: another backup is being made, or one was killed; remove it") from None
    except OSError as error:
        raise ResourceError(f"cannot write {draft}: {error.strerror}") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            locking = LockingWriter(file, passphrase) if passphrase else None
            writer = ArchiveWriter(locking or file)
            yield writer
            writer.finish()
            if locking is not None:
                locking.finish()
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, target)  # unlike a renaming, never in the place of another file
        _sync_folder(target)
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        why = f"there is no room for it on the disk of {target.parent}" if full else f"{error}"
        raise ResourceError(f"the backup was not made: {why}") from error
    finally:
        draft.unlink(missing_ok=True)


class Archive:
    """A backup to be read: `check` first, then `members`."""

    def __init__(self, path: Path, passphrase: str | None) -> None:
        self._path = path
        self._passphrase = passphrase

    def check(self) -> dict[str, Any]:
        """Compare every member with its sum, and return the manifest.

        Raises:
            ResourceError: it is no backup, not whole, was changed, or the passphrase is missing or another one.
        """
        found: dict[str, str] = {}
        told: dict[str, str] = {}
        manifest = b""
        with self._open() as tar:
            for entry, file in _entries(tar):
                if told:
                    raise ResourceError(f"{self._path} goes on behind its end: it was changed")
                if entry.name == SUMS:
                    lines = (line.split("  ", 1) for line in file.read().decode().splitlines())
                    told = {name: value for value, name in lines}
                    continue
                value = hashlib.sha256()
                kept = bytearray()
                while piece := file.read(_PIECE):
                    value.update(piece)
                    if entry.name == MANIFEST and len(kept) < _MOST_MANIFEST:
                        kept += piece
                if entry.name in found:
                    raise ResourceError(f"{self._path} has {entry.name} twice: it was changed")
                found[entry.name] = value.hexdigest()
                manifest = manifest or bytes(kept)
        if not told or not manifest:
            raise ResourceError(f"{self._path} is no backup of Offhook, or not a whole one")
        if found != told:
            wrong = sorted(name for name in found.keys() | told.keys() if found.get(name) != told.get(name))
            raise ResourceError(f"{self._path} was changed: {', '.join(wrong[:3])}")
        return dict(json.loads(manifest))

    def members(self) -> Iterator[tuple[str, int, BinaryIO]]:
        """Give name, time and content of each member, in their order; a content is read before the next is asked for.

        Raises:
            ResourceError: the file is no archive any more, or a name leads elsewhere.
        """
        with self._open() as tar:
            for entry, file in _entries(tar):
                if entry.name not in {MANIFEST, SUMS}:
                    yield entry.name, int(entry.mtime), file

    @contextlib.contextmanager
    def _open(self) -> Iterator[tarfile.TarFile]:
        try:
            with self._path.open("rb") as file:
                stream: io.RawIOBase | BinaryIO = file
                if is_locked(file):
                    if not self._passphrase:
                        raise ResourceError(f"{self._path} wants a passphrase: --passphrase-file FILE")
                    stream = UnlockingReader(file, self._passphrase)
                with tarfile.open(fileobj=stream, mode="r|") as tar:
                    yield tar
        except (tarfile.TarError, EOFError, UnicodeDecodeError, ValueError) as error:
            raise ResourceError(f"{self._path} is no backup of Offhook, or not a whole one") from error
        except OSError as error:
            raise ResourceError(f"cannot read {self._path}: {error.strerror or error}") from error


def _entries(tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, BinaryIO]]:
    for entry in tar:
        name = PurePosixPath(entry.name)
        file = tar.extractfile(entry) if entry.isreg() else None
        if file is None or name.is_absolute() or ".." in name.parts or not name.parts:
            raise ResourceError(f"{entry.name} has no place in a backup")
        yield entry, file  # type: ignore[misc]  # what typeshed calls IO[bytes]


def _sync_folder(target: Path) -> None:
    descriptor = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
