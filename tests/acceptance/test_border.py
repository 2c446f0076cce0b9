"""Kamailio as an operator's border with rtpengine behind it, and as the border before telephones."""

from __future__ import annotations

import asyncio
import re
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update
from tests.acceptance.baresip import Baresip
from tests.acceptance.border import DOMAIN, EDGE, INSIDE, PASSWORD, Border
from tests.acceptance.pbx import OPERATOR, step_of

from offhook.config import Settings
from offhook.db.engine import Database
from offhook.db.sealing import Sealer
from offhook.db.urls import database_urls
from offhook.ids import TenantId
from offhook.trunks.model import TrunkRow, trunk_context

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


def set_trunk(pbx: Pbx, secret: str | None, **values: Any) -> None:
    """Change the demo's trunk: its secret and columns of its row."""

    async def change() -> None:
        trunk, tenant = pbx.get("/trunks")["items"][0]["id"], TenantId(pbx.get("/me")["tenant_id"])
        sealed = Sealer.of(pbx.data).seal(secret.encode(), trunk_context(tenant, trunk)) if secret else None
        database = Database(database_urls(Settings(data=pbx.data)).app_url, connections=1)
        try:
            async with database.tenant(tenant) as session:
                await session.execute(update(TrunkRow).values(secret_sealed=sealed, **values))
        finally:
            await database.close()

    asyncio.run(change())


@pytest.fixture
def registered(pbx: Pbx, border: Border) -> Iterator[None]:
    """Our trunk registers at the border."""
    del border
    set_trunk(pbx, PASSWORD, register=True, username="border", domain=DOMAIN)
    pbx.wait_until(lambda: pbx.get("/trunks")["items"][0]["status"] == "registered", 15)
    yield
    set_trunk(pbx, None, register=False, username=None, domain=None)


def talk(outside: Baresip, inner: Baresip, hertz: float) -> None:
    """Both hear each other."""
    outside.wait_for("CALL_ESTABLISHED")
    inner.wait_for("CALL_ESTABLISHED")
    outside.wait_until_heard(hertz, 1.0)
    inner.wait_until_heard(OUTSIDE_HZ, 1.0)


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
    outside.wait_for("CALL_CLOSED", 5)
    assert pbx.ended_call("201")["result"] == "answered"

    outside.dial(f"sip:{pbx.number}@{OPERATOR[0]}")
    outside.wait_until_heard()  # the greeting
    outside.press("201")
    anna.wait_for("CALL_INCOMING")
    anna.answer()
    talk(outside, anna, ANNA_HZ)
    outside.hang_up()
    anna.wait_for("CALL_CLOSED", 5)
    call = pbx.ended_call(OUTSIDE)
    assert step_of(call, "extension_dialled")["number"] == "201"
    assert all(leg["quality"]["loss_percent"] < 1 for leg in call["legs"] if leg["answered_at"])
    packets = re.findall(r'"totals": { "RTP": { "packets": (\d+)', border.media_log.read_text())
    assert [int(count) > 100 for count in packets] == [True, True], packets


def test_a_phone_behind_a_border_is_reached_by_its_path(pbx: Pbx, stage: Stage, border: Border, tmp_path: Path) -> None:
    """It speaks UDP with the border, which speaks TCP with us."""
    del border
    facts = pbx.facts("202")
    account = (
        f"<sip:{facts['username']}@{pbx.sip}>;auth_user={facts['username']};auth_pass={facts['password']};regint=120"
        f';outbound="sip:{EDGE}"'
    )
    behind = Baresip(tmp_path / "behind", account, hertz=OUTSIDE_HZ, host="127.0.0.14", answer=False)
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
        behind.wait_for("CALL_CLOSED", 5)
        assert pbx.ended_call("201")["result"] == "answered"
        behind.dial(f"sip:201@{pbx.sip}")
        anna.wait_for("CALL_INCOMING")
        anna.answer()
        talk(behind, anna, ANNA_HZ)
        behind.hang_up()
        anna.wait_for("CALL_CLOSED", 5)
        assert pbx.ended_call("202")["result"] == "answered"
