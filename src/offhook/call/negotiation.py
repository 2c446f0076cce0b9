"""Between the descriptions of SIP and the sessions of the media server: what a leg's agreement means for each."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, UnsetType, structs

from offhook.media import protocol as media
from offhook.sip.address import WEB
from offhook.sip.codec import codecs_named, is_event, is_noise, limited, opus_wishes, preferring
from offhook.sip.keying import CryptoKey, Dtls, MediaSecrets, Sdes
from offhook.sip.offer_answer import LocalMedia, Negotiated, addresses_offered, restarts_ice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from offhook.call.bandwidth import Economy
    from offhook.call.leg import Leg
    from offhook.call.terms import MediaTerms, Place
    from offhook.errors import NotAcceptable
    from offhook.sip.address import Flow
    from offhook.sip.ice import Ice
    from offhook.sip.sdp import SessionDescription
    from offhook.sip.video import NegotiatedVideo, VideoFormat
    from offhook.sip.wire import Request

INSUFFICIENT_BANDWIDTH = 370  # the warning of RFC 3261 §20.43


def local_media(leg: Leg, place: Place, port: int, first: Iterable[str]) -> LocalMedia:
    """Return our side of a leg that has just got a port: with new secrets, and `first` (codec names) preferred."""
    terms, exchange = leg.terms, leg.call.exchange
    fingerprint = exchange.media.fingerprint
    return LocalMedia(
        address=place.advertised,
        port=port,
        codecs=terms.speech(first),
        session_id=exchange.wall(),
        rtcp_mux=leg.direction == "inbound",
        encryption=terms.encryption,
        secrets=MediaSecrets.fresh(fingerprint, secrets.token_bytes),
        browser=terms.browser and bool(fingerprint),
        candidates=place.candidates,
        ptime_ms=terms.economy.ptime_ms,
    )


def other_version(flow: Flow | None, offer: bytes) -> str | None:
    """Return where an offer wants its sound when that is of the other IP version than the signalling only.

    Raises BadMessage when it is no SDP.
    """
    six = flow is not None and ":" in flow.remote[0]
    if not offer or six == (b"IN IP6" in offer):
        return None
    wanted = addresses_offered(offer)
    return wanted[0] if wanted and all((":" in one) != six for one in wanted) else None


async def open_session(leg: Leg, place: Place, orphan_s: float) -> int:
    """Open a leg's session at the media server; return its port.

    Raises:
        MediaError: the media server refuses or is away.
    """
    call = leg.call
    opened = await call.exchange.media.do(
        media.SessionOpen(
            session=leg.leg_id,
            group=call.call_id,
            address=place.local,
            note=call.call_id.encode(),
            orphan_s=orphan_s,
            dscp=call.exchange.dscp,
        )
    )
    return opened.port


@dataclass(frozen=True, slots=True)
class Habits:
    """How a session is run beside what was agreed; `tones`: keys are tones, which are listened for if `detect`."""

    relatch: bool
    timeout_s: float
    report: bool
    tones: bool
    detect: bool


def session_set(session: str, agreed: Negotiated, previous: Negotiated | None, habits: Habits) -> media.SessionSet:
    """Return the command that makes a session do what was agreed.

    Keys are given only when they differ from those of `previous`: the handshake and the streams that run go on.
    """
    remote: media.Remote | UnsetType | None = UNSET if agreed.ice else None
    if agreed.remote is not None:
        remote = media.Remote(
            address=agreed.remote[0], port=agreed.remote[1], rtcp_port=agreed.rtcp[1] if agreed.rtcp else UNSET
        )
    wishes = opus_wishes(agreed.codec.fmtp if agreed.codec.name == "OPUS" else "")
    before = (previous.ice, previous.security) if previous is not None else (None, None)
    known_ice, known_security = before
    security = agreed.security
    changed = security != known_security
    return media.SessionSet(
        session=session,
        remote=remote,
        send=media.Send(
            codec=agreed.codec.name,
            payload=agreed.payload_send,
            ptime_ms=agreed.ptime_ms,
            dtmf_payload=agreed.dtmf_payload_send,
            dtmf_clock=agreed.dtmf_clock,
            dtmf_tones=habits.tones,
            # RFC 3551 §6 gives comfort noise of 8 kHz one number for both sides.
            cn_payload=next((number for number, known in agreed.payload_receive_map.items() if is_noise(known)), None),
            fec=wishes.fec,
            bitrate=wishes.bitrate,
        ),
        receive=[
            media.Receive(payload=payload, codec=known.name, clock=known.rate if is_event(known) else None)
            for payload, known in agreed.payload_receive_map.items()
        ],
        direction=agreed.direction,
        rtcp_mux=agreed.rtcp_mux,
        ice=_ice(agreed.ice) if agreed.ice != known_ice else UNSET,
        dtls=_dtls(security) if changed else UNSET,
        srtp=_srtp(security) if changed else UNSET,
        relatch=habits.relatch,
        timeout_s=habits.timeout_s,
        report=True if habits.report and previous is None else UNSET,
        detect_dtmf=habits.tones and habits.detect,
    )


def came_straight(request: Request) -> bool:
    """Tell whether a request passed no proxy."""
    places = [value for name, value in request.headers if name == "Via"]
    return len(places) == 1 and "," not in places[0]


def guarded(command: media.SessionSet, leg: Leg) -> media.SessionSet:
    """Return the command with what is to be expected of a far end's address, against who sprays all ports (RTPbleed).

    A phone's sound comes from its announced host or, where no proxy hides it, the one that signals, only. Operators
    have it elsewhere at times, so theirs are only preferred (docs/adr/0180).
    """
    remote = command.remote
    flow = leg.dialog.flow if leg.dialog is not None else leg.flow
    if flow is None or flow.transport in WEB or not isinstance(remote, media.Remote):
        return command
    host = flow.remote[0].partition("%")[0]
    if leg.party.trunk_id:
        remote = structs.replace(remote, known=[host, *leg.terms.networks])
    elif leg.direct:
        remote = structs.replace(remote, host=host)
    return structs.replace(command, remote=remote)


def sparing(command: media.SessionSet, economy: Economy) -> media.SessionSet:
    """Return the command with what the far end is sent kept within an economy."""
    sent = command.send
    if not isinstance(sent, media.Send) or economy.bitrate is None:
        return command
    sent = structs.replace(sent, bitrate=min(sent.bitrate or economy.bitrate, economy.bitrate), anew=economy.tight)
    return structs.replace(command, send=sent)


def video_set(
    session: str, agreed: NegotiatedVideo, previous: NegotiatedVideo | None, *, held: bool, relatch: bool
) -> media.SessionSet:
    """Return the command that makes a session of video do what was agreed; who is `held` neither sees nor is seen."""
    remote: media.Remote | UnsetType | None = UNSET if agreed.ice else None
    if agreed.remote is not None:
        rtcp = agreed.rtcp[1] if agreed.rtcp else UNSET
        remote = media.Remote(address=agreed.remote[0], port=agreed.remote[1], rtcp_port=rtcp)
    known_ice, known_security = (previous.ice, previous.security) if previous is not None else (None, None)
    changed = agreed.security != known_security
    return media.SessionSet(
        session=session,
        remote=remote,
        send_formats=[media.Format(payload, name) for payload, name in _names(agreed.send)],
        receive=[media.Receive(payload, name) for payload, name in _names(agreed.receive)],
        direction="inactive" if held else agreed.direction,
        rtcp_mux=agreed.rtcp_mux,
        ice=_ice(agreed.ice) if agreed.ice != known_ice else UNSET,
        dtls=_dtls(agreed.security) if changed else UNSET,
        srtp=_srtp(agreed.security) if changed else UNSET,
        relatch=relatch,
    )


def _names(formats: Iterable[VideoFormat]) -> list[tuple[int, str]]:
    """Return payload types with the names that the media server joins them by; `rtx` begins those of repetitions."""
    own = [(one.payload, one.key) for one in formats]
    return own + [(one.rtx, f"rtx {one.key}") for one in formats if one.rtx is not None]


def remembered(local: LocalMedia, agreed: Negotiated) -> tuple[LocalMedia, tuple[str, str] | None]:
    """Return what later offers must know: our side with its role in the handshake, and the far end's credentials."""
    ice = (agreed.ice.remote_ufrag, agreed.ice.remote_password) if agreed.ice else None
    if agreed.rtcp_mux and not local.rtcp_mux:  # what was agreed once is taken again when the other side offers
        local = replace(local, rtcp_mux=True)
    if isinstance(agreed.security, Dtls) and agreed.security.role != local.dtls_role:
        local = replace(local, dtls_role=agreed.security.role)
    return local, ice


