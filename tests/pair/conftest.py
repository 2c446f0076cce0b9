"""Makes `pair.wire` importable for every test that joins endpoints."""

import sys
from pathlib import Path

_TESTS = str(Path(__file__).resolve().parent.parent)
if _TESTS not in sys.path:
    sys.path.insert(0, _TESTS)

from tests.pair.board import board  # noqa: E402, F401  a fixture
