"""An external broker is killed and has lost all it knew: what that costs, and whom it costs nothing."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from devices.tablet import Counts, Tablet
from tests.brokers import PATIENCE
from tests.devices.mosquitto import Mosquitto, mosquitto
from tests.faults.conftest import Client, Town, wait_for
from tests.faults.test_kill import device, failing, opened_by, readings, stored, visits
from tests.faults.test_shared import another

__all__ = ["another"]
pytestmark = [pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
Start = Callable[..., Client]
_FOUND = "SELECT count(*) FROM submissions WHERE id = %s"


@pytest.fixture
def broker(town: Town) -> Iterator[Mosquitto]:
    """A mosquitto with persistence as it comes, which writes its database every half hour."""
    known = {town.known["usernames"][name]: town.known["devices"][name] for name in ("dust-01", "tablet-01")}
    with mosquitto(intake="intake-secret", **known) as running:
        yield running


@pytest.fixture
def other_broker(broker: Mosquitto) -> str:
    """Where the intake finds it."""
    return broker.url.replace("//", "//intake:intake-secret@")


def test_a_broker_that_forgot_everything_costs_a_tablet_nothing_and_a_bare_sensor_what_nobody_had_read(
    town: Town, client: Start, broker: Mosquitto, another: Callable[[], psutil.Popen], tmp_path: Path
) -> None:
    first = another()
    first.terminate()
    first.wait(PATIENCE)
    visit = visits(town, 1)[0]
    body = failing(visit)
    known = town.known["usernames"]["tablet-01"], town.known["devices"]["tablet-01"]
    tablet = Tablet(broker.url, *known, "p17", "tablet-01", tmp_path / "outbox.sqlite", patience=5)
    tablet.submit(body)
    begin, messages = readings(200)
    spec = device(town, "dust-01", messages, rate=1000) | {"port": broker.port}
    with ThreadPoolExecutor(1) as field:
        synced = field.submit(tablet.sync, 3 * PATIENCE)
        sent, kept = client("mqtt", **spec).finish()
        assert len(sent) == len(kept) == 200
        wait_for(lambda: tablet.outbox.counts().sent, "the broker took the checklist")
        broker.kill()
        broker.start()
        another()
        assert synced.result(4 * PATIENCE) == Counts(sealed=1)

    assert town.ask(_FOUND, body["id"]) == [(1,)]
    assert opened_by(town, [body["id"]]) == {body["id"]: 1}
    lost = kept - stored(town, begin, 200).keys()
    print(f"of {len(kept)} readings the broker had acknowledged it lost {len(lost)}")
    client("mqtt", **spec).finish()  # the sensor sends again what it does not see stored
    wait_for(lambda: len(stored(town, begin, 200)) == 200, "what is sent again is stored")
    broker.kill()  # with an intake that listens
    broker.start()
    down = time.monotonic()
    begin, messages = readings(20)
    again = {**spec, "payloads": messages}

    def arrives() -> bool:
        client("mqtt", **again).finish()
        return len(stored(town, begin, 20)) == 20

    wait_for(arrives, "the intake has subscribed anew")
    print(f"the intake listens again {time.monotonic() - down:.1f} s after the broker was killed")
