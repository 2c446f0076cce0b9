"""Names spelled on keys, in the scripts of the company's countries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.prompts.directory_words import choice_text, connecting_text
from offhook.prompts.spelling import is_spelled, latin, spellings


@pytest.mark.requirement("FE-02")
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Anna Kask", "5275"),
        ("Anna Kask", "26625275"),
        ("Anna Kask", "52752662"),
        ("Õie Põder", "643"),
        ("Õie Põder", "7633"),
        ("Käthe Müller", "685537"),  # Muller
        ("Käthe Müller", "6835537"),  # Mueller
        ("Weiß", "93477"),
        ("Łukasz Žižka", "58527994952"),
        ("Jean-Luc Picard", "582"),
        ("Юрий Щукин", "98744"),  # Yurii
        ("Юрий Щукин", "72485"),  # Schuk…
        ("Анна Каск", "2662"),
        ("Анна Каск", "42642"),  # as keys carry Cyrillic letters
        ("አበበ ቢቂላ", "22323"),  # Abebe
        ("ሰላም", "73526"),  # Selam
    ],
)
def test_names_are_found_by_their_keys(name: str, keys: str) -> None:
    assert is_spelled(name, keys)


def test_others_are_not() -> None:
    assert not is_spelled("Anna Kask", "5276")
    assert not is_spelled("Anna Kask", "662")


@pytest.mark.parametrize(
    ("name", "text"), [("Юлия Жук", "Yuliya Zhuk"), ("አበበ ቢቂላ", "abebe bikila"), ("Õie Põder", "Õie Põder")]
)
def test_latin_letters(name: str, text: str) -> None:
    assert latin(name) == text


@given(st.text(max_size=30))
def test_any_name_has_keys_or_none(name: str) -> None:
    assert all(one.isdigit() for one in spellings(name))


def test_a_voice_reads_what_it_can() -> None:
    assert choice_text("1", "Юлия", "201", "en") == "For Yuliya, extension 2 0 1, press 1."
    assert connecting_text("Юлия", "201", "ru") == "Юлия, номер 2 0 1."
    assert connecting_text("Anna", "201", "xx") == "Anna, extension 2 0 1."
