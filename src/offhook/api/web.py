"""The web application's files: all that is not the API, with `index.html` for the application's own addresses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

_PACKAGED = Path(__file__).parents[1] / "web"  # in an installed package
_BUILT = Path(__file__).parents[3] / "web" / "dist"  # in a checkout
_PLAIN = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Offhook</title>
<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}</style>
<h1>Offhook is running</h1>
<p>The web application is not built in this copy. Run <code>make run</code> in the checkout, which builds it,
or use the API: its description is at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>,
and <a href="/api/v1/health">/api/v1/health</a> says how the parts do.</p></html>"""


def web_folder() -> Path | None:
    """Return where the built web application is, or None when it is not built."""
    return next((folder for folder in (_PACKAGED, _BUILT) if (folder / "index.html").is_file()), None)


def web_route(folder: Path | None) -> Route:
    """Return the route that answers everything which no other route does."""

    def serve(request: Request) -> Response:
        path = request.path_params["path"]
        if path == "api" or path.startswith("api/"):
            raise HTTPException(404)
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
        if "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(404)
        return FileResponse(folder / "index.html", headers={"Cache-Control": "no-cache"})

    return Route("/{path:path}", serve, methods=["GET", "HEAD"], include_in_schema=False)
