"""What the residents told of themselves is looked for where it must never stand: in logs, exports and public pages."""

from collections.abc import Callable, Iterable, Iterator

from flask import Flask
from flask.testing import FlaskClient

from inspect_app.complaints.rules.emergencies import EMERGENCIES
from tests.cast import Cast
from tests.walls.public import PUBLIC
from tests.year.world import SITES, World

Browser = Callable[[str], FlaskClient]
ROLES = ("officer", "supervisor", "owner", "street", "property", "y1-main", "y1-sub0")
#: kinds of files that leave the house
_FILES = (".csv", ".json", ".xlsx")


def leaks(app: Flask, browser: Browser, world: World, logged: str) -> tuple[list[str], int]:
    """Return what was found and where, and how many replies were searched."""
    secrets = [each.encode() for each in world.secrets]
    found = [f"the log tells {each.decode()}" for each in secrets if each in logged.encode()]
    searched = 0
    no_file: set[str] = set()
    for who, path in _asked(app):
        if path in no_file:
            continue
        reply = browser(who).get(path)
        if who and reply.status_code == 200 and reply.mimetype == "text/html":
            no_file.add(path)  # a page without a file: who may read it may read what it tells
            continue
        searched += reply.status_code == 200
        found += [
            f"{path} tells {who or 'anybody'} {each.decode()}" for each in secrets if each in reply.data
        ]
    return found, searched


def _asked(app: Flask) -> Iterator[tuple[str, str]]:
    for path in dict.fromkeys(_public(app)):
        yield "", path
    rules = [str(each) for each in app.url_map.iter_rules() if "GET" in each.methods]
    plain = [each for each in rules if "<" not in each and not each.startswith(("/api", "/static"))]
    for path in sorted(plain):
        file = path if path.endswith(_FILES) else f"{path}?as=csv"
        yield from ((who, file) for who in ROLES)


def _public(app: Flask) -> Iterable[str]:
    values = {"site": [*SITES], "code": _codes(), "kind": [*EMERGENCIES]}
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint not in PUBLIC or rule.arguments - set(values):
            continue
        paths = [str(rule)]
        for name in rule.arguments:
            paths = [each.replace(f"<string:{name}>", value) for each in paths for value in values[name]]
        yield from paths
        yield from (f"{path}?site={site}" for path in paths for site in SITES if not rule.arguments)


def _codes() -> list[str]:
    return [each for site in SITES for each in (site, Cast().project(site).number)]
