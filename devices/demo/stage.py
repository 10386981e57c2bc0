"""What every step of the demonstration's story needs."""

import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devices.client import Caller
from inspect_app.config import from_environ, in_url


@dataclass
class Story:
    """What the steps need: where the platform is, the people's password, the devices' keys."""

    url: str
    broker: str
    home: Path
    password: str
    keys: dict[str, str]
    usernames: dict[str, str]
    stop: threading.Event

    def person(self, account: str) -> Caller:
        """Return a person of the story, logged in."""
        return Caller(self.url, account, self.password)

    def project(self, site: str) -> dict[str, Any]:
        """Return a project by its short name."""
        rows = self.person("officer").get("/api/projects/")["rows"]
        found: dict[str, Any] = next(row for row in rows if row["site"] == site)
        return found

    def element(self, site: str, path: str) -> str:
        """Return the key of an element by its place."""
        tree = self.person("officer").get(f"/api/projects/{self.project(site)['id']}/elements")
        return str(next(row["id"] for row in tree if row["path"] == path))


def on_stage(stop: threading.Event) -> Story:
    """Return what was prepared for the story, and where the platform of these settings is."""
    settings = from_environ()
    known = json.loads((settings.home / "demo.json").read_text(encoding="utf-8"))
    near = in_url(settings.near)
    return Story(
        url=f"http://{near}:{settings.port}", broker=settings.broker_url or f"mqtt://{near}:{settings.mqtt_port}",
        home=Path(settings.home), password=known["password"], keys=known["devices"], usernames=known["usernames"],
        stop=stop,
    )  # fmt: skip
