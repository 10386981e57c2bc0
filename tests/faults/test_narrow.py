"""A narrow, slow, lossy and torn network: a checklist with its photos arrives whole and once."""

import threading
import time
from pathlib import Path

import pytest

from devices.demo.forms import filled, items
from devices.tablet import Counts, Tablet
from inspect_app.core.clock import now
from tests import make
from tests.brokers import PATIENCE
from tests.cables import cable
from tests.faults.conftest import Town
from tests.faults.test_kill import opened_by, visits

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
_SHOWN = (
    "SELECT sha256, count(*) FROM attachments WHERE sha256 = ANY(%s) AND thing_kind = 'answer' GROUP BY 1"
)


@pytest.mark.parametrize("how", ["narrow", "lossy"])
def test_a_checklist_with_six_photos_arrives_once_over_a_bad_cable_that_is_torn(
    town: Town, tmp_path: Path, how: str
) -> None:
    visit = visits(town, 1)[0]
    known = town.known["usernames"]["tablet-01"], town.known["devices"]["tablet-01"]
    with cable(town.up.mqtt_port) as wire:
        if how == "narrow":
            wire.narrow(64_000, 0.1)  # about 290 kbit/s, for each piece of 8 KB waits besides
        else:
            wire.lose(0.3, town.chance)
        url = f"mqtt://127.0.0.1:{wire.port}"
        tablet = Tablet(url, *known, "p17", "tablet-01", tmp_path / "outbox.sqlite")
        shots = [make.jpeg(make.scene(number, (640, 480)), 95) for number in range(6)]
        names = [tablet.add_photo(each) for each in shots]
        keys = [each["key"] for each in items(visit) if each["kind"] not in ("text", "choice")][:6]
        seen = {key: ("破损", name) for key, name in zip(keys, names, strict=True)}
        body = filled(visit, at=now(), failing=seen, proof=names[0])
        tablet.submit(body)
        over = threading.Event()

        def tear() -> None:
            for _ in range(2):
                if not over.wait(town.chance.uniform(2, 4)):
                    wire.tear()

        vandal = threading.Thread(target=tear)
        vandal.start()
        began = time.monotonic()
        counts = tablet.sync(3 * PATIENCE)
        took = time.monotonic() - began
        over.set()
        vandal.join()
    assert counts == Counts(sealed=7)
    assert opened_by(town, [body["id"]]) == {body["id"]: 6}
    assert town.ask("SELECT count(*) FROM submissions WHERE id = %s", body["id"]) == [(1,)]
    assert {name for name, _ in town.ask(_SHOWN, names)} == set(names)
    assert town.ask("SELECT count(*) FROM files WHERE sha256 = ANY(%s)", names) == [(6,)]
    size = sum(map(len, shots)) >> 10
    print(
        f"{how}: six photos of {size} KB in all and a checklist took {took:.1f} s, {wire.carried >> 10} KB over the cable"
    )
