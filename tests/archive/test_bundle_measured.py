"""What a project's bundle holds of its measuring: corrections decided or not, and activities, of this site alone."""

import io
import json
import zipfile

from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.projects.models import Project
from inspect_app.readings import actions as readings
from inspect_app.readings.actions import Sample
from inspect_app.readings.models import Channel, Correction, Device
from tests import make
from tests.archive.test_bundle import written
from tests.cast import Cast


def test_a_bundle_holds_what_was_told_otherwise_decided_or_not_and_the_activities(cast: Cast) -> None:
    moment = int(make.NOW.timestamp() * 1000)
    for site in ("p17", "p18"):
        with transaction():
            readings.register_device(SYSTEM, project=cast.project(site), name="d-1", kind="dust", at=make.NOW)
            readings.start_activity(
                SYSTEM, project=cast.project(site), kind="lifting", place=site, at=make.NOW
            )
        for value in (1.0, 2.0, 3.0):
            with transaction():
                readings.record([Sample(site, "d-1", "pm10", moment, value)], at=make.NOW)
    of_p17 = select(Correction).join(Correction.channel).join(Channel.device).join(Device.project)
    with transaction():
        one = db.session.scalars(of_p17.where(Project.site == "p17", Correction.value == 2)).one()
        readings.move_correction(SYSTEM, one, "accept", {"reason": "核对"}, at=make.NOW)
    with zipfile.ZipFile(io.BytesIO(written(cast.project()))) as held:
        corrections, activities = (
            [json.loads(each) for each in held.read(f"data/{name}.jsonl").splitlines()]
            for name in ("corrections", "activities")
        )
        assert held.read("readings/d-1-pm10.csv").splitlines()[1:] == [f"{moment},2.0,N".encode()]
    found = [(each["value"], each["state"], each["is_first"], each["reason"]) for each in corrections]
    assert sorted(found) == [(1, "told", True, ""), (2, "accepted", False, "核对"), (3, "told", False, "")]
    assert [(each["kind"], each["place"], each["state"]) for each in activities] == [
        ("lifting", "p17", "running")
    ]
