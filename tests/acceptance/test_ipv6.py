"""IPv6 beside IPv4: telephones and SIPp on [::1], by UDP, TCP and TLS, and calls between both kinds."""

from __future__ import annotations

import json
import socket
import ssl
from contextlib import closing
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.acceptance.baresip import Baresip
from tests.acceptance.pbx import Pbx, kinds
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.acceptance.stage import Stage

ANNA_HZ = 700
BORIS_HZ = 1000


@pytest.fixture(scope="module")
def dual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pbx]:
    """A PBX on both loopbacks; its switch is killed."""
    sip, tls, http, https = free_port(), free_port(), free_port(), free_port()
    running = Pbx(
        tmp_path_factory.mktemp("dual"),
        OFFHOOK_SIP=f"127.0.0.1:{sip},[::1]:{sip}",
        OFFHOOK_SIP_TLS=f"127.0.0.1:{tls},[::1]:{tls}",
        OFFHOOK_HTTP=f"127.0.0.1:{http},[::1]:{http}",
        OFFHOOK_HTTPS=f"127.0.0.1:{https},[::1]:{https}",
        OFFHOOK_NEVER_BAN="127.0.0.1,::1",
    )
    yield running
    running.stop()


def six(pbx: Pbx, folder: Path, extension: str, hertz: float, transport: str = "udp") -> Baresip:
    """Return a registered telephone on ::1."""
    facts = pbx.facts(extension)
    account = (
        f"<sip:{facts['username']}@[::1]:{pbx.sip_port};transport={transport}>;auth_user={facts['username']};"
        f"auth_pass={facts['password']};regint=120"
    )
    phone = Baresip(folder, account, hertz=hertz, host="::1")
    phone.wait_for_log("200 OK")
    return phone


def contact_of(pbx: Pbx, extension: str) -> dict:
    (contact,) = next(one["contacts"] for one in pbx.get("/devices")["items"] if one["extensions"] == [extension])
    return dict(contact)


def test_all_addresses_are_shown_and_answer(dual: Pbx) -> None:
    shown = "\n".join(dual.lines)
    for line in (f"       [::1]:{dual.sip_port} (UDP and TCP)", "http://[::1]:", f"SIP    {dual.sip} (UDP"):
        assert line in shown
    assert json.loads((dual.data / "demo.json").read_text())["extensions"][0]["domain"] == dual.sip
    authority = ssl.create_default_context(cafile=str(dual.data / "certificates" / "root.pem"))
    for scheme in ("HTTP", "HTTPS"):
        port = dual.environment[f"OFFHOOK_{scheme}"].rpartition(":")[2]
        for host in ("127.0.0.1", "[::1]"):
            assert httpx.get(f"{scheme.lower()}://{host}:{port}/api/v1/health", verify=authority).status_code == 200


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_telephone_by_ipv6_and_one_by_ipv4(dual: Pbx, stage: Stage, tmp_path: Path, transport: str) -> None:
    """Both call each other; by UDP the switch is killed in the middle."""
    boris = stage.phone(dual, "202", BORIS_HZ, answer=True)
    with closing(six(dual, tmp_path / "anna", "201", ANNA_HZ, transport)) as anna:
        assert contact_of(dual, "201")["address"].startswith("[::1]:")
        assert contact_of(dual, "201")["transport"] == transport
        boris.dial(f"sip:201@{dual.sip}")
        for phone, hertz in ((anna, BORIS_HZ), (boris, ANNA_HZ)):
            phone.wait_for("CALL_ESTABLISHED")
            phone.wait_until_heard(hertz)
        if transport == "udp":
            dual.kill_switch()
        anna.hang_up()
        boris.wait_for("CALL_CLOSED", 20)
        call = dual.ended_call("202")
        assert call["hangup_side"] == "callee"
        assert ("recovered" in kinds(call)) == (transport == "udp")
        anna.dial(f"sip:202@[::1]:{dual.sip_port};transport={transport}")
        for phone, hertz in ((anna, BORIS_HZ), (boris, ANNA_HZ)):
            phone.wait_for("CALL_ESTABLISHED")
            phone.wait_until_heard(hertz)
        boris.hang_up()
        anna.wait_for("CALL_CLOSED")
        assert dual.ended_call("201")["result"] == "answered"


@pytest.mark.parametrize("transport", ["u1", "t1"])
def test_sipp_by_ipv6(dual: Pbx, stage: Stage, transport: str) -> None:
    dual.wait_until_unregistered("201")
    sipp = stage.device(
        dual,
        "201",
        "device_dials",
        host="::1",
        transport=transport,
        dial="*43",
        sound=9,
        target=f"[::1]:{dual.sip_port}",
    )
    ok = sipp.wait_for("SIP/2.0 200")
    assert f"@[::1]:{dual.sip_port}" in (ok.header("Contact") or "")
    assert ok.media is not None
    assert ok.media[0] == "::1"
    sipp.close()
    assert dual.ended_call("201")["result"] == "service"


def test_sound_by_ipv4_of_a_telephone_that_signals_by_ipv6(dual: Pbx, stage: Stage) -> None:
    """It is met at an address of the version that its offer has."""
    sound = stage.sound()
    with stage.wire(dual, server=("::1", dual.sip_port), address=("::1", free_port("::1"))) as wire:
        ok = wire.call(dual.facts("203"), "*43", sound.port, "127.0.0.1")
        assert f"[::1]:{dual.sip_port}" in ok.header("Contact")
        host, port = ok.media
        assert host == "127.0.0.1"
        sound.send_to((host, port))
        sound.wait_for_sound()
        sound.press("1")  # enough of what the echo says
        sound.tone(ANNA_HZ)
        sound.wait_for_tone(ANNA_HZ)
        assert wire.hang_up(ok).status == 200


def test_tls_by_ipv6(dual: Pbx) -> None:
    port = int(dual.environment["OFFHOOK_SIP_TLS"].rpartition(":")[2])
    context = ssl.create_default_context(cafile=str(dual.data / "certificates" / "root.pem"))
    with (
        socket.create_connection(("::1", port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname="::1") as secured,
    ):
        own = f"[::1]:{secured.getsockname()[1]}"
        secured.sendall(
            f"OPTIONS sip:[::1] SIP/2.0\r\nVia: SIP/2.0/TLS {own};branch=z9hG4bK1;rport\r\nMax-Forwards: 70\r\n"
            f"From: <sip:a@[::1]>;tag=1\r\nTo: <sip:[::1]>\r\nCall-ID: six\r\nCSeq: 1 OPTIONS\r\n"
            "Content-Length: 0\r\n\r\n".encode()
        )
        assert secured.recv(65536).startswith(b"SIP/2.0 200")
