"""Speaking from telephones that answer by themselves: one of them, both ways, or many, one way.

Telephones are asked to by what their makers understand: `Call-Info: …;answer-after=0`, `Alert-Info` and RFC 5373.
Invariant: a telephone that is in use, or whose owner does not want to be disturbed, is left in peace; who may not page,
and everybody from outside, is refused. A page is over with who speaks; after a restart of the switch it begins anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from offhook.call.announce import refuse
from offhook.call.conference import open_conference
from offhook.call.conversation import converse
from offhook.call.events import DeadlinePassed, LegAnswered, LegGone
from offhook.call.leg import Leg
from offhook.call.ring import ring
from offhook.errors import MediaError
from offhook.ids import new_id
from offhook.journal import records
from offhook.media import protocol as media
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from offhook.call.conference import Conference
    from offhook.call.target import Target
    from offhook.configuration import Extension
    from offhook.scenario.run import Run

ANSWERING_SECONDS: Final = 6.0  # so long a telephone has to answer by itself
LONGEST_SECONDS: Final = 120.0
INTERCOM_SECONDS: Final = 20.0
AUTO_ANSWER: Final = (
    ("Call-Info", "<sip:localhost>;answer-after=0"),
    ("Alert-Info", "<http://localhost>;info=alert-autoanswer;delay=0"),
    ("Answer-Mode", "Auto"),
)
BEEP: Final = media.Tone(tone="beep")


async def speak_to(run: Run, extension: Extension | None) -> None:
    """Have one telephone answer by itself, and let both hear each other.

    Raises:
        PartyGone: the conversation ended, or the caller left.
        TransferDue: it ended by a wish.
    """
    call, caller = run.call, run.caller
    if not _may(run):
        await refuse(call, caller, 403, "the intercom is not for this person", spoken(run, "not_allowed"))
        return
    if extension is None or extension.kind != "person" or extension.id == caller.party.extension_id:
        await refuse(call, caller, 404, "there is no such person", spoken(run, "number_not_known"))
        return
    targets = _telephones(run, extension)
    if not targets:
        busy = run.reach.registered(run.office, extension)
        words, status = ("all_busy", 486) if busy else ("person_not_available", 480)
        await refuse(call, caller, status, f"{extension.name} is left in peace", spoken(run, words))
        return
    call.step("ringing", who=[{"number": extension.number, "name": extension.name}], seconds=round(INTERCOM_SECONDS))
    outcome = await ring(call, targets, seconds=INTERCOM_SECONDS, caller=caller)
    if outcome.leg is not None:
        await converse(call, caller, outcome.leg)
    await refuse(call, caller, outcome.status, "nobody answered", spoken(run, "person_not_available"))


async def page(run: Run, group: Extension) -> None:
    """Let the caller speak from the telephones of a group, which are not heard.

    Raises:
        PartyGone: the caller is done.
    """
    call, caller = run.call, run.caller
    if not _may(run):
        await refuse(call, caller, 403, "paging is not for this person", spoken(run, "not_allowed"))
        return
    members = (run.office.extensions.get(number) for number in group.members)
    own = caller.party.extension_id
    targets = [one for member in members if member and member.id != own for one in _telephones(run, member)]
    if not targets:
        await refuse(call, caller, 480, "no telephone can be spoken from", spoken(run, "person_not_available"))
        return
    caller.answer()
    call.result = "service"
    try:
        conference = await open_conference(call)
    except MediaError as error:
        await refuse(call, caller, 503, str(error), spoken(run, "call_failed"))
        return
    conference.add(caller)
    ringing = await _call_all(run, targets)
    await _Page(run, conference, ringing, group.name).go_on()


class _Page:
    """One page while it lasts."""

    def __init__(self, run: Run, conference: Conference, ringing: list[Leg], name: str) -> None:
        self.run = run
        self.conference = conference
        self.ringing = ringing
        self.inside: list[Leg] = []
        self.name = name
        self.begun = False

    async def go_on(self) -> None:
        """Bring in who answers, until the caller leaves, nobody is there any more, or the time is over."""
        call, caller = self.run.call, self.run.caller
        now = call.exchange.loop.time()
        answering, over = now + ANSWERING_SECONDS, now + LONGEST_SECONDS
        while self.ringing or self.inside:
            match await call.next(answering if self.ringing else over):
                case LegAnswered(leg) if leg in self.ringing:
                    self.ringing.remove(leg)
                    self.inside.append(leg)
                    self.conference.mute(leg)
                    self.conference.add(leg)
                case LegGone(leg):
                    self.ringing = [one for one in self.ringing if one is not leg]
                    if leg in self.inside:
                        self.inside.remove(leg)
                        self.conference.remove(leg)
                case DeadlinePassed() if self.ringing:
                    self._silence()
                case DeadlinePassed():
                    break
                case _:
                    pass
            if not self.ringing:
                self._begin()
        call.end_as("system", "the page is over")
        if not self.begun:
            call.step("refused", status=480, reason="no telephone answered by itself")
        caller.hang_up()

    def _begin(self) -> None:
        """Beep when all who answer by themselves are there."""
        if not self.begun and self.inside:
            self.begun = True
            self.run.call.step("paged", who=self.run.caller.label, name=self.name, count=len(self.inside))
            self.conference.play("page", [BEEP])

    def _silence(self) -> None:
        """Stop ringing where nobody answers by itself."""
        ringing, self.ringing = self.ringing, []
        for leg in ringing:
            leg.hang_up()
            self.run.call.exchange.retire(leg)


async def _call_all(run: Run, targets: list[Target]) -> list[Leg]:
    call = run.call
    ringing = []
    for target in targets:
        leg = Leg(call, new_id(), "outbound", target.party)
        call.journal(records.LegStarted(call.call_id, leg.leg_id, call.exchange.wall(), "outbound", target.party))
        leg.terms, leg.flow, leg.way = target.terms, target.flow, target.way
        try:
            await leg.open_media(run.caller.speaks)
        except MediaError as error:
            leg.gone_reason = str(error)
            leg.end("system")
            continue
        leg.send_invite(target)
        ringing.append(leg)
    return ringing


def _may(run: Run) -> bool:
    party = run.caller.party
    person = run.office.people.get(party.person_id or "")
    return run.caller.inside and party.trunk_id is None and person is not None and person.may_page


def _telephones(run: Run, extension: Extension) -> list[Target]:
    """Return the telephones of a person, to answer by themselves; none while one is in use or nobody is wanted."""
    in_use = any(
        leg.party.extension_id == extension.id and not leg.gone
        for call in run.call.exchange.calls.values()
        for leg in call.legs.values()
    )
    if in_use or extension.rules.do_not_disturb:
        return []
    found = run.reach.extension(run.office, extension, run.shown)
    return [replace(one, headers=(*one.headers, *AUTO_ANSWER)) for one in found]
