"""Whether a conversation is recorded: the company's rules in their order, the first that fits decides.

Invariant: the same call gets the same answer, also after a restart; a caller who refused is not recorded, whatever the
rules say. Where no rule fits, the company's setting for all other calls does, while its plan has room for the sound.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from offhook.configuration import RecordingRule

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.call.leg import Leg
    from offhook.configuration import Company, RecordingMode

OTHERWISE = RecordingRule(id="", name="")
NEVER = RecordingRule(id="", name="", mode="never")
ALL = 100


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules ask about a conversation."""

    call: str
    direction: str
    line: str = ""  # the company's own number, E.164
    outside: frozenset[str] = frozenset()  # the numbers of who is no telephone of the company
    extensions: frozenset[str] = frozenset()  # ids of who is
    queue: str = ""  # the id of the one that brought them together


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done, and the rule that says so; `sampled_out` when its share of calls has no place for this one."""

    mode: RecordingMode
    rule: RecordingRule
    sampled_out: bool = False


def decide(company: Company, facts: Facts, agreed: bool | None) -> Decision:  # noqa: FBT001  what the caller said
    """Return what the first rule that fits says; `agreed` is the caller's answer, None when nobody asked."""
    if agreed is False:
        return Decision("never", NEVER)
    rule = next((one for one in company.recording_rules if fits(company, one, facts)), None)
    if rule is None:
        wanted = company.record_calls and not company.storage_full
        return Decision("always", OTHERWISE) if wanted else Decision("never", NEVER)
    if not in_sample(facts.call, rule):
        return Decision("never", rule, sampled_out=True)
    return Decision(rule.mode, rule)


def fits(company: Company, rule: RecordingRule, facts: Facts) -> bool:
    """Tell whether a rule is about a conversation: every condition that it has must hold."""
    lines = {number.e164 for number in company.numbers if number.id in rule.numbers}
    listed = next((one for one in company.lists if one.id == rule.list_id), None)
    return (
        (not rule.directions or facts.direction in rule.directions)
        and (not rule.numbers or facts.line in lines)
        and (not rule.extensions or not facts.extensions.isdisjoint(rule.extensions))
        and (not rule.queues or facts.queue in rule.queues)
        and (rule.list_id is None or (listed is not None and any(map(listed.has, facts.outside))))
    )


def in_sample(call: str, rule: RecordingRule) -> bool:
    """Tell whether a call belongs to the share of calls that a rule is for."""
    return rule.percent >= ALL or zlib.crc32(f"{rule.id} {call}".encode()) % ALL < rule.percent


def facts_of(call: Call, *legs: Leg) -> Facts:
    """Return what rules ask about the conversation of these legs."""
    capture = call.capture
    state = call.exchange.journal.state.calls.get(call.call_id)
    number = state.number_id if state is not None else None
    line = capture.line or next((one.e164 for one in call.company.numbers if one.id == number), "")
    return Facts(
        call.call_id,
        call.direction,
        line,
        frozenset(leg.party.number for leg in legs if leg.party.number and not leg.party.extension_id),
        frozenset(leg.party.extension_id for leg in legs if leg.party.extension_id),
        capture.queue,
    )
