"""Keys that mean something during a conversation."""

from __future__ import annotations

import pytest

from offhook.call.codes import Feature, KeyWatch
from offhook.codes import Codes


def pressed(keys: str, *, gap: float = 0.3, codes: Codes | None = None) -> list[Feature]:
    watch = KeyWatch(codes or Codes())
    found = [watch.press(key, 10 + place * gap) for place, key in enumerate(keys)]
    return [one for one in found if one is not None]


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ("##", [Feature.BLIND]),
        ("*2", [Feature.ATTENDED]),
        ("1#*2", [Feature.ATTENDED]),
        ("*#2#", []),
        ("###", [Feature.BLIND]),
        ("####", [Feature.BLIND, Feature.BLIND]),
        ("12345#", []),
    ],
)
def test_codes_are_found_among_other_keys(keys, found):
    assert pressed(keys) == found


def test_slow_keys_are_no_code():
    assert pressed("##", gap=2.0) == []


def test_code_that_is_switched_off():
    assert pressed("##*2", codes=Codes(blind="")) == [Feature.ATTENDED]
    assert pressed("##*2", codes=Codes(blind="", attended="")) == []
