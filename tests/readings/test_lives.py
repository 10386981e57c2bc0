"""The life of a device on site: planned, installed, accepted by another, moved, calibrated, retired."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import store_photo
from inspect_app.core.permits import Actor, may
from inspect_app.readings import actions, jobs, queries
from inspect_app.readings.models import Device
from inspect_app.readings.models.placements import Placement
from inspect_app.readings.queries import lives
from inspect_app.readings.rules.placing import CHECKS, calibration
from tests import make
from tests.cast import Cast
from tests.make import NOW
from tests.readings.test_devices import register, send

Browser = Callable[[str], FlaskClient]
LATER = NOW + timedelta(days=2)
GOOD = dict.fromkeys(CHECKS, "yes")


def plan(actor: Actor, device: Device, place: str = "北门", **more: str) -> Placement:
    with transaction():
        return actions.plan_placement(actor, device, place=place, purpose="出入口扬尘", at=NOW, **more)  # type: ignore[arg-type]


def take(actor: Actor, one: Placement, name: str, hours: float = 0, **values: object) -> Placement:
    with transaction():
        if name == "install":
            values = {"photos": [store_photo(make.photo("white"))], "height_m": 3.0, **values}
        at = NOW + timedelta(hours=hours)
        return actions.move_placement(actor, db.session.get_one(Placement, one.id), name, values, at=at)


def stood(device: Device, hours: float) -> str | None:
    found = queries.place_at(device.id, NOW + timedelta(hours=hours))
    return found.place if found else None


def test_a_device_is_planned_installed_and_accepted_by_another_who_has_seen_its_data(cast: Cast) -> None:
    device, _secret = register(cast)
    one = plan(cast.supervisor, device)
    assert one.state == "planned"
    take(cast.contractor_a, one, "install", place="北门内侧立柱")
    assert not may(cast.contractor_a, "placement.accept", one)
    with pytest.raises(Problem, match="conflict"):
        take(cast.supervisor, one, "accept", **GOOD)
    send(("pm10", 5, 50))
    take(cast.supervisor, one, "accept", 50, **GOOD)
    assert (one.state, one.place, one.planned_place, one.height_m) == (
        "accepted",
        "北门内侧立柱",
        "北门",
        3.0,
    )
    assert [each.label for each in lives.attached("placement", [one.id])[one.id]] == ["install"]
    verbs = [each.verb for each in journal.timeline("placement", one.id)]
    assert verbs == ["placement.plan", "placement.install", "placement.accept"]


def test_whoever_installed_a_device_does_not_accept_it_and_whoever_asks_does_not_approve(cast: Cast) -> None:
    device, _secret = register(cast)
    one = plan(cast.contractor_a, device)
    assert one.state == "requested"
    assert not may(cast.contractor_a, "placement.approve", one)
    assert may(cast.contractor_a, "placement.decline", one)
    take(cast.supervisor, one, "approve")
    take(cast.supervisor, one, "install")
    assert not may(cast.supervisor, "placement.accept", one)
    assert may(cast.owner, "placement.accept", one)


def test_a_move_is_asked_for_and_the_place_at_each_time_stays_known(cast: Cast) -> None:
    device, _secret = register(cast)
    take(cast.contractor_a, plan(cast.supervisor, device), "install")
    with pytest.raises(Problem) as refused:
        plan(cast.supervisor, device, "南门")
    assert list(refused.value.errors) == ["reason"]
    moved = plan(cast.supervisor, device, "南门", reason="北门封闭")
    assert moved.state == "requested"
    with pytest.raises(Problem, match="conflict"):
        plan(cast.supervisor, device, "东门", reason="再移")
    take(cast.owner, moved, "approve", 1)
    with pytest.raises(Problem) as early:
        take(cast.contractor_a, moved, "install", 5, began_at=NOW - timedelta(hours=1))
    assert list(early.value.errors) == ["began_at"]
    take(cast.contractor_a, moved, "install", 5, began_at=NOW + timedelta(hours=4))
    assert [stood(device, hours) for hours in (-1, 0, 3.9, 4, 90)] == [None, "北门", "北门", "南门", "南门"]


def test_one_that_is_not_accepted_is_planned_anew_and_a_retired_device_stands_nowhere(cast: Cast) -> None:
    device, _secret = register(cast)
    one = take(cast.contractor_a, plan(cast.supervisor, device), "install")
    take(cast.supervisor, one, "fail", 1, reason="被脚手架遮挡")
    again = lives.placements(device.id)[0]
    assert (again.state, again.reason, one.state) == ("planned", "被脚手架遮挡", "failed")
    with transaction():
        device = db.session.get_one(Device, device.id)
        actions.move_device(
            cast.supervisor, device, "retire", {"reason": "拆除"}, at=NOW + timedelta(hours=2)
        )
    assert (stood(device, 1.9), stood(device, 2)) == ("北门", None)
    assert again.state == "declined"
    assert not may(cast.contractor_a, "placement.install", again)


@pytest.mark.parametrize(
    ("until", "stands"),
    [(None, "missing"), (date(2026, 5, 10), "overdue"), (date(2026, 5, 11), "soon"), (date(2026, 6, 10), "soon"),
     (date(2026, 6, 11), "valid")],
)  # fmt: skip
def test_a_calibration_is_good_on_its_last_day_and_due_a_month_before(
    until: date | None, stands: str
) -> None:
    assert calibration(until, date(2026, 5, 11)) == stands


def test_an_overdue_calibration_is_told_of_once_and_a_new_one_counts(cast: Cast) -> None:
    device, _secret = register(cast)
    today = NOW.date()

    def record(until: date, done: date = today) -> None:
        with transaction():
            actions.calibrate(
                cast.supervisor, device, number="C-1", body="市计量院", done_on=done, valid_until=until, photos=[], at=NOW
            )  # fmt: skip

    for bad in ({"until": today, "done": today + timedelta(days=5)}, {"until": today - timedelta(days=1)}):
        with pytest.raises(Problem):
            record(**bad)
    record(today)
    for day in (0, 2, 3):
        with transaction():
            jobs.tell_overdue_calibrations(NOW + timedelta(days=day))
    record(today + timedelta(days=365))
    with transaction():
        jobs.tell_overdue_calibrations(LATER)
    verbs = [each.verb for each in journal.timeline("device", device.id)]
    assert verbs == ["device.register", "device.calibrate", "device.overdue", "device.calibrate"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_forms_of_a_life_lead_from_plan_to_acceptance(
    cast: Cast, browser: Browser, language: str
) -> None:
    device, _secret = register(cast)
    client, path = browser("supervisor"), f"/devices/{device.id}"
    assert client.get(f"{path}/placements?lang={language}").status_code == 200
    assert client.post(f"{path}/placements", data={"place": "北门"}).status_code == 422
    assert (
        client.post(
            f"{path}/placements", data={"place": "北门", "purpose": "扬尘", "height_m": "2"}
        ).status_code
        == 302
    )
    one = lives.placements(device.id)[0]
    assert client.post(f"/placements/{one.id}/moves/install", data={"height_m": "3"}).status_code == 422
    take(cast.contractor_a, one, "install")
    assert client.get(f"{path}/calibrations?lang={language}").status_code == 200
    told = {"number": "C-7", "body": "市计量院", "done_on": "2026-03-01", "valid_until": "2026-02-01"}
    assert client.post(f"{path}/calibrations", data=told).status_code == 422
    told["valid_until"] = "2027-02-28"
    assert (
        client.post(f"{path}/calibrations", data={**told, "file": (BytesIO(b"GIF89a"), "c.gif")}).status_code
        == 422
    )
    sent = {**told, "file": (BytesIO(b"%PDF-1.4 c7"), "c.pdf")}
    assert client.post(f"{path}/calibrations", data=sent).status_code == 302
    paper = f"/calibrations/{lives.calibrations(device.id)[0].id}"
    given = client.get(paper)
    assert (given.data, given.mimetype) == (b"%PDF-1.4 c7", "application/pdf")
    assert browser("stranger").get(paper).status_code == 404
    page = client.get(f"{path}?lang={language}").text
    assert "C-7" in page
    assert f'href="{paper}"' in page
    assert f"/placements/{one.id}/moves/accept" in page
    assert client.get(f"/placements/{one.id}").location == path
