"""The video of a leg: a session of its own beside that of the sound, linked while both parties show and see.

Invariant: a session of video is there from before it is offered until it is refused or the leg ends; it is linked to
that of the party that the leg is linked to, and only where both know the same formats. Where one party's video ends,
the other's is ended by re-INVITE (`renegotiate.py`). Rooms leave it alone, and a party that holds is neither shown nor
sees. The sound never waits for the video and never fails for it.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from offhook.call import negotiation
from offhook.errors import LineFull, MediaError
from offhook.media import protocol as media
from offhook.sip import offer_answer
from offhook.sip.keying import Dtls, MediaSecrets
from offhook.sip.video import LocalVideo, NegotiatedVideo, Offered, VideoFormat, from_snapshot, numbered, snapshot

if TYPE_CHECKING:
    from offhook.call.leg import Leg

log = logging.getLogger(__name__)

ORPHAN_SECONDS = 7200  # as the sound's
CLOSING_SECONDS = 2.5


class LegVideo:
    """A session of video; `on` while formats are agreed.

    `send` are those as the far end has them, with its `bandwidth`; `known` are all that ever had a number of ours.
    """

    __slots__ = ("bandwidth", "known", "peer", "previous", "send", "session")

    def __init__(self, session: str) -> None:
        self.session = session
        self.send: tuple[VideoFormat, ...] = ()
        self.bandwidth: tuple[str, ...] = ()
        self.known: tuple[VideoFormat, ...] = ()
        self.previous: NegotiatedVideo | None = None
        self.peer: LegVideo | None = None

    @property
    def on(self) -> bool:
        """Whether there is video with the far end."""
        return bool(self.send)

    @property
    def keys(self) -> set[str]:
        """What the formats agreed stand for."""
        return {one.key for one in self.send}


def session_of(leg_id: str) -> str:
    """Return the name of a leg's session of video."""
    return f"{leg_id}:video"


def shown_by(leg: Leg) -> Offered | None:
    """Return what a party can be shown now: what it has agreed on or, before it hears us, what it offers."""
    if leg.gone or not leg.terms.video:
        return None
    if leg.answered or leg.early:
        return Offered(leg.video.send, leg.video.bandwidth) if leg.video is not None and leg.video.on else None
    return offer_answer.video_offered(leg.offered) if leg.offered else None


async def open_video(leg: Leg) -> LegVideo:
    """Open a leg's session of video, once; nothing is agreed on yet.

    Raises:
        LineFull: the line of the party's site has no room for it.
        MediaError: the media server refuses or is away, or the leg is over.
    """
    if leg.video is not None:
        return leg.video
    exchange = leg.call.exchange
    if leg.site is not None and not exchange.sites.shows(leg):
        raise LineFull(leg.site.name)
    bound = exchange.addresses.bound(leg.local.address) if leg.local is not None else ""
    found = LegVideo(session_of(leg.leg_id))
    opened = await exchange.media.do(
        media.SessionOpen(
            session=found.session,
            group=leg.call.call_id,
            address=bound or exchange.addresses.place(leg.flow).local,
            note=leg.call.call_id.encode(),
            orphan_s=ORPHAN_SECONDS,
            dscp=exchange.dscp,
            kind="video",
        )
    )
    if leg.gone or leg.local is None:
        exchange.media.post(media.SessionClose(session=found.session))
        raise MediaError("gone", "the party has left")
    exchange.videos[found.session] = leg
    leg.video = found
    own = MediaSecrets.fresh(exchange.media.fingerprint, secrets.token_bytes)
    local = LocalVideo(opened.port, (), own, ssrc=opened.ssrc, rtx_ssrc=opened.rtx_ssrc)
    leg.local = replace(leg.local, video=local)
    return found


async def offer_video(leg: Leg, other: Leg) -> None:
    """Let the offer to `leg`, which is to be called, have the video that `other` can be shown; without any, nothing."""
    wanted = shown_by(other)
    if wanted is None or not leg.terms.video:
        return
    try:
        await open_video(other)
        await open_video(leg)
    except MediaError as error:
        log.warning("call %s: no video: %s", leg.call.call_id, error)
        close_video(leg)
        return
    propose(leg, wanted)


def propose(leg: Leg, wanted: Offered) -> None:
    """Let the next offer to a leg have these formats, in numbers that never meant anything else."""
    if leg.video is None or leg.local is None or leg.local.video is None:
        return
    formats = numbered(wanted.formats, leg.video.known)
    _know(leg.video, formats)
    leg.local = replace(leg.local, video=replace(leg.local.video, formats=formats, bandwidth=wanted.bandwidth))


def show(leg: Leg, other: Leg) -> None:
    """Let the next answer to a leg take what `other` has agreed on; nothing of it where that is nothing."""
    if leg.video is None or leg.local is None or leg.local.video is None:
        return
    seen = other.video if other.video is not None and other.video.on else None
    formats, bandwidth = (seen.send, seen.bandwidth) if seen is not None else ((), ())
    leg.local = replace(leg.local, video=replace(leg.local.video, formats=formats, bandwidth=bandwidth))


