"""What may be agreed with a party about its sound, and where we meet it: its settings, and how it came to us."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_network
from typing import TYPE_CHECKING

from offhook.call.bandwidth import USUAL, Economy
from offhook.configuration import Device
from offhook.listening import is_loopback, near
from offhook.sip.codec import Codec, codecs_named, is_event, limited, preferring

if TYPE_CHECKING:
    from collections.abc import Iterable

    from offhook.configuration import Company, DtmfMode, Trunk
    from offhook.journal.records import Party
    from offhook.listening import ListenAddress, ListenAddresses
    from offhook.sip.address import Flow
    from offhook.sip.keying import Encryption

WEB = frozenset({"ws", "wss"})  # RFC 7118: who comes by these is a browser
PHONE_CODECS = ("PCMA", "PCMU", "G722", "OPUS")
PLAIN = (0, False, False)
BROWSER_CODECS = ("OPUS", "G722", "PCMA", "PCMU")  # their way here is the Internet's: Opus bears loss


@lru_cache(maxsize=1024)
def _prefixed(network: str) -> str:
    """Return a network with the length of its prefix, however it was written."""
    return ip_network(network, strict=False).with_prefixlen


@dataclass(frozen=True, slots=True)
class MediaTerms:
    """Settings of a device or trunk; `codecs` is its allow-list in order of preference, empty for the usual ones.

    `browser`: it registered by WebSocket, so it is offered what browsers take. `video`: it may show and see. `dtmf`
    is how its keys come and go. `voice` is gain in dB, automatic gain, suppression of noise, of what it sends; None
    where nothing is wanted. `economy` is what the line of its site leaves. `networks` are an operator's.
    """

    codecs: tuple[str, ...] = ()
    encryption: Encryption = "optional"
    dtmf: DtmfMode = "auto"
    browser: bool = False
    video: bool = True
    voice: tuple[int, bool, bool] | None = None
    economy: Economy = USUAL
    networks: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Device | Trunk, flow: Flow) -> MediaTerms:
        """Return the terms of a device or trunk that is reached by this flow."""
        voice = (settings.gain_db, settings.agc, settings.denoise) if isinstance(settings, Device) else PLAIN
        return cls(
            settings.codecs,
            settings.encryption,
            settings.dtmf,
            flow.transport in WEB,
            settings.video,
            voice if voice != PLAIN else None,
            networks=() if isinstance(settings, Device) else tuple(_prefixed(one) for one in settings.match),
        )

    @classmethod
    def of_party(cls, company: Company, party: Party, flow: Flow) -> MediaTerms:
        """Return the terms of a party of a company's call: its device's, its trunk's, or the usual ones."""
        known: list[Device | Trunk] = [device for device in company.devices if device.id == party.device_id]
        known += [trunk for trunk in company.trunks if trunk.id == party.trunk_id]
        return cls.of(known[0], flow) if known else cls(browser=flow.transport in WEB)

    @property
    def names(self) -> tuple[str, ...]:
        """The codecs that are allowed, by name and in order of preference."""
        return self.codecs or (BROWSER_CODECS if self.browser else PHONE_CODECS)

    def speech(self, first: Iterable[str] = ()) -> tuple[Codec, ...]:
        """Return the codecs to agree on with their keys, those that `first` names before the others."""
        usual = BROWSER_CODECS if self.browser else PHONE_CODECS
        found = _speech(self.economy.of(self.names), usual, self.economy.bitrate, tuple(first))
        return tuple(one for one in found if not is_event(one)) if self.dtmf in {"info", "inband"} else found


@dataclass(frozen=True, slots=True)
class Place:
    """Where a leg's sound is bound, and what its description says; `candidates` are told by ICE."""

    local: str
    advertised: str
    candidates: tuple[str, ...]


class Addresses:
    """Where media is bound: at the addresses that SIP listens on."""

    __slots__ = ("_listening",)

    def __init__(self, listening: ListenAddresses) -> None:
        self._listening = listening

    def place(self, flow: Flow | None, offered: str | None = None) -> Place:
        """Return where to meet a party: at the address by which it reaches us.

        A browser comes by the web server: it is met where the system would send to it, and told our public address
        first. Who offers an address of the other IP version (`offered`) is met at one of ours of that version.
        """
        listening = self._listening
        if flow is None:
            entry = listening.first
            return Place(entry.local[0], entry.local[0], (entry.local[0],))
        browser = flow.transport in WEB
        remote = flow.remote[0]
        known = self._toward_browser(remote) if browser else listening.of(flow.local) or listening.toward(remote)
        entry = known or listening.first
        if not browser and offered is not None and (":" in offered) != (":" in entry.local[0]):
            entry = listening.toward(offered) or entry
            remote = offered if near(flow.local[0], remote) else remote
        local = entry.local[0]
        if entry.public is None:
            return Place(local, local, (local,))
        public = entry.public[0]
        return Place(local, public if browser else entry.told(remote)[0], (public, local))

    def bound(self, told: str) -> str:
        """Return the local address of one that a party was told."""
        entry = self._listening.of((told, 0))
        return told if entry is None else entry.local[0]

    def _toward_browser(self, remote: str) -> ListenAddress | None:
        """Return where to meet a browser; of one that seems to be on this machine, a proxy may hide where it is."""
        entry = self._listening.toward(remote)
        return None if entry is None or (is_loopback(remote) and not is_loopback(entry.local[0])) else entry


@lru_cache(maxsize=256)  # few settings are in use
def _speech(
    allowed: tuple[str, ...], usual: tuple[str, ...], bitrate: int | None, first: tuple[str, ...]
) -> tuple[Codec, ...]:
    return preferring(limited(codecs_named(allowed) or codecs_named(usual), bitrate), first)
