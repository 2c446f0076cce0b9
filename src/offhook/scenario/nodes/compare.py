"""Go different ways by the value of a variable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from offhook.scenario.node import Leads, LooseId, Node
from offhook.scenario.values import filled

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit


class Case(BaseModel):
    """One comparison; numbers are compared as numbers where both sides are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    how: Literal["is", "is_not", "begins", "contains", "less", "more", "empty"] = "is"
    value: str = Field(default="", max_length=500)
    next: Annotated[LooseId, Leads("it fits")] = ""

    def fits(self, text: str, value: str) -> bool:
        """Tell whether `text` is so; `value` is this case's own with everything filled in."""
        match self.how:
            case "is":
                return text == value
            case "is_not":
                return text != value
            case "begins":
                return text.startswith(value)
            case "contains":
                return value in text
            case "empty":
                return not text
            case "less" | "more":
                one, other = _number(text), _number(value)
                return one is not None and other is not None and (one < other if self.how == "less" else one > other)


class Compare(Node):
    """Compare a text, such as `{contract}`, with cases; the first that fits counts."""

    kind: Literal["compare"] = "compare"
    text: str = Field(min_length=1, max_length=500)
    cases: Annotated[tuple[Case, ...], Field(min_length=1, max_length=50)]
    otherwise: Annotated[LooseId, Leads("nothing fits")] = ""

    async def run(self, visit: Visit) -> str | None:
        """Return the way of the first case that fits."""
        text = filled(self.text, visit)
        for case in self.cases:
            value = filled(case.value, visit)
            if case.fits(text, value):
                visit.step("compared", value=text, how=case.how, other=value or None)
                return case.next
        visit.step("compared_not", value=text)
        return self.otherwise


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
