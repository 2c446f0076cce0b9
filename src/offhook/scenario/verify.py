"""Judges a graph before it goes live: whether callers can end in silence, go round for ever, or reach nobody.

Invariant: a graph without errors never loses a caller in a rehearsal, whatever the caller presses and whoever is away
(tests/unit/scenario/test_never_lost.py). Each fault names its node, its field, and what to do
(`scenario/fault_words.py`).
"""

from __future__ import annotations

import dataclasses
from collections import deque
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Literal, NamedTuple

from offhook.errors import RemoteError
from offhook.routing.boxes import is_box
from offhook.routing.person_rules import has_phones
from offhook.routing.routes import trunks_for
from offhook.scenario.live import graph_of
from offhook.scenario.members import is_outside, member_of
from offhook.scenario.nodes.enter import Enter
from offhook.scenario.nodes.hangup import Hangup
from offhook.scenario.nodes.menu import Menu
from offhook.scenario.nodes.ring import Ring
from offhook.scenario.shown import CallsOut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from offhook.routing.installation import Office
    from offhook.scenario.graph import Graph
    from offhook.scenario.node import Named, Node, ThingKind

Severity = Literal["error", "warning"]
Place = tuple[str, str]  # a scenario ("" is the one that is judged) and a node of it


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a node, or with the whole graph where `node` is empty; `facts` fill its words."""

    code: str
    node: str = ""
    field: str = ""
    facts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    severity: Severity = "error"


class Company(NamedTuple):
    """What a graph is judged against.

    `has_prompt` tells whether there is a prompt of a name; `own` is the id of the graph's own scenario, which other
    ones may lead back to.
    """

    office: Office
    has_prompt: Callable[[str], bool]
    own: str = ""


def verify(graph: Graph, company: Company) -> list[Fault]:
    """Return all faults, those of the whole graph first, then node by node in the graph's order."""
    faults = [*_beginnings(graph)]
    for name, node in graph.nodes.items():
        faults += _exits(graph, name, node)
        faults += _kind(name, node)
        for named in node.names():
            faults += _named(company, name, named)
    faults += _endless(graph, company)
    faults += _unreached(graph)
    return faults


def is_publishable(faults: list[Fault]) -> bool:
    """Tell whether nothing of this is worse than a warning."""
    return all(fault.severity == "warning" for fault in faults)


def _beginnings(graph: Graph) -> Iterator[Fault]:
    if not graph.nodes:
        yield Fault("empty")
        return
    for name, at in (("start", graph.start), ("rescue", graph.rescue)):
        if not at:
            yield Fault(f"{name}_loose", field=name)
        elif at not in graph.nodes:
            yield Fault(f"{name}_gone", field=name, facts={"to": at})


def _exits(graph: Graph, name: str, node: Node) -> Iterator[Fault]:
    for exit_ in node.exits():
        if exit_.to and exit_.to not in graph.nodes:
            yield Fault("exit_gone", name, exit_.field, {"to": exit_.to, "when": exit_.mark.when})
        elif not exit_.to and not exit_.mark.instead and not exit_.mark.optional:
            yield Fault("exit_loose", name, exit_.field, {"when": exit_.mark.when})


def _kind(name: str, node: Node) -> Iterator[Fault]:
    match node:
        case Hangup(prompts=(), refuse=""):
            yield Fault("silent_end", name, "prompts")
        case Menu(choices=choices, extensions=False) if not choices:
            yield Fault("menu_empty", name, "choices")
        case Ring(members=()):
            yield Fault("ring_empty", name, "members")
        case Enter(scenario=""):
            yield Fault("scenario_loose", name, "scenario")
        case CallsOut(shows="fixed", shown_number=""):
            yield Fault("shown_loose", name, "shown_number")
        case _ if getattr(node, "schedule", None) == "":
            yield Fault("schedule_loose", name, "schedule")
        case _ if getattr(node, "queue", None) == "":
            yield Fault("queue_loose", name, "queue")
        case _:
            pass


Wrong = tuple[str, dict[str, str]]  # a code and its facts


def _named(company: Company, name: str, named: Named) -> Iterator[Fault]:
    if wrong := _CHECKS[named.kind](company, named.name):
        yield Fault(wrong[0], name, named.field, wrong[1])


def _member(company: Company, thing: str) -> Wrong | None:
    office, facts = company.office, {"name": thing}
    if is_outside(thing):
        return None if trunks_for(office, thing) else ("no_way_out", facts)
    extension = office.extensions.get(thing)
    if extension is None:
        return "extension_gone", facts
    if extension.kind != "person":
        return "not_a_person", {**facts, "person": extension.name}
    return None if has_phones(office, extension) else ("no_devices", {**facts, "person": extension.name})


