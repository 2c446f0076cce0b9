"""Ringing: call several targets at once; the first that answers is taken, the others are told so.

RFC 3261 §16.7 in the role of a back-to-back user agent; RFC 3326 tells cancelled phones that another one answered. What
the caller hears in the meantime is said in docs/howto/ringing.md: of an only target what it sends, of several the
country's ringing tone.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from offhook import causes
from offhook.call.events import DeadlinePassed, DigitPressed, LegAnswered, LegGone, LegRefused, LegRinging, LegTaken
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
    from offhook.call.events import CallEvent
    from offhook.call.ways import Ways

NOT_TAKEN = "the call was not taken by key 1"
ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'


class Meanwhile(Protocol):
    """What goes on with the caller while telephones ring, such as music and announcements."""

    def due(self) -> float | None:
        """Return the loop time at which it wants to do something."""

    def take(self, event: CallEvent) -> None:
        """Take what is no matter of the ringing; an error that it raises ends that."""


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


@dataclass(frozen=True, slots=True)
class Joining:
    """A target that begins to ring after some seconds, or when nobody else rings any more."""

    after_s: float
    target: Target | Ways


@dataclass(slots=True)
class _Attempt:
    """The legs that ring, and what the others said.

    `alone`: there is one target only, whose sound before the answer is let through; `heard` is the leg that is let
    through. `later` are the targets of redirections that are less preferred, `seen` the URIs that were rung. `listener`
    is the caller who hears that it rings. `joining` are those whose turn comes later (loop time, seconds), `asking`
    what those hear who are to take the call by a key.
    """

    caller: Leg | None
    listener: Leg | None
    meanwhile: Meanwhile | None = None
    alone: bool = False
    heard: Leg | None = None
    later: deque[list[Target | Ways]] = field(default_factory=deque)
    seen: set[str] = field(default_factory=set)
    legs: dict[Leg, Target] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    silence_ends: dict[Leg, float] = field(default_factory=dict)
    joining: deque[tuple[float, Target | Ways]] = field(default_factory=deque)
    asking: dict[Leg, str] = field(default_factory=dict)
    explained: bool = False
    tone: str | None = None


async def ring(
    call: Call,
    targets: Sequence[Target | Ways | Joining],
    *,
    seconds: float,
    caller: Leg | None,
    node: str | None = None,
    meanwhile: Meanwhile | None = None,
) -> Outcome:
    """Ring `targets` together, those who are `Joining` in their turn, for at most `seconds`.

    With `meanwhile`, or without a caller, nobody hears that it rings. Otherwise an unanswered `caller` gets 180 when
    the first target alerts. Sound before the answer (183) of an only target is let through, that of a phone once it
    really comes. A caller who hears us already hears the country's ringing tone.

    Raises:
        PartyGone: the caller left; the phones are silent again.
    """
    attempt = _Attempt(
        caller,
        None if meanwhile else caller,
        meanwhile,
        alone=len(targets) == 1,
    )
    now = call.exchange.loop.time()
    later = [one for one in targets if isinstance(one, Joining)]
    attempt.joining.extend((now + one.after_s, one.target) for one in sorted(later, key=lambda one: one.after_s))
    at_once = [one for one in targets if not isinstance(one, Joining)]
    attempt.seen.update(target.uri for target in at_once)
    try:
        for target in at_once:
            await _call_target(call, attempt, target)
        if not await _anybody(call, attempt):
            return Outcome(None, tuple(attempt.refusals))
        _start_tone(call, attempt)
        return await _first_answer(call, attempt, seconds, node=node)
    finally:
        _stop_tone(attempt)
        for leg in attempt.legs:
            leg.hang_up()
            call.exchange.retire(leg)


async def _call_target(call: Call, attempt: _Attempt, called: Target | Ways) -> None:
    found = called if isinstance(called, Target) else called.first(call)
    if isinstance(found, Refusal):
        attempt.refusals.append(found)
        return
    await _call_way(call, attempt, found)


async def _anybody(call: Call, attempt: _Attempt) -> bool:
    """Tell whether anybody rings; where nobody does, those whose turn comes next are rung at once."""
    while not attempt.legs and attempt.joining:
        await _call_joining(call, attempt, attempt.joining[0][0])
    return bool(attempt.legs)


async def _call_joining(call: Call, attempt: _Attempt, until: float) -> None:
    """Ring those whose turn has come."""
    while attempt.joining and attempt.joining[0][0] <= until:
        target = attempt.joining.popleft()[1]
        attempt.seen.add(target.uri)
        await _call_target(call, attempt, target)


async def _call_way(call: Call, attempt: _Attempt, target: Target) -> None:
    exchange = call.exchange
    caller = attempt.caller
    if caller is not None and caller.begins_fax is not None and is_protected(target.terms):
        call.step("ring_failed", who=target.party.name or target.party.number, status=488, reason=PROTECTED)
        attempt.refusals.append(Refusal(target.party, 488, PROTECTED))
        return
    leg = Leg(call, call.name_leg(target.flow), "outbound", target.party)
    call.journal(records.LegStarted(call.call_id, leg.leg_id, exchange.wall(), "outbound", target.party))
    try:
        leg.terms, leg.flow, leg.way = target.terms, target.flow, target.way
        await leg.open_media(attempt.caller.speaks if attempt.caller else ())
        if attempt.caller is not None:
            await offer_video(leg, attempt.caller)
            call_by_fax(leg, attempt.caller)
    except MediaError as error:
        refusal, following = without_sound(leg, target, error)
        if following is None:
            attempt.refusals.append(refusal)
        else:
            await _call_way(call, attempt, following)
        return
    leg.send_invite(target)
    attempt.legs[leg] = target
    if target.silence_limit_s is not None:
        attempt.silence_ends[leg] = exchange.loop.time() + target.silence_limit_s


def _start_tone(call: Call, attempt: _Attempt) -> None:
    listener = attempt.listener
    if attempt.tone is None and listener is not None and (listener.answered or listener.early):
        attempt.tone = start_play(listener, [media.Tone(tone="ringback", country=call.company.country)], repeat=0)


def _stop_tone(attempt: _Attempt) -> None:
    tone, attempt.tone = attempt.tone, None
    if tone is not None and attempt.listener is not None and not attempt.listener.gone:
        stop_play(attempt.listener, tone)


async def _first_answer(  # noqa: C901, PLR0912, PLR0915  one arm per kind of event
    call: Call, attempt: _Attempt, seconds: float, *, node: str | None
) -> Outcome:
    started = call.exchange.loop.time()
    end = started + seconds
    meanwhile = attempt.meanwhile
    while True:
        due = meanwhile.due() if meanwhile is not None else None
        turn = [attempt.joining[0][0]] if attempt.joining else []
        event = await call.next(min([end, *turn, *attempt.silence_ends.values(), *(() if due is None else (due,))]))
        if meanwhile is not None:
            meanwhile.take(event)
        match event:
            case LegRinging(leg, early) if leg in attempt.legs:
                attempt.silence_ends.pop(leg, None)
                _heard(call, attempt.legs[leg])
                if call.report is not None:
                    call.report.tell(180)
                if attempt.listener is None:
                    pass
                elif early and attempt.alone and not attempt.legs[leg].asks and (leg.party.trunk_id or leg.heard):
                    _let_through(call, attempt, attempt.listener, leg)
                else:
                    attempt.listener.ring()
            case LegAnswered(leg) if leg in attempt.legs and attempt.legs[leg].asks:
                _heard(call, attempt.legs[leg])
                attempt.silence_ends.pop(leg, None)
                call.step("confirming", node=node, who=leg.label)
                leg.asked = True
                attempt.asking[leg] = start_play(leg, attempt.legs[leg].asks, repeat=0)
            case LegGone(leg) if leg in attempt.asking and leg in attempt.legs:
                attempt.legs.pop(leg)
                attempt.refusals.append(Refusal(leg.party, 480, NOT_TAKEN, untaken=True))
                call.step("ring_failed", node=node, who=leg.label, status=480, reason=NOT_TAKEN)
                if not await _anybody(call, attempt):
                    return Outcome(None, tuple(attempt.refusals), explained=attempt.explained)
            case LegAnswered(leg) | DigitPressed(leg, "1") if leg in attempt.legs and leg.answered:
                _heard(call, attempt.legs[leg])
                if leg in attempt.asking:
                    stop_play(leg, attempt.asking.pop(leg))
                    leg.asked = False
                after = round(call.exchange.loop.time() - started, 1)
                call.step("answered", node=node, who=leg.label, after_s=after)
                _tell_the_others(call, attempt, leg, node)
                return Outcome(leg)
            case LegTaken(old, leg) if old in attempt.legs:
                call.step("picked_up", node=node, who=leg.label, instead=old.label)
                _tell_the_others(call, attempt, leg, node)
                return Outcome(leg)
            case LegRefused(leg, status, reason) if leg in attempt.legs:
                await _redirected_or_refused(call, attempt, leg, (status, reason), node=node)
                if not await _anybody(call, attempt):
                    return Outcome(None, tuple(attempt.refusals), explained=attempt.explained)
            case DeadlinePassed():
                now = call.exchange.loop.time()
                if now >= end:
                    silent = tuple(leg.party for leg in attempt.legs)
                    for who in dict.fromkeys(leg.label for leg in attempt.legs):
                        call.step("unanswered", node=node, who=who, seconds=round(now - started))
                    return Outcome(None, tuple(attempt.refusals), silent, attempt.explained)
                await _call_joining(call, attempt, now)
                for leg in [leg for leg, limit in attempt.silence_ends.items() if now >= limit]:
                    if leg.proceeding:
                        attempt.silence_ends.pop(leg)
                        continue
                    leg.hang_up()
                    leg.unreachable = True
                    await _refused(call, attempt, leg, (408, "no response"), node=node)
                if not await _anybody(call, attempt):
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
    _stop_tone(attempt)
    call.exchange.link(caller, leg)


async def _redirected_or_refused(
    call: Call, attempt: _Attempt, leg: Leg, said: tuple[int, str], *, node: str | None
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
    elif await _refused(call, attempt, leg, said, node=node):
        return
    if attempt.later:
        for other in attempt.later.popleft():
            await _call_target(call, attempt, other)


async def _refused(call: Call, attempt: _Attempt, leg: Leg, said: tuple[int, str], *, node: str | None) -> bool:
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
    _start_tone(call, attempt)
    await _call_way(call, attempt, following)
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
