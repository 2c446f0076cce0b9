from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.pair.fake_media import STATISTICS

from offhook.call.one_way import Circumstances, _unreachable, cause_of
from offhook.history.words import _WHY, step_text
from offhook.media.protocol import RemoteStatistics

NOTHING = replace(STATISTICS, packets_received=0)
ALL_LOST = RemoteStatistics(packets_lost=500, loss_percent=100.0, jitter_ms=0.0)


@pytest.mark.parametrize(
    ("figures", "about", "cause"),
    [
        ({}, {}, None),
        ({"packets_received": 0}, {}, "nothing"),
        ({"packets_received": 0, "strangers": 9}, {}, "elsewhere"),
        ({"strangers": 60, "last_packet_at": 1_000_000}, {"now": 5_000_000}, "elsewhere"),
        ({"strangers": 60, "last_packet_at": 1_000_000}, {"now": 2_000_000}, None),
        ({"strangers": 6, "last_packet_at": 1_000_000}, {"now": 5_000_000}, None),
        ({"packets_received": 0}, {"private": True}, "private_address"),
        ({"packets_received": 0, "strangers": 9}, {"private": True}, "elsewhere"),
        ({"packets_received": 0}, {"unreached": True, "unkeyed": True}, "no_path"),
        ({"packets_received": 0}, {"unkeyed": True}, "no_keys"),
        ({"packets_received": 0, "refused": 9}, {}, "wrong_keys"),
        ({"unknown_payloads": 500}, {}, "codec"),
        ({"unknown_payloads": 5}, {}, None),
        ({"loudest_dbov": -127}, {}, "silence"),
        ({"loudest_dbov": -90, "codec": "opus"}, {}, "silence"),
        ({"loudest_dbov": -80, "codec": "opus"}, {}, None),
        ({"loudest_dbov": -127, "packets_received": 50}, {}, None),
        ({"loudest_dbov": -55}, {}, None),
        ({"packets_received": 0}, {"receives": False}, None),
        ({"packets_received": 0}, {"receives": False, "final": True}, "on_hold"),
        ({"reports_received": 3, "reports_about_us": 0}, {}, "unheard"),
        ({"reports_received": 3, "reports_about_us": 1}, {}, None),
        ({"reports_received": 1, "reports_about_us": 0}, {}, None),
        ({"reports_received": 3, "reports_about_us": 0, "packets_sent": 5}, {}, None),
        ({"reports_received": 3, "reports_about_us": 0}, {"sends": False}, None),
        ({"reports_received": 3, "reports_about_us": 3, "remote": ALL_LOST}, {}, "unheard"),
        ({"remote": replace(ALL_LOST, packets_lost=200)}, {}, None),
        ({"remote": replace(ALL_LOST, loss_percent=50.0)}, {}, None),
    ],
)
def test_each_cause_and_what_looks_like_it(figures: dict[str, Any], about: dict[str, Any], cause: str | None) -> None:
    assert cause_of(replace(STATISTICS, **figures), Circumstances(**about)) == cause


@pytest.mark.parametrize(
    ("announced", "seen", "answer"),
    [
        ("192.168.1.5", "198.51.100.7", True),
        ("100.64.3.3", "8.8.8.8", True),
        ("192.168.1.5", "192.168.1.5", False),
        ("8.8.4.4", "8.8.8.8", False),
        ("127.0.0.1", "8.8.8.8", False),
        ("fd00::1", "2001:4860::1", True),
        ("", "8.8.8.8", False),
    ],
)
def test_private_addresses_from_elsewhere(announced: str, seen: str, answer: bool) -> None:  # noqa: FBT001
    assert _unreachable(announced, seen) is answer


@given(st.builds(Circumstances, *[st.booleans()] * 5, st.just(0), st.booleans()))
def test_every_cause_has_words(about: Circumstances) -> None:
    cause = cause_of(NOTHING, about)
    for language in ("en", "ru"):
        text = step_text("one_way_audio", {"who": "Anna", "why": cause or "unheard", "leg": "1"}, language)
        assert "Anna" in text
        assert _WHY[language][cause or "unheard"] in text
    assert _WHY["en"].keys() == _WHY["ru"].keys()
