"""Ringing: call several targets at once; the first that answers is taken, the others are told so.

RFC 3261 §16.7 in the role of a back-to-back user agent; RFC 3326 tells cancelled phones that another one answered. What
the caller hears in the meantime is said in docs/howto/ringing.md: of an only target what it sends, of several the
country's ringing tone.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from offhook import causes
from offhook.call.events import DeadlinePassed, LegAnswered, LegRefused, LegRinging, LegTaken
from offhook.call.fax import PROTECTED, call_by_fax, is_protected
from offhook.call.leg import Leg
from offhook.call.play import start_play, stop_play
from offhook.call.redirect import follow, learn
from offhook.call.target import Target
from offhook.call.video import offer_video
from offhook.call.ways import Refusal, refusal_of, without_sound
from offhook.errors import MediaError
from offhook.journal import records
from offhook.media import protocol as media

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.call.call import Call
    from offhook.call.ways import Ways

ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of ringing: the leg that answered, or each refusal; who merely let it ring is in `silent`.

    `explained`: the far end has said why by sound of its own.
    """

    leg: Leg | None
    refusals: tuple[Refusal, ...] = ()
    silent: tuple[records.Party, ...] = ()
    explained: bool = False

    @property
    def status(self) -> int:
        """The best SIP status to give to the caller (RFC 3261 §16.7, step 6)."""
        if self.silent or not self.refusals:
            return 480
        statuses = sorted(refusal.status for refusal in self.refusals)
        globally = [status for status in statuses if status >= 600]  # noqa: PLR2004  6xx rules
        busy = [status for status in statuses if status == 486]  # noqa: PLR2004
        return (globally or busy or statuses)[0]

    @property
    def cause(self) -> causes.Cause:
        """Why nobody answered, for what the caller is told and for the history."""
        return causes.of(self.status)


@dataclass(slots=True)
class _Attempt:
    """The legs that ring, and what the others said.

    `alone`: there is one target only, whose sound before the answer is let through; `heard` is the leg that is let
    through. `later` are the targets of redirections that are less preferred, `seen` the URIs that were rung.
    """

    alone: bool = False
    heard: Leg | None = None
    later: deque[list[Target | Ways]] = field(default_factory=deque)
    seen: set[str] = field(default_factory=set)
    legs: dict[Leg, Target] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    silence_ends: dict[Leg, float] = field(default_factory=dict)
    explained: bool = False
    tone: str | None = None


async def ring(
    call: Call,
    targets: Sequence[Target | Ways],
    *,
    seconds: float,
    caller: Leg,
    node: str | None = None,
) -> Outcome:
    """Ring `targets` together for at most `seconds`.

    An unanswered `caller` gets 180 when the first target alerts. Sound before the answer (183) of an only target is let
    through, that of a phone once it really comes. A caller who hears us already hears the country's ringing tone.

    Raises:
        PartyGone: the caller left; the phones are silent again.
    """
    attempt = _Attempt(alone=len(targets) == 1, seen={target.uri for target in targets})
    try:
        for target in targets:
            await _call_target(call, attempt, target, caller)
        if not attempt.legs:
            return Outcome(None, tuple(attempt.refusals))
        if caller.answered or caller.early:
            attempt.tone = _ringing_tone(call, caller)
        return await _first_answer(call, attempt, seconds, caller, node=node)
    finally:
        _stop_tone(attempt, caller)
        for leg in attempt.legs:
            leg.hang_up()
            call.exchange.retire(leg)


async def _call_target(call: Call, attempt: _Attempt, called: Target | Ways, caller: Leg) -> None:
    found = called if isinstance(called, Target) else called.first(call)
    if isinstance(found, Refusal):
        attempt.refusals.append(found)
        return
    await _call_way(call, attempt, found, caller)


async def _call_way(call: Call, attempt: _Attempt, target: Target, caller: Leg) -> None:
    exchange = call.exchange
    if caller.begins_fax is not None and is_protected(target.terms):
        call.step("ring_failed", who=target.party.name or target.party.number, status=488, reason=PROTECTED)
        attempt.refusals.append(Refusal(target.party, 488, PROTECTED))
        return
    leg = Leg(call, call.name_leg(target.flow), "outbound", target.party)
    call.journal(records.LegStarted(call.call_id, leg.leg_id, exchange.wall(), "outbound", target.party))
    try:
        leg.terms, leg.flow, leg.way = target.terms, target.flow, target.way
        await leg.open_media(caller.speaks)
        await offer_video(leg, caller)
        call_by_fax(leg, caller)
    except MediaError as error:
        refusal, following = without_sound(leg, target, error)
        if following is None:
            attempt.refusals.append(refusal)
        else:
            await _call_way(call, attempt, following, caller)
        return
    leg.send_invite(target)
    attempt.legs[leg] = target
    if target.silence_limit_s is not None:
        attempt.silence_ends[leg] = exchange.loop.time() + target.silence_limit_s


def _ringing_tone(call: Call, caller: Leg) -> str:
    return start_play(caller, [media.Tone(tone="ringback", country=call.company.country)], repeat=0)


def _stop_tone(attempt: _Attempt, caller: Leg) -> None:
    tone, attempt.tone = attempt.tone, None
    if tone is not None and not caller.gone:
        stop_play(caller, tone)


