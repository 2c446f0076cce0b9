"""Telephones in browsers: SIP over WebSocket through the web process (RFC 7118), and what they survive."""

from __future__ import annotations

import time
from contextlib import closing

import pytest
from tests.acceptance.webphone import WebPhone
from websockets.exceptions import ConnectionClosed


def phone(pbx, number: str) -> WebPhone:
    login = next(one for one in pbx.demo["extensions"] if one["number"] == number)
    return WebPhone(f"ws://{pbx.http}/sip", login["username"], login["password"])


def contacts(pbx, number: str) -> list[dict]:
    devices = pbx.api.get("/api/v1/devices").raise_for_status().json()["items"]
    return next(device["contacts"] for device in devices if device["extensions"] == [number])


def hang_up(caller: WebPhone, ok) -> int:
    bye = caller.build("BYE", "sip:pbx@pbx.invalid", ok.get("To"), from_=ok.get("From"), call_id=ok.call_id)
    caller.send(bye)
    return caller.response(bye.get("CSeq")).status


def test_a_browser_registers_calls_another_and_hangs_up(pbx) -> None:
    with closing(phone(pbx, "201")) as anna, closing(phone(pbx, "202")) as boris:
        assert anna.register().status == boris.register().status == 200
        (contact,) = contacts(pbx, "202")
        assert contact["transport"] == "ws"
        assert contact["contact"] == boris.contact
        invite = boris_rings(anna, boris)
        assert invite.uri == boris.contact
        assert invite.via.transport == "WS"
        assert ";transport=ws" in invite.get("Contact")
        boris.answer(invite, rtp_port=40_002)
        ok = anna.outcome()
        assert ok.status == 200
        boris.request("ACK")
        assert hang_up(anna, ok) == 200
        boris.answer(boris.request("BYE"))


def boris_rings(anna: WebPhone, boris: WebPhone):
    """Call 202 and return the INVITE that Boris gets; Anna has the final response still to come."""
    anna.invite("202")
    invite = boris.request("INVITE", 10)
    boris.answer(invite, 180)
    return invite


def test_a_call_and_a_registration_outlive_the_switch_on_the_same_connection(victim) -> None:
    with closing(phone(victim, "201")) as anna:
        assert anna.register().status == 200
        ok = anna.call("*43")
        assert ok.status == 200
        victim.wait_until(lambda: victim.calls() and victim.calls()[0]["state"] != "ended", 10)  # it is written down
        victim.kill_switch()
        assert hang_up(anna, ok) == 200  # given to the dying switch or to the next one
        victim.wait_until(lambda: contacts(victim, "201"), 20)  # it knows before it can be asked
        assert [one["contact"] for one in contacts(victim, "201")] == [anna.contact]


def test_a_call_follows_the_browser_to_the_web_process_that_comes_next(victim) -> None:
    with closing(phone(victim, "201")) as anna, closing(phone(victim, "202")) as boris:
        assert anna.register().status == boris.register().status == 200
        boris_answers = boris_rings(anna, boris)
        boris.answer(boris_answers, rtp_port=40_002)
        ok = anna.outcome()
        boris.request("ACK")
        (web,) = victim.children("web")
        web.kill()
        for one in (anna, boris):
            with pytest.raises(ConnectionClosed):
                one.receive()
        anna.connect()  # the supervisor holds the address meanwhile: nobody is refused or reset
        boris.connect()
        assert anna.register().status == boris.register().status == 200
        assert len(contacts(victim, "202")) == 1
        assert hang_up(anna, ok) == 200
        assert boris.request("BYE").call_id == boris_answers.call_id  # by the new connection


def test_a_closed_page_is_no_contact_any_more(pbx) -> None:
    with closing(phone(pbx, "203")) as clara:
        clara.register()
        assert contacts(pbx, "203")
    pbx.wait_until(lambda: not contacts(pbx, "203"), 20)


def test_a_reconnected_page_replaces_its_own_contact(pbx) -> None:
    with closing(phone(pbx, "203")) as clara:
        clara.register()
        former = clara.socket
        clara.connect()
        clara.register()
        (contact,) = contacts(pbx, "203")
        assert contact["address"].endswith(f":{clara.port}")
        former.close()
        time.sleep(0.2)  # its end is no end of the new one
        assert [one["address"] for one in contacts(pbx, "203")] == [contact["address"]]
