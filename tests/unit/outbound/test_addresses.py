"""Which addresses outside URLs may lead to, however these are written."""

from __future__ import annotations

import socket

import pytest

from offhook.defence.sources import read_networks
from offhook.errors import InvalidValue
from offhook.outbound.addresses import NOT_PLAIN, NOT_PUBLIC, check_url, guarded, may_be_reached

PUBLIC = ("8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1")
CLOSED = (
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # where clouds tell machines their secrets
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104  nothing is bound
    "255.255.255.255",
    "224.0.0.1",
    "198.18.0.1",
    "::",
    "::1",
    "fe80::1%eth0",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "2130706433",
    "0x7f.1",
    "localhost",
    "",
)


def test_only_what_is_public_may_be_reached() -> None:
    assert [one for one in PUBLIC if not may_be_reached(one)] == []
    assert [one for one in CLOSED if may_be_reached(one)] == []


def test_the_installation_allows_networks() -> None:
    allowed = read_networks("10.0.0.0/8, fd00::/8")
    assert may_be_reached("10.1.2.3", allowed)
    assert may_be_reached("::ffff:10.1.2.3", allowed)
    assert may_be_reached("fd00::7", allowed)
    assert not may_be_reached("127.0.0.1", allowed)


def info(address: str, family: int = socket.AF_INET) -> tuple[object, ...]:
    return (family, socket.SOCK_STREAM, 0, "", (address, 443))


def test_a_connection_is_made_to_permitted_addresses_only() -> None:
    guard = guarded(read_networks("10.0.0.0/8"), plain=False)
    guard(info("8.8.8.8")).close()
    guard(info("10.0.0.1")).close()
    with pytest.raises(OSError, match=NOT_PUBLIC):
        guard(info("127.0.0.1"))
    plain = guarded(read_networks("10.0.0.0/8"), plain=True)
    plain(info("10.0.0.1")).close()
    with pytest.raises(OSError, match=NOT_PLAIN):
        plain(info("8.8.8.8"))


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]:8443/",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/",
        "https://localhost/x",
        "http://8.8.8.8/plain",
        "ftp://8.8.8.8/",
        "https://user:word@8.8.8.8/",
        "https://8.8.8.8/#part",
        "https://8.8.8.8/a b",
        "https://",
        "https://8.8.8.8:99999/",
        "crm.example.com",
        "https://8.8.8.8/" + "x" * 2000,
        "https://[::1",
        "\0https://8.8.8.8/",
    ],
)
async def test_a_url_that_leads_nowhere_good_is_refused_at_its_field(url: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        await check_url("url", url, ())
    assert refused.value.field == "url"


async def test_a_url_is_kept_as_it_is_sent_to() -> None:
    assert await check_url("url", "  HTTPS://8.8.8.8/hook?key=1 ", ()) == "https://8.8.8.8/hook?key=1"
    assert await check_url("url", "https://nowhere.invalid/hook", ()) == "https://nowhere.invalid/hook"


async def test_plain_http_is_for_own_networks() -> None:
    allowed = read_networks("127.0.0.0/8")
    assert await check_url("url", "http://127.0.82.1:8000/hook", allowed) == "http://127.0.82.1:8000/hook"
    with pytest.raises(InvalidValue, match="https"):
        await check_url("url", "http://8.8.8.8/hook", allowed)
    assert await check_url("url", "http://8.8.8.8/hook", (), plain=True) == "http://8.8.8.8/hook"