def _dialled(company: Company, thing: str) -> Wrong | None:
    member = member_of(company.office, thing)
    return _member(company, member) if member else ("no_number", {"name": thing})


def _conference(company: Company, thing: str) -> Wrong | None:
    extension = company.office.extensions.get(thing)
    return None if extension and extension.kind == "conference" else ("not_a_conference", {"name": thing})


def _box(company: Company, thing: str) -> Wrong | None:
    extension = company.office.extensions.get(thing)
    if extension is None or extension.kind not in {"person", "box"}:
        return "box_gone", {"name": thing}
    return None if is_box(extension) else ("box_off", {"name": thing, "person": extension.name})


def _prompt(company: Company, thing: str) -> Wrong | None:
    return None if company.has_prompt(thing) else ("prompt_gone", {"name": thing})


def _schedule(company: Company, thing: str) -> Wrong | None:
    return None if thing in company.office.schedules else ("schedule_gone", {})


def _list(company: Company, thing: str) -> Wrong | None:
    return None if thing in company.office.lists else ("list_gone", {})


def _scenario(company: Company, thing: str) -> Wrong | None:
    return None if thing in company.office.scenarios or thing == company.own else ("scenario_gone", {})


def _queue(company: Company, thing: str) -> Wrong | None:
    office = company.office
    queue = office.queues.get(thing)
    if queue is None:
        return "queue_gone", {}
    agents = [office.extensions_by_id.get(member.extension_id) for member in queue.members]
    if any(agent is not None and has_phones(office, agent) for agent in agents):
        return None
    return "queue_empty", {"name": queue.name}


def _number(company: Company, thing: str) -> Wrong | None:
    return None if thing in company.office.numbers else ("shown_gone", {"name": thing})


_CHECKS: Mapping[ThingKind, Callable[[Company, str], Wrong | None]] = {
    "member": _member,
    "dialled": _dialled,
    "conference": _conference,
    "box": _box,
    "prompt": _prompt,
    "schedule": _schedule,
    "list": _list,
    "scenario": _scenario,
    "queue": _queue,
    "number": _number,
}


def _endless(graph: Graph, company: Company) -> Iterator[Fault]:
    """Find rounds that a caller who does nothing would go for ever, also through other scenarios."""
    following: dict[Place, list[Place]] = {}
    todo: list[Place] = [("", name) for name in graph.nodes]
    while todo:
        place = todo.pop()
        if place not in following:
            following[place] = _unchosen(graph, company, place)
            todo += following[place]
    while found := _round(following):
        inside = [node for scenario, node in found if not scenario]
        if inside:  # else it is the other scenario's fault alone
            yield Fault("endless", inside[-1], facts={"round": " → ".join(inside)})
        following[found[-2]].remove(found[-1])


def _round(following: Mapping[Place, list[Place]]) -> list[Place]:
    """Return the places of one round, the first again as the last; none when there is no round."""
    try:
        # The sorter wants to know what comes before, and names a round from there.
        TopologicalSorter(following).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def _unchosen(graph: Graph, company: Company, place: Place) -> list[Place]:
    """Return where a caller comes from a place without choosing anything."""
    scenario, name = place
    found = graph if not scenario else _published(company.office, scenario)
    node = found.nodes.get(name) if found else None
    if node is None:
        return []
    if isinstance(node, Enter):
        answering = company.office.entered(node.scenario, scenario or company.own)
        answers = answering.id if answering else node.scenario
        if answers == company.own:
            return [("", graph.start)]
        entered = _published(company.office, answers)
        return [(answers, entered.start)] if entered else []
    return [(scenario, exit_.to) for exit_ in node.exits() if exit_.to and not exit_.mark.chosen]


def _published(office: Office, scenario: str) -> Graph | None:
    stored = office.drawn(scenario)
    if stored is None:
        return None
    try:
        return graph_of(office, stored)
    except RemoteError:
        return None


def _unreached(graph: Graph) -> Iterator[Fault]:
    reached: set[str] = set()
    todo = deque(at for at in (graph.start, graph.rescue) if at in graph.nodes)
    while todo:
        name = todo.popleft()
        if name not in reached:
            reached.add(name)
            todo.extend(exit_.to for exit_ in graph.nodes[name].exits() if exit_.to in graph.nodes)
    for name in graph.nodes:
        if name not in reached:
            yield Fault("unreached", name, severity="warning")
