"""What is put off when the switch has too much to do."""

from __future__ import annotations

from offhook.defence.load import Load, LoadRules

RULES = LoadRules(late=0.3, very_late=1.0, relieved=0.05, requests=10, refreshes=20)


def lag(load: Load, seconds: float, times: int = 40) -> None:
    for _ in range(times):
        load.lagged(seconds)


def test_a_quiet_switch_serves_everybody():
    load = Load(RULES)
    assert all(load.arrived(number) for number in range(100))
    assert load.put_off == 0


def test_too_many_requests_in_a_second_are_put_off_and_refreshes_later():
    load = Load(RULES)
    served = {"other": 0, "refresh": 0}
    for _ in range(15):
        for kind in served:
            served[kind] += load.arrived(5.5) or load.admits(kind)
    assert served == {"other": 5, "refresh": 10}
    assert load.arrived(6.0)


def test_a_late_loop_puts_new_requests_off_until_it_is_relieved():
    load = Load(RULES)
    lag(load, 0.4)
    assert load.late
    assert not load.arrived(1)
    assert not load.admits("other")
    assert load.admits("refresh")
    lag(load, 0.1)
    assert not load.arrived(2), "between the bounds it stays as it was"
    lag(load, 0.0)
    assert load.arrived(3)
    assert load.put_off == 1


def test_a_very_late_loop_puts_refreshes_off_as_well():
    load = Load(RULES)
    lag(load, 2.0)
    assert not load.arrived(1)
    assert not load.admits("refresh")


def test_one_stall_is_no_overload():
    load = Load(RULES)
    load.lagged(0.9)
    assert load.arrived(1)
