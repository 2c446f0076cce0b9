"""How a child learns that its supervisor is gone: the pipe that only the supervisor could write to ends."""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from typing import Final

VARIABLE: Final = "OFFHOOK_PARENT_FD"
GRACE_SECONDS: Final = 5.0


class Lifeline:
    """The supervisor's end: as long as the process lives, the pipe does not end."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()

    @property
    def descriptor(self) -> int:
        """What a child inherits."""
        return self._read

    def environment(self) -> dict[str, str]:
        """Return the variable by which a child finds it."""
        return {VARIABLE: str(self._read)}

    def close(self) -> None:
        """Let the pipe end."""
        os.close(self._read)
        os.close(self._write)


def follow_parent() -> None:
    """End this process when its supervisor, if it has one, is gone: SIGTERM first, for good after some seconds."""
    number = os.environ.get(VARIABLE)
    if number:
        threading.Thread(target=_wait, args=(int(number),), name="parent", daemon=True).start()


def _wait(descriptor: int) -> None:
    # Not a blocking read: all children share the pipe, and an event loop in one of them may have made it non-blocking.
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    poll.poll()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
