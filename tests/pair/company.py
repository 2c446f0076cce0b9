"""A small company for tests: four people, an echo test, a main line with a menu, two operators."""

from __future__ import annotations

from typing import Any

from offhook.configuration import Company, Device, Extension, Number, Person, Scenario, Trunk
from offhook.scenario.samples import main_line

MAIN = "+3726000100"
BARE = "+3726000101"
OUTSIDE = "+37255512345"
OPERATOR = ("198.51.100.1", 5060)
SPARE = ("198.51.100.2", 5060)
ANNA, BORIS, CLARA, DORA = (
    Extension(id=f"e-{name.lower()}", number=number, name=name, kind="person", person_id=f"p-{name.lower()}")
    for number, name in (("201", "Anna"), ("202", "Boris"), ("203", "Clara"), ("204", "Dora"))
)
GRAPH = main_line(("201", "202"), ("203",), "204").model_dump()


def company(**changes: Any) -> Company:
    """The company; `changes` replace fields."""
    clara = Extension(id="e-clara", number="203", name="Clara", kind="person", person_id="p-clara", voicemail=False)
    fields: dict[str, Any] = {
        "id": "t-one",
        "name": "Example",
        "country": "EE",
        "language": "en",
        "timezone": "Europe/Tallinn",
        "currency": "EUR",
        "sip_domain": "example.test",
        "people": tuple(Person(f"p-{name}", name.title()) for name in ("anna", "boris", "clara", "dora")),
        "devices": tuple(
            Device(f"d-{name}", name, f"secret of {name}", f"p-{name}") for name in ("anna", "boris", "clara", "dora")
        ),
        "extensions": (ANNA, BORIS, clara, DORA, Extension("e-echo", "600", "Echo test", "echo")),
        "numbers": (
            Number("n-main", MAIN, "Main line", "k-op", "s-main"),
            Number("n-bare", BARE, "", "k-op", None),
        ),
        "trunks": (Trunk("k-op", "Operator", OPERATOR[0]), Trunk("k-spare", "Spare", SPARE[0])),
        "scenarios": (Scenario("s-main", "Main line", 3, GRAPH),),
    }
    return Company(**(fields | changes))


def with_graph(graph: dict[str, Any]) -> Company:
    """The company with another scenario on its main line."""
    return company(scenarios=(Scenario("s-main", "Main line", 4, graph),))
