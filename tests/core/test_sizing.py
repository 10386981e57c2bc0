"""The reckoning of machines and disk: known cases, its units, and that more never needs less."""

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.core.sizing import CASES, FIGURES, PRICES, Demand, Size, size
from inspect_app.sizing import sizing_command

GROWS = ("messages_s", "readings_s", "rows_day", "gb_day", "gb_year", "kept_gb", "machines", "fen_month")


@pytest.mark.parametrize(
    ("case", "stage", "readings", "rows", "installations", "machines"),
    [
        ("site", "one", 0.5, 43_200, 1, 1),
        ("street", "one", 20, 1_728_000, 1, 1),
        ("city", "postgresql", 750, 64_800_000, 1, 4),
        ("country", "postgresql", 18_000, 1_555_200_000, 6, 30),
    ],
)
def test_the_cases_of_the_page(
    case: str, stage: str, readings: float, rows: int, installations: int, machines: int
) -> None:
    found = size(CASES[case][2])
    assert (found.stage, found.installations, found.machines) == (stage, installations, machines)
    assert (found.readings_s, found.rows_day) == pytest.approx((readings, rows))


def test_a_city_by_hand() -> None:
    found = size(CASES["city"][2])
    # 1,500 sites × 5 devices a minute, 6 values each, 110.4 bytes a row, disks three quarters full, two copies.
    assert found.messages_s == pytest.approx(125)
    assert found.gb_day == pytest.approx(64.8e6 * 110.4 / 1e9)
    assert found.kept_gb == pytest.approx(found.gb_day * 365 / 0.75)
    money = 4 * PRICES.machine + found.kept_gb / 1000 * (2 * PRICES.disk_tb + PRICES.backup_tb)
    assert found.fen_month == round(money)


def test_a_load_one_embedded_broker_cannot_carry_gets_a_cluster() -> None:
    found = size(Demand(sites=10_000, devices=6, values=1, every=60, keep_days=30))
    assert found.messages_s > FIGURES.embedded_messages_s / 2
    assert (found.stage, found.intakes, found.machines) == ("cluster", 2, 7)


_DEMANDS = st.builds(
    Demand,
    sites=st.integers(1, 100_000), devices=st.integers(1, 50), values=st.integers(1, 20),
    every=st.floats(0.1, 3600), keep_days=st.integers(1, 3650), people=st.integers(0, 50_000),
)  # fmt: skip


@given(_DEMANDS, st.sampled_from(["values", "keep_days"]))
def test_more_values_or_days_never_need_less_disk(demand: Demand, name: str) -> None:
    less, more = size(demand), size(replace(demand, **{name: 2 * getattr(demand, name)}))
    assert more.kept_gb >= less.kept_gb
    assert more.rows_day >= less.rows_day


@given(_DEMANDS)
def test_more_sites_never_need_less(demand: Demand) -> None:
    less, more = size(demand), size(replace(demand, sites=10 * demand.sites))
    worse = [name for name in GROWS if getattr(more, name) < getattr(less, name)]
    assert not worse, (less, more)


@pytest.mark.parametrize("name", ["sites", "devices", "values", "every", "keep_days"])
def test_nothing_of_a_kind_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Demand(**({"sites": 1, "devices": 1} | {name: 0}))


def test_the_command_takes_prices_an_operator_has_put_in(tmp_path: Path) -> None:
    run = CliRunner().invoke
    mine = json.loads(run(sizing_command, ["--show-prices"]).output)
    assert mine["verified"] is False
    file = tmp_path / "prices.json"
    file.write_text(json.dumps(mine | {"machine": 1, "disk_tb": 0, "backup_tb": 0, "verified": True}))
    words = ["--sites", "1500", "--devices", "5", "--people", "600", "--prices", str(file)]
    found = json.loads(run(sizing_command, [*words, "--json"]).output)["1,500 sites"]
    assert found.keys() == {each.name for each in fields(Size)}
    assert found["fen_month"] == 4
    assert "not verified" not in run(sizing_command, words).output
    assert "not verified" in run(sizing_command, []).output
    for bad in ("[]", "{}", json.dumps(mine | {"machine": -1}), json.dumps(mine | {"asked_on": "x"})):
        file.write_text(bad)
        assert run(sizing_command, words).exit_code == 2
