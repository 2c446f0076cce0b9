"""Changing what was agreed with a party while it talks (RFC 3261 §14): its re-INVITEs, and ours for the video.

A party's re-INVITE is answered here and does not disturb the other party, but for video: who adds it is answered with
what the other party takes of it, who ends it ends it for both. An answer waits for the other party for a few seconds at
most, and then is without video.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from offhook.call import negotiation
from offhook.call.fax import end_fax, faxes, settle, take_answer, take_reinvite
from offhook.call.video import close_video, link_video, open_video, propose, unlink_video
from offhook.errors import MediaError, NotAcceptable, RemoteError
from offhook.sip import offer_answer, sdp
from offhook.sip.codec import preferring
from offhook.sip.fax import fax_of, with_sound
from offhook.sip.video import Offered, common

if TYPE_CHECKING:
    from offhook.call.leg import Leg
    from offhook.sip import events as sip
    from offhook.sip.offer_answer import LocalMedia

log = logging.getLogger(__name__)

ANSWER_SECONDS = 8.0  # a phone that asks its user first is too slow; who waits here hears the other all the while


def on_reinvite(leg: Leg, event: sip.ReinviteReceived) -> None:
    """Answer hold, resume, a new address or codec; pass fax, or video that comes, on to the other party first."""
    if take_reinvite(leg, event):
        return
    other = _asked_too(leg, event)
    if other is None:
        answer_reinvite(leg, event)
    else:
        leg.asking = other.asking = True
        leg.call.exchange.spawn(_add_video(leg, event, other))


def _asked_too(leg: Leg, event: sip.ReinviteReceived) -> Leg | None:
    """Return the other party where it is to be asked for video first."""
    if not event.sdp or not leg.answered or not leg.terms.video or leg.asking or (leg.video and leg.video.on):
        return None
    other = leg.call.exchange.other(leg)
    if other is None or other is leg or other.gone or not other.answered or not other.terms.video:
        return None
    if other.asking or other.held or other.reoffered is not None:
        return None
    try:
        return other if offer_answer.video_offered(event.sdp) is not None else None
    except RemoteError:
        return None


async def _add_video(leg: Leg, event: sip.ReinviteReceived, other: Leg) -> None:
    """Ask the other party for the video that a re-INVITE offers, then answer that."""
    exchange = leg.call.exchange
    wanted = offer_answer.video_offered(event.sdp or b"")
    try:
        await open_video(leg)
        await open_video(other)
        if wanted is not None:
            propose(other, wanted)
            async with asyncio.timeout(ANSWER_SECONDS):
                await reoffer(other)
    except (MediaError, TimeoutError) as error:
        log.info("call %s: no video: %s", leg.call.call_id, str(error) or "no answer in time")
    finally:
        leg.asking = other.asking = False
    if leg.gone:
        return
    if other.video is not None and other.video.on and exchange.other(leg) is other:
        _answer_with(leg, event, Offered(other.video.send, other.video.bandwidth))
    else:
        close_video(leg)
        answer_reinvite(leg, event)
        fit_video(other)
    exchange.driver.kick()


def _answer_with(leg: Leg, event: sip.ReinviteReceived, wanted: Offered) -> None:
    if leg.local is not None and leg.local.video is not None:
        seen = replace(leg.local.video, formats=wanted.formats, bandwidth=wanted.bandwidth)
        leg.local = replace(leg.local, video=seen)
    answer_reinvite(leg, event)


def answer_reinvite(leg: Leg, event: sip.ReinviteReceived) -> None:
    """Answer a re-INVITE or UPDATE with what we have."""
    exchange = leg.call.exchange
    leg.local = local = _next_version(leg)
    was_held = leg.held
    try:
        if event.sdp:
            description = sdp.parse(event.sdp)
            local = negotiation.restarted(local, description, leg.remote_ice)
            answer, agreed = offer_answer.answer(description, local)
            leg.local = local
            leg.set_media(agreed, relatch=True)
        else:
            answer = offer_answer.offer(local, previous=leg.offer)
    except NotAcceptable:
        exchange.endpoint.refuse(event.request, 488, exchange.now())
        return
    except RemoteError:
        exchange.endpoint.refuse(event.request, 400, exchange.now())
        return
    leg.offer = answer
    if event.sdp and end_fax(leg):
        _bring_back(leg)
    if not leg.answered:
        leg.early_sdp = event.sdp
    leg.offering = not event.sdp
    exchange.endpoint.answer_reinvite(event.request, answer, exchange.now())
    if not leg.offering:
        leg.note_hold()
        fit_video(leg, anew=was_held)
    leg.save_dialog()


def _bring_back(leg: Leg) -> None:
    """Have the other party of a fax come back to sound, as this one did."""
    other = leg.call.exchange.other(leg)
    if other is not None:
        back_to_sound(other)


def back_to_sound(leg: Leg) -> None:
    """Have a party that faxes come back to sound, because whom it has to do with from now on does not fax."""
    if faxes(leg) and leg.reoffered is None and not leg.gone:
        reoffer(leg)


def reoffer(leg: Leg) -> asyncio.Future[None]:
    """Offer a party what `leg.local` says now, by re-INVITE; what is returned is done once it has said something."""
    exchange = leg.call.exchange
    done: asyncio.Future[None] = exchange.loop.create_future()
    if leg.dialog is None or leg.gone or leg.local is None:
        done.set_result(None)
        return done
    settle(leg)
    leg.reoffered = done
    leg.before = leg.offer, leg.local.video if leg.video is not None and leg.video.on else None
    leg.local = local = _next_version(leg)
    if leg.negotiated is not None:
        local = replace(local, direction=leg.negotiated.direction)
    previous = with_sound(leg.offer, leg.fax.sound) if leg.fax is not None and leg.fax.sound else leg.offer
    leg.offer = offer_answer.offer(local, previous=previous)
    exchange.endpoint.reinvite(leg.dialog, leg.offer, exchange.now())
    exchange.driver.kick()
    return done


def on_reinvite_answered(leg: Leg, body: bytes) -> None:
    """Take the answer to our re-INVITE."""
    if leg.fax is not None and fax_of(leg.offer) is not None and not leg.gone:
        _fax_answered(leg, body)
    elif leg.reoffered is not None and not leg.gone:
        try:
            end_fax(leg)
            leg.set_media(offer_answer.accept_answer(leg.offer, body))
        except RemoteError as error:
            log.info("call %s: the answer to a re-INVITE cannot be used: %s", leg.call.call_id, error)
            leg.hang_up(reason='SIP;cause=488;text="Answer not acceptable"')
            return
        if leg.video is not None and not leg.video.on:
            close_video(leg)
        settle(leg)
        fit_video(leg)
    leg.save_dialog()


def _fax_answered(leg: Leg, body: bytes) -> None:
    """Take the answer to our offer of T.38; who refused it in a 200, or answered too late, goes back to sound."""
    taken = take_answer(leg, body)
    settle(leg)
    if not taken:
        reoffer(leg)
        leg.fax = None


def on_reinvite_refused(leg: Leg) -> None:
    """Go on as before our re-INVITE."""
    if leg.fax is not None and leg.fax.side is None:
        leg.fax = None
    if leg.reoffered is not None and not leg.gone:
        leg.offer, kept = leg.before
        if leg.local is not None and kept is not None:
            leg.local = replace(leg.local, video=kept)
            unlink_video(leg)
        elif leg.video is not None:
            close_video(leg)
        settle(leg)
    leg.save_dialog()


def fit_video(leg: Leg, *, anew: bool = False) -> None:
    """Fit a party's video to that of the other after a change; `anew`: have whole pictures sent in any case."""
    other = leg.call.exchange.other(leg)
    if other is None or leg.asking or other.asking:
        return
    ours, theirs = leg.video, other.video
    linked = ours is not None and theirs is not None and ours.peer is theirs and ours.keys == theirs.keys
    if anew or not linked:
        join_video(leg, other)


