"""What is printed when everything runs: where things are and what to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.sip.address import host_text

if TYPE_CHECKING:
    from offhook.config import Settings
    from offhook.demo import Demo

READY = "offhook is ready"


def welcome(settings: Settings) -> str:
    """Return where the installation listens."""
    lines = [f"Web    {_url('http', settings.http_address)}"]
    if settings.https_address:
        lines.append(f"       {_url('https', settings.https_address)}")
    lines.append(f"SIP    {settings.sip} (UDP and TCP)")
    if settings.sip_tls_address:
        host, port = settings.sip_tls_address
        lines.append(f"       {host_text(host)}:{port} (TLS)")
    return "\n".join([*lines, f"Data   {settings.data}\n"])


def _url(scheme: str, address: tuple[str, int]) -> str:
    return f"{scheme}://{host_text(address[0])}:{address[1]}"


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
