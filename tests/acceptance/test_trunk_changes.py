"""Trunks come, change and go while the switch runs: it asks, registers and stops as the API was told."""

from __future__ import annotations

import socket
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

from offhook.sip.wire import Request, parse

if TYPE_CHECKING:
    from tests.acceptance.pbx import Pbx

HOST, PORT, OTHER = "127.0.103.10", 5060, 5070
COPIED = ("via", "from", "to", "call-id", "cseq", "contact")


class Box:
    """A gateway that says 200 to everything, and remembers what it was asked."""

    def __init__(self, port: int) -> None:
        self.asked: list[Request] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((HOST, port))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            data, source = self._socket.recvfrom(65_535)
            if not data:
                return
            request = parse(data)
            if not isinstance(request, Request):
                continue
            self.asked.append(request)
            lines = [f"{name}: {value}" for name, value in request.headers if name.lower() in COPIED]
            answer = "\r\n".join(["SIP/2.0 200 OK", *lines, "Expires: 60", "Content-Length: 0", "", ""])
            self._socket.sendto(answer.encode(), source)

    def methods(self) -> set[str]:
        return {request.method for request in self.asked}

    def close(self) -> None:
        self._socket.sendto(b"", self._socket.getsockname())
        self._thread.join(5)
        self._socket.close()


def test_a_trunk_is_added_changed_and_removed_while_the_switch_runs(pbx: Pbx) -> None:
    (switch,) = pbx.children("switch")
    routes = pbx.get("/routes")
    new = {"name": "Box", "host": HOST, "port": PORT, "probe_s": 1, "formats": {"called": {"form": "plain"}}}
    with closing(Box(PORT)) as box, closing(Box(OTHER)) as other:
        added = pbx.api.post("/api/v1/trunks", json=new)
        assert added.status_code == 201, added.text
        url = f"/api/v1/trunks/{added.json()['id']}"
        try:
            pbx.wait_until(lambda: _of(pbx, url)["gateways"][0]["state"] == "up", 20)
            assert box.methods() == {"OPTIONS"}

            route = {"items": [{"prefix": "+7", "trunk_id": added.json()["id"]}]}
            pbx.api.put("/api/v1/routes", json=route).raise_for_status()
            pbx.wait_until(lambda: _ways(pbx) == [("Box", f"{HOST}:{PORT}", "79165554433")], 20)

            login = {"port": OTHER, "register": True, "username": "box", "secret": "a secret"}
            pbx.api.patch(url, json=login).raise_for_status()
            pbx.wait_until(lambda: _of(pbx, url)["status"] == "registered", 20)
            assert "REGISTER" in other.methods()

            assert pbx.api.delete(url).status_code == 409
            pbx.api.put("/api/v1/routes", json=routes).raise_for_status()
            assert pbx.api.delete(url).status_code == 204
            pbx.wait_until(lambda: _left(other), 20)
            assert _ways(pbx)[0][0] != "Box"
        finally:
            pbx.api.put("/api/v1/routes", json=routes)
            pbx.api.delete(url)
    assert [one.pid for one in pbx.children("switch")] == [switch.pid]


def _of(pbx: Pbx, url: str) -> dict[str, Any]:
    return dict(pbx.api.get(url).json())


def _ways(pbx: Pbx) -> list[tuple[str, str, str]]:
    query = {"extension": "201", "dialled": "+79165554433"}
    told = pbx.api.get("/api/v1/routes/rehearsal", params=query).json()
    return [(way["trunk"], way["gateway"], way["number"]) for way in told["ways"]]


def _left(box: Box) -> bool:
    """Tell whether the registration was given up (Expires 0, RFC 3261 §10.2.2)."""
    last = [request for request in box.asked if request.method == "REGISTER"][-1]
    said = [value for name, value in last.headers if name.lower() in {"expires", "contact"}]
    return any(value == "0" or "expires=0" in value for value in said)
