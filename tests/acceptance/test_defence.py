"""Somebody guesses passwords: banned without a word, also by the next switch, until the administrator lifts it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.acceptance.pbx import offhook
from tests.acceptance.wire import Wire
from tests.ports import free_port

from offhook.defence.bans import BanRules

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.pbx import Pbx

GUESSER = "127.0.64.9"


def _written(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def command(pbx: Pbx, *arguments: str) -> str:
    done = subprocess.run(
        [*offhook(), "bans", *arguments], env=pbx.environment, capture_output=True, text=True, timeout=60, check=False
    )
    return done.stdout + done.stderr


def test_a_guesser_is_banned_until_it_is_lifted(victim: Pbx) -> None:
    server = ("127.0.0.1", victim.sip_port)
    known = victim.facts("201")["username"]
    with Wire(server, address=(GUESSER, free_port())) as wire, Wire(server) as phone:
        assert [wire.register(known if n % 2 else "nobody", "a guess").status for n in range(BanRules().failures)] == [
            403
        ] * BanRules().failures
        wire.send(wire.request("OPTIONS", "x", "x").encode())
        assert wire.final(1) is None
        assert phone.ask(phone.request("OPTIONS", "x", "x")).status == 200
        (ban,) = victim.get("/bans")["items"]
        assert (ban["place"], ban["reason"], ban["times"]) == (GUESSER, "failures", 1)
        assert GUESSER in command(victim)
        victim.wait_until(lambda: GUESSER in _written(victim.data / "bans.json"), 20)
        victim.kill_switch()
        assert phone.ask(phone.request("OPTIONS", "x", "x"), 20).status == 200
        wire.send(wire.request("OPTIONS", "x", "x").encode())
        assert wire.final(1) is None
        assert "served again" in command(victim, "--lift", GUESSER)
        assert wire.ask(wire.request("OPTIONS", "x", "x")).status == 200
        assert victim.get("/bans")["items"] == []
        assert "is not banned" in command(victim, "--lift", GUESSER)
        assert "Nobody is banned" in command(victim)
