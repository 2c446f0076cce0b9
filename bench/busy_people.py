"""Who calls and who answers on the busy day: SIPp, with scenarios written here.

Callers differ by what they press and whether they speak. Agents ring for a moment, answer, talk for a while and hang
up; the reception transfers everybody by REFER; colleagues and customers who are called back answer and talk.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.installation import NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

VOICE_SECONDS = 5
_SDP = """
Content-Type: application/sdp
Content-Length: [len]

v=0
o=u 53655765 2353687637 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [{port}] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
"""
_NO_BODY = "\nContent-Length: 0\n"
_ANSWER = """SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:[local_ip]:[local_port]>"""
_TAG = ";tag=[pid]t[call_number]"
PHONE = "127.0.25"  # hosts 10 …: one for each device


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of caller: its share of all, the keys it presses after so many seconds each, and whether it speaks.

    It hangs up by itself after `patience_s` without a key or an end.
    """

    name: str
    share: float
    keys: tuple[tuple[float, str], ...]
    patience_s: float
    speaks: bool = False


KINDS = (
    Kind("queue", 0.46, ((1.5, "1"),), 90),
    Kind("transfer", 0.12, ((1.5, "9"),), 60),
    Kind("message", 0.12, ((1.5, "3"),), 26, speaks=True),
    Kind("call back", 0.10, ((1.5, "4"), (2.5, "1")), 40),
    Kind("nothing", 0.10, (), 40),
    Kind("leaves the queue", 0.05, ((1.5, "1"), (6, "1")), 26, speaks=True),
    Kind("extension", 0.05, ((1.2, "2"), (0.3, "0"), (0.3, "5")), 45, speaks=True),
)


def _send(text: str, *, again: bool = True) -> str:
    retrans = ' retrans="500"' if again else ""
    return f"<send{retrans}><![CDATA[\n{text.strip()}\n\n]]></send>\n"


def _request(method: str, more: str = _NO_BODY) -> str:
    """Return a request in the caller's dialog."""
    return f"""{method} [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]c[call_number]
[last_To:]
[routes]
Call-ID: [call_id]
CSeq: [cseq] {method}
Max-Forwards: 70{more}"""


def caller_xml(kind: Kind) -> str:
    """Return the scenario of callers of a kind."""
    sdp = _SDP.format(port="rtpstream_audio_port" if kind.speaks else "media_port")
    parts = [
        _send(f"""INVITE sip:{NUMBER}@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]c[call_number]
To: <sip:{NUMBER}@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: [cseq] INVITE
Contact: <sip:op@[local_ip]:[local_port]>
Max-Forwards: 70{sdp}"""),
        *(f'<recv response="{status}" optional="true"/>\n' for status in (100, 180, 183)),
        '<recv response="200" rrs="true"/>\n',
        _send(_request("ACK"), again=False),
    ]
    if kind.speaks:
        parts.append('<nop><action><exec rtp_stream="voice.al,-1,8"/></action></nop>\n')
    for number, (wait_s, key) in enumerate(kind.keys):
        info = "\nContent-Type: application/dtmf-relay\nContent-Length: [len]\n\n" + f"Signal={key}\nDuration=160\n"
        parts += [
            f'<recv request="BYE" timeout="{round(wait_s * 1000)}" ontimeout="press{number}" next="ended"/>\n',
            f'<label id="press{number}"/>\n',
            _send(_request("INFO", info)),
            '<recv response="200"/>\n',
        ]
    parts += [
        f'<recv request="BYE" timeout="{round(kind.patience_s * 1000)}" ontimeout="leave" next="ended"/>\n',
        '<label id="ended"/>\n',
        _send(_ANSWER + _NO_BODY, again=False),
        '<nop next="end"/>\n',
        '<label id="leave"/>\n',
        _send(_request("BYE")),
        '<recv response="200"/>\n<label id="end"/>\n<nop/>\n',
    ]
    return _scenario(parts)


