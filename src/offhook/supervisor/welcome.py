"""What is printed when everything runs: where things are and what to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.sip.address import host_text

if TYPE_CHECKING:
    from offhook.config import Settings
    from offhook.demo import Demo
    from offhook.listening import Address, ListenAddress

READY = "offhook is ready"


def welcome(settings: Settings) -> str:
    """Return where the installation listens."""
    web = [f"http://{_text(place)}" for place in settings.http_addresses]
    web += [f"https://{_text(place)}" for place in settings.https_addresses]
    sip = [f"{_reached(entry)} (UDP and TCP)" for entry in settings.sip_addresses]
    sip += [f"{_reached(entry)} (TLS)" for entry in settings.sip_tls_addresses if settings.sip_tls]
    lines = [*_titled("Web", web), *_titled("SIP", sip)]
    return "\n".join([*lines, f"Data   {settings.data}\n"])


def _titled(title: str, lines: list[str]) -> list[str]:
    return [f"{'' if number else title:<7}{line}" for number, line in enumerate(lines)]


def _reached(entry: ListenAddress) -> str:
    outside = f", {_text(entry.public)} from outside" if entry.public is not None else ""
    return f"{_text(entry.local)}{outside}"


def _text(address: Address) -> str:
    return f"{host_text(address[0])}:{address[1]}"


def demo_welcome(demo: Demo) -> str:
    """Return the demo's logins, telephones and what to dial."""
    lines = ["", "Logins"]
    lines += [f"  {login.user:<10}{login.password:<18}{login.role}" for login in demo.web.logins]
    lines += ["", "Telephones: any SIP phone, with these settings"]
    lines.append(f"  {'number':<8}{'name':<14}{'user name':<12}{'password':<18}registrar")
    for phone in demo.extensions:
        lines.append(f"  {phone.number:<8}{phone.name:<14}{phone.username:<12}{phone.password:<18}{phone.domain}")
    first, second = demo.extensions[0].number, demo.extensions[1].number
    lines += [
        "",
        "What to dial",
        f"  {second:<15}from {first}: the colleague",
        f"  {'*43':<15}the echo test",
        f"  {demo.number:<15}from the operator at {demo.operator.address}: greeting, menu, people, voicemail",
        "",
    ]
    return "\n".join(lines)
