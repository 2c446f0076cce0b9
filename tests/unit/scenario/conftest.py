"""The switch of `tests/pair/board.py`, for tests of single parts of it."""

from tests.pair.board import board  # noqa: F401  a fixture
