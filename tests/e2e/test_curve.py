"""What a curve's own scripts decide, asked in the browser they run in: words at limits, stretches of time, CSV."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from inspect_app import HERE

pytestmark = pytest.mark.e2e
SERIES = Path(HERE / "static" / "js" / "series.js").read_text(encoding="utf-8")
_ASK = """async ([source, heights]) => {
  const {apart} = await import("data:text/javascript;charset=utf-8," + encodeURIComponent(source));
  const limits = heights.map(([value, tone]) => ({value, tone}));
  return apart(limits, (limit) => limit.value, 14).map((limit) => limit.value);
}"""


def test_limits_close_to_each_other_do_not_write_over_each_other(chromium: Browser) -> None:
    page = chromium.new_page()
    try:
        assert page.evaluate(
            _ASK, [SERIES, [[35, "waiting"], [37, "waiting"], [40, "bad"], [80, "bad"]]]
        ) == [40, 80]
        assert page.evaluate(_ASK, [SERIES, [[10, "waiting"], [24, "waiting"]]]) == [10, 24]
        assert page.evaluate(_ASK, [SERIES, []]) == []
    finally:
        page.close()


_STEP = """async ([source, span, step, now]) => {
  const {stepped, addressOf} = await import("data:text/javascript;charset=utf-8," + encodeURIComponent(source));
  const view = stepped(span, step, now);
  return [view, addressOf("/api/channels/1/series?hours=24&points=500", view), addressOf("/x?hours=24", null)];
}"""
_CSV = """async ([source, names, table, span]) => {
  const {csv} = await import("data:text/javascript;charset=utf-8," + encodeURIComponent(source));
  return csv("time", names, table, span, (at) => `t${at}`);
}"""


def test_a_stretch_grows_shrinks_and_moves_and_never_passes_now(chromium: Browser) -> None:
    source = Path(HERE / "static" / "js" / "zoom.js").read_text(encoding="utf-8")
    page = chromium.new_page()
    try:
        for step, now, view in (
            ("in", 7000, [3500, 4500]), ("out", 7000, [2000, 6000]), ("out", 5500, [1500, 5500]),
            ("back", 7000, [2000, 4000]), ("on", 5500, [3500, 5500]),
        ):  # fmt: skip
            found = page.evaluate(_STEP, [source, [3000, 5000], step, now])
            assert found[0] == view, step
        address = (
            "/api/channels/1/series?points=500&from=1970-01-01T00%3A58%3A20Z&to=1970-01-01T01%3A31%3A40Z"
        )
        assert found[1:] == [address, "/x?hours=24"]
        assert page.evaluate(_STEP, [source, [0, 80], "in", 7000])[0] == [10, 70]  # not below a minute
    finally:
        page.close()


def test_what_is_seen_as_csv_keeps_gaps_out_and_runs_nothing(chromium: Browser) -> None:
    source = Path(HERE / "static" / "js" / "csv.js").read_text(encoding="utf-8")
    table = [[1, 2, 3, 4], [1.5, None, None, 9], [None, None, 7, 9]]
    page = chromium.new_page()
    try:
        told = page.evaluate(_CSV, [source, ["=A1", 'north, "gate"'], table, [1, 3]])
    finally:
        page.close()
    assert told == '\ufefftime,\'=A1,"north, ""gate"""\r\nt1,1.5,\r\nt3,,7\r\n'


_BANDS = """async ([source, answer]) => {
  const {Series, within} = await import("data:text/javascript;charset=utf-8," + encodeURIComponent(source));
  const series = new Series(answer);
  const spans = series.doubts.map((one) => [one.from, one.to === null ? Infinity : one.to]);
  return [series.held(), within(spans, series.held()), series.standing().map((one) => one.from)];
}"""


def test_no_band_covers_a_gap_and_an_alarm_taken_back_has_none(chromium: Browser) -> None:
    answer = {
        "channel": {"id": 1}, "gap_seconds": 60, "series": [[0, 10, 20, 50, 80, 90], [1, 1, 1, None, 2, 2]],
        "doubts": [{"from": 5, "to": 15}, {"from": 12, "to": 85}, {"from": 88, "to": None}, {"from": 30, "to": 40}],
        "alarms": [{"from": 1, "to": 5}, {"from": 9, "to": 9, "withdrawn": True}],
    }  # fmt: skip
    page = chromium.new_page()
    try:
        held, doubted, standing = page.evaluate(_BANDS, [SERIES, answer])
    finally:
        page.close()
    assert held == [[0, 20], [80, 90]]
    assert doubted == [[5, 20], [80, 85], [88, 90]]
    assert standing == [1]
