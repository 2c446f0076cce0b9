"""The table of permissions: what each role may, and that the how-to says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from offhook.access.rights import ABOUT_ROLES, PERMISSIONS, ROLES, holders, permissions_of, rights_of, table

HOWTO = Path(__file__).resolve().parents[3] / "docs" / "howto" / "rights.md"
CHANGES = frozenset(name for name in PERMISSIONS if not name.endswith((".read", ".hear")))
OWN = {"me", "tokens.own"}


@pytest.mark.requirement("SC-01")
def test_the_how_to_has_the_table() -> None:
    assert table() in HOWTO.read_text(), "make it anew: python -m offhook.access.rights"


def test_who_only_reads_changes_nothing() -> None:
    for role in ("auditor", "accountant"):
        assert permissions_of(rights_of(role)) & CHANGES == OWN
    assert not any(name.endswith(".hear") for name in permissions_of(rights_of("accountant")))


def test_an_auditor_reads_all_of_the_company_and_hears_where_allowed() -> None:
    reads = {name for name in PERMISSIONS if name.endswith(".read") and "admin" in holders(name)}
    assert reads <= permissions_of(rights_of("auditor"))
    assert permissions_of(rights_of("auditor", hears=True)) - permissions_of(rights_of("auditor")) == {
        "recordings.hear", "voicemails.hear"
    }  # fmt: skip
    assert rights_of("agent", hears=True) == {"agent"}


def test_an_administrator_has_what_the_roles_of_the_company_have() -> None:
    own = permissions_of(rights_of("admin"))
    for role in ROLES:
        assert permissions_of(rights_of(role, hears=True)) <= own, role
        assert ABOUT_ROLES[role]
    assert not own & {"bans.add", "bans.lift"}
    assert {"bans.add", "bans.lift"} <= permissions_of(rights_of("admin", provider=True))


def test_every_permission_says_what_it_is_for() -> None:
    assert all(one.about and "|" not in one.about + one.narrowed for one in PERMISSIONS.values())
