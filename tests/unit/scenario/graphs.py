"""Random graphs of all node kinds: nearly right ones, of which the verifier accepts many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from pydantic import BaseModel

from offhook.configuration import Extension, NumberList, Queue, QueueMember, Schedule
from offhook.scenario.graph import Graph
from offhook.scenario.node import Leads
from offhook.scenario.nodes.answer import Answer
from offhook.scenario.nodes.ask import Ask, Reply
from offhook.scenario.nodes.callback import Callback
from offhook.scenario.nodes.caller import Caller, CallerRule
from offhook.scenario.nodes.compare import Case, Compare
from offhook.scenario.nodes.conference import Conference
from offhook.scenario.nodes.consent import Consent
from offhook.scenario.nodes.dial import Dial
from offhook.scenario.nodes.digits import EnterDigits
from offhook.scenario.nodes.directory import Directory
from offhook.scenario.nodes.enter import Enter
from offhook.scenario.nodes.fax import Fax
from offhook.scenario.nodes.hangup import Hangup
from offhook.scenario.nodes.language import Language
from offhook.scenario.nodes.menu import Choice, Menu
from offhook.scenario.nodes.play import Play
from offhook.scenario.nodes.program import Program
from offhook.scenario.nodes.queue import Queue as QueueNode
from offhook.scenario.nodes.ring import Ring
from offhook.scenario.nodes.schedule import OpeningHours
from offhook.scenario.nodes.set import Set
from offhook.scenario.nodes.voicemail import Voicemail

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.scenario.node import Node

SCHEDULES = (Schedule("h-open", "Office", switched="open"), Schedule("h-closed", "Night", switched="closed"))
ROOM = Extension("e-room", "650", "Room", "conference")
LISTS = (NumberList("l-vip", "Important", ("+372555*",)),)
QUEUES = (
    Queue("q-sales", "Sales", members=(QueueMember("e-anna"), QueueMember("e-boris"))),
    Queue("q-empty", "Nobody"),
)
URL = "https://crm.example.com/who"
PROMPTS = ("welcome", "menu_main", "goodbye", "unavailable_leave_message", "invalid")
PROMPTS += (
    "consent_by_key",
    "callback_confirm",
    "callback_enter",
    "callback_promised",
    "directory_spell",
    "directory_none",
    "fax_not_taken",
)

prompts = st.lists(st.sampled_from(PROMPTS[:3]), min_size=1, max_size=2).map(tuple)
members = st.lists(st.sampled_from(["201", "202", "204", "+37255500000"]), min_size=1, max_size=3).map(tuple)
keys = st.sampled_from(["1", "2", "0", "*", "#", "12"])
languages = st.dictionaries(keys, st.sampled_from(["en", "et"]), min_size=1, max_size=2)
orders = st.sampled_from(["together", "in_turn", "rotating", "longest_uncalled", "random"])
queues = st.sampled_from(["q-sales", "q-sales", "q-empty", "q-none"])
single = st.dictionaries(st.sampled_from(["1", "2", "*"]), st.builds(Choice, label=st.just("x")), max_size=2)
choices = st.dictionaries(keys, st.builds(Choice, label=st.just("x")), max_size=3)
KINDS: tuple[st.SearchStrategy[Node], ...] = (
    st.builds(Answer, ring_seconds=st.sampled_from([0, 5]), prompts=st.just(()) | prompts),
    st.builds(Play, prompts=prompts, times=st.integers(1, 3), interruptible=st.booleans()),
    st.builds(Menu, prompts=prompts, choices=choices, extensions=st.booleans(), attempts=st.integers(1, 3)),
    st.builds(Ring, members=members, order=orders, shows=st.sampled_from(["usual", "customer", "dialled"])),
    st.builds(Voicemail, extension=st.sampled_from(["201", "204", "203"])),
    st.builds(Hangup, prompts=st.just(()) | prompts, refuse=st.sampled_from(["", "busy"])),
    st.builds(OpeningHours, schedule=st.sampled_from(["h-open", "h-closed"])),
    st.builds(
        Caller,
        rules=st.tuples(
            st.builds(CallerRule, list=st.just("l-vip")),
            st.just(CallerRule(hidden=True)),
            st.just(CallerRule(contact="vip")),
        ),
    ),
    st.builds(Set, variable=st.just("region"), value=st.sampled_from(["{caller}", "north", ""])),
    st.builds(Compare, text=st.just("{region}"), cases=st.tuples(st.builds(Case, how=st.just("empty")))),
    st.builds(Dial, to=st.sampled_from(["201", "5550 1234", "{region}"])),
    st.just(Conference(extension="650")),
    st.builds(Directory, attempts=st.integers(1, 3)),
    st.builds(EnterDigits, prompts=prompts, variable=st.just("contract"), shortest=st.just(2), longest=st.just(4)),
    st.builds(Ask, url=st.just(URL), field=st.just("to"), replies=st.just((Reply(value="sales"),))),
    st.builds(Program, url=st.just(URL)),
    st.builds(Language, prompts=prompts, languages=languages),
    st.just(Fax()),
    st.builds(QueueNode, queue=queues, choices=single),
    st.builds(Callback, queue=queues),
    st.builds(Consent, staying=st.booleans()),
    st.builds(Enter, scenario=st.sampled_from(["s-main", "s-none"])),
)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Graphs whose exits mostly lead on; those that a caller chooses lead anywhere, and some are loose or wrong."""
    count = draw(st.integers(2, 9))
    names = [f"n{place}" for place in range(count)]
    ends = draw(st.lists(st.sampled_from([*KINDS[4:6], KINDS[4]]).flatmap(lambda kind: kind), min_size=1, max_size=2))
    nodes = {}
    all_names = [*names, *(f"end{place}" for place in range(len(ends)))]
    for place, name in enumerate(names):
        node = draw(st.sampled_from(KINDS).flatmap(lambda kind: kind))
        later = all_names[place + 1 :]
        astray = st.sampled_from(["", *all_names]) if draw(st.integers(0, 30)) == 0 else st.sampled_from(later)

        def to(mark: Leads, astray: st.SearchStrategy[str] = astray) -> str:
            if mark.instead and draw(st.booleans()):
                return ""
            return draw(st.sampled_from(all_names) if mark.chosen else astray)

        nodes[name] = led(node, to)
    nodes |= {f"end{place}": node for place, node in enumerate(ends)}
    return Graph(start=draw(st.sampled_from(names[:2])), rescue=all_names[-1], nodes=nodes)  # type: ignore[arg-type]


def led(form: Any, to: Callable[[Leads], str]) -> Any:
    """Return a node, or a part of one, whose exits lead where `to` says."""
    changes: dict[str, Any] = {}
    for name, field in type(form).model_fields.items():
        value = getattr(form, name)
        mark = next((mark for mark in field.metadata if isinstance(mark, Leads)), None)
        if mark is not None:
            changes[name] = to(mark)
        elif isinstance(value, dict) and value and isinstance(next(iter(value.values())), BaseModel):
            changes[name] = {key: led(inner, to) for key, inner in value.items()}
        elif isinstance(value, tuple):
            changes[name] = tuple(led(inner, to) if isinstance(inner, BaseModel) else inner for inner in value)
    return form.model_copy(update=changes)
