"""An intake as its process loads it does everything with the few rooms of devices, and the rest once a tablet comes."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from devices.topics import STATUS, build
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections.models import Submission
from inspect_app.readings import actions
from inspect_app.readings.models import Alarm, DeadLetter, Device
from inspect_app.readings.rules.provisioning import REQUEST
from tests import make
from tests.cast import Cast

#: takes in batches in a process of its own; after each it says which rooms are loaded, and the answers sent
TAKE_IN = """
import json, sys, time
import devices.process
from devices.intake import Intake
from devices.message import Message
from inspect_app import ROOMS, config, create_app
from inspect_app.core.db import db

app, sent = create_app(config.from_environ(), web=False, clock=False), []
intake = Intake(app.app_context, sent.extend)
for table in db.metadata.tables.values():
    assert all(key.column is not None for key in table.foreign_keys)  # raises for a table that is not there
told = []
for batch in json.load(sys.stdin):
    intake.handle([Message(topic, data.encode(), False, False, time.time()) for topic, data in batch])
    told.append([room for room in ROOMS if f"inspect_app.{room}" in sys.modules])
with app.app_context():
    assert intake.authenticate("events@nobody", "wrong") is None  # a listener to events: the room of messages
print(json.dumps([told, [[topic, data.decode()] for topic, data in sent]]))
"""


def taken_in(*batches: list[tuple[str, Any]]) -> tuple[list[list[str]], list[tuple[str, str]]]:
    given = [[(topic, json.dumps(body)) for topic, body in batch] for batch in batches]
    settings = current_app.config["SETTINGS"]
    env = {
        **os.environ,
        "INSPECT_DATA_DIR": str(settings.home),
        "INSPECT_DATABASE_URL": settings.database,
        "INSPECT_SECRET_KEY": settings.secret_key,
    }
    done = subprocess.run(
        [sys.executable, "-c", TAKE_IN], cwd=Path(__file__).resolve().parents[2], env=env,
        input=json.dumps(given), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    rooms, sent = json.loads(done.stdout)
    return rooms, [(topic, data) for topic, data in sent]


def test_the_rooms_of_checklists_come_with_the_first_checklist(app: Flask, cast: Cast) -> None:
    project, moment = cast.project(), int(time.time() * 1000) - 60_000
    with transaction():
        for name, kind in (("wind-1", "weather"), ("tab-1", "tablet")):
            actions.register_device(SYSTEM, project=project, name=name, kind=kind, at=now())
        key, secret = actions.make_key(
            cast.supervisor, project, label="", strategy="new", kind="dust", profile="", place="", most=1,
            good_until=local_day(now()), at=now(),
        )  # fmt: skip
    wind = [
        (build("p17", "wind-1"), {"at": moment + 1000 * n, "values": {"wind_speed": 12.0}}) for n in range(9)
    ]
    asked = {
        "deviceName": "dust-9",
        "provisionDeviceKey": key.key,
        "provisionDeviceSecret": secret,
        "credentialsType": "MQTT_BASIC",
        "username": "p17_dust-9",
        "password": "a-password-of-its-own",
    }
    others = [
        (build("p17", "nobody"), {"values": {"wind_speed": 1}}),
        (build("p17", "wind-1", STATUS), {"online": False}),
        (REQUEST, asked),
    ]
    filled = make.filled(make.visit(project))
    rooms, sent = taken_in([*wind, *others], [(build("p17", "tab-1", "submission"), filled)])
    assert rooms[0] == ["identity", "projects", "checklists", "readings", "sensorthings"]
    assert "inspections" in rooms[1]
    assert [json.loads(data)["status"] for _topic, data in sent] == ["SUCCESS", "received"]
    db.session.rollback()
    assert db.session.scalars(select(Submission)).one().visit_id == filled["visit"]
    assert db.session.scalars(select(Device.name).where(Device.name == "dust-9")).one()
    assert db.session.scalars(select(Alarm.id)).first()
    assert "device" in list(db.session.scalars(select(DeadLetter.reason)))
