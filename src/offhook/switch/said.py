"""What a request says of who calls and of what was dialled, fit to be shown, looked up and written down."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from offhook.routing.dialled import find_dialled
from offhook.routing.routes import trunks_at
from offhook.sip.uri import parse_uri

if TYPE_CHECKING:
    from offhook.configuration import Number
    from offhook.routing.installation import Office
    from offhook.sip.wire import Request

LONGEST_DIALLED = 64
LONGEST_NAME = 128
ANONYMOUS = "anonymous"  # RFC 3323 §4.1
_HIDDEN = frozenset(
    {"", ANONYMOUS, "restricted", "unavailable", "unknown", "private", "withheld", "hidden", "blocked"}
)  # what operators send for a withheld number


def is_hidden(user: str) -> bool:
    """Tell whether a caller's user part stands for a number that is withheld."""
    return user.lower() in _HIDDEN


def dialled_in(request: Request) -> str:
    """Return what was dialled: the user part of the Request-URI, unescaped, without parameters."""
    return user_in(request.uri)


def address_in(request: Request, office: Office) -> str:
    """Return the SIP address that was dialled where a trunk of the company is for its domain, else ""."""
    user = dialled_in(request)
    try:
        host = parse_uri(request.uri).address[0]
    except ValueError:
        return ""
    known = find_dialled(office, user) is not None or not user
    return f"{user}@{host}" if not known and trunks_at(office, host) else ""


def shown_name(text: str) -> str:
    """Return a name that somebody else chose, fit for a line on a screen: at most 128 printable characters."""
    return " ".join(_printable(text).split())[:LONGEST_NAME].strip()


def shown_as(office: Office, number: Number, known: str) -> str:
    """Return what telephones show of a caller: the name by which the company knows it, and which line rings."""
    if known:
        return f"{known} ({number.label})" if number.label else known
    return number.label or office.company.name


def _printable(text: str) -> str:
    """Blank what cannot be printed: control characters, marks of writing direction, octets that are no UTF-8."""
    return text if text.isprintable() else "".join(one if one.isprintable() else " " for one in text)


def user_in(uri: str) -> str:
    """Return the user part of a URI as `cleaned`, "" of what is no SIP URI."""
    try:
        return cleaned(parse_uri(uri).user or "")
    except ValueError:
        return ""


def cleaned(user: str) -> str:
    """Return a user part as a number to dial or to show: unescaped, printable, without parameters, not too long."""
    return _printable(unquote(user)).partition(";")[0][:LONGEST_DIALLED].strip()
