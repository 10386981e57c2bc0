"""What the web needs besides: requests, sessions, errors, templates, headers, the API document."""

from datetime import date, datetime
from typing import Any

from flask import Flask, Response, current_app, request, session, url_for
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import RequestRedirect

import inspect_app
from inspect_app.config import Settings
from inspect_app.core import file_routes, forms, i18n, marks, nav, openapi, problems, web
from inspect_app.core.citing import cited
from inspect_app.core.clock import now
from inspect_app.core.cookies import ShortSessions
from inspect_app.core.policy import CSP
from inspect_app.core.times import day_words, when_words
from inspect_app.identity import queries as identity
from inspect_app.messages import queries as messages

MOST_BODY = 120 * 1024 * 1024


def prepare(app: Flask, settings: Settings) -> openapi.OpenApi:
    """Prepare the app for pages and calls, and return the API that the rooms add themselves to."""
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BODY,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        API_TITLE="Inspect",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
    )
    app.session_interface = ShortSessions()
    # With or without a slash at its end an address is the same: a POST must not be lost in a redirect.
    app.url_map.strict_slashes = False
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    web.csrf.init_app(app)
    app.extensions["actor_loader"] = lambda asked: identity.load(asked.authorization, session.get("key"))
    problems.register(app)
    _templates(app)
    app.after_request(_headers)
    api = openapi.OpenApi(app)
    app.register_blueprint(file_routes.pages)
    api.register_blueprint(file_routes.api)
    return api


def _templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        t=i18n.t,
        when=_when,
        day=_day,
        static=_static,
        release=inspect_app.__version__,
        cite=_cite,
        lost=forms.lost,
        marks_said=marks.said,
        marks_drawn=marks.drawn,
    )

    @app.context_processor
    def around() -> dict[str, Any]:
        who = web.actor()
        person = None if who.kind == "anyone" else who
        return {
            "actor": person,
            "locale": i18n.locale(),
            "nav": nav.entries(who, request.path),
            "own_page": _own_page(),
            # Counted only where the frame shows it.
            "unread": lambda: messages.unread(who) if who.kind == "person" else 0,
        }


def _own_page() -> str:
    """Return the address that shows this page again, "" when its own does: a form may have none to be read at.

    Of `/defects/<id>/moves/rectify` it is the defect's page, the nearest above that can be read.
    """
    if request.method in ("GET", "HEAD"):
        return ""
    addresses = current_app.url_map.bind("")
    path = request.path
    while path.strip("/"):
        try:
            addresses.match(path, method="GET")
        except RequestRedirect:
            return path
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return path
    return "/"


def _when(moment: datetime | None) -> Markup:
    if moment is None:
        return Markup("—")
    relative, exact = when_words(moment, now(), i18n.locale())
    # A day is not torn at its hyphens, however narrow its place.
    date_words, _, rest = exact.partition(" ")
    return Markup('<time datetime="{}">{} <small><span class="nowrap">{}</span> {}</small></time>').format(
        moment.isoformat(), relative, date_words, rest
    )


def _day(value: date | None) -> str:
    return Markup('<span class="nowrap">{}</span>').format(day_words(value, i18n.locale())) if value else "—"


def _cite(clause: str) -> str:
    return cited(clause, i18n.locale())


def _static(path: str) -> str:
    return url_for("static", filename=path, v=inspect_app.__version__)


def _headers(reply: Response) -> Response:
    reply.headers.setdefault("Content-Security-Policy", CSP)
    reply.headers.setdefault("X-Content-Type-Options", "nosniff")
    reply.headers.setdefault("Referrer-Policy", "same-origin")
    reply.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=(self)")
    if not request.path.startswith("/static") and "Cache-Control" not in reply.headers:
        reply.headers["Cache-Control"] = "no-store"
    asked = request.args.get("lang")
    if asked in ("en", "zh"):
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        reply.set_cookie(i18n.COOKIE, asked, max_age=31_536_000, samesite="Lax", httponly=True, secure=secure)
    return reply
