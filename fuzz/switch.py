"""A whole switch on virtual time, and what telephones, operators and strangers send it.

After each input all calls are hung up: then nothing may have failed, and nothing may be kept.
"""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pair.board import ADDRESS, Board
from tests.pair.company import MAIN, OPERATOR, OUTSIDE

from fuzz.sip_message import SDP
from fuzz.subject import lapse, pieces, script
from offhook.sip.address import Flow
from offhook.sip.digest import Verified
from offhook.sip.wire import Request, Response, parse
from offhook.switch.live import LiveCalls

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.sip.digest import Challenge, Denied

LONGEST = 6144
PIECES = 12
HOSTS = {"a": "203.0.113.11", "b": "203.0.113.12", "o": OPERATOR[0], "s": "203.0.113.99"}
PROVEN = "X-Proven"


class Play:
    """A switch with two registered phones, Anna's and Boris's, and two operators; who names an account is believed."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="offhook-fuzz-")
        self.board = Board(Path(self._folder.name))
        verify = self.board.switch.challenger.verify

        def believe(
            request: Request, password_of: Callable[[str], str | None], now: float
        ) -> Verified | Challenge | Denied:
            said = request.get(PROVEN)
            return Verified(said) if said in ("anna", "boris") else verify(request, password_of, now)

        self.board.switch.challenger = _Believing(believe)  # type: ignore[assignment]
        self.anna, self.boris = (self.board.phone(name) for name in ("anna", "boris"))

    def take(self, who: str, data: bytes) -> None:
        """Let one thing happen."""
        board = self.board
        if who in HOSTS:
            flow = Flow("udp", ADDRESS, (HOSTS[who], 5060))
            board.endpoint.receive(data, flow, board.loop.time())
            board.kick()
            board.run(0.05)
            return
        phone = self.anna if data[:1] == b"a" else self.boris
        open_dialogs = [one for one in phone.party.endpoint._core.dialogs.values() if not one.ended]  # noqa: SLF001
        match who:
            case "A" if phone.rings:
                phone.answer()
            case "R" if phone.rings:
                phone.refuse(486)
            case "H" if open_dialogs:
                phone.hang_up(open_dialogs[-1])
            case "D":
                phone.dial("".join(chr(key) for key in data[1:20] if key in b"0123456789*#+abc") or "202")
            case "K":
                for session in list(board.media.sessions)[:1]:
                    for key in data[:8].decode("ascii", "replace"):
                        if session in board.media.sessions and key in "0123456789*#":
                            board.media.press(session, key)
            case _:
                board.run(lapse(data))
        board.run(0.05)

    def close(self) -> None:
        """Hang up; see that nothing failed and nothing is kept."""
        board = self.board
        try:
            for call in list(board.exchange.calls.values()):
                LiveCalls(board.exchange).hang_up("t-one", call.call_id)
            board.until(lambda: board.over, 700)
            board.run(1)
            board.check()
        finally:
            board.close()
            self._folder.cleanup()


class _Believing:
    """Stands for the challenger."""

    def __init__(self, verify: Callable[..., Verified | Challenge | Denied]) -> None:
        self.verify = verify


def test_one_input(data: bytes) -> None:
    """Let an input happen, then hang up."""
    logging.disable()
    play = Play()
    try:
        for number, (who, said) in enumerate(pieces(data)):
            if number == PIECES:
                break
            play.take(chr(who), said)
    finally:
        play.close()


# inputs to begin with


class Script:
    """A conversation with a switch in which everything fits; `text` is the input that repeats it."""

    def __init__(self) -> None:
        self.play = Play()
        self._said: list[tuple[str, bytes]] = []
        self.cseq = 0

    def say(self, who: str, text: bytes = b"") -> list[Request | Response]:
        """Let one thing happen; return what the switch sent because of it."""
        self._said.append((who, text))
        log = self.play.board.wire.log
        before = len(log)
        self.play.take(who, text)
        return [parse(packet.data) for packet in log[before:] if packet.source == ADDRESS]

    def ask(
        self, method: str, to: str, *, who: str = "a", tag: str = "", extra: str = "", body: bytes = b""
    ) -> Response:
        """Ask as a telephone or an operator; return the last response."""
        self.cseq += method != "ACK"
        host = HOSTS[who]
        name = {"a": "anna", "b": "boris", "o": OUTSIDE}.get(who, "somebody")
        to_tag = f";tag={tag}" if tag else ""
        content = "Content-Type: application/sdp\r\n" if body else ""
        head = (
            f"{method} sip:{to}@example.test SIP/2.0\r\nVia: SIP/2.0/UDP {host};branch=z9hG4bK{self.cseq}{method}\r\n"
            f"Max-Forwards: 70\r\nFrom: <sip:{name}@example.test>;tag=ft\r\nTo: <sip:{to}@example.test>{to_tag}\r\n"
            f"Call-ID: c{who}\r\nCSeq: {self.cseq} {method}\r\nContact: <sip:{name}@{host}>\r\n{PROVEN}: {name}\r\n"
            f"{extra}{content}Content-Length: {len(body)}\r\n\r\n"
        )
        found = [one for one in self.say(who, head.encode() + body) if isinstance(one, Response)]
        return found[-1] if found else Response(100)

    def end(self) -> bytes:
        """Hang up; return the input."""
        self.play.close()
        return script(*self._said)


def seeds() -> list[bytes]:
    """Return calls of every kind, and requests outside calls."""
    made = (_echo, _colleague, _transferred, _from_outside, _menu, _asked, _watched)
    return [one(Script()).end() for one in made]


def _echo(one: Script) -> Script:
    tag = one.ask("INVITE", "600", body=SDP).to.tag or ""
    one.ask("ACK", "600", tag=tag)
    one.ask("INVITE", "600", tag=tag, body=SDP + b"a=sendonly\r\n")
    one.ask("INFO", "600", tag=tag, extra="Content-Type: application/dtmf-relay\r\n")
    one.ask("BYE", "600", tag=tag)
    return one


def _colleague(one: Script) -> Script:
    one.ask("INVITE", "202", body=SDP, extra="Supported: 100rel, timer, replaces\r\nSession-Expires: 90\r\n")
    one.say("A", b"b")
    one.say("w", b"\x02")
    one.say("H", b"b")
    return one


def _transferred(one: Script) -> Script:
    tag = one.ask("INVITE", "202", body=SDP).to.tag or ""
    answered = [message for message in one.say("A", b"b") if isinstance(message, Response) and message.status == 200]
    tag = (answered[-1].to.tag if answered else None) or tag
    one.ask("ACK", "202", tag=tag)
    target = "Refer-To: <sip:600@example.test>\r\nReferred-By: <sip:anna@example.test>\r\n"
    one.ask("REFER", "202", tag=tag, extra=target)
    one.say("w", b"\x02")
    return one


def _from_outside(one: Script) -> Script:
    one.ask("INVITE", MAIN, who="o", body=SDP, extra="P-Asserted-Identity: <sip:+37255512345@h>\r\n")
    one.say("w", b"\x02")
    one.say("K", b"1")
    one.say("w", b"\x03")
    one.say("A", b"a")
    return one


def _menu(one: Script) -> Script:
    one.ask("INVITE", MAIN, who="o", body=SDP, extra="Diversion: <sip:+3725550000@h>;reason=user-busy\r\n")
    one.say("K", b"*8202")
    one.say("w", b"\x05")
    return one


def _asked(one: Script) -> Script:
    one.ask("MESSAGE", "202", extra="Content-Type: text/plain\r\n")
    one.ask("REFER", "202", extra="Refer-To: <sip:600@example.test>\r\nTarget-Dialog: a;local-tag=b;remote-tag=c\r\n")
    one.ask("REGISTER", "anna", extra="Expires: 120\r\n")
    one.ask("OPTIONS", "202", who="s")
    one.ask("INVITE", "202", who="s", body=SDP)
    one.ask("INVITE", "*8202", body=SDP, extra="Replaces: a;to-tag=b;from-tag=c\r\n")
    return one


def _watched(one: Script) -> Script:
    for event in ("dialog", "presence", "reg", "message-summary"):
        one.ask("SUBSCRIBE", "202", extra=f"Event: {event}\r\nExpires: 600\r\n")
    one.say("D", b"a202")
    one.say("R", b"b")
    return one
