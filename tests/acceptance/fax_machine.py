"""A fax machine that speaks T.38: spandsp (Debian's libspandsp2) does T.30, this file UDPTL and the page.

Independent of Offhook, which only relays what two of these say to each other.
"""

from __future__ import annotations

import asyncio
import ctypes
import ctypes.util
import struct
from typing import TYPE_CHECKING

import av
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pathlib import Path

Page = NDArray[np.bool_]
WIDTH = 1728  # of a page of 215 mm at 204 points an inch
STEP_SECONDS, STEP_SAMPLES = 0.02, 160

_SEND = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint8), ctypes.c_int, ctypes.c_int
)
_DONE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)


def page(lines: int = 120) -> Page:
    """Draw a page: bars, a slope and a frame; True is black."""
    y, x = np.mgrid[0:lines, 0:WIDTH]
    return (x // 37 % 5 == 0) | (abs(x - y * 12) < 9) | (y < 3) | (y >= lines - 3)


def write_tiff(path: Path, drawn: Page) -> None:
    """Write a page as an uncompressed bilevel TIFF, which spandsp reads."""
    lines = drawn.shape[0]
    data = np.packbits(drawn, axis=1).tobytes()
    at = 8
    resolutions = at + len(data)
    entries = [
        (256, 4, WIDTH), (257, 4, lines), (258, 3, 1), (259, 3, 1), (262, 3, 0), (273, 4, at), (277, 3, 1),
        (278, 4, lines), (279, 4, len(data)), (282, 5, resolutions), (283, 5, resolutions + 8), (296, 3, 2),
    ]  # fmt: skip
    directory = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    path.write_bytes(
        struct.pack("<2sHI", b"II", 42, resolutions + 16)
        + data
        + struct.pack("<IIII", 204, 1, 98, 1)
        + struct.pack("<H", len(entries))
        + directory
        + bytes(4)
    )


def read_tiff(path: Path) -> Page:
    """Read the first page of what spandsp wrote."""
    with av.open(str(path)) as file:
        frame = next(file.decode(video=0))
    return np.asarray(frame.to_ndarray(format="gray") < 128)


class FaxMachine(asyncio.DatagramProtocol):
    """One machine: it sends a file, or takes one; `result` is T.30's completion code (0 is success)."""

    def __init__(self, *, sends: Path | None = None, takes: Path | None = None) -> None:
        name = ctypes.util.find_library("spandsp")
        assert name is not None, "libspandsp2 is not installed: scripts/install-system-packages test"
        self._library = library = ctypes.CDLL(name)
        for function in ("t38_terminal_init", "t38_terminal_get_t30_state", "t38_terminal_get_t38_core_state"):
            getattr(library, function).restype = ctypes.c_void_p
        self.result: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.remote = ("", 0)
        self.sent = self.received = 0
        self._sequence = 0
        self._before: list[bytes] = []
        self._calls = (_SEND(self._send), _DONE(self._done))  # C keeps no reference
        calling = ctypes.c_int(sends is not None)
        self._machine = ctypes.c_void_p(library.t38_terminal_init(None, calling, self._calls[0], None))
        t30 = ctypes.c_void_p(library.t38_terminal_get_t30_state(self._machine))
        self._core = ctypes.c_void_p(library.t38_terminal_get_t38_core_state(self._machine))
        library.t30_set_phase_e_handler(t30, self._calls[1], None)
        if sends is not None:
            library.t30_set_tx_file(t30, str(sends).encode(), -1, -1)
        if takes is not None:
            library.t30_set_rx_file(t30, str(takes).encode(), -1)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.DatagramTransport = transport  # type: ignore[assignment]

    @property
    def address(self) -> tuple[str, int]:
        """Where it takes UDPTL."""
        host, port = self.transport.get_extra_info("sockname")[:2]
        return host, port

    def _send(self, _core: int, _data: int, buffer: ctypes._Pointer[ctypes.c_uint8], length: int, count: int) -> int:
        ifp = bytes(buffer[:length])
        redundant = b"".join(bytes((len(one),)) + one for one in self._before)
        packet = struct.pack("!HB", self._sequence, len(ifp)) + ifp + bytes((0, len(self._before))) + redundant
        for _ in range(count):
            self.transport.sendto(packet, self.remote)
            self.sent += 1
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._before = [one for one in (ifp, *self._before) if len(one) < 128][:2]
        return 0

    def _done(self, _t30: int, _data: int, code: int) -> None:
        if not self.result.done():
            self.result.set_result(code)

    def datagram_received(self, data: bytes, _: tuple[str, int]) -> None:
        self.received += 1
        sequence, length = struct.unpack_from("!HB", data)
        self._library.t38_core_rx_ifp_packet(self._core, data[3 : 3 + length], length, ctypes.c_uint16(sequence))

    async def run(self, seconds: float) -> int:
        """Let it work until the call is over for it; give T.30's result."""
        async with asyncio.timeout(seconds):
            while not self.result.done():
                self._library.t38_terminal_send_timeout(self._machine, STEP_SAMPLES)
                await asyncio.sleep(STEP_SECONDS)
        return self.result.result()

    def close(self) -> None:
        """Give its memory back."""
        self.transport.close()
        self._library.t38_terminal_free(self._machine)