def restarted(local: LocalMedia, offer: SessionDescription, known: tuple[str, str] | None) -> LocalMedia:
    """Return our side with new credentials when the offer restarts ICE: the far end's network has changed."""
    if known is None or local.secrets is None or not restarts_ice(offer, known):
        return local
    local = replace(local, secrets=local.secrets.restarted(secrets.token_bytes))
    seen = local.video
    if seen is not None and seen.secrets is not None:
        local = replace(local, video=replace(seen, secrets=seen.secrets.restarted(secrets.token_bytes)))
    return local


def encrypted(agreed: Negotiated | None) -> bool:
    """Tell whether the agreement holds secrets."""
    return agreed is not None and (agreed.security is not None or agreed.ice is not None)


def spoken(agreed: Negotiated | None) -> tuple[str, str]:
    """Return codec and encryption for the history, "" for none."""
    if agreed is None:
        return "", ""
    match agreed.security:
        case Sdes(send=send):
            return agreed.codec.name, f"SDES {send.suite}"
        case Dtls():
            return agreed.codec.name, "DTLS-SRTP"
        case None:
            return agreed.codec.name, ""


def snapshot(local: LocalMedia, *, secret: bool) -> dict[str, Any]:
    """Return plain values of our side; the secrets only where they are used, to be sealed then."""
    return {
        "port": local.port,
        "codecs": [known.name for known in local.codecs if known.speech],
        "session": local.session_id,
        "version": local.version,
        "address": local.address,
        "candidates": list(local.candidates),
        "role": local.dtls_role,
        "mux": local.rtcp_mux,
        "secrets": local.secrets.snapshot() if secret and local.secrets else None,
    }


