"""A real phone behind three kinds of NAT: calls both ways, mappings that change in the middle, packets that are lost.

The kinds are made by nftables in network namespaces of the test's own (nets.py). `OFFHOOK_NAT_SECONDS=300` lets each
conversation last five minutes, and waits for phones to register anew; the suite has a few seconds for it.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest
from tests.acceptance.audio import longest_gap, read_channels, share_of
from tests.acceptance.nets import CLOUD, HOME, STREET, Kind, Nets, nets
from tests.acceptance.pbx import PublicPbx
from tests.acceptance.public import phone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.acceptance.baresip import Baresip
    from tests.acceptance.pbx import Pbx


__all__ = ["nets"]

ANNA_HZ = 700  # behind the NAT
BORIS_HZ = 1000
LONG = 60.0
SECONDS = float(os.environ.get("OFFHOOK_NAT_SECONDS", "3"))

pytestmark = [pytest.mark.real_time, pytest.mark.timeout(120 + SECONDS)]


@pytest.fixture(scope="module")
def cloud(nets: Nets, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pbx]:
    """A PBX in the cloud; the test runs there."""
    with nets.inside("cloud"):
        running = PublicPbx(tmp_path_factory.mktemp("cloud"), f"{CLOUD}:5060")
        yield running
        running.stop()


class Talk:
    """Two phones: Anna's behind the NAT, Boris's without one."""

    def __init__(self, stack: ExitStack, nets: Nets, cloud: Pbx, folder: Path) -> None:
        self.nets = nets
        self.cloud = cloud
        with nets.inside("home"):
            self.anna = stack.enter_context(closing(phone(cloud, folder / "anna", "201", HOME, ANNA_HZ)))
        with nets.inside("street"):
            self.boris = stack.enter_context(closing(phone(cloud, folder / "boris", "202", STREET, BORIS_HZ)))

    def connect(self, caller: Baresip, callee: Baresip, number: str) -> None:
        caller.dial(f"sip:{number}@{CLOUD}")
        callee.wait_for("CALL_ESTABLISHED", 20)
        caller.wait_for("CALL_ESTABLISHED")
        self.hear()

    def hear(self, seconds: float = 15.0) -> None:
        """Wait until both hear each other."""
        self.anna.wait_until_heard(BORIS_HZ, 0.5, seconds)
        self.boris.wait_until_heard(ANNA_HZ, 0.5, seconds)

    def end(self, by: Baresip, other: Baresip) -> None:
        by.hang_up()
        other.wait_for("CALL_CLOSED")


@pytest.fixture
def talk(nets: Nets, cloud: Pbx, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Talk]:
    """The phones, behind the kind of NAT that the test names."""
    nets.translate(request.param)
    with ExitStack() as stack:
        yield Talk(stack, nets, cloud, tmp_path)
    nets.rules("")


KINDS: list[Kind] = ["cone", "preserving", "random"]


@pytest.mark.parametrize("talk", KINDS, indirect=True)
def test_calls_both_ways(talk: Talk) -> None:
    talk.connect(talk.anna, talk.boris, "202")
    time.sleep(SECONDS)
    talk.hear()
    for one, hertz in ((talk.anna, BORIS_HZ), (talk.boris, ANNA_HZ)):
        rate, samples = one.heard()
        steady = samples[-int(rate * SECONDS) :]
        assert share_of(steady, rate, hertz) > 0.9
        assert longest_gap(steady, rate) < 0.1
    talk.end(talk.boris, talk.anna)
    talk.connect(talk.boris, talk.anna, "201")
    talk.end(talk.boris, talk.anna)


def test_a_phone_with_ice(nets: Nets, cloud: Pbx, tmp_path: Path) -> None:
    """Behind a NAT it checks its way to us, a full agent with a lite one, and the sound takes it."""
    nets.translate("random")
    with ExitStack() as stack:
        with nets.inside("home"):
            anna = stack.enter_context(closing(phone(cloud, tmp_path / "anna", "201", HOME, ANNA_HZ, ice=True)))
        with nets.inside("street"):
            boris = stack.enter_context(closing(phone(cloud, tmp_path / "boris", "202", STREET, BORIS_HZ)))
        anna.dial(f"sip:202@{CLOUD}")
        anna.wait_for("CALL_ESTABLISHED", 20)
        anna.wait_until_heard(BORIS_HZ, 0.5)
        boris.wait_until_heard(ANNA_HZ, 0.5)
        anna.hang_up()
        trace = cloud.get(f"/calls/{cloud.ended_call('201')['id']}/trace")
        assert any("a=ice-lite" in (message["text"] or "") for message in trace["messages"])
    nets.rules("")


@pytest.mark.parametrize("talk", ["random"], indirect=True)
def test_a_router_that_forgets_in_the_middle(talk: Talk) -> None:
    """The sound finds its new way by itself, signalling by what the phone sends next."""
    talk.connect(talk.boris, talk.anna, "201")
    before = bindings(talk.cloud, "201")
    talk.nets.forget_mappings()
    heard_again(talk)
    signalled_again(talk, before)


@pytest.mark.parametrize("talk", ["preserving"], indirect=True)
def test_another_address_in_the_middle(talk: Talk) -> None:
    talk.connect(talk.anna, talk.boris, "202")
    before = bindings(talk.cloud, "201")
    talk.nets.change_address()
    heard_again(talk)
    signalled_again(talk, before)
    talk.nets.ip("router", "addr flush dev outer")
    talk.nets.ip("router", "addr add 100.64.1.2/24 dev outer")


@pytest.mark.parametrize("talk", ["preserving"], indirect=True)
def test_lost_packets_stay_understandable(talk: Talk, tmp_path: Path) -> None:
    """1, 5 and 10 % are lost each way: what is heard is mostly the tone still, without long holes."""
    talk.connect(talk.anna, talk.boris, "202")
    for per_cent, least in ((1, 0.9), (5, 0.8), (10, 0.7)):
        talk.nets.lose(per_cent)
        time.sleep(max(4.0, SECONDS))
        rate, samples = talk.anna.heard()
        last = samples[-int(rate * 3.5) :]
        assert share_of(last, rate, BORIS_HZ) > least, f"{per_cent} %"
        assert longest_gap(last, rate) < 0.25, f"{per_cent} %"
    talk.nets.lose(0)
    talk.end(talk.boris, talk.anna)
    call = talk.cloud.ended_call("201")
    heard = next(leg for leg in call["legs"] if leg["party"]["number"] == "201")["quality"]
    assert 2 < heard["loss_percent"] < 12
    assert heard["mos"] < 4.3
    rate, channels = read_channels(talk.cloud.download(call["recording_url"], tmp_path / "recording.wav"))
    assert share_of(channels[0], rate, ANNA_HZ) > 0.8


def bindings(cloud: Pbx, extension: str) -> list[str]:
    """Return from where an extension's phone is registered."""
    username = cloud.facts(extension)["username"]
    found = next(one for one in cloud.get("/devices")["items"] if one["username"] == username)
    return [one["address"] for one in found["contacts"]]


def heard_again(talk: Talk) -> None:
    """After a moment in which nothing new was heard, both hear each other again."""
    time.sleep(1.0)
    talk.hear()


def invitations(cloud: Pbx) -> int:
    """Count the INVITEs that came in the latest call."""
    messages = cloud.get(f"/calls/{cloud.calls()[0]['id']}/trace")["messages"]
    return sum(one["summary"].startswith("INVITE") and not one["sent"] for one in messages)


def signalled_again(talk: Talk, before: list[str]) -> None:
    """What the phone sends in the call shows the new way to it; for new calls its registration does."""
    asked = invitations(talk.cloud)
    talk.anna.command("reinvite")
    talk.cloud.wait_until(lambda: invitations(talk.cloud) > asked, 20)
    talk.end(talk.boris, talk.anna)
    if SECONDS >= LONG:
        talk.cloud.wait_until(lambda: bindings(talk.cloud, "201") != before, 90)
        talk.connect(talk.boris, talk.anna, "201")
        talk.end(talk.anna, talk.boris)
