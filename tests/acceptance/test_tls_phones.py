"""SIP over TLS with a real telephone, and what such a connection survives."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import psutil
import pytest
from tests.acceptance.baresip import Baresip
from tests.acceptance.pbx import Pbx
from tests.acceptance.webphone import TlsPhone
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pbx]:
    """A PBX with SIP over TLS; its switch is killed."""
    running = Pbx(tmp_path_factory.mktemp("secured"), OFFHOOK_SIP_TLS=f"127.0.0.1:{free_port()}")
    yield running
    running.stop()


def phone(pbx: Pbx, number: str) -> TlsPhone:
    login, root = pbx.facts(number), pbx.data / "certificates" / "root.pem"
    return TlsPhone(pbx.environment["OFFHOOK_SIP_TLS"], login["username"], login["password"], root=root)


def contacts(pbx: Pbx, number: str) -> list[dict]:
    return next(device["contacts"] for device in pbx.get("/devices")["items"] if device["extensions"] == [number])


def test_a_baresip_that_checks_our_certificate_talks_to_the_echo(secured: Pbx, tmp_path: Path) -> None:
    facts, address = secured.facts("203"), secured.environment["OFFHOOK_SIP_TLS"]
    baresip = Baresip(
        tmp_path / "phone",
        f"<sip:{facts['username']}@{address};transport=tls>;auth_user={facts['username']};"
        f"auth_pass={facts['password']};regint=120",
        hertz=700,
        host="127.0.0.1",
        extra=f"sip_cafile {secured.data}/certificates/root.pem",
    )
    with closing(baresip):
        baresip.wait_for_log("200 OK")
        (contact,) = contacts(secured, "203")
        assert contact["transport"] == "tls"
        baresip.dial(f"sip:*43@{address};transport=tls")
        baresip.wait_for("CALL_ESTABLISHED")
        baresip.wait_until_heard()
        baresip.press("1")  # enough of what the echo says
        baresip.wait_until_heard(700)
        baresip.hang_up()
        baresip.wait_for("CALL_CLOSED")


def test_a_phone_by_tls_outlives_the_switch(secured: Pbx) -> None:
    with closing(phone(secured, "201")) as anna:
        assert anna.register().status == 200
        ok = anna.call("*43")
        assert ok.status == 200
        assert "transport=tls" in ok.get("Contact")
        secured.wait_until(lambda: secured.calls() and secured.calls()[0]["state"] != "ended", 10)  # it is written down
        secured.kill_switch()
        bye = anna.build("BYE", "sip:pbx@pbx.invalid", ok.get("To"), from_=ok.get("From"), call_id=ok.call_id)
        anna.send(bye)
        assert anna.response(bye.get("CSeq")).status == 200
        secured.wait_until(lambda: contacts(secured, "201"), 20)  # it knows before it can be asked
        (contact,) = contacts(secured, "201")
        assert contact["address"].endswith(f":{anna.port}")


def test_a_call_comes_by_the_phones_own_connection(secured: Pbx) -> None:
    with closing(phone(secured, "201")) as anna, closing(phone(secured, "202")) as boris:
        assert anna.register().status == boris.register().status == 200
        anna.invite("202")
        invite = boris.request("INVITE", 10)
        assert invite.via.transport == "TLS"
        boris.answer(invite, rtp_port=40_002)
        ok = anna.outcome()
        boris.request("ACK")
        boris.stream.close()  # the call goes on without its signalling, and follows it to a new one
        boris.connect()
        assert boris.register().status == 200
        bye = anna.build("BYE", "sip:pbx@pbx.invalid", ok.get("To"), from_=ok.get("From"), call_id=ok.call_id)
        anna.send(bye)
        assert anna.response(bye.get("CSeq")).status == 200


def test_the_tls_process_is_small(secured: Pbx) -> None:
    (edge,) = secured.children("tls")
    assert psutil.Process(edge.pid).memory_info().rss < 80 << 20
