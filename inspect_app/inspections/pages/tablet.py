"""The tablet's app: one shell without anybody's data, its manifest, and the worker that keeps it on board."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, render_template, request

from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor
from inspect_app.core.policy import with_broker
from inspect_app.core.web import page
from inspect_app.inspections.pages.visits import bp

SHELL = "/tablet"
#: what the app consists of, beside all of js/tablet; the client of the broker is fetched when there is a network
_BESIDE = (
    "app.css", "tablet.css", "js/theme.js", "img/mark.svg", "img/tablet-192.png", "vendor/dexie/dexie.min.js",
    "vendor/signature_pad/signature_pad.min.js", "vendor/jsqr/jsQR.js",
    "vendor/leaflet/leaflet.js", "vendor/leaflet/leaflet.css",
)  # fmt: skip
#: modules that are loaded only when they are wanted
_LATER = ("sw.js", "broker.js", "scan.js")


@page(bp, SHELL, permit="tablet.open", name="tablet")
def shell(_actor: Actor) -> Any:
    """Show the app; the browser keeps this page, so it holds nothing of whoever asked."""
    modules = [path for path in files(_static()) if _first(path)]
    reply = Response(render_template("tablet/shell.html", modules=modules))
    broker = current_app.config["SETTINGS"].tablet_broker(urlsplit(request.host_url).hostname or "")
    reply.headers["Content-Security-Policy"] = with_broker(broker)
    return reply


@page(bp, "/tablet/manifest.webmanifest", permit="tablet.open", name="tablet_manifest")
def manifest(_actor: Actor) -> Any:
    """Tell the browser how the app stands on the home screen."""
    icons = [
        {"src": f"/static/img/tablet-{side}.png", "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
        for side in (192, 512)
        for purpose in ("any", "maskable")
    ]  # fmt: skip
    told = {
        "id": SHELL, "name": t("安居巡检 · 现场检查", "Inspect · on site"), "short_name": t("现场检查", "Inspect"),
        "lang": t("zh-CN", "en"), "start_url": SHELL, "scope": SHELL, "display": "standalone",
        "background_color": "#f5f7f9", "theme_color": "#0b5cad", "icons": icons,
    }  # fmt: skip
    return Response(json.dumps(told, ensure_ascii=False), mimetype="application/manifest+json")


@page(bp, "/tablet/sw.js", permit="tablet.open", name="tablet_worker")
def worker(_actor: Actor) -> Any:
    """Give the worker, with the list of what it keeps: another list is another version."""
    sums = files(_static())
    listed = json.dumps(sums, indent=0)
    code = (_static() / "js" / "tablet" / "sw.js").read_text("utf-8")
    version = sha256((listed + code + _words()).encode()).hexdigest()[:16]
    head = f'const VERSION = "{version}";\nconst SHELL = "{SHELL}";\nconst FILES = {listed};\n'
    reply = Response(head + code, mimetype="text/javascript")
    # The worker lies below the page it keeps.
    reply.headers["Service-Worker-Allowed"] = SHELL
    reply.headers["Cache-Control"] = "no-cache"
    return reply


@cache
def files(static: Path) -> dict[str, str]:
    """Return the app's files by their address, each with its SHA-256."""
    own = [
        path.relative_to(static).as_posix()
        for path in sorted((static / "js" / "tablet").rglob("*.js"))
        if path.name not in ("sw.js", "broker.js")
    ]
    return {f"/static/{name}": sha256((static / name).read_bytes()).hexdigest() for name in (*own, *_BESIDE)}


def _first(path: str) -> bool:
    """Say whether the page needs this file at once."""
    vendored = "/vendor/" in path and not any(each in path for each in ("jsqr", "leaflet"))
    return path.endswith(".js") and (vendored or "/js/tablet/" in path) and not path.endswith(_LATER)


def _static() -> Path:
    return Path(str(current_app.static_folder))


def _words() -> str:
    """Return the shell's own text: a change of it is a new version too."""
    environment = current_app.jinja_env
    source: tuple[str, str | None, Any] = environment.loader.get_source(environment, "tablet/shell.html")  # type: ignore[union-attr]
    return source[0]
