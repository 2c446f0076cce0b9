"""Settings from the environment."""

from __future__ import annotations

import pytest

from offhook.config import Settings
from offhook.errors import MisuseError
from offhook.listening import split_address


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    for name in (
        "DATA",
        "HTTP",
        "SIP",
        "RTP_PORTS",
        "DATABASE_URL",
        "SMTP_URL",
        "DIGEST",
        "RTP_TIMEOUT_S",
        "TRACE_DAYS",
        "HEP",
        "HOLD_MUSIC",
        "DNS",
        "QUALIFY_S",
        "KEEP_ALIVE_S",
    ):
        monkeypatch.delenv(f"OFFHOOK_{name}", raising=False)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:5070", ("127.0.0.1", 5070)),
        ("127.0.0.1", ("127.0.0.1", 5060)),
        ("[::1]:5070", ("::1", 5070)),
        ("[::1]", ("::1", 5060)),
        ("::1", ("::1", 5060)),
        (":5070", ("127.0.0.1", 5070)),
    ],
)
def test_addresses(text, address):
    assert split_address(text, 5060) == address


@pytest.mark.parametrize("text", ["127.0.0.1:x", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:"])
def test_no_addresses(text):
    with pytest.raises(ValueError, match=r"."):
        split_address(text, 5060)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RTP_TIMEOUT_S", "soon"),
        ("RTP_TIMEOUT_S", "-1"),
        ("TRACE_DAYS", "a week"),
        ("HEP", "homer.example.com:9060"),
        ("HEP", "192.0.2.9:none"),
        ("TRACE_DAYS", "4000"),
        ("TRUSTED_PROXIES", "proxy.example.com"),
        ("TRUSTED_PROXIES", "10.0.0.0/33"),
        ("DSCP_SIP", "64"),
        ("DSCP_RTP", "AF44"),
        ("DSCP_RTP", "-1"),
        ("DIGEST", "SHA-1"),
        ("DATABASE_URL", "mysql://x"),
        ("SMTP_URL", "host"),
        ("HOLD_MUSIC", "/nowhere/music.wav"),
        ("DNS", "ns.example.com"),
        ("DNS", "192.0.2.53:0"),
        ("QUALIFY_S", "often"),
        ("QUALIFY_S", "3601"),
        ("KEEP_ALIVE_S", "-1"),
    ],
)
def test_what_cannot_be_meant_is_said(monkeypatch, name, value):
    monkeypatch.setenv(f"OFFHOOK_{name}", value)
    with pytest.raises(MisuseError, match=f"OFFHOOK_{name}"):
        Settings.from_environment()


@pytest.mark.parametrize(("text", "dscp"), [("EF", 46), ("cs3", 24), ("AF41", 34), ("AF13", 14), ("0", 0), ("63", 63)])
def test_markings(text, dscp):
    assert Settings(dscp_sip=text).sip_marking == Settings(dscp_rtp=text).rtp_marking == dscp
    assert (Settings().sip_marking, Settings().rtp_marking) == (24, 46)


def test_values_are_taken(monkeypatch):
    monkeypatch.setenv("OFFHOOK_DIGEST", "sha-256, md5")
    monkeypatch.setenv("OFFHOOK_RTP_TIMEOUT_S", "5")
    monkeypatch.setenv("OFFHOOK_HTTP", "")
    monkeypatch.setenv("OFFHOOK_DNS", "192.0.2.53, [2001:db8::53]:5353")
    monkeypatch.setenv("OFFHOOK_QUALIFY_S", "0")
    settings = Settings.from_environment()
    assert settings.dns_servers == (("192.0.2.53", 53), ("2001:db8::53", 5353))
    assert (settings.qualify_s, settings.keep_alive_s) == (0, 25)
    assert settings.digest_algorithms == ("SHA-256", "MD5")
    assert settings.rtp_timeout_s == 5
    assert settings.trace_days == 7
    assert settings.http_address == ("127.0.0.1", 8080)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, ""),
        ({"names": ("pbx.example.com",)}, ""),
        ({"names": ("pbx.example.com", "two"), "https": "0.0.0.0:443"}, "https://pbx.example.com"),
        ({"names": ("pbx.example.com",), "https": "0.0.0.0:8443"}, "https://pbx.example.com:8443"),
        ({"web_url": "http://10.0.0.1:8080/", "names": ("a",), "https": ":443"}, "http://10.0.0.1:8080"),
    ],
)
def test_where_people_reach_the_web_application(given, address):
    assert Settings(**given).web_address == address
