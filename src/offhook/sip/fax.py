"""T.38 in session descriptions (ITU-T T.38 Annex D, RFC 3362): `m=image … udptl t38` in the place of the sound.

The attributes of T.38 pass from one party to the other as they are: what they say is between the two fax machines. A
section of sound keeps its place with port 0 while the fax is on (RFC 3264 §8).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from offhook.errors import NotAcceptable
from offhook.sip.sdp import Attributes, Media, Origin, SessionDescription, parse
from offhook.sip.section import refused, unspecified

if TYPE_CHECKING:
    from offhook.sip.offer_answer import LocalMedia

# T.38 Annex D.2.3. Names are read in any case, but some machines know them in this one only.
_NAMES: Final = {
    name.lower(): name
    for name in (
        "T38FaxVersion",
        "T38MaxBitRate",
        "T38FaxFillBitRemoval",
        "T38FaxTranscodingMMR",
        "T38FaxTranscodingJBIG",
        "T38FaxRateManagement",
        "T38FaxMaxBuffer",
        "T38FaxMaxDatagram",
        "T38FaxMaxIFP",
        "T38FaxUdpEC",
        "T38FaxUdpECDepth",
        "T38FaxUdpFECMaxSpan",
        "T38ModemType",
        "T38VendorInfo",
    )
}
_PREFIX: Final = "t38"
_UDPTL: Final = "UDPTL"
_FORMAT: Final = "t38"


@dataclass(frozen=True, slots=True)
class FaxSide:
    """What one side said of its fax: where it wants packets, and the attributes of T.38 as they were."""

    remote: tuple[str, int]
    attributes: tuple[tuple[str, str | None], ...] = ()


def fax_of(description: SessionDescription | bytes) -> FaxSide | None:
    """Return the first section of T.38 that is on; None without one that we know."""
    read = _described(description)
    for media in read.media:
        if _is_fax(media) and media.port and not unspecified(address := read.address_of(media)):
            assert address is not None
            told = [(name, value) for name, value in media.attributes if name.startswith(_PREFIX)]
            return FaxSide((address, media.port), tuple(told))
    return None


def fax_only(description: SessionDescription | bytes) -> FaxSide | None:
    """Return the T.38 of a description without any sound that is on, as a call may begin; None for any other."""
    read = _described(description)
    return None if any(media.kind == "audio" and media.port for media in read.media) else fax_of(read)


def offer_fax(local: LocalMedia, previous: bytes, attributes: Attributes) -> bytes:
    """Offer T.38 with these attributes instead of the sound; `previous` is our last description, if there is one."""
    sections = [refused(media) for media in parse(previous).media] if previous else []
    ours = _section(local.port, attributes)
    place = next((at for at, media in enumerate(sections) if _is_fax(media)), None)
    if place is None:
        sections.append(ours)
    else:
        sections[place] = ours
    return _session(local, sections)


def answer_fax(offer: SessionDescription | bytes, local: LocalMedia, attributes: Attributes) -> bytes:
    """Answer an offer by its first section of T.38 with these attributes, and refuse the others.

    Raises:
        NotAcceptable: it has none (status 488).
    """
    theirs = _described(offer).media
    place = next((at for at, media in enumerate(theirs) if _is_fax(media) and media.port), None)
    if place is None:
        raise NotAcceptable("no fax offered")
    sections = [refused(media) for media in theirs]
    sections[place] = _section(local.port, attributes)
    return _session(local, sections)


def with_sound(description: bytes, sound: bytes) -> bytes:
    """Return our description with the section of sound as `sound`, an earlier one of ours, had it.

    It is what an offer that ends a fax goes on from.
    """
    current, before = parse(description), parse(sound)
    for place, media in enumerate(before.media[: len(current.media)]):
        if media.kind == "audio" and media.port:
            current.media[place] = media
    return replace(current, attributes=before.attributes).encode()


def _is_fax(media: Media) -> bool:
    known = any(one.lower() == _FORMAT for one in media.formats)
    return media.kind == "image" and media.protocol == _UDPTL and known


def _section(port: int, attributes: Attributes) -> Media:
    spelled: Attributes = [(_NAMES.get(name, name), value) for name, value in attributes]
    return Media("image", port, "udptl", [_FORMAT], attributes=spelled)


def _session(local: LocalMedia, sections: list[Media]) -> bytes:
    origin = Origin("offhook", str(local.session_id), str(local.version), local.address)
    return SessionDescription(origin=origin, connection=local.address, media=sections).encode()


def _described(description: SessionDescription | bytes) -> SessionDescription:
    return parse(description) if isinstance(description, bytes) else description
