"""What a stream of sound takes of a line, and how it can take less.

Invariant: counted is what passes at the level of IP: payload, RTP (RFC 3550), the tag of SRTP, UDP and IP, in kbit/s of
one direction. Reports (RTCP, under 0.3 kbit/s) and signalling are left out; whoever enters a rate leaves room for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from offhook.sip.keying import Sdes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.sip.keying import Security

PCM_BITRATE: Final = 64_000  # of G.711 and G.722, bit/s
OPUS_BITRATE: Final = 32_000  # of Opus where nothing else was agreed
_RTP_UDP: Final = 12 + 8
_IP: Final = {False: 20, True: 40}
LONGEST_TAG: Final = 16  # of the suites in RFC 3711 and RFC 7714, octets
_TAGS: Final = {"AES_CM_128_HMAC_SHA1_80": 10, "AES_CM_128_HMAC_SHA1_32": 4}


@dataclass(frozen=True, slots=True)
class Economy:
    """How sparing a party is with its line.

    `codecs` are left of its own (empty: all); `bitrate` is that of Opus in bit/s (None: as the far end wants it).
    """

    codecs: tuple[str, ...] = ()
    ptime_ms: int = 20
    bitrate: int | None = None

    @property
    def tight(self) -> bool:
        """Whether sound for the party is made anew, so that it takes no more than this whoever speaks."""
        return self.ptime_ms > USUAL.ptime_ms

    def of(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the codecs that are left of these, by name."""
        return tuple(name for name in names if not self.codecs or name.upper() in self.codecs)


USUAL: Final = Economy()
STEPS: Final = (
    Economy((), 20, OPUS_BITRATE),
    Economy(("OPUS",), 40, 24_000),
    Economy(("OPUS",), 60, 16_000),
    Economy(("PCMA", "PCMU", "G722"), 60),
)
"""From the best to the most sparing; the last is for those who have no Opus."""


def stream_kbit(codec: str, ptime_ms: int, bitrate: int | None, *, v6: bool, tag: int) -> float:
    """Return what one direction of a stream takes, in kbit/s; `tag` is that of SRTP in octets, 0 in the clear."""
    payload = (bitrate or OPUS_BITRATE) if codec.upper() == "OPUS" else PCM_BITRATE
    return payload / 1000 + (_RTP_UDP + _IP[v6] + tag) * 8 / ptime_ms


def tag_of(security: Security | None) -> int:
    """Return the octets that protection adds to each packet; the most where only the handshake will say it."""
    if security is None:
        return 0
    return _TAGS.get(security.send.suite, LONGEST_TAG) if isinstance(security, Sdes) else LONGEST_TAG


SMALLEST_KBIT: Final = stream_kbit("OPUS", STEPS[2].ptime_ms, STEPS[2].bitrate, v6=False, tag=0)
"""What the most sparing call takes."""
