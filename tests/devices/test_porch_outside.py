"""Registering itself at a broker that is not ours: with the rules the manual gives, the answer is heard by who asked."""

import json
import re
import threading
from typing import Any

from flask import Flask
from sqlalchemy import select

from devices.intake import Intake
from devices.sources.paho import PahoSource, Session
from devices.sources.publisher import Publisher
from devices.topics import WITH_PORCH_OUTSIDE, answer_to
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.readings import actions, queries
from inspect_app.readings.models import DeadLetter, Device
from inspect_app.readings.rules.provisioning import PORCH
from tests.brokers import PATIENCE, until
from tests.brokers import Device as Guest
from tests.cast import Cast
from tests.devices.mosquitto import mosquitto
from tests.house.source import ROOT

_OWN = "a-password-of-its-own"


def manual() -> str:
    """Return the rules for mosquitto as the manual gives them."""
    text = (ROOT / "docs" / "devices.md").read_text(encoding="utf-8")
    [found] = re.findall(r"```\n(user intake\n.*?)```", text, re.DOTALL)
    return found


def test_at_mosquitto_a_new_device_asks_and_it_alone_hears_the_answer(app: Flask, cast: Cast) -> None:
    with transaction():
        key, secret = actions.make_key(
            SYSTEM, cast.project(), label="第三批", strategy="new", kind="dust", profile="", place="", most=5,
            good_until=local_day(now()), at=now(),
        )  # fmt: skip
    shown = {"provisionDeviceKey": key.key, "provisionDeviceSecret": secret, "password": _OWN}
    with mosquitto(manual(), intake="i", provision="provision", p17_old="o") as broker:
        at = f"127.0.0.1:{broker.port}"
        publisher, stop = Publisher(f"mqtt://intake:i@{at}"), threading.Event()
        source = PahoSource(f"mqtt://intake:i@{at}", Session("intake"), filters=WITH_PORCH_OUTSIDE)
        intake = Intake(app.app_context, publisher.publish_all)
        reading = threading.Thread(target=source.run, args=(intake.handle, stop))
        reading.start()
        with (
            Guest(f"mqtt://{PORCH}:{PORCH}@{at}", "box-1") as box,
            Guest(f"mqtt://{PORCH}:{PORCH}@{at}", "box-2") as other,
            Guest(f"mqtt://p17_old:o@{at}", "old") as old,
        ):
            box.listen("/provision/response/box-1")
            # mosquitto grants any subscription, and holds back what may not be heard.
            for each in (other, old):
                for wanted in ("#", "/provision/#", "/provision/response/box-1", "/provision/request/+"):
                    each.listen(wanted)
            ask = json.dumps({"deviceName": "dust-9", **shown}).encode()
            # In the name of another: not let through, and mosquitto may close the connection over it.
            for name, topic in (
                ("box-3", "/provision/response/box-1"),
                ("box-4", "/provision/request/box-1"),
            ):
                with Guest(f"mqtt://{PORCH}:{PORCH}@{at}", name) as forger:
                    forger.client.publish(topic, b'{"status": "SUCCESS", "forged": true}', 1)

            def answered() -> bool:
                if not box.heard:
                    box.send("/provision/request/box-1", ask)
                    stop.wait(0.2)
                return bool(box.heard)

            until(answered, what="the answer")
            other.send("/provision/request/box-2", b"{}")
            until(lambda: other.heard, what="the other's own answer")
            stop.set()
            reading.join(PATIENCE)
            publisher.close()
            answers = [(topic, json.loads(data)) for topic, data in box.heard]
            assert {topic for topic, _ in answers} == {"/provision/response/box-1"}
            assert {(told["status"], told["deviceName"]) for _, told in answers} == {("SUCCESS", "dust-9")}
            assert _OWN not in str(answers)
            assert {topic for topic, _ in other.heard} == {"/provision/response/box-2"}
            assert old.heard == []
    db.session.rollback()
    assert list(db.session.scalars(select(Device.name))) == ["dust-9"]
    assert queries.device_login("p17_dust-9", _OWN) is not None
    assert list(db.session.scalars(select(DeadLetter.reason))) == []


def test_a_request_is_answered_where_it_was_asked() -> None:
    found: dict[str, Any] = {
        "/provision/request": "/provision/response",
        "/provision/request/AA:01": "/provision/response/AA:01",
        "/provision/requests": "",
        "site/p17/device/a/telemetry": "",
    }
    assert {each: answer_to(each) for each in found} == found
    assert len(answer_to("/provision/request/" + "x" * 65_500)) < 200
