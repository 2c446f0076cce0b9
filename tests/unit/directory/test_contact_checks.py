"""What may be said of a contact, and which short numbers are free."""

from __future__ import annotations

import pytest

from offhook.codes import Codes
from offhook.directory.contact_checks import ContactChanges, Known, checked, short_refusal
from offhook.errors import InvalidValue

KNOWN = Known("EE", {"+3726000100"}, {"201": "Anna"}, Codes(), {"p-anna"}, {"77": "c-jaan"})


def test_numbers_are_kept_in_their_one_form() -> None:
    made = checked(
        ContactChanges(name="  Jaan \n Tamm ", numbers=("555 12-345", "+37255512345", "+44 20 7946 0000")), KNOWN
    )
    assert (made.name, made.numbers) == ("Jaan Tamm", ["+37255512345", "+442079460000"])
    assert made.note is None


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", ContactChanges(name=" ")),
        ("name", ContactChanges(name="x" * 121)),
        ("name", ContactChanges(name="a\u202eb")),
        ("numbers.1", ContactChanges(numbers=("+37255512345", "nobody"))),
        ("numbers.0", ContactChanges(numbers=("201",))),
        ("numbers.0", ContactChanges(numbers=("6000100",))),
        ("email", ContactChanges(email="jaan")),
        ("person_id", ContactChanges(person_id="p-nobody")),
        ("labels", ContactChanges(labels=[f"label {one}" for one in range(21)])),
        ("short", ContactChanges(short="77")),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(field: str, wrong: ContactChanges) -> None:
    with pytest.raises(InvalidValue) as refused:
        checked(wrong, KNOWN)
    assert refused.value.field == field


@pytest.mark.requirement("FE-02")
@pytest.mark.parametrize(
    ("short", "why"),
    [
        ("78", ""),
        ("*078", ""),
        ("201", "the extension 201 (Anna) has it"),
        ("112", "112 is an emergency number"),
        ("911", "911 is an emergency number"),
        ("110", "110 is an emergency number"),
        ("1182", "1182 is called by it"),
        ("6000199", "+3726000199 is called by it"),
        ("*8", "the feature code *8 begins so"),
        ("*81", "the feature code *8 begins so"),
        ("**", "the feature code ** begins so"),
        ("77", "another contact has it"),
        ("7a", "1 to 8 of 0-9 * #"),
        ("123456789", "1 to 8 of 0-9 * #"),
    ],
)
def test_a_short_number_means_nothing_else(short: str, why: str) -> None:
    assert short_refusal(short, KNOWN) == why


def test_a_contact_keeps_its_own_short_number() -> None:
    assert not short_refusal("77", KNOWN, "c-jaan")
