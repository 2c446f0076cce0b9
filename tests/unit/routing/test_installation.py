"""The indexes over the configuration: who a caller is by its address, what a company has."""

from __future__ import annotations

from tests.pair.company import ANNA, MAIN, company

from offhook.configuration import Configuration, Device, Extension, Trunk
from offhook.routing.installation import Installation, Office


def installed(*companies, addresses=None) -> Installation:
    return Installation.of(Configuration(companies, 0), addresses)


def names(found) -> list[tuple[str, str]]:
    return [(office.company.id, trunk.id) for office, trunk in found]


def test_exact_address():
    installation = installed(company())
    assert names(installation.trunks_from("198.51.100.1")) == [("t-one", "k-op")]
    assert names(installation.trunks_from("198.51.100.9")) == []


def test_network_and_single_addresses_of_a_trunk():
    trunk = Trunk("k", "K", "198.51.100.1", match=("203.0.113.0/28", "198.51.100.7", "2001:db8::/64", "no address"))
    installation = installed(company(trunks=(trunk,)))
    for address in ("198.51.100.1", "198.51.100.7", "203.0.113.3", "2001:db8::9"):
        assert names(installation.trunks_from(address)) == [("t-one", "k")]
    for address in ("203.0.113.16", "2001:db8:1::9", "fe80::1%eth0"):
        assert names(installation.trunks_from(address)) == []


def test_address_with_bits_beyond_its_network():
    installation = installed(company(trunks=(Trunk("k", "K", "x.test", match=("203.0.113.5/24",)),)))
    assert names(installation.trunks_from("203.0.113.200")) == [("t-one", "k")]


def test_host_name_by_its_resolved_addresses():
    trunk = Trunk("k", "K", "sip.operator.test")
    assert names(installed(company(trunks=(trunk,))).trunks_from("192.0.2.80")) == []
    installation = installed(company(trunks=(trunk,)), addresses={"sip.operator.test": ("192.0.2.80", "2001:db8::80")})
    for address in ("192.0.2.80", "2001:db8::80"):
        assert names(installation.trunks_from(address)) == [("t-one", "k")]


def test_address_named_twice_is_one_trunk():
    trunk = Trunk("k", "K", "198.51.100.1", match=("198.51.100.1", "198.51.100.1/32"))
    assert names(installed(company(trunks=(trunk,))).trunks_from("198.51.100.1")) == [("t-one", "k")]


def test_one_carrier_serves_two_companies():
    first = company()
    second = company(id="t-two", trunks=(Trunk("k-two", "Operator", "198.51.100.1"),), devices=())
    assert names(installed(first, second).trunks_from("198.51.100.1")) == [("t-one", "k-op"), ("t-two", "k-two")]


def test_exact_comes_before_network():
    wide = company(id="t-wide", trunks=(Trunk("k-wide", "Wide", "x.test", match=("198.51.100.0/24",)),), devices=())
    found = installed(wide, company()).trunks_from("198.51.100.1")
    assert names(found) == [("t-one", "k-op"), ("t-wide", "k-wide")]


def test_devices_of_the_installation():
    office, device = installed(company()).devices["anna"]
    assert (office.company.id, device.id) == ("t-one", "d-anna")


def test_office():
    lobby = Device("d-lobby", "lobby", "x", None)
    second = Device("d-anna-2", "anna2", "x", "p-anna")
    office = Office.of(company(devices=(*company().devices, lobby, second)))
    assert office.numbers[MAIN].id == "n-main"
    assert office.numbers_by_id["n-main"].e164 == MAIN
    assert office.extensions["201"] is office.extensions_by_id[ANNA.id]
    assert [device.id for device in office.devices_of(ANNA)] == ["d-anna", "d-anna-2"]
    assert office.devices_of(office.extensions["600"]) == ()
    assert office.extension_of_person["p-anna"].number == "201"
    assert set(office.trunks) == {"k-op", "k-spare"}
    assert set(office.scenarios) == {"s-main"}


def test_first_extension_of_a_person_counts():
    extra = Extension("e-2", "299", "Anna's second", "person", "p-anna")
    assert Office.of(company(extensions=(ANNA, extra))).extension_of_person["p-anna"].number == "201"


def test_nothing_is_known_at_first():
    assert Installation().trunks_from("198.51.100.1") == ()
