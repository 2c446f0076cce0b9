"""Give a variable a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from offhook.scenario.node import Next, Node, Variable
from offhook.scenario.values import filled

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit


class Set(Node):
    """Set a variable; `{caller}`, `{number}` and `{other_variable}` in the value are filled in."""

    kind: Literal["set"] = "set"
    variable: Variable
    value: str = Field(default="", max_length=500)
    next: Next = ""

    async def run(self, visit: Visit) -> str | None:
        """Set it."""
        visit.variables[self.variable] = value = filled(self.value, visit)
        visit.step("set", variable=self.variable, value=value)
        return self.next
