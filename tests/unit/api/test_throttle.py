from __future__ import annotations

from offhook.api.throttle import _MAX_KEYS, PER_ADDRESS, PER_LOGIN, PER_LOGIN_AND_ADDRESS, Throttle


def test_few_failures_are_forgiven_after_a_while() -> None:
    throttle = Throttle()
    for second in range(PER_LOGIN_AND_ADDRESS.failures):
        assert throttle.wait_s("anna", "a", second) == 0
        throttle.failed("anna", "a", second)
    assert throttle.wait_s("anna", "a", 10) == PER_LOGIN_AND_ADDRESS.seconds - 10
    assert throttle.wait_s("anna", "b", 10) == 0
    assert throttle.wait_s("boris", "a", 10) == 0
    assert throttle.wait_s("anna", "a", PER_LOGIN_AND_ADDRESS.seconds) == 0


def test_success_forgets() -> None:
    throttle = Throttle()
    for _ in range(PER_LOGIN_AND_ADDRESS.failures):
        throttle.failed("anna", "a", 0)
    throttle.succeeded("anna", "a")
    assert throttle.wait_s("anna", "a", 1) == 0


def test_an_office_behind_one_address_may_log_in() -> None:
    throttle = Throttle()
    for number in range(2 * PER_ADDRESS.failures):
        assert throttle.wait_s(f"login-{number}", "office", 0) == 0
        throttle.failed(f"login-{number}", "office", 0)
        throttle.succeeded(f"login-{number}", "office")


def test_one_address_trying_many_logins_is_stopped() -> None:
    throttle = Throttle()
    for number in range(PER_ADDRESS.failures):
        throttle.failed(f"login-{number}", "a", 0)
    assert throttle.wait_s("fresh", "a", 1) > 0
    assert throttle.wait_s("fresh", "b", 1) == 0


def test_many_addresses_trying_one_login_are_stopped() -> None:
    throttle = Throttle()
    for number in range(PER_LOGIN.failures):
        throttle.failed("anna", f"address-{number}", 0)
    assert throttle.wait_s("anna", "fresh", 1) > 0


def test_memory_is_bounded() -> None:
    throttle = Throttle()
    for number in range(_MAX_KEYS):
        throttle.failed(f"login-{number}", f"address-{number}", 0)
    assert len(throttle._failures) <= _MAX_KEYS
