"""What belongs to HTTPS: plain HTTP leads there, the local authority's root is to be had, ACME's proofs are shown.

Loopback stays plain: browsers allow it a microphone, and scripts on the machine need no certificate.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from offhook.certificates.store import CertificateStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from offhook.config import Settings

ROOT: Final = "/authority.crt"
PROOFS: Final = "/.well-known/acme-challenge/"  # RFC 8555 §8.3
_HTTPS: Final = 443
_HOST: Final = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d+)?")


def secure_routes(settings: Settings, proofs: Mapping[str, str]) -> list[Route]:
    """Return the routes for the local authority's root and for ACME's proofs (by token)."""
    store = CertificateStore(settings)

    def root(_request: Request) -> Response:
        if not (store.local and store.authority.root.is_file()):
            raise HTTPException(404)
        return FileResponse(store.authority.root, media_type="application/x-x509-ca-cert", filename="offhook.crt")

    def proof(request: Request) -> Response:
        text = proofs.get(request.path_params["token"])
        if text is None:
            raise HTTPException(404)
        return PlainTextResponse(text)

    return [
        Route(ROOT, root, methods=["GET", "HEAD"], include_in_schema=False),
        Route(PROOFS + "{token}", proof, methods=["GET", "HEAD"], include_in_schema=False),
    ]


def is_strict(settings: Settings) -> bool:
    """Tell whether browsers may be told to come by HTTPS only (RFC 6797).

    Not with an authority that they may cease to trust, nor on another port: they would use the plain one's by TLS.
    """
    address = settings.https_address
    return address is not None and address[1] == _HTTPS and bool(settings.own_certificate or settings.acme)


class ToHttps:
    """Middleware: sends plain HTTP that came to an outer address to HTTPS on `port`."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["scheme"] == "http" and self._leads_away(scope):
            headers = dict(scope["headers"])
            host = _HOST.fullmatch(headers.get(b"host", b"").decode("latin-1"))
            if host is None:
                await PlainTextResponse("which host?\n", 400)(scope, receive, send)
                return
            port = "" if self._port == _HTTPS else f":{self._port}"
            query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
            url = f"https://{host[1]}{port}{quote(scope['path'])}{query}"
            await RedirectResponse(url, 308)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    @staticmethod
    def _leads_away(scope: Scope) -> bool:
        if scope["path"].startswith((ROOT, PROOFS)):
            return False
        try:
            return not ipaddress.ip_address((scope.get("server") or ("",))[0]).is_loopback
        except ValueError:
            return False
