"""The web application's files: all that is not the API, with `index.html` for the application's own addresses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

_NOT_API = re.compile(r"^/(?P<path>(?!api(?:/|$)).*)$", re.DOTALL)  # below /api, 404 and 405 are the API's
_PACKAGED = Path(__file__).parents[1] / "web"  # in an installed package
_BUILT = Path(__file__).parents[3] / "web" / "dist"  # in a checkout
_PLAIN = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Offhook</title>
<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}</style>
<h1>Offhook is running</h1>
<p>The web application is not built in this copy. Run <code>make run</code> in the checkout, which builds it,
or use the API: its description is at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>,
and <a href="/api/v1/health">/api/v1/health</a> says how the parts do.</p></html>"""


def web_folder(given: Path | None = None) -> Path | None:
    """Return where the built web application is, or None when it is not built; `given` is looked at alone."""
    folders = (_PACKAGED, _BUILT) if given is None else (given,)
    return next((folder for folder in folders if (folder / "index.html").is_file()), None)


def web_route(folder: Path | None) -> Route:
    """Return the route that answers everything which no other route does."""

    def serve(request: Request) -> Response:
        path = request.path_params["path"]
        if folder is None:
            if path:
                raise HTTPException(404)
            return HTMLResponse(_PLAIN)
        if "\0" not in path:
            file = (folder / path).resolve()
            if file.is_relative_to(folder.resolve()) and file.is_file():
                lasting = path.startswith("assets/")  # their names change with their contents
                return FileResponse(
                    file, headers={"Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache"}
                )
        if path and "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(404)
        return FileResponse(folder / "index.html", headers={"Cache-Control": "no-cache"})

    route = Route("/{path:path}", serve, methods=["GET", "HEAD"], include_in_schema=False)
    route.path_regex = _NOT_API
    return route
