"""A switch in waiting: a process with everything imported that takes over the moment the switch dies.

Importing costs a second or two of processor time, which callers would otherwise hear as silence. The standby is told
to go by one packet on a Unix SEQPACKET pair, with the descriptor of the custody link beside it; the end of the link
ends it.
Invariant: until it is told to go, it touches neither the SIP sockets nor the data folder.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
from pathlib import Path
from typing import Final

VARIABLE: Final = "OFFHOOK_STANDBY_FD"
NAME: Final = "spared"  # as long as the name that it takes over: the command line is overwritten in place
TAKEN: Final = "switch"
GO: Final = b"go"


def link() -> tuple[socket.socket, socket.socket]:
    """Return the supervisor's and the standby's end."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    return ours, theirs


def send_go(ours: socket.socket, custody: int) -> None:
    """Let the standby take over, with this custody link.

    Raises:
        OSError: it is gone.
    """
    socket.send_fds(ours, [GO], [custody])


def await_go() -> bool:
    """Wait until this process is to take over; False when it is to end instead.

    The environment then names the custody link, and the command line says `switch`.
    """
    with socket.socket(fileno=int(os.environ[VARIABLE])) as theirs:
        message, descriptors, _, _ = socket.recv_fds(theirs, len(GO), 1)
    if message != GO or len(descriptors) != 1:
        return False
    os.environ["OFFHOOK_CUSTODY_FD"] = str(descriptors[0])
    with contextlib.suppress(OSError, ValueError, IndexError):
        _rename_command_line()
    return True


def _rename_command_line() -> None:
    """Write the name taken over where the kernel reads our arguments (proc(5): arg_start), for `ps` and `pgrep`."""
    start = int(Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[45])
    arguments = Path("/proc/self/cmdline").read_bytes()
    last = arguments.rstrip(b"\0").rindex(b"\0") + 1
    if arguments[last:].rstrip(b"\0") == NAME.encode():
        ctypes.memmove(start + last, TAKEN.encode(), len(TAKEN))