def take_agreement(leg: Leg, agreed: NegotiatedVideo | None, *, held: bool, relatch: bool) -> None:
    """Make the session do what was agreed; nothing agreed ends it, once the party has been answered."""
    found = leg.video
    if found is not None and found.on and agreed is None:
        close_video(leg)
    if found is None or agreed is None or leg.local is None or leg.local.video is None:
        return
    previous, found.previous = found.previous, agreed
    found.send, found.bandwidth = agreed.send, agreed.bandwidth
    _know(found, agreed.receive)
    role = agreed.security.role if isinstance(agreed.security, Dtls) else leg.local.video.dtls_role
    leg.local = replace(leg.local, video=replace(leg.local.video, formats=agreed.receive, dtls_role=role))
    command = negotiation.video_set(found.session, agreed, previous, held=held, relatch=relatch)
    leg.call.exchange.media.post(negotiation.guarded(command, leg))


def _know(found: LegVideo, formats: tuple[VideoFormat, ...]) -> None:
    new = {one.key for one in formats}
    found.known = (*formats, *(one for one in found.known if one.key not in new))


def link_video(one: Leg, other: Leg) -> bool:
    """Let two parties who hear each other see each other; False when what they have agreed on does not fit."""
    ours, theirs = (leg.video if leg.video is not None and leg.video.on else None for leg in (one, other))
    if ours is None or theirs is None or ours.keys != theirs.keys:
        for leg in (one, other):
            unlink_video(leg)
        return ours is theirs
    for found in (ours, theirs):
        if found.peer is not None and found.peer not in (ours, theirs):
            found.peer.peer = None
    ours.peer, theirs.peer = theirs, ours
    one.call.exchange.media.post(media.Link(a=ours.session, b=theirs.session))
    return True


def unlink_video(leg: Leg) -> None:
    """Let a party see nobody, and nobody see it."""
    found = leg.video
    if found is not None and found.peer is not None:
        found.peer.peer = None
        found.peer = None
        leg.call.exchange.media.post(media.Unlink(session=found.session))


def close_video(leg: Leg) -> None:
    """End a leg's video; its figures are kept for the history. Without any nothing happens."""
    found, exchange = leg.video, leg.call.exchange
    if found is None:
        return
    if found.peer is not None:
        found.peer.peer = None
    leg.video = None
    if leg.local is not None:
        leg.local = replace(leg.local, video=None)
    codec = found.send[0].name if found.on else None
    if exchange.videos.pop(found.session, None) is not None:
        leg.watched.append((codec, exchange.media.ask(media.SessionClose(session=found.session), CLOSING_SECONDS)))


async def figures(leg: Leg) -> dict[str, Any] | None:
    """Wait for the figures of a leg's video; of several times that it was on, the last one that brought packets."""
    found: dict[str, Any] | None = None
    for codec, closing in leg.watched:
        try:
            statistics = msgspec.to_builtins(await closing)
        except MediaError as error:
            log.info("leg %s: no statistics of its video: %s", leg.leg_id, error)
            continue
        if codec is not None and (found is None or statistics["packets_received"]):
            found = {**statistics, "codec": codec}
    return found


def saved_video(leg: Leg, *, secret: bool) -> dict[str, Any] | None:
    """Return plain values of a leg's video; its secrets only where they are used, to be sealed then."""
    found = leg.video
    if found is None or leg.local is None or (local := leg.local.video) is None or not found.on:
        return None
    return {
        "port": local.port,
        "formats": snapshot(local.formats),
        "send": snapshot(found.send),
        "known": snapshot(found.known),
        "ssrcs": (local.ssrc, local.rtx_ssrc),
        "bandwidth": (list(local.bandwidth), list(found.bandwidth)),
        "role": local.dtls_role,
        "secrets": local.secrets.snapshot() if secret and local.secrets else None,
    }


def restore_video(leg: Leg, state: dict[str, Any] | None) -> None:
    """Undo `saved_video`, where the media server still has the session. Raises KeyError when a field is missing."""
    if state is None or leg.local is None:
        return
    exchange = leg.call.exchange
    kept = state["secrets"]
    fresh = MediaSecrets.fresh(exchange.media.fingerprint, secrets.token_bytes)
    found = LegVideo(session_of(leg.leg_id))
    found.send, found.known = from_snapshot(state["send"]), from_snapshot(state["known"])
    local, found.bandwidth = (tuple(lines) for lines in state["bandwidth"])
    ssrc, rtx_ssrc = state["ssrcs"]
    video = LocalVideo(
        port=state["port"],
        formats=from_snapshot(state["formats"]),
        secrets=MediaSecrets.from_snapshot(kept) if kept else fresh,
        dtls_role=state["role"],
        ssrc=ssrc,
        rtx_ssrc=rtx_ssrc,
        bandwidth=local,
    )
    leg.video = found
    leg.local = replace(leg.local, video=video)
    exchange.videos[found.session] = leg
