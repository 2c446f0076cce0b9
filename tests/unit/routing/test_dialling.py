"""What a dialled or shown string means as a telephone number, country by country."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.routing.dialling import LONGEST_E164, incoming_e164, outside_number, to_e164


@pytest.mark.parametrize(
    ("dialled", "country", "number"),
    [
        ("6000100", "EE", "+3726000100"),
        ("55512345", "EE", "+37255512345"),
        ("00491701234567", "EE", "+491701234567"),
        ("+49 170 1234567", "EE", "+491701234567"),
        ("+372 600-01-00", "EE", "+3726000100"),
        ("84951234567", "RU", "+74951234567"),
        ("8 (495) 123-45-67", "RU", "+74951234567"),
        ("4951234567", "RU", "+74951234567"),
        ("9161234567", "RU", "+79161234567"),
        ("8104930123456", "RU", "+4930123456"),
        ("030 123456", "DE", "+4930123456"),
        ("0170.1234567", "DE", "+491701234567"),
        ("003726000100", "DE", "+3726000100"),
        ("0911234567", "ET", "+251911234567"),
        ("0111234567", "ET", "+251111234567"),
        ("00372 6000100", "ET", "+3726000100"),
        ("201", "EE", None),
        ("*99#", "EE", None),
        ("", "EE", None),
        ("+", "EE", None),
        ("+0123456789", "EE", None),
        ("+1234", "EE", None),
        ("+1234567890123456", "EE", None),
        ("anonymous", "EE", None),
        ("١٢٣٤٥٦٧", "EE", None),
        ("+١٢٣٤٥٦٧", "EE", None),
        ("6000100", "XX", None),
    ],
)
def test_dialled(dialled, country, number):
    assert to_e164(dialled, country) == number


@pytest.mark.parametrize(
    ("sent", "country", "number"),
    [
        ("+3726000100", "EE", "+3726000100"),
        ("3726000100", "EE", "+3726000100"),
        ("6000100", "EE", "+3726000100"),
        ("37255512345", "EE", "+37255512345"),
        ("74951234567", "RU", "+74951234567"),
        ("84951234567", "RU", "+74951234567"),
        ("4951234567", "RU", "+74951234567"),
        ("493012345678", "DE", "+493012345678"),
        ("03012345678", "DE", "+493012345678"),
        ("251911234567", "ET", "+251911234567"),
        ("491701234567", "EE", "+491701234567"),
        ("79161234567", "EE", "+79161234567"),
        ("anonymous", "EE", "anonymous"),
        ("", "EE", ""),
        ("+anonymous", "EE", "+anonymous"),
        ("112", "EE", "112"),
    ],
)
def test_sent_by_an_operator(sent, country, number):
    assert incoming_e164(sent, country) == number


@given(st.text(max_size=40), st.sampled_from(["EE", "RU", "DE", "ET", "US", "XX", ""]))
def test_any_text(text, country):
    number = to_e164(text, country)
    if number is not None:
        assert number[0] == "+"
        assert number[1:].isascii()
        assert number[1:].isdigit()
        assert len(number) <= LONGEST_E164 + 3
        assert to_e164(number, country) in {number, None}
    assert isinstance(incoming_e164(text, country), str)


@pytest.mark.parametrize(
    ("dialled", "country", "number"),
    [
        ("112", "EE", "112"),
        ("1188", "EE", "1188"),
        ("110", "DE", "110"),
        ("116117", "DE", "116117"),
        ("102", "RU", "102"),
        ("911", "ET", "911"),
        ("1-1-2", "EE", "112"),
        ("299", "EE", None),
        ("9", "RU", None),
        ("112", "XX", None),
        ("*99#", "EE", None),
        ("6000100", "EE", "+3726000100"),
        ("+49 30 123456", "EE", "+4930123456"),
        ("112" * 30, "EE", None),
    ],
)
def test_asked_of_an_operator(dialled, country, number):
    assert outside_number(dialled, country) == number


@given(st.text(max_size=40), st.sampled_from(["EE", "RU", "DE", "ET", "XX"]))
def test_asked_of_an_operator_is_digits(text, country):
    number = outside_number(text, country)
    assert number is None or number.removeprefix("+").isdigit()
