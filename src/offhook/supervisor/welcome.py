"""What is printed when everything runs: where things are and what to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offhook.config import Settings
    from offhook.demo import Demo

READY = "offhook is ready"


def welcome(settings: Settings) -> str:
    """Return where the installation listens."""
    host, port = settings.http_address
    shown = f"[{host}]" if ":" in host else host
    return f"Web    http://{shown}:{port}\nSIP    {settings.sip} (UDP and TCP)\nData   {settings.data}\n"


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
