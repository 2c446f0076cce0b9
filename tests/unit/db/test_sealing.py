"""Sealing: opens only whole, under its key and in its context; the key is made once and for us alone."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.db.sealing import SealBroken, Sealer
from offhook.errors import ResourceError

if TYPE_CHECKING:
    from pathlib import Path

SEALER = Sealer(bytes(range(32)))


@given(st.binary(), st.text(st.characters(codec="utf-8")))
def test_round_trip(plain: bytes, context: str) -> None:
    assert SEALER.open(SEALER.seal(plain, context), context) == plain


@given(st.binary(), st.integers(0), st.integers(1, 255))
def test_any_change_breaks_the_seal(plain: bytes, at: int, change: int) -> None:
    sealed = bytearray(SEALER.seal(plain, "context"))
    sealed[at % len(sealed)] ^= change
    with pytest.raises(SealBroken):
        SEALER.open(bytes(sealed), "context")


@given(st.binary(max_size=64))
def test_anything_else_is_no_sealed_value(value: bytes) -> None:
    with pytest.raises(SealBroken):
        SEALER.open(value, "context")


def test_other_context_or_key() -> None:
    sealed = SEALER.seal(b"secret", "device 1")
    with pytest.raises(SealBroken):
        SEALER.open(sealed, "device 2")
    with pytest.raises(SealBroken):
        Sealer(bytes(32)).open(sealed, "device 1")
    assert b"secret" not in sealed
    assert SEALER.seal(b"secret", "device 1") != sealed


def test_derived_secrets() -> None:
    assert SEALER.derive("a") == Sealer(bytes(range(32))).derive("a")
    assert len({SEALER.derive("a"), SEALER.derive("b"), Sealer(bytes(32)).derive("a")}) == 3


def test_key_is_made_once_and_ours(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with ThreadPoolExecutor(8) as pool:
        sealers = list(pool.map(lambda _: Sealer.of(data), range(16)))
    assert len({sealer.derive("x") for sealer in sealers}) == 1
    assert [path.name for path in data.iterdir()] == ["secret.key"]
    assert stat.S_IMODE((data / "secret.key").stat().st_mode) == 0o600


def test_damaged_key(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"short")
    with pytest.raises(ResourceError, match="32 bytes"):
        Sealer.of(tmp_path)
