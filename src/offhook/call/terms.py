"""What may be agreed with a party about its sound, and where we meet it: its settings, and how it came to us."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from offhook.configuration import Device
from offhook.sip.codec import Codec, codecs_named, preferring

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from offhook.configuration import Company, Trunk
    from offhook.journal.records import Party
    from offhook.sip.address import Flow
    from offhook.sip.keying import Encryption

WEB = frozenset({"ws", "wss"})  # RFC 7118: who comes by these is a browser
PHONE_CODECS = ("PCMA", "PCMU", "G722", "OPUS")
PLAIN = (0, False, False)
BROWSER_CODECS = ("OPUS", "G722", "PCMA", "PCMU")  # their way here is the Internet's: Opus bears loss


@dataclass(frozen=True, slots=True)
class MediaTerms:
    """Settings of a device or trunk; `codecs` is its allow-list in order of preference, empty for the usual ones.

    `browser`: it registered by WebSocket, so it is offered what browsers take. `video`: it may show and see. `voice` is
    gain in dB, automatic gain, suppression of noise, of what it sends; None where nothing is wanted.
    """

    codecs: tuple[str, ...] = ()
    encryption: Encryption = "optional"
    browser: bool = False
    video: bool = True
    voice: tuple[int, bool, bool] | None = None

    @classmethod
    def of(cls, settings: Device | Trunk, flow: Flow) -> MediaTerms:
        """Return the terms of a device or trunk that is reached by this flow."""
        voice = (settings.gain_db, settings.agc, settings.denoise) if isinstance(settings, Device) else PLAIN
        return cls(
            settings.codecs,
            settings.encryption,
            flow.transport in WEB,
            settings.video,
            voice if voice != PLAIN else None,
        )

    @classmethod
    def of_party(cls, company: Company, party: Party, flow: Flow) -> MediaTerms:
        """Return the terms of a party of a company's call: its device's, its trunk's, or the usual ones."""
        known: list[Device | Trunk] = [device for device in company.devices if device.id == party.device_id]
        known += [trunk for trunk in company.trunks if trunk.id == party.trunk_id]
        return cls.of(known[0], flow) if known else cls(browser=flow.transport in WEB)

    def speech(self, first: Iterable[str] = ()) -> tuple[Codec, ...]:
        """Return the codecs to agree on with their keys, those that `first` names before the others."""
        return _speech(self.codecs, BROWSER_CODECS if self.browser else PHONE_CODECS, tuple(first))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a leg's sound is bound, and what its description says; `candidates` are told by ICE."""

    local: str
    advertised: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where media is bound by default, and the public address of each local one that has another."""

    media: str
    public: Mapping[str, str] = field(default_factory=dict)

    def place(self, flow: Flow | None) -> Place:
        """Return where to meet a party: at the address by which it reaches us.

        Who is in a private network, as we are, has come without a translator between and gets the local address.
        """
        if flow is None:
            return Place(self.media, self.media, (self.media,))
        host = flow.local[0]
        local = self.media if flow.transport in WEB or _unusable(host) else host
        public = self.public.get(local)
        if public is None:
            return Place(local, local, (local,))
        near = flow.transport not in WEB and _private(local) and _private(flow.remote[0])
        return Place(local, local if near else public, (public, local))


@lru_cache(maxsize=256)  # few settings are in use
def _speech(allowed: tuple[str, ...], usual: tuple[str, ...], first: tuple[str, ...]) -> tuple[Codec, ...]:
    return preferring(codecs_named(allowed) or codecs_named(usual), first)


@lru_cache(maxsize=1024)
def _unusable(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return True


@lru_cache(maxsize=1024)
def _private(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
