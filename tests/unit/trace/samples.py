"""Messages of a call as two legs of a switch see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.trace.entry import Entry, frame
from offhook.trace.finding import TracedLeg
from offhook.trace.segments import segment_path

if TYPE_CHECKING:
    from pathlib import Path

AT = 1_790_000_410_000_000
OURS = ("127.0.61.1", 5060)
CALLER = ("127.0.61.2", 5070)
OPERATOR = ("127.0.61.3", 5060)
SDP = (
    b"v=0\r\no=- 1 1 IN IP4 127.0.61.1\r\ns=-\r\nc=IN IP4 127.0.61.1\r\nt=0 0\r\n"
    b"m=audio 30000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
)
SENDER_REPORT = bytes.fromhex("80c80006 00000001 e1e2e3e4 00000000 00000140 00000002 00000140") + bytes.fromhex(
    "81ca0003 00000001 01023132 00000000"
)
RECEIVER_REPORT = bytes.fromhex("81c90007 00000002 00000001 40000005 00000010 00000008 e3e40000 00010000")


def message(first: str, call_id: str, tags: tuple[str, str], method: str = "INVITE", body: bytes = b"") -> bytes:
    """A SIP message; `tags` are of From and To."""
    to = f";tag={tags[1]}" if tags[1] else ""
    kind = "Content-Type: application/sdp\r\n" if body else ""
    head = (
        f"{first}\r\nVia: SIP/2.0/UDP 127.0.61.2:5070;branch=z9hG4bK{call_id}{method}\r\n"
        f"From: <sip:anna@x>;tag={tags[0]}\r\nTo: <sip:202@x>{to}\r\nCall-ID: {call_id}\r\nCSeq: 1 {method}\r\n"
        f"Max-Forwards: 70\r\nContact: <sip:c@127.0.61.2:5070>\r\n{kind}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def call(call_id: str, *, sent: bool, at: int = AT) -> list[Entry]:
    """The INVITE, its answer and the BYE of the called side, as the leg's end sees them."""
    far = OPERATOR if sent else CALLER
    steps = [
        (sent, message("INVITE sip:202@x SIP/2.0", call_id, ("caller", ""), body=SDP)),
        (not sent, message("SIP/2.0 200 OK", call_id, ("caller", "callee"), body=SDP)),
        (sent, message("ACK sip:202@x SIP/2.0", call_id, ("caller", "callee"), "ACK")),
        (not sent, message("BYE sip:anna@x SIP/2.0", call_id, ("callee", "caller"), "BYE")),
        (sent, message("SIP/2.0 200 OK", call_id, ("callee", "caller"), "BYE")),
    ]
    return [Entry(at + 1000 * step, "sip", ours, "udp", OURS, far, data) for step, (ours, data) in enumerate(steps)]


def report(leg: str, *, sent: bool, at: int = AT + 2200) -> Entry:
    """An RTCP packet of a leg."""
    data = SENDER_REPORT if sent else RECEIVER_REPORT
    return Entry(at, "rtcp", sent, "udp", (OURS[0], 30001), (CALLER[0], 40001), data, leg)


def leg(name: str, call_id: str, *, inbound: bool) -> TracedLeg:
    """A leg that began when its messages did."""
    return TracedLeg(name, call_id, "inbound" if inbound else "outbound", f"Party {name}", AT, AT + 60_000_000)


def keep(folder: Path, entries: list[Entry]) -> None:
    """Write a segment."""
    path = segment_path(folder, entries[0].at / 1e6)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(frame(entries))
