"""A database as it is after years: ten thousand defects with their timelines, a million readings."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, text

from bench.stage import SITE, Stage
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.ids import uuid7
from inspect_app.core.journal import Entry
from inspect_app.defects.models import Defect
from inspect_app.projects.models import Project
from inspect_app.readings.actions import roll_minutes
from inspect_app.readings.actions.store import make_channel
from inspect_app.readings.models import Channel, Device, Head, Reading

DAY_MS = 86_400_000
QUANTITIES = ("pm10", "noise")
AT_ONCE = 5000
_HOURS = """
    INSERT INTO hours (channel_id, hour_ms, least, most)
    SELECT channel_id, at_ms / 3600000 * 3600000, min(value), max(value) FROM readings WHERE flag = 'N' GROUP BY 1, 2
"""
STATES = ("open", "accepted", "rectified", "returned", "closed", "closed", "closed", "void")


def fill(stage: Stage, defects: int, readings: int) -> None:
    """Write defects and a month of readings of the stage's devices through the schema, in bulk."""
    chance = random.Random(17)
    with stage.app.app_context(), transaction():
        projects = db.session.scalars(select(Project).order_by(Project.site)).all()
        rows = [_defect(chance, projects[n % len(projects)], n) for n in range(defects)]
        insert_all(Defect, iter(rows))
        insert_all(Entry, (_entry(each) for each in rows))
        channels = _channels()
        insert_all(Reading, _readings(chance, channels, readings // len(channels)))
        newest = int(now().timestamp() * 1000)
        for one in channels:
            head = db.session.get_one(Head, one)
            head.at_ms = head.normal_ms = head.received_ms = newest
            head.value, head.every_ms = 52.0, 30 * DAY_MS / (readings / len(channels))
    with stage.app.app_context():
        roll_up()
    with stage.app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def roll_up() -> int:
    """Write the hours of the readings that stand, and roll up their minutes, as intake and clock do; return how many hours."""
    with transaction():
        db.session.execute(text(_HOURS))
    return rolled_up()


def rolled_up() -> int:
    """Roll up the minutes of every hour that is over; return how many hours."""
    done = 0
    while True:
        with transaction():
            some = roll_minutes()
        if not some:
            return done
        done += some


def insert_all(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Write rows in batches."""
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == AT_ONCE:
            db.session.execute(insert(model.__table__), batch)
            batch = []
    if batch:
        db.session.execute(insert(model.__table__), batch)


def _defect(chance: random.Random, project: Project, number: int) -> dict[str, Any]:
    state = chance.choice(STATES)
    raised = now() - timedelta(minutes=chance.randrange(60, 500_000))
    later = raised + timedelta(minutes=50)
    fixed = later if state in ("rectified", "returned", "closed") else None
    contractor = project.party("contractor")
    assert contractor is not None
    return {
        "id": uuid7(), "number": f"QX-BENCH-{number:06}", "project_id": project.id,
        "element_id": chance.choice(project.elements).id, "kind": chance.choice(("quality", "hazard")),
        "severity": chance.choice(("general", "general", "serious", "major")),
        "title": f"{chance.choice(('屋面卷材', '外墙保温', '给水立管', '楼梯扶手'))}第 {number} 处不符合要求",
        "description": "现场检查发现，详见照片。", "clause": "GB 50207-2012", "liable_party_id": contractor.id,
        "source_kind": "person", "source_id": None, "state": state, "rounds": int(fixed is not None),
        "returns": int(state == "returned"), "raised_at": raised, "raised_by": None, "raised_by_name": "李工",
        "due_at": raised + timedelta(days=chance.choice((1, 3, 15, 400))),
        "accepted_at": None if state in ("open", "void") else later, "rectified_at": fixed, "rectified_by": None,
        "closed_at": later if state == "closed" else None, "voided_at": later if state == "void" else None,
        "overdue_at": None, "version": 1,
    }  # fmt: skip


def _entry(defect: dict[str, Any]) -> dict[str, Any]:
    return {
        "at": defect["raised_at"], "actor_kind": "person", "actor_id": None, "actor_name": "李工",
        "verb": "defect.raise", "thing_kind": "defect", "thing_id": defect["id"],
        "project_id": defect["project_id"], "data": {"title": defect["title"]}, "pending": False, "tries": 0,
    }  # fmt: skip


def _channels() -> list[int]:
    wanted = select(Device.id).join(Device.project).where(Project.site == SITE).order_by(Device.name)
    devices = db.session.scalars(wanted).all()
    return [make_channel(device, quantity, now()) for device in devices for quantity in QUANTITIES]


def _readings(chance: random.Random, channels: list[int], each: int) -> Iterator[dict[str, Any]]:
    end = int(now().timestamp() * 1000)
    step = 30 * DAY_MS // each
    for channel in channels:
        value = 50.0
        for number in range(each):
            value += chance.uniform(-1, 1) + (50 - value) / 100
            at_ms = end - (each - number) * step
            yield {"channel_id": channel, "at_ms": at_ms, "value": value, "flag": "N", "received_ms": at_ms}


def paths(stage: Stage) -> dict[str, tuple[str, str]]:
    """Return what is asked for: name -> (path, kind of the log-in: 'web' or 'token')."""
    with stage.app.app_context():
        project = db.session.scalars(select(Project.id).where(Project.site == SITE)).one()
        defect = db.session.scalars(select(Defect.id).order_by(Defect.number).offset(100)).first()
        channel = db.session.scalars(select(Channel.id).order_by(Channel.id)).first()
        db.session.rollback()
    series = f"/api/channels/{channel}/series"
    return {
        "page: defects": ("/defects", "web"),
        "page: defects, the last of all": ("/defects?state=all&page=200", "web"),
        "page: a defect": (f"/defects/{defect}", "web"),
        "page: a site": (f"/projects/{project}/site", "web"),
        "API: defects": ("/api/defects/", "token"),
        "API: a defect": (f"/api/defects/{defect}", "token"),
        "API: series of 24 hours": (f"{series}?hours=24", "token"),
        "API: series of 30 days": (f"{series}?hours=720", "token"),
    }