def restored(saved: dict[str, Any], terms: MediaTerms, fingerprint: str) -> tuple[LocalMedia, tuple[str, str] | None]:
    """Undo `snapshot`; return the far end's credentials too. Raises KeyError when a field is missing.

    Where no secrets were in use there are new ones, with the media server's `fingerprint`.
    """
    kept = saved["secrets"]
    own = MediaSecrets.from_snapshot(kept) if kept else MediaSecrets.fresh(fingerprint, secrets.token_bytes)
    known = limited(codecs_named(saved["codecs"]), terms.economy.bitrate) or terms.speech()
    codecs = preferring(known, (saved["codec"],))
    local = LocalMedia(
        address=saved["address"],
        port=saved["port"],
        codecs=codecs,
        session_id=saved["session"],
        version=saved["version"],
        rtcp_mux=saved["mux"],
        encryption=terms.encryption,
        secrets=own,
        browser=terms.browser,
        candidates=tuple(saved["candidates"]),
        dtls_role=saved["role"],
        ptime_ms=terms.economy.ptime_ms,
    )
    ice = saved["remote_ice"]
    return local, (ice[0], ice[1]) if ice else None


def warning(error: NotAcceptable) -> tuple[str, str]:
    """Return the Warning header of a refusal (RFC 3261 §20.43)."""
    text = "".join(one if one.isascii() and (one.isalnum() or one in " -/.:;,") else "?" for one in str(error))
    return "Warning", f'{error.warning} offhook "{text}"'


def _ice(ice: Ice | None) -> media.Ice | None:
    return media.Ice(ice.ufrag, ice.password, ice.remote_ufrag, ice.remote_password) if ice else None


def _dtls(security: Sdes | Dtls | None) -> media.Dtls | None:
    return media.Dtls(security.role, list(security.fingerprints)) if isinstance(security, Dtls) else None


def _srtp(security: Sdes | Dtls | None) -> media.Srtp | None:
    return media.Srtp(_key(security.send), _key(security.receive)) if isinstance(security, Sdes) else None


def _key(key: CryptoKey) -> media.SrtpKey:
    return media.SrtpKey(key.suite, key.key)