async def _first_answer(  # noqa: C901, PLR0912  one arm per kind of event
    call: Call, attempt: _Attempt, seconds: float, caller: Leg, *, node: str | None
) -> Outcome:
    started = call.exchange.loop.time()
    end = started + seconds
    while True:
        match await call.next(min([end, *attempt.silence_ends.values()])):
            case LegRinging(leg, early) if leg in attempt.legs:
                attempt.silence_ends.pop(leg, None)
                _heard(call, attempt.legs[leg])
                if call.report is not None:
                    call.report.tell(180)
                if early and attempt.alone and (leg.party.trunk_id or leg.heard):
                    _let_through(call, attempt, caller, leg)
                else:
                    caller.ring()
            case LegAnswered(leg) if leg in attempt.legs:
                _heard(call, attempt.legs[leg])
                after = round(call.exchange.loop.time() - started, 1)
                call.step("answered", node=node, who=leg.label, after_s=after)
                _tell_the_others(call, attempt, leg, node)
                return Outcome(leg)
            case LegTaken(old, leg) if old in attempt.legs:
                call.step("picked_up", node=node, who=leg.label, instead=old.label)
                _tell_the_others(call, attempt, leg, node)
                return Outcome(leg)
            case LegRefused(leg, status, reason) if leg in attempt.legs:
                await _redirected_or_refused(call, attempt, leg, (status, reason), caller, node=node)
                if not attempt.legs:
                    return Outcome(None, tuple(attempt.refusals), explained=attempt.explained)
            case DeadlinePassed():
                now = call.exchange.loop.time()
                if now >= end:
                    silent = tuple(leg.party for leg in attempt.legs)
                    for who in dict.fromkeys(leg.label for leg in attempt.legs):
                        call.step("unanswered", node=node, who=who, seconds=round(now - started))
                    return Outcome(None, tuple(attempt.refusals), silent, attempt.explained)
                for leg in [leg for leg, limit in attempt.silence_ends.items() if now >= limit]:
                    if leg.proceeding:
                        attempt.silence_ends.pop(leg)
                        continue
                    leg.hang_up()
                    leg.unreachable = True
                    await _refused(call, attempt, leg, (408, "no response"), caller, node=node)
                if not attempt.legs:
                    return Outcome(None, tuple(attempt.refusals), explained=attempt.explained)
            case _:
                pass


def _let_through(call: Call, attempt: _Attempt, caller: Leg, leg: Leg) -> None:
    """Let the caller hear the only target before it answers."""
    if attempt.heard is leg:
        return
    attempt.heard = leg
    attempt.explained = True
    caller.settle_on(leg)
    caller.open_early()
    _stop_tone(attempt, caller)
    call.exchange.link(caller, leg)


async def _redirected_or_refused(
    call: Call, attempt: _Attempt, leg: Leg, said: tuple[int, str], caller: Leg, *, node: str | None
) -> None:
    """Ring whom a refusing target names instead, if it may; the less preferred ones when those refuse."""
    target = attempt.legs[leg]
    if target.any_host and leg.moved:
        await learn(call.exchange.names, leg.moved)
    groups = follow(call, target, leg.moved, attempt.seen)
    if groups:
        del attempt.legs[leg]
        attempt.silence_ends.pop(leg, None)
        call.exchange.retire(leg)
        others = [other.party.number for group in groups for other in group]
        call.step("redirected", node=node, who=leg.label, to=list(dict.fromkeys(others)))
        attempt.later.extend(groups)
        attempt.alone = attempt.alone and len(groups[0]) == 1
    elif await _refused(call, attempt, leg, said, caller, node=node):
        return
    if attempt.later:
        for other in attempt.later.popleft():
            await _call_target(call, attempt, other, caller)


async def _refused(
    call: Call, attempt: _Attempt, leg: Leg, said: tuple[int, str], caller: Leg, *, node: str | None
) -> bool:
    """Note that a target did not answer, and try the next way to the same party; True when there is one."""
    target = attempt.legs.pop(leg)
    attempt.silence_ends.pop(leg, None)
    call.exchange.retire(leg)
    refusal = refusal_of(target, leg, *said)
    more = {} if leg.q850 is None else {"cause": leg.q850}
    call.step("ring_failed", node=node, who=leg.label, status=said[0], reason=said[1], **more)
    following = target.ways.after(call, target, refusal) if target.ways is not None else None
    if following is None:
        attempt.refusals.append(refusal)
        return False
    attempt.explained = False
    if (caller.answered or caller.early) and attempt.tone is None:
        attempt.tone = _ringing_tone(call, caller)
    await _call_way(call, attempt, following, caller)
    return True


def _heard(call: Call, target: Target) -> None:
    if target.ways is not None:
        target.ways.heard(call, target)


def _tell_the_others(call: Call, attempt: _Attempt, winner: Leg, node: str | None) -> None:
    attempt.legs.pop(winner, None)
    for leg in attempt.legs:
        leg.hang_up(reason=ELSEWHERE)
        call.exchange.retire(leg)
    for who in dict.fromkeys(leg.label for leg in attempt.legs if leg.label != winner.label):
        call.step("cancelled", node=node, who=who, reason="Call completed elsewhere")
    attempt.legs.clear()