_OWN = f"""Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From:[$own]{_TAG}
To:[$peer]
Call-ID: [call_id]
Contact: <sip:[local_ip]:[local_port]>
Max-Forwards: 70"""
_TO_INVITE = f"""Via:[$via]
From:[$peer]
To:[$own]{_TAG}
[last_Call-ID:]
CSeq:[$cseq]
Contact: <sip:[local_ip]:[local_port]>"""


def _kept(header: str, name: str) -> str:
    return f'<ereg regexp=".*" search_in="hdr" header="{header}:" check_it="true" assign_to="{name}"/>'


def phone_xml(ring_ms: int, talk_ms: int, refer_to: str = "") -> str:
    """Return the scenario of a telephone: it rings and talks for so long, then hangs up, or transfers before."""
    kept = (_kept("From", "peer"), _kept("To", "own"), _kept("Via", "via"), _kept("CSeq", "cseq"))
    parts = [
        f'<recv request="INVITE" rrs="true"><action>{"".join(kept)}</action></recv>\n',
        _send(f"SIP/2.0 180 Ringing\n{_TO_INVITE}{_NO_BODY}", again=False),
        f'<recv request="CANCEL" timeout="{ring_ms}" ontimeout="answer" next="cancelled"/>\n',
        '<label id="answer"/>\n',
        _send(f"SIP/2.0 200 OK\n{_TO_INVITE}{_SDP.format(port='media_port')}"),
        '<recv request="ACK"/>\n',
        f'<recv request="BYE" timeout="{talk_ms}" ontimeout="enough" next="ended"/>\n',
        '<label id="enough"/>\n',
    ]
    if refer_to:
        more = f"\nRefer-To: <sip:{refer_to}@bench.example>{_NO_BODY}"
        parts += [
            _send(f"REFER [next_url] SIP/2.0\n{_OWN}\nCSeq: 1 REFER{more}"),
            '<recv response="202"/>\n',
            '<label id="told"/>\n',
            '<recv request="NOTIFY" optional="true" next="notified"/>\n',
            '<recv request="BYE" timeout="40000" ontimeout="leave" next="ended"/>\n',
            '<label id="notified"/>\n',
            _send(_ANSWER + _NO_BODY, again=False),
            '<nop next="told"/>\n',
            '<label id="leave"/>\n',
        ]
    parts += [
        _send(f"BYE [next_url] SIP/2.0\n{_OWN}\nCSeq: 2 BYE{_NO_BODY}"),
        '<recv response="200" next="end"/>\n',
        '<label id="cancelled"/>\n',
        _send(_ANSWER + _NO_BODY, again=False),
        _send(f"SIP/2.0 487 Request Terminated\n{_TO_INVITE}{_NO_BODY}"),
        '<recv request="ACK" next="end"/>\n',
        '<label id="ended"/>\n',
        _send(_ANSWER + _NO_BODY, again=False),
        '<label id="end"/>\n<nop/>\n',
    ]
    return _scenario(parts)


def _scenario(parts: Sequence[str]) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE scenario SYSTEM "sipp.dtd">\n<scenario name="busy day">\n'
    return f"{head}{''.join(parts)}</scenario>\n"


def write_voice(path: Path) -> None:
    """Write some seconds of a tone as A-law samples without a header."""
    table = [_alaw(round(8000 * math.sin(2 * math.pi * step / 20))) for step in range(20)]  # 400 Hz
    path.write_bytes(bytes(table) * (8000 * VOICE_SECONDS // 20))


def _alaw(sample: int) -> int:
    """Return one sample of 16 bits as A-law (G.711)."""
    sign, size = (0x80, sample) if sample >= 0 else (0, -sample - 1)
    size >>= 3
    if size < 32:  # the two linear segments
        code = size >> 1
    else:
        exponent = size.bit_length() - 5
        code = (exponent << 4) | ((size >> exponent) & 0x0F)
    return (sign | code) ^ 0x55
