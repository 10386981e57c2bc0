"""The recordings are whole hours of a real spring, with their gaps, and say where they come from."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from devices import recordings

SPRING = "changping-spring-2016"


def test_the_recording_is_ninety_whole_days_of_hours_without_a_hole() -> None:
    rows = recordings.load(SPRING).rows
    assert len(rows) == 90 * 24
    steps = {later.at - earlier.at for earlier, later in pairwise(rows)}
    assert steps == {timedelta(hours=1)}
    # Midnight at the station is 16:00 UTC of the day before.
    assert rows[0].at.isoformat() == "2016-01-31T16:00:00+00:00"


def test_a_missing_value_stays_missing() -> None:
    recording = recordings.load(SPRING)
    gaps = {name: recording.column(name).count(None) for name in recording.columns}
    assert gaps == {"pm25": 30, "pm10": 28, "temperature": 0, "wind_speed": 0, "pressure": 0, "rain": 0}


def test_the_spring_has_dust_above_the_daily_limit_and_values_of_its_units() -> None:
    recording = recordings.load(SPRING)
    assert sum(value > 150 for value in recording.column("pm10") if value is not None) == 441
    pressures = [value for value in recording.column("pressure") if value is not None]
    assert recording.units["pressure"] == "hPa"
    assert 900 < min(pressures) < max(pressures) < 1100


def test_every_recording_is_listed_and_names_its_source_and_licence() -> None:
    source = (Path(recordings.__file__).parent / "SOURCE.md").read_text("utf-8")
    assert SPRING in recordings.names()
    for name in recordings.names():
        section = source.partition(f"## {name}.csv\n")[2].partition("\n## ")[0]
        assert "Licence" in section
        assert "https://doi.org/" in section


def test_an_unknown_recording_or_quantity_is_refused_naming_what_there_is() -> None:
    with pytest.raises(KeyError, match=SPRING):
        recordings.load("../changping-spring-2016")
    with pytest.raises(KeyError, match="pm25, pm10"):
        recordings.load(SPRING).column("humidity")
