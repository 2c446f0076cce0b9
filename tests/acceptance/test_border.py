"""Kamailio as an operator's border with rtpengine behind it, and as the border before telephones."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from tests.acceptance.baresip import Baresip
from tests.acceptance.border import DOMAIN, EDGE, INSIDE, PASSWORD, Border
from tests.acceptance.pbx import OPERATOR, step_of
from tests.ports import own_host

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.acceptance.pbx import Pbx
    from tests.acceptance.stage import Stage

ANNA_HZ = 700
BORIS_HZ = 1000
OUTSIDE_HZ = 440
OUTSIDE = "+79165550001"


@pytest.fixture
def border(pbx: Pbx, tmp_path: Path) -> Iterator[Border]:
    with closing(Border(tmp_path / "border", pbx.sip)) as servers:
        yield servers


@pytest.fixture
def outside(border: Border, tmp_path: Path) -> Iterator[Baresip]:
    """A telephone of the world, behind the border."""
    account = f'<sip:{OUTSIDE}@{INSIDE}>;regint=0;outbound="sip:{OPERATOR[0]}"'
    folder, port = tmp_path / "outside", border.inside[1]
    with closing(Baresip(folder, account, hertz=OUTSIDE_HZ, host=INSIDE, port=port, answer=False)) as phone:
        yield phone


@pytest.fixture
def registered(pbx: Pbx, border: Border) -> Iterator[None]:
    """Our trunk registers at the border."""
    del border
    pbx.set_trunk(PASSWORD, register=True, username="border", domain=DOMAIN)
    pbx.wait_until(lambda: pbx.get("/trunks")["items"][0]["status"] == "registered", 15)
    yield
    pbx.set_trunk(None, register=False, username=None, domain=None)


def talk(outside: Baresip, inner: Baresip, hertz: float) -> None:
    """Both hear each other."""
    outside.wait_for("CALL_ESTABLISHED")
    inner.wait_for("CALL_ESTABLISHED")
    outside.wait_until_heard(hertz, 1.0)
    inner.wait_until_heard(OUTSIDE_HZ, 1.0)


def relayed(border: Border) -> list[int]:
    """Return how many packets rtpengine passed on in each call that is over."""
    return [int(count) for count in re.findall(r'"totals": { "RTP": { "packets": (\d+)', border.media_log.read_text())]


@pytest.mark.usefixtures("registered")
def test_calls_out_and_in_by_a_registration_with_rtpengine_in_the_way(
    pbx: Pbx, stage: Stage, border: Border, outside: Baresip
) -> None:
    anna = stage.phone(pbx, "201", ANNA_HZ)
    anna.dial(f"sip:{OUTSIDE}@{pbx.sip}")
    outside.wait_for("CALL_INCOMING")
    outside.answer()
    talk(outside, anna, ANNA_HZ)
    anna.hang_up()  # our BYE goes by the border's Record-Route
    outside.wait_for("CALL_CLOSED")
    assert pbx.ended_call("201")["result"] == "answered"

    outside.dial(f"sip:{pbx.number}@{OPERATOR[0]}")
    outside.wait_until_heard()  # the greeting
    outside.press("201")
    anna.wait_for("CALL_INCOMING")
    anna.answer()
    talk(outside, anna, ANNA_HZ)
    outside.hang_up()
    anna.wait_for("CALL_CLOSED")
    call = pbx.ended_call(OUTSIDE)
    assert step_of(call, "extension_dialled")["number"] == "201"
    assert all(leg["quality"]["loss_percent"] < 1 for leg in call["legs"] if leg["answered_at"])
    pbx.wait_until(lambda: len(relayed(border)) == 2, 20)
    assert min(relayed(border)) > 100


def test_a_phone_behind_a_border_is_reached_by_its_path(pbx: Pbx, stage: Stage, border: Border, tmp_path: Path) -> None:
    """It speaks UDP with the border, which speaks TCP with us."""
    del border
    facts = pbx.facts("202")
    account = (
        f"<sip:{facts['username']}@{pbx.sip}>;auth_user={facts['username']};auth_pass={facts['password']};regint=120"
        f';outbound="sip:{EDGE}"'
    )
    behind = Baresip(tmp_path / "behind", account, hertz=OUTSIDE_HZ, host=own_host(14), answer=False)
    with closing(behind):
        behind.wait_for_log("200 OK")
        (contact,) = next(one["contacts"] for one in pbx.get("/devices")["items"] if one["extensions"] == ["202"])
        assert contact["transport"] == "tcp"
        anna = stage.phone(pbx, "201", ANNA_HZ)
        anna.dial(f"sip:202@{pbx.sip}")
        behind.wait_for("CALL_INCOMING")
        behind.answer()
        talk(behind, anna, ANNA_HZ)
        anna.hang_up()
        behind.wait_for("CALL_CLOSED")
        assert pbx.ended_call("201")["result"] == "answered"
        behind.dial(f"sip:201@{pbx.sip}")
        anna.wait_for("CALL_INCOMING")
        anna.answer()
        talk(behind, anna, ANNA_HZ)
        behind.hang_up()
        anna.wait_for("CALL_CLOSED")
        assert pbx.ended_call("202")["result"] == "answered"
