"""Ready scenarios."""

from __future__ import annotations

from offhook.scenario.model import Choice, Menu, Play, Ring, Scenario, Voicemail


def main_line(sales: tuple[str, ...], support: tuple[str, ...], duty: str) -> Scenario:
    """Return a company's usual main line: greeting, menu, two groups, a duty person, voicemail.

    `sales`, `support` and `duty` are extension numbers.
    """
    return Scenario(
        start="greeting",
        nodes={
            "greeting": Play(title="Greeting", prompts=("welcome",), next="menu"),
            "menu": Menu(
                title="Main menu",
                prompts=("menu_main",),
                choices={"1": Choice(label="Sales", next="sales"), "2": Choice(label="Support", next="support")},
                otherwise="duty",
            ),
            "sales": Ring(title="Sales", extensions=sales, unanswered="duty"),
            "support": Ring(title="Support", extensions=support, unanswered="duty"),
            "duty": Ring(title="Duty person", extensions=(duty,), unanswered="message"),
            "message": Voicemail(title="Message for the duty person", extension=duty),
        },
    )
