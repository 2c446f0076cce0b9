"""docs/interop.md says what is tested: each name in it must be a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "interop.md").read_text()
FILES = dict(re.findall(r"`(\w+)`\s+(tests/\S+\.py)", PAGE))
CELLS = sorted(set(re.findall(r"`(\w+):(test_\w+)`", PAGE)))


def test_the_page_names_tests_in_one_way_only() -> None:
    rest = re.sub(r"`\w+:test_\w+`", "", PAGE)
    assert not re.findall(r"(?<!/)\btest_\w+(?!\w*\.py)", rest)
    assert len(CELLS) > 30


def test_each_file_is_there_and_used() -> None:
    for path in FILES.values():
        assert (ROOT / path).is_file(), path
    assert set(FILES) == {alias for alias, _ in CELLS}


@pytest.mark.parametrize(("alias", "name"), CELLS)
def test_each_named_test_exists(alias: str, name: str) -> None:
    source = (ROOT / FILES[alias]).read_text()
    assert re.search(rf"^(?:async )?def {name}\(", source, re.MULTILINE), f"{FILES[alias]} has no {name}"


def test_every_row_has_every_column() -> None:
    for table in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        widths = {line.count("|") for line in table.splitlines()}
        assert len(widths) == 1, table
