"""What a curve's own script decides, asked in the browser it runs in: which limits have room for their words."""

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
