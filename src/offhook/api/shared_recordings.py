"""What a link to a recording leads to: a page that plays it, and the sound itself. Nobody logs in for it.

Invariant: whatever is wrong with a link, the answer is the same, so that nothing is learnt by trying.
"""

# ruff: noqa: RUF001  Russian letters look like Latin ones

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse
from starlette.routing import Route

from offhook.api.sounds import keys_of, send_sound
from offhook.recording.links import follow_link

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from offhook.api.context import Context
    from offhook.recording.links import Shared

PREFIX: Final = "/shared/recordings/"
_HEADERS: Final = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}
_NOTHING: Final = "this link leads nowhere: it is wrong, or it is good no longer"
_STYLE: Final = (
    "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}"
    "audio{width:100%}dt{font-weight:600}dd{margin:0 0 .5rem}"
)
_WORDS: Final = {
    "en": ("Recording of a call", "From", "To", "Begun", "Length", "Download", "This link leads nowhere",
           "It is wrong, or it is good no longer. Ask whoever sent it for a new one."),
    "ru": ("Запись звонка", "От", "Кому", "Начало", "Длительность", "Скачать", "Ссылка никуда не ведёт",
           "Она неверна или больше не действует. Попросите новую у того, кто её прислал."),
}  # fmt: skip


def shared_routes(context: Context) -> list[Route]:
    """Return the routes of the page and of the sound."""

    async def page(request: Request) -> Response:
        language = "ru" if request.headers.get("accept-language", "").lower().startswith("ru") else "en"
        words = _WORDS[language]
        token = request.path_params["token"]
        shared = await follow_link(context.database, token, heard_from=_from(request))
        if shared is None:
            body = f"<h1>{words[6]}</h1><p>{words[7]}</p>"
            return _html(body, words[6], language, 404)
        return _html(_told(shared, words, f"{PREFIX}{token}/audio"), words[0], language, 200)

    async def audio(request: Request) -> Response:
        hearing = request.method == "GET"
        token = request.path_params["token"]
        shared = await follow_link(context.database, token, heard_from=_from(request), hearing=hearing)
        if shared is None:
            raise HTTPException(404, _NOTHING)
        keys = keys_of(context, shared.tenant)
        name = f"call-{shared.call.id}"
        try:
            response = await send_sound(request, context.settings.data, shared.recording.path, name, keys)
        except HTTPException as error:
            if error.status_code != 404:  # noqa: PLR2004  a file that is gone
                raise
            raise HTTPException(404, _NOTHING) from error
        response.headers.update(_HEADERS)
        if "download" in request.query_params:
            response.headers["Content-Disposition"] = f'attachment; filename="{name}.wav"'
        return response

    methods = ["GET", "HEAD"]
    return [
        Route(PREFIX + "{token}", page, methods=methods, include_in_schema=False),
        Route(PREFIX + "{token}/audio", audio, methods=methods, include_in_schema=False),
    ]


def _from(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def _told(shared: Shared, words: tuple[str, ...], audio: str) -> str:
    call, recording = shared.call, shared.recording
    begun = recording.started_at.astimezone(ZoneInfo(shared.timezone))
    seconds = (recording.duration_ms or 0) // 1000
    facts = {
        words[1]: _party(call.caller_name, call.caller_number),
        words[2]: _party(call.callee_name or "", call.callee_number or call.dialled),
        words[3]: f"{begun:%Y-%m-%d %H:%M:%S} ({shared.timezone})",
        words[4]: f"{seconds // 60}:{seconds % 60:02}",
    }
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
    return (
        f'<h1>{words[0]}</h1><dl>{listed}</dl><audio controls preload="none" src="{audio}"></audio>'
        f'<p><a href="{audio}?download=1">{words[5]} (WAV)</a></p>'
    )


def _party(name: str, number: str) -> str:
    return f"{name} ({number})" if name and number else name or number


def _html(body: str, title: str, language: str, status: int) -> Response:
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    text = (
        f'<!doctype html><html lang="{language}"><head>{head}<style>{_STYLE}</style></head><body>{body}</body></html>'
    )
    return HTMLResponse(text, status, _HEADERS)
