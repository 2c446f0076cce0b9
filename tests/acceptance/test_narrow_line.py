"""An office behind a narrow line (QL-01, QL-03): the kernel's token bucket shapes it, phones and PBX are real.

One call in G.711 holds at 128 kbit/s; at 64 kbit/s the site's economy makes two of it, and turns the third away.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any

import pytest
from tests.acceptance.audio import longest_gap, share_of
from tests.acceptance.nets import CLOUD, HOME, OUTSIDE, STREET, Nets, nets
from tests.acceptance.pbx import PublicPbx, kinds, step_of
from tests.acceptance.public import phone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.acceptance.baresip import Baresip
    from tests.acceptance.pbx import Pbx

    Phone = Callable[[str, str, float, str], Baresip]

__all__ = ["nets"]

pytestmark = pytest.mark.real_time

ANNA_HZ, BORIS_HZ, CLARA_HZ = 700, 1000, 1300
TALK_SECONDS = 6.0
WIDE = "module opus.so\nausrc_srate 8000\nausrc_channels 1\nauplay_srate 8000\nauplay_channels 1"
OPUS = "opus/48000/2,pcma"


@pytest.fixture(scope="module")
def cloud(nets: Nets, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pbx]:
    """A PBX in the cloud; the test runs there."""
    with nets.inside("cloud"):
        running = PublicPbx(tmp_path_factory.mktemp("cloud"), f"{CLOUD}:5060")
        yield running
        running.stop()


@pytest.fixture
def have(nets: Nets, cloud: Pbx, tmp_path: Path) -> Iterator[Phone]:
    """Return a function that gives a phone: where, which extension, its tone and codecs."""
    nets.translate("preserving")
    with ExitStack() as stack:

        def give(where: str, extension: str, hertz: float, codecs: str) -> Baresip:
            host = HOME if where == "home" else STREET
            with nets.inside(where):
                made = phone(cloud, tmp_path / extension, extension, host, hertz, codecs=codecs, extra=WIDE)
                return stack.enter_context(closing(made))

        yield give
    nets.shape(0)
    nets.rules("")


@pytest.fixture
def site(cloud: Pbx) -> Iterator[Callable[[int], str]]:
    """Return a function that makes a site of the home, by the address of its router."""
    made: list[str] = []

    def make(kbit: int) -> str:
        body = {"name": "Office", "networks": [f"{OUTSIDE}/32"], "kbit_up": kbit, "kbit_down": kbit}
        answered = cloud.api.post("/api/v1/sites", json=body)
        answered.raise_for_status()
        made.append(answered.json()["id"])
        cloud.settle()
        return made[-1]

    yield make
    for one in made:
        cloud.api.delete(f"/api/v1/sites/{one}").raise_for_status()
    cloud.settle()


def connect(caller: Baresip, callee: Baresip, number: str) -> None:
    caller.dial(f"sip:{number}@{CLOUD}")
    callee.wait_for("CALL_ESTABLISHED", 20)
    caller.wait_for("CALL_ESTABLISHED")


def well_heard(ear: Baresip, hertz: float) -> None:
    """The last seconds were this tone, without holes."""
    rate, samples = ear.heard()
    steady = samples[-int(rate * (TALK_SECONDS - 2)) :]
    assert share_of(steady, rate, hertz) > 0.9
    assert longest_gap(steady, rate) < 0.1


def leg_of(call: dict[str, Any], extension: str) -> dict[str, Any]:
    return dict(next(leg for leg in call["legs"] if leg["party"]["number"] == extension)["quality"])


def test_a_call_holds_at_128(nets: Nets, cloud: Pbx, have: Phone, site: Any, record_property: Any) -> None:
    site(115)
    anna, boris = have("home", "201", ANNA_HZ, "pcma"), have("street", "202", BORIS_HZ, "pcma")
    nets.shape(128)
    connect(anna, boris, "202")
    time.sleep(TALK_SECONDS)
    well_heard(anna, BORIS_HZ)
    well_heard(boris, ANNA_HZ)
    boris.hang_up()
    anna.wait_for("CALL_CLOSED")
    call = cloud.ended_call("201")
    assert "sparing" not in kinds(call)
    found = leg_of(call, "201")
    record_property("128 kbit/s", found)
    assert (found["codec"], found["loss_percent"]) == ("PCMA", pytest.approx(0, abs=0.5))
    assert found["mos"] > 4.2


def test_two_calls_work_at_64_and_the_third_is_turned_away(
    nets: Nets, cloud: Pbx, have: Phone, site: Any, record_property: Any
) -> None:
    office = site(58)
    anna, boris = have("home", "201", ANNA_HZ, OPUS), have("street", "202", BORIS_HZ, "pcma")
    clara = have("home", "203", CLARA_HZ, OPUS)
    nets.shape(64)
    connect(anna, boris, "202")
    clara.dial(f"sip:*43@{CLOUD}")
    clara.wait_for("CALL_ESTABLISHED", 20)
    time.sleep(TALK_SECONDS)
    well_heard(anna, BORIS_HZ)
    well_heard(boris, ANNA_HZ)
    live = cloud.get(f"/sites/{office}")
    assert (live["legs"], live["alarm"]["level"]) == (2, "full")
    assert live["used_up"] <= 58
    assert live["used_down"] <= 58
    clara.dial(f"sip:202@{CLOUD}")
    closed = clara.wait_for("CALL_CLOSED")
    assert closed["param"].startswith("488"), closed
    clara.hang_up()
    clara.wait_for("CALL_CLOSED")
    anna.hang_up()
    boris.wait_for("CALL_CLOSED")
    call = cloud.ended_call("201")
    sparing = step_of(call, "sparing")
    assert (sparing["codec"], sparing["kbit"], sparing["ptime_ms"]) == ("OPUS", 24, 40)
    found = leg_of(call, "201")
    record_property("64 kbit/s, of two calls", found)
    assert found["loss_percent"] < 1
    assert found["mos"] > 4
    assert found["there"]["loss_percent"] < 1
    refused = next(call for call in cloud.calls_from("203") if call["result"] == "failed")
    assert refused["reason"] == "the line of Office is full"


def test_without_a_site_the_same_line_is_too_narrow(nets: Nets, cloud: Pbx, have: Phone, record_property: Any) -> None:
    """What the site is for."""
    anna, boris = have("home", "201", ANNA_HZ, "pcma"), have("street", "202", BORIS_HZ, "pcma")
    nets.shape(64)
    connect(anna, boris, "202")
    time.sleep(TALK_SECONDS)
    nets.shape(0)
    boris.hang_up()
    anna.wait_for("CALL_CLOSED")
    found = leg_of(cloud.ended_call("201"), "201")
    record_property("64 kbit/s without a site", found)
    assert found["loss_percent"] > 10
    assert found["mos"] < 3.6