def join_video(one: Leg, other: Leg) -> None:
    """Let two parties who hear each other see each other, or bring both to what they have in common."""
    for leg in (one, other):
        idle = leg.video is not None and not leg.video.on and leg.answered and not leg.asking
        if idle and leg.reoffered is None:  # it was offered, and not taken
            close_video(leg)
    if not link_video(one, other):
        align_video(one, other)


def end_video(leg: Leg) -> None:
    """End a party's video, and with it the other's, because its pictures cannot be protected."""
    unlink_video(leg)
    if leg.local is not None and leg.answered and leg.reoffered is None and not leg.gone:
        leg.local = replace(leg.local, video=None)
        reoffer(leg)


def align_video(one: Leg, other: Leg) -> None:
    """Have two parties whose video does not fit agree anew on what they have in common, or on none."""
    ours, theirs = (leg.video.send if leg.video is not None else () for leg in (one, other))
    both = {known.key for known in common(ours, theirs)}
    for leg in (one, other):
        found, local = leg.video, leg.local
        if found is None or not found.on or local is None or found.keys == both:
            continue
        unlink_video(leg)
        if leg.gone or not leg.answered or leg.reoffered is not None:
            continue  # once it has answered, this is looked at again
        kept = () if local.video is None else tuple(known for known in local.video.formats if known.key in both)
        if kept and local.video is not None:
            leg.local = replace(local, video=replace(local.video, formats=kept))
        else:
            leg.local = replace(local, video=None)
        reoffer(leg)


def _next_version(leg: Leg) -> LocalMedia:
    local = leg.local
    if local is None:
        raise RemoteError(f"leg {leg.leg_id} has no media")
    if leg.negotiated is not None:
        local = replace(local, codecs=preferring(local.codecs, (leg.negotiated.codec.name,)))
    return replace(local, version=local.version + 1)
