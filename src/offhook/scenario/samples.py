"""Ready scenarios."""

from __future__ import annotations

from offhook.scenario.graph import Graph
from offhook.scenario.node import Spoken
from offhook.scenario.nodes.caller import Caller, CallerRule
from offhook.scenario.nodes.enter import Enter
from offhook.scenario.nodes.menu import Choice, Menu
from offhook.scenario.nodes.play import Play
from offhook.scenario.nodes.ring import Ring
from offhook.scenario.nodes.schedule import OpeningHours
from offhook.scenario.nodes.voicemail import Voicemail


def main_line(sales: tuple[str, ...], support: tuple[str, ...], duty: str) -> Graph:
    """Return a company's usual main line: greeting, menu, two groups, a duty person, voicemail.

    `sales`, `support` and `duty` are extension numbers.
    """
    return Graph(
        start="greeting",
        rescue="duty",
        nodes={
            "greeting": Play(title="Greeting", prompts=("welcome",), next="menu"),
            "menu": Menu(
                title="Main menu",
                prompts=("menu_main",),
                choices={"1": Choice(label="Sales", next="sales"), "2": Choice(label="Support", next="support")},
                otherwise="duty",
            ),
            "sales": Ring(title="Sales", members=sales, unanswered="duty"),
            "support": Ring(title="Support", members=support, unanswered="duty"),
            "duty": Ring(title="Duty person", members=(duty,), unanswered="message"),
            "message": Voicemail(title="Message for the duty person", extension=duty),
        },
    )


def after_hours(schedule: str, day: str, important: str, duty: str) -> Graph:
    """Return what answers outside opening hours: important callers reach the duty person, others leave a message.

    While the schedule says open, the scenario `day` goes on. `schedule`, `day` and the list `important` are ids, `duty`
    is an extension number.
    """
    return Graph(
        start="hours",
        rescue="message",
        nodes={
            "hours": OpeningHours(title="Are we open?", schedule=schedule, open="day", closed="who"),
            "day": Enter(title="As by day", scenario=day),
            "who": Caller(
                title="Who calls?",
                rules=(CallerRule(label="Important", list=important, next="duty"),),
                otherwise="closed",
            ),
            "duty": Ring(title="Duty person", members=(duty,), unanswered="closed"),
            "closed": Play(title="We are closed", prompts=(Spoken(text="Our office is closed."),), next="message"),
            "message": Voicemail(title="Message for the duty person", extension=duty),
        },
    )
