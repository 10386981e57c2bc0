"""The wall board: what is wrong is never left out, the limit beside a value is the one that counts now, and few queries."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample
from inspect_app.readings.rules.board import DOUBTED, FINE, FREE, OVER, SILENT, first, nearest, standing
from inspect_app.readings.rules.limits import in_force
from tests.cast import Cast

Browser = Callable[[str], FlaskClient]
NOON_MS = 1_782_878_400_000  # 2026-07-01 12:00 in China
HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    ("over", "missing", "flag", "limited", "state"),
    [
        (True, True, "D", True, OVER), (False, True, "D", True, SILENT), (False, False, "M", True, DOUBTED),
        (False, False, "N", True, FINE), (False, False, "N", False, FREE),
    ],
)  # fmt: skip
def test_a_channel_stands_as_the_worst_that_is_known_of_it(
    over: bool, missing: bool, flag: str, limited: bool, state: object
) -> None:
    assert standing(over=over, missing=missing, flag=flag, limited=limited) == state


@pytest.mark.parametrize(
    ("quantity", "value", "at_ms", "limit"),
    [
        ("noise", 60.0, NOON_MS, 70), ("noise", 60.0, NOON_MS + 11 * HOUR_MS, 55), ("wind_speed", 3.0, NOON_MS, 8.0),
        ("wind_speed", 9.0, NOON_MS, 8.0), ("wind_speed", 12.0, NOON_MS, 10.8), ("wind_speed", None, NOON_MS, 8.0),
        ("slew", 10.0, NOON_MS, None),
    ],
)  # fmt: skip
def test_the_limit_beside_a_value_is_the_one_in_force_that_it_reaches_first(
    quantity: str, value: float | None, at_ms: int, limit: float | None
) -> None:
    rules = [each for each in in_force("110114", []) if each.quantity == quantity and not each.activity]
    found = nearest(rules, value, at_ms)
    assert (found.value if found else None) == limit


def test_what_is_wrong_comes_first_and_each_quantity_has_its_turn() -> None:
    states = [FINE, FINE, FINE, FREE, OVER, SILENT]
    quantities = ["temperature", "temperature", "noise", "slew", "pm10", "pm10"]
    assert first(states, quantities, 2) == [4, 5]
    assert first(states, quantities, 4) == [0, 2, 4, 5]
    assert first(states, quantities) == [0, 1, 2, 3, 4, 5]


def test_the_board_shows_values_limits_and_alarms_with_as_many_queries_for_many_devices(
    cast: Cast, browser: Browser, queries: list[str]
) -> None:
    client, project = browser("supervisor"), cast.project().id
    assert "还没有监测数据" in client.get(f"/projects/{project}/board").text
    at, asked, page = now(), [], ""
    told = int((at - timedelta(minutes=1)).timestamp() * 1000)
    for names in (("wind-1", "wind-2"), tuple(f"wind-{number}" for number in range(3, 9))):
        with transaction():
            for name in names:
                actions.register_device(
                    cast.supervisor, project=cast.project(), name=name, kind="weather", at=at
                )
        with transaction():
            actions.record([Sample("p17", name, "wind_speed", told, 12.0) for name in names], at=at)
        queries.clear()
        page = client.get(f"/projects/{project}/board?lang=en").text
        asked.append(len(queries))
    assert page.count("is-over") == 8
    assert "Limit &lt; 10.8" in page
    assert "and 10 more" in page  # both levels of wind, of eight devices; six are named
    assert asked[0] == asked[1] < 25
    links = re.findall(r'href="([^"]*compare=wind_speed)"', client.get(f"/projects/{project}/site").text)
    queries.clear()
    page = client.get(f"/projects/{project}/site{unescape(links[0])}").text
    compared = page.split('data-compare="', 1)[1].split('"', 1)[0]
    assert compared.count("/series?hours=24") == 6
    assert len(queries) < 25
    for wrong in ("pm10", "<b>", ""):
        assert (
            "data-compare"
            not in client.get(f"/projects/{project}/site", query_string={"compare": wrong}).text
        )
