"""When a schedule says open, in the order: by hand, special days, holidays, hours of the week."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.configuration import Hours, Schedule, SpecialDays
from offhook.routing.hours import is_known_region, minutes, opening

WEEK = (Hours((1, 2, 3, 4, 5), "09:00", "18:00"), Hours((6,), "10:00", "14:00"))
OFFICE = Schedule("h", "Office", WEEK, holidays="EE")


def says(schedule: Schedule, moment: str) -> tuple[str, str, str]:
    found = opening(schedule, datetime.fromisoformat(moment))
    return found.says, found.why, found.label


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T08:59:59", "closed"),
        ("2026-11-23T09:00:00", "open"),
        ("2026-11-23T17:59:59", "open"),
        ("2026-11-23T18:00:00", "closed"),
        ("2026-11-28T13:59:00", "open"),
        ("2026-11-28T15:00:00", "closed"),
        ("2026-11-29T12:00:00", "closed"),
    ],
)
def test_the_hours_of_the_week(moment: str, expected: str) -> None:
    assert says(OFFICE, moment) == (expected, "hours", "")


def test_holidays_of_the_country():
    assert says(OFFICE, "2026-02-24T12:00:00")[:2] == ("holiday", "holiday")
    assert says(OFFICE, "2026-02-24T12:00:00")[2] == "Independence Day"
    assert says(Schedule("h", "Office", WEEK), "2026-02-24T12:00:00") == ("open", "hours", "")
    assert says(Schedule("h", "Office", WEEK, holidays="DE-BY"), "2026-01-06T12:00:00")[0] == "holiday"
    assert says(Schedule("h", "Office", WEEK, holidays="DE-BE"), "2026-01-06T12:00:00")[0] == "open"


def test_special_days_go_before_holidays_and_hours():
    special = (
        SpecialDays("2026-02-24", "2026-02-24", "Open nevertheless", "10:00", "12:00"),
        SpecialDays("2026-12-27", "2027-01-03", "Holidays of the works"),
    )
    schedule = Schedule("h", "Office", WEEK, special, "EE")
    assert says(schedule, "2026-02-24T11:00:00") == ("open", "special", "Open nevertheless")
    assert says(schedule, "2026-02-24T13:00:00") == ("closed", "special", "Open nevertheless")
    assert says(schedule, "2026-12-30T11:00:00") == ("closed", "special", "Holidays of the works")
    assert says(schedule, "2027-01-04T11:00:00")[0] == "open"


def test_the_switch_by_hand_goes_before_all():
    for switched in ("open", "closed"):
        schedule = Schedule("h", "Office", WEEK, holidays="EE", switched=switched)
        for moment in ("2026-02-24T12:00:00", "2026-11-23T12:00:00", "2026-11-23T03:00:00"):
            assert says(schedule, moment) == (switched, "switched", "")


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin():
    night = Schedule("h", "Night", (Hours((5,), "22:00", "02:00"),), (SpecialDays("2026-11-28", "2026-11-28"),))
    assert says(night, "2026-11-27T21:59:00")[0] == "closed"
    assert says(night, "2026-11-27T23:00:00")[0] == "open"
    assert says(night, "2026-11-28T01:59:00")[0] == "open"
    assert says(night, "2026-11-28T02:00:00")[0] == "closed"
    assert says(night, "2026-11-27T01:00:00")[0] == "closed"


def test_a_whole_day():
    always = Schedule("h", "Always", (Hours((1, 2, 3, 4, 5, 6, 7), "00:00", "24:00"),))
    assert {says(always, f"2026-11-{day}T{hour:02}:30:00")[0] for day in range(23, 30) for hour in range(24)} == {
        "open"
    }


def test_times():
    assert [minutes(text) for text in ("00:00", "09:30", "24:00")] == [0, 570, 1440]


@pytest.mark.parametrize("text", ["", "9:00", "24:01", "12:60", "aa:bb", "12-30", "-1:00", "12:000"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match=r"24:00|HH:MM"):
        minutes(text)


@given(st.times())
def test_every_time_is_one(time: datetime) -> None:
    assert minutes(f"{time:%H:%M}") == time.hour * 60 + time.minute


def test_regions():
    assert is_known_region("EE")
    assert is_known_region("DE-BY")
    assert not is_known_region("DE-XX")
    assert not is_known_region("XX")
    assert not is_known_region("")
