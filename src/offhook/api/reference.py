"""The API's description as pages: Swagger UI at `/api/docs`, to try things out, and Redoc at `/api/redoc`, to read.

Invariant: nothing is fetched from elsewhere: the scripts are those of the package `fastapi-offline`, which are served
from here, and the pages have none of their own within, so that the Content-Security-Policy stays narrow.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from offhook.api.guard import SECURITY_POLICY

if TYPE_CHECKING:
    from starlette.requests import Request

FILES = "/api/reference/"
_KINDS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "redoc.standalone.js": "text/javascript",
}
_START = "start.js"
_STARTING = """SwaggerUIBundle({
  url: "/api/v1/openapi.json", dom_id: "#reference", deepLinking: true, filter: true, persistAuthorization: false,
  docExpansion: "none", displayRequestDuration: true, validatorUrl: null,
});
"""
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Offhook: the API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
{head}</head><body style="margin:0">{body}</body></html>
"""
_SWAGGER = _PAGE.format(
    head=f'<link rel="stylesheet" href="{FILES}swagger-ui.css">',
    body=f'<div id="reference"></div><script src="{FILES}swagger-ui-bundle.js"></script>'
    f'<script src="{FILES}{_START}"></script>',
)
_REDOC = _PAGE.format(
    head="",
    body='<redoc spec-url="/api/v1/openapi.json" disable-google-font="true" hide-download-button="false"></redoc>'
    f'<script src="{FILES}redoc.standalone.js"></script>',
)
_POLICY = {"Content-Security-Policy": f"{SECURITY_POLICY}; worker-src 'self' blob:"}  # Redoc searches in a worker
_LASTING = {"Cache-Control": "public, max-age=86400"}


def reference_routes() -> list[Route]:
    """Return the routes of both pages and their files."""

    def swagger(_request: Request) -> Response:
        return HTMLResponse(_SWAGGER, headers=_POLICY)

    def redoc(_request: Request) -> Response:
        return HTMLResponse(_REDOC, headers=_POLICY)

    def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name == _START:
            return Response(_STARTING, media_type="text/javascript", headers=_LASTING)
        if name not in _KINDS:
            raise HTTPException(404)
        content = (resources.files("fastapi_offline") / "static" / name).read_bytes()
        return Response(content, media_type=_KINDS[name], headers=_LASTING)

    pages = {"/api/docs": swagger, "/api/redoc": redoc, FILES + "{name}": file}
    return [Route(path, page, methods=["GET", "HEAD"], include_in_schema=False) for path, page in pages.items()]
