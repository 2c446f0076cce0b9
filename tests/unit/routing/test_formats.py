"""Numbers as operators write them, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.configuration import NumberFormat, Rule
from offhook.routing.formats import changed, incoming, outgoing

RUSSIAN, ESTONIAN = "+79165554433", "+37255512345"


@pytest.mark.parametrize(
    ("number", "wanted", "country", "written"),
    [
        (RUSSIAN, NumberFormat(), "RU", RUSSIAN),
        (RUSSIAN, NumberFormat("plain"), "RU", "79165554433"),
        (RUSSIAN, NumberFormat("national", "810"), "RU", "89165554433"),
        (ESTONIAN, NumberFormat("national", "810"), "RU", "81037255512345"),
        (ESTONIAN, NumberFormat("national"), "EE", "55512345"),
        ("+493012345678", NumberFormat("national"), "DE", "03012345678"),
        (ESTONIAN, NumberFormat("international"), "EE", "0037255512345"),
        (RUSSIAN, NumberFormat("plain", rules=(Rule("7495", "8495"), Rule("7", "8"))), "RU", "89165554433"),
        (RUSSIAN, NumberFormat(rules=(Rule("", "9"),)), "RU", "9+79165554433"),
        ("112", NumberFormat("national"), "EE", "112"),
        ("112", NumberFormat(rules=(Rule("112", "0112"),)), "EE", "0112"),
    ],
)
def test_going_out(number, wanted, country, written):
    assert outgoing(number, wanted, country) == written


@pytest.mark.parametrize(
    ("sent", "rules", "country", "read"),
    [
        ("89165554433", (), "RU", RUSSIAN),
        ("79165554433", (), "RU", RUSSIAN),
        ("81037255512345", (), "RU", ESTONIAN),
        ("0037255512345", (), "EE", ESTONIAN),
        ("55512345", (), "EE", ESTONIAN),
        ("9#37255512345", (Rule("9#", "+"),), "RU", ESTONIAN),
        ("100", (Rule("1", "+3726000"),), "EE", "+372600000"),
        ("anna", (), "EE", "anna"),
    ],
)
def test_coming_in(sent, rules, country, read):
    assert incoming(sent, rules, country) == read


@given(
    st.sampled_from([RUSSIAN, ESTONIAN, "+493012345678", "+12025550123"]),
    st.sampled_from(["e164", "plain", "national", "international"]),
    st.sampled_from([("RU", "810"), ("EE", "00"), ("DE", "00"), ("US", "011")]),
)
def test_what_goes_out_is_read_again(number, form, place):
    country, prefix = place
    wanted = NumberFormat(form, prefix)
    assert incoming(outgoing(number, wanted, country), (), country, wanted) == number


@given(st.text("+0123456789", max_size=12), st.lists(st.builds(Rule, st.text("+012", max_size=3), st.text("89"))))
def test_one_rule_at_most(number, rules):
    fitting = [rule for rule in rules if number.startswith(rule.prefix)]
    first = fitting[0].replacement + number.removeprefix(fitting[0].prefix) if fitting else number
    assert changed(number, rules) == first
