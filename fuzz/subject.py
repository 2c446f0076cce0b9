"""What a target of Python gives to the runner: a function that takes an input, inputs to begin with, the longest input.

Everything that an input makes happen must be the same each time: tokens are counted, time is an argument.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BETWEEN = b"\n----\n"
"""Separates the pieces of an input; the first byte of each says where it comes from."""


def pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Cut an input into pieces: who speaks, and what is said."""
    for piece in data.split(BETWEEN):
        if piece:
            yield piece[0], piece[1:]


def script(*said: tuple[str, bytes]) -> bytes:
    """Put an input together."""
    return BETWEEN.join(who.encode() + text for who, text in said)


def counted_tokens() -> Callable[[], str]:
    """Return a source of tokens that is the same for each input."""
    counter = itertools.count(1)
    return lambda: f"{next(counter):016x}"


def lapse(piece: bytes) -> float:
    """Return the seconds that a piece of waiting stands for: some hundredths to an hour."""
    return (0.01, 0.5, 2.0, 10.0, 33.0, 65.0, 200.0, 3700.0)[piece[0] % 8] if piece else 0.5
