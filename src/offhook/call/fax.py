"""Fax by T.38: one party's re-INVITE to it is passed on to the other, and their packets are relayed untouched.

Invariant: both parties of a conversation fax, or neither does. Who asks for T.38 is answered only when the other party
has said what it takes; when that refuses, is protected, or says nothing in time, the answer is 488 and the sound goes
on, so that the machines try it as sound. When one goes back to sound the other is brought back, too.

A call may begin with T.38, without any sound (`Leg.begins_fax`): who is rung for it is offered the same, and it is
answered with what the called party takes. Whatever needs sound (greeting, menu, voicemail, conference) cannot take it.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from offhook.call import keeping, negotiation
from offhook.errors import MediaError, NotAcceptable, RemoteError
from offhook.media import protocol as media
from offhook.sip import sdp
from offhook.sip.fax import FaxSide, answer_fax, fax_of, offer_fax

if TYPE_CHECKING:
    from offhook.call.leg import Leg
    from offhook.call.terms import MediaTerms
    from offhook.sip import events as sip

log = logging.getLogger(__name__)

ANSWER_SECONDS = 10.0  # machines answer at once; who asked hears the other's tones meanwhile
STEP = "fax"
NO_SOUND = "the caller sends a fax (T.38) and no sound, and what answers needs sound"
PROTECTED = "its sound is always encrypted, which a fax (T.38) cannot be"
MEDIA_NOT_AVAILABLE = 304  # the warning of RFC 3261 §20.43


@dataclass(slots=True)
class LegFax:
    """The fax of a leg; `sound` is our last description with sound, `wanted` what the other party said of its side.

    A call that began as a fax had no `sound`. It is on once the far end's own `side` is known.
    """

    sound: bytes
    wanted: FaxSide
    side: FaxSide | None = None


def faxes(leg: Leg) -> bool:
    """Tell whether a leg carries T.38 now."""
    return leg.fax is not None and leg.fax.side is not None


def need_sound(leg: Leg) -> None:
    """Refuse a caller that sends a fax and no sound.

    Raises:
        NotAcceptable: it does.
    """
    if leg.begins_fax is not None:
        raise NotAcceptable(NO_SOUND, MEDIA_NOT_AVAILABLE)


def is_protected(terms: MediaTerms) -> bool:
    """Tell whether a party takes nothing plain, and so no T.38."""
    return terms.encryption == "required" or terms.browser


def call_by_fax(leg: Leg, caller: Leg) -> None:
    """Let the offer to `leg`, which is to be called, be the T.38 that its caller begins with, where it does."""
    if caller.begins_fax is not None:
        leg.fax = LegFax(b"", caller.begins_fax)
        leg.call.exchange.media.post(media.SessionSet(session=leg.leg_id, udptl=True))


def take_first_answer(leg: Leg, body: bytes) -> None:
    """Take the answer of a party that was called by T.38.

    Raises:
        NotAcceptable: it has none.
        BadMessage: it is no SDP.
    """
    side = fax_of(body)
    if leg.fax is None or side is None:
        raise NotAcceptable("the answer has no T.38")
    leg.fax.side = side
    leg.call.exchange.media.post(_relay(leg, side))


async def answer_by_fax(caller: Leg, callee: Leg) -> None:
    """Answer a caller that began with T.38 with what the called party has said that it takes; no other caller.

    Raises:
        NotAcceptable: the called party, perhaps one that took the call from another, has no T.38.
        MediaError: the media server refuses or is away.
    """
    wanted = caller.begins_fax
    if wanted is None:
        return
    if callee.fax is None or callee.fax.side is None:
        need_sound(caller)
        return
    await caller.call.exchange.media.do(_relay(caller, wanted))
    caller.call.raise_if_gone()
    caller.offer = answer_fax(caller.offered, caller.ours(), list(callee.fax.side.attributes))
    caller.fax, caller.begins_fax = LegFax(b"", callee.fax.side, wanted), None
    caller.call.step(STEP, by=caller.label)


def take_reinvite(leg: Leg, event: sip.ReinviteReceived) -> bool:
    """Take a re-INVITE that is about fax; False when it is about sound, to which the party comes back then."""
    if not event.sdp:
        if not faxes(leg):
            return False
        _refuse(leg, event)  # an offer of ours would have to be asked of the other party first
        return True
    try:
        wanted = fax_of(event.sdp)
    except RemoteError:
        return False
    if wanted is None:
        return False
    other = leg.call.exchange.other(leg)
    if leg.fax is not None and (
        faxes(leg) or leg.asking
    ):  # a refreshed session, another address, or it asks while it is asked
        leg.call.exchange.media.post(_relay(leg, wanted))
        _accept(leg, event, wanted, leg.fax.wanted)
        settle(leg)
    elif other is None or not _free(leg) or not _free(other) or other is leg:
        _refuse(leg, event)
    else:
        leg.asking = other.asking = True
        leg.call.exchange.spawn(_ask(leg, event, other, _offer(other, wanted)))
    return True


def _free(leg: Leg) -> bool:
    """Whether a leg can be asked for T.38: it is plain, talks, and nothing is being asked of it."""
    secure = leg.negotiated.security is not None if leg.negotiated is not None else keeping.secret(leg.offer)
    idle = leg.reoffered is None and not leg.asking and not leg.offering
    shows = leg.video is not None and leg.video.on
    return idle and leg.answered and not (leg.gone or leg.held or secure or shows or leg.terms.browser)


async def _ask(leg: Leg, event: sip.ReinviteReceived, other: Leg, said: asyncio.Future[None]) -> None:
    """Answer who wants T.38, once the other party, who was asked, has said something."""
    exchange = leg.call.exchange
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await said
    except TimeoutError:
        log.info("call %s: no answer to T.38 in time", leg.call.call_id)
    finally:
        leg.asking = other.asking = False
    if leg.gone:
        return
    asked = other.fax
    if asked is None or asked.side is None or other.gone or exchange.other(leg) is not other:
        _refuse(leg, event)
    elif await _ready(leg, asked.wanted):
        _accept(leg, event, asked.wanted, asked.side)
        leg.call.step(STEP, by=leg.label)
    elif not leg.gone:
        _refuse(leg, event)
    exchange.driver.kick()


def _offer(leg: Leg, wanted: FaxSide) -> asyncio.Future[None]:
    """Offer a party T.38 by re-INVITE; what is returned is done once it has said something."""
    exchange = leg.call.exchange
    done: asyncio.Future[None] = exchange.loop.create_future()
    if leg.dialog is None or leg.local is None:
        done.set_result(None)
        return done
    leg.reoffered = done
    leg.before = leg.offer, None
    leg.fax = LegFax(leg.offer, wanted)
    leg.local = replace(leg.local, version=leg.local.version + 1)
    leg.offer = offer_fax(leg.local, leg.offer, list(wanted.attributes))
    exchange.endpoint.reinvite(leg.dialog, leg.offer, exchange.now())
    exchange.driver.kick()
    return done


def take_answer(leg: Leg, body: bytes) -> bool:
    """Take the answer to our offer of T.38; False when that has neither fax nor sound, or comes too late."""
    try:
        side = fax_of(body)
    except RemoteError:
        side = None
    parted = leg.call.exchange.other(leg) is None
    if leg.fax is None or side is None or parted or not (leg.asking or faxes(leg)):
        return False
    leg.fax.side = side
    leg.call.exchange.media.post(_relay(leg, side))
    return True


def _accept(leg: Leg, event: sip.ReinviteReceived, wanted: FaxSide, other: FaxSide) -> None:
    exchange = leg.call.exchange
    if leg.local is None or not event.sdp:
        return
    leg.local = replace(leg.local, version=leg.local.version + 1)
    answer = answer_fax(sdp.parse(event.sdp), leg.local, list(other.attributes))
    leg.fax = LegFax(leg.fax.sound if leg.fax is not None else leg.offer, other, wanted)
    leg.offer = answer
    exchange.endpoint.answer_reinvite(event.request, answer, exchange.now())
    leg.save_dialog()


def settle(leg: Leg) -> None:
    """Tell who waits for an answer to our re-INVITE that the party has said something."""
    done, leg.reoffered = leg.reoffered, None
    if done is not None and not done.done():
        done.set_result(None)


async def _ready(leg: Leg, side: FaxSide) -> bool:
    """Have the media server expect packets, which follow our answer at once; False when it or the party is gone."""
    try:
        await leg.call.exchange.media.do(_relay(leg, side))
    except MediaError as error:
        log.warning("call %s: no T.38: %s", leg.call.call_id, error)
        return False
    return not leg.gone


def _relay(leg: Leg, side: FaxSide) -> media.SessionSet:
    host, port = side.remote
    command = media.SessionSet(
        session=leg.leg_id,
        remote=media.Remote(host, port),
        direction="sendrecv",
        relatch=True,
        timeout_s=0,  # who receives a page says nothing for minutes
        udptl=True,
    )
    return negotiation.guarded(command, leg)


def _refuse(leg: Leg, event: sip.ReinviteReceived) -> None:
    exchange = leg.call.exchange
    exchange.endpoint.refuse(event.request, 488, exchange.now())


def end_fax(leg: Leg) -> bool:
    """Have a leg carry sound again, as far as the media server is concerned; False when it did."""
    if leg.fax is None:
        return False
    on = faxes(leg)
    leg.fax = None
    if on:
        leg.call.exchange.media.post(media.SessionSet(session=leg.leg_id, udptl=False))
    return on


def saved_fax(leg: Leg) -> dict[str, Any] | None:
    """Return plain values of a fax that is on."""
    if leg.fax is None or leg.fax.side is None:
        return None
    sides = [(*side.remote, side.attributes) for side in (leg.fax.wanted, leg.fax.side)]
    return {"sound": leg.fax.sound, "sides": sides}


def restore_fax(leg: Leg, state: dict[str, Any] | None) -> None:
    """Undo `saved_fax`. Raises KeyError when a field is missing."""
    if state is not None:
        wanted, side = (
            FaxSide((host, port), tuple((name, value) for name, value in attributes))
            for host, port, attributes in state["sides"]
        )
        leg.fax = LegFax(state["sound"], wanted, side)
